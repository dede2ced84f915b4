/* hikae-item-side.h: the list of the case: searched, filtered, grouped, chosen from
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_ITEM_SIDE (hikae_item_side_get_type ())
G_DECLARE_FINAL_TYPE (HikaeItemSide, hikae_item_side, HIKAE, ITEM_SIDE, AdwBin)

/**
 * HikaeItemSide:
 *
 * Without a search, a filter or groups it is the case's own list, the newest first, whose
 * rows are made when they come to the screen; else what hikae_case_search_async() found.
 *
 * Properties: "order" ("newest", "site", "account"); "choosing": with a box to tick in
 * each row.
 * Signals: "chosen-changed": by the person's own hand.
 */
void hikae_item_side_set_session (HikaeItemSide *self, HikaeSession *session);
/* (transfer none) (element-type guint): numbers of what is chosen, those that a search
 * hides left out when there are several. */
GArray *hikae_item_side_get_chosen (HikaeItemSide *self);
gboolean hikae_item_side_get_choosing (HikaeItemSide *self);
/* Chooses one item, and brings it to the screen; 0: none. No signal. */
void hikae_item_side_choose (HikaeItemSide *self, guint number);
void hikae_item_side_toggle_search (HikaeItemSide *self);
/* One of "search:TEXT", "show:NAME" (of the drop-down, see the table), "order:NAME",
 * "choose:1,2" and "choosing:yes" or "no"; nothing for any other. */
void hikae_item_side_set_up (HikaeItemSide *self, const char *what);

G_END_DECLS
