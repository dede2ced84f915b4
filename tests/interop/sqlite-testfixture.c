/* sqlite-testfixture.c: SQLite's own tests, run through the encrypting VFS
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Linked into SQLite's `testfixture`, which calls hikae_testfixture_init() at the end of
 * sqlite3_initialize() (-DSQLITE_EXTRA_INIT). With HIKAE_TESTFIXTURE=1 a VFS becomes the
 * default that hands every file to app/vfs: databases as sealed pages, everything else as
 * sealed records, under a fixed key. What a case adds is left out: no header, so page 1
 * stands at 0; no case lock, so SQLite's locks and shared memory go to the system's VFS;
 * any number of files.
 *
 * Without a header nobody says how large a page is: it is found by trying which size
 * makes page 1 authentic. The garbage that crash*.test writes for a
 * power cut goes to the disk as it is, which is what a torn page is. */
#include "config.h"

#include "hikae-kdf.h"
#include "hikae-vfs-private.h"

#include <stdlib.h>
#include <string.h>

/* The smallest page SQLite accepts with 40 bytes reserved. */
#define PAGE_MIN 1024
#define PAGE_DEFAULT 1024
/* The simulated power cut reads a file in such pieces when it opens it, torn pages too.
 */
#define PIECE 512
#define TYPE_DATABASE SQLITE_OPEN_MAIN_DB

typedef struct {
  sqlite3_file parent;
  HikaeVfs context;
  gboolean is_database;
  gboolean is_shared;  /* other handles read it while we write */
  gboolean is_journal; /* another handle may have begun it anew since */
  char *name;          /* (nullable) */
  sqlite3_file *inner;
  sqlite3_file *real; /* (nullable): of a database */
} TestFile;

/* Patched into sqlite3.c: what a new database reserves in each page. */
int hikae_testfixture_reserve = 0;
/* Patched into test6.c: 1 while it writes the garbage of a simulated power cut. */
int hikae_testfixture_garbage = 0;

int hikae_testfixture_init (const char *unused);

static sqlite3_vfs vfs;
static HikaeSecret *keys[HIKAE_VFS_ROLE_HEADER];
static GMutex mutex;
static GPtrArray *journals; /* (element-type TestFile) (unowned) */

static void
fill_context (TestFile *self, sqlite3_vfs *base)
{
  self->context.base = base;
  self->context.session_begun = TRUE;
  self->context.page_size = PAGE_DEFAULT;
  memcpy (self->context.keys, keys, sizeof keys);
}

static gboolean
is_page_size (int count)
{
  return count >= PAGE_MIN && count <= HIKAE_PAGE_SIZE_MAX && (count & (count - 1)) == 0;
}

/* ---- databases ---- */

/* Not after a reopening that failed: for want of memory, for one. */
static gboolean
has_inner (TestFile *self)
{
  return self->inner->pMethods != NULL;
}

static void
close_inner (TestFile *self)
{
  if (has_inner (self))
    (void)self->inner->pMethods->xClose (self->inner);
  self->inner->pMethods = NULL;
}

/* The handle below learns page size and length when it is opened: both may have changed
 * by another connection. */
static int
reopen (TestFile *self, guint32 page_size)
{
  close_inner (self);
  self->context.page_size = page_size;
  self->context.file = self->real;
  return hikae_vfs_database_open (&self->context, self->inner, NULL);
}

static int
close_database (TestFile *self)
{
  close_inner (self);
  return self->real->pMethods->xClose (self->real);
}

/* Before a page goes out the journal it relies on must (invariant 12). In a case the VFS
 * knows its one journal. */
static int
flush_journals (TestFile *self)
{
  int status = SQLITE_OK;

  g_mutex_lock (&mutex);
  for (guint i = 0; status == SQLITE_OK && i < journals->len; i++) {
    TestFile *journal = journals->pdata[i];

    if (self->name != NULL && g_str_has_prefix (journal->name, self->name))
      status = hikae_vfs_record_flush ((HikaeVfsRecord *)journal->inner);
  }
  g_mutex_unlock (&mutex);
  return status;
}

