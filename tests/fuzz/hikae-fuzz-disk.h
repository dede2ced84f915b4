/* hikae-fuzz-disk.h: a disk in memory below the encrypting VFS, for fuzz targets
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

typedef enum {
  HIKAE_FUZZ_DISK_DATABASE,
  HIKAE_FUZZ_DISK_JOURNAL, /* rollback journal or WAL */
  HIKAE_FUZZ_DISK_OTHER,
  HIKAE_FUZZ_DISK_FILES,
} HikaeFuzzDiskPlace;

/* One file of each sort, at most 8 MiB each: beyond that the disk is full. Behind @size
 * all bytes are zero. */
typedef struct {
  guint8 *bytes;
  gsize size;
  gboolean is_there;
} HikaeFuzzDiskFile;

/* The VFS; registered with SQLite under its name, not as the default. Memory is set
 * aside once: an execution costs no page faults. One thread. */
sqlite3_vfs *hikae_fuzz_disk_get (void);
HikaeFuzzDiskFile *hikae_fuzz_disk_get_file (HikaeFuzzDiskPlace place);
/* What the file holds from now on; @bytes NULL: it is not there. */
void hikae_fuzz_disk_set (HikaeFuzzDiskPlace place, const void *bytes, gsize size);

G_END_DECLS
