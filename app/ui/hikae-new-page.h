/* hikae-new-page.h: make a case: name, place, passphrase, the early question
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_NEW_PAGE (hikae_new_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeNewPage, hikae_new_page, HIKAE, NEW_PAGE, HikaePage)

G_END_DECLS
