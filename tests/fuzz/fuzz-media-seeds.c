/* fuzz-media-seeds.c: writes seeds for the fuzz-media targets
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fuzz-media-seeds FOLDER: makes FOLDER/media-jpeg and so on. */
#include "config.h"

#include "hikae-test-c2pa.h"
#include "hikae-test-media.h"

#include <string.h>

#define SEED_MAX (1024 * 1024)

static void
write_seed (const char *folder, const char *target, const char *name, GBytes *bytes)
{
  g_autofree char *place = g_build_filename (folder, target, NULL);
  g_autofree char *path = g_build_filename (place, name, NULL);

  if (g_mkdir_with_parents (place, 0755) != 0 ||
      !g_file_set_contents (
          path, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes), NULL))
    g_error ("cannot write %s", path);
}

static const char *
find_target (const char *format)
{
  if (strcmp (format, "jpeg") == 0)
    return "media-jpeg";
  if (strcmp (format, "png") == 0)
    return "media-png";
  if (strcmp (format, "webp") == 0 || strcmp (format, "gif") == 0)
    return "media-riff";
  if (strcmp (format, "tiff") == 0)
    return "media-exif";
  if (strcmp (format, "webm") == 0 || strcmp (format, "unknown") == 0)
    return "media-other";
  return strcmp (format, "pnm") == 0 ? NULL : "media-bmff";
}

/* GIF files are told by their last bit. */
static GBytes *
mark_gif (GBytes *file)
{
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (
      bytes, g_bytes_get_data (file, NULL), (guint)g_bytes_get_size (file));
  g_byte_array_append (bytes, (const guint8 *)"\1", 1);
  return g_byte_array_free_to_bytes (bytes);
}

static void
write_files (const char *folder)
{
  for (const HikaeTestMedia *sample = hikae_test_media_list (); sample->name != NULL;
       sample++) {
    g_autoptr (GBytes) file = sample->make ();
    const char *target = find_target (sample->format);

    if (strcmp (sample->format, "gif") == 0) {
      g_autoptr (GBytes) marked = mark_gif (file);

      write_seed (folder, target, sample->name, marked);
    } else if (target != NULL && g_bytes_get_size (file) < SEED_MAX) {
      write_seed (folder, target, sample->name, file);
    }
  }
}

static void
write_blocks (const char *folder)
{
  static const char comment[] = "UNICODE\0S\0t\0e\0p\0s\0:\0 \0";
  static const char property[] =
      "<TC260:AIGC>{&quot;Label&quot;:1}</TC260:AIGC><photoshop:Credit>x"
      "</photoshop:Credit>";

  for (int big = 0; big < 2; big++) {
    GBytes *exif = g_byte_array_free_to_bytes (
        hikae_test_media_exif (big, 0x9286, comment, sizeof comment));
    GBytes *iptc = g_byte_array_free_to_bytes (
        hikae_test_media_exif (big, 0x83bb, "\x1c\2\x78\0\2hi", 7));

    write_seed (folder, "media-exif", big ? "comment-big" : "comment-little", exif);
    write_seed (folder, "media-exif", big ? "iptc-big" : "iptc-little", iptc);
    g_bytes_unref (exif);
    g_bytes_unref (iptc);
  }
  g_autoptr (GBytes) xmp = g_byte_array_free_to_bytes (hikae_test_media_xmp (property));
  g_autoptr (GBytes) empty = g_byte_array_free_to_bytes (hikae_test_media_xmp (""));

  write_seed (folder, "media-xmp", "label", xmp);
  write_seed (folder, "media-xmp", "empty", empty);
}

/* Stores, and the CBOR boxes out of them. */
static void
write_manifests (const char *folder)
{
  static const char *const algorithms[] = {"EC", "RSA", "ED25519"};

  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++) {
    const HikaeTestC2pa what = {.generator = "ChatGPT",
                                .source = "trainedAlgorithmicMedia",
                                .ingredient = i == 0,
                                .update = i == 1};
    g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("Seed", algorithms[i], 0);
    g_autoptr (GBytes) store = hikae_test_c2pa_store (pki, &what);
    const guint8 *at = g_bytes_get_data (store, NULL);
    const guint8 *end = at + g_bytes_get_size (store);

    write_seed (folder, "media-jumbf", algorithms[i], store);
    for (guint n = 0; (at = memmem (at, (gsize)(end - at), "cbor", 4)) != NULL; n++) {
      g_autofree char *name = g_strdup_printf ("%s-%u", algorithms[i], n);
      g_autoptr (GBytes) cbor =
          g_bytes_new (at + 4, MIN ((gsize)(end - at) - 4, (gsize)4096));

      write_seed (folder, "media-cbor", name, cbor);
      at += 4;
    }
  }
}

int
main (int argc, char **argv)
{
  if (argc != 2) {
    g_printerr ("usage: fuzz-media-seeds FOLDER\n");
    return 2;
  }
  write_files (argv[1]);
  write_blocks (argv[1]);
  write_manifests (argv[1]);
  return 0;
}
