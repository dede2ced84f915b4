/* hikae-media-webp-private.h: WebP pictures; only inside the helper process
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-media-pixels.h"

G_BEGIN_DECLS

/* A #HikaeMediaDecoder: the picture, or the first frame of an animation. */
HikaeMediaPixels *hikae_media_webp_decode (HikaeMediaFormat format,
                                           const guint8 *bytes,
                                           gsize size,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
