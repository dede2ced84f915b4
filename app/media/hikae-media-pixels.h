/* hikae-media-pixels.h: a picture decoded under limits; only inside the helper process
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-media-container.h"
#include "hikae-pdq.h"

G_BEGIN_DECLS

/**
 * HikaeMediaPixels:
 * @rgba: 8 bits a channel, @stride bytes a row; @channels: 1 (grey), 3 or 4
 * @owner: (nullable): what holds them; @free_owner: (nullable): lets it go
 */
typedef struct {
  guint width;
  guint height;
  guint channels;
  gsize stride;
  const guint8 *rgba;
  gpointer owner;
  GDestroyNotify free_owner;
} HikaeMediaPixels;

typedef HikaeMediaPixels *(*HikaeMediaDecoder) (HikaeMediaFormat format,
                                                const guint8 *bytes,
                                                gsize size,
                                                GError **error);

/* Decodes the first frame by the decoder for exactly @format: JPEG, PNG, GIF, WebP, PNM,
 * and what hikae_media_pixels_set_decoder() added. Sizes are checked before pixels are
 * allocated. @bytes must outlive the result. %HIKAE_ERROR_UNSUPPORTED for other formats,
 * _REJECTED for what is too large or damaged. */
HikaeMediaPixels *hikae_media_pixels_decode (HikaeMediaFormat format,
                                             const guint8 *bytes,
                                             gsize size,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Before the first use, not thread-safe: a decoder that only one program links. */
void hikae_media_pixels_set_decoder (HikaeMediaFormat format, HikaeMediaDecoder decoder);
/* Within %HIKAE_MEDIA_SIDE_MAX and %HIKAE_MEDIA_PIXELS_MAX; else %HIKAE_ERROR_REJECTED.
 */
gboolean hikae_media_pixels_check_size (gint64 width,
                                        gint64 height,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_media_pixels_free (HikaeMediaPixels *self);
void hikae_media_pixels_get_pdq (const HikaeMediaPixels *self, HikaePdq *pdq);
/* Text hidden in the lowest bits of alpha or of the colours ("stealth" PNG info) is added
 * to the texts of @container with carrier "stealth-alpha" or "stealth-rgb". */
void hikae_media_pixels_find_stealth (const HikaeMediaPixels *self,
                                      HikaeMediaContainer *container);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeMediaPixels, hikae_media_pixels_free)

G_END_DECLS
