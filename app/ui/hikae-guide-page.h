/* hikae-guide-page.h: first steps and answers: an index and short pages
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_GUIDE_PAGE (hikae_guide_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeGuidePage, hikae_guide_page, HIKAE, GUIDE_PAGE, HikaePage)

G_END_DECLS
