/* hikae-web-png.h: a page's picture as PNG, row by row
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * HikaeWebPng:
 *
 * One picture, packed in memory while its rows come in pieces, flattened on white,
 * compressed fast rather than small. How tall it is need not be known before the last
 * row: a picture that had to end early is a whole PNG all the same (PNG third edition,
 * 8 bit RGB). Blocking: a pool thread, one at a time.
 */
typedef struct _HikaeWebPng HikaeWebPng;

/* At most @rows_max rows; after @bytes_max packed bytes no further row is taken. */
HikaeWebPng *hikae_web_png_new (guint width,
                                guint rows_max,
                                gsize bytes_max) G_GNUC_WARN_UNUSED_RESULT;
void hikae_web_png_free (HikaeWebPng *self);
/* Rows of @texture from @first on, until it ends or the picture is full. A texture that
 * is narrower leaves white at the right. %HIKAE_ERROR_FAILED without memory; the rows
 * before it stay. */
gboolean hikae_web_png_add (HikaeWebPng *self,
                            GdkTexture *texture,
                            guint first,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* How many rows there are. */
guint hikae_web_png_get_height (HikaeWebPng *self);
/* Whether rows were left out because of @bytes_max. */
gboolean hikae_web_png_is_cut (HikaeWebPng *self);
/* Once, after the last row, of which there must be one. */
gboolean hikae_web_png_write (HikaeWebPng *self,
                              GOutputStream *sink,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeWebPng, hikae_web_png_free)

G_END_DECLS
