/* hikae-vfs-record.c: journals and temporary files: sealed blocks in a file of their own
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SQLite writes these in small pieces anywhere. We keep one block open in memory and seal
 * it when another is wanted, when SQLite syncs, and before a page of the database is
 * written. On disk: a prologue that says whose file this is, then blocks, each in a
 * stride of its own so that rewriting one cannot tear its neighbour. README.md has the
 * bytes. */
#include "config.h"

#include "hikae-random.h"
#include "hikae-vfs-private.h"

#include <string.h>

#define PROLOGUE_STRIDE 4096
#define PROLOGUE_MAGIC "Hikae records 1\n"
#define PROLOGUE_MAGIC_SIZE 16
#define GENERATION_SIZE 16
#define PROLOGUE_SIZE                                                                    \
  (PROLOGUE_MAGIC_SIZE + 4 + 2 * HIKAE_FILE_ID_SIZE + 8 + GENERATION_SIZE +              \
   HIKAE_SHA256_SIZE)
#define PROLOGUE_MAC_OFFSET (PROLOGUE_SIZE - HIKAE_SHA256_SIZE)
/* In front of a block's bytes: trailer of the cipher, then their number. */
#define BLOCK_HEAD (HIKAE_PAGE_TRAILER_SIZE + 4)
#define BLOCK_STRIDE (HIKAE_VFS_BLOCK + 4096)
#define NO_BLOCK (-1)

struct _HikaeVfsRecord {
  sqlite3_file parent; /* first: SQLite hands it back to us */
  HikaeVfs *vfs;
  HikaeVfsRole role;
  sqlite3_file *real; /* (owned): lies behind this struct */
  HikaeSecret *key;
  HikaePageCipher *cipher;
  gboolean has_prologue;
  gboolean is_written; /* through this handle */
  guint64 number;      /* of a rollback journal; 0 otherwise */
  guint8 generation[GENERATION_SIZE];
  gint64 size;  /* as SQLite sees it */
  gint64 block; /* which one is open, or NO_BLOCK */
  guint32 filled;
  gboolean dirty;
  guint8 *plain;
  guint8 *sealed;
};

static void
format_prologue (HikaeVfsRecord *self, guint8 prologue[PROLOGUE_SIZE])
{
  HikaeVfsWriter writer = {prologue, 0, PROLOGUE_SIZE};

  hikae_vfs_write (&writer, PROLOGUE_MAGIC, PROLOGUE_MAGIC_SIZE);
  hikae_vfs_write_number (&writer, self->role, 4);
  hikae_vfs_write (&writer, self->vfs->file_id, HIKAE_FILE_ID_SIZE);
  hikae_vfs_write (&writer, self->vfs->session, HIKAE_FILE_ID_SIZE);
  hikae_vfs_write_number (&writer, self->number, 8);
  hikae_vfs_write (&writer, self->generation, GENERATION_SIZE);
  hikae_hmac_sha256 (
      self->key, prologue, PROLOGUE_MAC_OFFSET, prologue + PROLOGUE_MAC_OFFSET);
}

/* Learns number, generation and size. A file whose prologue is not ours (torn at its
 * birth, of another case, of an older session or an older number) protects nothing and
 * counts as empty (invariant 10). */
