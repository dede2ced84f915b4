/* hikae-timeline-row.h: one line of the timeline
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_TIMELINE_ROW (hikae_timeline_row_get_type ())
G_DECLARE_FINAL_TYPE (HikaeTimelineRow, hikae_timeline_row, HIKAE, TIMELINE_ROW, AdwBin)

/**
 * HikaeTimelineRow:
 *
 * When, what, and what about. A list moves it to other lines. Main context only.
 */
GtkWidget *hikae_timeline_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* @subject: what it is about; "" when it says no more than @what. */
void hikae_timeline_row_show (HikaeTimelineRow *self,
                              const char *time,
                              const char *what,
                              const char *subject);

G_END_DECLS
