/* hikae-file.c: files: read under a cap, write whole or not at all
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-file.h"

#include "hikae-error.h"
#include "hikae-sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct _HikaeNewFile {
  int fd;
  char *path;
  char *temporary; /* (nullable): NULL while the file has no name at all */
  gboolean overwrite;
};

/* Some file systems in user space, the document portal's among them, hand O_NOFOLLOW on
 * and refuse every file for it. So the name is resolved without opening, and what it was
 * is opened: no link is followed, and nothing can be put in its place between the two. */
static int
open_by_handle (const char *path, int flags)
{
  int handle = open (path, O_PATH | O_CLOEXEC | O_NOFOLLOW);
  g_autofree char *place = g_strdup_printf ("/proc/self/fd/%d", handle);
  struct stat facts = {0};
  int fd = -1;

  if (handle < 0)
    return -1;
  if (fstat (handle, &facts) == 0 && S_ISREG (facts.st_mode))
    fd = open (place, flags);
  else
    errno = ELOOP;
  close (handle);
  return fd;
}

int
hikae_file_open_regular (const char *path, guint64 *size, GError **error)
{
  struct stat facts = {0};
  /* O_NONBLOCK: a FIFO must be refused, not waited for. */
  const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
  int fd = open (path, flags | O_NOFOLLOW);

  if (fd < 0 && errno == ELOOP)
    fd = open_by_handle (path, flags);

  if (fd < 0) {
    hikae_error_set_from_errno (error, errno, "opening the file");
    return -1;
  }
  if (fstat (fd, &facts) != 0 || !S_ISREG (facts.st_mode)) {
    close (fd);
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "opening the file: it is not a regular file");
    return -1;
  }
  if (size != NULL)
    *size = (guint64)facts.st_size;
  return fd;
}

GBytes *
hikae_file_load (const char *path, gsize max_size, GError **error)
{
  guint64 size = 0;
  gsize filled = 0;
  g_autofree guint8 *bytes = NULL;
  int fd = hikae_file_open_regular (path, &size, error);

  if (fd < 0)
    return NULL;
  if (size > max_size) {
    close (fd);
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_REJECTED,
                 "the file has more than %" G_GSIZE_FORMAT " bytes",
                 max_size);
    return NULL;
  }
  bytes = g_malloc (size + 1);
  while (filled < size) {
    gssize got = read (fd, bytes + filled, size - filled);

    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0) {
      hikae_error_set_from_errno (error, errno, "reading the file");
      close (fd);
      return NULL;
    }
    if (got == 0)
      break;
    filled += (gsize)got;
  }
  close (fd);
  return g_bytes_new_take (g_steal_pointer (&bytes), filled);
}

gboolean
hikae_file_write_all (int fd, const void *bytes, gsize size, GError **error)
{
  const guint8 *at = bytes;

  while (size > 0) {
    gssize done = write (fd, at, size);

    if (done < 0 && errno == EINTR)
      continue;
    if (done < 0) {
      hikae_error_set_from_errno (error, errno, "writing the file");
      return FALSE;
    }
    at += done;
    size -= (gsize)done;
  }
  return TRUE;
}

/* fsync() of the folder that holds @path. */
static gboolean
sync_folder_of (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int failed = 0;

  if (fd < 0) {
    hikae_error_set_from_errno (error, errno, "opening the folder");
    return FALSE;
  }
  /* Some network and FUSE file systems cannot sync a folder; that is not a failure. */
  if (fsync (fd) != 0 && errno != EINVAL && errno != EROFS && errno != ENOTSUP)
    failed = errno;
  close (fd);
  if (failed != 0)
    hikae_error_set_from_errno (error, failed, "syncing the folder");
  return failed == 0;
}

char *
hikae_file_make_temporary_name (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return g_strdup_printf ("%s/.hikae-%08x.tmp", folder, g_random_int ());
}

static int
open_temporary (HikaeNewFile *self, const char *folder)
{
  int fd = -1;

  if (!self->overwrite)
    fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    return fd;
  for (int tries = 0; fd < 0 && tries < 100; tries++) {
    g_free (self->temporary);
    self->temporary = hikae_file_make_temporary_name (self->path);
    fd = open (self->temporary, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 && errno != EEXIST)
      break;
  }
  if (fd < 0)
    g_clear_pointer (&self->temporary, g_free);
  return fd;
}

HikaeNewFile *
hikae_new_file_create (const char *path, gboolean overwrite, GError **error)
{
  g_autoptr (HikaeNewFile) self = g_new0 (HikaeNewFile, 1);
  g_autofree char *folder = g_path_get_dirname (path);
  struct stat facts = {0};

  self->fd = -1;
  self->path = g_strdup (path);
  self->overwrite = overwrite;
  if (lstat (path, &facts) == 0 && (!overwrite || !S_ISREG (facts.st_mode))) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_EXISTS,
                         "something with that name is already there");
    return NULL;
  }
  if (hikae_sandbox_forgets (folder)) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_UNSUPPORTED,
                         "the sandbox would forget what is written there: choose another "
                         "folder");
    return NULL;
  }
  self->fd = open_temporary (self, folder);
  if (self->fd < 0) {
    hikae_error_set_from_errno (error, errno, "creating the file");
    return NULL;
  }
  return g_steal_pointer (&self);
}

int
hikae_new_file_get_fd (HikaeNewFile *self)
{
  return self->fd;
}

gboolean
hikae_new_file_write (HikaeNewFile *self, const void *bytes, gsize size, GError **error)
{
  return hikae_file_write_all (self->fd, bytes, size, error);
}

/* Without replacing: by the kernel where the file system knows how; else the name is
 * taken by an empty file of our own, which ours then replaces. */
static int
rename_new (const char *from, const char *to)
{
  int fd = -1;
  int failed = 0;

  if (renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP)
    return -1;
  fd = open (to, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return -1;
  close (fd);
  if (rename (from, to) == 0)
    return 0;
  failed = errno;
  (void)g_unlink (to);
  errno = failed;
  return -1;
}

gboolean
hikae_file_rename_new (const char *from, const char *to, GError **error)
{
  if (rename_new (from, to) == 0)
    return sync_folder_of (to, error);
  hikae_error_set_from_errno (error, errno, "naming the file");
  return FALSE;
}

static int
give_name (HikaeNewFile *self)
{
  g_autofree char *proc = NULL;

  if (self->temporary == NULL) {
    proc = g_strdup_printf ("/proc/self/fd/%d", self->fd);
    return linkat (AT_FDCWD, proc, AT_FDCWD, self->path, AT_SYMLINK_FOLLOW);
  }
  if (self->overwrite)
    return rename (self->temporary, self->path);
  /* link() refuses an existing name, which rename() would replace; file systems without
   * hard links (exFAT) have only the second. */
  if (link (self->temporary, self->path) == 0)
    return 0;
  if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS)
    return -1;
  return rename_new (self->temporary, self->path);
}

gboolean
hikae_new_file_commit (HikaeNewFile *self, GError **error)
{
  if (fsync (self->fd) != 0) {
    hikae_error_set_from_errno (error, errno, "syncing the file");
    return FALSE;
  }
  if (give_name (self) != 0) {
    hikae_error_set_from_errno (error, errno, "naming the file");
    return FALSE;
  }
  if (self->temporary != NULL)
    (void)g_unlink (self->temporary);
  g_clear_pointer (&self->temporary, g_free);
  return sync_folder_of (self->path, error);
}

void
hikae_new_file_free (HikaeNewFile *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  if (self->temporary != NULL)
    (void)g_unlink (self->temporary);
  g_free (self->temporary);
  g_free (self->path);
  g_free (self);
}
