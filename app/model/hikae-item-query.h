/* hikae-item-query.h: what a search asks for
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-item.h"

G_BEGIN_DECLS

/**
 * HikaeItemQuery:
 * @text: (nullable): in title, name, addresses, accounts, time of posting or note
 * @address: (nullable): in one of the addresses
 * @account: (nullable): in the account's name or number
 * @any_kind: else only items of @kind
 * @before: only items with a smaller number, for the next page; 0: from the newest on
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
  guint before;
  guint limit;
} HikaeItemQuery;

G_END_DECLS
