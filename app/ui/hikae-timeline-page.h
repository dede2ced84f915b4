/* hikae-timeline-page.h: everything that happened, the newest first
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_TIMELINE_PAGE (hikae_timeline_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeTimelinePage,
                      hikae_timeline_page,
                      HIKAE,
                      TIMELINE_PAGE,
                      HikaePage)

G_END_DECLS
