/* hikae-web-png.c: a page's picture as PNG, row by row
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GdkTexture's own writer takes eight times as long on a long page. libpng leaves by
 * longjmp, so everything that has to be freed is outside the functions that may be left.
 */
#include "config.h"

#include "hikae-web-png.h"

#include "hikae-error.h"

#include <png.h>
#include <setjmp.h>
#include <string.h>

struct _HikaeWebPng {
  GOutputStream *sink;
  GError *error; /* (nullable): the sink's */
  png_structp png;
  png_infop info;
  guint8 *row;
  guint width;
  guint height;
  guint done;
};

static void
write_cb (png_structp png, png_bytep bytes, size_t size)
{
  HikaeWebPng *self = png_get_io_ptr (png);

  if (!g_output_stream_write_all (self->sink, bytes, size, NULL, NULL, &self->error))
    png_error (png, "sink");
}

static void
flush_cb (png_structp png)
{
}

/* libpng would print. */
static void
warning_cb (png_structp png, png_const_charp text)
{
}

static void
error_cb (png_structp png, png_const_charp text)
{
  png_longjmp (png, 1);
}

static gboolean
begin (HikaeWebPng *self)
{
  if (setjmp (png_jmpbuf (self->png)) != 0)
    return FALSE;
  png_set_write_fn (self->png, self, write_cb, flush_cb);
  png_set_user_limits (self->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_IHDR (self->png,
                self->info,
                self->width,
                self->height,
                8,
                PNG_COLOR_TYPE_RGB,
                PNG_INTERLACE_NONE,
                PNG_COMPRESSION_TYPE_DEFAULT,
                PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level (self->png, 1);
  png_set_filter (self->png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
  png_set_compression_buffer_size (self->png, 256 * 1024);
  png_write_info (self->png, self->info);
  return TRUE;
}

static gboolean
write_row (HikaeWebPng *self)
{
  if (setjmp (png_jmpbuf (self->png)) != 0)
    return FALSE;
  png_write_row (self->png, self->row);
  return TRUE;
}

static gboolean
end (HikaeWebPng *self)
{
  if (setjmp (png_jmpbuf (self->png)) != 0)
    return FALSE;
  png_write_end (self->png, self->info);
  return TRUE;
}

static gboolean
fail (HikaeWebPng *self, GError **error)
{
  static const char what[] = "writing the page's picture";

  if (self->error != NULL)
    hikae_error_take_from_io (error, g_steal_pointer (&self->error), what);
  else
    g_set_error_literal (error, HIKAE_ERROR, HIKAE_ERROR_FAILED, what);
  return FALSE;
}

HikaeWebPng *
hikae_web_png_new (GOutputStream *sink, guint width, guint height, GError **error)
{
  g_autoptr (HikaeWebPng) self = g_new0 (HikaeWebPng, 1);

  self->sink = g_object_ref (sink);
  self->width = width;
  self->height = height;
  self->row = g_malloc ((gsize)width * 3);
  self->png = png_create_write_struct (PNG_LIBPNG_VER_STRING, NULL, error_cb, warning_cb);
  self->info = self->png != NULL ? png_create_info_struct (self->png) : NULL;
  if (self->info == NULL || !begin (self)) {
    (void)fail (self, error);
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
hikae_web_png_free (HikaeWebPng *self)
{
  if (self == NULL)
    return;
  png_destroy_write_struct (&self->png, &self->info);
  g_clear_object (&self->sink);
  g_clear_error (&self->error);
  g_free (self->row);
  g_free (self);
}

/* Premultiplied colour over white: c + (255 − a). */
static void
flatten (HikaeWebPng *self, const guint8 *from, guint width)
{
  guint8 *to = self->row;

  for (guint x = 0; x < width; x++, from += 4, to += 3) {
    guint white = 255u - from[3];

    to[0] = (guint8)MIN (255u, from[2] + white);
    to[1] = (guint8)MIN (255u, from[1] + white);
    to[2] = (guint8)MIN (255u, from[0] + white);
  }
  memset (to, 255, (gsize)(self->width - width) * 3);
}

gboolean
hikae_web_png_add (HikaeWebPng *self, GdkTexture *texture, guint first, GError **error)
{
  const guint width = (guint)gdk_texture_get_width (texture);
  const guint height = (guint)gdk_texture_get_height (texture);
  const gsize stride = (gsize)width * 4;
  g_autofree guint8 *pixels = g_try_malloc (stride * height);

  if (pixels == NULL) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_FAILED,
                         "there is not enough memory for the page's picture");
    return FALSE;
  }
  gdk_texture_download (texture, pixels, stride);
  for (guint y = first; y < height && self->done < self->height; y++) {
    flatten (self, pixels + y * stride, MIN (width, self->width));
    if (!write_row (self))
      return fail (self, error);
    self->done++;
  }
  return TRUE;
}

gboolean
hikae_web_png_finish (HikaeWebPng *self, GError **error)
{
  return self->done == self->height && end (self) ? TRUE : fail (self, error);
}
