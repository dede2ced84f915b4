/* hikae-web-png.h: a page's picture as PNG, row by row
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * HikaeWebPng:
 *
 * One picture of a size told beforehand; its rows come in pieces, flattened on white,
 * compressed fast rather than small. Memory does not grow with the height. Blocking: a
 * pool thread, one at a time.
 */
typedef struct _HikaeWebPng HikaeWebPng;

/* The bytes of the head leave at once. */
HikaeWebPng *hikae_web_png_new (GOutputStream *sink,
                                guint width,
                                guint height,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_web_png_free (HikaeWebPng *self);
/* Rows of @texture from @first on, until it or the picture ends. A texture that is
 * narrower leaves white at the right. */
gboolean hikae_web_png_add (HikaeWebPng *self,
                            GdkTexture *texture,
                            guint first,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Fails when rows are missing. */
gboolean hikae_web_png_finish (HikaeWebPng *self,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeWebPng, hikae_web_png_free)

G_END_DECLS
