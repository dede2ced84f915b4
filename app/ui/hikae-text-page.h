/* hikae-text-page.h: write a note or keep an address
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_TEXT_PAGE (hikae_text_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeTextPage, hikae_text_page, HIKAE, TEXT_PAGE, HikaePage)

G_END_DECLS
