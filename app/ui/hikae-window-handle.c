/* hikae-window-handle.c: the window's handle as portals want it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-window-handle.h"

#ifdef GDK_WINDOWING_X11
#include <gdk/x11/gdkx.h>
#endif
#ifdef GDK_WINDOWING_WAYLAND
#include <gdk/wayland/gdkwayland.h>
#endif

#ifdef GDK_WINDOWING_WAYLAND
typedef struct {
  HikaeWindowHandleFunc callback;
  gpointer data;
} Waiting;

static void
exported_cb (GdkToplevel *toplevel, const char *handle, gpointer user_data)
{
  Waiting *waiting = user_data;
  g_autofree char *full = g_strconcat ("wayland:", handle, NULL);

  waiting->callback (full, waiting->data);
}
#endif

void
hikae_window_handle_export (GtkWidget *window,
                            HikaeWindowHandleFunc callback,
                            gpointer data)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));

#ifdef GDK_WINDOWING_X11
  if (GDK_IS_X11_SURFACE (surface)) {
    g_autofree char *handle =
        g_strdup_printf ("x11:%lx", gdk_x11_surface_get_xid (surface));

    callback (handle, data);
    return;
  }
#endif
#ifdef GDK_WINDOWING_WAYLAND
  if (GDK_IS_WAYLAND_TOPLEVEL (surface)) {
    Waiting *waiting = g_new0 (Waiting, 1);

    waiting->callback = callback;
    waiting->data = data;
    if (gdk_wayland_toplevel_export_handle (
            GDK_TOPLEVEL (surface), exported_cb, waiting, g_free))
      return;
  }
#endif
  callback ("", data);
}

void
hikae_window_handle_unexport (GtkWidget *window)
{
#ifdef GDK_WINDOWING_WAYLAND
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));

  if (surface != NULL && GDK_IS_WAYLAND_TOPLEVEL (surface))
    gdk_wayland_toplevel_unexport_handle (GDK_TOPLEVEL (surface));
#endif
}
