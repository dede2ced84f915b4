/* hikae-vfs-file.c: the database: pages sealed one by one, behind the header
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SQLite sees a file that begins at page 1; on disk it begins %HIKAE_HEADER_REGION bytes
 * later. A page is written in one call of its exact size at its exact place, so what
 * SQLite knows about the order of its writes stays true below us. */
#include "config.h"

#include "hikae-vfs-private.h"

#include <string.h>

typedef struct {
  sqlite3_file parent; /* first: SQLite hands it back to us */
  HikaeVfs *vfs;
  HikaePageCipher *cipher;
  guint8 *scratch;
  gint64 pages; /* whole pages the file has now */
} Database;

/* What SQLite reads first, to learn the page size (file format, section 1.3). */
#define HINT_SIZE 100
#define HINT_PAGE_SIZE_OFFSET 16
#define HINT_RESERVED_OFFSET 20

static void
format_bound (const guint8 *file_id, guint32 number, guint8 *bound)
{
  memcpy (bound, "page", 4);
  memcpy (bound + 4, file_id, HIKAE_FILE_ID_SIZE);
  for (guint i = 0; i < 4; i++)
    bound[4 + HIKAE_FILE_ID_SIZE + i] = (guint8)(number >> (24 - 8 * i));
}

void
hikae_vfs_seal_page (HikaePageCipher *cipher,
                     const guint8 *file_id,
                     guint32 number,
                     const guint8 *page,
                     gsize page_size,
                     guint8 *sealed)
{
  guint8 bound[4 + HIKAE_FILE_ID_SIZE + 4] = {0};
  gsize size = page_size - HIKAE_PAGE_TRAILER_SIZE;

  format_bound (file_id, number, bound);
  hikae_page_cipher_seal (cipher, bound, sizeof bound, page, size, sealed, sealed + size);
}

gboolean
hikae_vfs_unseal_page (HikaePageCipher *cipher,
                       const guint8 *file_id,
                       guint32 number,
                       const guint8 *sealed,
                       gsize page_size,
                       guint8 *page)
{
  guint8 bound[4 + HIKAE_FILE_ID_SIZE + 4] = {0};
  gsize size = page_size - HIKAE_PAGE_TRAILER_SIZE;
  gboolean authentic = FALSE;

  format_bound (file_id, number, bound);
  authentic = hikae_page_cipher_unseal (
      cipher, bound, sizeof bound, sealed, size, sealed + size, page);
  memset (page + size, 0, HIKAE_PAGE_TRAILER_SIZE);
  return authentic;
}

static gint64
get_offset (Database *self, guint32 number)
{
  return self->vfs->first_page + (gint64)(number - 1) * self->vfs->page_size;
}

/* Reads page @number whole. SQLITE_IOERR_SHORT_READ: it lies beyond the end. */
static int
read_page (Database *self, guint32 number, guint8 *page)
{
  sqlite3_file *file = self->vfs->file;
  gint64 offset = get_offset (self, number);
  int status = file->pMethods->xRead (file, page, (int)self->vfs->page_size, offset);

  if (status == SQLITE_IOERR_SHORT_READ) {
    sqlite3_int64 size = 0;

    memset (page, 0, self->vfs->page_size);
    status = file->pMethods->xFileSize (file, &size);
    if (status != SQLITE_OK)
      return status;
    /* A piece of a page is damage; nothing at all is the end of the file. */
    return size > offset ? SQLITE_IOERR_DATA : SQLITE_IOERR_SHORT_READ;
  }
  if (status != SQLITE_OK)
    return status;
  if (!hikae_vfs_unseal_page (
          self->cipher, self->vfs->file_id, number, page, self->vfs->page_size, page))
    return SQLITE_IOERR_DATA;
  return SQLITE_OK;
}

static int
write_page (Database *self, guint32 number, const guint8 *page)
{
  sqlite3_file *file = self->vfs->file;

  hikae_vfs_seal_page (self->cipher,
                       self->vfs->file_id,
                       number,
                       page,
                       self->vfs->page_size,
                       self->scratch);
  return file->pMethods->xWrite (
      file, self->scratch, (int)self->vfs->page_size, get_offset (self, number));
}

