/* hikae-x11-shot.c: the whole screen of an X11 session that has no portal
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-x11-shot.h"

#include "hikae-capture.h"
#include "hikae-clock.h"
#include "hikae-error.h"

#ifdef HIKAE_HAVE_X11
#include <X11/Xutil.h>
#include <gdk/x11/gdkx.h>
#endif

gboolean
hikae_x11_shot_is_possible (GdkDisplay *display)
{
#ifdef HIKAE_HAVE_X11
  return GDK_IS_X11_DISPLAY (display) && g_getenv ("WAYLAND_DISPLAY") == NULL &&
         g_strcmp0 (g_getenv ("XDG_SESSION_TYPE"), "wayland") != 0;
#else
  return FALSE;
#endif
}

static void
encode_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GdkTexture *texture = data;
  g_autoptr (GBytes) png = gdk_texture_save_to_png_bytes (texture);
  g_autofree char *when =
      hikae_clock_format_utc (hikae_clock_get_now () / G_USEC_PER_SEC * G_USEC_PER_SEC);
  g_autofree char *name = NULL;
  HikaeDraft *draft = NULL;

  /* Colons are no part of a file name in other systems. */
  g_strdelimit (when, ":", '-');
  name = g_strdup_printf ("screenshot-%s.png", when);
  draft = hikae_capture_bytes (HIKAE_ITEM_SCREENSHOT, name, "image/png", png);
  json_object_set_string_member (hikae_draft_get_facts (draft), "method", "x11");
  json_object_set_int_member (
      hikae_draft_get_facts (draft), "width", gdk_texture_get_width (texture));
  json_object_set_int_member (
      hikae_draft_get_facts (draft), "height", gdk_texture_get_height (texture));
  g_task_return_pointer (task, draft, g_object_unref);
}

#ifdef HIKAE_HAVE_X11
static guint8
pick (unsigned long pixel, unsigned long mask)
{
  guint shift = 0;

  while (mask != 0 && (mask & 1) == 0) {
    mask >>= 1;
    shift++;
  }
  return mask == 0 ? 0 : (guint8)(((pixel >> shift) & mask) * 255 / mask);
}

static GdkTexture *
copy_image (XImage *image)
{
  const gsize stride = (gsize)image->width * 3;
  guint8 *pixels = g_malloc (stride * (gsize)image->height);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, stride * (gsize)image->height);

  for (int y = 0; y < image->height; y++) {
    guint8 *to = pixels + stride * (gsize)y;

    for (int x = 0; x < image->width; x++, to += 3) {
      const unsigned long pixel = XGetPixel (image, x, y);

      to[0] = pick (pixel, image->red_mask);
      to[1] = pick (pixel, image->green_mask);
      to[2] = pick (pixel, image->blue_mask);
    }
  }
  return gdk_memory_texture_new (
      image->width, image->height, GDK_MEMORY_R8G8B8, bytes, stride);
}

static GdkTexture *
take (GdkDisplay *display)
{
  Display *server = gdk_x11_display_get_xdisplay (display);
  Window root = DefaultRootWindow (server);
  XWindowAttributes facts = {0};
  XImage *image = NULL;
  GdkTexture *texture = NULL;

  gdk_x11_display_error_trap_push (display);
  if (XGetWindowAttributes (server, root, &facts) != 0)
    image = XGetImage (server,
                       root,
                       0,
                       0,
                       (unsigned int)facts.width,
                       (unsigned int)facts.height,
                       AllPlanes,
                       ZPixmap);
  if (gdk_x11_display_error_trap_pop (display) == 0 && image != NULL &&
      image->red_mask != 0)
    texture = copy_image (image);
  if (image != NULL)
    XDestroyImage (image);
  return texture;
}
#endif

void
hikae_x11_shot_take_async (GdkDisplay *display,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (display, NULL, callback, user_data);
  GdkTexture *texture = NULL;

#ifdef HIKAE_HAVE_X11
  texture = take (display);
#endif
  if (texture == NULL) {
    g_task_return_new_error (
        task, HIKAE_ERROR, HIKAE_ERROR_DENIED, "the screen does not give its picture");
    return;
  }
  g_task_set_task_data (task, texture, g_object_unref);
  g_task_run_in_thread (task, encode_thread);
}

HikaeDraft *
hikae_x11_shot_take_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
