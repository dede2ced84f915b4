/* hikae-zip-stream.h: a ZIP file written forwards, stored, of any size
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-digest.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HikaeZipStream:
 *
 * Writes entries one after another into a stream that cannot seek (a pipe, the encrypted
 * case): sizes and CRC follow the bytes (APPNOTE 4.3.9), always in their 64-bit form
 * (4.5.3). Nothing is compressed, so that an entry's bytes can be found by offset. No
 * file is opened. One thread at a time.
 */
typedef struct _HikaeZipStream HikaeZipStream;

HikaeZipStream *hikae_zip_stream_new (GOutputStream *sink) G_GNUC_WARN_UNUSED_RESULT;
void hikae_zip_stream_free (HikaeZipStream *self);
/* @name: ASCII, relative; one entry at a time. */
gboolean hikae_zip_stream_begin (HikaeZipStream *self,
                                 const char *name,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_zip_stream_write (HikaeZipStream *self,
                                 const void *bytes,
                                 gsize size,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @sha256, @size: (out) (optional): of the entry's bytes. */
gboolean hikae_zip_stream_end (HikaeZipStream *self,
                               HikaeDigest *sha256,
                               guint64 *size,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The directory at the end; the sink stays open. */
gboolean hikae_zip_stream_finish (HikaeZipStream *self,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Bytes of the current entry so far. */
guint64 hikae_zip_stream_get_entry_size (HikaeZipStream *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeZipStream, hikae_zip_stream_free)

G_END_DECLS