static int
read_part (TestFile *self, void *bytes, int count, sqlite3_int64 offset)
{
  guint32 known = self->context.page_size;
  guint8 *page = g_malloc (HIKAE_PAGE_SIZE_MAX);
  int status = self->inner->pMethods->xRead (self->inner, page, (int)known, 0);

  for (guint32 size = PAGE_MIN;
       status == SQLITE_IOERR_DATA && size <= HIKAE_PAGE_SIZE_MAX;
       size *= 2) {
    status = reopen (self, size);
    if (status == SQLITE_OK)
      status = self->inner->pMethods->xRead (self->inner, page, (int)size, 0);
  }
  g_free (page);
  if (status == SQLITE_IOERR_DATA)
    status = reopen (self, known);
  if (status != SQLITE_OK && status != SQLITE_IOERR_SHORT_READ)
    return status;
  status = self->inner->pMethods->xRead (self->inner, bytes, count, offset);
  if (status != SQLITE_IOERR_DATA || count != PIECE)
    return status;
  memset (bytes, 0, PIECE);
  return SQLITE_OK;
}

static int
read_database (TestFile *self, void *bytes, int count, sqlite3_int64 offset)
{
  int status = SQLITE_OK;

  if (!has_inner (self))
    status = reopen (self, self->context.page_size);
  if (status != SQLITE_OK)
    return status;
  if (!is_page_size (count) || offset % count != 0)
    return read_part (self, bytes, count, offset);
  if ((guint32)count != self->context.page_size)
    status = reopen (self, (guint32)count);
  if (status == SQLITE_OK)
    status = self->inner->pMethods->xRead (self->inner, bytes, count, offset);
  /* SQLite may take page 1 for smaller than it is until it has seen it. */
  return status == SQLITE_IOERR_DATA && offset == 0
             ? read_part (self, bytes, count, offset)
             : status;
}

static int
write_database (TestFile *self, const void *bytes, int count, sqlite3_int64 offset)
{
  guint32 known = self->context.page_size;
  int status = flush_journals (self);

  if (status != SQLITE_OK)
    return status;
  if (hikae_testfixture_garbage || !is_page_size (count) || offset % count != 0)
    return self->real->pMethods->xWrite (self->real, bytes, count, offset);
  status = reopen (self, (guint32)count);
  if (status == SQLITE_OK)
    status = self->inner->pMethods->xWrite (self->inner, bytes, count, offset);
  if (status == SQLITE_OK && offset > 0 && (guint32)count != known)
    status = reopen (self, known);
  return status;
}

static int
truncate_database (TestFile *self, sqlite3_int64 size)
{
  int status = flush_journals (self);

  if (status == SQLITE_OK)
    status = reopen (self, self->context.page_size);
  if (status != SQLITE_OK)
    return status;
  if (size == 0 || size % self->context.page_size != 0)
    return self->real->pMethods->xTruncate (self->real, size);
  return self->inner->pMethods->xTruncate (self->inner, size);
}

/* ---- methods ---- */

/* What other handles did to the file. A case has one opener and never asks. */
static int
look_again (TestFile *self)
{
  HikaeVfsRecord *record = (HikaeVfsRecord *)self->inner;
  int status = SQLITE_OK;

  if (self->is_shared || self->is_journal)
    status = hikae_vfs_record_flush (record);
  return status == SQLITE_OK && (self->is_shared || self->is_journal)
             ? hikae_vfs_record_refresh (record)
             : status;
}

static int
test_close (sqlite3_file *file)
{
  TestFile *self = (TestFile *)file;
  int status = SQLITE_OK;

  g_mutex_lock (&mutex);
  (void)g_ptr_array_remove (journals, self);
  g_mutex_unlock (&mutex);
  status = self->is_database ? close_database (self)
                             : self->inner->pMethods->xClose (self->inner);
  g_clear_pointer (&self->name, g_free);
  return status;
}

static int
test_read (sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset)
{
  TestFile *self = (TestFile *)file;
  int status = SQLITE_OK;

  if (self->is_database)
    return read_database (self, bytes, count, offset);
  status = look_again (self);
  if (status != SQLITE_OK)
    return status;
  return self->inner->pMethods->xRead (self->inner, bytes, count, offset);
}

static int
test_write (sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset)
{
  TestFile *self = (TestFile *)file;
  int status = SQLITE_OK;

  if (self->is_database)
    return write_database (self, bytes, count, offset);
  if (self->is_shared || offset == 0)
    status = look_again (self);
  if (status != SQLITE_OK)
    return status;
  status = self->inner->pMethods->xWrite (self->inner, bytes, count, offset);
  if (status == SQLITE_OK && self->is_shared)
    status = hikae_vfs_record_flush ((HikaeVfsRecord *)self->inner);
  return status;
}

static int
test_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  TestFile *self = (TestFile *)file;
  int status = SQLITE_OK;

  if (self->is_database)
    return truncate_database (self, size);
  status = look_again (self);
  if (status != SQLITE_OK)
    return status;
  return self->inner->pMethods->xTruncate (self->inner, size);
}

