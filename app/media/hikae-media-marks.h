/* hikae-media-marks.h: which generators left a mark
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-json.h"
#include "hikae-media-container.h"

G_BEGIN_DECLS

/* (transfer full): array of {"generator","carrier","key","value","strength","says",
 * "behind"}: the rules of `data/media/marks.json` that fit a text of @container. No mark
 * says nothing about a picture being real. %HIKAE_ERROR_DAMAGED when the table itself is
 * broken. */
JsonArray *hikae_media_find_marks (HikaeMediaContainer *container,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
