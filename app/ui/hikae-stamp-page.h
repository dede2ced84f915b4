/* hikae-stamp-page.h: ask for outside time: what is sent to whom, then the answers
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_STAMP_PAGE (hikae_stamp_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeStampPage, hikae_stamp_page, HIKAE, STAMP_PAGE, HikaePage)

G_END_DECLS
