/* hikae-vfs.c: an SQLite VFS that seals everything on its way to the disk
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-vfs.h"

#include "hikae-error.h"
#include "hikae-random.h"
#include "hikae-sqlite-error.h"
#include "hikae-vfs-private.h"

#include <string.h>

/* SQLite without its locks: POSIX locks vanish when any other descriptor of the same file
 * is closed, and the case lock covers the whole file anyway. */
#define BASE_NAME "unix-none"
#define OPEN_TYPES                                                                       \
  (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_TRANSIENT_DB |                \
   SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_TEMP_JOURNAL | SQLITE_OPEN_SUBJOURNAL |        \
   SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL)

static const char *const role_infos[] = {
    "hikae database",
    "hikae journal",
    "hikae wal",
    "hikae temporary",
    "hikae note",
    "hikae header",
};

static char *base_name = NULL;

sqlite3_vfs *
hikae_vfs_get_base (void)
{
  sqlite3_vfs *base = sqlite3_vfs_find (base_name != NULL ? base_name : BASE_NAME);

  if (base == NULL)
    g_error ("this SQLite has no VFS \"%s\"", base_name != NULL ? base_name : BASE_NAME);
  return base;
}

void
hikae_vfs_set_base_name (const char *name)
{
  g_free (base_name);
  base_name = g_strdup (name);
}

HikaeSecret *
hikae_vfs_derive_key (const HikaeSecret *data_key,
                      const guint8 *file_id,
                      HikaeVfsRole role)
{
  g_assert (role < G_N_ELEMENTS (role_infos));
  return hikae_kdf_expand (
      data_key, file_id, HIKAE_FILE_ID_SIZE, role_infos[role], HIKAE_PAGE_KEY_SIZE);
}

static HikaeVfs *
self_of (sqlite3_vfs *vfs)
{
  return vfs->pAppData;
}

static int
vfs_open (sqlite3_vfs *vfs,
          const char *name,
          sqlite3_file *file,
          int flags,
          int *out_flags)
{
  HikaeVfs *self = self_of (vfs);

  file->pMethods = NULL;
  switch (flags & OPEN_TYPES) {
  case SQLITE_OPEN_MAIN_DB:
    if (self->in_use || g_strcmp0 (name, self->path) != 0)
      return SQLITE_CANTOPEN;
    return hikae_vfs_database_open (self, file, out_flags);
  case SQLITE_OPEN_MAIN_JOURNAL:
    return hikae_vfs_record_open (
        self, HIKAE_VFS_ROLE_JOURNAL, name, file, flags, out_flags);
  case SQLITE_OPEN_WAL:
    return hikae_vfs_record_open (self, HIKAE_VFS_ROLE_WAL, name, file, flags, out_flags);
  case SQLITE_OPEN_TEMP_DB:
  case SQLITE_OPEN_TRANSIENT_DB:
  case SQLITE_OPEN_TEMP_JOURNAL:
  case SQLITE_OPEN_SUBJOURNAL:
    return hikae_vfs_record_open (
        self, HIKAE_VFS_ROLE_TEMPORARY, name, file, flags, out_flags);
  default:
    /* A super-journal would tie two databases together; a case is one file. */
    return SQLITE_CANTOPEN;
  }
}

static int
vfs_delete (sqlite3_vfs *vfs, const char *name, int sync_folder)
{
  sqlite3_vfs *base = self_of (vfs)->base;

  return base->xDelete (base, name, sync_folder);
}

static int
vfs_access (sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
  sqlite3_vfs *base = self_of (vfs)->base;

  return base->xAccess (base, name, flags, result);
}

static int
vfs_full_pathname (sqlite3_vfs *vfs, const char *name, int size, char *full)
{
  sqlite3_vfs *base = self_of (vfs)->base;

  return base->xFullPathname (base, name, size, full);
}

/* No extensions: nothing may be loaded into the program that holds the keys. */
static void *
vfs_dl_open (sqlite3_vfs *vfs, const char *name)
{
  return NULL;
}

static void
vfs_dl_error (sqlite3_vfs *vfs, int size, char *message)
{
  g_strlcpy (message, "extensions are not loaded", (gsize)size);
}

static void (*vfs_dl_sym (sqlite3_vfs *vfs, void *handle, const char *symbol)) (void)
{
  return NULL;
}

static void
vfs_dl_close (sqlite3_vfs *vfs, void *handle)
{
}

