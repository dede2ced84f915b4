/* test-behind.c: what lies behind the end of a picture is read, and said to lie there
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-marks.h"
#include "hikae-media-words.h"
#include "hikae-test-media.h"

#include <string.h>
#include <zlib.h>

#define SETTINGS "a house\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1"
#define SETTINGS_OF "AUTOMATIC1111 (Stable Diffusion)"
#define SOURCE                                                                           \
  "<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/"       \
  "trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>"
#define SOURCE_OF "made by AI as stated (IPTC digital source type)"
#define SAMSUNG "Samsung Galaxy AI edit"

static void
append (GByteArray *out, const void *bytes, gsize size)
{
  g_byte_array_append (out, bytes, (guint)size);
}

static void
append_number (GByteArray *out, guint32 number, guint size, gboolean big)
{
  for (guint i = 0; i < size; i++) {
    guint8 byte = (guint8)(number >> 8 * (big ? size - 1 - i : i));

    append (out, &byte, 1);
  }
}

static void
append_chunk (GByteArray *out, const char *kind, const void *bytes, gsize size)
{
  append_number (out, (guint32)size, 4, TRUE);
  append (out, kind, 4);
  append (out, bytes, size);
  append_number (
      out, (guint32)crc32 (0, out->data + out->len - size - 4, (uInt)size + 4), 4, TRUE);
}

static GByteArray *
begin_png (void)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GBytes) png = hikae_test_media_png (NULL, 0);

  append (out, g_bytes_get_data (png, NULL), g_bytes_get_size (png));
  return out;
}

/* A whole JPEG file with one block of the kind that @name says. */
static void
append_jpeg (GByteArray *out, const char *name, gsize name_size, GByteArray *block)
{
  append (out, "\xff\xd8\xff\xe1", 4);
  append_number (out, (guint32)name_size + block->len + 2, 2, TRUE);
  append (out, name, name_size);
  append (out, block->data, block->len);
  append (out, "\xff\xc0\0\x0b\x08\0\x10\0\x10\x01\x01\x11\0\xff\xd9", 15);
  g_byte_array_unref (block);
}

static GByteArray *
begin_jpeg (void)
{
  GByteArray *out = g_byte_array_new ();

  append_jpeg (out, "Exif\0\0", 6, hikae_test_media_exif (TRUE, 0x010f, "FUJIFILM", 9));
  return out;
}

static GByteArray *
make_comment (void)
{
  static const char comment[] = "ASCII\0\0\0" SETTINGS;

  return hikae_test_media_exif (TRUE, 0x9286, comment, sizeof comment);
}

static GByteArray *
png_text (void)
{
  static const char text[] = "parameters\0" SETTINGS;
  GByteArray *out = begin_png ();

  append_chunk (out, "tEXt", text, sizeof text - 1);
  return out;
}

static GByteArray *
png_deflated (void)
{
  static const char head[] = "parameters\0";
  guint8 text[256] = "parameters\0";
  uLongf size = sizeof text - sizeof head;
  GByteArray *out = begin_png ();

  g_assert_cmpint (
      compress (text + sizeof head, &size, (const Bytef *)SETTINGS, sizeof SETTINGS - 1),
      ==,
      Z_OK);
  append_chunk (out, "zTXt", text, sizeof head + size);
  return out;
}

static GByteArray *
png_exif (void)
{
  GByteArray *out = begin_png ();
  g_autoptr (GByteArray) block = make_comment ();

  append_chunk (out, "tIME", "\x07\xe9\1\1\0\0\0", 7);
  append_chunk (out, "eXIf", block->data, block->len);
  return out;
}

static GByteArray *
png_xmp (void)
{
  static const char head[] = "XML:com.adobe.xmp\0\0\0\0";
  GByteArray *out = begin_png ();
  g_autoptr (GByteArray) packet = hikae_test_media_xmp (SOURCE);
  g_autoptr (GByteArray) chunk = g_byte_array_new ();

  append (chunk, head, sizeof head);
  append (chunk, packet->data, packet->len);
  append_chunk (out, "iTXt", chunk->data, chunk->len);
  return out;
}

