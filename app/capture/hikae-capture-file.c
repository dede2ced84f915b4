/* hikae-capture-file.c: a file becomes a draft
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-capture.h"
#include "hikae-clock.h"
#include "hikae-digest.h"
#include "hikae-error.h"
#include "hikae-file-stream.h"
#include "hikae-file.h"
#include "hikae-magic.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The kernel's own words for a link ("too many levels of symbolic links") and for a name
 * that is none help nobody, so the two are looked at before the open. */
static gboolean
check_path (const char *path, GError **error)
{
  struct stat facts = {0};
  const char *what = NULL;

  if (path == NULL || *path == '\0')
    what = "no file was named";
  else if (lstat (path, &facts) == 0 && S_ISLNK (facts.st_mode))
    what = "it is a link to another file; name the file itself";
  else if (S_ISDIR (facts.st_mode))
    what = "it is a folder; name the files in it";
  if (what == NULL)
    return TRUE;
  g_set_error (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "adding a file: %s", what);
  return FALSE;
}

/* The record holds UTF-8. A name that is not keeps its exact bytes as a fact. */
static void
set_name_fact (JsonObject *facts, const char *name)
{
  g_autofree char *hex = NULL;

  if (g_utf8_validate (name, -1, NULL))
    return;
  hex = hikae_hex_format (name, strlen (name));
  json_object_set_string_member (facts, "name_bytes", hex);
}

HikaeDraft *
hikae_capture_file (const char *path, GError **error)
{
  guint8 head[HIKAE_MAGIC_SIZE] = {0};
  g_autoptr (GInputStream) stream = NULL;
  g_autofree char *name = NULL;
  g_autofree char *modified = NULL;
  HikaeDraft *draft = NULL;
  HikaeFileStream *file = NULL;
  JsonObject *facts = NULL;
  gssize head_size = 0;
  int fd = -1;

  if (!check_path (path, error))
    return NULL;
  fd = hikae_file_open_regular (path, NULL, error);
  if (fd < 0) {
    g_prefix_error (error, "adding a file: ");
    return NULL;
  }
  stream = hikae_file_stream_new_take (fd, error);
  if (stream == NULL)
    return NULL;
  file = HIKAE_FILE_STREAM (stream);
  head_size = pread (fd, head, sizeof head, 0);
  name = g_path_get_basename (path);
  modified = hikae_clock_format_utc (hikae_file_stream_get_modified_at (file));
  draft = hikae_draft_new (HIKAE_ITEM_FILE,
                           name,
                           hikae_magic_get_media_type (head, (gsize)MAX (head_size, 0)),
                           stream);
  hikae_draft_set_expected_size (draft, hikae_file_stream_get_size (file));
  facts = hikae_draft_get_facts (draft);
  json_object_set_string_member (facts, "method", "file");
  json_object_set_string_member (facts, "modified_at", modified);
  json_object_set_int_member (
      facts, "source_size", (gint64)hikae_file_stream_get_size (file));
  if (hikae_file_stream_get_size (file) == 0)
    json_object_set_int_member (facts, "empty", 1);
  set_name_fact (facts, name);
  return draft;
}
