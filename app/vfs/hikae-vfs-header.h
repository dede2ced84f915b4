/* hikae-vfs-header.h: the 64 KiB in front of page 1: who may open the case
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case-file.h"
#include "hikae-digest.h"
#include "hikae-kdf.h"
#include "hikae-page-cipher.h"
#include "hikae-secret.h"

#include <glib.h>

G_BEGIN_DECLS

#define HIKAE_HEADER_REGION 65536
/* Copy 0 at offset 0, copy 1 at the half of the region. */
#define HIKAE_HEADER_COPIES 2
#define HIKAE_HEADER_STRIDE (HIKAE_HEADER_REGION / HIKAE_HEADER_COPIES)
#define HIKAE_HEADER_SIZE 8192
#define HIKAE_HEADER_VERSION 1
#define HIKAE_HEADER_SUITE 1
#define HIKAE_FILE_ID_SIZE 16
#define HIKAE_DATA_KEY_SIZE 32
#define HIKAE_SALT_SIZE 32
/* Pages of SQLite that version 1 may have. */
#define HIKAE_PAGE_SIZE_MIN 4096
#define HIKAE_PAGE_SIZE_MAX 65536

/* One way in: the data key, sealed under a key made from a secret. */
typedef struct {
  guint32 kind; /* 0: empty, otherwise a HikaeSlotKind */
  HikaeKdfParams kdf;
  gint64 created_at;
  char label[HIKAE_SLOT_LABEL_MAX + 1];
  guint8 salt[HIKAE_SALT_SIZE];
  guint8 wrapped[HIKAE_DATA_KEY_SIZE];
  guint8 trailer[HIKAE_PAGE_TRAILER_SIZE];
} HikaeVfsSlot;

/* What one header copy says. README.md has the bytes. */
typedef struct {
  guint64 sequence; /* the higher one counts */
  guint8 file_id[HIKAE_FILE_ID_SIZE];
  guint8 session[HIKAE_FILE_ID_SIZE]; /* binds journals to the last writer */
  guint32 page_size;
  gint64 created_at;
  HikaeVfsSlot slots[HIKAE_SLOT_COUNT];
} HikaeVfsHeader;

/* Reads one copy from @bytes (%HIKAE_HEADER_SIZE of them), which anybody may have
 * written. Checks structure, bounds and the checksum, not the MAC, which needs the key.
 * %HIKAE_ERROR_REJECTED: not a case file; _TOO_NEW: another version or suite; _DAMAGED.
 */
gboolean hikae_vfs_header_parse (HikaeVfsHeader *self,
                                 const guint8 *bytes,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The inverse; @key is the header role key. */
void hikae_vfs_header_format (const HikaeVfsHeader *self,
                              const HikaeSecret *key,
                              guint8 *bytes);
/* Whether the copy in @bytes was written by a holder of @key. */
gboolean hikae_vfs_header_is_authentic (const guint8 *bytes, const HikaeSecret *key);
/* Picks the copy that counts out of a whole region: the newest whose checksum holds.
 * @which: (out) (optional): its number. Errors as hikae_vfs_header_parse(). */
gboolean hikae_vfs_header_choose (HikaeVfsHeader *self,
                                  const guint8 *region,
                                  gsize region_size,
                                  guint *which,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Fills slot @index: wraps @data_key under @secret (a passphrase, or the 128 bits of a
 * recovery code with HIKAE_KDF_HKDF). Kind, costs, label, date, index and file id are
 * bound to it. */
gboolean hikae_vfs_slot_seal (HikaeVfsHeader *self,
                              guint index,
                              HikaeSlotKind kind,
                              const char *label,
                              const HikaeKdfParams *kdf,
                              const HikaeSecret *secret,
                              const HikaeSecret *data_key,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): the data key; %HIKAE_ERROR_WRONG_SECRET. */
HikaeSecret *hikae_vfs_slot_unseal (const HikaeVfsHeader *self,
                                    guint index,
                                    const HikaeSecret *secret,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
