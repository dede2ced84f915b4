/* hikae-zip-lock.h: an archive inside one AES-256 entry of another
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-secret.h"
#include "hikae-zip-writer.h"

G_BEGIN_DECLS

/* Writes the inner archive into @sink; runs in a thread of its own. */
typedef gboolean (*HikaeZipProducer) (HikaeZipSink sink,
                                      gpointer sink_data,
                                      gpointer data,
                                      GError **error);

/* Writes at @fd a ZIP with one stored entry, HIKAE_BUNDLE_CONTENTS, encrypted as WinZip
 * AE-2 with AES-256, whose plain text is what @producer makes. The plain text passes
 * through a pipe and is never on disk. */
gboolean hikae_zip_lock_write (int fd,
                               gint64 time,
                               HikaeSecret *passphrase,
                               HikaeZipProducer producer,
                               gpointer data,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeZipLockReader:
 *
 * The plain text of that entry, from its start, once through. One thread.
 */
typedef struct _HikaeZipLockReader HikaeZipLockReader;

/* @size: (out): of the plain text as the archive claims it. Borrows @fd, which serves one
 * reader at a time. %HIKAE_ERROR_WRONG_SECRET, or %HIKAE_ERROR_REJECTED when it is not
 * such a ZIP. */
HikaeZipLockReader *hikae_zip_lock_reader_new (int fd,
                                               HikaeSecret *passphrase,
                                               guint64 *size,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_zip_lock_reader_free (HikaeZipLockReader *self);
/* Bytes read, 0 at the end, -1 with @error: %HIKAE_ERROR_DAMAGED when the entry's
 * authentication fails, which is known only at the end. */
gssize hikae_zip_lock_reader_read (HikaeZipLockReader *self,
                                   void *bytes,
                                   gsize size,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeZipLockReader, hikae_zip_lock_reader_free)

G_END_DECLS
