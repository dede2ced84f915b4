/* hikae-hand-over-page.h: make a bundle for others
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_HAND_OVER_PAGE (hikae_hand_over_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeHandOverPage,
                      hikae_hand_over_page,
                      HIKAE,
                      HAND_OVER_PAGE,
                      HikaePage)

G_END_DECLS
