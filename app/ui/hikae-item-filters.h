/* hikae-item-filters.h: what the list of the case can show
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-item-query.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The entries of the drop-down, and its accessible name. */
void hikae_item_filters_fill (GtkDropDown *drop_down);
/* Sets what the entry at @position asks for. TRUE: it asks for nothing, all is shown. */
gboolean hikae_item_filters_apply (guint position, HikaeItemQuery *query);
/* Position of the entry with this name ("all", "waiting", "removed", or of a kind); 0
 * when there is none. */
guint hikae_item_filters_find (const char *name);

G_END_DECLS
