/* hikae-label.h: a strip that says where a page's picture is from and when it was taken
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-item.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Copies the picture of a page, item @item, from @png to @sink with a strip above it:
 * the address asked for and the one it ended at, both in full; when it was taken, in UTC
 * and by the local clock with its zone; the number, size and SHA-256 of the original. The
 * original is not touched, and its pixels stand in the copy as they are
 * (hikae-png-join.h). @height: (out): rows of the strip. Blocking; a pool thread. Errors
 * as hikae_png_join(). */
gboolean hikae_label_copy (HikaeItem *item,
                           GInputStream *png,
                           GOutputStream *sink,
                           guint *height,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
