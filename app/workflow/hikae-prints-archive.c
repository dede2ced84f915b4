/* hikae-prints-archive.c: the fingerprints of what a web archive holds
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bodies are unpacked here; what is in them is only looked at for its first bytes, and
 * decoded by the helper process like any picture. */
#include "config.h"

#include "hikae-error.h"
#include "hikae-media-container.h"
#include "hikae-media-inspect.h"
#include "hikae-prints-private.h"
#include "hikae-warc-reader.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#define HEAD 256
#define PIECE (256 * 1024)

typedef struct {
  HikaeWarcReader *reader;
  HikaePrints *prints;
  GCancellable *cancellable;
  gboolean partly;
  guint8 *piece;
} Archive;

static gboolean
write_all (int fd, const guint8 *bytes, gsize size)
{
  while (size > 0) {
    gssize put = write (fd, bytes, size);

    if (put < 0 && errno == EINTR)
      continue;
    if (put <= 0)
      return FALSE;
    bytes += put;
    size -= (gsize)put;
  }
  return TRUE;
}

/* The body from @have bytes in the piece on. @whole: (out): nothing of it was left out.
 */
static gboolean
copy_body (Archive *self, int fd, gsize have, gboolean *whole, GError **error)
{
  gsize total = 0;
  gssize got = (gssize)have;

  *whole = TRUE;
  do {
    total += (gsize)got;
    if (total > HIKAE_MEDIA_FILM_MAX || !write_all (fd, self->piece, (gsize)got)) {
      *whole = FALSE;
      return TRUE;
    }
    got = hikae_warc_reader_read (self->reader, self->piece, PIECE, error);
  } while (got > 0);
  return got == 0;
}

static gboolean
inspect_body (Archive *self, gsize have, GError **error)
{
  int fd = memfd_create ("hikae", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  g_autoptr (GError) failure = NULL;
  g_autoptr (JsonObject) report = NULL;
  gboolean whole = FALSE;
  gboolean read = FALSE;

  if (fd < 0) {
    hikae_error_set_from_errno (error, errno, "taking the content into memory");
    return FALSE;
  }
  read = copy_body (self, fd, have, &whole, error);
  if (read && whole &&
      fcntl (fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) == 0)
    report = hikae_media_inspect (fd, self->cancellable, &failure);
  close (fd);
  if (!read)
    return FALSE;
  self->partly = self->partly || report == NULL;
  if (report != NULL)
    hikae_prints_add (self->prints, report, hikae_warc_reader_get_address (self->reader));
  if (failure == NULL || g_error_matches (failure, HIKAE_ERROR, HIKAE_ERROR_REJECTED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* One body: its first bytes say whether it is worth a helper. */
static gboolean
look_at_body (Archive *self, GError **error)
{
  gsize have = 0;
  gssize got = 0;

  do {
    got = hikae_warc_reader_read (self->reader, self->piece + have, PIECE - have, error);
    if (got > 0)
      have += (gsize)got;
  } while (got > 0 && have < HEAD);
  if (got < 0)
    return FALSE;
  return hikae_media_format_detect (self->piece, have) == HIKAE_MEDIA_UNKNOWN ||
         inspect_body (self, have, error);
}

static gboolean
read_all (Archive *self, GError **error)
{
  g_autoptr (GError) failure = NULL;

  while (hikae_warc_reader_next (self->reader, &failure)) {
    if (!look_at_body (self, error))
      return FALSE;
    if (hikae_prints_get_count (self->prints) >= HIKAE_PRINTS_FILES_MAX) {
      self->partly = TRUE;
      return TRUE;
    }
  }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
is_its_own (const GError *failure)
{
  return g_error_matches (failure, HIKAE_ERROR, HIKAE_ERROR_DAMAGED) ||
         g_error_matches (failure, HIKAE_ERROR, HIKAE_ERROR_REJECTED) ||
         g_error_matches (failure, HIKAE_ERROR, HIKAE_ERROR_UNSUPPORTED);
}

HikaePrints *
hikae_prints_read_archive (GInputStream *payload,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (HikaePrints) prints = hikae_prints_new ();
  g_autoptr (GError) failure = NULL;
  g_autoptr (HikaeWarcReader) reader =
      hikae_warc_reader_new (payload, cancellable, &failure);
  g_autofree guint8 *piece = g_malloc (PIECE);
  Archive self = {reader, prints, cancellable, FALSE, piece};

  if (reader != NULL && !read_all (&self, &failure))
    self.partly = TRUE;
  if (failure != NULL && !is_its_own (failure)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return NULL;
  }
  hikae_prints_set_archive (prints, self.partly || reader == NULL);
  return g_steal_pointer (&prints);
}
