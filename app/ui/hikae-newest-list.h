/* hikae-newest-list.h: a list the other way round, the newest first
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_NEWEST_LIST (hikae_newest_list_get_type ())
G_DECLARE_FINAL_TYPE (HikaeNewestList, hikae_newest_list, HIKAE, NEWEST_LIST, GObject)

/**
 * HikaeNewestList:
 *
 * Another list from its end to its beginning. It follows its changes and makes no object
 * that nobody looks at, as a sorted list would. Main context only.
 */
/* @list: referenced. */
HikaeNewestList *hikae_newest_list_new (GListModel *list) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
