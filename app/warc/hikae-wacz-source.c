/* hikae-wacz-source.c: an archive of ours, read forwards, record by record
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-wacz-source.h"

#include "hikae-error.h"
#include "hikae-hasher.h"
#include "hikae-wacz-package.h"
#include "hikae-warc-input-private.h"

#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#define LOCAL_SIZE 30
#define LOCAL_EXTRA 20
#define GZIP_WINDOW (MAX_WBITS + 16)
#define TAIL_MAX (64 * 1024 * 1024)

struct _HikaeWaczSource {
  HikaeHasher *hasher;
  guint64 offset; /* in the file, of @start */
  guint64 warc_offset;
  z_stream inflater;
  gboolean open;
  HikaeWarcInput input; /* last: only its bytes are not cleared */
};

static gboolean
fail (GError **error, HikaeError code, const char *what)
{
  g_set_error (error, HIKAE_ERROR, code, "reading the web archive: %s", what);
  return FALSE;
}

static void
take (HikaeWaczSource *self, gsize size)
{
  self->input.start += size;
  self->offset += size;
}

HikaeWaczSource *
hikae_wacz_source_new (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  static const char name[] = HIKAE_WACZ_WARC_PATH;
  const gsize head = LOCAL_SIZE + sizeof name - 1 + LOCAL_EXTRA;
  g_autoptr (HikaeWaczSource) self = g_malloc (sizeof *self);

  /* All but the buffer's bytes. */
  memset (self, 0, G_STRUCT_OFFSET (HikaeWaczSource, input.buffer));
  self->input.stream = g_object_ref (stream);
  g_set_object (&self->input.cancellable, cancellable);
  if (!hikae_warc_input_fill (&self->input, head, error))
    return NULL;
  if (self->input.end < head || memcmp (self->input.buffer, "PK\3\4", 4) != 0 ||
      self->input.buffer[8] != 0 || self->input.buffer[9] != 0 ||
      self->input.buffer[26] != sizeof name - 1 || self->input.buffer[27] != 0 ||
      self->input.buffer[28] != LOCAL_EXTRA || self->input.buffer[29] != 0 ||
      memcmp (self->input.buffer + LOCAL_SIZE, name, sizeof name - 1) != 0) {
    (void)fail (error, HIKAE_ERROR_UNSUPPORTED, "another program wrote it");
    return NULL;
  }
  take (self, head);
  self->hasher = hikae_hasher_new (HIKAE_DIGEST_SHA256, HIKAE_DIGEST_NONE);
  if (inflateInit2 (&self->inflater, GZIP_WINDOW) != Z_OK) {
    (void)fail (error, HIKAE_ERROR_FAILED, "there is no memory");
    return NULL;
  }
  self->warc_offset = self->offset;
  return g_steal_pointer (&self);
}

void
hikae_wacz_source_free (HikaeWaczSource *self)
{
  if (self == NULL)
    return;
  inflateEnd (&self->inflater);
  g_object_unref (self->input.stream);
  g_clear_object (&self->input.cancellable);
  g_clear_pointer (&self->hasher, hikae_hasher_free);
  g_free (self);
}

/* What is left of the open record is passed over. */
static gboolean
skip_rest (HikaeWaczSource *self, GError **error)
{
  guint8 waste[4096] = {0};
  gssize got = 0;

  do {
    got = self->open ? hikae_wacz_source_read (self, waste, sizeof waste, error) : 0;
  } while (got > 0);
  return got == 0;
}

gboolean
hikae_wacz_source_next (HikaeWaczSource *self, guint64 *offset, GError **error)
{
  if (!skip_rest (self, error) || !hikae_warc_input_fill (&self->input, 2, error) ||
      self->input.end - self->input.start < 2 ||
      memcmp (self->input.buffer + self->input.start, "\x1f\x8b", 2) != 0)
    return FALSE;
  *offset = self->offset - self->warc_offset;
  self->open = inflateReset2 (&self->inflater, GZIP_WINDOW) == Z_OK;
  return self->open;
}

gssize
hikae_wacz_source_read (HikaeWaczSource *self, void *bytes, gsize size, GError **error)
{
  int result = Z_OK;

  if (!self->open)
    return 0;
  self->inflater.next_out = bytes;
  self->inflater.avail_out = (guint)MIN (size, G_MAXINT);
  size = self->inflater.avail_out;
  while (result == Z_OK && self->inflater.avail_out == size) {
    gsize before = 0;

    if (!hikae_warc_input_fill (&self->input, 1, error))
      return -1;
    before = self->input.end - self->input.start;
    self->inflater.next_in = self->input.buffer + self->input.start;
    self->inflater.avail_in = (guint)before;
    result = before > 0 ? inflate (&self->inflater, Z_NO_FLUSH) : Z_DATA_ERROR;
    hikae_hasher_update (self->hasher,
                         self->input.buffer + self->input.start,
                         before - self->inflater.avail_in);
    take (self, before - self->inflater.avail_in);
  }
  if (result != Z_OK && result != Z_STREAM_END) {
    (void)fail (error, HIKAE_ERROR_DAMAGED, "a record cannot be unpacked");
    return -1;
  }
  self->open = result != Z_STREAM_END;
  return (gssize)(size - self->inflater.avail_out);
}

GBytes *
hikae_wacz_source_read_head (HikaeWaczSource *self, gsize maximum, GError **error)
{
  g_autoptr (GByteArray) head = g_byte_array_new ();

  while (head->len < 4 || memcmp (head->data + head->len - 4, "\r\n\r\n", 4) != 0) {
    guint8 byte = 0;
    gssize got = hikae_wacz_source_read (self, &byte, 1, error);

    if (got < 0)
      return NULL;
    if (got == 0 && !self->open) {
      (void)fail (error, HIKAE_ERROR_DAMAGED, "a record has no end of its head");
      return NULL;
    }
    if (head->len >= maximum) {
      (void)fail (error, HIKAE_ERROR_REJECTED, "a head is too long");
      return NULL;
    }
    g_byte_array_append (head, &byte, (guint)got);
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&head));
}

GBytes *
hikae_wacz_source_read_tail (HikaeWaczSource *self,
                             guint64 *base,
                             HikaeDigest *warc,
                             GError **error)
{
  g_autoptr (GByteArray) tail = g_byte_array_new ();

  *base = self->offset;
  *warc = hikae_hasher_finish (self->hasher, HIKAE_DIGEST_SHA256);
  do {
    if (!hikae_warc_input_fill (&self->input, 1, error))
      return NULL;
    if (tail->len > TAIL_MAX) {
      (void)fail (error, HIKAE_ERROR_REJECTED, "its index is too large");
      return NULL;
    }
    g_byte_array_append (tail,
                         self->input.buffer + self->input.start,
                         (guint)(self->input.end - self->input.start));
    take (self, self->input.end - self->input.start);
    if (!hikae_warc_input_fill (&self->input, 1, error))
      return NULL;
  } while (self->input.end > self->input.start);
  return g_byte_array_free_to_bytes (g_steal_pointer (&tail));
}
