/* hikae-vfs.h: an SQLite VFS that seals everything on its way to the disk
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-secret.h"
#include "hikae-vfs-header.h"

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * HikaeVfs:
 *
 * One VFS for one open case: it knows the one database it may open and has its keys. It
 * stacks on the system's VFS ("unix-none": the case lock is ours) and is registered under
 * a name of its own, never as the default. Thread of the case.
 */
typedef struct _HikaeVfs HikaeVfs;

/* Called once, before the first journal byte is written: draws a new session id, makes it
 * durable in the header and puts it into @session. Returns an SQLite result code. */
typedef int (*HikaeVfsBeginSession) (guint8 session[HIKAE_FILE_ID_SIZE], gpointer data);

/* @path: as hikae_vfs_get_base()'s xFullPathname gave it. @file: the case file, opened by
 * that VFS; outlives the result. */
HikaeVfs *hikae_vfs_new (const char *path,
                         sqlite3_file *file,
                         gboolean read_only,
                         const HikaeVfsHeader *header,
                         const HikaeSecret *data_key,
                         HikaeVfsBeginSession begin_session,
                         gpointer data,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_vfs_free (HikaeVfs *self);
const char *hikae_vfs_get_name (HikaeVfs *self);
/* Whether a journal or a note was found that could not be read and was passed over. */
gboolean hikae_vfs_is_doubtful (HikaeVfs *self);
/* Whether the journal that must undo a half-written change has not been played back. */
gboolean hikae_vfs_lacks_journal (HikaeVfs *self);

/* The VFS below. Tests put their own there to break it; NULL goes back to the system's.
 */
sqlite3_vfs *hikae_vfs_get_base (void);
void hikae_vfs_set_base_name (const char *name);

/* Seals page @number (from 1) in place: the last %HIKAE_PAGE_TRAILER_SIZE bytes of @page
 * become nonce and tag. */
void hikae_vfs_seal_page (HikaePageCipher *cipher,
                          const guint8 *file_id,
                          guint32 number,
                          const guint8 *page,
                          gsize page_size,
                          guint8 *sealed);
/* The inverse; the trailer becomes zeros. FALSE: not what was sealed for that place. */
gboolean hikae_vfs_unseal_page (HikaePageCipher *cipher,
                                const guint8 *file_id,
                                guint32 number,
                                const guint8 *sealed,
                                gsize page_size,
                                guint8 *page) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeVfs, hikae_vfs_free)

G_END_DECLS
