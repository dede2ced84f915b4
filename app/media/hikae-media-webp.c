/* hikae-media-webp.c: WebP pictures; only inside the helper process
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-media-webp-private.h"

#include <webp/decode.h>
#include <webp/demux.h>

static HikaeMediaPixels *
decode_fragment (const guint8 *bytes, gsize size, GError **error)
{
  WebPBitstreamFeatures features;
  HikaeMediaPixels *self = NULL;
  guint8 *pixels = NULL;
  int width = 0;
  int height = 0;

  if (WebPGetFeatures (bytes, size, &features) != VP8_STATUS_OK) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the picture could not be read");
    return NULL;
  }
  if (!hikae_media_pixels_check_size (features.width, features.height, error))
    return NULL;
  pixels = features.has_alpha ? WebPDecodeRGBA (bytes, size, &width, &height)
                              : WebPDecodeRGB (bytes, size, &width, &height);
  if (pixels == NULL) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the picture could not be read");
    return NULL;
  }
  self = g_new0 (HikaeMediaPixels, 1);
  self->width = (guint)width;
  self->height = (guint)height;
  self->channels = features.has_alpha ? 4 : 3;
  self->stride = (gsize)self->width * self->channels;
  self->rgba = pixels;
  self->owner = pixels;
  self->free_owner = WebPFree;
  return self;
}

HikaeMediaPixels *
hikae_media_webp_decode (HikaeMediaFormat format,
                         const guint8 *bytes,
                         gsize size,
                         GError **error)
{
  const WebPData data = {bytes, size};
  WebPDemuxer *demuxer = WebPDemux (&data);
  HikaeMediaPixels *self = NULL;
  WebPIterator frame;

  if (demuxer != NULL && WebPDemuxGetFrame (demuxer, 1, &frame)) {
    self = decode_fragment (frame.fragment.bytes, frame.fragment.size, error);
    WebPDemuxReleaseIterator (&frame);
  } else {
    self = decode_fragment (bytes, size, error);
  }
  WebPDemuxDelete (demuxer);
  return self;
}
