/* hikae-stamp-outlook.h: until when a stamp stands, what renewed it, what is due
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case.h"

G_BEGIN_DECLS

/* A list from at least so long after the stamp can show that its key was good then. */
#define HIKAE_STAMP_LISTS_AFTER ((gint64)24 * 60 * 60 * G_USEC_PER_SEC)

/**
 * HikaeStampOutlook:
 * @ends: until when the stamp, or the renewals that cover it, stand; 0 when not known
 * @due: when the next renewal should be made; 0 when not known
 * @renewed_by: number of the seal list that covers it, 0
 * @renewed_at: time of the earliest valid stamp of that list, 0 while it waits for one
 * @listed_at: of the newest revocation list kept for its chain, 0 when there is none
 * @lists_due: when the lists should be fetched again, 0 when those after the stamp are
 *   there or its certificates name none
 *
 * All times are microseconds UTC.
 */
typedef struct {
  gint64 ends;
  gint64 due;
  guint renewed_by;
  gint64 renewed_at;
  gint64 listed_at;
  gint64 lists_due;
} HikaeStampOutlook;

/* Main context. Of a stamp that is not valid everything is 0. */
void hikae_stamp_outlook_compute (HikaeCase *open_case,
                                  HikaeStamp *stamp,
                                  HikaeStampOutlook *outlook);
/* (transfer full) (element-type utf8): the lines of a renewal list for every stamp whose
 * renewal is due at @now and not made, see #HikaeSeal; empty when none is. @seals: (out)
 * (optional): how many seal lists are renewed. Main context. */
GPtrArray *hikae_stamp_list_due (HikaeCase *open_case,
                                 gint64 now,
                                 guint *seals) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