static int
load_prologue (HikaeVfsRecord *self)
{
  guint8 found[PROLOGUE_SIZE] = {0};
  guint8 expected[PROLOGUE_SIZE] = {0};
  HikaeReader reader;
  sqlite3_int64 real_size = 0;
  int status = self->real->pMethods->xFileSize (self->real, &real_size);
  gint64 whole = (real_size - PROLOGUE_STRIDE) / BLOCK_STRIDE;
  gint64 rest = (real_size - PROLOGUE_STRIDE) % BLOCK_STRIDE;

  if (status != SQLITE_OK || real_size == 0)
    return status;
  self->vfs->is_doubtful = self->vfs->is_doubtful || real_size < PROLOGUE_STRIDE;
  if (real_size < PROLOGUE_STRIDE)
    return SQLITE_OK;
  status = self->real->pMethods->xRead (self->real, found, sizeof found, 0);
  if (status != SQLITE_OK)
    return status;
  hikae_reader_init (&reader, found, sizeof found);
  (void)hikae_reader_skip (&reader, PROLOGUE_MAC_OFFSET - GENERATION_SIZE - 8);
  self->number = hikae_reader_read_u64be (&reader);
  memcpy (
      self->generation, found + PROLOGUE_MAC_OFFSET - GENERATION_SIZE, GENERATION_SIZE);
  format_prologue (self, expected);
  self->has_prologue = hikae_bytes_equal (found, expected, sizeof found) &&
                       (self->role != HIKAE_VFS_ROLE_JOURNAL ||
                        hikae_vfs_notes_fit (self->vfs, self->number));
  self->vfs->is_doubtful = self->vfs->is_doubtful || !self->has_prologue;
  if (self->has_prologue)
    self->size = whole * HIKAE_VFS_BLOCK + CLAMP (rest - BLOCK_HEAD, 0, HIKAE_VFS_BLOCK);
  return SQLITE_OK;
}

static void
forget_block (HikaeVfsRecord *self)
{
  self->block = NO_BLOCK;
  self->dirty = FALSE;
  self->filled = 0;
}

guint64
hikae_vfs_record_get_number (HikaeVfsRecord *self)
{
  return self->has_prologue ? self->number : 0;
}

int
hikae_vfs_record_refresh (HikaeVfsRecord *self)
{
  g_assert (!self->dirty);
  forget_block (self);
  self->has_prologue = FALSE;
  self->size = 0;
  return load_prologue (self);
}

static int
begin_file (HikaeVfsRecord *self)
{
  guint8 prologue[PROLOGUE_STRIDE] = {0};
  int status = SQLITE_OK;

  if (self->role != HIKAE_VFS_ROLE_TEMPORARY && !self->vfs->session_begun) {
    status = self->vfs->begin_session (self->vfs->session, self->vfs->begin_session_data);
    if (status != SQLITE_OK)
      return status;
    self->vfs->session_begun = TRUE;
  }
  forget_block (self);
  self->has_prologue = FALSE;
  status = self->real->pMethods->xTruncate (self->real, 0);
  if (status != SQLITE_OK)
    return status;
  self->size = 0;
  if (self->role == HIKAE_VFS_ROLE_JOURNAL)
    self->number = hikae_vfs_notes_get_next (self->vfs);
  hikae_random_fill (self->generation, sizeof self->generation);
  format_prologue (self, prologue);
  status = self->real->pMethods->xWrite (self->real, prologue, sizeof prologue, 0);
  self->has_prologue = status == SQLITE_OK;
  return status;
}

static void
format_bound (HikaeVfsRecord *self, gint64 block, guint32 filled, guint8 *bound)
{
  HikaeVfsWriter writer = {bound, 0, 4 + GENERATION_SIZE + 8 + 4};

  hikae_vfs_write_number (&writer, self->role, 4);
  hikae_vfs_write (&writer, self->generation, GENERATION_SIZE);
  hikae_vfs_write_number (&writer, (guint64)block, 8);
  hikae_vfs_write_number (&writer, filled, 4);
}

int
hikae_vfs_record_flush (HikaeVfsRecord *self)
{
  guint8 bound[4 + GENERATION_SIZE + 8 + 4] = {0};
  HikaeVfsWriter head = {self->sealed, HIKAE_PAGE_TRAILER_SIZE, BLOCK_HEAD};
  int status = SQLITE_OK;

  if (!self->dirty)
    return SQLITE_OK;
  format_bound (self, self->block, self->filled, bound);
  hikae_vfs_write_number (&head, self->filled, 4);
  hikae_page_cipher_seal (self->cipher,
                          bound,
                          sizeof bound,
                          self->plain,
                          self->filled,
                          self->sealed + BLOCK_HEAD,
                          self->sealed);
  status = self->real->pMethods->xWrite (self->real,
                                         self->sealed,
                                         (int)(BLOCK_HEAD + self->filled),
                                         PROLOGUE_STRIDE + self->block * BLOCK_STRIDE);
  if (status == SQLITE_OK)
    self->dirty = FALSE;
  return status;
}

