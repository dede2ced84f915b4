/* hikae-stamp-queue.h: which seal lists wait for outside time, since when, and why
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case.h"

G_BEGIN_DECLS

/* Seals count as complete with so many valid stamps of different authorities. */
#define HIKAE_STAMP_ENOUGH 2

/**
 * HikaeStampWait:
 * @seal: number of the seal list
 * @since: when it was sealed, microseconds UTC by this computer's clock
 * @valid: stamps that it has: 0, or 1 where a second one is missing
 * @tried_at: when an authority was last asked in vain, 0: never
 * @failed: (owned) (element-type HikaeStamp): the last attempt of each authority that
 * gave no valid stamp; hikae_stamp_get_detail() says why
 *
 * Nothing is asked by itself: the next try is when the person asks for outside time.
 */
typedef struct {
  guint seal;
  gint64 since;
  guint valid;
  gint64 tried_at;
  GPtrArray *failed;
} HikaeStampWait;

void hikae_stamp_wait_free (HikaeStampWait *self);
/* (transfer full) (element-type HikaeStampWait): by number; empty when every seal list
 * has enough stamps. Main context. */
GPtrArray *hikae_stamp_list_waiting (HikaeCase *open_case) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeStampWait, hikae_stamp_wait_free)

G_END_DECLS
