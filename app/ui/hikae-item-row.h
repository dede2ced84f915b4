/* hikae-item-row.h: one item in the list: neutral tile, title, state
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_ITEM_ROW (hikae_item_row_get_type ())
G_DECLARE_FINAL_TYPE (HikaeItemRow, hikae_item_row, HIKAE, ITEM_ROW, AdwBin)

GtkWidget *hikae_item_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* @stamps: (nullable): of #HikaeStamp. */
void hikae_item_row_show (HikaeItemRow *self, HikaeItem *item, GListModel *stamps);

G_END_DECLS
