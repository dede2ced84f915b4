/* hikae-case-page.h: the open case: its items in a list, beside it the overview or one
 * item
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_CASE_PAGE (hikae_case_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeCasePage, hikae_case_page, HIKAE, CASE_PAGE, HikaePage)

void hikae_case_page_toggle_search (HikaeCasePage *self);

G_END_DECLS
