/* hikae-letters-page.h: all letters and where they stand
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_LETTERS_PAGE (hikae_letters_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeLettersPage,
                      hikae_letters_page,
                      HIKAE,
                      LETTERS_PAGE,
                      HikaePage)

G_END_DECLS
