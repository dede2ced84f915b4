/* hikae-look.h: what an item's content says of itself, small pictures, changed copies
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case.h"
#include "hikae-json.h"
#include "hikae-media-inspect.h"

G_BEGIN_DECLS

/* All asynchronous functions: main context; strong references are held until done. The
 * content goes from the case into memory without a name and from there to the helper
 * process; nothing touches the disk, and no picture is decoded in this process.
 * Errors besides those of the case: %HIKAE_ERROR_REJECTED (larger than the limit, or it
 * could not be read safely), _DENIED (the case is in minor mode), _NOT_FOUND. */

/* Whether an item's content can be a picture or a film, by its media type. */
gboolean hikae_look_is_media (HikaeItem *item);

/* What it says of its origin: the reply of `hikae-cli media`, with "findings". */
void hikae_look_async (HikaeCase *open_case,
                       guint number,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
JsonObject *hikae_look_finish (HikaeCase *open_case,
                               GAsyncResult *result,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A small picture as hikae_media_make_preview() makes it. */
void hikae_preview_async (HikaeCase *open_case,
                          guint number,
                          const char *kind,
                          guint side,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
HikaeMediaPreview *hikae_preview_finish (HikaeCase *open_case,
                                         GAsyncResult *result,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Keeps a changed copy as an item of its own, derived from @number: its record has the
 * number and the digest of the original and every step. The original stays as it is.
 * @steps: JSON as hikae_media_change() takes it. */
void hikae_change_async (HikaeCase *open_case,
                         guint number,
                         const char *steps,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
HikaeItem *hikae_change_finish (HikaeCase *open_case,
                                GAsyncResult *result,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
