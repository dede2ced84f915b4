/* hikae-media-picture.h: smaller and changed pictures; only inside the helper process
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-json.h"
#include "hikae-media-container.h"

G_BEGIN_DECLS

/* The longest side of a preview, and how many steps change a picture. */
#define HIKAE_MEDIA_PREVIEW_SIDE_MAX 2048
#define HIKAE_MEDIA_STEPS_MAX 64

/* A smaller picture, its pixels row by row without gaps. @kind: "outline" (mean
 * brightness of 8 × 8 fields at most, one channel), "grey" (one channel), "full" (three;
 * alpha over white). @side: the longest side asked for. @facts: (out): {"width",
 * "height","channels","source_width","source_height"}; turned as EXIF says. (transfer
 * full). Errors as hikae_media_pixels_decode(), and %HIKAE_ERROR_REJECTED for an unknown
 * kind. */
GBytes *hikae_media_preview (HikaeMediaFormat format,
                             const guint8 *bytes,
                             gsize size,
                             const char *kind,
                             guint side,
                             JsonObject **facts,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The picture changed and written anew as PNG without any metadata. @steps:
 * [{"do":"box"|"blur"|"crop","x","y","width","height"} | {"do":"grey"}], in order, in
 * pixels of the picture turned as EXIF says (before any crop); a box is black, a blur is
 * a mosaic of at most eight fields a side, of which nothing finer can be won back.
 * @facts: (out): {"width","height"}. (transfer full). %HIKAE_ERROR_REJECTED when a step
 * is none or lies outside the picture. */
GBytes *hikae_media_change (HikaeMediaFormat format,
                            const guint8 *bytes,
                            gsize size,
                            JsonArray *steps,
                            JsonObject **facts,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
