/* hikae-request-page.h: one letter: where it stands, what is next
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_REQUEST_PAGE (hikae_request_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeRequestPage,
                      hikae_request_page,
                      HIKAE,
                      REQUEST_PAGE,
                      HikaePage)

G_END_DECLS
