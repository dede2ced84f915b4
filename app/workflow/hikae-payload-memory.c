/* hikae-payload-memory.c: an item's content in memory without a name
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-payload-memory-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#define PIECE (1024 * 1024)

static gboolean
write_all (int fd, const guint8 *bytes, gsize size, GError **error)
{
  while (size > 0) {
    gssize put = write (fd, bytes, size);

    if (put < 0 && errno == EINTR)
      continue;
    if (put < 0) {
      hikae_error_set_from_errno (error, errno, "taking the content into memory");
      return FALSE;
    }
    bytes += put;
    size -= (gsize)put;
  }
  return TRUE;
}

static gboolean
copy (GInputStream *payload, int fd, gsize max, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *piece = g_malloc (PIECE);
  g_autoptr (GError) failure = NULL;
  gsize total = 0;

  for (;;) {
    gssize got = g_input_stream_read (payload, piece, PIECE, cancellable, &failure);

    if (got < 0) {
      hikae_error_take_from_io (error, g_steal_pointer (&failure), "reading the content");
      return FALSE;
    }
    if (got == 0)
      return TRUE;
    total += (gsize)got;
    if (total > max) {
      g_set_error_literal (error,
                           HIKAE_ERROR,
                           HIKAE_ERROR_REJECTED,
                           "the content is larger than the limit for looking inside");
      return FALSE;
    }
    if (!write_all (fd, piece, (gsize)got, error))
      return FALSE;
  }
}

int
hikae_payload_to_memory (GInputStream *payload,
                         gsize max,
                         GCancellable *cancellable,
                         GError **error)
{
  int fd = memfd_create ("hikae", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  if (fd < 0) {
    hikae_error_set_from_errno (error, errno, "taking the content into memory");
    return -1;
  }
  if (copy (payload, fd, max, cancellable, error) &&
      fcntl (fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) == 0)
    return fd;
  if (error != NULL && *error == NULL)
    hikae_error_set_from_errno (error, errno, "taking the content into memory");
  close (fd);
  return -1;
}
