/* hikae-case-file-private.h: an open case file, for the files of this folder
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case-file.h"
#include "hikae-vfs.h"

G_BEGIN_DECLS

struct _HikaeCaseFile {
  char *path;
  int lock_fd; /* its lock is the case lock; closing it lets the next one in */
  sqlite3_vfs *base;
  sqlite3_file *file; /* (owned): the one handle all reading and writing goes through */
  gboolean read_only;
  HikaeSlotKind opened_by;
  guint current; /* the header copy that counts */
  HikaeVfsHeader header;
  HikaeSecret *data_key;
  HikaeSecret *header_key;
  HikaeVfs *vfs;
  HikaePageCipher *page_cipher; /* (owned) (nullable): for reading single pages */
};

/* Makes @header the durable one: one copy, sync, the other copy, sync. On failure of the
 * first @self keeps its old header. Returns an SQLite result code. */
int hikae_case_file_store_header (HikaeCaseFile *self, const HikaeVfsHeader *header);
/* (transfer full): @secret as it is stretched: NFC, so that the same characters typed on
 * another system give the same key. %HIKAE_ERROR_REJECTED when empty. */
HikaeSecret *hikae_case_normalize (const HikaeSecret *secret,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @cost as parameters, zeros measured. */
HikaeKdfParams hikae_case_choose_kdf (HikaeKdfCost cost);
/* (transfer full): the words of a fresh recovery code, sealed into slot @index. */
HikaeSecret *hikae_case_seal_recovery (HikaeVfsHeader *header,
                                       guint index,
                                       const HikaeSecret *data_key,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
