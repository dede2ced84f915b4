/* hikae-web-png.c: a page's picture as PNG, row by row
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GdkTexture's own writer takes eight times as long on a long page. libpng wants to know
 * the height before the first row, and nobody knows it of a page that may stop letting
 * itself be drawn: here the head is made last. What is packed waits in memory, in pieces
 * that are chunks of the file as they are. */
#include "config.h"

#include "hikae-web-png.h"

#include "hikae-error.h"

#include <string.h>
#include <zlib.h>

#define PIECE (256 * 1024)
#define HEAD_SIZE 13
/* Of a row: each byte is the difference to the one above it (PNG third edition, 9.2). */
#define FILTER_UP 2

static const guint8 signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

struct _HikaeWebPng {
  z_stream deflater;
  GQueue pieces; /* of GByteArray: packed, the last one not yet full */
  guint8 *row;
  guint8 *above;
  guint8 *filtered;
  guint width;
  guint rows_max;
  gsize bytes_max;
  guint done;
  gboolean cut;
};

HikaeWebPng *
hikae_web_png_new (guint width, guint rows_max, gsize bytes_max)
{
  HikaeWebPng *self = NULL;
  const gsize stride = (gsize)width * 3;

  g_return_val_if_fail (width > 0 && rows_max > 0, NULL);
  self = g_new0 (HikaeWebPng, 1);
  self->width = width;
  self->rows_max = rows_max;
  self->bytes_max = bytes_max;
  self->row = g_malloc0 (stride);
  self->above = g_malloc0 (stride);
  self->filtered = g_malloc0 (stride + 1);
  g_queue_init (&self->pieces);
  if (deflateInit (&self->deflater, Z_BEST_SPEED) != Z_OK)
    g_error ("no memory to pack a picture");
  return self;
}

static void
piece_free (gpointer data)
{
  g_byte_array_unref (data);
}

void
hikae_web_png_free (HikaeWebPng *self)
{
  if (self == NULL)
    return;
  deflateEnd (&self->deflater);
  g_queue_clear_full (&self->pieces, piece_free);
  g_free (self->row);
  g_free (self->above);
  g_free (self->filtered);
  g_free (self);
}

/* Packs what stands in the deflater's input, in @flush's way. */
static void
pack (HikaeWebPng *self, int flush)
{
  int result = Z_OK;

  do {
    GByteArray *piece = g_queue_peek_tail (&self->pieces);
    guint used = 0;

    if (piece == NULL || piece->len == PIECE) {
      piece = g_byte_array_sized_new (PIECE);
      g_queue_push_tail (&self->pieces, piece);
    }
    used = piece->len;
    g_byte_array_set_size (piece, PIECE);
    self->deflater.next_out = piece->data + used;
    self->deflater.avail_out = PIECE - used;
    result = deflate (&self->deflater, flush);
    g_assert (result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR);
    g_byte_array_set_size (piece, PIECE - self->deflater.avail_out);
  } while (flush == Z_FINISH ? result != Z_STREAM_END : self->deflater.avail_out == 0);
}

/* Premultiplied colour over white: c + (255 − a). */
static void
flatten (HikaeWebPng *self, const guint8 *from, guint width)
{
  guint8 *to = self->row;

  for (guint x = 0; x < width; x++, from += 4, to += 3) {
    guint white = 255u - from[3];

    to[0] = (guint8)MIN (255u, from[2] + white);
    to[1] = (guint8)MIN (255u, from[1] + white);
    to[2] = (guint8)MIN (255u, from[0] + white);
  }
  memset (to, 255, (gsize)(self->width - width) * 3);
}

static void
add_row (HikaeWebPng *self)
{
  const gsize stride = (gsize)self->width * 3;
  guint8 *spare = self->above;

  self->filtered[0] = FILTER_UP;
  for (gsize i = 0; i < stride; i++)
    self->filtered[i + 1] = (guint8)(self->row[i] - self->above[i]);
  self->above = self->row;
  self->row = spare;
  self->deflater.next_in = self->filtered;
  self->deflater.avail_in = (uInt)(stride + 1);
  pack (self, Z_NO_FLUSH);
  self->done++;
}

gboolean
hikae_web_png_add (HikaeWebPng *self, GdkTexture *texture, guint first, GError **error)
{
  const guint width = (guint)gdk_texture_get_width (texture);
  const guint height = (guint)gdk_texture_get_height (texture);
  const gsize stride = (gsize)width * 4;
  g_autofree guint8 *pixels = g_try_malloc (stride * height);

  if (pixels == NULL) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_FAILED,
                         "there is not enough memory for the page's picture");
    return FALSE;
  }
  gdk_texture_download (texture, pixels, stride);
  for (guint y = first; y < height && self->done < self->rows_max; y++) {
    self->cut = self->deflater.total_out >= self->bytes_max;
    if (self->cut)
      break;
    flatten (self, pixels + y * stride, MIN (width, self->width));
    add_row (self);
  }
  return TRUE;
}

guint
hikae_web_png_get_height (HikaeWebPng *self)
{
  return self->done;
}

gboolean
hikae_web_png_is_cut (HikaeWebPng *self)
{
  return self->cut;
}

static void
set_number (guint8 *to, guint32 number)
{
  number = GUINT32_TO_BE (number);
  memcpy (to, &number, sizeof number);
}

static gboolean
put_chunk (GOutputStream *sink,
           const char *kind,
           const guint8 *bytes,
           gsize size,
           GError **error)
{
  guint8 head[8] = {0};
  guint8 tail[4] = {0};
  uLong crc = 0;

  set_number (head, (guint32)size);
  memcpy (head + 4, kind, 4);
  crc = crc32_z (crc32 (0, NULL, 0), head + 4, 4);
  if (size > 0)
    crc = crc32_z (crc, bytes, size);
  set_number (tail, (guint32)crc);
  return g_output_stream_write_all (sink, head, sizeof head, NULL, NULL, error) &&
         (size == 0 ||
          g_output_stream_write_all (sink, bytes, size, NULL, NULL, error)) &&
         g_output_stream_write_all (sink, tail, sizeof tail, NULL, NULL, error);
}

static gboolean
put_all (HikaeWebPng *self, GOutputStream *sink, GError **error)
{
  /* Eight bits, RGB, deflate, the five filters, not interlaced. */
  guint8 head[HEAD_SIZE] = {0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0};

  set_number (head, self->width);
  set_number (head + 4, self->done);
  if (!g_output_stream_write_all (sink, signature, sizeof signature, NULL, NULL, error) ||
      !put_chunk (sink, "IHDR", head, sizeof head, error))
    return FALSE;
  while (!g_queue_is_empty (&self->pieces)) {
    g_autoptr (GByteArray) piece = g_queue_pop_head (&self->pieces);

    if (piece->len > 0 && !put_chunk (sink, "IDAT", piece->data, piece->len, error))
      return FALSE;
  }
  return put_chunk (sink, "IEND", NULL, 0, error);
}

gboolean
hikae_web_png_write (HikaeWebPng *self, GOutputStream *sink, GError **error)
{
  GError *io_error = NULL;

  g_return_val_if_fail (self->done > 0, FALSE);
  pack (self, Z_FINISH);
  if (put_all (self, sink, &io_error))
    return TRUE;
  hikae_error_take_from_io (error, io_error, "writing the page's picture");
  return FALSE;
}
