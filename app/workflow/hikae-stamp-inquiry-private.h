/* hikae-stamp-inquiry-private.h: one authority asked for its stamps, in a pool thread
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-stamp-queue.h"
#include "hikae-workflow.h"

G_BEGIN_DECLS

/**
 * HikaeStampQuorum:
 *
 * How many valid stamps each seal has, shared by the inquiries of one run: a laggard is
 * not waited for when the others have made the seal complete. Any thread.
 */
typedef struct _HikaeStampQuorum HikaeStampQuorum;

HikaeStampQuorum *hikae_stamp_quorum_new (void) G_GNUC_WARN_UNUSED_RESULT;
HikaeStampQuorum *hikae_stamp_quorum_ref (HikaeStampQuorum *self);
void hikae_stamp_quorum_unref (HikaeStampQuorum *self);
/* One more valid stamp of @seal. */
void hikae_stamp_quorum_add (HikaeStampQuorum *self, guint seal);

/**
 * HikaeStampInquiry:
 * @seals: (element-type HikaeSeal): each to be asked for
 * @patience: seconds for one seal, retries and their pauses included
 *
 * Values only: a pool thread never sees the case.
 */
typedef struct {
  HikaeAuthority *authority;
  GPtrArray *seals;
  char *proxy;
  HikaeProgress *progress;
  HikaeStampQuorum *quorum;
  guint patience;
} HikaeStampInquiry;

void hikae_stamp_inquiry_free (HikaeStampInquiry *self);
/* A #GTaskThreadFunc; @data is the inquiry. Returns (transfer full) (element-type
 * HikaeStamp): an answer or a queued stamp for each seal; fewer when it was cancelled. */
void hikae_stamp_inquiry_thread (GTask *task,
                                 gpointer source,
                                 gpointer data,
                                 GCancellable *cancellable);

G_END_DECLS
