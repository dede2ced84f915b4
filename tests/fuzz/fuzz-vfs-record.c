/* fuzz-vfs-record.c: any bytes as a journal, a WAL or a temporary file
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file lies in memory. The first byte chooses the role and what stands there before:
 * nothing, or a prologue of ours with the rest of the input as its blocks. Then the input
 * is a list of operations of five bytes. What began empty must read like a plain file. */
#include "config.h"

#include "hikae-fuzz-disk.h"
#include "hikae-fuzz.h"
#include "hikae-vfs-private.h"

#include <string.h>

#define PLAIN_MAX (256u * 1024)
#define PROLOGUE 4096

/* What a plain file would hold; behind its end all zeros. Set aside once. */
static guint8 plain_file[PLAIN_MAX];

static HikaeVfs *
get_vfs (void)
{
  static HikaeVfs *vfs = NULL;

  if (vfs == NULL) {
    g_autoptr (HikaeSecret) key = hikae_secret_new (HIKAE_DATA_KEY_SIZE);

    memset (hikae_secret_get_writable (key), 9, HIKAE_DATA_KEY_SIZE);
    vfs = g_new0 (HikaeVfs, 1);
    vfs->base = hikae_fuzz_disk_get ();
    vfs->session_begun = TRUE;
    for (guint role = 0; role < HIKAE_VFS_ROLE_HEADER; role++)
      vfs->keys[role] = hikae_vfs_derive_key (key, vfs->file_id, role);
  }
  return vfs;
}

static sqlite3_file *
open_record (HikaeVfs *vfs, HikaeVfsRole role)
{
  sqlite3_file *file =
      g_malloc0 (hikae_vfs_record_get_struct_size () + (gsize)vfs->base->szOsFile);

  g_assert_cmpint (
      hikae_vfs_record_open (
          vfs, role, NULL, file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL),
      ==,
      SQLITE_OK);
  return file;
}

/* Leaves on the disk a prologue that is ours, then @rest. */
static void
put_hostile (HikaeVfs *vfs, HikaeVfsRole role, const uint8_t *rest, size_t size)
{
  HikaeFuzzDiskFile *disk = hikae_fuzz_disk_get_file (HIKAE_FUZZ_DISK_OTHER);
  sqlite3_file *file = open_record (vfs, role);

  g_assert_cmpint (file->pMethods->xWrite (file, "x", 1, 0), ==, SQLITE_OK);
  g_assert_cmpint (file->pMethods->xClose (file), ==, SQLITE_OK);
  g_free (file);
  memcpy (disk->bytes + PROLOGUE, rest, size);
  memset (disk->bytes + PROLOGUE + size,
          0,
          MAX (disk->size, PROLOGUE + size) - PROLOGUE - size);
  disk->size = PROLOGUE + size;
}

typedef struct {
  sqlite3_file *file;
  guint8 *plain; /* what a plain file would hold; NULL for a hostile one */
  gsize size;
} Run;

static void
do_read (Run *run, gsize offset, int count)
{
  g_autofree guint8 *bytes = g_malloc ((gsize)count + 1);
  int status =
      run->file->pMethods->xRead (run->file, bytes, count, (sqlite3_int64)offset);
  gsize there = offset < run->size ? MIN ((gsize)count, run->size - offset) : 0;

  if (run->plain == NULL)
    return;
  g_assert_cmpint (
      status, ==, there == (gsize)count ? SQLITE_OK : SQLITE_IOERR_SHORT_READ);
  g_assert_cmpint (memcmp (bytes, run->plain + offset, there), ==, 0);
}

static void
do_write (Run *run, gsize offset, int count, guint8 value)
{
  g_autofree guint8 *bytes = g_malloc ((gsize)count + 1);
  int status = SQLITE_OK;

  memset (bytes, value, (gsize)count);
  status = run->file->pMethods->xWrite (run->file, bytes, count, (sqlite3_int64)offset);
  if (run->plain == NULL)
    return;
  g_assert_cmpint (status, ==, SQLITE_OK);
  memcpy (run->plain + offset, bytes, (gsize)count);
  run->size = MAX (run->size, count > 0 ? offset + (gsize)count : 0);
}

static void
do_truncate (Run *run, gsize size)
{
  int status = run->file->pMethods->xTruncate (run->file, (sqlite3_int64)size);

  if (run->plain == NULL || size >= run->size)
    return;
  g_assert_cmpint (status, ==, SQLITE_OK);
  memset (run->plain + size, 0, run->size - size);
  run->size = size;
}

static void
step (Run *run, const uint8_t *operation)
{
  gsize offset = ((gsize)operation[1] << 8 | operation[2]) * 3;
  int count = operation[3] * (operation[0] & 8 ? 128 : 1) + 1;
  sqlite3_int64 size = 0;

  switch (operation[0] % 6) {
  case 0:
  case 1:
    do_write (run, offset, count, operation[4]);
    break;
  case 2:
  case 3:
    do_read (run, offset, count);
    break;
  case 4:
    do_truncate (run, offset);
    break;
  default:
    (void)run->file->pMethods->xSync (run->file, SQLITE_SYNC_NORMAL);
  }
  g_assert_cmpint (run->file->pMethods->xFileSize (run->file, &size), ==, SQLITE_OK);
  g_assert_true (run->plain == NULL || size == (sqlite3_int64)run->size);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const HikaeVfsRole roles[] = {
      HIKAE_VFS_ROLE_JOURNAL, HIKAE_VFS_ROLE_WAL, HIKAE_VFS_ROLE_TEMPORARY};
  HikaeVfs *vfs = get_vfs ();
  Run run = {0};
  HikaeVfsRole role = HIKAE_VFS_ROLE_JOURNAL;

  if (size < 1)
    return 0;
  role = roles[data[0] % G_N_ELEMENTS (roles)];
  hikae_fuzz_disk_set (HIKAE_FUZZ_DISK_OTHER, NULL, 0);
  if (data[0] & 0x80)
    put_hostile (vfs, role, data + 1, size - 1);
  else if (data[0] & 0x40)
    hikae_fuzz_disk_set (HIKAE_FUZZ_DISK_OTHER, data + 1, size - 1);
  else
    run.plain = plain_file;
  run.file = open_record (vfs, role);
  for (size_t at = 1; at + 5 <= size && at < 5 * 200; at += 5)
    step (&run, data + at);
  (void)run.file->pMethods->xClose (run.file);
  g_free (run.file);
  memset (plain_file, 0, run.size);
  return 0;
}
