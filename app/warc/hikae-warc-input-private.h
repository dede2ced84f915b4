/* hikae-warc-input-private.h: a stream read forwards through one buffer
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HIKAE_WARC_INPUT_SIZE (64 * 1024)

/**
 * HikaeWarcInput:
 * @stream: (owned)
 * @cancellable: (owned) (nullable)
 * @start: first byte of @buffer that was not used yet
 * @end: behind the last one that was read
 */
typedef struct {
  GInputStream *stream;
  GCancellable *cancellable;
  gsize start;
  gsize end;
  guint8 buffer[HIKAE_WARC_INPUT_SIZE];
} HikaeWarcInput;

/* At least @wanted bytes (at most %HIKAE_WARC_INPUT_SIZE) in the buffer, unless the
 * stream ends before. FALSE: what the stream says. */
gboolean hikae_warc_input_fill (HikaeWarcInput *self,
                                gsize wanted,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
