/* hikae-web-png.c: a page's picture as PNG, row by row
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GdkTexture's own writer takes eight times as long on a long page. libpng leaves by
 * longjmp, so everything that has to be freed is outside the function that may be left.
 */
#include "config.h"

#include "hikae-web-png.h"

#include "hikae-error.h"

#include <png.h>
#include <setjmp.h>

typedef struct {
  GOutputStream *sink;
  GError *error;
  const guint8 *pixels; /* B8G8R8A8, premultiplied */
  gsize stride;
  guint8 *row;
  int width;
  int height;
} Writing;

static void
write_cb (png_structp png, png_bytep bytes, size_t size)
{
  Writing *self = png_get_io_ptr (png);

  if (!g_output_stream_write_all (self->sink, bytes, size, NULL, NULL, &self->error))
    png_error (png, "sink");
}

static void
flush_cb (png_structp png)
{
}

/* Premultiplied colour over white: c + (255 − a). */
static void
flatten (Writing *self, int y)
{
  const guint8 *from = self->pixels + (gsize)y * self->stride;
  guint8 *to = self->row;

  for (int x = 0; x < self->width; x++, from += 4, to += 3) {
    guint white = 255u - from[3];

    to[0] = (guint8)MIN (255u, from[2] + white);
    to[1] = (guint8)MIN (255u, from[1] + white);
    to[2] = (guint8)MIN (255u, from[0] + white);
  }
}

static gboolean
run (png_structp png, png_infop info, Writing *self)
{
  if (setjmp (png_jmpbuf (png)) != 0)
    return FALSE;
  png_set_write_fn (png, self, write_cb, flush_cb);
  png_set_user_limits (png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_IHDR (png,
                info,
                (png_uint_32)self->width,
                (png_uint_32)self->height,
                8,
                PNG_COLOR_TYPE_RGB,
                PNG_INTERLACE_NONE,
                PNG_COMPRESSION_TYPE_DEFAULT,
                PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level (png, 1);
  png_set_filter (png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
  png_write_info (png, info);
  for (int y = 0; y < self->height; y++) {
    flatten (self, y);
    png_write_row (png, self->row);
  }
  png_write_end (png, info);
  return TRUE;
}

gboolean
hikae_web_png_write (GdkTexture *texture, GOutputStream *sink, GError **error)
{
  Writing self = {.sink = sink};
  png_structp png = png_create_write_struct (PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png != NULL ? png_create_info_struct (png) : NULL;
  g_autofree guint8 *pixels = NULL;
  g_autofree guint8 *row = NULL;
  gboolean ok = FALSE;

  self.width = gdk_texture_get_width (texture);
  self.height = gdk_texture_get_height (texture);
  self.stride = (gsize)self.width * 4;
  pixels = g_try_malloc (self.stride * (gsize)self.height);
  row = g_malloc ((gsize)self.width * 3);
  if (pixels != NULL && info != NULL) {
    gdk_texture_download (texture, pixels, self.stride);
    self.pixels = pixels;
    self.row = row;
    ok = run (png, info, &self);
  }
  png_destroy_write_struct (&png, &info);
  if (ok)
    return TRUE;
  if (self.error != NULL)
    hikae_error_take_from_io (error, self.error, "writing the page's picture");
  else
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_FAILED, "writing the page's picture");
  return FALSE;
}
