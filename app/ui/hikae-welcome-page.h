/* hikae-welcome-page.h: three ways in
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_WELCOME_PAGE (hikae_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeWelcomePage,
                      hikae_welcome_page,
                      HIKAE,
                      WELCOME_PAGE,
                      HikaePage)

G_END_DECLS
