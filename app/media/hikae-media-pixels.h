/* hikae-media-pixels.h: a picture decoded under limits; only inside the helper process
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-media-container.h"
#include "hikae-pdq.h"

G_BEGIN_DECLS

/**
 * HikaeMediaPixels:
 * @rgba: 8 bits a channel, @stride bytes a row, three or four channels
 */
typedef struct {
  guint width;
  guint height;
  guint channels;
  gsize stride;
  const guint8 *rgba;
  gpointer owner;
} HikaeMediaPixels;

/* Decodes the first frame by the loader for exactly @format (JPEG, PNG, GIF); sizes are
 * checked before pixels are allocated. %HIKAE_ERROR_UNSUPPORTED for other formats,
 * _REJECTED for what is too large or damaged. */
HikaeMediaPixels *hikae_media_pixels_decode (HikaeMediaFormat format,
                                             const guint8 *bytes,
                                             gsize size,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_media_pixels_free (HikaeMediaPixels *self);
void hikae_media_pixels_compute_pdq (const HikaeMediaPixels *self, HikaePdq *pdq);
/* Text hidden in the lowest bits of the alpha channel ("stealth" PNG info) is added to
 * the texts of @container with carrier "png:stealth-alpha". */
void hikae_media_pixels_find_stealth (const HikaeMediaPixels *self,
                                      HikaeMediaContainer *container);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeMediaPixels, hikae_media_pixels_free)

G_END_DECLS
