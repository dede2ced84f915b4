/* hikae-help-page.h: people who help, by country, offline
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_HELP_PAGE (hikae_help_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeHelpPage, hikae_help_page, HIKAE, HELP_PAGE, HikaePage)

G_END_DECLS
