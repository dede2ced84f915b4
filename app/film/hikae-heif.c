/* hikae-heif.c: AVIF and HEIC pictures; only inside the helper process
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-heif.h"

#include "hikae-error.h"

#include <libheif/heif.h>

static void
set_unreadable (GError **error)
{
  g_set_error_literal (
      error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the picture could not be read");
}

void
hikae_heif_prepare (void)
{
  (void)heif_init (NULL);
}

static void
free_image (gpointer image)
{
  heif_image_release (image);
}

static HikaeMediaPixels *
decode_handle (const struct heif_image_handle *handle, GError **error)
{
  const gboolean alpha = heif_image_handle_has_alpha_channel (handle) != 0;
  struct heif_image *image = NULL;
  struct heif_error failure;
  HikaeMediaPixels *self = NULL;
  const guint8 *rgba = NULL;
  int stride = 0;

  if (!hikae_media_pixels_check_size (heif_image_handle_get_width (handle),
                                      heif_image_handle_get_height (handle),
                                      error))
    return NULL;
  failure = heif_decode_image (handle,
                               &image,
                               heif_colorspace_RGB,
                               alpha ? heif_chroma_interleaved_RGBA
                                     : heif_chroma_interleaved_RGB,
                               NULL);
  if (failure.code != heif_error_Ok || image == NULL) {
    set_unreadable (error);
    return NULL;
  }
  rgba = heif_image_get_plane_readonly (image, heif_channel_interleaved, &stride);
  if (rgba == NULL || stride <= 0) {
    heif_image_release (image);
    set_unreadable (error);
    return NULL;
  }
  self = g_new0 (HikaeMediaPixels, 1);
  self->width = (guint)heif_image_get_width (image, heif_channel_interleaved);
  self->height = (guint)heif_image_get_height (image, heif_channel_interleaved);
  self->channels = alpha ? 4 : 3;
  self->stride = (gsize)stride;
  self->rgba = rgba;
  self->owner = image;
  self->free_owner = free_image;
  return self;
}

HikaeMediaPixels *
hikae_heif_decode (HikaeMediaFormat format,
                   const guint8 *bytes,
                   gsize size,
                   GError **error)
{
  struct heif_context *context = heif_context_alloc ();
  struct heif_image_handle *handle = NULL;
  HikaeMediaPixels *self = NULL;

  if (context == NULL) {
    set_unreadable (error);
    return NULL;
  }
  heif_context_set_maximum_image_size_limit (context, HIKAE_MEDIA_SIDE_MAX);
  heif_context_set_max_decoding_threads (context, 0);
  if (heif_context_read_from_memory_without_copy (context, bytes, size, NULL).code ==
          heif_error_Ok &&
      heif_context_get_primary_image_handle (context, &handle).code == heif_error_Ok) {
    self = decode_handle (handle, error);
    heif_image_handle_release (handle);
  } else {
    set_unreadable (error);
  }
  heif_context_free (context);
  return self;
}
