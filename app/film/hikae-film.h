/* hikae-film.h: frames of films; only inside the helper process
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-json.h"
#include "hikae-media-pixels.h"

G_BEGIN_DECLS

/* Frames fingerprinted at most, and how long it may go on. */
#define HIKAE_FILM_FRAMES_MAX 3600
#define HIKAE_FILM_MILLISECONDS_MAX 7000

void hikae_film_prepare (void);
/* A #HikaeMediaDecoder: the first frame. */
HikaeMediaPixels *hikae_film_decode (HikaeMediaFormat format,
                                     const guint8 *bytes,
                                     gsize size,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* vPDQ: PDQ of one frame a second, at full resolution. (transfer full) (nullable):
 * {"frames":[{"at":ms,"hash":hex,"quality":n}],"duration":ms,"complete":bool,
 * "step":"second"|"key"}. Of a film too long to be decoded whole only the key frames are
 * taken, no more than one a second ("key"); what the time did not suffice for is left
 * out, and "complete" is false. Errors as hikae_media_pixels_decode(). */
JsonObject *hikae_film_fingerprint (const guint8 *bytes,
                                    gsize size,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
