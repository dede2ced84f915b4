/* hikae-stamp-lists-private.h: what the authorities say about revoked certificates,
 * fetched
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case.h"

G_BEGIN_DECLS

/**
 * HikaeStampLists:
 * @stamps: (element-type HikaeStamp): all of the case
 * @seals: (element-type HikaeSeal): likewise
 * @kept: (element-type HikaeRevocation): what is there already
 * @proxy: (owned) (nullable)
 * @patience: seconds for all of it
 * @found: (element-type HikaeRevocation): out: what came and is new
 * @missing: out: sources that were due and gave nothing usable
 * @revoked: (element-type utf8): out: a sentence for each stamp that a list undoes
 *
 * Values only, for a pool thread.
 */
typedef struct {
  GPtrArray *stamps;
  GPtrArray *seals;
  GPtrArray *kept;
  char *proxy;
  guint patience;
  GPtrArray *found;
  guint missing;
  GPtrArray *revoked;
} HikaeStampLists;

HikaeStampLists *hikae_stamp_lists_new (HikaeCase *open_case,
                                        const char *proxy,
                                        guint patience) G_GNUC_WARN_UNUSED_RESULT;
void hikae_stamp_lists_free (HikaeStampLists *self);
/* A #GTaskThreadFunc; @data is a #HikaeStampLists, which holds what came out. Never
 * fails: what could not be had is asked for in the next run. */
void hikae_stamp_lists_thread (GTask *task,
                               gpointer source,
                               gpointer data,
                               GCancellable *cancellable);

G_END_DECLS
