/* hikae-fuzz-disk.c: a disk in memory below the encrypting VFS, for fuzz targets
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-fuzz-disk.h"

#include <string.h>

#define FILE_MAX (8u * 1024 * 1024)

typedef struct {
  sqlite3_file parent; /* first: SQLite hands it back to us */
  HikaeFuzzDiskFile *file;
} Handle;

static guint8 storage[HIKAE_FUZZ_DISK_FILES][FILE_MAX];
static HikaeFuzzDiskFile files[HIKAE_FUZZ_DISK_FILES];

static HikaeFuzzDiskFile *
file_of (sqlite3_file *handle)
{
  return ((Handle *)handle)->file;
}

static void
set_size (HikaeFuzzDiskFile *file, gsize size)
{
  if (size < file->size)
    memset (file->bytes + size, 0, file->size - size);
  file->size = size;
}

static int
disk_close (sqlite3_file *handle)
{
  return SQLITE_OK;
}

static int
disk_read (sqlite3_file *handle, void *bytes, int count, sqlite3_int64 offset)
{
  const HikaeFuzzDiskFile *file = file_of (handle);
  gsize there = 0;

  g_assert (count >= 0 && offset >= 0);
  if ((gsize)offset < file->size)
    there = MIN ((gsize)count, file->size - (gsize)offset);
  if (there > 0)
    memcpy (bytes, file->bytes + offset, there);
  memset ((guint8 *)bytes + there, 0, (gsize)count - there);
  return there == (gsize)count ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int
disk_write (sqlite3_file *handle, const void *bytes, int count, sqlite3_int64 offset)
{
  HikaeFuzzDiskFile *file = file_of (handle);

  g_assert (count >= 0 && offset >= 0);
  if (offset + count > FILE_MAX)
    return SQLITE_FULL;
  memcpy (file->bytes + offset, bytes, (gsize)count);
  file->size = MAX (file->size, (gsize)(offset + count));
  return SQLITE_OK;
}

static int
disk_truncate (sqlite3_file *handle, sqlite3_int64 size)
{
  HikaeFuzzDiskFile *file = file_of (handle);

  g_assert (size >= 0);
  if ((gsize)size < file->size)
    set_size (file, (gsize)size);
  return SQLITE_OK;
}

static int
disk_sync (sqlite3_file *handle, int flags)
{
  return SQLITE_OK;
}

static int
disk_file_size (sqlite3_file *handle, sqlite3_int64 *size)
{
  *size = (sqlite3_int64)file_of (handle)->size;
  return SQLITE_OK;
}

static int
disk_file_control (sqlite3_file *handle, int operation, void *argument)
{
  return SQLITE_NOTFOUND;
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = disk_close,
    .xRead = disk_read,
    .xWrite = disk_write,
    .xTruncate = disk_truncate,
    .xSync = disk_sync,
    .xFileSize = disk_file_size,
    .xFileControl = disk_file_control,
};

static HikaeFuzzDiskFile *
find (const char *name)
{
  if (name == NULL)
    return &files[HIKAE_FUZZ_DISK_OTHER];
  return g_str_has_suffix (name, "-journal") || g_str_has_suffix (name, "-wal")
             ? &files[HIKAE_FUZZ_DISK_JOURNAL]
             : &files[HIKAE_FUZZ_DISK_DATABASE];
}

static int
disk_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *handle, int flags, int *out)
{
  HikaeFuzzDiskFile *file = find (name);

  handle->pMethods = NULL;
  if (!file->is_there && !(flags & SQLITE_OPEN_CREATE))
    return SQLITE_CANTOPEN;
  if (!file->is_there)
    set_size (file, 0);
  file->is_there = TRUE;
  ((Handle *)handle)->file = file;
  handle->pMethods = &methods;
  if (out != NULL)
    *out = flags;
  return SQLITE_OK;
}

static int
disk_delete (sqlite3_vfs *vfs, const char *name, int sync_folder)
{
  HikaeFuzzDiskFile *file = find (name);

  set_size (file, 0);
  file->is_there = FALSE;
  return SQLITE_OK;
}

static int
disk_access (sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
  const HikaeFuzzDiskFile *file = find (name);

  *result = file->is_there && (flags != SQLITE_ACCESS_EXISTS || file->size > 0);
  return SQLITE_OK;
}

static int
disk_full_pathname (sqlite3_vfs *vfs, const char *name, int size, char *full)
{
  return g_strlcpy (full, name, (gsize)size) < (gsize)size ? SQLITE_OK : SQLITE_CANTOPEN;
}

sqlite3_vfs *
hikae_fuzz_disk_get (void)
{
  static sqlite3_vfs vfs;

  if (vfs.xOpen == NULL) {
    for (guint i = 0; i < HIKAE_FUZZ_DISK_FILES; i++)
      files[i].bytes = storage[i];
    (void)sqlite3_initialize ();
    vfs = *sqlite3_vfs_find ("unix-none");
    vfs.zName = "hikae-fuzz-disk";
    vfs.pNext = NULL;
    vfs.szOsFile = sizeof (Handle);
    vfs.xOpen = disk_open;
    vfs.xDelete = disk_delete;
    vfs.xAccess = disk_access;
    vfs.xFullPathname = disk_full_pathname;
    if (sqlite3_vfs_register (&vfs, 0) != SQLITE_OK)
      g_error ("cannot register the disk");
  }
  return &vfs;
}

HikaeFuzzDiskFile *
hikae_fuzz_disk_get_file (HikaeFuzzDiskPlace place)
{
  g_assert (place < HIKAE_FUZZ_DISK_FILES);
  return &files[place];
}

void
hikae_fuzz_disk_set (HikaeFuzzDiskPlace place, const void *bytes, gsize size)
{
  HikaeFuzzDiskFile *file = hikae_fuzz_disk_get_file (place);

  g_assert (size <= FILE_MAX);
  set_size (file, MIN (file->size, size));
  if (size > 0)
    memcpy (file->bytes, bytes, size);
  file->size = size;
  file->is_there = bytes != NULL;
}
