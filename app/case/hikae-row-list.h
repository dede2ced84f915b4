/* hikae-row-list.h: a long list whose objects are made when they are asked for
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_ROW_LIST (hikae_row_list_get_type ())
G_DECLARE_FINAL_TYPE (HikaeRowList, hikae_row_list, HIKAE, ROW_LIST, GObject)

/* (transfer full): the object that @row is. */
typedef GObject *(*HikaeRowListMake) (const HikaeStoreRow *row);

/**
 * HikaeRowList:
 *
 * A #GListModel like #GListStore, but begun with rows as they were read: a place becomes
 * an object when somebody looks at it, and stays that object. Main context only.
 */
/* @rows: (transfer full). */
HikaeRowList *hikae_row_list_new (GType type,
                                  HikaeRowListMake make,
                                  HikaeStoreRows *rows) G_GNUC_WARN_UNUSED_RESULT;
/* As g_list_store_splice(). */
void hikae_row_list_splice (HikaeRowList *self,
                            guint position,
                            guint removals,
                            gpointer *additions,
                            guint count);
/* Every item up to number @last that no seal list covers is covered by @seal from now on.
 * One signal for each run of them; objects are made anew only where there are some. */
void hikae_row_list_seal (HikaeRowList *self, guint seal, guint last);
/* The number (items) or seq (events) at @position, which must be in the list; makes no
 * object. */
guint64 hikae_row_list_get_key (HikaeRowList *self, guint position);

/* (transfer full): the object at @position, which must be in the list; when the list has
 * none yet it will have none after. */
gpointer hikae_row_list_dup (HikaeRowList *self,
                             guint position) G_GNUC_WARN_UNUSED_RESULT;

/* (nullable): the row at @position while no object was made of it. */
const HikaeStoreRow *hikae_row_list_peek_row (HikaeRowList *self, guint position);

G_END_DECLS
