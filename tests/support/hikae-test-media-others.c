/* hikae-test-media-others.c: sample files of kinds that are read roughly, and odd layouts
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-media-private.h"

#include <string.h>

#define AI_SOURCE "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
#define PARAMETERS "a house\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1"
#define IPTC_CREDIT                                                                      \
  "8BIM\x04\x04\0\0\0\0\0\x18\x1c\x02\x6e\0\x13"                                         \
  "Made with Google AI"
/* Larger than a metadata block may be. */
#define PIXELS_SIZE (9 * 1024 * 1024)

/* Matroska (RFC 9559): an element with its size in eight bytes; @size %G_MAXUINT64: not
 * known. */
static void
append_element (GByteArray *out, guint32 id, const void *bytes, guint64 size)
{
  const guint id_size = id > 0xffffff ? 4 : id > 0xffff ? 3 : id > 0xff ? 2 : 1;

  hikae_test_append_number (out, id, id_size, TRUE);
  if (size == G_MAXUINT64) {
    hikae_test_append (out, "\x01\xff\xff\xff\xff\xff\xff\xff", 8);
    return;
  }
  hikae_test_append_number (out, G_GUINT64_CONSTANT (1) << 56 | size, 8, TRUE);
  hikae_test_append (out, bytes, size);
}

static GByteArray *
make_tags (void)
{
  g_autoptr (GByteArray) simple = g_byte_array_new ();
  g_autoptr (GByteArray) tag = g_byte_array_new ();
  GByteArray *tags = g_byte_array_new ();

  append_element (simple, 0x45a3, "COMMENT", 7);
  append_element (simple, 0x4487, PARAMETERS "\0\0", sizeof PARAMETERS + 1);
  append_element (tag, 0x67c8, simple->data, simple->len);
  append_element (tags, 0x7373, tag->data, tag->len);
  return tags;
}

static GByteArray *
begin_matroska (void)
{
  GByteArray *out = g_byte_array_new ();

  append_element (out, 0x1a45dfa3, "\x42\x82\x84webm", 7);
  return out;
}

GBytes *
hikae_test_media_webm_tag (void)
{
  GByteArray *out = begin_matroska ();
  g_autoptr (GByteArray) tags = make_tags ();
  g_autoptr (GByteArray) segment = g_byte_array_new ();

  append_element (segment, 0x1f43b675, "\xe7\x81\0", 3);
  append_element (segment, 0x1254c367, tags->data, tags->len);
  append_element (out, 0x18538067, segment->data, segment->len);
  return hikae_test_finish (out);
}

/* As it is written while it is sent: neither the film nor its parts say how long they
 * are. */
GBytes *
hikae_test_media_webm_live (void)
{
  GByteArray *out = begin_matroska ();
  g_autoptr (GByteArray) tags = make_tags ();

  append_element (out, 0x18538067, NULL, G_MAXUINT64);
  append_element (out, 0x1f43b675, NULL, G_MAXUINT64);
  append_element (out, 0xa3, "\x81\0\0\x80 picture", 12);
  append_element (out, 0x1254c367, tags->data, tags->len);
  return hikae_test_finish (out);
}

GBytes *
hikae_test_media_svg_xmp (void)
{
  g_autoptr (GByteArray) packet = hikae_test_media_xmp (HIKAE_TEST_AI_SOURCE);
  GByteArray *out = g_byte_array_new ();

  hikae_test_append_text (
      out, "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'><metadata>");
  hikae_test_append (out, packet->data, packet->len);
  hikae_test_append_text (out, "</metadata></svg>");
  return hikae_test_finish (out);
}

/* The address as an attribute of RDF's, as many libraries write addresses. */
GBytes *
hikae_test_media_xmp_resource (void)
{
  g_autoptr (GByteArray) packet = hikae_test_media_xmp (
      "<Iptc4xmpExt:DigitalSourceType rdf:resource='" AI_SOURCE "'/>");
  GByteArray *out = g_byte_array_new ();

  hikae_test_append (out, packet->data, packet->len);
  return hikae_test_finish (out);
}

/* The same with a qualifier beside it. */
GBytes *
hikae_test_media_xmp_qualified (void)
{
  g_autoptr (GByteArray) packet = hikae_test_media_xmp (
      "<Iptc4xmpExt:DigitalSourceType><rdf:Description rdf:value='" AI_SOURCE
      "' Iptc4xmpExt:Name='x'/></Iptc4xmpExt:DigitalSourceType>");
  GByteArray *out = g_byte_array_new ();

  hikae_test_append (out, packet->data, packet->len);
  return hikae_test_finish (out);
}

