/* hikae-test-media.c: small media files made by code, with the marks they carry
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-media-private.h"

#include <string.h>
#include <zlib.h>

#define PARAMETERS "a house\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1"
#define SETTINGS_OF "AUTOMATIC1111 (Stable Diffusion)"
#define SIGNATURE                                                                        \
  "Signature: QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAx"  \
  "MjM0NTY3ODk="
#define AI_STATED "made by AI as stated (IPTC digital source type)"
#define UUID "4800156b-8880-4786-9056-7ca3da449d8c"

void
hikae_test_append (GByteArray *out, const void *bytes, gsize size)
{
  g_byte_array_append (out, bytes, (guint)size);
}

void
hikae_test_append_text (GByteArray *out, const char *text)
{
  hikae_test_append (out, text, strlen (text));
}

void
hikae_test_append_number (GByteArray *out, guint64 number, guint size, gboolean big)
{
  for (guint i = 0; i < size; i++) {
    guint8 byte = (guint8)(number >> 8 * (big ? size - 1 - i : i));

    hikae_test_append (out, &byte, 1);
  }
}

GBytes *
hikae_test_finish (GByteArray *out)
{
  return g_byte_array_free_to_bytes (out);
}

/* Blocks. */

GByteArray *
hikae_test_media_exif (gboolean big, guint16 tag, const void *value, gsize size)
{
  const gboolean inner = tag >= 0x9000;
  const guint32 at = inner ? 26 : 8;
  GByteArray *out = g_byte_array_new ();

  hikae_test_append_text (out, big ? "MM" : "II");
  hikae_test_append_number (out, 42, 2, big);
  hikae_test_append_number (out, 8, 4, big);
  if (inner) {
    hikae_test_append_number (out, 1, 2, big);
    hikae_test_append_number (out, 0x8769, 2, big);
    hikae_test_append_number (out, 4, 2, big);
    hikae_test_append_number (out, 1, 4, big);
    hikae_test_append_number (out, at, 4, big);
    hikae_test_append_number (out, 0, 4, big);
  }
  hikae_test_append_number (out, 1, 2, big);
  hikae_test_append_number (out, tag, 2, big);
  hikae_test_append_number (out, tag == 0x9286 ? 7 : 2, 2, big);
  hikae_test_append_number (out, size, 4, big);
  hikae_test_append_number (out, at + 18, 4, big);
  hikae_test_append_number (out, 0, 4, big);
  hikae_test_append (out, value, size);
  return out;
}

static GByteArray *
make_comment (gboolean big, const char *code, const char *text, gboolean wide)
{
  g_autoptr (GByteArray) value = g_byte_array_new ();
  guint8 name[8] = {0};

  memcpy (name, code, strlen (code));
  hikae_test_append (value, name, sizeof name);
  for (const char *c = text; *c != '\0'; c++)
    hikae_test_append_number (value, (guint8)*c, wide ? 2 : 1, big);
  return hikae_test_media_exif (big, 0x9286, value->data, value->len);
}

/* The three tags of Grok: two in IFD0, the comment left out. */
GByteArray *
hikae_test_media_grok (void)
{
  const gsize first = strlen (SIGNATURE) + 1;
  GByteArray *out = g_byte_array_new ();

  hikae_test_append_text (out, "II");
  hikae_test_append_number (out, 42, 2, FALSE);
  hikae_test_append_number (out, 8, 4, FALSE);
  hikae_test_append_number (out, 2, 2, FALSE);
  hikae_test_append_number (out, 0x010e, 2, FALSE);
  hikae_test_append_number (out, 2, 2, FALSE);
  hikae_test_append_number (out, first, 4, FALSE);
  hikae_test_append_number (out, 38, 4, FALSE);
  hikae_test_append_number (out, 0x013b, 2, FALSE);
  hikae_test_append_number (out, 2, 2, FALSE);
  hikae_test_append_number (out, strlen (UUID) + 1, 4, FALSE);
  hikae_test_append_number (out, 38 + first, 4, FALSE);
  hikae_test_append_number (out, 0, 4, FALSE);
  hikae_test_append (out, SIGNATURE, first);
  hikae_test_append (out, UUID, strlen (UUID) + 1);
  return out;
}

