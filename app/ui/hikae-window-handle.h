/* hikae-window-handle.h: the window's handle as portals want it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Calls back with "x11:…", "wayland:…", or "" where there is none. @callback runs in the
 * main context, at once on X11. */
typedef void (*HikaeWindowHandleFunc) (const char *handle, gpointer data);

void hikae_window_handle_export (GtkWidget *window,
                                 HikaeWindowHandleFunc callback,
                                 gpointer data);
/* When the portal is done with it. */
void hikae_window_handle_unexport (GtkWidget *window);

G_END_DECLS
