/* hikae-letter-page.h: fill a letter in: fields, live checklist, text
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_LETTER_PAGE (hikae_letter_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeLetterPage, hikae_letter_page, HIKAE, LETTER_PAGE, HikaePage)

G_END_DECLS
