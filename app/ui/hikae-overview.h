/* hikae-overview.h: what is secured, what is due, what is next
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_OVERVIEW (hikae_overview_get_type ())
G_DECLARE_FINAL_TYPE (HikaeOverview, hikae_overview, HIKAE, OVERVIEW, AdwBin)

/* Of the session's open case; nothing while it is locked. */
void hikae_overview_show (HikaeOverview *self, HikaeSession *session);

G_END_DECLS
