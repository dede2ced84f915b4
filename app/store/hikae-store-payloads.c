/* hikae-store-payloads.c: the table of chunks: payloads in rows of 1 MiB
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-hasher.h"
#include "hikae-store-private.h"

#include <gio/gfiledescriptorbased.h>
#include <string.h>
#include <sys/stat.h>

#define CHUNK_BITS 24
#define CHUNKS_MAX (1 << CHUNK_BITS)

static gint64
chunk_id (guint number, guint64 index)
{
  return ((gint64)number << CHUNK_BITS) + (gint64)index;
}

/* The state of a source that is a regular file, so that one that is written to while it
 * is read is noticed. */
typedef struct {
  gboolean known;
  struct stat before;
} Source;

/* The descriptor under a stream, through filters; -1 when there is none. */
static int
find_descriptor (GInputStream *stream)
{
  while (G_IS_FILTER_INPUT_STREAM (stream))
    stream = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream));
  return G_IS_FILE_DESCRIPTOR_BASED (stream)
             ? g_file_descriptor_based_get_fd (G_FILE_DESCRIPTOR_BASED (stream))
             : -1;
}

static void
look_at_source (Source *source, int fd)
{
  source->known =
      fd >= 0 && fstat (fd, &source->before) == 0 && S_ISREG (source->before.st_mode);
}

static gboolean
is_unchanged (const Source *source, int fd, guint64 size)
{
  struct stat now = {0};

  if (!source->known)
    return TRUE;
  return fstat (fd, &now) == 0 && now.st_size == source->before.st_size &&
         (guint64)now.st_size >= size &&
         now.st_mtim.tv_sec == source->before.st_mtim.tv_sec &&
         now.st_mtim.tv_nsec == source->before.st_mtim.tv_nsec;
}

static gboolean
fail_changed (GError **error)
{
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_INTERRUPTED,
                       "the source was changed while it was read");
  return FALSE;
}

static gboolean
insert_chunk (HikaeStore *self,
              guint number,
              guint64 index,
              const guint8 *bytes,
              gsize size,
              GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "chunk-insert", error);
  HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, bytes, size);

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, chunk_id (number, index));
  hikae_statement_bind_bytes (statement, 2, digest.bytes, HIKAE_SHA256_SIZE);
  hikae_statement_bind_bytes (statement, 3, bytes, size);
  return hikae_statement_run (statement, error);
}

static gboolean
check_minor_text (HikaeStore *self,
                  guint64 index,
                  const guint8 *bytes,
                  gsize size,
                  GError **error)
{
  if (!self->minor || (index == 0 && size <= HIKAE_STORE_MINOR_MAX &&
                       g_utf8_validate ((const char *)bytes, (gssize)size, NULL)))
    return TRUE;
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_DENIED,
                       "a case about a minor keeps only short text");
  return FALSE;
}

static gboolean
read_source (GInputStream *stream,
             guint8 *buffer,
             gsize *size,
             GCancellable *cancellable,
             GError **error)
{
  GError *inner = NULL;

  if (g_input_stream_read_all (
          stream, buffer, HIKAE_STORE_CHUNK_SIZE, size, cancellable, &inner))
    return TRUE;
  hikae_error_take_from_io (error, inner, "reading the source");
  return FALSE;
}

/* A payload of one chunk is not worth threads. */
static void
hash_chunk (HikaeHasher *hasher, guint64 index, GBytes *bytes)
{
  gsize size = 0;
  const void *data = g_bytes_get_data (bytes, &size);

  if (index == 0 && size < HIKAE_STORE_CHUNK_SIZE)
    hikae_hasher_update (hasher, data, size);
  else
    hikae_hasher_update_beside (hasher, bytes);
}

