/* hikae-case-file.h: the encrypted case file: header, key slots, an open connection
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-digest.h"
#include "hikae-file.h"
#include "hikae-key-slot.h"
#include "hikae-progress.h"
#include "hikae-secret.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct sqlite3 sqlite3;

/* Bytes at the end of each page that SQLite leaves to us: the page's nonce and tag. */
#define HIKAE_CASE_FILE_RESERVED 40

/**
 * HikaeCaseFile:
 *
 * A case file on disk with its data key unwrapped and its lock held (second opener:
 * %HIKAE_ERROR_LOCKED, at once). Owned by one thread.
 */
typedef struct _HikaeCaseFile HikaeCaseFile;

/* Creates @path (%HIKAE_ERROR_EXISTS if anything is there) with a passphrase slot and a
 * recovery slot. @recovery_code: (out) (transfer full): words to show once. */
HikaeCaseFile *hikae_case_file_create (const char *path,
                                       HikaeSecret *passphrase,
                                       HikaeKdfCost cost,
                                       HikaeSecret **recovery_code,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @secret: a passphrase of any slot or the recovery code in any spelling (spaces,
 * hyphens, case). %HIKAE_ERROR_WRONG_SECRET, _REJECTED (not a case file), _TOO_NEW,
 * _DAMAGED, _LOCKED, _NOT_FOUND. The file is not touched by a refusal. */
HikaeCaseFile *hikae_case_file_unlock (const char *path,
                                       HikaeSecret *secret,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* As above, for reading only even where writing is allowed: neither the file nor a
 * journal beside it is ever touched. */
HikaeCaseFile *
hikae_case_file_unlock_for_reading (const char *path,
                                    HikaeSecret *secret,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Closes; the connection must be closed before. Wipes the keys. */
void hikae_case_file_free (HikaeCaseFile *self);
const char *hikae_case_file_get_path (HikaeCaseFile *self);
/* 128 random bits, the same for the life of the file. */
const guint8 *hikae_case_file_get_id (HikaeCaseFile *self);

/* Opens the database through our VFS, pragmas set and read back. Close with
 * sqlite3_close() before freeing @self. */
gboolean hikae_case_file_connect (HikaeCaseFile *self,
                                  sqlite3 **db,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether nothing can be written: the file, its folder or its disk does not allow it. */
gboolean hikae_case_file_get_read_only (HikaeCaseFile *self);
/* What it was unlocked with: the recovery code, her passphrase, a helper's. */
HikaeSlotKind hikae_case_file_get_opened_by (HikaeCaseFile *self);
/* Whether a recovery code opens it. */
gboolean hikae_case_file_get_has_recovery (HikaeCaseFile *self);
/* Bytes of a page, and how many pages the file has room for; for a rescue that goes
 * around SQLite. */
guint32 hikae_case_file_get_page_size (HikaeCaseFile *self);
gboolean hikae_case_file_count_pages (HikaeCaseFile *self,
                                      guint32 *count,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Unseals page @number (from 1) into @page, the last 40 bytes zeroed.
 * %HIKAE_ERROR_DAMAGED when it is not what was written. */
gboolean hikae_case_file_read_page (HikaeCaseFile *self,
                                    guint32 number,
                                    guint8 *page,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether a journal lies beside the file that a crash left and nobody has played back. */
gboolean hikae_case_file_has_journal (HikaeCaseFile *self);
/* File and journal as they lie there, unchecked, to @to and its journal, which must not
 * be there yet: a rescue plays the journal back in the copy, never in what is damaged. */
gboolean hikae_case_file_copy_raw (HikaeCaseFile *self,
                                   const char *to,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes away a case file that was never finished, with its journal. It must be closed. */
void hikae_case_file_discard (const char *path);
/* Writes the whole file byte for byte into @copy, unsealing each page on the way
 * (%HIKAE_ERROR_DAMAGED: a copy of a damaged file is no backup), syncs it, and reads it
 * back from the disk. No change may be open. The copy has no name yet: the caller commits
 * @copy. @sha256: (out): of the copy; @size: (out). */
gboolean hikae_case_file_copy (HikaeCaseFile *self,
                               HikaeNewFile *copy,
                               HikaeProgress *progress,
                               GCancellable *cancellable,
                               HikaeDigest *sha256,
                               guint64 *size,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (element-type HikaeSlotInfo): in order of index; free with
 * g_array_unref(). */
GArray *hikae_case_file_list_slots (HikaeCaseFile *self);
gboolean hikae_case_file_add_slot (HikaeCaseFile *self,
                                   HikaeSlotKind kind,
                                   const char *label,
                                   HikaeSecret *passphrase,
                                   HikaeKdfCost cost,
                                   guint *index,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @secret is the passphrase or the recovery code of the case that is open, before
 * somebody changes who can open it; a helper's passphrase is not.
 * %HIKAE_ERROR_WRONG_SECRET. Takes as long as unlocking. */
gboolean hikae_case_file_check_owner (HikaeCaseFile *self,
                                      HikaeSecret *secret,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A new recovery slot instead of every older one. (transfer full): the words. */
HikaeSecret *hikae_case_file_renew_recovery (HikaeCaseFile *self,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* %HIKAE_ERROR_REJECTED for the last slot. */
gboolean hikae_case_file_remove_slot (HikaeCaseFile *self,
                                      guint index,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Rewrites one slot, not the data; atomic under power loss. */
gboolean hikae_case_file_change_slot (HikaeCaseFile *self,
                                      guint index,
                                      HikaeSecret *passphrase,
                                      HikaeKdfCost cost,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @path begins as a case file does; no secret needed. */
gboolean hikae_case_file_probe (const char *path,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeCaseFile, hikae_case_file_free)

G_END_DECLS
