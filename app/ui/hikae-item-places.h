/* hikae-item-places.h: which item stands where in the list
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Of a list of the items of @open_case: a #HikaeNewestList of all of them, a
 * #HikaeGroupedList, or what hikae_case_search_finish() gave. Makes no object, so that a
 * long list is looked through within a frame. Main context only. */

/* The number of the item at @position; 0: a heading, or past the end. */
guint
hikae_item_places_get_number (GListModel *list, HikaeCase *open_case, guint position);
/* (transfer full): where those of @numbers (element-type guint) stand that are there. */
GtkBitset *hikae_item_places_find (GListModel *list,
                                   HikaeCase *open_case,
                                   GArray *numbers) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