static gboolean
unseal_block (HikaeVfsRecord *self, gint64 block)
{
  guint8 bound[4 + GENERATION_SIZE + 8 + 4] = {0};
  HikaeReader head;

  hikae_reader_init (&head, self->sealed, BLOCK_HEAD);
  (void)hikae_reader_skip (&head, HIKAE_PAGE_TRAILER_SIZE);
  self->filled = hikae_reader_read_u32be (&head);
  if (self->filled > HIKAE_VFS_BLOCK)
    return FALSE;
  format_bound (self, block, self->filled, bound);
  return hikae_page_cipher_unseal (self->cipher,
                                   bound,
                                   sizeof bound,
                                   self->sealed + BLOCK_HEAD,
                                   self->filled,
                                   self->sealed,
                                   self->plain);
}

/* Makes @block the open one. SQLITE_IOERR_DATA: what lies there is not what was sealed.
 */
static int
open_block (HikaeVfsRecord *self, gint64 block)
{
  int status = SQLITE_OK;

  if (self->block == block)
    return SQLITE_OK;
  status = hikae_vfs_record_flush (self);
  if (status != SQLITE_OK)
    return status;
  self->block = NO_BLOCK;
  memset (self->plain, 0, HIKAE_VFS_BLOCK);
  self->filled = 0;
  if (block * HIKAE_VFS_BLOCK < self->size) {
    status = self->real->pMethods->xRead (self->real,
                                          self->sealed,
                                          BLOCK_HEAD + HIKAE_VFS_BLOCK,
                                          PROLOGUE_STRIDE + block * BLOCK_STRIDE);
    if (status != SQLITE_OK && status != SQLITE_IOERR_SHORT_READ)
      return status;
    if (!unseal_block (self, block)) {
      memset (self->plain, 0, HIKAE_VFS_BLOCK);
      return SQLITE_IOERR_DATA;
    }
  }
  self->block = block;
  return SQLITE_OK;
}

/* Which unauthentic reads are answered with zeros, which is what SQLite finds in a plain
 * journal that a power cut left unfinished: does a journal begin here, does another part
 * of it begin there, does it name a super-journal. All else was covered by a sync, and is
 * damage (invariant 11). The checksums of a WAL find its torn end. */
static gboolean
may_be_torn (HikaeVfsRecord *self, int count, gint64 offset)
{
  if (self->role == HIKAE_VFS_ROLE_WAL)
    return TRUE;
  return self->role == HIKAE_VFS_ROLE_JOURNAL &&
         ((count == 1 && offset == 0) || (count == 8 && offset % HIKAE_VFS_BLOCK == 0) ||
          (count == 4 && offset == self->size - 16));
}

static int
record_read (sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset)
{
  HikaeVfsRecord *self = (HikaeVfsRecord *)file;
  gint64 end = MIN (offset + count, self->size);
  gint64 at = offset;

  memset (bytes, 0, (gsize)count);
  while (at < end) {
    gint64 start = at % HIKAE_VFS_BLOCK;
    gint64 piece = MIN (HIKAE_VFS_BLOCK - start, end - at);
    int status = open_block (self, at / HIKAE_VFS_BLOCK);

    if (status == SQLITE_IOERR_DATA && may_be_torn (self, count, offset)) {
      self->vfs->is_doubtful = TRUE;
      return SQLITE_OK;
    }
    if (status != SQLITE_OK)
      return status;
    memcpy ((guint8 *)bytes + (at - offset), self->plain + start, (gsize)piece);
    at += piece;
  }
  return offset + count > self->size ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;
}

