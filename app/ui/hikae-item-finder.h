/* hikae-item-finder.h: a few items of a long case, by number or words
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_ITEM_FINDER (hikae_item_finder_get_type ())
G_DECLARE_FINAL_TYPE (HikaeItemFinder, hikae_item_finder, HIKAE, ITEM_FINDER, GObject)

/* @numbers: (element-type guint): of items whose content is there, the one of that number
 * first, then the newest; @more: others match too. */
typedef void (*HikaeItemFinderFunc) (GArray *numbers, gboolean more, gpointer data);

/**
 * HikaeItemFinder:
 *
 * For choosing one item, or some, out of tens of thousands without a row for each. The
 * case thread does the looking. Main context.
 */
HikaeItemFinder *hikae_item_finder_new (HikaeItemFinderFunc found, gpointer data);
/* Looks through the open case of @session when typing rests, and calls back at most once;
 * a search under way ends. @text: a number or words; "" finds the newest, at once. At
 * most
 * @most numbers come. What goes wrong is said by the session. */
void hikae_item_finder_look (HikaeItemFinder *self,
                             HikaeSession *session,
                             const char *text,
                             guint most);
/* Nothing is called back after it. */
void hikae_item_finder_stop (HikaeItemFinder *self);

G_END_DECLS
