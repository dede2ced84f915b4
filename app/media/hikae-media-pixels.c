/* hikae-media-pixels.c: a picture decoded under limits
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-pixels.h"

#include "hikae-error.h"
#include "hikae-media-pnm-private.h"
#include "hikae-media-webp-private.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  gboolean *refused = user_data;

  if (hikae_media_pixels_check_size (width, height, NULL))
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

static HikaeMediaPixels *
decode_by_loader (HikaeMediaFormat format,
                  const guint8 *bytes,
                  gsize size,
                  GError **error)
{
  GdkPixbuf *pixbuf = NULL;
  HikaeMediaPixels *self = NULL;
  gboolean refused = FALSE;

  pixbuf = load (get_loader_name (format), bytes, size, &refused);
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
  self->free_owner = g_object_unref;
  self->width = (guint)gdk_pixbuf_get_width (pixbuf);
  self->height = (guint)gdk_pixbuf_get_height (pixbuf);
  self->channels = (guint)gdk_pixbuf_get_n_channels (pixbuf);
  self->stride = (gsize)gdk_pixbuf_get_rowstride (pixbuf);
  self->rgba = gdk_pixbuf_read_pixels (pixbuf);
  return self;
}

static HikaeMediaPixels *
decode_pnm (HikaeMediaFormat format, const guint8 *bytes, gsize size, GError **error)
{
  HikaeMediaPnm pnm = {0};
  HikaeMediaPixels *self = NULL;

  if (!hikae_media_pnm_read_head (bytes, size, &pnm)) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the picture could not be read");
    return NULL;
  }
  self = g_new0 (HikaeMediaPixels, 1);
  self->width = pnm.width;
  self->height = pnm.height;
  self->channels = pnm.channels;
  self->stride = (gsize)pnm.width * pnm.channels;
  self->rgba = pnm.pixels;
  return self;
}

static HikaeMediaDecoder decoders[HIKAE_MEDIA_FORMATS] = {
    [HIKAE_MEDIA_JPEG] = decode_by_loader,
    [HIKAE_MEDIA_PNG] = decode_by_loader,
    [HIKAE_MEDIA_GIF] = decode_by_loader,
    [HIKAE_MEDIA_WEBP] = hikae_media_webp_decode,
    [HIKAE_MEDIA_PNM] = decode_pnm,
};

void
hikae_media_pixels_set_decoder (HikaeMediaFormat format, HikaeMediaDecoder decoder)
{
  g_return_if_fail ((guint)format < HIKAE_MEDIA_FORMATS);
  decoders[format] = decoder;
}

HikaeMediaPixels *
hikae_media_pixels_decode (HikaeMediaFormat format,
                           const guint8 *bytes,
                           gsize size,
                           GError **error)
{
  g_return_val_if_fail ((guint)format < HIKAE_MEDIA_FORMATS, NULL);
  if (decoders[format] != NULL)
    return decoders[format](format, bytes, size, error);
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_UNSUPPORTED,
                       "pictures of this format are not decoded here");
  return NULL;
}

gboolean
hikae_media_pixels_check_size (gint64 width, gint64 height, GError **error)
{
  if (width > 0 && height > 0 && width <= HIKAE_MEDIA_SIDE_MAX &&
      height <= HIKAE_MEDIA_SIDE_MAX && width * height <= HIKAE_MEDIA_PIXELS_MAX)
    return TRUE;
  g_set_error_literal (
      error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the picture is larger than the limit");
  return FALSE;
}

void
hikae_media_pixels_free (HikaeMediaPixels *self)
{
  if (self == NULL)
    return;
  if (self->free_owner != NULL)
    self->free_owner (self->owner);
  g_free (self);
}

/* Signed, since that is what processors turn into floats; of what is masked it is the
 * same. */
typedef gint32 FourPixels __attribute__ ((vector_size (16)));
typedef float FourFloats __attribute__ ((vector_size (16), aligned (4), may_alias));

static inline gint32
get_pixel (const guint8 *in)
{
  guint32 pixel = 0;

  memcpy (&pixel, in, sizeof pixel);
  return (gint32)GUINT32_FROM_LE (pixel);
}

static float
get_luma (const guint8 *pixel)
{
  return 0.299f * pixel[0] + 0.587f * pixel[1] + 0.114f * pixel[2];
}

/* Four at once; a compiler does not find by itself how to take bytes in threes apart. */
static inline void
get_four_lumas (const guint8 *in, gsize channels, float *out)
{
  const FourPixels pixels = {get_pixel (in),
                             get_pixel (in + channels),
                             get_pixel (in + 2 * channels),
                             get_pixel (in + 3 * channels)};

  *(FourFloats *)out = 0.299f * __builtin_convertvector(pixels & 255, FourFloats) +
                       0.587f * __builtin_convertvector(pixels >> 8 & 255, FourFloats) +
                       0.114f * __builtin_convertvector(pixels >> 16 & 255, FourFloats);
}

static void
read_luma (gconstpointer data, guint row, float *out)
{
  const HikaeMediaPixels *self = data;
  const guint8 *in = self->rgba + row * self->stride;
  guint column = 0;

  if (self->channels < 3) {
    for (; column < self->width; column++)
      out[column] = in[column * self->channels];
    return;
  }
  /* Four bytes are taken of each pixel, so the last ones of a row come singly. */
  for (; column + 4 < self->width; column += 4)
    get_four_lumas (in + column * self->channels, self->channels, out + column);
  for (; column < self->width; column++)
    out[column] = get_luma (in + column * self->channels);
}

void
hikae_media_pixels_get_pdq (const HikaeMediaPixels *self, HikaePdq *pdq)
{
  hikae_pdq_compute (read_luma, self, self->height, self->width, pdq);
}
