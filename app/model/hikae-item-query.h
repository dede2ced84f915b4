/* hikae-item-query.h: what a search asks for
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-item.h"

G_BEGIN_DECLS

/**
 * HikaeItemOrder:
 * @HIKAE_ITEM_ORDER_NEWEST: by number, the newest first
 * @HIKAE_ITEM_ORDER_SITE: by hikae_item_dup_site(), those without one last
 * @HIKAE_ITEM_ORDER_ACCOUNT: by the account's name, those without one last
 *
 * Within a site or an account the newest comes first.
 */
typedef enum {
  HIKAE_ITEM_ORDER_NEWEST,
  HIKAE_ITEM_ORDER_SITE,
  HIKAE_ITEM_ORDER_ACCOUNT,
} HikaeItemOrder;

/**
 * HikaeItemStanding:
 * @HIKAE_ITEM_STANDING_ANY: all
 * @HIKAE_ITEM_STANDING_WAITING: with content, and no valid stamp over its seal list yet
 * @HIKAE_ITEM_STANDING_REMOVED: the content was removed
 */
typedef enum {
  HIKAE_ITEM_STANDING_ANY,
  HIKAE_ITEM_STANDING_WAITING,
  HIKAE_ITEM_STANDING_REMOVED,
} HikaeItemStanding;

/**
 * HikaeItemQuery:
 * @text: (nullable): in title, name, addresses, accounts, time of posting or note
 * @address: (nullable): in one of the addresses
 * @account: (nullable): in the account's name or number
 * @any_kind: else only items of @kind
 * @standing: which of them
 * @order: of the result
 * @before: only items with a smaller number, for the next page in the order of number; 0:
 *   from the newest on
 * @limit: at most so many; 0: all
 *
 * All that is given must match. Texts are found anywhere, whatever their case and width
 * (Unicode compatibility form, case-folded); NULL or "" matches all.
 */
typedef struct {
  const char *text;
  const char *address;
  const char *account;
  gboolean any_kind;
  HikaeItemKind kind;
  HikaeItemStanding standing;
  HikaeItemOrder order;
  guint before;
  guint limit;
} HikaeItemQuery;

G_END_DECLS
