/* test-label.c: a strip above a page's picture, whose pixels stay what they were
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-draft.h"
#include "hikae-label.h"
#include "hikae-png-join.h"
#include "hikae-test.h"

#include <string.h>
#include <zlib.h>

#define WIDTH 37
#define HEIGHT 50
#define STRIDE (1 + 3 * WIDTH)

static void
put_number (GByteArray *out, guint32 number)
{
  number = GUINT32_TO_BE (number);
  g_byte_array_append (out, (const guint8 *)&number, sizeof number);
}

static void
put_chunk (GByteArray *out, const char *type, const guint8 *bytes, guint size)
{
  const guint start = out->len + 4;

  put_number (out, size);
  g_byte_array_append (out, (const guint8 *)type, 4);
  g_byte_array_append (out, bytes, size);
  put_number (out, (guint32)crc32_z (0, out->data + start, out->len - start));
}

/* A picture of which every row has another filter, in pieces of @piece packed bytes. */
static GByteArray *
make_png (guint piece, guint8 *plain)
{
  static const guint8 head[] = {0, 0, 0, WIDTH, 0, 0, 0, HEIGHT, 8, 2, 0, 0, 0};
  GByteArray *out = g_byte_array_new ();
  guint8 packed[2 * STRIDE * HEIGHT] = {0};
  uLongf size = sizeof packed;

  for (guint i = 0; i < STRIDE * HEIGHT; i++)
    plain[i] = (guint8)(i % STRIDE == 0 ? i / STRIDE % 5 : (i * i) >> 3);
  /* The first row is told by the one above it. */
  plain[0] = 2;
  g_assert_cmpint (compress (packed, &size, plain, STRIDE * HEIGHT), ==, Z_OK);
  g_byte_array_append (out, (const guint8 *)"\x89PNG\r\n\x1a\n", 8);
  put_chunk (out, "IHDR", head, sizeof head);
  for (uLongf at = 0; at < size; at += piece)
    put_chunk (out, "IDAT", packed + at, (guint)MIN (piece, size - at));
  put_chunk (out, "IEND", packed, 0);
  return out;
}

static GBytes *
make_rows (gpointer data, guint width, guint *height)
{
  const gsize stride = (gsize)width * 3;
  g_autofree guint8 *rows = g_malloc0 (3 * stride);

  memset (rows, 0x5a, 2 * stride);
  *height = 3;
  return g_bytes_new (rows, 3 * stride);
}

static GBytes *
join (const guint8 *bytes, gsize size, GError **error)
{
  g_autoptr (GInputStream) in =
      g_memory_input_stream_new_from_data (bytes, (gssize)size, NULL);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();

  if (!hikae_png_join (in, make_rows, NULL, out, NULL, error))
    return NULL;
  g_output_stream_close (out, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

/* All packed pixels of a PNG, unpacked; zlib judges its checksum. */
static GByteArray *
unpack (GBytes *png, guint32 *height)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  GByteArray *plain = g_byte_array_new ();
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (png, &size);
  uLongf length = 0;

  memcpy (height, bytes + 20, 4);
  *height = GUINT32_FROM_BE (*height);
  for (gsize at = 8; at < size;) {
    guint32 part = 0;
    guint32 crc = 0;

    memcpy (&part, bytes + at, 4);
    part = GUINT32_FROM_BE (part);
    memcpy (&crc, bytes + at + 8 + part, 4);
    g_assert_cmpuint (GUINT32_FROM_BE (crc), ==, crc32_z (0, bytes + at + 4, part + 4));
    if (memcmp (bytes + at + 4, "IDAT", 4) == 0)
      g_byte_array_append (packed, bytes + at + 8, part);
    at += 12 + part;
  }
  length = (uLongf)*height * STRIDE;
  g_byte_array_set_size (plain, (guint)length);
  g_assert_cmpint (
      uncompress (plain->data, &length, packed->data, packed->len), ==, Z_OK);
  g_assert_cmpuint (length, ==, plain->len);
  return plain;
}

static void
test_join (void)
{
  static const guint pieces[] = {1, 2, 3, 4, 5, 7, 100, 100000};
  guint8 plain[STRIDE * HEIGHT] = {0};

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++) {
    g_autoptr (GByteArray) png = make_png (pieces[i], plain);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) joined = join (png->data, png->len, &error);
    g_autoptr (GByteArray) found = NULL;
    guint32 height = 0;

    g_assert_no_error (error);
    found = unpack (joined, &height);
    g_assert_cmpuint (height, ==, HEIGHT + 3);
    g_assert_cmpint (found->data[1], ==, 0x5a);
    g_assert_cmpmem (found->data + 3 * STRIDE, STRIDE * HEIGHT, plain, STRIDE * HEIGHT);
  }
}

