/* hikae-request-steps.h: buttons for what happened to a letter
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-request.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Fills @buttons anew: one for each state that @request can have next ("page.step"). */
void hikae_request_steps_show (GtkFlowBox *buttons, HikaeRequest *request);

G_END_DECLS
