/* hikae-stamp-case.c: seals what is new and asks the authorities for the time
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-authority.h"
#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-hasher.h"
#include "hikae-http-retry.h"
#include "hikae-http.h"
#include "hikae-json.h"
#include "hikae-tsa-request.h"
#include "hikae-tsa-verifier.h"
#include "hikae-workflow.h"

/* One authority, in a pool thread, asked for every seal that lacks its stamp. Holds
 * values only: a pool thread never sees the case. */
typedef struct {
  HikaeAuthority *authority;
  GPtrArray *seals; /* (element-type HikaeSeal) */
  char *proxy;
  HikaeProgress *progress;
} Inquiry;

/* The whole use case, in the main context. */
typedef struct {
  GPtrArray *authorities;
  char *proxy;
  HikaeProgress *progress;
  HikaeStampRun *run;
  GPtrArray *answers; /* (element-type HikaeStamp): still to be kept */
  guint inquiries;    /* still out */
  GError *error;      /* the first failure of the case itself */
} Run;

void
hikae_stamp_run_free (HikaeStampRun *run)
{
  if (run == NULL)
    return;
  g_clear_pointer (&run->stamps, g_ptr_array_unref);
  g_free (run);
}

static void
inquiry_free (Inquiry *inquiry)
{
  hikae_authority_free (inquiry->authority);
  g_ptr_array_unref (inquiry->seals);
  g_free (inquiry->proxy);
  g_clear_pointer (&inquiry->progress, hikae_progress_unref);
  g_free (inquiry);
}

static void
run_free (Run *run)
{
  g_clear_pointer (&run->authorities, g_ptr_array_unref);
  g_free (run->proxy);
  g_clear_pointer (&run->progress, hikae_progress_unref);
  g_clear_pointer (&run->run, hikae_stamp_run_free);
  g_clear_pointer (&run->answers, g_ptr_array_unref);
  g_clear_error (&run->error);
  g_free (run);
}

static char *
format_transport (const HikaeHttpReply *reply, guint tries)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_int_member (object, "status", reply->status);
  json_object_set_int_member (object, "tries", tries);
  if (reply->content_type != NULL)
    json_object_set_string_member (object, "content_type", reply->content_type);
  if (reply->remote_address != NULL)
    json_object_set_string_member (object, "remote_address", reply->remote_address);
  if (reply->http_version != NULL)
    json_object_set_string_member (object, "http_version", reply->http_version);
  if (reply->server_date != 0)
    json_object_set_int_member (object, "server_date", (gint64)reply->server_date);
  json_node_set_object (node, object);
  return hikae_json_format_canonical (node);
}

static HikaeStampState
state_of (const HikaeTsaVerdict *verdict)
{
  switch (verdict->state) {
  case HIKAE_TSA_VALID:
    return HIKAE_STAMP_VALID;
  case HIKAE_TSA_INDETERMINATE:
    return HIKAE_STAMP_INDETERMINATE;
  case HIKAE_TSA_INVALID:
  default:
    return HIKAE_STAMP_INVALID;
  }
}

static HikaeStamp *
judge_reply (Inquiry *inquiry,
             HikaeSeal *seal,
             GBytes *query,
             const HikaeHttpReply *reply,
             guint tries)
{
  HikaeAuthority *authority = inquiry->authority;
  HikaeTsaInput input = {
      .token = reply->body,
      .form = HIKAE_TSA_FORM_RESPONSE,
      .query = query,
      .data = hikae_seal_get_list (seal),
      .anchors = authority->anchors,
      .untrusted = authority->untrusted,
      .policies = authority->policies,
      .now = hikae_clock_get_now (),
      .sent_at = reply->sent_at,
      .received_at = reply->received_at,
  };
  g_autoptr (HikaeTsaVerdict) verdict = hikae_tsa_verify (&input);
  g_autofree char *codes = hikae_tsa_verdict_dup_codes (verdict);
  g_autofree char *transport = format_transport (reply, tries);
  HikaeStamp *stamp = hikae_stamp_new (
      hikae_seal_get_number (seal), authority->id, authority->url, state_of (verdict));

  hikae_stamp_set_exchange (
      stamp, query, reply->body, reply->sent_at, reply->received_at, transport);
  hikae_stamp_set_verdict (stamp,
                           verdict->token,
                           verdict->chain,
                           verdict->gen_time,
                           verdict->signer,
                           codes,
                           verdict->sentence);
  return stamp;
}

static HikaeStamp *
make_queued (Inquiry *inquiry, HikaeSeal *seal, const char *why)
{
  HikaeStamp *stamp = hikae_stamp_new (hikae_seal_get_number (seal),
                                       inquiry->authority->id,
                                       inquiry->authority->url,
                                       HIKAE_STAMP_QUEUED);

  hikae_stamp_set_verdict (stamp, NULL, NULL, 0, NULL, "", why);
  return stamp;
}

/* One exchange with retries. (nullable): NULL only with @error (cancelled, or a query
 * that could not be made); an unreachable authority is a queued stamp. */
