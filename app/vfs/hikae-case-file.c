/* hikae-case-file.c: the case file: made, unlocked, locked against others, closed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-case-file.h"

#include "hikae-case-file-private.h"
#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-random.h"
#include "hikae-recovery-code.h"
#include "hikae-sandbox.h"
#include "hikae-sqlite-error.h"
#include "hikae-vfs-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Large pages carry payloads faster, small ones make a small change cheaper. Kept in the
 * header, so that another value later does not touch older cases. */
#define NEW_PAGE_SIZE 32768
/* "Hika": what `file` shows of a database that was decrypted for inspection. */
#define SQL_NEW_PAGE                                                                     \
  "PRAGMA page_size = 32768; PRAGMA application_id = 1214868321; PRAGMA user_version = " \
  "0;"
#define JOURNAL_SUFFIX "-journal"

/* ---- opening the file under its lock ---- */

/* The document portal lends a file without locks, and a journal beside it would be lost
 * with the portal: after a crash in the middle of a change the case would be torn. */
static gboolean
check_place (const char *path, GError **error)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);

  if (!hikae_sandbox_lends (whole))
    return TRUE;
  g_set_error_literal (
      error,
      HIKAE_ERROR,
      HIKAE_ERROR_UNSUPPORTED,
      "the desktop lends this file without its folder, and a case cannot "
      "be kept whole so: move the case into the folder Hikae in your "
      "documents and open it there");
  return FALSE;
}

static gboolean
set_lock (int fd, gboolean read_only)
{
  struct flock lock = {.l_type = read_only ? F_RDLCK : F_WRLCK, .l_whence = SEEK_SET};

  if (fcntl (fd, F_OFD_SETLK, &lock) == 0)
    return TRUE;
  /* Some FUSE file systems know only the other kind. */
  if (errno == EINVAL || errno == ENOSYS || errno == ENOTSUP)
    return flock (fd, (read_only ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0;
  return FALSE;
}

/* Always FALSE. */
static gboolean
fail_to_lock (int failed, GError **error)
{
  if (failed == EACCES || failed == EAGAIN)
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_LOCKED, "another program has the case open");
  else if (failed == ENOLCK || failed == EINVAL || failed == ENOSYS || failed == ENOTSUP)
    /* A folder on a server without a lock service, for one. */
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_DENIED,
                         "the disk it lies on cannot keep a second program out of the "
                         "case, which could damage it: copy the case to a disk of this "
                         "computer");
  else
    hikae_error_set_from_errno (error, failed, "locking the case file");
  return FALSE;
}

static gboolean
take_lock (HikaeCaseFile *self, GError **error)
{
  struct stat here = {0};
  struct stat there = {0};

  if (!set_lock (self->lock_fd, self->read_only))
    return fail_to_lock (errno, error);
  /* Between open and lock the name may have come to mean another file. */
  if (fstat (self->lock_fd, &here) == 0 && lstat (self->path, &there) == 0 &&
      here.st_dev == there.st_dev && here.st_ino == there.st_ino)
    return TRUE;
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_LOCKED,
                       "the case file was replaced while it was being opened");
  return FALSE;
}

static gboolean
open_lock (HikaeCaseFile *self, GError **error)
{
  const int flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  struct stat facts = {0};

  self->lock_fd = open (self->path, (self->read_only ? O_RDONLY : O_RDWR) | flags);
  if (self->lock_fd < 0 && !self->read_only &&
      (errno == EACCES || errno == EROFS || errno == EPERM)) {
    self->lock_fd = open (self->path, O_RDONLY | flags);
    self->read_only = TRUE;
  }
  if (self->lock_fd < 0) {
    hikae_error_set_from_errno (error, errno, "opening the case file");
    return FALSE;
  }
  if (fstat (self->lock_fd, &facts) != 0 || !S_ISREG (facts.st_mode)) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "this is not a case file");
    return FALSE;
  }
  return take_lock (self, error);
}

