/* hikae-keys-page.h: all keyboard shortcuts
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_KEYS_PAGE (hikae_keys_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeKeysPage, hikae_keys_page, HIKAE, KEYS_PAGE, HikaePage)

G_END_DECLS
