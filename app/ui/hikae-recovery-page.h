/* hikae-recovery-page.h: the recovery sheet, shown once
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_RECOVERY_PAGE (hikae_recovery_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeRecoveryPage,
                      hikae_recovery_page,
                      HIKAE,
                      RECOVERY_PAGE,
                      HikaePage)

G_END_DECLS
