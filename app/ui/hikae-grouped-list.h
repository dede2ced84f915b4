/* hikae-grouped-list.h: what a search found, with a heading before each site or account
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-item.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HikaeGroupHead:
 *
 * A heading: the first item of its group, from which its name can be taken, and how many
 * there are.
 */
#define HIKAE_TYPE_GROUP_HEAD (hikae_group_head_get_type ())
G_DECLARE_FINAL_TYPE (HikaeGroupHead, hikae_group_head, HIKAE, GROUP_HEAD, GObject)

/* (transfer none) (nullable). */
HikaeItem *hikae_group_head_get_first (HikaeGroupHead *self);
guint hikae_group_head_get_count (HikaeGroupHead *self);

#define HIKAE_TYPE_GROUPED_LIST (hikae_grouped_list_get_type ())
G_DECLARE_FINAL_TYPE (HikaeGroupedList, hikae_grouped_list, HIKAE, GROUPED_LIST, GObject)

/**
 * HikaeGroupedList:
 *
 * Of #HikaeItem and #HikaeGroupHead. Objects are made when somebody looks at them. Main
 * context only.
 */
/* @found: of hikae_case_search_finish(), in an order that has groups; referenced. */
HikaeGroupedList *hikae_grouped_list_new (GListModel *found) G_GNUC_WARN_UNUSED_RESULT;
/* The number of the item at @position, without making it; 0 of a heading. */
guint hikae_grouped_list_get_number (HikaeGroupedList *self, guint position);

G_END_DECLS
