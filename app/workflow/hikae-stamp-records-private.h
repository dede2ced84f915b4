/* hikae-stamp-records-private.h: evidence records renewed when they are due
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case.h"

G_BEGIN_DECLS

/**
 * HikaeStampRecords:
 * @stamps, @seals, @renewals: all of the case
 * @authorities: (element-type HikaeAuthority): whom to ask
 * @silent: (element-type utf8): ids of those that did not answer in this run
 * @proxy: (owned) (nullable)
 * @patience: seconds for one authority
 * @now: microseconds UTC
 * @made: (element-type HikaeRenewal): out: records with one more time stamp
 * @missing: out: records that are due and could not be renewed
 *
 * Values only, for a pool thread.
 */
typedef struct {
  GPtrArray *stamps;
  GPtrArray *seals;
  GPtrArray *renewals;
  GPtrArray *authorities;
  GPtrArray *silent;
  char *proxy;
  guint patience;
  gint64 now;
  GPtrArray *made;
  guint missing;
} HikaeStampRecords;

/* @attempts: (element-type HikaeStamp): those of this run, for who was silent. */
HikaeStampRecords *hikae_stamp_records_new (HikaeCase *open_case,
                                            GPtrArray *authorities,
                                            GPtrArray *attempts,
                                            const char *proxy,
                                            guint patience) G_GNUC_WARN_UNUSED_RESULT;
void hikae_stamp_records_free (HikaeStampRecords *self);
/* A #GTaskThreadFunc; @data is a #HikaeStampRecords, which holds what came out. Never
 * fails: what could not be renewed stays due. */
void hikae_stamp_records_thread (GTask *task,
                                 gpointer source,
                                 gpointer data,
                                 GCancellable *cancellable);

G_END_DECLS
