/* hikae-check-page.h: check a bundle that somebody handed over
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_CHECK_PAGE (hikae_check_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeCheckPage, hikae_check_page, HIKAE, CHECK_PAGE, HikaePage)

G_END_DECLS