static gboolean
copy_chunks (HikaeStore *self,
             guint number,
             GInputStream *stream,
             HikaeHasher *hasher,
             HikaeProgress *progress,
             GCancellable *cancellable,
             guint64 *total,
             GError **error)
{
  int fd = find_descriptor (stream);
  Source source = {0};
  gsize size = HIKAE_STORE_CHUNK_SIZE;

  look_at_source (&source, fd);
  for (guint64 index = 0; size == HIKAE_STORE_CHUNK_SIZE; index++) {
    guint8 *buffer = NULL;
    g_autoptr (GBytes) bytes = NULL;

    if (index == CHUNKS_MAX) {
      g_set_error_literal (
          error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the payload is too large");
      return FALSE;
    }
    buffer = g_malloc (HIKAE_STORE_CHUNK_SIZE);
    bytes = g_bytes_new_take (buffer, HIKAE_STORE_CHUNK_SIZE);
    if (!read_source (stream, buffer, &size, cancellable, error))
      return FALSE;
    if (size == 0)
      break;
    if (!check_minor_text (self, index, buffer, size, error))
      return FALSE;
    if (size < HIKAE_STORE_CHUNK_SIZE) {
      GBytes *whole = g_steal_pointer (&bytes);

      bytes = g_bytes_new_from_bytes (whole, 0, size);
      g_bytes_unref (whole);
    }
    hash_chunk (hasher, index, bytes);
    if (!insert_chunk (self, number, index, buffer, size, error))
      return FALSE;
    *total += size;
    hikae_progress_add (progress, size);
    /* A file that grows as fast as it is read would never end. */
    if (source.known && *total > (guint64)source.before.st_size)
      return fail_changed (error);
  }
  return is_unchanged (&source, fd, *total) || fail_changed (error);
}

gboolean
hikae_store_write_payload (HikaeStore *self,
                           guint number,
                           HikaeDraft *draft,
                           HikaeProgress *progress,
                           GCancellable *cancellable,
                           guint64 *size,
                           HikaeDigest *sha256,
                           HikaeDigest *sha512,
                           GError **error)
{
  g_autoptr (HikaeHasher) hasher =
      hikae_hasher_new (HIKAE_DIGEST_SHA256, HIKAE_DIGEST_SHA512, HIKAE_DIGEST_NONE);
  GInputStream *stream = hikae_draft_get_payload (draft);
  gboolean copied = FALSE;

  if (hikae_draft_get_expected_size (draft) > 0)
    hikae_progress_set_total (progress, hikae_draft_get_expected_size (draft));
  copied = copy_chunks (self, number, stream, hasher, progress, cancellable, size, error);
  /* A second keep of the same draft must not find an empty payload. What could be read
   * is in hand; how the source takes its end changes nothing. */
  (void)g_input_stream_close (stream, NULL, NULL);
  if (!copied)
    return FALSE;
  *sha256 = hikae_hasher_finish (hasher, HIKAE_DIGEST_SHA256);
  *sha512 = hikae_hasher_finish (hasher, HIKAE_DIGEST_SHA512);
  return TRUE;
}

static HikaeStatement *
prepare_range (HikaeStore *self, const char *name, guint number, GError **error)
{
  HikaeStatement *statement = hikae_statement_new (self->db, name, error);

  if (statement == NULL)
    return NULL;
  hikae_statement_bind_int (statement, 1, chunk_id (number, 0));
  hikae_statement_bind_int (statement, 2, chunk_id (number + 1, 0));
  return statement;
}

gboolean
hikae_store_remove_payload (HikaeStore *self, guint number, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      prepare_range (self, "chunk-delete", number, error);

  return statement != NULL && hikae_statement_run (statement, error);
}

gboolean
hikae_store_count_chunks (HikaeStore *self, guint number, guint64 *count, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      prepare_range (self, "chunk-count", number, error);

  if (statement == NULL || hikae_statement_step (statement, error) != HIKAE_STEP_ROW)
    return FALSE;
  *count = (guint64)hikae_statement_get_int (statement, 0);
  return TRUE;
}

/* (transfer full): @expected: (out) (nullable): the digest it was kept with. */
static GBytes *
get_chunk (HikaeStore *self,
           guint number,
           guint64 index,
           HikaeDigest *expected,
           GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "chunk-get", error);
  HikaeStep step = HIKAE_STEP_FAILED;
  const guint8 *bytes = NULL;
  gsize size = 0;

  g_assert (hikae_store_is_owner (self));
  if (statement == NULL)
    return NULL;
  hikae_statement_bind_int (statement, 1, chunk_id (number, index));
  step = hikae_statement_step (statement, error);
  if (step == HIKAE_STEP_FAILED)
    return NULL;
  if (step == HIKAE_STEP_ROW) {
    bytes = hikae_statement_get_bytes (statement, 0, &size);
    if (expected != NULL && size == HIKAE_SHA256_SIZE)
      memcpy (expected->bytes, bytes, HIKAE_SHA256_SIZE);
    bytes = hikae_statement_get_bytes (statement, 1, &size);
    if (size > 0 && size <= HIKAE_STORE_CHUNK_SIZE)
      return g_bytes_new (bytes, size);
  }
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_DAMAGED,
               "chunk %" G_GUINT64_FORMAT " of item %u is %s",
               index,
               number,
               step == HIKAE_STEP_ROW ? "not what was kept" : "missing");
  return NULL;
}

GBytes *
hikae_store_get_chunk (HikaeStore *self, guint number, guint64 index, GError **error)
{
  return get_chunk (self, number, index, NULL, error);
}

GBytes *
hikae_store_read_chunk (HikaeStore *self, guint number, guint64 index, GError **error)
{
  HikaeDigest expected = {HIKAE_DIGEST_SHA256, {0}};
  HikaeDigest actual = {0};
  g_autoptr (GBytes) bytes = get_chunk (self, number, index, &expected, error);
  gsize size = 0;
  const void *data = NULL;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  actual = hikae_hash_bytes (HIKAE_DIGEST_SHA256, data, size);
  if (hikae_digest_equal (&expected, &actual))
    return g_steal_pointer (&bytes);
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_DAMAGED,
               "chunk %" G_GUINT64_FORMAT " of item %u is not what was kept",
               index,
               number);
  return NULL;
}
