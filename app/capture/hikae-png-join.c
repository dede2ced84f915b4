/* hikae-png-join.c: rows put above a picture without touching the picture
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A zlib stream is a head, deflate blocks and a checksum. The rows above become blocks of
 * their own, flushed to a byte's edge; the picture's blocks follow, which never look back
 * beyond their own beginning; the checksum is made from the two. */
#include "config.h"

#include "hikae-png-join.h"

#include "hikae-error.h"

#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#define PIECE (64 * 1024)
#define CHECK_SIZE 4
#define HEAD_SIZE 13
#define SIDE_MAX 0x7fffffffU

static const guint8 signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

/**
 * Join:
 * @head: zlib's two bytes, of which @head_size have come
 * @held: the last bytes of packed pixels so far: at the end the checksum
 */
typedef struct {
  GInputStream *png;
  GOutputStream *sink;
  GCancellable *cancellable;
  guint32 width;
  guint32 height;
  guint32 above;
  guint32 check; /* Adler-32 of the rows above */
  guint8 head[2];
  gsize head_size;
  guint8 held[CHECK_SIZE];
  gsize held_size;
} Join;

static gboolean
fail (GError **error, HikaeError code, const char *what)
{
  g_set_error (error, HIKAE_ERROR, code, "labelling the picture: %s", what);
  return FALSE;
}

static gboolean
take (Join *self, void *bytes, gsize size, GError **error)
{
  GError *io_error = NULL;
  gsize got = 0;

  if (!g_input_stream_read_all (
          self->png, bytes, size, &got, self->cancellable, &io_error)) {
    hikae_error_take_from_io (error, io_error, "reading the picture");
    return FALSE;
  }
  return got == size || fail (error, HIKAE_ERROR_DAMAGED, "the picture ends too early");
}

static gboolean
put (Join *self, const void *bytes, gsize size, GError **error)
{
  GError *io_error = NULL;

  if (g_output_stream_write_all (
          self->sink, bytes, size, NULL, self->cancellable, &io_error))
    return TRUE;
  hikae_error_take_from_io (error, io_error, "writing the labelled copy");
  return FALSE;
}

static guint32
get_number (const guint8 *bytes)
{
  guint32 number = 0;

  memcpy (&number, bytes, sizeof number);
  return GUINT32_FROM_BE (number);
}

static void
set_number (guint8 *bytes, guint32 number)
{
  number = GUINT32_TO_BE (number);
  memcpy (bytes, &number, sizeof number);
}

static gboolean
put_chunk (Join *self, const char *type, const guint8 *bytes, gsize size, GError **error)
{
  guint8 head[8] = {0};
  guint8 tail[4] = {0};
  uLong crc = 0;

  set_number (head, (guint32)size);
  memcpy (head + 4, type, 4);
  crc = crc32_z (crc32 (0, NULL, 0), head + 4, 4);
  set_number (tail, (guint32)(size > 0 ? crc32_z (crc, bytes, size) : crc));
  return put (self, head, sizeof head, error) &&
         (size == 0 || put (self, bytes, size, error)) &&
         put (self, tail, sizeof tail, error);
}

static gboolean
read_size (Join *self, GError **error)
{
  guint8 bytes[sizeof signature + 8 + HEAD_SIZE + 4] = {0};
  const guint8 *chunk = bytes + sizeof signature;
  const guint8 *head = chunk + 8;
  static const guint8 kind[] = {8, 2, 0, 0, 0};

  if (!take (self, bytes, sizeof bytes, error))
    return FALSE;
  self->width = get_number (head);
  self->height = get_number (head + 4);
  if (memcmp (bytes, signature, sizeof signature) != 0 ||
      get_number (chunk) != HEAD_SIZE || memcmp (chunk + 4, "IHDR", 4) != 0 ||
      memcmp (head + 8, kind, sizeof kind) != 0)
    return fail (error, HIKAE_ERROR_UNSUPPORTED, "it is no picture of a page");
  if (self->width == 0 || self->width > G_MAXUINT16 || self->height == 0 ||
      self->height > SIDE_MAX ||
      get_number (head + HEAD_SIZE) !=
          (guint32)crc32_z (crc32 (0, NULL, 0), chunk + 4, 4 + HEAD_SIZE))
    return fail (error, HIKAE_ERROR_DAMAGED, "the picture's head is wrong");
  return TRUE;
}

/* (transfer full): each row with a filter of none before it. */
static GByteArray *
filter_rows (Join *self, const guint8 *rows)
{
  const guint stride = self->width * 3;
  GByteArray *plain = g_byte_array_sized_new ((stride + 1) * self->above);

  for (guint32 y = 0; y < self->above; y++) {
    g_byte_array_append (plain, (const guint8 *)"", 1);
    g_byte_array_append (plain, rows + (gsize)y * stride, stride);
  }
  return plain;
}

