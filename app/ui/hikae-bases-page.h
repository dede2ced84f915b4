/* hikae-bases-page.h: the legal bases that fit, with what each cannot do
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_BASES_PAGE (hikae_bases_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeBasesPage, hikae_bases_page, HIKAE, BASES_PAGE, HikaePage)

G_END_DECLS
