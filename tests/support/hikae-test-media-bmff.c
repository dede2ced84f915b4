/* hikae-test-media-bmff.c: AVIF, HEIC and MP4 files made by code
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-media-private.h"

#include <string.h>

static void
append_box (GByteArray *out, const char *kind, const GByteArray *content)
{
  hikae_test_append_number (out, content->len + 8, 4, TRUE);
  hikae_test_append (out, kind, 4);
  hikae_test_append (out, content->data, content->len);
}

static GByteArray *
box (const char *kind, GByteArray *content)
{
  GByteArray *out = g_byte_array_new ();

  append_box (out, kind, content);
  g_byte_array_unref (content);
  return out;
}

static GByteArray *
bytes_of (const void *bytes, gsize size)
{
  GByteArray *out = g_byte_array_new ();

  hikae_test_append (out, bytes, size);
  return out;
}

static void
join (GByteArray *out, GByteArray *more)
{
  hikae_test_append (out, more->data, more->len);
  g_byte_array_unref (more);
}

static GByteArray *
make_handler (const char *kind)
{
  GByteArray *out = bytes_of ("\0\0\0\0\0\0\0\0", 8);

  hikae_test_append (out, kind, 4);
  hikae_test_append (out, "\0\0\0\0\0\0\0\0\0\0\0\0", 13);
  return out;
}

/* One item: with @mime in the file itself (method 0), before the boxes that tell of it;
 * else in "idat" (method 1). */
static GBytes *
make_heif (const char *brand, const char *type, const char *mime, GByteArray *block)
{
  const gboolean inside = mime == NULL;
  g_autoptr (GByteArray) info = bytes_of ("\2\0\0\0\0\7\0\0", 8);
  GByteArray *infos = bytes_of ("\0\0\0\0\0\1", 6);
  GByteArray *places = bytes_of (inside ? "\1\0\0\0\x44\0\0\1\0\7\0\1\0\0\0\1"
                                        : "\1\0\0\0\x44\0\0\1\0\7\0\0\0\0\0\1",
                                 16);
  GByteArray *meta = bytes_of ("\0\0\0\0", 4);
  GByteArray *out = g_byte_array_new ();

  hikae_test_append (info, type, 5);
  if (mime != NULL)
    hikae_test_append (info, mime, strlen (mime) + 1);
  append_box (infos, "infe", info);
  hikae_test_append_number (places, inside ? 0 : 28, 4, TRUE);
  hikae_test_append_number (places, block->len, 4, TRUE);
  join (meta, box ("hdlr", make_handler ("pict")));
  join (meta, box ("iinf", infos));
  join (meta, box ("iloc", places));
  hikae_test_append_number (out, 20, 4, TRUE);
  hikae_test_append_text (out, "ftyp");
  hikae_test_append_text (out, brand);
  hikae_test_append (out, "\0\0\0\0mif1", 8);
  join (inside ? meta : out, box (inside ? "idat" : "mdat", block));
  join (out, box ("meta", meta));
  return hikae_test_finish (out);
}

GBytes *
hikae_test_media_avif_exif (void)
{
  GByteArray *block = bytes_of ("\0\0\0\0", 4);

  join (block, hikae_test_media_grok ());
  return make_heif ("avif", "Exif", NULL, block);
}

GBytes *
hikae_test_media_heic_xmp (void)
{
  return make_heif (
      "heic", "mime", "application/rdf+xml", hikae_test_media_xmp (HIKAE_TEST_AI_SOURCE));
}

static GBytes *
make_film (GByteArray *content)
{
  GByteArray *out = g_byte_array_new ();

  hikae_test_append (out,
                     "\0\0\0\x14"
                     "ftypisom\0\0\0\0isom",
                     20);
  join (out, box ("moov", content));
  return hikae_test_finish (out);
}

static GByteArray *
make_data (const char *text)
{
  GByteArray *data = bytes_of ("\0\0\0\1\0\0\0\0", 8);

  hikae_test_append_text (data, text);
  return box ("data", data);
}

GBytes *
hikae_test_media_mp4_keys (void)
{
  GByteArray *keys = bytes_of ("\0\0\0\0\0\0\0\1", 8);
  GByteArray *meta = box ("hdlr", make_handler ("mdta"));

  join (keys, box ("mdta", bytes_of ("AIGC", 4)));
  join (meta, box ("keys", keys));
  join (meta,
        box ("ilst", box ("\0\0\0\1", make_data ("{\"Label\":\"1\",\"x\":\"y\"}"))));
  return make_film (box ("meta", meta));
}

GBytes *
hikae_test_media_mp4_comment (void)
{
  GByteArray *meta = bytes_of ("\0\0\0\0", 4);

  join (meta, box ("hdlr", make_handler ("mdir")));
  join (meta,
        box ("ilst",
             box ("\xa9"
                  "cmt",
                  make_data ("{\"1\":{\"class_type\":\"x\"}}"))));
  return make_film (box ("udta", box ("meta", meta)));
}

GBytes *
hikae_test_media_mp4_quicktime (void)
{
  static const char text[] =
      "Signature: QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2"
      "xtbm9wcXJzdHV2";
  GByteArray *value = g_byte_array_new ();

  hikae_test_append_number (value, sizeof text - 1, 2, TRUE);
  hikae_test_append_number (value, 0x15c7, 2, TRUE);
  hikae_test_append (value, text, sizeof text - 1);
  return make_film (box ("udta",
                         box ("\xa9"
                              "cmt",
                              value)));
}
