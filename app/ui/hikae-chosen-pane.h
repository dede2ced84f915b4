/* hikae-chosen-pane.h: what can be done with several items at once
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_CHOSEN_PANE (hikae_chosen_pane_get_type ())
G_DECLARE_FINAL_TYPE (HikaeChosenPane, hikae_chosen_pane, HIKAE, CHOSEN_PANE, AdwBin)

/* @numbers: (nullable) (element-type guint): copied; NULL: nothing is shown. */
void
hikae_chosen_pane_show (HikaeChosenPane *self, HikaeSession *session, GArray *numbers);

G_END_DECLS
