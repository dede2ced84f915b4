/* hikae-media-pixels.c: a picture decoded under limits
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-pixels.h"

#include "hikae-error.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  gboolean *refused = user_data;

  if (width > 0 && height > 0 && width <= HIKAE_MEDIA_SIDE_MAX &&
      height <= HIKAE_MEDIA_SIDE_MAX && (gint64)width * height <= HIKAE_MEDIA_PIXELS_MAX)
    return;
  /* A size of nothing makes the loader give up before it allocates. */
  *refused = TRUE;
  gdk_pixbuf_loader_set_size (loader, 0, 0);
}

static const char *
get_loader_name (HikaeMediaFormat format)
{
  switch (format) {
  case HIKAE_MEDIA_JPEG:
    return "jpeg";
  case HIKAE_MEDIA_PNG:
    return "png";
  case HIKAE_MEDIA_GIF:
    return "gif";
  default:
    return NULL;
  }
}

static GdkPixbuf *
load (const char *name, const guint8 *bytes, gsize size, gboolean *refused)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type (name, NULL);
  GdkPixbuf *pixbuf = NULL;
  gboolean whole = FALSE;

  if (loader == NULL)
    return NULL;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), refused);
  whole = gdk_pixbuf_loader_write (loader, bytes, size, NULL);
  whole = gdk_pixbuf_loader_close (loader, NULL) && whole;
  if (*refused || !whole)
    return NULL;
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  return pixbuf != NULL ? g_object_ref (pixbuf) : NULL;
}

HikaeMediaPixels *
hikae_media_pixels_decode (HikaeMediaFormat format,
                           const guint8 *bytes,
                           gsize size,
                           GError **error)
{
  const char *name = get_loader_name (format);
  GdkPixbuf *pixbuf = NULL;
  HikaeMediaPixels *self = NULL;
  gboolean refused = FALSE;

  if (name == NULL) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_UNSUPPORTED,
                         "pictures of this format are not decoded here");
    return NULL;
  }
  pixbuf = load (name, bytes, size, &refused);
  if (pixbuf == NULL) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         refused ? "the picture is larger than the limit"
                                 : "the picture could not be read");
    return NULL;
  }
  self = g_new0 (HikaeMediaPixels, 1);
  self->owner = pixbuf;
  self->width = (guint)gdk_pixbuf_get_width (pixbuf);
  self->height = (guint)gdk_pixbuf_get_height (pixbuf);
  self->channels = (guint)gdk_pixbuf_get_n_channels (pixbuf);
  self->stride = (gsize)gdk_pixbuf_get_rowstride (pixbuf);
  self->rgba = gdk_pixbuf_read_pixels (pixbuf);
  return self;
}

void
hikae_media_pixels_free (HikaeMediaPixels *self)
{
  if (self == NULL)
    return;
  g_clear_object ((GObject **)&self->owner);
  g_free (self);
}

void
hikae_media_pixels_compute_pdq (const HikaeMediaPixels *self, HikaePdq *pdq)
{
  g_autofree float *luma = g_new (float, (gsize)self->width * self->height);
  float *out = luma;

  for (guint row = 0; row < self->height; row++) {
    const guint8 *in = self->rgba + row * self->stride;

    for (guint column = 0; column < self->width; column++, in += self->channels)
      *out++ = 0.299f * in[0] + 0.587f * in[1] + 0.114f * in[2];
  }
  hikae_pdq_compute (luma, self->height, self->width, pdq);
}

/* Lowest bits of alpha, column by column, most significant bit of a byte first. */
typedef struct {
  const HikaeMediaPixels *pixels;
  guint64 at;
  guint64 total;
} AlphaBits;

static gboolean
read_bytes (AlphaBits *bits, guint8 *bytes, gsize count)
{
  const HikaeMediaPixels *p = bits->pixels;

  if ((guint64)count * 8 > bits->total - bits->at)
    return FALSE;
  for (gsize i = 0; i < count; i++) {
    bytes[i] = 0;
    for (int bit = 0; bit < 8; bit++, bits->at++) {
      guint64 column = bits->at / p->height;
      guint64 row = bits->at % p->height;

      bytes[i] =
          (guint8)(bytes[i] << 1 | (p->rgba[row * p->stride + column * 4 + 3] & 1));
    }
  }
  return TRUE;
}

void
hikae_media_pixels_find_stealth (const HikaeMediaPixels *self,
                                 HikaeMediaContainer *container)
{
  static const char plain[] = "stealth_pnginfo";
  static const char packed[] = "stealth_pngcomp";
  AlphaBits bits = {self, 0, (guint64)self->width * self->height};
  guint8 head[sizeof plain - 1 + 4];
  g_autofree guint8 *body = NULL;
  gsize size = 0;
  gboolean is_packed = FALSE;

  if (self->channels != 4 || !read_bytes (&bits, head, sizeof head))
    return;
  is_packed = memcmp (head, packed, sizeof packed - 1) == 0;
  if (!is_packed && memcmp (head, plain, sizeof plain - 1) != 0)
    return;
  size =
      ((gsize)head[15] << 24 | (gsize)head[16] << 16 | (gsize)head[17] << 8 | head[18]) /
      8;
  if (size == 0 || size > HIKAE_MEDIA_TEXT_MAX)
    return;
  body = g_malloc (size);
  if (!read_bytes (&bits, body, size))
    return;
  hikae_media_container_add_hidden (
      container, "png:stealth-alpha", body, size, is_packed);
}
