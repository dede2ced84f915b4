/* hikae-media-pnm-private.h: portable pixmaps, the plainest of pixels
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HikaeMediaPnm:
 * @channels: 1 (grey) or 3
 * @pixels: (transfer none): into the file's bytes, row by row without gaps
 */
typedef struct {
  guint width;
  guint height;
  guint channels;
  const guint8 *pixels;
} HikaeMediaPnm;

/* FALSE: no 8-bit raw pixmap within the limits, or not all of its pixels are there. */
gboolean hikae_media_pnm_read_head (const guint8 *bytes, gsize size, HikaeMediaPnm *pnm);

G_END_DECLS
