/* hikae-file.h: files: read under a cap, write whole or not at all
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full): the whole file; %HIKAE_ERROR_REJECTED when it is not a regular file or
 * has more than @max_size bytes. Never follows a symbolic link in the last component. */
GBytes *hikae_file_load (const char *path,
                         gsize max_size,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A descriptor of a regular file for reading, O_CLOEXEC; no link is followed. -1 with
 * @error set.
 * @size (out) (optional): its size now. */
int hikae_file_open_regular (const char *path,
                             guint64 *size,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeNewFile:
 *
 * A file that appears under its name whole or not at all: written beside it without a
 * name (O_TMPFILE) or under a temporary one, synced, then linked or renamed, and the
 * folder synced. Freeing it before the commit leaves nothing behind.
 */
typedef struct _HikaeNewFile HikaeNewFile;

/* %HIKAE_ERROR_EXISTS at once when something has that name, and again at the commit when
 * it came meanwhile; with @overwrite an existing regular file is replaced. Mode 0600.
 * %HIKAE_ERROR_UNSUPPORTED where the sandbox we run in would forget the file. */
HikaeNewFile *hikae_new_file_create (const char *path,
                                     gboolean overwrite,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
int hikae_new_file_get_fd (HikaeNewFile *self);
gboolean hikae_new_file_write (HikaeNewFile *self,
                               const void *bytes,
                               gsize size,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_new_file_commit (HikaeNewFile *self,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_new_file_free (HikaeNewFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeNewFile, hikae_new_file_free)

/* Writes all of @bytes or fails; retries EINTR and short writes. */
gboolean hikae_file_write_all (int fd, const void *bytes, gsize size, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): a hidden name beside @path that nothing has yet, for work that ends
 * with hikae_file_rename_new(). */
char *hikae_file_make_temporary_name (const char *path) G_GNUC_WARN_UNUSED_RESULT;
/* @from gets the name @to, never over something that is there (%HIKAE_ERROR_EXISTS); the
 * folder is synced. Works without hard links. */
gboolean hikae_file_rename_new (const char *from,
                                const char *to,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
