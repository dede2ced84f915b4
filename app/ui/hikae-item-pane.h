/* hikae-item-pane.h: one item: what it is, where it was, what is proven, its history
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_ITEM_PANE (hikae_item_pane_get_type ())
G_DECLARE_FINAL_TYPE (HikaeItemPane, hikae_item_pane, HIKAE, ITEM_PANE, AdwBin)

/* @item: (nullable): nothing. Everything shown is text; no payload is decoded. */
void hikae_item_pane_show (HikaeItemPane *self, HikaeSession *session, HikaeItem *item);

G_END_DECLS
