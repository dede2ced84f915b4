/* hikae-case-copy.c: the case file below SQLite: single pages, and a copy of all bytes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-case-file-private.h"
#include "hikae-error.h"
#include "hikae-hasher.h"
#include "hikae-sqlite-error.h"
#include "hikae-vfs-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes moved at a time: a multiple of every page size, and the header's size. */
#define PIECE HIKAE_HEADER_REGION

G_STATIC_ASSERT (HIKAE_CASE_FILE_RESERVED == HIKAE_PAGE_TRAILER_SIZE);
G_STATIC_ASSERT (PIECE % HIKAE_PAGE_SIZE_MAX == 0);

gboolean
hikae_case_file_get_read_only (HikaeCaseFile *self)
{
  return self->read_only;
}

HikaeSlotKind
hikae_case_file_get_opened_by (HikaeCaseFile *self)
{
  return self->opened_by;
}

guint32
hikae_case_file_get_page_size (HikaeCaseFile *self)
{
  return self->header.page_size;
}

gboolean
hikae_case_file_count_pages (HikaeCaseFile *self, guint32 *count, GError **error)
{
  sqlite3_int64 size = 0;
  int status = self->file->pMethods->xFileSize (self->file, &size);
  gint64 pages = 0;

  if (status != SQLITE_OK) {
    hikae_sqlite_set_error (error, NULL, status, "reading the case file");
    return FALSE;
  }
  pages = MAX (size - HIKAE_HEADER_REGION, 0) / self->header.page_size;
  *count = (guint32)MIN (pages, G_MAXUINT32 - 1);
  return TRUE;
}

static HikaePageCipher *
make_cipher (HikaeCaseFile *self)
{
  g_autoptr (HikaeSecret) key = hikae_vfs_derive_key (
      self->data_key, self->header.file_id, HIKAE_VFS_ROLE_DATABASE);

  return hikae_page_cipher_new (key);
}

static gboolean
fail_page (guint32 number, GError **error)
{
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_DAMAGED,
               "page %u of the case file is not what was written",
               number);
  return FALSE;
}

gboolean
hikae_case_file_read_page (HikaeCaseFile *self,
                           guint32 number,
                           guint8 *page,
                           GError **error)
{
  guint32 size = self->header.page_size;
  int status = SQLITE_OK;

  g_return_val_if_fail (number > 0, FALSE);
  if (self->page_cipher == NULL)
    self->page_cipher = make_cipher (self);
  status = self->file->pMethods->xRead (
      self->file, page, (int)size, HIKAE_HEADER_REGION + (gint64)(number - 1) * size);
  if (status == SQLITE_IOERR_SHORT_READ)
    return fail_page (number, error);
  if (status != SQLITE_OK) {
    hikae_sqlite_set_error (error, NULL, status, "reading the case file");
    return FALSE;
  }
  return hikae_vfs_unseal_page (
             self->page_cipher, self->header.file_id, number, page, size, page) ||
         fail_page (number, error);
}

/* ---- the copy ---- */

typedef struct {
  HikaeCaseFile *file;
  HikaePageCipher *cipher;
  HikaeHasher *hasher;
  guint8 *bytes; /* PIECE */
  guint8 *plain; /* one page, wiped */
  guint64 size;  /* of the whole file */
  HikaeProgress *progress;
  GCancellable *cancellable;
} Copy;

static gboolean
read_piece (int fd, guint8 *bytes, gsize size, guint64 offset, GError **error)
{
  gsize filled = 0;

  while (filled < size) {
    gssize got = pread (fd, bytes + filled, size - filled, (off_t)(offset + filled));

    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0) {
      hikae_error_set_from_errno (error, got < 0 ? errno : EIO, "reading the case file");
      return FALSE;
    }
    filled += (gsize)got;
  }
  return TRUE;
}

/* Each whole page that begins in the piece at @offset. */
static gboolean
check_pages (Copy *self, guint64 offset, gsize size, GError **error)
{
  guint32 page_size = self->file->header.page_size;

  if (offset < HIKAE_HEADER_REGION)
    return TRUE;
  for (gsize at = 0; at + page_size <= size; at += page_size) {
    guint32 number = (guint32)((offset - HIKAE_HEADER_REGION + at) / page_size) + 1;

    if (!hikae_vfs_unseal_page (self->cipher,
                                self->file->header.file_id,
                                number,
                                self->bytes + at,
                                page_size,
                                self->plain))
      return fail_page (number, error);
  }
  if (size % page_size != 0)
    return fail_page ((guint32)((offset - HIKAE_HEADER_REGION + size) / page_size) + 1,
                      error);
  return TRUE;
}

static gboolean
write_all (Copy *self, HikaeNewFile *copy, GError **error)
{
  for (guint64 offset = 0; offset < self->size; offset += PIECE) {
    gsize size = MIN (self->size - offset, PIECE);

    if (g_cancellable_set_error_if_cancelled (self->cancellable, error) ||
        !read_piece (self->file->lock_fd, self->bytes, size, offset, error) ||
        !check_pages (self, offset, size, error) ||
        !hikae_new_file_write (copy, self->bytes, size, error))
      return FALSE;
    hikae_hasher_update (self->hasher, self->bytes, size);
    hikae_progress_add (self->progress, size);
  }
  return TRUE;
}