static gboolean
open_base (HikaeCaseFile *self, GError **error)
{
  int flags = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_NOFOLLOW |
              (self->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
  int status = SQLITE_OK;

  self->file = g_malloc0 ((gsize)self->base->szOsFile);
  status = self->base->xOpen (self->base, self->path, self->file, flags, &flags);
  if (status == SQLITE_OK)
    return TRUE;
  g_clear_pointer (&self->file, g_free);
  hikae_sqlite_set_error (error, NULL, status, "opening the case file");
  return FALSE;
}

static HikaeCaseFile *
open_locked (const char *path, gboolean read_only, GError **error)
{
  g_autoptr (HikaeCaseFile) self = g_new0 (HikaeCaseFile, 1);
  char *terminated = NULL;
  int status = SQLITE_OK;

  self->lock_fd = -1;
  self->read_only = read_only;
  if (!check_place (path, error))
    return NULL;
  self->base = hikae_vfs_get_base ();
  /* SQLite's VFSes may look for parameters behind the terminator: two zeros end them. */
  self->path = g_malloc0 ((gsize)self->base->mxPathname + 2);
  terminated = self->path;
  status =
      self->base->xFullPathname (self->base, path, self->base->mxPathname, terminated);
  if (status != SQLITE_OK && status != SQLITE_OK_SYMLINK) {
    hikae_sqlite_set_error (error, NULL, status, "opening the case file");
    return NULL;
  }
  if (!open_lock (self, error) || !open_base (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* ---- the header ---- */

static gboolean
load_header (HikaeCaseFile *self, guint8 *region, GError **error)
{
  sqlite3_int64 size = 0;
  int status = self->file->pMethods->xFileSize (self->file, &size);

  if (status == SQLITE_OK)
    status = self->file->pMethods->xRead (self->file, region, HIKAE_HEADER_REGION, 0);
  if (status != SQLITE_OK && status != SQLITE_IOERR_SHORT_READ) {
    hikae_sqlite_set_error (error, NULL, status, "reading the header");
    return FALSE;
  }
  return hikae_vfs_header_choose (&self->header,
                                  region,
                                  (gsize)MIN (size, HIKAE_HEADER_REGION),
                                  &self->current,
                                  error);
}

static int
write_copy (HikaeCaseFile *self, const HikaeVfsHeader *header, guint which)
{
  guint8 bytes[HIKAE_HEADER_SIZE] = {0};
  sqlite3_file *file = self->file;
  int status = SQLITE_OK;

  hikae_vfs_header_format (header, self->header_key, bytes);
  status = file->pMethods->xWrite (
      file, bytes, sizeof bytes, (gint64)which * HIKAE_HEADER_STRIDE);
  return status == SQLITE_OK ? file->pMethods->xSync (file, SQLITE_SYNC_NORMAL) : status;
}

int
hikae_case_file_store_header (HikaeCaseFile *self, const HikaeVfsHeader *header)
{
  HikaeVfsHeader next = *header;
  guint other = (self->current + 1) % HIKAE_HEADER_COPIES;
  int status = SQLITE_OK;

  next.sequence = self->header.sequence + 1;
  status = write_copy (self, &next, other);
  if (status != SQLITE_OK)
    return status;
  self->header = next;
  self->current = other;
  /* The older copy still holds what was just taken away, a removed slot for one, and is
   * the fallback only while the newer one is torn: overwrite it too. */
  next.sequence++;
  other = (self->current + 1) % HIKAE_HEADER_COPIES;
  status = write_copy (self, &next, other);
  if (status != SQLITE_OK)
    return status;
  self->header = next;
  self->current = other;
  return SQLITE_OK;
}

static int
begin_session (guint8 session[HIKAE_FILE_ID_SIZE], gpointer data)
{
  HikaeCaseFile *self = data;
  HikaeVfsHeader header = self->header;
  int status = SQLITE_OK;

  hikae_random_fill (header.session, sizeof header.session);
  status = hikae_case_file_store_header (self, &header);
  if (status == SQLITE_OK)
    memcpy (session, header.session, sizeof header.session);
  return status;
}

static gboolean
begin_vfs (HikaeCaseFile *self, GError **error)
{
  self->vfs = hikae_vfs_new (self->path,
                             self->file,
                             self->read_only,
                             &self->header,
                             self->data_key,
                             begin_session,
                             self,
                             error);
  return self->vfs != NULL;
}

/* ---- unlocking ---- */

#define KINDS(kind) (1U << (kind))

/* (transfer full): the data key from the first slot of these KINDS that @secret opens.
 * @opened_by: (out): the kind of that slot. */
static HikaeSecret *
try_slots (HikaeCaseFile *self,
           HikaeSecret *secret,
           guint kinds,
           HikaeSlotKind *opened_by,
           GError **error)
{
  for (guint i = 0; i < HIKAE_SLOT_COUNT; i++) {
    const HikaeVfsSlot *slot = &self->header.slots[i];
    g_autoptr (GError) problem = NULL;
    HikaeSecret *data_key = NULL;

    if (slot->kind == 0 || (KINDS (slot->kind) & kinds) == 0)
      continue;
    data_key = hikae_vfs_slot_unseal (&self->header, i, secret, &problem);
    if (data_key != NULL) {
      *opened_by = slot->kind;
      return data_key;
    }
    if (!g_error_matches (problem, HIKAE_ERROR, HIKAE_ERROR_WRONG_SECRET)) {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  }
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_WRONG_SECRET,
                       "the passphrase does not open the case");
  return NULL;
}

/* @kinds: beside the recovery code. */
static HikaeSecret *
find_data_key (HikaeCaseFile *self,
               HikaeSecret *typed,
               guint kinds,
               HikaeSlotKind *opened_by,
               GError **error)
{
  g_autoptr (HikaeSecret) bits = hikae_recovery_code_parse (typed);
  g_autoptr (HikaeSecret) secret = hikae_case_normalize (typed, error);
  HikaeSecret *data_key = NULL;

  if (secret == NULL)
    return NULL;
  if (bits != NULL)
    data_key = try_slots (self, bits, KINDS (HIKAE_SLOT_RECOVERY), opened_by, NULL);
  return data_key != NULL ? data_key : try_slots (self, secret, kinds, opened_by, error);
}

gboolean
hikae_case_file_check_owner (HikaeCaseFile *self, HikaeSecret *secret, GError **error)
{
  g_return_val_if_fail (secret != NULL, FALSE);

  HikaeSlotKind opened_by = HIKAE_SLOT_PASSPHRASE;
  g_autoptr (HikaeSecret) data_key =
      find_data_key (self, secret, KINDS (HIKAE_SLOT_PASSPHRASE), &opened_by, error);
  return data_key != NULL;
}

/* The keys, by the copy of the header that was chosen, which must be by a holder of them.
 */
static gboolean
open_header (HikaeCaseFile *self,
             const guint8 *region,
             HikaeSecret *secret,
             GError **error)
{
  g_clear_pointer (&self->header_key, hikae_secret_unref);
  g_clear_pointer (&self->data_key, hikae_secret_unref);
  self->data_key =
      find_data_key (self,
                     secret,
                     KINDS (HIKAE_SLOT_PASSPHRASE) | KINDS (HIKAE_SLOT_HELPER),
                     &self->opened_by,
                     error);
  if (self->data_key == NULL)
    return FALSE;
  self->header_key =
      hikae_vfs_derive_key (self->data_key, self->header.file_id, HIKAE_VFS_ROLE_HEADER);
  if (hikae_vfs_header_is_authentic (region + (gsize)self->current * HIKAE_HEADER_STRIDE,
                                     self->header_key))
    return TRUE;
  g_set_error_literal (
      error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, "the header of the case file was altered");
  return FALSE;
}

static gboolean
take_other_copy (HikaeCaseFile *self, const guint8 *region)
{
  guint other = (self->current + 1) % HIKAE_HEADER_COPIES;
  HikaeVfsHeader copy = {0};

  if (!hikae_vfs_header_parse (&copy, region + (gsize)other * HIKAE_HEADER_STRIDE, NULL))
    return FALSE;
  self->header = copy;
  self->current = other;
  return TRUE;
}

static HikaeCaseFile *
unlock (const char *path, HikaeSecret *secret, gboolean read_only, GError **error)
{
  g_autoptr (HikaeCaseFile) self = open_locked (path, read_only, error);
  g_autofree guint8 *region = g_malloc0 (HIKAE_HEADER_REGION);
  g_autoptr (GError) problem = NULL;

  g_return_val_if_fail (secret != NULL, NULL);
  if (self == NULL || !load_header (self, region, error))
    return NULL;
  /* The checksum does not cover the MAC: damage there shows only now (invariant 4). */
  if (!open_header (self, region, secret, &problem) &&
      (!g_error_matches (problem, HIKAE_ERROR, HIKAE_ERROR_DAMAGED) ||
       !take_other_copy (self, region) || !open_header (self, region, secret, NULL))) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return NULL;
  }
  return begin_vfs (self, error) ? g_steal_pointer (&self) : NULL;
}

HikaeCaseFile *
hikae_case_file_unlock (const char *path, HikaeSecret *secret, GError **error)
{
  return unlock (path, secret, FALSE, error);
}

HikaeCaseFile *
hikae_case_file_unlock_for_reading (const char *path, HikaeSecret *secret, GError **error)
{
  return unlock (path, secret, TRUE, error);
}

gboolean
hikae_case_file_probe (const char *path, GError **error)
{
  g_autofree guint8 *region = g_malloc0 (HIKAE_HEADER_REGION);
  HikaeVfsHeader header = {0};
  gsize filled = 0;
  gssize got = 0;
  int fd = hikae_file_open_regular (path, NULL, error);

  if (fd < 0)
    return FALSE;
  do {
    got = read (fd, region + filled, HIKAE_HEADER_REGION - filled);
    filled += got > 0 ? (gsize)got : 0;
  } while (got > 0 || (got < 0 && errno == EINTR));
  if (got < 0)
    hikae_error_set_from_errno (error, errno, "reading the header");
  close (fd);
  return got == 0 && hikae_vfs_header_choose (&header, region, filled, NULL, error);
}

/* ---- creating ---- */

/* (transfer full): page 1 of an empty database with our page size and reserve, as SQLite
 * itself makes it. */
static guint8 *
make_first_page (GError **error)
{
  sqlite3 *db = NULL;
  int reserved = HIKAE_PAGE_TRAILER_SIZE;
  sqlite3_int64 size = 0;
  guint8 *made = NULL;
  guint8 *page = NULL;
  int status =
      sqlite3_open_v2 (":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);

  if (status == SQLITE_OK)
    status = sqlite3_file_control (db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
  if (status == SQLITE_OK)
    status = sqlite3_exec (db, SQL_NEW_PAGE, NULL, NULL, NULL);
  if (status == SQLITE_OK)
    made = sqlite3_serialize (db, "main", &size, 0);
  if (made != NULL && size == NEW_PAGE_SIZE)
    page = g_memdup2 (made, NEW_PAGE_SIZE);
  else
    hikae_sqlite_set_error (error,
                            NULL,
                            status != SQLITE_OK ? status : SQLITE_ERROR,
                            "making the first page");
  sqlite3_free (made);
  (void)sqlite3_close (db);
  return page;
}

static gboolean
write_new_file (const char *path,
                const HikaeVfsHeader *header,
                const HikaeSecret *data_key,
                GError **error)
{
  g_autoptr (HikaeNewFile) file = hikae_new_file_create (path, FALSE, error);
  g_autoptr (HikaeSecret) header_key =
      hikae_vfs_derive_key (data_key, header->file_id, HIKAE_VFS_ROLE_HEADER);
  g_autoptr (HikaeSecret) page_key =
      hikae_vfs_derive_key (data_key, header->file_id, HIKAE_VFS_ROLE_DATABASE);
  g_autoptr (HikaeSecret) note_key =
      hikae_vfs_derive_key (data_key, header->file_id, HIKAE_VFS_ROLE_NOTE);
  g_autoptr (HikaePageCipher) cipher = hikae_page_cipher_new (page_key);
  g_autofree guint8 *region = g_malloc0 (HIKAE_HEADER_REGION);
  g_autofree guint8 *page = file != NULL ? make_first_page (error) : NULL;

  if (page == NULL)
    return FALSE;
  for (guint which = 0; which < HIKAE_HEADER_COPIES; which++)
    hikae_vfs_header_format (
        header, header_key, region + (gsize)which * HIKAE_HEADER_STRIDE);
  for (guint kind = 0; kind < HIKAE_VFS_NOTES; kind++)
    hikae_vfs_note_format (
        kind, 0, header->file_id, note_key, region + HIKAE_VFS_NOTE_OFFSET (kind));
  hikae_vfs_seal_page (cipher, header->file_id, 1, page, NEW_PAGE_SIZE, page);
  return hikae_new_file_write (file, region, HIKAE_HEADER_REGION, error) &&
         hikae_new_file_write (file, page, NEW_PAGE_SIZE, error) &&
         hikae_new_file_commit (file, error);
}

HikaeCaseFile *
hikae_case_file_create (const char *path,
                        HikaeSecret *passphrase,
                        HikaeKdfCost cost,
                        HikaeSecret **recovery_code,
                        GError **error)
{
  g_autoptr (HikaeCaseFile) self = NULL;
  g_autoptr (HikaeSecret) secret = hikae_case_normalize (passphrase, error);
  g_autoptr (HikaeSecret) data_key = hikae_secret_new (HIKAE_DATA_KEY_SIZE);
  g_autoptr (HikaeSecret) code = NULL;
  HikaeKdfParams params = {0};
  HikaeVfsHeader header = {.sequence = 1, .page_size = NEW_PAGE_SIZE};

  if (secret == NULL || !check_place (path, error))
    return NULL;
  if (g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK)) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_EXISTS,
                         "something with that name is already there");
    return NULL;
  }
  params = hikae_case_choose_kdf (cost);
  header.created_at = hikae_clock_get_now ();
  hikae_random_fill (hikae_secret_get_writable (data_key), HIKAE_DATA_KEY_SIZE);
  hikae_random_fill (header.file_id, sizeof header.file_id);
  hikae_random_fill (header.session, sizeof header.session);
  if (!hikae_vfs_slot_seal (
          &header, 0, HIKAE_SLOT_PASSPHRASE, "", &params, secret, data_key, error))
    return NULL;
  code = hikae_case_seal_recovery (&header, 1, data_key, error);
  if (code == NULL || !write_new_file (path, &header, data_key, error))
    return NULL;
  self = open_locked (path, FALSE, error);
  if (self == NULL)
    return NULL;
  self->header = header;
  self->opened_by = HIKAE_SLOT_PASSPHRASE;
  self->data_key = g_steal_pointer (&data_key);
  self->header_key =
      hikae_vfs_derive_key (self->data_key, header.file_id, HIKAE_VFS_ROLE_HEADER);
  if (!begin_vfs (self, error))
    return NULL;
  if (recovery_code != NULL)
    *recovery_code = g_steal_pointer (&code);
  return g_steal_pointer (&self);
}

/* ---- closing ---- */

/* An empty journal protects nothing; take it away so that the folder holds the case and
 * no more. One that is not empty is the next opener's to play back. */
static void
remove_empty_journal (HikaeCaseFile *self)
{
  g_autofree char *journal = g_strconcat (self->path, JOURNAL_SUFFIX, NULL);
  struct stat facts = {0};

  if (!self->read_only && lstat (journal, &facts) == 0 && S_ISREG (facts.st_mode) &&
      facts.st_size == 0)
    (void)self->base->xDelete (self->base, journal, 0);
}

void
hikae_case_file_free (HikaeCaseFile *self)
{
  if (self == NULL)
    return;
  if (self->vfs != NULL)
    remove_empty_journal (self);
  g_clear_pointer (&self->vfs, hikae_vfs_free);
  g_clear_pointer (&self->page_cipher, hikae_page_cipher_free);
  if (self->file != NULL)
    (void)self->file->pMethods->xClose (self->file);
  g_clear_pointer (&self->file, g_free);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_clear_pointer (&self->data_key, hikae_secret_unref);
  g_clear_pointer (&self->header_key, hikae_secret_unref);
  hikae_wipe (&self->header, sizeof self->header);
  g_free (self->path);
  g_free (self);
}

const char *
hikae_case_file_get_path (HikaeCaseFile *self)
{
  return self->path;
}

const guint8 *
hikae_case_file_get_id (HikaeCaseFile *self)
{
  return self->header.file_id;
}
