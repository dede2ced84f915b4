/* hikae-file-stream.h: a regular file that must not change while it is read
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_FILE_STREAM (hikae_file_stream_get_type ())
G_DECLARE_FINAL_TYPE (HikaeFileStream,
                      hikae_file_stream,
                      HIKAE,
                      FILE_STREAM,
                      GInputStream)

/**
 * HikaeFileStream:
 *
 * Reads a descriptor to its end and then compares size and modification time with those
 * at construction. When they differ the last read fails with %HIKAE_ERROR_INTERRUPTED,
 * because the bytes handed out may belong to no state the file ever had. Errors are
 * already in %HIKAE_ERROR.
 */

/* (transfer full): takes @fd, a regular file at offset 0. */
GInputStream *hikae_file_stream_new_take (int fd,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
guint64 hikae_file_stream_get_size (HikaeFileStream *self);
/* Microseconds since 1970 UTC. */
gint64 hikae_file_stream_get_modified_at (HikaeFileStream *self);

G_END_DECLS
