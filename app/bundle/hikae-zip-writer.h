/* hikae-zip-writer.h: a ZIP of stored entries, written front to back
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Takes every byte of the archive in order; FALSE with @error ends the writing. */
typedef gboolean (*HikaeZipSink) (const void *bytes,
                                  gsize size,
                                  gpointer data,
                                  GError **error);

/**
 * HikaeZipWriter:
 *
 * Writes a ZIP (PKWARE APPNOTE 6.3.10) whose entries are stored, not compressed, in the
 * order given, every entry with the same time and mode 0644, so that the same entries
 * give the same bytes. It never goes back: an entry's CRC follows its data in a data
 * descriptor, while the sizes stand in the local header too, so that a reader may go from
 * front to back. Entries and archives beyond 4 GiB are Zip64. Memory grows only with the
 * number of entries. One thread.
 */
typedef struct _HikaeZipWriter HikaeZipWriter;

/* @time: microseconds UTC, for every entry. */
HikaeZipWriter *hikae_zip_writer_new (gint64 time,
                                      HikaeZipSink sink,
                                      gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void hikae_zip_writer_free (HikaeZipWriter *self);
/* @name: ASCII, relative, at most 255 bytes. @size: exactly what will be appended. */
gboolean hikae_zip_writer_begin (HikaeZipWriter *self,
                                 const char *name,
                                 guint64 size,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same when the CRC-32 is known too: it stands in the local header, as in an entry of
 * hikae_zip_writer_add(). */
gboolean hikae_zip_writer_begin_known (HikaeZipWriter *self,
                                       const char *name,
                                       guint64 size,
                                       guint32 crc,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_zip_writer_append (HikaeZipWriter *self,
                                  const void *bytes,
                                  gsize size,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* %HIKAE_ERROR_DAMAGED when other than the announced size was appended, or other bytes
 * than those of the announced CRC. */
gboolean hikae_zip_writer_end (HikaeZipWriter *self,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A whole entry whose bytes are at hand; its CRC stands in the local header. */
gboolean hikae_zip_writer_add (HikaeZipWriter *self,
                               const char *name,
                               GBytes *bytes,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The central directory; the last call. */
gboolean hikae_zip_writer_finish (HikaeZipWriter *self,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeZipWriter, hikae_zip_writer_free)

G_END_DECLS
