/* hikae-filling.h: a long list gets its rows some in each frame
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A #GtkListView makes two hundred rows at once, which takes longer than a frame may.
 * Main context only. */

typedef void (*HikaeFillingFilled) (gpointer user_data);

/* @list: the widget that will show the result; @model: (transfer full); @filled:
 * (nullable): called when the list is whole, unless hikae_filling_finish() or
 * hikae_filling_stop() came before. Returns a list of its
 * beginning, which grows with each frame until it is the whole. A filling of the same
 * widget that is under way ends. */
GListModel *hikae_filling_start (GtkWidget *list,
                                 GListModel *model,
                                 HikaeFillingFilled filled,
                                 gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
/* The rest at once, as when a place far down is asked for; none under way: nothing. */
void hikae_filling_finish (GtkWidget *list);
/* No more rows, and the model is let go. */
void hikae_filling_stop (GtkWidget *list);

G_END_DECLS