GByteArray *
hikae_test_media_xmp (const char *properties)
{
  GByteArray *out = g_byte_array_new ();

  hikae_test_append_text (
      out,
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'><!-- made by a test --><rdf:RDF "
      "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
      "rdf:about='' xmlns:Iptc4xmpExt='http://iptc.org/std/Iptc4xmpExt/"
      "2008-02-29/' xmlns:TC260='http://www.tc260.org.cn/ns/AIGC/1.0/' "
      "xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/'>");
  hikae_test_append_text (out, properties);
  hikae_test_append_text (out, "</rdf:Description></rdf:RDF></x:xmpmeta>");
  return out;
}

static GByteArray *
deflate_bytes (const void *bytes, gsize size)
{
  uLongf length = compressBound (size);
  GByteArray *out = g_byte_array_new ();

  g_byte_array_set_size (out, (guint)length);
  g_assert_cmpint (compress (out->data, &length, bytes, size), ==, Z_OK);
  g_byte_array_set_size (out, (guint)length);
  return out;
}

/* JPEG: no pixels, which the walkers do not mind. */

static void
append_segment (GByteArray *out, guint8 marker, const void *bytes, gsize size)
{
  hikae_test_append_number (out, 0xff00 | marker, 2, TRUE);
  hikae_test_append_number (out, size + 2, 2, TRUE);
  hikae_test_append (out, bytes, size);
}

static GByteArray *
begin_jpeg (void)
{
  GByteArray *out = g_byte_array_new ();

  hikae_test_append (out, "\xff\xd8", 2);
  return out;
}

static GBytes *
end_jpeg (GByteArray *out)
{
  append_segment (out, 0xc0, "\x08\0\x10\0\x10\x01\x01\x11\0", 9);
  hikae_test_append (out, "\xff\xd9", 2);
  return hikae_test_finish (out);
}

static GBytes *
wrap_jpeg (guint8 marker, const char *name, gsize name_size, GByteArray *block)
{
  GByteArray *out = begin_jpeg ();
  g_autoptr (GByteArray) segment = g_byte_array_new ();

  hikae_test_append (segment, name, name_size);
  hikae_test_append (segment, block->data, block->len);
  append_segment (out, marker, segment->data, segment->len);
  g_byte_array_unref (block);
  return end_jpeg (out);
}

static GBytes *
jpeg_grok (void)
{
  return wrap_jpeg (0xe1, "Exif\0\0", 6, hikae_test_media_grok ());
}

static GBytes *
jpeg_grok_half (void)
{
  return wrap_jpeg (0xe1,
                    "Exif\0\0",
                    6,
                    hikae_test_media_exif (TRUE, 0x010e, SIGNATURE, sizeof SIGNATURE));
}

static GBytes *
jpeg_comment_ascii (void)
{
  return wrap_jpeg (
      0xe1, "Exif\0\0", 6, make_comment (FALSE, "ASCII", PARAMETERS, FALSE));
}

static GBytes *
jpeg_comment_unicode_big (void)
{
  return wrap_jpeg (
      0xe1, "Exif\0\0", 6, make_comment (TRUE, "UNICODE", PARAMETERS, TRUE));
}

static GBytes *
jpeg_comment_unicode_little (void)
{
  return wrap_jpeg (
      0xe1, "Exif\0\0", 6, make_comment (FALSE, "UNICODE", PARAMETERS, TRUE));
}

static GBytes *
jpeg_comment_unicode_narrow (void)
{
  return wrap_jpeg (
      0xe1, "Exif\0\0", 6, make_comment (TRUE, "UNICODE", PARAMETERS, FALSE));
}

