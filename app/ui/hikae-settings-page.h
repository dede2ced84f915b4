/* hikae-settings-page.h: the few settings
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_SETTINGS_PAGE (hikae_settings_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeSettingsPage,
                      hikae_settings_page,
                      HIKAE,
                      SETTINGS_PAGE,
                      HikaePage)

G_END_DECLS
