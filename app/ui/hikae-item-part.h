/* hikae-item-part.h: which part of a captured page an item is
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-item.h"

G_BEGIN_DECLS

/* Translated. All that was kept of one web page has one title: this tells the parts
 * apart. Of everything else, its kind. Reads the whole record. */
const char *hikae_item_part_get_name (HikaeItem *item);

G_END_DECLS
