/* hikae-unlock-page.h: open a case by passphrase or recovery code
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_UNLOCK_PAGE (hikae_unlock_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeUnlockPage, hikae_unlock_page, HIKAE, UNLOCK_PAGE, HikaePage)

G_END_DECLS