/* Another whole file, and something of no kind between the two. */
static GByteArray *
png_picture (void)
{
  static const char text[] = "parameters\0" SETTINGS;
  const HikaeTestPart part = {"tEXt", text, sizeof text - 1};
  g_autoptr (GBytes) png = hikae_test_media_png (&part, 1);
  GByteArray *out = begin_png ();

  append (out, "\0\0\xff\xd8\xff\0", 6);
  append (out, g_bytes_get_data (png, NULL), g_bytes_get_size (png));
  return out;
}

static GByteArray *
jpeg_second_exif (void)
{
  GByteArray *out = begin_jpeg ();

  append_jpeg (out, "Exif\0\0", 6, make_comment ());
  return out;
}

/* The third of three pictures, with filling between them. */
static GByteArray *
jpeg_third_xmp (void)
{
  GByteArray *out = begin_jpeg ();

  append_jpeg (out, "Exif\0\0", 6, hikae_test_media_exif (TRUE, 0x010f, "FUJIFILM", 9));
  append (out, "\0\0\0", 3);
  append_jpeg (out, "http://ns.adobe.com/xap/1.0/\0", 29, hikae_test_media_xmp (SOURCE));
  return out;
}

static GByteArray *
jpeg_second_plain (void)
{
  GByteArray *out = begin_jpeg ();

  append_jpeg (out, "Exif\0\0", 6, hikae_test_media_exif (TRUE, 0x010f, "FUJIFILM", 9));
  return out;
}

/* Blocks and their directory, as phones of Samsung write them; the edit stands between
 * two films that are too long to be searched. */
static GByteArray *
make_directory (const char *edit)
{
  static const char *const names[] = {
      "MotionPhoto_Data", "PhotoEditor_Re_Edit_Data", "Film"};
  GByteArray *out = g_byte_array_new ();
  g_autofree char *film = g_strnfill (100000, '\xfe');
  gsize starts[3] = {0};
  gsize sizes[3] = {0};
  gsize directory = 0;

  for (guint i = 0; i < 3; i++) {
    const char *value = i == 1 ? edit : film;

    starts[i] = out->len;
    append_number (out, 0x0ba10000, 4, FALSE);
    append_number (out, (guint32)strlen (names[i]), 4, FALSE);
    append (out, names[i], strlen (names[i]));
    append (out, value, strlen (value));
    sizes[i] = out->len - starts[i];
  }
  directory = out->len;
  append (out, "SEFH\x6b\0\0\0\3\0\0\0", 12);
  for (guint i = 0; i < 3; i++) {
    append_number (out, 0x0ba10000, 4, FALSE);
    append_number (out, (guint32)(directory - starts[i]), 4, FALSE);
    append_number (out, (guint32)sizes[i], 4, FALSE);
  }
  append_number (out, (guint32)(out->len - directory), 4, FALSE);
  append (out, "SEFT", 4);
  return out;
}

static GByteArray *
jpeg_samsung (void)
{
  GByteArray *out = begin_jpeg ();
  g_autoptr (GByteArray) directory = make_directory ("{\"genAIType\":8}");

  append (out, directory->data, directory->len);
  return out;
}

static GByteArray *
jpeg_samsung_plain (void)
{
  GByteArray *out = begin_jpeg ();
  g_autoptr (GByteArray) directory = make_directory ("{\"genAIType\":0}");

  append (out, directory->data, directory->len);
  return out;
}

static GByteArray *
heic_samsung (void)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GByteArray) directory = make_directory ("{\"genAIType\":8}");

  append (out,
          "\0\0\0\x10"
          "ftypheic\0\0\0\0",
          16);
  append_number (out, directory->len + 8, 4, TRUE);
  append (out, "sefd", 4);
  append (out, directory->data, directory->len);
  return out;
}

/* @behind: whether the mark lies behind the end of the picture; what its maker always
 * writes there is not said to. */
