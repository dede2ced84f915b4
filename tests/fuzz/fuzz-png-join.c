/* fuzz-png-join.c: any bytes as a page's picture that gets a strip above it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bytes are tried as they are, and as packed pixels inside a sound frame, since the
 * checksums of PNG would stop nearly every mutation at the door. What is let through is a
 * PNG again, of the height that it says. */
#include "config.h"

#include "hikae-error.h"
#include "hikae-fuzz.h"
#include "hikae-png-join.h"

#include <string.h>
#include <zlib.h>

#define HEAD_END 33

static void
put_number (GByteArray *out, guint32 number)
{
  number = GUINT32_TO_BE (number);
  g_byte_array_append (out, (const guint8 *)&number, sizeof number);
}

static void
put_chunk (GByteArray *out, const char *type, const guint8 *bytes, gsize size)
{
  const guint start = out->len + 4;

  put_number (out, (guint32)size);
  g_byte_array_append (out, (const guint8 *)type, 4);
  if (size > 0)
    g_byte_array_append (out, bytes, (guint)size);
  put_number (out, (guint32)crc32_z (0, out->data + start, out->len - start));
}

static GBytes *
make_rows (gpointer data, guint width, guint *height)
{
  *height = 1;
  return g_bytes_new_take (g_malloc0 ((gsize)width * 3), (gsize)width * 3);
}

static void
join (const guint8 *bytes, gsize size)
{
  g_autoptr (GInputStream) in =
      g_memory_input_stream_new_from_data (bytes, (gssize)size, NULL);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  const guint8 *made = NULL;
  gsize length = 0;

  if (!hikae_png_join (in, make_rows, NULL, out, NULL, &error)) {
    g_assert_nonnull (error);
    return;
  }
  made = g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (out));
  length = g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (out));
  g_assert_cmpuint (length, >, HEAD_END + 12);
  g_assert_cmpmem (made, 8, bytes, 8);
  g_assert_cmpmem (made + length - 8, 4, "IEND", 4);
  g_assert_cmpint (made[23], ==, (guint8)(bytes[23] + 1));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const guint8 head[] = {0, 0, 0, 9, 0, 0, 0, 9, 8, 2, 0, 0, 0};
  g_autoptr (GByteArray) framed = g_byte_array_new ();
  gsize first;

  if (size == 0)
    return 0; /* data may be NULL */
  join (data, size);
  first = MIN (data[0], size);
  g_byte_array_append (framed, (const guint8 *)"\x89PNG\r\n\x1a\n", 8);
  put_chunk (framed, "IHDR", head, sizeof head);
  put_chunk (framed, "IDAT", data, first);
  put_chunk (framed, "IDAT", data + first, size - first);
  put_chunk (framed, "IEND", NULL, 0);
  join (framed->data, framed->len);
  return 0;
}
