/* hikae-web-png.h: a page's picture as PNG, row by row
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Writes @texture into @sink, flattened on white, fast rather than small. Blocking; a
 * pool thread. */
gboolean hikae_web_png_write (GdkTexture *texture,
                              GOutputStream *sink,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
