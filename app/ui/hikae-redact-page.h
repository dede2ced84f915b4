/* hikae-redact-page.h: a changed copy: cover, coarsen, keep only a part
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_REDACT_PAGE (hikae_redact_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeRedactPage, hikae_redact_page, HIKAE, REDACT_PAGE, HikaePage)

/**
 * HikaeRedactPage:
 *
 * Argument: the number of the item. Areas are drawn over a picture that is a coarse
 * outline until another choice is made, or typed as numbers; the copy becomes an item of
 * its own, made by the helper process.
 */

G_END_DECLS
