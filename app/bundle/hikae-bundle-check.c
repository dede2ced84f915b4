/* hikae-bundle-check.c: what a check has found so far
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-check.h"

static int
rank (HikaeBundleVerdict verdict)
{
  return verdict == HIKAE_BUNDLE_GOOD ? 0 : verdict == HIKAE_BUNDLE_CANNOT_TELL ? 1 : 2;
}

void
hikae_bundle_check_note (HikaeBundleCheck *self,
                         HikaeBundleVerdict verdict,
                         const char *subject,
                         char *reason)
{
  HikaeBundleFinding *finding = g_hash_table_lookup (self->findings, subject);

  if (finding == NULL) {
    finding = g_new0 (HikaeBundleFinding, 1);
    finding->subject = g_strdup (subject);
    finding->verdict = verdict;
    finding->reason = reason;
    g_ptr_array_add (self->report->findings, finding);
    g_hash_table_insert (self->findings, finding->subject, finding);
  } else if (rank (verdict) > rank (finding->verdict)) {
    g_free (finding->reason);
    finding->verdict = verdict;
    finding->reason = reason;
  } else {
    g_free (reason);
  }
  if (rank (verdict) > rank (self->report->verdict))
    self->report->verdict = verdict;
}

gboolean
hikae_bundle_check_is_damaged (HikaeBundleCheck *self, const char *subject)
{
  const HikaeBundleFinding *finding = g_hash_table_lookup (self->findings, subject);

  return finding != NULL && finding->verdict == HIKAE_BUNDLE_DAMAGED;
}

HikaeBundleSeen *
hikae_bundle_check_find (HikaeBundleCheck *self, const char *path)
{
  return g_hash_table_lookup (self->files, path);
}
