/* hikae-fault-vfs.c: a disk that fails, and a disk that loses power
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-fault-vfs.h"

#include "hikae-vfs.h"

#include <string.h>

#define SECTOR 512

/* One change since the last sync. A truncation has no bytes. */
typedef struct {
  gint64 offset;
  GBytes *bytes; /* (nullable) */
} Change;

/* A file by its path. */
typedef struct {
  GByteArray *durable;
  GPtrArray *changes; /* (element-type Change) */
  gboolean is_born;   /* its name is on the disk for certain */
  gboolean is_deleted;
} Track;

typedef struct {
  sqlite3_file parent;
  Track *track; /* (nullable) (unowned) */
  sqlite3_file *real;
} FaultFile;

static struct {
  HikaeFaultMode mode;
  guint left;
  int code;
  gboolean fired;
  GHashTable *tracks;
} state;

static void
free_change (gpointer data)
{
  Change *change = data;

  g_clear_pointer (&change->bytes, g_bytes_unref);
  g_free (change);
}

static void
free_track (gpointer data)
{
  Track *track = data;

  g_byte_array_unref (track->durable);
  g_ptr_array_unref (track->changes);
  g_free (track);
}

/* Whether this call fails. */
static gboolean
fire (gboolean changes)
{
  if (state.mode == HIKAE_FAULT_NONE || (state.mode == HIKAE_FAULT_POWER && !changes))
    return FALSE;
  if (state.fired)
    return state.mode != HIKAE_FAULT_ONCE;
  if (--state.left > 0)
    return FALSE;
  state.fired = TRUE;
  return TRUE;
}

static void
note_change (Track *track, gint64 offset, const void *bytes, int count)
{
  Change *change = NULL;

  if (track == NULL || state.mode != HIKAE_FAULT_POWER)
    return;
  change = g_new0 (Change, 1);
  change->offset = offset;
  change->bytes = bytes != NULL ? g_bytes_new (bytes, (gsize)count) : NULL;
  g_ptr_array_add (track->changes, change);
}

static void
put (GByteArray *image, gint64 offset, const guint8 *bytes, gsize count)
{
  gsize old = image->len;

  if (old < (gsize)offset + count) {
    g_byte_array_set_size (image, (guint)((gsize)offset + count));
    memset (image->data + old, 0, image->len - old);
  }
  memcpy (image->data + offset, bytes, count);
}

static void
apply (GByteArray *image, const Change *change)
{
  gsize count = 0;
  const guint8 *bytes =
      change->bytes != NULL ? g_bytes_get_data (change->bytes, &count) : NULL;

  if (bytes != NULL)
    put (image, change->offset, bytes, count);
  else if (image->len > change->offset)
    g_byte_array_set_size (image, (guint)change->offset);
}

/* Each touched sector is new, old or garbage; garbage takes its neighbours' bytes along.
 */
static void
apply_torn (GByteArray *image, const Change *change, gboolean garbage, GRand *random)
{
  gsize count = 0;
  const guint8 *bytes = g_bytes_get_data (change->bytes, &count);
  gint64 end = change->offset + (gint64)count;

  for (gint64 at = change->offset; at < end;) {
    gint64 next = MIN (at / SECTOR * SECTOR + SECTOR, end);

    if (g_rand_boolean (random))
      put (image, at, bytes + (at - change->offset), (gsize)(next - at));
    else if (garbage) {
      guint8 junk[SECTOR];

      for (gsize i = 0; i < SECTOR; i++)
        junk[i] = (guint8)g_rand_int (random);
      put (image, at / SECTOR * SECTOR, junk, SECTOR);
    }
    at = next;
  }
}

static GByteArray *
make_image (Track *track, GRand *random)
{
  GByteArray *image = g_byte_array_sized_new (track->durable->len);
  /* Sometimes all or nothing, mostly a mixture. */
  guint bias = (guint)g_rand_int_range (random, 0, 6);

  g_byte_array_append (image, track->durable->data, track->durable->len);
  for (guint i = 0; i < track->changes->len; i++) {
    const Change *change = track->changes->pdata[i];
    guint fate = bias <= 1 ? bias : (guint)g_rand_int_range (random, 0, 4);

    if (fate == 1 || (change->bytes == NULL && fate > 1))
      apply (image, change);
    else if (fate > 1)
      apply_torn (image, change, fate == 3, random);
  }
  return image;
}

void
hikae_fault_vfs_save_crash (const char *folder, GRand *random)
{
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, state.tracks);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    Track *track = value;
    g_autofree char *name = g_path_get_basename (key);
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autoptr (GByteArray) image = make_image (track, random);

    if ((track->is_deleted || !track->is_born) && g_rand_boolean (random))
      continue;
    g_assert_true (g_file_set_contents_full (path,
                                             (const char *)image->data,
                                             (gssize)image->len,
                                             G_FILE_SET_CONTENTS_NONE,
                                             0600,
                                             NULL));
  }
}

static int
fault_close (sqlite3_file *file)
{
  FaultFile *self = (FaultFile *)file;

  return self->real->pMethods->xClose (self->real);
}

static int
fault_read (sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset)
{
  FaultFile *self = (FaultFile *)file;

  if (fire (FALSE)) {
    memset (bytes, 0, (gsize)count);
    return state.code == SQLITE_IOERR_SHORT_READ ? SQLITE_IOERR_SHORT_READ
                                                 : SQLITE_IOERR_READ;
  }
  return self->real->pMethods->xRead (self->real, bytes, count, offset);
}