typedef struct {
  const char *name;
  GByteArray *(*make) (void);
  const char *generator;
  gboolean behind;
} Sample;

static const Sample samples[] = {
    {"png-text", png_text, SETTINGS_OF, TRUE},
    {"png-deflated", png_deflated, SETTINGS_OF, TRUE},
    {"png-exif", png_exif, SETTINGS_OF, TRUE},
    {"png-xmp", png_xmp, SOURCE_OF, TRUE},
    {"png-picture", png_picture, SETTINGS_OF, TRUE},
    {"jpeg-second-exif", jpeg_second_exif, SETTINGS_OF, TRUE},
    {"jpeg-third-xmp", jpeg_third_xmp, SOURCE_OF, TRUE},
    {"jpeg-second-plain", jpeg_second_plain, NULL, FALSE},
    {"jpeg-samsung", jpeg_samsung, SAMSUNG, FALSE},
    {"jpeg-samsung-plain", jpeg_samsung_plain, NULL, FALSE},
    {"heic-samsung", heic_samsung, SAMSUNG, FALSE},
};

/* Whether a sentence of @report begins so. */
static gboolean
is_said (JsonObject *report, const char *start)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) findings = hikae_media_say_findings (report, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < json_array_get_length (findings); i++)
    if (g_str_has_prefix (
            hikae_json_get_string (json_array_get_object_element (findings, i), "en"),
            start))
      return TRUE;
  return FALSE;
}

static void
test_behind (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++) {
    g_autoptr (GByteArray) file = samples[i].make ();
    g_autoptr (HikaeMediaContainer) container =
        hikae_media_container_read (file->data, file->len);
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonObject) report = json_object_new ();
    JsonArray *marks = NULL;
    JsonObject *mark = NULL;

    g_test_message ("%s", samples[i].name);
    hikae_media_read_all (container);
    g_assert_null (container->complaint);
    marks = hikae_media_find_marks (container, &error);
    g_assert_no_error (error);
    json_object_set_array_member (report, "marks", marks);
    g_assert_cmpuint (
        json_array_get_length (marks), ==, samples[i].generator != NULL ? 1 : 0);
    g_assert_true (is_said (report, "Some of this lies behind the end") ==
                   samples[i].behind);
    if (samples[i].generator == NULL)
      continue;
    mark = json_array_get_object_element (marks, 0);
    g_assert_cmpstr (hikae_json_get_string (mark, "generator"), ==, samples[i].generator);
    g_assert_true (hikae_json_get_boolean (mark, "behind", FALSE) == samples[i].behind);
  }
}

/* Beginnings of pictures without end cost no more than a few looks. */
static void
test_many (void)
{
  g_autoptr (GByteArray) file = begin_jpeg ();
  g_autoptr (HikaeMediaContainer) container = NULL;

  for (guint i = 0; i < 1000000; i++)
    append (file, "\xff\xd8\xff", 3);
  container = hikae_media_container_read (file->data, file->len);
  hikae_media_read_all (container);
  g_assert_cmpuint (container->texts->len, <=, 4);
}

/* All pieces together have one share, however many there are. */
static void
test_share (void)
{
  g_autoptr (GByteArray) file = begin_png ();
  g_autofree char *text = g_strnfill (1024 * 1024, 'x');
  g_autoptr (HikaeMediaContainer) container = NULL;

  text[1] = '\0';
  for (guint i = 0; i < 8; i++) {
    append_chunk (file, "tEXt", text, 1024 * 1024);
    append_chunk (file, "IEND", "", 0);
  }
  container = hikae_media_container_read (file->data, file->len);
  hikae_media_read_all (container);
  g_assert_nonnull (container->complaint);
  g_assert_cmpuint (container->text_size, >, 3 * 1024 * 1024);
  g_assert_cmpuint (container->text_size, <, 5 * 1024 * 1024);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/behind/samples", test_behind);
  g_test_add_func ("/media/behind/many", test_many);
  g_test_add_func ("/media/behind/share", test_share);
  return g_test_run ();
}
