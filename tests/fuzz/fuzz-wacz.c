/* fuzz-wacz.c: any bytes as a web archive to be copied without credentials
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bytes are tried as they are, and as one record inside a sound frame: the checksums
 * of gzip would stop nearly every mutation at the door. */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-wacz-heads.h"
#include "hikae-wacz-package.h"
#include "hikae-wacz-strip.h"

#include <zlib.h>

static void
strip (GBytes *archive)
{
  g_autoptr (GInputStream) source = g_memory_input_stream_new_from_bytes (archive);
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  HikaeWaczStripped stripped = {0};

  if (!hikae_wacz_strip (source, sink, &stripped, NULL, &error))
    g_assert_nonnull (error);
}

static void
find_head (GBytes *archive)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (archive);
  g_autofree char *head = hikae_wacz_find_head (stream, "e.example", NULL, NULL);

  if (head != NULL)
    g_assert_true (g_utf8_validate (head, -1, NULL));
}

static void
put (GByteArray *out, guint32 value, guint size)
{
  for (guint i = 0; i < size; i++) {
    guint8 byte = (guint8)(value >> (8 * i));

    g_byte_array_append (out, &byte, 1);
  }
}

/* RFC 1952, one stored block (RFC 1951 §3.2.4): what is looked for is not in zlib. */
static GByteArray *
make_member (const uint8_t *data, gsize size)
{
  static const guint8 head[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1};
  GByteArray *member = g_byte_array_new ();

  size = MIN (size, G_MAXUINT16);
  g_byte_array_append (member, head, sizeof head);
  put (member, (guint32)size, 2);
  put (member, ~(guint32)size, 2);
  g_byte_array_append (member, data, (guint)size);
  put (member, (guint32)crc32_z (crc32 (0, NULL, 0), data, size), 4);
  put (member, (guint32)size, 4);
  return member;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) plain = g_bytes_new (data, size);
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  g_autoptr (HikaeZipStream) zip = hikae_zip_stream_new (sink);
  g_autoptr (GByteArray) member = make_member (data, size);
  g_autoptr (JsonArray) resources = json_array_new ();
  g_autoptr (GBytes) framed = NULL;

  strip (plain);
  if (hikae_zip_stream_begin (zip, HIKAE_WACZ_WARC_PATH, NULL) &&
      hikae_zip_stream_write (zip, member->data, member->len, NULL) &&
      hikae_wacz_package_end (zip, resources, HIKAE_WACZ_WARC_PATH, NULL) &&
      hikae_zip_stream_finish (zip, NULL) && g_output_stream_close (sink, NULL, NULL)) {
    framed = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (sink));
    strip (framed);
    find_head (framed);
  }
  return 0;
}
