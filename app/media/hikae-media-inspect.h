/* hikae-media-inspect.h: asks the helper process what a file says of itself
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-json.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HIKAE_MEDIA_REPORT_MAX (4 * 1024 * 1024)
#define HIKAE_MEDIA_SECONDS_MAX 15
#define HIKAE_MEDIA_PREVIEW_LONGEST 2048
#define HIKAE_MEDIA_PREVIEW_MAX (16 * 1024 * 1024)
#define HIKAE_MEDIA_CHANGED_MAX (256 * 1024 * 1024)

/* Starts one helper (`hikae-media-helper`; for films, AVIF and HEIC
 * `hikae-film-helper`) with @fd as its only file, waits for its report and
 * kills it after %HIKAE_MEDIA_SECONDS_MAX seconds. Does not close @fd. Blocking; pool
 * thread. (transfer full). Errors: %HIKAE_ERROR_REJECTED (the file could not be read
 * safely), _UNSUPPORTED (no helper installed), %G_IO_ERROR_CANCELLED. */
JsonObject *hikae_media_inspect (int fd,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeMediaPreview:
 * @channels: 1 (grey) or 3 (red, green, blue)
 * @pixels: (owned): row by row without gaps
 * @source_width, @source_height: of the picture it was made from, turned as it is shown
 */
typedef struct {
  guint width;
  guint height;
  guint channels;
  guint source_width;
  guint source_height;
  GBytes *pixels;
} HikaeMediaPreview;

/* A small picture of the one behind @fd, made by the helper. @kind: "outline" (mean
 * brightness of at most 8 × 8 fields), "grey" or "full"; @side: the longest side, at most
 * %HIKAE_MEDIA_PREVIEW_LONGEST. Of a film the first frame. Threads and errors as
 * hikae_media_inspect(). (transfer full) */
HikaeMediaPreview *hikae_media_make_preview (int fd,
                                             const char *kind,
                                             guint side,
                                             GCancellable *cancellable,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_media_preview_free (HikaeMediaPreview *self);

/* The picture behind @fd changed and written anew as PNG, by the helper. @steps: JSON as
 * hikae_media_change() takes it. @facts: (out) (transfer full): {"width","height"}.
 * Threads and errors as hikae_media_inspect(); _REJECTED also when an area lies outside
 * the picture. (transfer full) */
GBytes *hikae_media_make_change (int fd,
                                 const char *steps,
                                 JsonObject **facts,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeMediaPreview, hikae_media_preview_free)

G_END_DECLS