/* Cut at every byte and with every byte another: an error, never a picture. */
static void
test_hostile (void)
{
  guint8 plain[STRIDE * HEIGHT] = {0};
  g_autoptr (GByteArray) png = make_png (60, plain);

  for (guint i = 0; i < png->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) joined = join (png->data, i, &error);

    g_assert_null (joined);
    hikae_assert_error (error, HIKAE_ERROR_DAMAGED);
  }
  for (guint i = 0; i < png->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) joined = NULL;

    png->data[i] ^= 0x21;
    joined = join (png->data, png->len, &error);
    g_assert_null (joined);
    g_assert_nonnull (error);
    png->data[i] ^= 0x21;
  }
}

static HikaeItem *
make_item (const char *url)
{
  g_autoptr (GInputStream) nothing = g_memory_input_stream_new ();
  g_autoptr (HikaeDraft) draft =
      hikae_draft_new (HIKAE_ITEM_SCREENSHOT, "page.png", "image/png", nothing);
  HikaeDigest sha256 = {HIKAE_DIGEST_SHA256, {0}};
  HikaeDigest sha512 = {HIKAE_DIGEST_SHA512, {0}};
  g_autoptr (GBytes) record = NULL;
  g_autoptr (GError) error = NULL;
  HikaeItem *item = NULL;

  hikae_draft_set_claim (draft, "url", url);
  hikae_draft_set_claim (draft, "final_url", "https://例え.example/写真");
  record = hikae_draft_format_record (draft, 1, 1, &sha256, &sha512);
  item = hikae_item_new (record, 0, FALSE, &error);
  g_assert_no_error (error);
  return item;
}

/* However long the address is, the strip has room for all of it. */
static void
test_strip (void)
{
  g_autofree char *long_url = g_strnfill (4000, 'a');
  const char *const urls[] = {"https://a.example/", long_url};
  guint8 plain[STRIDE * HEIGHT] = {0};
  g_autoptr (GByteArray) png = make_png (60, plain);
  guint heights[2] = {0};

  memcpy (long_url, "https://a.example/", 18);
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++) {
    g_autoptr (HikaeItem) item = make_item (urls[i]);
    g_autoptr (GInputStream) in =
        g_memory_input_stream_new_from_data (png->data, png->len, NULL);
    g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
    g_autoptr (GBytes) joined = NULL;
    g_autoptr (GByteArray) found = NULL;
    g_autoptr (GError) error = NULL;
    guint32 height = 0;
    gsize dark = 0;

    g_assert_true (hikae_label_copy (item, in, out, &heights[i], NULL, &error));
    g_assert_no_error (error);
    g_output_stream_close (out, NULL, NULL);
    joined = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
    found = unpack (joined, &height);
    g_assert_cmpuint (height, ==, HEIGHT + heights[i]);
    g_assert_cmpmem (found->data + (gsize)heights[i] * STRIDE,
                     STRIDE * HEIGHT,
                     plain,
                     STRIDE * HEIGHT);
    for (gsize at = 0; at < (gsize)(heights[i] - 2) * STRIDE; at++)
      dark += at % STRIDE != 0 && found->data[at] < 0x80;
    g_assert_cmpuint (dark, >, 100);
  }
  g_assert_cmpuint (heights[1], >, 4 * heights[0]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/label/join", test_join);
  g_test_add_func ("/label/hostile", test_hostile);
  g_test_add_func ("/label/strip", test_strip);
  return g_test_run ();
}
