/* hikae-verify.c: a bundle without a case, a case with its stamps
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-authority-own.h"
#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-evidence-record.h"
#include "hikae-stamp-judge-private.h"
#include "hikae-tsa-verifier.h"
#include "hikae-workflow.h"

typedef struct {
  char *path;
  HikaeSecret *passphrase;
  GBytes *anchors;
  HikaeProgress *progress;
} BundleCheck;

static void
bundle_check_free (BundleCheck *check)
{
  g_free (check->path);
  g_clear_pointer (&check->passphrase, hikae_secret_unref);
  g_clear_pointer (&check->anchors, g_bytes_unref);
  g_clear_pointer (&check->progress, hikae_progress_unref);
  g_free (check);
}

static void
verify_bundle_thread (GTask *task,
                      gpointer source,
                      gpointer data,
                      GCancellable *cancellable)
{
  BundleCheck *check = data;
  GError *error = NULL;
  HikaeBundleReport *report = hikae_bundle_verify (check->path,
                                                   check->passphrase,
                                                   check->anchors,
                                                   hikae_clock_get_now (),
                                                   check->progress,
                                                   cancellable,
                                                   &error);

  if (report == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, report, (GDestroyNotify)hikae_bundle_report_free);
}

void
hikae_verify_bundle_async (const char *path,
                           HikaeSecret *passphrase,
                           GBytes *anchors,
                           HikaeProgress *progress,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  BundleCheck *check = g_new0 (BundleCheck, 1);

  g_task_set_source_tag (task, hikae_verify_bundle_async);
  check->path = g_strdup (path);
  check->passphrase = passphrase != NULL ? hikae_secret_ref (passphrase) : NULL;
  check->anchors = anchors != NULL ? g_bytes_ref (anchors) : NULL;
  check->progress = progress != NULL ? hikae_progress_ref (progress) : NULL;
  g_task_set_task_data (task, check, (GDestroyNotify)bundle_check_free);
  g_task_run_in_thread (task, verify_bundle_thread);
}

HikaeBundleReport *
hikae_verify_bundle_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The stamps of a case, judged again in a pool thread: values only. */
typedef struct {
  GBytes *anchors;        /* (nullable): the caller's */
  GPtrArray *seals;       /* (element-type HikaeSeal) */
  GPtrArray *stamps;      /* (element-type HikaeStamp) */
  GPtrArray *revocations; /* (element-type HikaeRevocation) */
  GPtrArray *renewals;    /* (element-type HikaeRenewal) */
  GPtrArray *findings;
} StampCheck;

static void
stamp_check_free (StampCheck *check)
{
  g_clear_pointer (&check->anchors, g_bytes_unref);
  g_clear_pointer (&check->seals, g_ptr_array_unref);
  g_clear_pointer (&check->stamps, g_ptr_array_unref);
  g_clear_pointer (&check->revocations, g_ptr_array_unref);
  g_clear_pointer (&check->renewals, g_ptr_array_unref);
  g_clear_pointer (&check->findings, g_ptr_array_unref);
  g_free (check);
}

static HikaeSeal *
find_seal (GPtrArray *seals, guint number)
{
  for (guint i = 0; i < seals->len; i++)
    if (hikae_seal_get_number (seals->pdata[i]) == number)
      return seals->pdata[i];
  return NULL;
}

static void
add_stamp_finding (StampCheck *check, HikaeStamp *stamp, const char *why)
{
  g_ptr_array_add (check->findings,
                   hikae_finding_new (0,
                                      "stamp",
                                      "seal %u, authority %s: %s",
                                      hikae_stamp_get_seal (stamp),
                                      hikae_stamp_get_authority (stamp),
                                      why));
}

static void
check_stamp (StampCheck *check, GPtrArray *shipped, HikaeStamp *stamp)
{
  HikaeSeal *seal = find_seal (check->seals, hikae_stamp_get_seal (stamp));
  g_autoptr (GBytes) trusted = hikae_stamp_find_anchors (stamp, shipped, check->anchors);
  g_autoptr (HikaeTsaVerdict) verdict = NULL;
  g_autofree char *why = NULL;
  g_autofree char *codes = NULL;

  if (seal == NULL) {
    add_stamp_finding (check, stamp, "its seal list is missing");
    return;
  }
  if (trusted == NULL) {
    add_stamp_finding (check, stamp, "no anchors to check it against");
    return;
  }
  verdict = hikae_stamp_judge (stamp, seal, shipped, check->anchors, check->revocations);
  if (verdict->state == HIKAE_TSA_VALID)
    return;
  codes = hikae_tsa_verdict_dup_codes (verdict);
  why = g_strdup_printf (
      "%s (%s)", verdict->sentence != NULL ? verdict->sentence : "not valid", codes);
  add_stamp_finding (check, stamp, why);
}

static void
join (GByteArray *joined, GBytes *bytes)
{
  gsize size = 0;
  const void *at = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (at != NULL)
    g_byte_array_append (joined, at, (guint)size);
}

/* Whom to trust for a record: it does not say whose its time stamps are. The last ends of
 * its chains were in the person's own file, or in the list, when they were kept; a record
 * that was put in otherwise has no event, which hikae_store_check() names. */