/* (transfer full): zlib's head and the rows as blocks that are not the last. */
static GByteArray *
pack_rows (Join *self, const GByteArray *plain)
{
  static const guint8 zlib_head[] = {0x78, 0x01};
  GByteArray *packed = g_byte_array_new ();
  z_stream deflater = {0};
  int result = deflateInit2 (&deflater, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  uLong bound = 0;

  /* Fails only for want of memory, which aborts everywhere else too. */
  g_assert (result == Z_OK);
  bound = deflateBound (&deflater, plain->len) + 16;
  g_byte_array_append (packed, zlib_head, sizeof zlib_head);
  g_byte_array_set_size (packed, (guint)(sizeof zlib_head + bound));
  deflater.next_in = plain->data;
  deflater.avail_in = plain->len;
  deflater.next_out = packed->data + sizeof zlib_head;
  deflater.avail_out = (uInt)bound;
  result = deflate (&deflater, Z_FULL_FLUSH);
  g_assert (result == Z_OK && deflater.avail_in == 0 && deflater.avail_out > 0);
  g_byte_array_set_size (packed, (guint)(sizeof zlib_head + deflater.total_out));
  deflateEnd (&deflater);
  return packed;
}

static gboolean
put_above (Join *self, HikaePngRows rows, gpointer data, GError **error)
{
  guint8 head[HEAD_SIZE] = {0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0};
  g_autoptr (GBytes) above = rows (data, self->width, &self->above);
  g_autoptr (GByteArray) plain = NULL;
  g_autoptr (GByteArray) packed = NULL;

  g_assert (self->above > 0 &&
            g_bytes_get_size (above) == (gsize)self->above * self->width * 3);
  if (self->height > SIDE_MAX - self->above)
    return fail (error, HIKAE_ERROR_UNSUPPORTED, "the picture is too tall");
  plain = filter_rows (self, g_bytes_get_data (above, NULL));
  packed = pack_rows (self, plain);
  self->check = (guint32)adler32_z (adler32 (0, NULL, 0), plain->data, plain->len);
  set_number (head, self->width);
  set_number (head + 4, self->height + self->above);
  return put (self, signature, sizeof signature, error) &&
         put_chunk (self, "IHDR", head, sizeof head, error) &&
         put_chunk (self, "IDAT", packed->data, packed->len, error);
}

/* A piece of packed pixels: zlib's head is left out, the last four bytes wait. */
static gboolean
pass (Join *self, const guint8 *bytes, gsize size, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_sized_new ((guint)size + CHECK_SIZE);

  while (size > 0 && self->head_size < sizeof self->head) {
    self->head[self->head_size++] = *bytes++;
    size--;
  }
  /* Deflate, without a dictionary (RFC 1950 §2.2). */
  if (self->head_size == sizeof self->head &&
      ((self->head[0] & 0x0f) != 8 || (self->head[1] & 0x20) != 0))
    return fail (error, HIKAE_ERROR_DAMAGED, "its pixels are packed in another way");
  g_byte_array_append (out, self->held, (guint)self->held_size);
  g_byte_array_append (out, bytes, (guint)size);
  self->held_size = MIN (out->len, CHECK_SIZE);
  memcpy (self->held, out->data + out->len - self->held_size, self->held_size);
  g_byte_array_set_size (out, out->len - (guint)self->held_size);
  return out->len == 0 || put_chunk (self, "IDAT", out->data, out->len, error);
}

/* One chunk's bytes and its checksum. */
static gboolean
pass_chunk (Join *self, const guint8 *head, GError **error)
{
  g_autofree guint8 *piece = g_malloc (PIECE);
  uLong crc = crc32_z (crc32 (0, NULL, 0), head + 4, 4);
  guint8 tail[4] = {0};

  for (gsize left = get_number (head); left > 0;) {
    gsize size = MIN (left, PIECE);

    if (!take (self, piece, size, error) || !pass (self, piece, size, error))
      return FALSE;
    crc = crc32_z (crc, piece, size);
    left -= size;
  }
  if (!take (self, tail, sizeof tail, error))
    return FALSE;
  return get_number (tail) == (guint32)crc ||
         fail (error, HIKAE_ERROR_DAMAGED, "a part of the picture is wrong");
}

static gboolean
put_end (Join *self, const guint8 *head, GError **error)
{
  const gint64 size = (gint64)self->height * (1 + 3 * (gint64)self->width);
  guint8 check[CHECK_SIZE] = {0};

  if (!take (self, check, sizeof check, error))
    return FALSE;
  if (get_number (head) != 0 ||
      get_number (check) != (guint32)crc32_z (crc32 (0, NULL, 0), head + 4, 4))
    return fail (error, HIKAE_ERROR_DAMAGED, "the picture's end is wrong");
  if (self->held_size != CHECK_SIZE)
    return fail (error, HIKAE_ERROR_DAMAGED, "the picture has no pixels");
  set_number (
      check,
      (guint32)adler32_combine (self->check, get_number (self->held), (z_off_t)size));
  return put_chunk (self, "IDAT", check, sizeof check, error) &&
         put_chunk (self, "IEND", NULL, 0, error);
}

gboolean
hikae_png_join (GInputStream *png,
                HikaePngRows rows,
                gpointer data,
                GOutputStream *sink,
                GCancellable *cancellable,
                GError **error)
{
  Join self = {0};
  guint8 head[8] = {0};

  self.png = png;
  self.sink = sink;
  self.cancellable = cancellable;
  if (!read_size (&self, error) || !put_above (&self, rows, data, error))
    return FALSE;
  while (take (&self, head, sizeof head, error)) {
    if (memcmp (head + 4, "IEND", 4) == 0)
      return put_end (&self, head, error);
    if (memcmp (head + 4, "IDAT", 4) != 0 || get_number (head) > SIDE_MAX)
      return fail (error, HIKAE_ERROR_UNSUPPORTED, "it is no picture of a page");
    if (!pass_chunk (&self, head, error))
      return FALSE;
  }
  return FALSE;
}
