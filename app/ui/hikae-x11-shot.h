/* hikae-x11-shot.h: the whole screen of an X11 session that has no portal
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-draft.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Whether the screen of @display can be read: X11, and not the one inside Wayland, which
 * is black. */
gboolean hikae_x11_shot_is_possible (GdkDisplay *display);
/* Finishes with a draft of kind screenshot, method "x11". %HIKAE_ERROR_DENIED when the
 * server does not give its picture. Main context; the PNG is made in a pool thread. */
void hikae_x11_shot_take_async (GdkDisplay *display,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
HikaeDraft *hikae_x11_shot_take_finish (GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
