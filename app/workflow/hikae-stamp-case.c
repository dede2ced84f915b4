/* hikae-stamp-case.c: seals what is new and asks the authorities for the time
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-authority-own.h"
#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-stamp-inquiry-private.h"
#include "hikae-stamp-lists-private.h"
#include "hikae-stamp-outlook.h"
#include "hikae-stamp-queue.h"
#include "hikae-stamp-records-private.h"
#include "hikae-workflow.h"

/* The whole use case, in the main context. */
typedef struct {
  GPtrArray *authorities;
  char *proxy;
  guint patience;
  HikaeProgress *progress;
  HikaeStampRun *run;
  HikaeStampQuorum *quorum;
  GPtrArray *answers;     /* (element-type HikaeStamp): still to be kept */
  GPtrArray *revocations; /* (element-type HikaeRevocation): likewise */
  GPtrArray *renewals;    /* (element-type HikaeRenewal): likewise */
  guint inquiries;        /* still out */
  GError *error;          /* the first failure of the case itself */
} Run;

void
hikae_stamp_run_free (HikaeStampRun *run)
{
  if (run == NULL)
    return;
  g_clear_pointer (&run->stamps, g_ptr_array_unref);
  g_clear_pointer (&run->revoked, g_ptr_array_unref);
  g_free (run);
}

static void
run_free (Run *run)
{
  g_clear_pointer (&run->authorities, g_ptr_array_unref);
  g_free (run->proxy);
  g_clear_pointer (&run->progress, hikae_progress_unref);
  g_clear_pointer (&run->run, hikae_stamp_run_free);
  g_clear_pointer (&run->quorum, hikae_stamp_quorum_unref);
  g_clear_pointer (&run->answers, g_ptr_array_unref);
  g_clear_pointer (&run->revocations, g_ptr_array_unref);
  g_clear_pointer (&run->renewals, g_ptr_array_unref);
  g_clear_error (&run->error);
  g_free (run);
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

static void
finish_run (GTask *task)
{
  HikaeCase *open_case = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  g_autoptr (GPtrArray) waiting = NULL;

  if (run->error != NULL) {
    g_task_return_error (task, g_steal_pointer (&run->error));
    return;
  }
  waiting = hikae_stamp_list_waiting (open_case);
  run->run->pending = waiting->len;
  g_task_return_pointer (
      task, g_steal_pointer (&run->run), (GDestroyNotify)hikae_stamp_run_free);
}

/* The first thing that could not be kept ends the run. @error: (transfer full). */
static void
take_error (Run *run, const char *doing, GError *error)
{
  g_autoptr (GError) owned = error;

  if (run->error != NULL)
    return;
  g_prefix_error_literal (&owned, doing);
  run->error = g_steal_pointer (&owned);
}

static void keep_next_record (GTask *task);

static void
record_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (hikae_case_add_renewal_finish (HIKAE_CASE (source), result, &error))
    run->run->records++;
  else
    take_error (run, "keeping an evidence record: ", error);
  keep_next_record (g_steal_pointer (&task));
}

static void
keep_next_record (GTask *task)
{
  g_autoptr (GTask) owned = task;
  Run *run = g_task_get_task_data (task);
  g_autoptr (HikaeRenewal) one = NULL;

  if (run->error != NULL || run->renewals->len == 0) {
    finish_run (task);
    return;
  }
  one = g_ptr_array_steal_index (run->renewals, 0);
  hikae_case_add_renewal_async (g_task_get_source_object (task),
                                one,
                                NULL,
                                record_kept_cb,
                                g_steal_pointer (&owned));
}

static void
recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HikaeStampRecords *records = g_task_get_task_data (G_TASK (result));
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);

  run->run->records_missing = records->missing;
  run->renewals = g_ptr_array_ref (records->made);
  keep_next_record (g_steal_pointer (&task));
}

/* Last, because nothing else waits for it: the evidence records that are due. */
static void
start_records (GTask *task)
{
  G_GNUC_UNUSED g_autoptr (GTask) owned = task;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GTask) question = NULL;

  if (run->error != NULL) {
    finish_run (task);
    return;
  }
  question =
      g_task_new (NULL, g_task_get_cancellable (task), recorded_cb, g_object_ref (task));
  g_task_set_check_cancellable (question, FALSE);
  g_task_set_task_data (question,
                        hikae_stamp_records_new (g_task_get_source_object (task),
                                                 run->authorities,
                                                 run->run->stamps,
                                                 run->proxy,
                                                 run->patience),
                        (GDestroyNotify)hikae_stamp_records_free);
  g_task_run_in_thread (question, hikae_stamp_records_thread);
}

static void keep_next_list (GTask *task);

static void
list_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (hikae_case_add_revocation_finish (HIKAE_CASE (source), result, &error))
    run->run->lists++;
  else
    take_error (run, "keeping a revocation list: ", error);
  keep_next_list (g_steal_pointer (&task));
}

static void
keep_next_list (GTask *task)
{
  g_autoptr (GTask) owned = task;
  Run *run = g_task_get_task_data (task);
  g_autoptr (HikaeRevocation) one = NULL;

  if (run->error != NULL || run->revocations->len == 0) {
    start_records (g_steal_pointer (&owned));
    return;
  }
  one = g_ptr_array_steal_index (run->revocations, 0);
  hikae_case_add_revocation_async (
      g_task_get_source_object (task), one, NULL, list_kept_cb, g_steal_pointer (&owned));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HikaeStampLists *lists = g_task_get_task_data (G_TASK (result));
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);

  run->run->lists_missing = lists->missing;
  run->revocations = g_ptr_array_ref (lists->found);
  g_ptr_array_extend_and_steal (run->run->revoked, g_ptr_array_ref (lists->revoked));
  keep_next_list (g_steal_pointer (&task));
}