/* Pages between the end and @number would read back as unauthentic zeros; SQLite expects
 * zeros there that are valid (invariant 7). */
static int
fill_gap (Database *self, gint64 until)
{
  g_autofree guint8 *zeros = NULL;
  int status = SQLITE_OK;

  if (self->pages >= until)
    return SQLITE_OK;
  zeros = g_malloc0 (self->vfs->page_size);
  while (status == SQLITE_OK && self->pages < until) {
    status = write_page (self, (guint32)(self->pages + 1), zeros);
    if (status == SQLITE_OK)
      self->pages++;
  }
  return status;
}

static int
database_close (sqlite3_file *file)
{
  Database *self = (Database *)file;

  self->vfs->in_use = FALSE;
  g_clear_pointer (&self->cipher, hikae_page_cipher_free);
  if (self->scratch != NULL)
    hikae_wipe (self->scratch, self->vfs->page_size);
  sqlite3_free (self->scratch);
  return SQLITE_OK;
}

/* Before the journal is played back page 1 may be torn, and SQLite wants no more of it
 * here than the page size: that we know from the header (invariant 8). */
static void
format_hint (Database *self, guint8 *hint)
{
  guint32 size = self->vfs->page_size;

  memset (hint, 0, HINT_SIZE);
  hint[HINT_PAGE_SIZE_OFFSET] = (guint8)(size >> 8);
  hint[HINT_PAGE_SIZE_OFFSET + 1] = (guint8)(size >> 16); /* 65536 is written as 1 */
  hint[HINT_RESERVED_OFFSET] = HIKAE_PAGE_TRAILER_SIZE;
}

static int
database_read (sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset)
{
  Database *self = (Database *)file;
  guint32 size = self->vfs->page_size;
  guint32 number = (guint32)(offset / size) + 1;
  gint64 start = offset % size;
  int status = SQLITE_OK;

  if (start == 0 && count == (int)size)
    return read_page (self, number, bytes);
  if (start + count > size) {
    memset (bytes, 0, (gsize)count);
    return SQLITE_IOERR_READ;
  }
  status = read_page (self, number, self->scratch);
  memcpy (bytes, self->scratch + start, (gsize)count);
  hikae_wipe (self->scratch, size);
  if (status == SQLITE_IOERR_DATA && offset == 0 && count == HINT_SIZE) {
    format_hint (self, bytes);
    return SQLITE_OK;
  }
  return status;
}

/* The journal must never be younger than the page it protects (invariant 12), and the
 * begun note must say which one that is (invariant 14). */
static int
prepare_change (Database *self)
{
  HikaeVfsRecord *journal = self->vfs->journal;
  int status = SQLITE_OK;

  if (journal == NULL)
    return SQLITE_OK;
  status = hikae_vfs_record_flush (journal);
  return status == SQLITE_OK
             ? hikae_vfs_notes_begin (self->vfs, hikae_vfs_record_get_number (journal))
             : status;
}

static int
database_write (sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset)
{
  Database *self = (Database *)file;
  guint32 size = self->vfs->page_size;
  gint64 number = offset / size + 1;
  int status = SQLITE_OK;

  if (self->vfs->read_only)
    return SQLITE_READONLY;
  if (count != (int)size || offset % size != 0 || number > G_MAXUINT32 - 1)
    return SQLITE_IOERR_WRITE;
  status = prepare_change (self);
  if (status == SQLITE_OK)
    status = fill_gap (self, number - 1);
  if (status == SQLITE_OK)
    status = write_page (self, (guint32)number, bytes);
  if (status == SQLITE_OK && number > self->pages)
    self->pages = number;
  return status;
}

static int
database_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  Database *self = (Database *)file;
  sqlite3_file *real = self->vfs->file;
  gint64 pages = size / self->vfs->page_size;
  int status = SQLITE_OK;

  if (self->vfs->read_only)
    return SQLITE_READONLY;
  if (size % self->vfs->page_size != 0 || pages < 1)
    return SQLITE_IOERR_TRUNCATE;
  /* A truncation after the commit has no journal any more, and needs none. */
  status = prepare_change (self);
  if (status == SQLITE_OK && pages > self->pages)
    return fill_gap (self, pages);
  if (status == SQLITE_OK)
    status = real->pMethods->xTruncate (real, self->vfs->first_page + size);
  if (status == SQLITE_OK)
    self->pages = pages;
  return status;
}