static int
test_sync (sqlite3_file *file, int flags)
{
  TestFile *self = (TestFile *)file;

  return has_inner (self) ? self->inner->pMethods->xSync (self->inner, flags)
                          : self->real->pMethods->xSync (self->real, flags);
}

static int
test_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  TestFile *self = (TestFile *)file;
  int status = SQLITE_OK;

  if (self->is_database)
    return self->real->pMethods->xFileSize (self->real, size);
  status = look_again (self);
  if (status != SQLITE_OK)
    return status;
  return self->inner->pMethods->xFileSize (self->inner, size);
}

static int
test_lock (sqlite3_file *file, int level)
{
  TestFile *self = (TestFile *)file;

  return self->real != NULL ? self->real->pMethods->xLock (self->real, level) : SQLITE_OK;
}

static int
test_unlock (sqlite3_file *file, int level)
{
  TestFile *self = (TestFile *)file;

  return self->real != NULL ? self->real->pMethods->xUnlock (self->real, level)
                            : SQLITE_OK;
}

static int
test_check_reserved_lock (sqlite3_file *file, int *is_reserved)
{
  TestFile *self = (TestFile *)file;

  *is_reserved = 0;
  return self->real != NULL
             ? self->real->pMethods->xCheckReservedLock (self->real, is_reserved)
             : SQLITE_OK;
}

static int
test_file_control (sqlite3_file *file, int operation, void *argument)
{
  TestFile *self = (TestFile *)file;
  int status =
      has_inner (self)
          ? self->inner->pMethods->xFileControl (self->inner, operation, argument)
          : SQLITE_NOTFOUND;

  switch (operation) {
  case SQLITE_FCNTL_SIZE_HINT:
  case SQLITE_FCNTL_CHUNK_SIZE: /* would grow the file by pages that nobody sealed */
    return status;
  case SQLITE_FCNTL_POWERSAFE_OVERWRITE:
    return status;
  default:
    return status == SQLITE_NOTFOUND && self->real != NULL
               ? self->real->pMethods->xFileControl (self->real, operation, argument)
               : status;
  }
}

/* HIKAE_TESTFIXTURE_SECTOR=stock: what the system's VFS says, to see which scripts fail
 * only because they count bytes and writes with 512-byte sectors. */
static gboolean
says_stock_sectors (void)
{
  return g_strcmp0 (g_getenv ("HIKAE_TESTFIXTURE_SECTOR"), "stock") == 0;
}

static int
test_sector_size (sqlite3_file *file)
{
  TestFile *self = (TestFile *)file;

  if (says_stock_sectors () && self->real != NULL)
    return self->real->pMethods->xSectorSize (self->real);
  return has_inner (self) ? self->inner->pMethods->xSectorSize (self->inner)
                          : HIKAE_VFS_BLOCK;
}

static int
test_device_characteristics (sqlite3_file *file)
{
  TestFile *self = (TestFile *)file;

  if (says_stock_sectors () && self->real != NULL)
    return self->real->pMethods->xDeviceCharacteristics (self->real);
  return has_inner (self) ? self->inner->pMethods->xDeviceCharacteristics (self->inner)
                          : 0;
}

static int
test_shm_map (sqlite3_file *file, int region, int size, int extend, void volatile **out)
{
  TestFile *self = (TestFile *)file;

  return self->real->pMethods->xShmMap (self->real, region, size, extend, out);
}

static int
test_shm_lock (sqlite3_file *file, int offset, int count, int flags)
{
  TestFile *self = (TestFile *)file;

  return self->real->pMethods->xShmLock (self->real, offset, count, flags);
}

static void
test_shm_barrier (sqlite3_file *file)
{
  TestFile *self = (TestFile *)file;

  self->real->pMethods->xShmBarrier (self->real);
}

static int
test_shm_unmap (sqlite3_file *file, int remove)
{
  TestFile *self = (TestFile *)file;

  return self->real->pMethods->xShmUnmap (self->real, remove);
}

#define METHODS(version)                                                                 \
  {                                                                                      \
    .iVersion = version, .xClose = test_close, .xRead = test_read, .xWrite = test_write, \
    .xTruncate = test_truncate, .xSync = test_sync, .xFileSize = test_file_size,         \
    .xLock = test_lock, .xUnlock = test_unlock,                                          \
    .xCheckReservedLock = test_check_reserved_lock, .xFileControl = test_file_control,   \
    .xSectorSize = test_sector_size,                                                     \
    .xDeviceCharacteristics = test_device_characteristics, .xShmMap = test_shm_map,      \
    .xShmLock = test_shm_lock, .xShmBarrier = test_shm_barrier,                          \
    .xShmUnmap = test_shm_unmap,                                                         \
  }

