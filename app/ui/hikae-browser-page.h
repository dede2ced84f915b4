/* hikae-browser-page.h: look at a web page, log in if need be, and keep it as proof
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_BROWSER_PAGE (hikae_browser_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeBrowserPage,
                      hikae_browser_page,
                      HIKAE,
                      BROWSER_PAGE,
                      HikaePage)

G_END_DECLS
