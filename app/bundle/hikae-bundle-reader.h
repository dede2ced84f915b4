/* hikae-bundle-reader.h: the entries of a bundle, one after the other, whatever holds
 * them
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* No bundle of ours comes near; more is an attack on the reader. */
#define HIKAE_BUNDLE_ENTRIES_MAX 1000000
/* Packed entries that grow more than this are not unpacked. */
#define HIKAE_BUNDLE_RATIO_MAX 200

/**
 * HikaeBundleReader:
 *
 * A ZIP, an unpacked folder, or the archive inside a locked ZIP, read once from front to
 * back. Names are foreign: the caller judges them. One thread.
 */
typedef struct _HikaeBundleReader HikaeBundleReader;

/* %HIKAE_ERROR_NOT_FOUND, _REJECTED (neither a ZIP nor a folder, or a ZIP whose tables
 * lie: overlapping entries, wrong counts, too many), _WRONG_SECRET (locked, and
 * @passphrase is NULL or wrong). */
HikaeBundleReader *hikae_bundle_reader_open (const char *path,
                                             HikaeSecret *passphrase,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_bundle_reader_free (HikaeBundleReader *self);
/* Moves to the next file. @name: (out) (transfer full): with a common top folder taken
 * off; may hold anything. @trouble: (out) (transfer full) (nullable): why this entry is
 * not acceptable by its form (a link, encrypted, unknown packing, a bomb); it is not read
 * then. FALSE without @error at the end. */
gboolean hikae_bundle_reader_next (HikaeBundleReader *self,
                                   char **name,
                                   guint64 *size,
                                   char **trouble,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Bytes of the current entry, 0 at its end, -1 with @error: %HIKAE_ERROR_DAMAGED when its
 * length or CRC is not what the tables say. */
gssize hikae_bundle_reader_read (HikaeBundleReader *self,
                                 void *bytes,
                                 gsize size,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* All that will be read, 0 when unknown; for progress. */
guint64 hikae_bundle_reader_get_total (HikaeBundleReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeBundleReader, hikae_bundle_reader_free)

G_END_DECLS