/* UTF-16 behind a name that says otherwise. */
static GBytes *
jpeg_comment_wide (void)
{
  return wrap_jpeg (0xe1, "Exif\0\0", 6, make_comment (FALSE, "ASCII", PARAMETERS, TRUE));
}

static GBytes *
jpeg_comment_jis (void)
{
  return wrap_jpeg (0xe1,
                    "Exif\0\0",
                    6,
                    make_comment (FALSE, "JIS", "\x1b$B2H\x1b(B\n" PARAMETERS, FALSE));
}

static GBytes *
jpeg_comment_segment (void)
{
  GByteArray *out = begin_jpeg ();

  append_segment (out, 0xe0, "JFIF\0", 5);
  hikae_test_append_text (out, "stray bytes");
  append_segment (out, 0xfe, "{\"base_model\": \"x\"}", 19);
  return end_jpeg (out);
}

static GBytes *
jpeg_iptc (void)
{
  GByteArray *out = begin_jpeg ();
  g_autoptr (GByteArray) block = g_byte_array_new ();
  static const char credit[] = "Made with Google AI";

  hikae_test_append (block, "Photoshop 3.0\0", 14);
  hikae_test_append (block, "8BIM\x04\x04\0\0", 8);
  hikae_test_append_number (block, sizeof credit - 1 + 5, 4, TRUE);
  hikae_test_append (block, "\x1c\x02\x6e", 3);
  hikae_test_append_number (block, sizeof credit - 1, 2, TRUE);
  hikae_test_append (block, credit, sizeof credit - 1);
  append_segment (out, 0xed, block->data, block->len);
  return end_jpeg (out);
}

/* The packet in two parts, the second one first. */
static GBytes *
jpeg_extended_xmp (void)
{
  GByteArray *out = begin_jpeg ();
  g_autoptr (GByteArray) packet = hikae_test_media_xmp (HIKAE_TEST_AI_SOURCE);
  g_autoptr (GByteArray) first = hikae_test_media_xmp (
      "<xmpNote:HasExtendedXMP xmlns:xmpNote='http://ns.adobe.com/xmp/note/'>"
      "0123456789ABCDEF0123456789ABCDEF</xmpNote:HasExtendedXMP>");
  g_autoptr (GByteArray) main_part = g_byte_array_new ();
  const gsize half = packet->len / 2;

  hikae_test_append (main_part, "http://ns.adobe.com/xap/1.0/", 29);
  hikae_test_append (main_part, first->data, first->len);
  append_segment (out, 0xe1, main_part->data, main_part->len);

  for (int i = 1; i >= 0; i--) {
    g_autoptr (GByteArray) part = g_byte_array_new ();

    hikae_test_append (part, "http://ns.adobe.com/xmp/extension/", 35);
    hikae_test_append_text (part, "0123456789ABCDEF0123456789ABCDEF");
    hikae_test_append_number (part, packet->len, 4, TRUE);
    hikae_test_append_number (part, i == 0 ? 0 : half, 4, TRUE);
    hikae_test_append (
        part, packet->data + (i == 0 ? 0 : half), i == 0 ? half : packet->len - half);
    append_segment (out, 0xe1, part->data, part->len);
  }
  return end_jpeg (out);
}

static GBytes *
jpeg_trailer (void)
{
  GByteArray *out = g_byte_array_new ();

  hikae_test_append (out, "\xff\xd8", 2);
  append_segment (out, 0xc0, "\x08\0\x10\0\x10\x01\x01\x11\0", 9);
  hikae_test_append (out, "\xff\xd9", 2);
  for (int i = 0; i < 9000; i++)
    hikae_test_append_text (out, "the picture before the edit");
  hikae_test_append_text (out, "{\"genAIType\":8}SEFT");
  return hikae_test_finish (out);
}