static int
fault_write (sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset)
{
  FaultFile *self = (FaultFile *)file;

  if (fire (TRUE)) {
    /* The write that the power cut off may itself have reached the disk in part. */
    if (state.mode == HIKAE_FAULT_POWER && state.left == 0) {
      note_change (self->track, offset, bytes, count);
      state.left = 1;
    }
    if (state.code == SQLITE_FULL && count > 1)
      (void)self->real->pMethods->xWrite (self->real, bytes, count / 2, offset);
    return state.code == SQLITE_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  }
  note_change (self->track, offset, bytes, count);
  return self->real->pMethods->xWrite (self->real, bytes, count, offset);
}

static int
fault_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  FaultFile *self = (FaultFile *)file;

  if (fire (TRUE))
    return SQLITE_IOERR_TRUNCATE;
  note_change (self->track, size, NULL, 0);
  return self->real->pMethods->xTruncate (self->real, size);
}

static int
fault_sync (sqlite3_file *file, int flags)
{
  FaultFile *self = (FaultFile *)file;

  if (fire (TRUE))
    return SQLITE_IOERR_FSYNC;
  if (self->track != NULL && state.mode == HIKAE_FAULT_POWER) {
    for (guint i = 0; i < self->track->changes->len; i++)
      apply (self->track->durable, self->track->changes->pdata[i]);
    g_ptr_array_set_size (self->track->changes, 0);
    self->track->is_born = TRUE;
  }
  /* The real disk does not matter: it keeps its power. */
  return SQLITE_OK;
}

static int
fault_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  FaultFile *self = (FaultFile *)file;

  if (fire (FALSE))
    return SQLITE_IOERR_FSTAT;
  return self->real->pMethods->xFileSize (self->real, size);
}

static int
fault_lock (sqlite3_file *file, int level)
{
  return SQLITE_OK;
}

static int
fault_check_reserved_lock (sqlite3_file *file, int *is_reserved)
{
  *is_reserved = 0;
  return SQLITE_OK;
}

static int
fault_file_control (sqlite3_file *file, int operation, void *argument)
{
  FaultFile *self = (FaultFile *)file;

  return self->real->pMethods->xFileControl (self->real, operation, argument);
}

static int
fault_sector_size (sqlite3_file *file)
{
  return SECTOR;
}

static int
fault_device_characteristics (sqlite3_file *file)
{
  return 0;
}

static const sqlite3_io_methods file_methods = {
    .iVersion = 1,
    .xClose = fault_close,
    .xRead = fault_read,
    .xWrite = fault_write,
    .xTruncate = fault_truncate,
    .xSync = fault_sync,
    .xFileSize = fault_file_size,
    .xLock = fault_lock,
    .xUnlock = fault_lock,
    .xCheckReservedLock = fault_check_reserved_lock,
    .xFileControl = fault_file_control,
    .xSectorSize = fault_sector_size,
    .xDeviceCharacteristics = fault_device_characteristics,
};

static Track *
find_track (const char *path)
{
  Track *track = g_hash_table_lookup (state.tracks, path);
  g_autofree char *bytes = NULL;
  gsize size = 0;

  if (track == NULL) {
    track = g_new0 (Track, 1);
    track->durable = g_byte_array_new ();
    track->changes = g_ptr_array_new_with_free_func (free_change);
    track->is_born = g_file_get_contents (path, &bytes, &size, NULL);
    g_byte_array_append (track->durable, (const guint8 *)bytes, (guint)size);
    g_hash_table_insert (state.tracks, g_strdup (path), track);
  }
  track->is_deleted = FALSE;
  return track;
}

static sqlite3_vfs *
real_vfs (sqlite3_vfs *vfs)
{
  return vfs->pAppData;
}

static int
fault_open (sqlite3_vfs *vfs,
            const char *name,
            sqlite3_file *file,
            int flags,
            int *out_flags)
{
  FaultFile *self = (FaultFile *)file;
  int status = SQLITE_OK;

  memset (self, 0, sizeof *self);
  if (fire ((flags & SQLITE_OPEN_CREATE) != 0))
    return SQLITE_CANTOPEN;
  self->track = name != NULL ? find_track (name) : NULL;
  self->real = (sqlite3_file *)(self + 1);
  status = real_vfs (vfs)->xOpen (real_vfs (vfs), name, self->real, flags, out_flags);
  if (status == SQLITE_OK)
    self->parent.pMethods = &file_methods;
  return status;
}

static int
fault_delete (sqlite3_vfs *vfs, const char *name, int sync_folder)
{
  Track *track = g_hash_table_lookup (state.tracks, name);

  if (fire (TRUE))
    return SQLITE_IOERR_DELETE;
  if (track != NULL)
    track->is_deleted = TRUE;
  return real_vfs (vfs)->xDelete (real_vfs (vfs), name, 0);
}

static int
fault_access (sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
  if (fire (FALSE))
    return SQLITE_IOERR_ACCESS;
  return real_vfs (vfs)->xAccess (real_vfs (vfs), name, flags, result);
}

void
hikae_fault_vfs_install (void)
{
  static sqlite3_vfs vfs;
  sqlite3_vfs *real = sqlite3_vfs_find ("unix-none");

  vfs = *real;
  vfs.zName = "hikae-fault";
  vfs.pNext = NULL;
  vfs.szOsFile = (int)sizeof (FaultFile) + real->szOsFile;
  vfs.pAppData = real;
  vfs.xOpen = fault_open;
  vfs.xDelete = fault_delete;
  vfs.xAccess = fault_access;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 0), ==, SQLITE_OK);
  state.tracks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_track);
  hikae_vfs_set_base_name (vfs.zName);
}

void
hikae_fault_vfs_arm (HikaeFaultMode mode, guint nth, int code)
{
  g_hash_table_remove_all (state.tracks);
  state.mode = mode;
  state.left = nth;
  state.code = code;
  state.fired = FALSE;
}

gboolean
hikae_fault_vfs_has_fired (void)
{
  return state.fired;
}
