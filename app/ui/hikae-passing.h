/* hikae-passing.h: lines that pass over the window
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* For some seconds, after those that were said before; longer while the pointer or the
 * focus is on it and nothing else waits. @text: may hold foreign words. */
void hikae_passing_say (AdwToastOverlay *overlay, const char *text);
/* The same, and longer, with a @button that activates @action. The offer before it goes.
 */
void hikae_passing_offer (AdwToastOverlay *overlay,
                          const char *text,
                          const char *button,
                          const char *action);
/* The latest offer goes if it is of @action: it has been taken in another way. */
void hikae_passing_withdraw (AdwToastOverlay *overlay, const char *action);

G_END_DECLS