/* Seals the blocks that a write jumps over, so that they read as the zeros they are. */
static int
fill_gap (HikaeVfsRecord *self, gint64 until_block)
{
  int status = SQLITE_OK;
  gint64 next = (self->size + HIKAE_VFS_BLOCK - 1) / HIKAE_VFS_BLOCK;

  for (; status == SQLITE_OK && next < until_block; next++) {
    status = open_block (self, next);
    if (status != SQLITE_OK)
      break;
    self->dirty = TRUE;
    self->size = (next + 1) * HIKAE_VFS_BLOCK;
  }
  return status;
}

static int
write_piece (HikaeVfsRecord *self, const guint8 *bytes, gint64 offset, gint64 count)
{
  gint64 start = offset % HIKAE_VFS_BLOCK;
  int status = fill_gap (self, offset / HIKAE_VFS_BLOCK);

  if (status == SQLITE_OK)
    status = open_block (self, offset / HIKAE_VFS_BLOCK);
  if (status != SQLITE_OK)
    return status;
  memcpy (self->plain + start, bytes, (gsize)count);
  self->filled = MAX (self->filled, (guint32)(start + count));
  self->dirty = TRUE;
  self->size = MAX (self->size, offset + count);
  return SQLITE_OK;
}

static int
record_write (sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset)
{
  HikaeVfsRecord *self = (HikaeVfsRecord *)file;
  int status = SQLITE_OK;
  int done = 0;

  /* A journal that a crash left and SQLite did not want is overwritten from its
   * beginning, which may be torn: begin it anew instead of changing what cannot be read.
   */
  if (!self->has_prologue || (!self->is_written && offset == 0))
    status = begin_file (self);
  self->is_written = self->is_written || status == SQLITE_OK;
  while (status == SQLITE_OK && done < count) {
    gint64 at = offset + done;
    gint64 piece = MIN (HIKAE_VFS_BLOCK - at % HIKAE_VFS_BLOCK, count - done);

    status = write_piece (self, (const guint8 *)bytes + done, at, piece);
    done += (int)piece;
  }
  return status;
}

static int
record_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  HikaeVfsRecord *self = (HikaeVfsRecord *)file;
  gint64 block = size / HIKAE_VFS_BLOCK;
  gint64 rest = size % HIKAE_VFS_BLOCK;
  int status = SQLITE_OK;

  if (size >= self->size)
    return SQLITE_OK;
  if (size == 0) {
    forget_block (self);
    status = self->real->pMethods->xTruncate (self->real, 0);
    if (status == SQLITE_OK) {
      self->has_prologue = FALSE;
      self->size = 0;
    }
    return status;
  }
  status = rest > 0 ? open_block (self, block) : hikae_vfs_record_flush (self);
  if (status != SQLITE_OK)
    return status;
  if (rest > 0) {
    memset (self->plain + rest, 0, (gsize)(HIKAE_VFS_BLOCK - rest));
    self->filled = MIN (self->filled, (guint32)rest);
    self->dirty = TRUE;
  } else {
    forget_block (self);
  }
  status = self->real->pMethods->xTruncate (self->real,
                                            PROLOGUE_STRIDE + block * BLOCK_STRIDE +
                                                (rest > 0 ? BLOCK_HEAD + rest : 0));
  if (status == SQLITE_OK)
    self->size = size;
  return status;
}

static int
record_sync (sqlite3_file *file, int flags)
{
  HikaeVfsRecord *self = (HikaeVfsRecord *)file;
  int status = hikae_vfs_record_flush (self);

  return status == SQLITE_OK ? self->real->pMethods->xSync (self->real, flags) : status;
}

static int
record_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  *size = ((HikaeVfsRecord *)file)->size;
  return SQLITE_OK;
}

static int
record_lock (sqlite3_file *file, int level)
{
  return SQLITE_OK;
}

static int
record_check_reserved_lock (sqlite3_file *file, int *is_reserved)
{
  *is_reserved = 0;
  return SQLITE_OK;
}