static GBytes *
jpeg_plain (void)
{
  return wrap_jpeg (0xe1,
                    "Exif\0\0",
                    6,
                    hikae_test_media_exif (TRUE, 0x010e, "OLYMPUS DIGITAL CAMERA", 23));
}

/* PNG. */

GBytes *
hikae_test_media_png (const HikaeTestPart *parts, guint count)
{
  static const guint8 header[] = {0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0};
  static const guint8 pixel[] = {0, 255, 255, 255};
  g_autoptr (GByteArray) data = deflate_bytes (pixel, sizeof pixel);
  GByteArray *out = g_byte_array_new ();

  hikae_test_append (out, "\x89PNG\r\n\x1a\n", 8);
  for (guint i = 0; i < count + 3; i++) {
    const HikaeTestPart part = i == 0 ? (HikaeTestPart){"IHDR", header, 13}
                               : i == count + 1
                                   ? (HikaeTestPart){"IDAT", data->data, data->len}
                               : i == count + 2 ? (HikaeTestPart){"IEND", "", 0}
                                                : parts[i - 1];
    guint start = 0;

    hikae_test_append_number (out, part.size, 4, TRUE);
    start = out->len;
    hikae_test_append (out, part.kind, 4);
    hikae_test_append (out, part.bytes, part.size);
    hikae_test_append_number (
        out, crc32 (0, out->data + start, out->len - start), 4, TRUE);
  }
  return hikae_test_finish (out);
}

static GBytes *
png_with (const char *kind, GByteArray *chunk)
{
  const HikaeTestPart part = {kind, chunk->data, chunk->len};
  GBytes *png = hikae_test_media_png (&part, 1);

  g_byte_array_unref (chunk);
  return png;
}

static GBytes *
png_text (const char *key, const char *value)
{
  GByteArray *chunk = g_byte_array_new ();

  hikae_test_append (chunk, key, strlen (key) + 1);
  hikae_test_append_text (chunk, value);
  return png_with ("tEXt", chunk);
}

static GBytes *
png_comfy (void)
{
  return png_text ("prompt", "{\"3\":{\"inputs\":{},\"class_type\":\"KSampler\"}}");
}

static GBytes *
png_novelai (void)
{
  return png_text ("Software", "NovelAI");
}

static GBytes *
png_aigc (void)
{
  return png_text ("AIGC", "{\"Label\":\"1\",\"ContentProducer\":\"001\"}");
}

static GBytes *
png_deflated_xmp (void)
{
  g_autoptr (GByteArray) packet = hikae_test_media_xmp (HIKAE_TEST_AI_SOURCE);
  g_autoptr (GByteArray) deflated = deflate_bytes (packet->data, packet->len);
  GByteArray *chunk = g_byte_array_new ();

  hikae_test_append (chunk, "XML:com.adobe.xmp\0\1\0\0\0", 22);
  hikae_test_append (chunk, deflated->data, deflated->len);
  return png_with ("iTXt", chunk);
}

static GBytes *
png_raw_profile (void)
{
  g_autoptr (GByteArray) block = hikae_test_media_grok ();
  g_autoptr (GByteArray) hex = g_byte_array_new ();
  g_autoptr (GByteArray) deflated = NULL;
  GByteArray *chunk = g_byte_array_new ();

  hikae_test_append_text (hex, "\nexif\n     300\n");
  for (guint i = 0; i < block->len; i++) {
    g_autofree char *digits =
        g_strdup_printf ("%02x%s", block->data[i], i % 36 == 35 ? "\n" : "");

    hikae_test_append_text (hex, digits);
  }
  deflated = deflate_bytes (hex->data, hex->len);
  hikae_test_append (chunk, "Raw profile type exif\0\0", 23);
  hikae_test_append (chunk, deflated->data, deflated->len);
  return png_with ("zTXt", chunk);
}

static GBytes *
png_exif (void)
{
  return png_with ("eXIf", make_comment (TRUE, "ASCII", PARAMETERS, FALSE));
}

