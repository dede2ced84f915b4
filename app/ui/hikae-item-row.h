/* hikae-item-row.h: one item in the list, or the heading of a group
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-grouped-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_ITEM_ROW (hikae_item_row_get_type ())
G_DECLARE_FINAL_TYPE (HikaeItemRow, hikae_item_row, HIKAE, ITEM_ROW, GtkWidget)

/**
 * HikaeItemRow:
 *
 * Properties: "choosing": whether there is a box to tick; "ticked".
 * Signals: "ticked-by-hand" (gboolean ticked): the person used the box.
 */
GtkWidget *hikae_item_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* @stamps: (nullable): of #HikaeStamp, to tell whether it has outside time. */
void hikae_item_row_show (HikaeItemRow *self, HikaeItem *item, GListModel *stamps);
/* @by_site: else by account. */
void
hikae_item_row_show_head (HikaeItemRow *self, HikaeGroupHead *head, gboolean by_site);

G_END_DECLS
