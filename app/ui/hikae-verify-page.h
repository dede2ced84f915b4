/* hikae-verify-page.h: check the open case, byte for byte
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_VERIFY_PAGE (hikae_verify_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeVerifyPage, hikae_verify_page, HIKAE, VERIFY_PAGE, HikaePage)

G_END_DECLS
