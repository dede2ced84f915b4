/* hikae-stamp-inquiry.c: one authority asked for its stamps, in a pool thread
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An authority that could not be reached for one seal is not tried for the next: the rest
 * goes into the queue. */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-json.h"
#include "hikae-stamp-exchange-private.h"
#include "hikae-stamp-inquiry-private.h"
#include "hikae-tsa-verifier.h"

#define BETWEEN                                                                          \
  "this proves no time: the network answered and not the authority, perhaps with a "     \
  "page to log in"

struct _HikaeStampQuorum {
  gatomicrefcount references;
  GMutex lock;
  GHashTable *counts; /* seal number to valid stamps */
};

HikaeStampQuorum *
hikae_stamp_quorum_new (void)
{
  HikaeStampQuorum *self = g_new0 (HikaeStampQuorum, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  self->counts = g_hash_table_new (NULL, NULL);
  return self;
}

HikaeStampQuorum *
hikae_stamp_quorum_ref (HikaeStampQuorum *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
hikae_stamp_quorum_unref (HikaeStampQuorum *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_mutex_clear (&self->lock);
  g_hash_table_unref (self->counts);
  g_free (self);
}

static guint
count (HikaeStampQuorum *self, guint seal, guint more)
{
  guint total = 0;

  g_mutex_lock (&self->lock);
  total = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, GUINT_TO_POINTER (seal)));
  total += more;
  g_hash_table_insert (self->counts, GUINT_TO_POINTER (seal), GUINT_TO_POINTER (total));
  g_mutex_unlock (&self->lock);
  return total;
}

void
hikae_stamp_quorum_add (HikaeStampQuorum *self, guint seal)
{
  (void)count (self, seal, 1);
}

static gboolean
quorum_has (HikaeStampQuorum *self, guint seal)
{
  return count (self, seal, 0) >= HIKAE_STAMP_ENOUGH;
}

void
hikae_stamp_inquiry_free (HikaeStampInquiry *self)
{
  hikae_authority_free (self->authority);
  g_ptr_array_unref (self->seals);
  g_free (self->proxy);
  g_clear_pointer (&self->progress, hikae_progress_unref);
  hikae_stamp_quorum_unref (self->quorum);
  g_free (self);
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

/* A page of a hotel or a gateway where an authority's answer is due. */
static gboolean
is_from_between (const HikaeHttpReply *reply)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (reply->body, &size);

  return (size == 0 || bytes[0] != 0x30) &&
         (reply->content_type == NULL ||
          !g_str_has_prefix (reply->content_type, "application/timestamp-reply"));
}

static HikaeStamp *
judge_reply (HikaeStampInquiry *inquiry,
             HikaeSeal *seal,
             GBytes *query,
             const HikaeHttpReply *reply,
             guint tries)
{
  HikaeAuthority *authority = inquiry->authority;
  g_autofree char *imprint = g_strconcat ("sha256:", hikae_seal_get_sha256 (seal), NULL);
  HikaeTsaInput input = {
      .token = reply->body,
      .form = HIKAE_TSA_FORM_RESPONSE,
      .query = query,
      .imprint = imprint,
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
  g_autofree char *url = hikae_authority_dup_shown_url (authority);
  HikaeStamp *stamp = hikae_stamp_new (
      hikae_seal_get_number (seal), authority->id, url, state_of (verdict));

  hikae_stamp_set_exchange (
      stamp, query, reply->body, reply->sent_at, reply->received_at, transport);
  hikae_stamp_set_verdict (stamp,
                           verdict->token,
                           verdict->chain,
                           verdict->gen_time,
                           verdict->signer,
                           codes,
                           is_from_between (reply) ? BETWEEN : verdict->sentence);
  return stamp;
}

static HikaeStamp *
make_queued (HikaeStampInquiry *inquiry,
             HikaeSeal *seal,
             const char *codes,
             const char *why)
{
  g_autofree char *url = hikae_authority_dup_shown_url (inquiry->authority);
  HikaeStamp *stamp = hikae_stamp_new (
      hikae_seal_get_number (seal), inquiry->authority->id, url, HIKAE_STAMP_QUEUED);

  /* When it was tried; nothing was received. */
  hikae_stamp_set_exchange (stamp, NULL, NULL, hikae_clock_get_now (), 0, NULL);
  hikae_stamp_set_verdict (stamp, NULL, NULL, 0, NULL, codes, why);
  return stamp;
}

typedef struct {
  HikaeStampInquiry *inquiry;
  guint seal;
} Waiting;

static gboolean
is_worth_waiting (gpointer data)
{
  const Waiting *waiting = data;

  return !quorum_has (waiting->inquiry->quorum, waiting->seal);
}

/* One exchange with retries. (nullable): NULL only with @error (cancelled, or a query
 * that could not be made); an unreachable authority is a queued stamp. */
static HikaeStamp *
ask (HikaeStampInquiry *inquiry,
     HikaeSeal *seal,
     GCancellable *cancellable,
     GError **error)
{
  Waiting waiting = {inquiry, hikae_seal_get_number (seal)};
  g_auto (HikaeStampExchange) exchange = {
      .authority = inquiry->authority,
      .digest = hikae_seal_get_digest (seal),
      .proxy = inquiry->proxy,
      .patience = inquiry->patience,
      .worth = is_worth_waiting,
      .worth_data = &waiting,
  };

  if (!hikae_stamp_exchange_run (&exchange, cancellable, error))
    return NULL;
  return exchange.reply != NULL
             ? judge_reply (inquiry, seal, exchange.query, exchange.reply, exchange.tries)
             : make_queued (inquiry,
                            seal,
                            exchange.turned_away ? HIKAE_STAMP_TURNED_AWAY : "",
                            exchange.why);
}

void
hikae_stamp_inquiry_thread (GTask *task,
                            gpointer source,
                            gpointer data,
                            GCancellable *cancellable)
{
  HikaeStampInquiry *inquiry = data;
  g_autoptr (GPtrArray) stamps = g_ptr_array_new_with_free_func (g_object_unref);
  HikaeStamp *unanswered = NULL;
  GError *error = NULL;

  for (guint i = 0; i < inquiry->seals->len; i++) {
    HikaeSeal *seal = inquiry->seals->pdata[i];
    HikaeStamp *stamp = unanswered != NULL
                            ? make_queued (inquiry,
                                           seal,
                                           hikae_stamp_get_codes (unanswered),
                                           hikae_stamp_get_detail (unanswered))
                            : ask (inquiry, seal, cancellable, &error);

    if (stamp == NULL)
      break;
    g_ptr_array_add (stamps, stamp);
    if (hikae_stamp_get_state (stamp) == HIKAE_STAMP_VALID)
      hikae_stamp_quorum_add (inquiry->quorum, hikae_seal_get_number (seal));
    else if (hikae_stamp_get_state (stamp) == HIKAE_STAMP_QUEUED)
      unanswered = stamp;
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