static GBytes *
png_author (void)
{
  return png_text ("Author", "Somebody");
}

/* WebP, GIF, PNM, TIFF. */

static GBytes *
wrap_webp (const char *kind, GByteArray *block)
{
  GByteArray *out = g_byte_array_new ();

  hikae_test_append_text (out, "RIFF");
  hikae_test_append_number (out, 4 + 8 + block->len + block->len % 2, 4, FALSE);
  hikae_test_append_text (out, "WEBP");
  hikae_test_append_text (out, kind);
  hikae_test_append_number (out, block->len, 4, FALSE);
  hikae_test_append (out, block->data, block->len);
  if (block->len % 2 == 1)
    hikae_test_append (out, "", 1);
  g_byte_array_unref (block);
  return hikae_test_finish (out);
}

static GBytes *
webp_exif (void)
{
  return wrap_webp ("EXIF", make_comment (TRUE, "UNICODE", PARAMETERS, TRUE));
}

static GBytes *
webp_comfy (void)
{
  static const char value[] = "workflow:{\"nodes\":[]}";

  return wrap_webp ("EXIF", hikae_test_media_exif (FALSE, 0x010f, value, sizeof value));
}

static GBytes *
webp_xmp (void)
{
  return wrap_webp ("XMP ",
                    hikae_test_media_xmp (
                        "<TC260:AIGC>{&amp;quot;Label&amp;quot;:&amp;quot;1&amp;quot;}"
                        "</TC260:AIGC>"));
}

static GBytes *
gif_xmp (void)
{
  g_autoptr (GByteArray) packet = hikae_test_media_xmp (HIKAE_TEST_AI_SOURCE);
  GByteArray *out = g_byte_array_new ();

  hikae_test_append (out, "GIF89a\1\0\1\0\0\0\0", 13);
  hikae_test_append (out, "!\xff\x0bXMP DataXMP", 14);
  hikae_test_append (out, packet->data, packet->len);
  hikae_test_append (out, "\1", 1);
  for (int i = 0xff; i >= 0; i--)
    hikae_test_append_number (out, (guint64)i, 1, TRUE);
  hikae_test_append (out, "\0;", 2);
  return hikae_test_finish (out);
}

/* A comment without a byte, as no program should write it. */
static GBytes *
gif_empty_comment (void)
{
  GByteArray *out = g_byte_array_new ();

  hikae_test_append (out, "GIF89a\1\0\1\0\0\0\0", 13);
  hikae_test_append (out, "!\xfe\0;", 4);
  return hikae_test_finish (out);
}

static GBytes *
tiff_software (void)
{
  return hikae_test_finish (
      hikae_test_media_exif (TRUE, 0x0131, "Stable Diffusion 1.5", 21));
}

static GBytes *
pnm_plain (void)
{
  GByteArray *out = g_byte_array_new ();

  hikae_test_append_text (out, "P6\n# a comment\n2 1\n255\n");
  hikae_test_append (out, "\0\0\0\xff\xff\xff", 6);
  return hikae_test_finish (out);
}

