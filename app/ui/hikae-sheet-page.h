/* hikae-sheet-page.h: how to go on where no letter is written: one page to take along
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

/* The page "sheet": its argument is "REQUEST|ID", the number of a request and the id of
 * the legal basis or place of support that can follow it. */
#define HIKAE_TYPE_SHEET_PAGE (hikae_sheet_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeSheetPage, hikae_sheet_page, HIKAE, SHEET_PAGE, HikaePage)

G_END_DECLS
