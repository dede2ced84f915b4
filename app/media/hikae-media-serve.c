/* hikae-media-serve.c: the whole life of a helper process
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything that needs the file system (loaders, resources, converters) happens before
 * the door is shut by seccomp; after it only memory, reading, writing and leaving are
 * possible. No byte of the file is looked at before. */
#include "config.h"

#include "hikae-media-serve.h"

#include "hikae-error.h"
#include "hikae-hasher.h"
#include "hikae-media-exif.h"
#include "hikae-media-picture.h"
#include "hikae-media-pixels.h"
#include "hikae-media-report.h"
#include "hikae-media-sandbox-private.h"

#include <errno.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Loads what is loaded lazily: the decoders' modules and their tables. The picture is a
 * 1×1 one of our own for each format. */
static void
warm_up (gboolean writes)
{
  static const guint8 gif[] = {'G', 'I', 'F', '8', '9', 'a', 1,   0,    1, 0, 0x80, 0,
                               0,   0,   0,   0,   255, 255, 255, 0x2c, 0, 0, 0,    0,
                               1,   0,   1,   0,   0,   2,   2,   0x44, 1, 0, 0x3b};
  static const HikaeMediaFormat formats[] = {
      HIKAE_MEDIA_GIF, HIKAE_MEDIA_PNG, HIKAE_MEDIA_JPEG};

  /* The PNG loader converts text chunks by iconv; OpenSSL reads its configuration. */
  G_GNUC_UNUSED g_autofree char *converted =
      g_convert ("x", 1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
  HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, gif, sizeof gif);

  (void)digest;
  hikae_media_exif_prepare ();
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    HikaeMediaPixels *pixels =
        hikae_media_pixels_decode (formats[i], gif, sizeof gif, NULL);

    if (pixels != NULL && writes) {
      g_autofree char *png = NULL;
      gsize size = 0;

      (void)gdk_pixbuf_save_to_buffer (pixels->owner, &png, &size, "png", NULL, NULL);
    }
    hikae_media_pixels_free (pixels);
  }
}

static guint8 *
read_input (gsize *size)
{
  guint8 *bytes = malloc (HIKAE_MEDIA_FILE_MAX + 1);

  *size = 0;
  while (bytes != NULL && *size <= HIKAE_MEDIA_FILE_MAX) {
    gssize got = read (STDIN_FILENO, bytes + *size, HIKAE_MEDIA_FILE_MAX + 1 - *size);

    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return NULL;
    if (got == 0)
      return bytes;
    *size += (gsize)got;
  }
  return bytes;
}

/* A file is mapped; anything else is read. A file that shrinks meanwhile ends this
 * process, and the answer is that it could not be read. */
static const guint8 *
take_input (gsize max, gsize *size)
{
  off_t end = lseek (STDIN_FILENO, 0, SEEK_END);
  void *bytes = MAP_FAILED;

  (void)lseek (STDIN_FILENO, 0, SEEK_SET);
  if (end <= 0)
    return read_input (size);
  *size = (gsize)end;
  if (*size > max)
    return (const guint8 *)"";
  bytes = mmap (NULL, *size, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
  return bytes != MAP_FAILED ? bytes : read_input (size);
}

static gboolean
write_all (const void *bytes, gsize size)
{
  return fwrite (bytes, 1, size, stdout) == size;
}

/* One line of JSON, then what was made. */
static int
answer (JsonObject *object, GBytes *made, const GError *error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  gboolean done = FALSE;

  if (object == NULL) {
    g_assert (error != NULL);
    object = json_object_new ();
    json_object_set_string_member (object, "error", error->message);
    json_object_set_int_member (object, "code", error->code);
  }
  json_node_take_object (node, object);
  text = json_to_string (node, FALSE);
  done = write_all (text, strlen (text)) && write_all ("\n", 1);
  if (done && made != NULL)
    done = write_all (g_bytes_get_data (made, NULL), g_bytes_get_size (made));
  return done && fflush (stdout) == 0 ? 0 : 1;
}

static int
attempt (const char *what)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "attempt", hikae_media_sandbox_attempt (what));
  return answer (object, NULL, NULL);
}

static GBytes *
change (HikaeMediaFormat format,
        const guint8 *bytes,
        gsize size,
        const char *text,
        JsonObject **facts,
        GError **error)
{
  g_autoptr (JsonNode) node = hikae_json_parse (text, -1, 65536, error);

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    return hikae_media_change (
        format, bytes, size, json_node_get_array (node), facts, error);
  g_clear_error (error);
  g_set_error_literal (
      error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the changes are not understood");
  return NULL;
}

static int
serve (const HikaeMediaHelper *helper, const guint8 *bytes, gsize size, char **argv)
{
  const HikaeMediaFormat format = hikae_media_format_detect (bytes, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) made = NULL;
  JsonObject *object = NULL;

  if (argv[1] == NULL || g_str_equal (argv[1], "report"))
    object = hikae_media_report_make (bytes, size, &error);
  else if (g_str_equal (argv[1], "preview") && argv[2] != NULL && argv[3] != NULL)
    made = hikae_media_preview (format,
                                bytes,
                                size,
                                argv[2],
                                (guint)g_ascii_strtoull (argv[3], NULL, 10),
                                &object,
                                &error);
  else if (g_str_equal (argv[1], "change") && argv[2] != NULL)
    made = change (format, bytes, size, argv[2], &object, &error);
  else
    return 2;
  return answer (object, made, error);
}

int
hikae_media_serve (const HikaeMediaHelper *helper, int argc, char **argv)
{
  const gsize max = helper->films ? HIKAE_MEDIA_FILM_MAX : HIKAE_MEDIA_FILE_MAX;
  const guint8 *bytes = NULL;
  gsize size = 0;

  if (!hikae_media_sandbox_limit ())
    return 1;
  warm_up (argc > 1 && g_str_equal (argv[1], "change"));
  if (helper->prepare != NULL)
    helper->prepare ();
  if (!hikae_media_sandbox_shut (helper->threads))
    return 1;
  if (argc == 3 && g_str_equal (argv[1], "attempt"))
    return attempt (argv[2]);
  bytes = take_input (max, &size);
  if (bytes == NULL)
    return 1;
  if (size > max) {
    g_autoptr (GError) error =
        g_error_new_literal (HIKAE_ERROR,
                             HIKAE_ERROR_REJECTED,
                             "the file is larger than the limit for looking inside");

    return answer (NULL, NULL, error);
  }
  return serve (helper, bytes, size, argv);
}
