/* hikae-heif.h: AVIF and HEIC pictures; only inside the helper process
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-media-pixels.h"

G_BEGIN_DECLS

/* Loads the decoders' plug-ins, where libheif has some. */
void hikae_heif_prepare (void);
/* A #HikaeMediaDecoder: the primary picture as it is stored, transformed as the file
 * says (the format's own turning, not EXIF's). */
HikaeMediaPixels *hikae_heif_decode (HikaeMediaFormat format,
                                     const guint8 *bytes,
                                     gsize size,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