static int
record_file_control (sqlite3_file *file, int operation, void *argument)
{
  return SQLITE_NOTFOUND;
}

static int
record_sector_size (sqlite3_file *file)
{
  return HIKAE_VFS_BLOCK;
}

static int
record_device_characteristics (sqlite3_file *file)
{
  return 0;
}

static void
clear_record (HikaeVfsRecord *self)
{
  if (self->vfs->journal == self)
    self->vfs->journal = NULL;
  if (self->plain != NULL)
    hikae_wipe (self->plain, HIKAE_VFS_BLOCK);
  sqlite3_free (self->plain);
  sqlite3_free (self->sealed);
  g_clear_pointer (&self->cipher, hikae_page_cipher_free);
  g_clear_pointer (&self->key, hikae_secret_unref);
}

static int
record_close (sqlite3_file *file)
{
  HikaeVfsRecord *self = (HikaeVfsRecord *)file;
  /* What was not synced may be lost, as with any file; nobody asks a close. */
  int status = hikae_vfs_record_flush (self);
  int closed = self->real->pMethods->xClose (self->real);

  clear_record (self);
  return status != SQLITE_OK ? status : closed;
}

static const sqlite3_io_methods record_methods = {
    .iVersion = 1,
    .xClose = record_close,
    .xRead = record_read,
    .xWrite = record_write,
    .xTruncate = record_truncate,
    .xSync = record_sync,
    .xFileSize = record_file_size,
    .xLock = record_lock,
    .xUnlock = record_lock,
    .xCheckReservedLock = record_check_reserved_lock,
    .xFileControl = record_file_control,
    .xSectorSize = record_sector_size,
    .xDeviceCharacteristics = record_device_characteristics,
};

gsize
hikae_vfs_record_get_struct_size (void)
{
  /* The real file begins where any type may begin. */
  return (sizeof (HikaeVfsRecord) + 15) & ~(gsize)15;
}

static HikaeSecret *
choose_key (HikaeVfs *vfs, HikaeVfsRole role)
{
  HikaeSecret *key = NULL;

  if (role != HIKAE_VFS_ROLE_TEMPORARY)
    return hikae_secret_ref (vfs->keys[role]);
  key = hikae_secret_new (HIKAE_PAGE_KEY_SIZE);
  hikae_random_fill (hikae_secret_get_writable (key), HIKAE_PAGE_KEY_SIZE);
  return key;
}

int
hikae_vfs_record_open (HikaeVfs *vfs,
                       HikaeVfsRole role,
                       const char *name,
                       sqlite3_file *file,
                       int flags,
                       int *out_flags)
{
  HikaeVfsRecord *self = (HikaeVfsRecord *)file;
  int status = SQLITE_OK;

  memset (self, 0, sizeof *self);
  self->vfs = vfs;
  self->role = role;
  self->block = NO_BLOCK;
  self->real = (sqlite3_file *)((guint8 *)file + hikae_vfs_record_get_struct_size ());
  memset (self->real, 0, (gsize)vfs->base->szOsFile);
  self->plain = sqlite3_malloc (HIKAE_VFS_BLOCK);
  self->sealed = sqlite3_malloc (BLOCK_HEAD + HIKAE_VFS_BLOCK);
  if (self->plain == NULL || self->sealed == NULL) {
    clear_record (self);
    return SQLITE_NOMEM;
  }
  status = vfs->base->xOpen (vfs->base, name, self->real, flags, out_flags);
  if (status != SQLITE_OK) {
    clear_record (self);
    return status;
  }
  self->key = choose_key (vfs, role);
  self->cipher = hikae_page_cipher_new (self->key);
  status = load_prologue (self);
  if (status != SQLITE_OK) {
    (void)self->real->pMethods->xClose (self->real);
    clear_record (self);
    return status;
  }
  if (role != HIKAE_VFS_ROLE_TEMPORARY)
    vfs->journal = self;
  self->parent.pMethods = &record_methods;
  return SQLITE_OK;
}
