/* hikae-wacz-package.c: the files of a WACZ and the list of their digests
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-wacz-package.h"

#include <string.h>

char *
hikae_wacz_package_format (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return hikae_json_format_canonical (node);
}

gboolean
hikae_wacz_package_end (HikaeZipStream *zip,
                        JsonArray *resources,
                        const char *path,
                        GError **error)
{
  JsonObject *resource = json_object_new ();
  HikaeDigest digest = {0};
  guint64 size = 0;
  g_autofree char *hex = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *name = g_path_get_basename (path);

  json_array_add_object_element (resources, resource);
  if (!hikae_zip_stream_end (zip, &digest, &size, error))
    return FALSE;
  hex = hikae_digest_format_hex (&digest);
  hash = g_strconcat ("sha256:", hex, NULL);
  json_object_set_string_member (resource, "name", name);
  json_object_set_string_member (resource, "path", path);
  json_object_set_string_member (resource, "hash", hash);
  json_object_set_int_member (resource, "bytes", (gint64)size);
  return TRUE;
}

gboolean
hikae_wacz_package_add (HikaeZipStream *zip,
                        JsonArray *resources,
                        const char *path,
                        const void *bytes,
                        gsize size,
                        GError **error)
{
  return hikae_zip_stream_begin (zip, path, error) &&
         hikae_zip_stream_write (zip, bytes, size, error) &&
         hikae_wacz_package_end (zip, resources, path, error);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

gboolean
hikae_wacz_package_add_index (HikaeZipStream *zip,
                              JsonArray *resources,
                              GPtrArray *lines,
                              GError **error)
{
  g_ptr_array_sort (lines, compare_lines);
  if (!hikae_zip_stream_begin (zip, HIKAE_WACZ_INDEX_PATH, error))
    return FALSE;
  for (guint i = 0; i < lines->len; i++) {
    const char *line = lines->pdata[i];

    if (!hikae_zip_stream_write (zip, line, strlen (line), error))
      return FALSE;
  }
  return hikae_wacz_package_end (zip, resources, HIKAE_WACZ_INDEX_PATH, error);
}

gboolean
hikae_wacz_package_finish (HikaeZipStream *zip,
                           JsonObject *package,
                           JsonArray *resources,
                           GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *seal = NULL;
  HikaeDigest digest = {0};

  json_object_set_array_member (package, "resources", json_array_ref (resources));
  text = hikae_wacz_package_format (package);
  if (!hikae_zip_stream_begin (zip, "datapackage.json", error) ||
      !hikae_zip_stream_write (zip, text, strlen (text), error) ||
      !hikae_zip_stream_end (zip, &digest, NULL, error))
    return FALSE;
  hex = hikae_digest_format_hex (&digest);
  seal = g_strdup_printf ("{\"hash\":\"sha256:%s\",\"path\":\"datapackage.json\"}", hex);
  return hikae_zip_stream_begin (zip, "datapackage-digest.json", error) &&
         hikae_zip_stream_write (zip, seal, strlen (seal), error) &&
         hikae_zip_stream_end (zip, NULL, NULL, error) &&
         hikae_zip_stream_finish (zip, error);
}