/* The value in pieces: its end alone would say something else. */
GBytes *
hikae_test_media_xmp_pieces (void)
{
  g_autoptr (GByteArray) packet = hikae_test_media_xmp (
      "<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/"
      "trained<!-- -->Algorithmic<![CDATA[Media]]></Iptc4xmpExt:DigitalSourceType>");
  GByteArray *out = g_byte_array_new ();

  hikae_test_append_text (out, "\n ");
  hikae_test_append (out, packet->data, packet->len);
  return hikae_test_finish (out);
}

/* A sign that should have been encoded, and a value behind it. */
GBytes *
hikae_test_media_xmp_damaged (void)
{
  g_autoptr (GByteArray) packet = hikae_test_media_xmp (
      "<photoshop:Headline>cats & dogs</photoshop:Headline>" HIKAE_TEST_AI_SOURCE);
  GByteArray *out = g_byte_array_new ();

  hikae_test_append (out, packet->data, packet->len);
  return hikae_test_finish (out);
}

/* In UTF-16, the lower byte first, as a chunk of a WebP file. */
GBytes *
hikae_test_media_webp_wide_xmp (void)
{
  g_autoptr (GByteArray) packet = hikae_test_media_xmp (HIKAE_TEST_AI_SOURCE);
  GByteArray *out = g_byte_array_new ();

  hikae_test_append_text (out, "RIFF");
  hikae_test_append_number (out, 14 + 2 * packet->len, 4, FALSE);
  hikae_test_append_text (out, "WEBPXMP ");
  hikae_test_append_number (out, 2 + 2 * packet->len, 4, FALSE);
  hikae_test_append (out, "\xff\xfe", 2);
  for (guint i = 0; i < packet->len; i++)
    hikae_test_append_number (out, packet->data[i], 2, FALSE);
  return hikae_test_finish (out);
}

/* A prompt longer than what is searched from the front. */
GBytes *
hikae_test_media_long_words (void)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GByteArray) text = g_byte_array_new ();

  for (int i = 0; i < 60000; i++)
    hikae_test_append_text (text, "é word ");
  hikae_test_append_text (text, PARAMETERS);
  hikae_test_append (out, "GIF89a\1\0\1\0\0\0\0!\xfe", 15);
  for (guint at = 0; at < text->len; at += 255) {
    const guint size = MIN (255, text->len - at);

    hikae_test_append_number (out, size, 1, TRUE);
    hikae_test_append (out, text->data + at, size);
  }
  hikae_test_append (out, "\0;", 2);
  return hikae_test_finish (out);
}

/* The pixels first and the directory behind them, as libtiff writes it. */
GBytes *
hikae_test_media_tiff_end (void)
{
  static const char value[] = "Stable Diffusion 1.5";
  GByteArray *out = g_byte_array_new ();
  const guint start = 8 + PIXELS_SIZE;

  hikae_test_append_text (out, "II");
  hikae_test_append_number (out, 42, 2, FALSE);
  hikae_test_append_number (out, start, 4, FALSE);
  g_byte_array_set_size (out, start);
  memset (out->data + 8, 0, PIXELS_SIZE);
  hikae_test_append_number (out, 1, 2, FALSE);
  hikae_test_append_number (out, 0x0131, 2, FALSE);
  hikae_test_append_number (out, 2, 2, FALSE);
  hikae_test_append_number (out, sizeof value, 4, FALSE);
  hikae_test_append_number (out, start + 18, 4, FALSE);
  hikae_test_append_number (out, 0, 4, FALSE);
  hikae_test_append (out, value, sizeof value);
  return hikae_test_finish (out);
}

/* A Photoshop block in two segments. */
static GBytes *
make_parts (const char *block, gsize size, gsize cut)
{
  const gsize parts[] = {0, cut, size};
  GByteArray *out = g_byte_array_new ();

  hikae_test_append (out, "\xff\xd8", 2);
  for (guint i = 0; i + 1 < G_N_ELEMENTS (parts); i++) {
    hikae_test_append (out, "\xff\xed", 2);
    hikae_test_append_number (out, 16 + parts[i + 1] - parts[i], 2, TRUE);
    hikae_test_append (out, "Photoshop 3.0", 14);
    hikae_test_append (out, block + parts[i], parts[i + 1] - parts[i]);
  }
  hikae_test_append (out, "\xff\xd9", 2);
  return hikae_test_finish (out);
}

/* Parted within a resource. */
GBytes *
hikae_test_media_iptc_parts (void)
{
  static const char block[] = "8BIM\x04\x25\0\0\0\0\0\1x\0" IPTC_CREDIT;

  return make_parts (block, sizeof block - 1, 31);
}

/* The first part ends without the filling byte of its odd resource. */
GBytes *
hikae_test_media_iptc_unfilled (void)
{
  static const char block[] = "8BIM\x04\x25\0\0\0\0\0\1x" IPTC_CREDIT;

  return make_parts (block, sizeof block - 1, 13);
}
