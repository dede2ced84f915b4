/* hikae-png-join.h: rows put above a picture without touching the picture
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HikaePngRows:
 * @width: of the picture, in pixels
 * @height: (out): how many rows there are
 *
 * Returns: (transfer full): the rows above, three bytes a pixel, without gaps; the last
 * row is black: no filter of a PNG makes anything else of the row below it then.
 */
typedef GBytes *(*HikaePngRows) (gpointer data, guint width, guint *height);

/* Copies @png, as Hikae itself writes pictures of pages (PNG third edition: 8 bit RGB,
 * not interlaced, IHDR, IDAT and IEND only), to @sink with more rows on top. The packed
 * pixels go over as they are (RFC 1950, RFC 1951): nothing is decoded, and they can be
 * found in the copy byte for byte. Blocking; a pool thread. %HIKAE_ERROR_DAMAGED;
 * %HIKAE_ERROR_UNSUPPORTED for any other PNG. */
gboolean hikae_png_join (GInputStream *png,
                         HikaePngRows rows,
                         gpointer data,
                         GOutputStream *sink,
                         GCancellable *cancellable,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
