/* hikae-steps.h: a page is filled in parts, one in each frame
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* To make and lay out thirty rows takes longer than a frame may. Main context only. */

/* One part of @page. Returns TRUE when it is complete, FALSE to be called again in the
 * next frame. */
typedef gboolean (*HikaeStep) (GtkWidget *page);

/* @steps: NULL after the last; they are read while they are gone through, so they live as
 * long as the program. What is under way for @page ends. Nothing is done before the next
 * frame, and nothing while @page is not on the screen. */
void hikae_steps_start (GtkWidget *page, const HikaeStep *steps);
/* No further step; none under way: nothing. */
void hikae_steps_stop (GtkWidget *page);

G_END_DECLS