/* When every stamp is kept: what is said about their certificates. */
static void
start_lists (GTask *task)
{
  G_GNUC_UNUSED g_autoptr (GTask) owned = task;
  HikaeCase *open_case = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  g_autoptr (GTask) question = NULL;

  if (run->error != NULL) {
    finish_run (task);
    return;
  }
  question =
      g_task_new (NULL, g_task_get_cancellable (task), listed_cb, g_object_ref (task));
  g_task_set_check_cancellable (question, FALSE);
  g_task_set_task_data (question,
                        hikae_stamp_lists_new (open_case, run->proxy, run->patience),
                        (GDestroyNotify)hikae_stamp_lists_free);
  g_task_run_in_thread (question, hikae_stamp_lists_thread);
}

static void keep_next (GTask *task);

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (!hikae_case_add_stamp_finish (HIKAE_CASE (source), result, &error))
    take_error (run, "keeping a time stamp: ", error);
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
    start_lists (g_steal_pointer (&owned));
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

static HikaeStampInquiry *
make_inquiry (Run *run, const HikaeAuthority *authority, GPtrArray *lacking)
{
  HikaeStampInquiry *inquiry = g_new0 (HikaeStampInquiry, 1);

  inquiry->authority = hikae_authority_copy (authority);
  inquiry->seals = g_ptr_array_ref (lacking);
  inquiry->proxy = g_strdup (run->proxy);
  inquiry->progress = run->progress != NULL ? hikae_progress_ref (run->progress) : NULL;
  inquiry->quorum = hikae_stamp_quorum_ref (run->quorum);
  inquiry->patience = run->patience;
  return inquiry;
}

/* What the seals have before this run. */
static void
fill_quorum (HikaeCase *open_case, HikaeStampQuorum *quorum)
{
  GListModel *stamps = hikae_case_get_stamps (open_case);

  for (guint i = 0; i < g_list_model_get_n_items (stamps); i++) {
    g_autoptr (HikaeStamp) stamp = g_list_model_get_item (stamps, i);

    if (hikae_stamp_get_state (stamp) == HIKAE_STAMP_VALID)
      hikae_stamp_quorum_add (quorum, hikae_stamp_get_seal (stamp));
  }
}

static void
start_inquiries (GTask *task)
{
  g_autoptr (GTask) owned = task;
  HikaeCase *open_case = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  guint total = 0;

  fill_quorum (open_case, run->quorum);
  for (guint i = 0; i < run->authorities->len; i++) {
    HikaeAuthority *authority = run->authorities->pdata[i];
    g_autoptr (GPtrArray) lacking = list_lacking (open_case, authority->id);
    g_autoptr (GTask) question = NULL;

    if (lacking->len == 0)
      continue;
    total += lacking->len;
    run->inquiries++;
    question = g_task_new (
        NULL, g_task_get_cancellable (task), answered_cb, g_object_ref (task));
    g_task_set_check_cancellable (question, FALSE);
    g_task_set_task_data (question,
                          make_inquiry (run, authority, lacking),
                          (GDestroyNotify)hikae_stamp_inquiry_free);
    g_task_run_in_thread (question, hikae_stamp_inquiry_thread);
  }
  hikae_progress_set_total (run->progress, total);
  if (run->inquiries == 0)
    start_lists (g_steal_pointer (&owned));
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

void
hikae_stamp_case_async (HikaeCase *open_case,
                        const HikaeStampChoice *choice,
                        HikaeProgress *progress,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (open_case, cancellable, callback, user_data);
  g_autoptr (GPtrArray) due = NULL;
  GError *error = NULL;
  Run *run = g_new0 (Run, 1);

  g_task_set_source_tag (task, hikae_stamp_case_async);
  /* A stamp that arrived is a result, whatever the cancellable says meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, (GDestroyNotify)run_free);
  run->proxy = g_strdup (choice->proxy);
  run->patience = choice->patience != 0 ? choice->patience : HIKAE_STAMP_PATIENCE;
  run->progress = progress != NULL ? hikae_progress_ref (progress) : NULL;
  run->run = g_new0 (HikaeStampRun, 1);
  run->run->stamps = g_ptr_array_new_with_free_func (g_object_unref);
  run->run->revoked = g_ptr_array_new_with_free_func (g_free);
  run->answers = g_ptr_array_new_with_free_func (g_object_unref);
  run->quorum = hikae_stamp_quorum_new ();
  run->authorities = choice->authorities != NULL ? g_ptr_array_ref (choice->authorities)
                                                 : hikae_authority_list_asked (&error);
  if (run->authorities == NULL) {
    g_task_return_error (task, error);
    return;
  }
  due = hikae_stamp_list_due (open_case, hikae_clock_get_now (), &run->run->renewed);
  hikae_case_seal_async (
      open_case, choice->log_too, due, cancellable, sealed_cb, g_steal_pointer (&task));
}

HikaeStampRun *
hikae_stamp_case_finish (HikaeCase *open_case, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, open_case), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