static GBytes *
find_record_anchors (StampCheck *check,
                     GPtrArray *shipped,
                     HikaeStamp *stamp,
                     HikaeRenewal *newest)
{
  g_autoptr (GByteArray) joined = g_byte_array_new ();
  g_autoptr (GBytes) own = NULL;

  if (check->anchors != NULL)
    return g_bytes_ref (check->anchors);
  for (guint i = 0; i < shipped->len; i++)
    join (joined, ((HikaeAuthority *)shipped->pdata[i])->anchors);
  own = hikae_stamp_find_anchors (stamp, shipped, NULL);
  join (joined, own);
  for (guint i = 0; i < check->renewals->len; i++) {
    HikaeRenewal *one = check->renewals->pdata[i];
    g_autoptr (GBytes) anchor =
        hikae_renewal_get_seal (one) == hikae_renewal_get_seal (newest)
            ? hikae_tsa_chain_dup_anchor (hikae_renewal_get_chain (one))
            : NULL;

    join (joined, anchor);
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&joined));
}

/* The evidence record that begins with @stamp, when it was renewed. */
static void
check_record (StampCheck *check, GPtrArray *shipped, HikaeStamp *stamp)
{
  HikaeSeal *seal = find_seal (check->seals, hikae_stamp_get_seal (stamp));
  HikaeRenewal *newest = hikae_stamp_find_renewal (stamp, check->renewals);
  g_autoptr (GPtrArray) objects = g_ptr_array_new ();
  g_autoptr (GBytes) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) anchors = NULL;
  g_autoptr (HikaeTsaVerdict) verdict = NULL;
  g_autofree char *codes = NULL;
  g_autofree char *why = NULL;

  if (seal == NULL || newest == NULL)
    return;
  anchors = find_record_anchors (check, shipped, stamp, newest);
  list = hikae_seal_load_list (seal, &error);
  if (list == NULL) {
    add_stamp_finding (check, stamp, error->message);
    return;
  }
  g_ptr_array_add (objects, list);
  verdict = hikae_evidence_record_verify (&(HikaeEvidenceInput){
      .record = hikae_renewal_get_record (newest),
      .data = objects,
      .anchors = anchors,
      .untrusted = hikae_renewal_get_chain (newest),
      .now = hikae_clock_get_now (),
  });
  if (verdict->state == HIKAE_TSA_VALID)
    return;
  codes = hikae_tsa_verdict_dup_codes (verdict);
  why = g_strdup_printf ("its evidence record: %s (%s)",
                         verdict->sentence != NULL ? verdict->sentence : "not valid",
                         codes);
  add_stamp_finding (check, stamp, why);
}

static void
check_stamps_thread (GTask *task,
                     gpointer source,
                     gpointer data,
                     GCancellable *cancellable)
{
  StampCheck *check = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) shipped = hikae_authority_list_known (&error);

  if (shipped == NULL) {
    g_task_return_error (task, error);
    return;
  }
  for (guint i = 0; i < check->stamps->len; i++) {
    HikaeStamp *stamp = check->stamps->pdata[i];

    if (g_task_return_error_if_cancelled (task))
      return;
    /* Queued attempts and answers already known as invalid claim nothing. */
    if (hikae_stamp_get_state (stamp) != HIKAE_STAMP_VALID)
      continue;
    check_stamp (check, shipped, stamp);
    if (hikae_stamp_get_token (stamp) != NULL)
      check_record (check, shipped, stamp);
  }
  g_task_return_pointer (
      task, g_steal_pointer (&check->findings), (GDestroyNotify)g_ptr_array_unref);
}

static void
case_checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  GPtrArray *findings = hikae_case_check_finish (HIKAE_CASE (source), result, &error);
  g_autoptr (GTask) task = user_data;
  StampCheck *check = g_task_get_task_data (task);

  if (findings == NULL) {
    g_task_return_error (task, error);
    return;
  }
  check->findings = findings;
  g_task_run_in_thread (task, check_stamps_thread);
}

void
hikae_verify_case_async (HikaeCase *open_case,
                         GBytes *anchors,
                         HikaeProgress *progress,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (open_case, cancellable, callback, user_data);
  StampCheck *check = g_new0 (StampCheck, 1);

  g_task_set_source_tag (task, hikae_verify_case_async);
  check->anchors = anchors != NULL ? g_bytes_ref (anchors) : NULL;
  check->seals = hikae_list_snapshot (hikae_case_get_seals (open_case));
  check->stamps = hikae_list_snapshot (hikae_case_get_stamps (open_case));
  check->renewals = hikae_list_snapshot (hikae_case_get_renewals (open_case));
  check->revocations = hikae_list_snapshot (hikae_case_get_revocations (open_case));
  g_task_set_task_data (task, check, (GDestroyNotify)stamp_check_free);
  hikae_case_check_async (
      open_case, progress, cancellable, case_checked_cb, g_steal_pointer (&task));
}

GPtrArray *
hikae_verify_case_finish (HikaeCase *open_case, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, open_case), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
