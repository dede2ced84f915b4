/* hikae-access-page.h: passphrase, recovery code and helpers of the open case
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_ACCESS_PAGE (hikae_access_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeAccessPage, hikae_access_page, HIKAE, ACCESS_PAGE, HikaePage)

G_END_DECLS
