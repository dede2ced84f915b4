/* hikae-file-stream.c: a regular file that must not change while it is read
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-file-stream.h"

#include "hikae-error.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

struct _HikaeFileStream {
  GInputStream parent_instance;
  int fd;
  struct stat facts;
};

G_DEFINE_FINAL_TYPE (HikaeFileStream, hikae_file_stream, G_TYPE_INPUT_STREAM)

GInputStream *
hikae_file_stream_new_take (int fd, GError **error)
{
  g_autoptr (HikaeFileStream) self = g_object_new (HIKAE_TYPE_FILE_STREAM, NULL);

  self->fd = fd;
  if (fstat (fd, &self->facts) != 0) {
    hikae_error_set_from_errno (error, errno, "looking at the file");
    return NULL;
  }
  return G_INPUT_STREAM (g_steal_pointer (&self));
}

guint64
hikae_file_stream_get_size (HikaeFileStream *self)
{
  return (guint64)self->facts.st_size;
}

static gint64
modified_at (const struct stat *facts)
{
  return facts->st_mtim.tv_sec * G_USEC_PER_SEC + facts->st_mtim.tv_nsec / 1000;
}

gint64
hikae_file_stream_get_modified_at (HikaeFileStream *self)
{
  return modified_at (&self->facts);
}

static gboolean
check_unchanged (HikaeFileStream *self, GError **error)
{
  struct stat now = {0};

  if (fstat (self->fd, &now) != 0) {
    hikae_error_set_from_errno (error, errno, "looking at the file");
    return FALSE;
  }
  if (now.st_size == self->facts.st_size &&
      now.st_mtim.tv_sec == self->facts.st_mtim.tv_sec &&
      now.st_mtim.tv_nsec == self->facts.st_mtim.tv_nsec)
    return TRUE;
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_INTERRUPTED,
                       "reading the file: it changed while it was read");
  return FALSE;
}

static gssize
hikae_file_stream_read (GInputStream *stream,
                        void *buffer,
                        gsize count,
                        GCancellable *cancellable,
                        GError **error)
{
  HikaeFileStream *self = HIKAE_FILE_STREAM (stream);
  gssize got = 0;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  do {
    got = read (self->fd, buffer, count);
  } while (got < 0 && errno == EINTR);
  if (got < 0)
    hikae_error_set_from_errno (error, errno, "reading the file");
  else if (got == 0 && count > 0 && !check_unchanged (self, error))
    got = -1;
  return got;
}

static void
hikae_file_stream_finalize (GObject *object)
{
  HikaeFileStream *self = HIKAE_FILE_STREAM (object);

  if (self->fd >= 0)
    close (self->fd);
  G_OBJECT_CLASS (hikae_file_stream_parent_class)->finalize (object);
}

static void
hikae_file_stream_class_init (HikaeFileStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_file_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = hikae_file_stream_read;
}

static void
hikae_file_stream_init (HikaeFileStream *self)
{
  self->fd = -1;
}
