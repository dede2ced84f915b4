/* hikae-media-report.h: everything a media file says of itself, as one JSON object
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-json.h"
#include "hikae-media-container.h"

G_BEGIN_DECLS

/* (transfer full): {"format","width","height","digests":{…},"pdq":{…}|null,"vpdq":{…},
 * "marks":[…],
 * "c2pa":{…},"complaint":…}. Runs decoders: call it only inside the helper process. Fails
 * only for what is not ours to read: %HIKAE_ERROR_REJECTED (too large). */
JsonObject *hikae_media_report_make (const guint8 *bytes,
                                     gsize size,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef JsonObject *(*HikaeMediaFilmReader) (const guint8 *bytes,
                                             gsize size,
                                             GError **error);
/* Before the first use, not thread-safe: what makes "vpdq" of a film. */
void hikae_media_report_set_film_reader (HikaeMediaFilmReader reader);

G_END_DECLS