static HikaeStamp *
ask (Inquiry *inquiry, HikaeSeal *seal, GCancellable *cancellable, GError **error)
{
  GBytes *list = hikae_seal_get_list (seal);
  HikaeDigest digest = hikae_hash_bytes (
      HIKAE_DIGEST_SHA256, g_bytes_get_data (list, NULL), g_bytes_get_size (list));
  g_autofree char *why = NULL;

  for (guint attempt = 1;; attempt++) {
    /* A new query, so a new nonce, each time: an old answer must not fit. */
    g_autoptr (GBytes) query = hikae_tsa_request_new (&digest, NULL, error);
    g_autoptr (GError) failure = NULL;
    g_autoptr (HikaeHttpReply) reply = NULL;
    HikaeHttpRequest request = {
        .method = "POST",
        .url = inquiry->authority->url,
        .body = query,
        .content_type = "application/timestamp-query",
        .accept = "application/timestamp-reply",
        .proxy = inquiry->proxy,
        .max_size = HIKAE_TSA_REPLY_MAX,
        .connect_seconds = 10,
        .total_seconds = 30,
    };
    int pause = 0;

    if (query == NULL ||
        !hikae_http_take_turn (
            request.url, inquiry->authority->spacing_seconds, cancellable, error))
      return NULL;
    reply = hikae_http_perform (&request, cancellable, &failure);
    if (hikae_error_is_cancelled (failure)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
    if (reply != NULL && reply->status == 200)
      return judge_reply (inquiry, seal, query, reply, attempt);
    g_free (why);
    why = reply != NULL
              ? g_strdup_printf ("the authority answered with status %u", reply->status)
              : g_strdup (failure->message);
    pause = hikae_http_should_retry (reply, failure, attempt);
    if (pause == HIKAE_HTTP_NEVER)
      break;
    if (!hikae_http_pause ((guint)pause, cancellable, error))
      return NULL;
  }
  return make_queued (inquiry, seal, why);
}

static void
inquire_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Inquiry *inquiry = data;
  g_autoptr (GPtrArray) stamps = g_ptr_array_new_with_free_func (g_object_unref);
  GError *error = NULL;

  for (guint i = 0; i < inquiry->seals->len; i++) {
    HikaeStamp *stamp = ask (inquiry, inquiry->seals->pdata[i], cancellable, &error);

    if (stamp == NULL)
      break;
    g_ptr_array_add (stamps, stamp);
    hikae_progress_add (inquiry->progress, 1);
  }
  /* What came before a cancel is kept: an answer in hand is proof in hand. */
  if (stamps->len == 0 && error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_clear_error (&error);
  g_task_return_pointer (
      task, g_steal_pointer (&stamps), (GDestroyNotify)g_ptr_array_unref);
}

static gboolean
has_valid (HikaeCase *open_case, guint seal, const char *authority)
{
  GListModel *stamps = hikae_case_get_stamps (open_case);

  for (guint i = 0; i < g_list_model_get_n_items (stamps); i++) {
    g_autoptr (HikaeStamp) stamp = g_list_model_get_item (stamps, i);

    if (hikae_stamp_get_seal (stamp) == seal &&
        hikae_stamp_get_state (stamp) == HIKAE_STAMP_VALID &&
        (authority == NULL || g_str_equal (hikae_stamp_get_authority (stamp), authority)))
      return TRUE;
  }
  return FALSE;
}

static guint
count_valid (HikaeCase *open_case, guint seal)
{
  GListModel *stamps = hikae_case_get_stamps (open_case);
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (stamps); i++) {
    g_autoptr (HikaeStamp) stamp = g_list_model_get_item (stamps, i);

    count += hikae_stamp_get_seal (stamp) == seal &&
             hikae_stamp_get_state (stamp) == HIKAE_STAMP_VALID;
  }
  return count;
}

static void
finish_run (GTask *task)
{
  HikaeCase *open_case = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  GListModel *seals = hikae_case_get_seals (open_case);

  if (run->error != NULL) {
    g_task_return_error (task, g_steal_pointer (&run->error));
    return;
  }
  for (guint i = 0; i < g_list_model_get_n_items (seals); i++) {
    g_autoptr (HikaeSeal) seal = g_list_model_get_item (seals, i);

    run->run->pending += count_valid (open_case, hikae_seal_get_number (seal)) < 2;
  }
  g_task_return_pointer (
      task, g_steal_pointer (&run->run), (GDestroyNotify)hikae_stamp_run_free);
}

static void keep_next (GTask *task);

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = hikae_case_add_stamp_finish (HIKAE_CASE (source), result, &error);
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);

  if (!ok && run->error == NULL) {
    g_prefix_error_literal (&error, "keeping a time stamp: ");
    run->error = g_steal_pointer (&error);
  }
  keep_next (g_steal_pointer (&task));
}

/* Keeps the answers one after the other. Not cancellable: a cancel must not throw away a
 * stamp that has arrived. */