static const HikaeTestMedia samples[] = {
    {"jpeg-grok", "jpeg", "xAI Grok", "marker", jpeg_grok},
    {"jpeg-grok-half", "jpeg", "xAI Grok", "text", jpeg_grok_half},
    {"jpeg-comment-ascii", "jpeg", SETTINGS_OF, "text", jpeg_comment_ascii},
    {"jpeg-comment-unicode-big", "jpeg", SETTINGS_OF, "text", jpeg_comment_unicode_big},
    {"jpeg-comment-unicode-little",
     "jpeg",
     SETTINGS_OF,
     "text",
     jpeg_comment_unicode_little},
    {"jpeg-comment-unicode-narrow",
     "jpeg",
     SETTINGS_OF,
     "text",
     jpeg_comment_unicode_narrow},
    {"jpeg-comment-jis", "jpeg", SETTINGS_OF, "text", jpeg_comment_jis},
    {"jpeg-comment-wide", "jpeg", SETTINGS_OF, "text", jpeg_comment_wide},
    {"jpeg-comment-segment", "jpeg", "Fooocus", "text", jpeg_comment_segment},
    {"jpeg-iptc", "jpeg", "Google AI", "text", jpeg_iptc},
    {"jpeg-iptc-parts", "jpeg", "Google AI", "text", hikae_test_media_iptc_parts},
    {"jpeg-iptc-unfilled", "jpeg", "Google AI", "text", hikae_test_media_iptc_unfilled},
    {"jpeg-extended-xmp", "jpeg", AI_STATED, "marker", jpeg_extended_xmp},
    {"jpeg-trailer", "jpeg", "Samsung Galaxy AI edit", "marker", jpeg_trailer},
    {"jpeg-plain", "jpeg", NULL, NULL, jpeg_plain},
    {"png-comfy", "png", "ComfyUI", "text", png_comfy},
    {"png-novelai", "png", "NovelAI", "text", png_novelai},
    {"png-aigc", "png", "China AIGC label (GB 45438-2025)", "marker", png_aigc},
    {"png-deflated-xmp", "png", AI_STATED, "marker", png_deflated_xmp},
    {"png-raw-profile", "png", "xAI Grok", "marker", png_raw_profile},
    {"png-exif", "png", SETTINGS_OF, "text", png_exif},
    {"png-author", "png", NULL, NULL, png_author},
    {"webp-exif", "webp", SETTINGS_OF, "text", webp_exif},
    {"webp-comfy", "webp", "ComfyUI", "text", webp_comfy},
    {"webp-xmp", "webp", "China AIGC label (GB 45438-2025)", "marker", webp_xmp},
    {"gif-xmp", "gif", AI_STATED, "marker", gif_xmp},
    {"gif-empty-comment", "gif", NULL, NULL, gif_empty_comment},
    {"tiff-software", "tiff", "Stable Diffusion", "text", tiff_software},
    {"pnm-plain", "pnm", NULL, NULL, pnm_plain},
    {"avif-exif", "avif", "xAI Grok", "marker", hikae_test_media_avif_exif},
    {"heic-xmp", "heic", AI_STATED, "marker", hikae_test_media_heic_xmp},
    {"mp4-keys",
     "mp4",
     "China AIGC label (GB 45438-2025)",
     "marker",
     hikae_test_media_mp4_keys},
    {"mp4-comment", "mp4", "ComfyUI", "text", hikae_test_media_mp4_comment},
    {"mp4-quicktime", "mp4", "xAI Grok", "text", hikae_test_media_mp4_quicktime},
    {"webm-tag", "webm", SETTINGS_OF, "text", hikae_test_media_webm_tag},
    {"webm-live", "webm", SETTINGS_OF, "text", hikae_test_media_webm_live},
    {"svg-xmp", "unknown", AI_STATED, "marker", hikae_test_media_svg_xmp},
    {"xmp-resource", "unknown", AI_STATED, "marker", hikae_test_media_xmp_resource},
    {"xmp-qualified", "unknown", AI_STATED, "marker", hikae_test_media_xmp_qualified},
    {"xmp-pieces", "unknown", AI_STATED, "marker", hikae_test_media_xmp_pieces},
    {"xmp-damaged", "unknown", AI_STATED, "marker", hikae_test_media_xmp_damaged},
    {"webp-wide-xmp", "webp", AI_STATED, "marker", hikae_test_media_webp_wide_xmp},
    {"gif-long-words", "gif", SETTINGS_OF, "text", hikae_test_media_long_words},
    {"tiff-end", "tiff", "Stable Diffusion", "text", hikae_test_media_tiff_end},
    {NULL},
};

const HikaeTestMedia *
hikae_test_media_list (void)
{
  return samples;
}
