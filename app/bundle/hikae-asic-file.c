/* hikae-asic-file.c: ASiC containers: read from anyone, ours written
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Read by libzip and not by the reader of bundles: that one takes only what a bundle may
 * look like, and other programs put comments at the end, folders and fields of their own
 * into a container. */
#include "config.h"

#include "hikae-asic-file.h"

#include "hikae-asic.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-zip-writer.h"

#include <string.h>
#include <zip.h>

/* A packed file may be so many times as long unpacked. */
#define MAX_RATIO 200
#define SMALL (1024 * 1024)

typedef struct {
  zip_t *zip;
  guint64 left;
} Archive;

static void
close_archive (Archive *self)
{
  if (self->zip != NULL)
    zip_discard (self->zip);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Archive, close_archive)

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the container: %s", why);
  return FALSE;
}

gboolean
hikae_asic_is_container (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  guint8 start[4] = {0};
  gsize size = 0;

  return stream != NULL &&
         g_input_stream_read_all (
             G_INPUT_STREAM (stream), start, sizeof start, &size, NULL, NULL) &&
         size == sizeof start && memcmp (start, "PK\3\4", sizeof start) == 0;
}

/* FALSE with @error; with a size of 0 the entry is a folder. */
static gboolean
check_entry (Archive *self, guint64 index, zip_stat_t *facts, GError **error)
{
  const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;

  if (zip_stat_index (self->zip, index, ZIP_FL_ENC_RAW, facts) != 0 ||
      (facts->valid & needed) != needed)
    return refuse (error, "an entry of it cannot be read");
  if ((facts->valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 &&
      facts->encryption_method != ZIP_EM_NONE)
    return refuse (error, "it is locked");
  if (*facts->name == '\0' || !g_utf8_validate (facts->name, -1, NULL))
    return refuse (error, "a name in it is not text");
  if (facts->size > self->left ||
      (facts->size > SMALL && facts->size / MAX_RATIO > facts->comp_size))
    return refuse (error, "it is larger than any container of time stamps");
  self->left -= facts->size;
  return TRUE;
}

static GBytes *
read_entry (Archive *self, guint64 index, guint64 size, GError **error)
{
  zip_file_t *file = zip_fopen_index (self->zip, index, 0);
  g_autofree guint8 *bytes = g_malloc (size + 1);
  zip_int64_t got = file != NULL ? zip_fread (file, bytes, size + 1) : -1;
  int closed = file != NULL ? zip_fclose (file) : -1;

  if (got >= 0 && (guint64)got == size && closed == 0)
    return g_bytes_new_take (g_steal_pointer (&bytes), size);
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_DAMAGED,
                       "the container: a file in it does not fit its checksum");
  return NULL;
}

static gboolean
load_all (Archive *self, GHashTable *files, gboolean *twice, GError **error)
{
  zip_int64_t count = zip_get_num_entries (self->zip, 0);

  if (count <= 0 || count > HIKAE_ASIC_MAX_FILES)
    return refuse (error, "it is empty, or holds too many files");
  for (guint64 i = 0; i < (guint64)count; i++) {
    zip_stat_t facts;
    GBytes *bytes = NULL;

    zip_stat_init (&facts);
    if (!check_entry (self, i, &facts, error))
      return FALSE;
    if (g_str_has_suffix (facts.name, "/") && facts.size == 0)
      continue;
    bytes = read_entry (self, i, facts.size, error);
    if (bytes == NULL)
      return FALSE;
    if (!g_hash_table_insert (files, g_strdup (facts.name), bytes))
      *twice = TRUE;
  }
  return TRUE;
}

GHashTable *
hikae_asic_load (const char *path, gboolean *twice, GError **error)
{
  g_autoptr (GHashTable) files = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  g_autoptr (GBytes) bytes = hikae_file_load (path, HIKAE_ASIC_FILE_MAX, error);
  g_auto (Archive) archive = {NULL, HIKAE_ASIC_FILE_MAX};
  zip_source_t *source = NULL;
  zip_error_t failure;

  *twice = FALSE;
  if (bytes == NULL)
    return NULL;
  zip_error_init (&failure);
  source = zip_source_buffer_create (
      g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, &failure);
  if (source != NULL)
    archive.zip = zip_open_from_source (source, ZIP_RDONLY, &failure);
  if (archive.zip == NULL && source != NULL)
    zip_source_free (source);
  zip_error_fini (&failure);
  if (archive.zip == NULL) {
    (void)refuse (error, "it is not a ZIP archive");
    return NULL;
  }
  return load_all (&archive, files, twice, error) ? g_steal_pointer (&files) : NULL;
}

static gboolean
append (const void *bytes, gsize size, gpointer data, GError **error)
{
  g_byte_array_append (data, bytes, (guint)size);
  return TRUE;
}

GBytes *
hikae_asic_format (const char *name, GBytes *data, GBytes *token, gint64 time)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  g_autoptr (HikaeZipWriter) writer = hikae_zip_writer_new (time, append, array);
  g_autoptr (GBytes) type = g_bytes_new_static (HIKAE_ASIC_S_TYPE, 31);

  G_STATIC_ASSERT (sizeof HIKAE_ASIC_S_TYPE == 32);
  /* §A.1: the type comes first, stored and without further fields, so that it stands at
   * one place in every container. */
  if (g_bytes_get_size (data) > HIKAE_ASIC_FILE_MAX ||
      !hikae_zip_writer_add (writer, "mimetype", type, NULL) ||
      !hikae_zip_writer_add (writer, name, data, NULL) ||
      !hikae_zip_writer_add (writer, "META-INF/timestamp.tst", token, NULL) ||
      !hikae_zip_writer_finish (writer, NULL))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&array));
}