static void
keep_next (GTask *task)
{
  g_autoptr (GTask) owned = task;
  Run *run = g_task_get_task_data (task);
  g_autoptr (HikaeStamp) stamp = NULL;

  if (run->error != NULL || run->answers->len == 0) {
    finish_run (task);
    return;
  }
  stamp = g_ptr_array_steal_index (run->answers, 0);
  g_ptr_array_add (run->run->stamps, g_object_ref (stamp));
  hikae_case_add_stamp_async (
      g_task_get_source_object (task), stamp, NULL, kept_cb, g_steal_pointer (&owned));
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) stamps = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);

  if (stamps != NULL) {
    for (guint i = 0; i < stamps->len; i++)
      g_ptr_array_add (run->answers, g_object_ref (stamps->pdata[i]));
  } else if (run->error == NULL) {
    run->error = g_steal_pointer (&error);
  }
  if (--run->inquiries > 0)
    return;
  /* Answers in hand are kept even when another authority's inquiry was cancelled. */
  if (run->answers->len > 0)
    g_clear_error (&run->error);
  keep_next (g_steal_pointer (&task));
}

static GPtrArray *
list_lacking (HikaeCase *open_case, const char *authority)
{
  GPtrArray *lacking = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *seals = hikae_case_get_seals (open_case);

  for (guint i = 0; i < g_list_model_get_n_items (seals); i++) {
    g_autoptr (HikaeSeal) seal = g_list_model_get_item (seals, i);

    if (!has_valid (open_case, hikae_seal_get_number (seal), authority))
      g_ptr_array_add (lacking, g_steal_pointer (&seal));
  }
  return lacking;
}

static void
start_inquiries (GTask *task)
{
  G_GNUC_UNUSED g_autoptr (GTask) owned = task;
  HikaeCase *open_case = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  guint total = 0;

  for (guint i = 0; i < run->authorities->len; i++) {
    HikaeAuthority *authority = run->authorities->pdata[i];
    g_autoptr (GPtrArray) lacking = list_lacking (open_case, authority->id);
    g_autoptr (GTask) question = NULL;
    Inquiry *inquiry = NULL;

    if (lacking->len == 0)
      continue;
    total += lacking->len;
    run->inquiries++;
    inquiry = g_new0 (Inquiry, 1);
    inquiry->authority = hikae_authority_copy (authority);
    inquiry->seals = g_steal_pointer (&lacking);
    inquiry->proxy = g_strdup (run->proxy);
    inquiry->progress = run->progress != NULL ? hikae_progress_ref (run->progress) : NULL;
    question = g_task_new (
        NULL, g_task_get_cancellable (task), answered_cb, g_object_ref (task));
    g_task_set_check_cancellable (question, FALSE);
    g_task_set_task_data (question, inquiry, (GDestroyNotify)inquiry_free);
    g_task_run_in_thread (question, inquire_thread);
  }
  hikae_progress_set_total (run->progress, total);
  if (run->inquiries == 0)
    finish_run (task);
}

static void
sealed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeSeal) seal =
      hikae_case_seal_finish (HIKAE_CASE (source), result, &error);
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);

  if (error != NULL) {
    g_prefix_error_literal (&error, "sealing: ");
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  run->run->sealed = seal != NULL;
  start_inquiries (g_steal_pointer (&task));
}

static GPtrArray *
list_defaults (GError **error)
{
  g_autoptr (GPtrArray) shipped = hikae_authority_list_shipped (error);
  GPtrArray *chosen = NULL;

  if (shipped == NULL)
    return NULL;
  chosen = g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_authority_free);
  for (guint i = 0; i < shipped->len; i++) {
    const HikaeAuthority *authority = shipped->pdata[i];

    if (authority->is_default)
      g_ptr_array_add (chosen, hikae_authority_copy (authority));
  }
  return chosen;
}

void
hikae_stamp_case_async (HikaeCase *open_case,
                        GPtrArray *authorities,
                        const char *proxy,
                        HikaeProgress *progress,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (open_case, cancellable, callback, user_data);
  GError *error = NULL;
  Run *run = g_new0 (Run, 1);

  g_task_set_source_tag (task, hikae_stamp_case_async);
  /* A stamp that arrived is a result, whatever the cancellable says meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, (GDestroyNotify)run_free);
  run->proxy = g_strdup (proxy);
  run->progress = progress != NULL ? hikae_progress_ref (progress) : NULL;
  run->run = g_new0 (HikaeStampRun, 1);
  run->run->stamps = g_ptr_array_new_with_free_func (g_object_unref);
  run->answers = g_ptr_array_new_with_free_func (g_object_unref);
  run->authorities =
      authorities != NULL ? g_ptr_array_ref (authorities) : list_defaults (&error);
  if (run->authorities == NULL) {
    g_task_return_error (task, error);
    return;
  }
  hikae_case_seal_async (open_case, cancellable, sealed_cb, g_steal_pointer (&task));
}

HikaeStampRun *
hikae_stamp_case_finish (HikaeCase *open_case, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, open_case), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