static const sqlite3_io_methods plain_methods = METHODS (1);
static const sqlite3_io_methods shared_memory_methods = METHODS (2);

/* ---- the VFS ---- */

static sqlite3_vfs *
base_of (sqlite3_vfs *self)
{
  return self->pAppData;
}

static int
open_database (TestFile *self, const char *name, int flags, int *out_flags)
{
  sqlite3_vfs *base = self->context.base;
  int status = SQLITE_OK;

  self->is_database = TRUE;
  self->real =
      (sqlite3_file *)((guint8 *)self->inner + hikae_vfs_database_get_struct_size ());
  status = base->xOpen (base, name, self->real, flags, out_flags);
  if (status != SQLITE_OK)
    return status;
  status = reopen (self, PAGE_DEFAULT);
  if (status != SQLITE_OK)
    (void)self->real->pMethods->xClose (self->real);
  else
    self->parent.pMethods =
        self->real->pMethods->iVersion >= 2 && self->real->pMethods->xShmMap != NULL
            ? &shared_memory_methods
            : &plain_methods;
  return status;
}

static int
open_record (TestFile *self, const char *name, int flags, int *out_flags)
{
  HikaeVfsRole role = HIKAE_VFS_ROLE_TEMPORARY;
  int status = SQLITE_OK;

  if (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL))
    role = HIKAE_VFS_ROLE_JOURNAL;
  else if (flags & SQLITE_OPEN_WAL)
    role = HIKAE_VFS_ROLE_WAL;
  self->is_shared = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_SUPER_JOURNAL)) != 0;
  status =
      hikae_vfs_record_open (&self->context, role, name, self->inner, flags, out_flags);
  if (status == SQLITE_OK)
    self->parent.pMethods = &plain_methods;
  self->is_journal = (flags & SQLITE_OPEN_MAIN_JOURNAL) != 0;
  if (status == SQLITE_OK && role == HIKAE_VFS_ROLE_JOURNAL) {
    g_mutex_lock (&mutex);
    g_ptr_array_add (journals, self);
    g_mutex_unlock (&mutex);
  }
  return status;
}

static int
test_open (sqlite3_vfs *unused,
           const char *name,
           sqlite3_file *file,
           int flags,
           int *out_flags)
{
  TestFile *self = (TestFile *)file;
  int status = SQLITE_OK;

  memset (self, 0, (gsize)vfs.szOsFile);
  self->inner = (sqlite3_file *)(self + 1);
  self->name = g_strdup (name);
  fill_context (self, base_of (&vfs));
  status = flags & TYPE_DATABASE ? open_database (self, name, flags, out_flags)
                                 : open_record (self, name, flags, out_flags);
  if (status != SQLITE_OK) {
    g_clear_pointer (&self->name, g_free);
    self->parent.pMethods = NULL;
  }
  return status;
}

int
hikae_testfixture_init (const char *unused)
{
  static const guint8 fixed[HIKAE_DATA_KEY_SIZE] = "a fixed key, for tests only";
  static const guint8 id[HIKAE_FILE_ID_SIZE] = {0};
  const char *mode = g_getenv ("HIKAE_TESTFIXTURE");
  sqlite3_vfs *base = sqlite3_vfs_find ("unix");

  hikae_testfixture_reserve = mode != NULL ? HIKAE_PAGE_TRAILER_SIZE : 0;
  if (g_strcmp0 (mode, "1") != 0)
    return SQLITE_OK;
  if (journals == NULL) {
    g_autoptr (HikaeSecret) data_key = hikae_secret_new_copy (fixed, sizeof fixed);

    journals = g_ptr_array_new ();
    for (guint role = 0; role < G_N_ELEMENTS (keys); role++)
      keys[role] = hikae_vfs_derive_key (data_key, id, role);
    vfs = *base;
    vfs.pNext = NULL;
    vfs.pAppData = base;
    vfs.szOsFile = (int)(sizeof (TestFile) + hikae_vfs_database_get_struct_size () +
                         hikae_vfs_record_get_struct_size () + (gsize)base->szOsFile);
    vfs.xOpen = test_open;
  }
  return sqlite3_vfs_register (&vfs, 1);
}