static int
database_sync (sqlite3_file *file, int flags)
{
  Database *self = (Database *)file;
  int status = hikae_vfs_notes_finish (self->vfs);

  if (status != SQLITE_OK)
    return status;
  return self->vfs->file->pMethods->xSync (self->vfs->file, flags);
}

static int
database_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  Database *self = (Database *)file;
  sqlite3_int64 real = 0;
  int status = self->vfs->file->pMethods->xFileSize (self->vfs->file, &real);

  *size = 0;
  if (status != SQLITE_OK)
    return status;
  /* A case is born with its first page. SQLite would take an empty file for a new
   * database and quietly begin one (invariant 6). */
  if (real < self->vfs->first_page + (gint64)self->vfs->page_size)
    return SQLITE_IOERR_DATA;
  *size = real - self->vfs->first_page;
  return SQLITE_OK;
}

/* The case file is locked as a whole for as long as it is open (invariant 2). */
static int
database_lock (sqlite3_file *file, int level)
{
  return SQLITE_OK;
}

static int
database_check_reserved_lock (sqlite3_file *file, int *is_reserved)
{
  *is_reserved = 0;
  return SQLITE_OK;
}

static int
database_file_control (sqlite3_file *file, int operation, void *argument)
{
  Database *self = (Database *)file;

  switch (operation) {
  case SQLITE_FCNTL_MMAP_SIZE:
    *(sqlite3_int64 *)argument = 0; /* a mapped page would be a sealed one */
    return SQLITE_OK;
  case SQLITE_FCNTL_POWERSAFE_OVERWRITE:
    *(int *)argument = 0;
    return SQLITE_OK;
  case SQLITE_FCNTL_HAS_MOVED:
  case SQLITE_FCNTL_LAST_ERRNO:
    return self->vfs->file->pMethods->xFileControl (self->vfs->file, operation, argument);
  default:
    return SQLITE_NOTFOUND;
  }
}

static int
database_sector_size (sqlite3_file *file)
{
  return HIKAE_VFS_BLOCK;
}

/* Neither atomic, nor append-safe, nor power-safe: we promise SQLite nothing. */
static int
database_device_characteristics (sqlite3_file *file)
{
  return 0;
}

static const sqlite3_io_methods database_methods = {
    .iVersion = 1,
    .xClose = database_close,
    .xRead = database_read,
    .xWrite = database_write,
    .xTruncate = database_truncate,
    .xSync = database_sync,
    .xFileSize = database_file_size,
    .xLock = database_lock,
    .xUnlock = database_lock,
    .xCheckReservedLock = database_check_reserved_lock,
    .xFileControl = database_file_control,
    .xSectorSize = database_sector_size,
    .xDeviceCharacteristics = database_device_characteristics,
};

gsize
hikae_vfs_database_get_struct_size (void)
{
  return sizeof (Database);
}

int
hikae_vfs_database_open (HikaeVfs *vfs, sqlite3_file *file, int *out_flags)
{
  Database *self = (Database *)file;
  sqlite3_int64 size = 0;
  int status = SQLITE_OK;

  memset (self, 0, sizeof *self);
  self->vfs = vfs;
  self->scratch = sqlite3_malloc ((int)vfs->page_size);
  if (self->scratch == NULL)
    return SQLITE_NOMEM;
  status = vfs->file->pMethods->xFileSize (vfs->file, &size);
  if (status != SQLITE_OK) {
    sqlite3_free (self->scratch);
    return status;
  }
  self->pages = MAX (size - vfs->first_page, 0) / vfs->page_size;
  self->cipher = hikae_page_cipher_new (vfs->keys[HIKAE_VFS_ROLE_DATABASE]);
  vfs->in_use = TRUE;
  if (out_flags != NULL)
    *out_flags = SQLITE_OPEN_MAIN_DB |
                 (vfs->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
  self->parent.pMethods = &database_methods;
  return SQLITE_OK;
}