static int
vfs_randomness (sqlite3_vfs *vfs, int size, char *bytes)
{
  hikae_random_fill (bytes, (gsize)size);
  return size;
}

static int
vfs_sleep (sqlite3_vfs *vfs, int microseconds)
{
  sqlite3_vfs *base = self_of (vfs)->base;

  return base->xSleep (base, microseconds);
}

static int
vfs_current_time (sqlite3_vfs *vfs, double *julian)
{
  sqlite3_vfs *base = self_of (vfs)->base;

  return base->xCurrentTime (base, julian);
}

static int
vfs_get_last_error (sqlite3_vfs *vfs, int size, char *message)
{
  sqlite3_vfs *base = self_of (vfs)->base;

  return base->xGetLastError (base, size, message);
}

static int
vfs_current_time_int64 (sqlite3_vfs *vfs, sqlite3_int64 *julian)
{
  sqlite3_vfs *base = self_of (vfs)->base;

  return base->xCurrentTimeInt64 (base, julian);
}

static const sqlite3_vfs methods = {
    .iVersion = 2,
    .xOpen = vfs_open,
    .xDelete = vfs_delete,
    .xAccess = vfs_access,
    .xFullPathname = vfs_full_pathname,
    .xDlOpen = vfs_dl_open,
    .xDlError = vfs_dl_error,
    .xDlSym = vfs_dl_sym,
    .xDlClose = vfs_dl_close,
    .xRandomness = vfs_randomness,
    .xSleep = vfs_sleep,
    .xCurrentTime = vfs_current_time,
    .xGetLastError = vfs_get_last_error,
    .xCurrentTimeInt64 = vfs_current_time_int64,
};

HikaeVfs *
hikae_vfs_new (const char *path,
               sqlite3_file *file,
               gboolean read_only,
               const HikaeVfsHeader *header,
               const HikaeSecret *data_key,
               HikaeVfsBeginSession begin_session,
               gpointer data,
               GError **error)
{
  g_autoptr (HikaeVfs) self = g_new0 (HikaeVfs, 1);
  guint8 tail[8] = {0};
  g_autofree char *hex = NULL;
  int status = SQLITE_OK;

  hikae_random_fill (tail, sizeof tail);
  hex = hikae_hex_format (tail, sizeof tail);
  self->base = hikae_vfs_get_base ();
  self->name = g_strdup_printf ("hikae-%s", hex);
  self->path = g_strdup (path);
  self->file = file;
  self->read_only = read_only;
  self->page_size = header->page_size;
  self->first_page = HIKAE_HEADER_REGION;
  memcpy (self->file_id, header->file_id, sizeof self->file_id);
  memcpy (self->session, header->session, sizeof self->session);
  self->begin_session = begin_session;
  self->begin_session_data = data;
  for (guint role = 0; role < G_N_ELEMENTS (self->keys); role++)
    self->keys[role] = hikae_vfs_derive_key (data_key, header->file_id, role);
  self->vfs = methods;
  self->vfs.zName = self->name;
  self->vfs.mxPathname = self->base->mxPathname;
  self->vfs.szOsFile =
      (int)MAX (hikae_vfs_database_get_struct_size (),
                hikae_vfs_record_get_struct_size () + (gsize)self->base->szOsFile);
  self->vfs.pAppData = self;
  status = hikae_vfs_notes_load (self);
  self->is_doubtful = hikae_vfs_notes_are_doubtful (self);
  if (status == SQLITE_OK)
    status = sqlite3_vfs_register (&self->vfs, 0);
  if (status == SQLITE_OK)
    return g_steal_pointer (&self);
  hikae_sqlite_set_error (error, NULL, status, "registering the case file's VFS");
  return NULL;
}

void
hikae_vfs_free (HikaeVfs *self)
{
  if (self == NULL)
    return;
  g_assert (!self->in_use && self->journal == NULL);
  (void)sqlite3_vfs_unregister (&self->vfs);
  for (guint role = 0; role < G_N_ELEMENTS (self->keys); role++)
    g_clear_pointer (&self->keys[role], hikae_secret_unref);
  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

const char *
hikae_vfs_get_name (HikaeVfs *self)
{
  return self->name;
}

gboolean
hikae_vfs_is_doubtful (HikaeVfs *self)
{
  return self->is_doubtful;
}

gboolean
hikae_vfs_lacks_journal (HikaeVfs *self)
{
  return hikae_vfs_notes_expect_journal (self);
}