/* What lies in memory proves nothing about the disk: it is given up before reading. */
static gboolean
read_back (Copy *self, HikaeNewFile *copy, HikaeDigest *digest, GError **error)
{
  g_autoptr (HikaeHasher) hasher =
      hikae_hasher_new (HIKAE_DIGEST_SHA256, HIKAE_DIGEST_NONE);
  int fd = hikae_new_file_get_fd (copy);

  if (fsync (fd) != 0) {
    hikae_error_set_from_errno (error, errno, "syncing the copy");
    return FALSE;
  }
  (void)posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
  for (guint64 offset = 0; offset < self->size; offset += PIECE) {
    gsize size = MIN (self->size - offset, PIECE);

    if (g_cancellable_set_error_if_cancelled (self->cancellable, error) ||
        !read_piece (fd, self->bytes, size, offset, error))
      return FALSE;
    hikae_hasher_update (hasher, self->bytes, size);
    hikae_progress_add (self->progress, size);
  }
  *digest = hikae_hasher_finish (hasher, HIKAE_DIGEST_SHA256);
  return TRUE;
}

static gboolean
copy_bytes (Copy *self, HikaeNewFile *copy, HikaeDigest *sha256, GError **error)
{
  HikaeDigest back = {0};

  if (!write_all (self, copy, error))
    return FALSE;
  *sha256 = hikae_hasher_finish (self->hasher, HIKAE_DIGEST_SHA256);
  if (!read_back (self, copy, &back, error))
    return FALSE;
  if (hikae_digest_equal (sha256, &back))
    return TRUE;
  g_set_error_literal (
      error,
      HIKAE_ERROR,
      HIKAE_ERROR_FAILED,
      "the copy reads back otherwise than it was written: the disk there "
      "may be failing");
  return FALSE;
}

/* A full disk says so before anything is copied, where the file system can tell. */
static gboolean
reserve (int fd, guint64 size, GError **error)
{
  if (fallocate (fd, FALLOC_FL_KEEP_SIZE, 0, (off_t)size) == 0 ||
      (errno != ENOSPC && errno != EDQUOT && errno != EFBIG))
    return TRUE;
  hikae_error_set_from_errno (error, errno, "making room for the copy");
  return FALSE;
}

gboolean
hikae_case_file_copy (HikaeCaseFile *self,
                      HikaeNewFile *copy,
                      HikaeProgress *progress,
                      GCancellable *cancellable,
                      HikaeDigest *sha256,
                      guint64 *size,
                      GError **error)
{
  g_autoptr (HikaePageCipher) cipher = make_cipher (self);
  g_autoptr (HikaeHasher) hasher =
      hikae_hasher_new (HIKAE_DIGEST_SHA256, HIKAE_DIGEST_NONE);
  g_autofree guint8 *bytes = g_malloc (PIECE);
  g_autofree guint8 *plain = g_malloc0 (self->header.page_size);
  struct stat facts = {0};
  Copy run = {self, cipher, hasher, bytes, plain, 0, progress, cancellable};
  gboolean copied = FALSE;

  if (fstat (self->lock_fd, &facts) != 0) {
    hikae_error_set_from_errno (error, errno, "reading the case file");
    return FALSE;
  }
  run.size = (guint64)facts.st_size;
  *size = run.size;
  hikae_progress_set_total (progress, 2 * run.size);
  copied = reserve (hikae_new_file_get_fd (copy), run.size, error) &&
           copy_bytes (&run, copy, sha256, error);
  hikae_wipe (plain, self->header.page_size);
  return copied;
}

/* ---- as it lies there ---- */

#define JOURNAL_SUFFIX "-journal"

gboolean
hikae_case_file_has_journal (HikaeCaseFile *self)
{
  g_autofree char *journal = g_strconcat (self->path, JOURNAL_SUFFIX, NULL);
  struct stat facts = {0};

  return lstat (journal, &facts) == 0 && S_ISREG (facts.st_mode) && facts.st_size > 0;
}

/* Bytes that the disk does not give are left as zeros, which no seal fits. */
static gboolean
copy_piece (int from, int to, guint8 *bytes, gsize size, guint64 offset, GError **error)
{
  for (gsize at = 0; at < size;) {
    gsize step = MIN (size - at, HIKAE_PAGE_SIZE_MIN);

    if (!read_piece (from, bytes + at, step, offset + at, NULL))
      memset (bytes + at, 0, step);
    at += step;
  }
  return hikae_file_write_all (to, bytes, size, error);
}

static gboolean
copy_plain (const char *from, const char *to, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *bytes = g_malloc (PIECE);
  guint64 total = 0;
  gboolean copied = TRUE;
  int in = hikae_file_open_regular (from, &total, error);
  int out = -1;

  if (in < 0)
    return FALSE;
  out = open (to, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (out < 0) {
    hikae_error_set_from_errno (error, errno, "making a working copy");
    close (in);
    return FALSE;
  }
  for (guint64 offset = 0; copied && offset < total; offset += PIECE)
    copied = !g_cancellable_set_error_if_cancelled (cancellable, error) &&
             copy_piece (in, out, bytes, MIN (total - offset, PIECE), offset, error);
  close (in);
  close (out);
  return copied;
}

gboolean
hikae_case_file_copy_raw (HikaeCaseFile *self,
                          const char *to,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autofree char *journal = g_strconcat (self->path, JOURNAL_SUFFIX, NULL);
  g_autofree char *journal_copy = g_strconcat (to, JOURNAL_SUFFIX, NULL);

  return copy_plain (self->path, to, cancellable, error) &&
         (!hikae_case_file_has_journal (self) ||
          copy_plain (journal, journal_copy, cancellable, error));
}

void
hikae_case_file_discard (const char *path)
{
  g_autofree char *journal = g_strconcat (path, JOURNAL_SUFFIX, NULL);

  (void)g_unlink (path);
  (void)g_unlink (journal);
}
