/* hikae-bundle-manifest.c: BagIt manifests and seal lists: lines of digest and path
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-manifest.h"

#include "hikae-bundle-plan.h"
#include "hikae-error.h"

#include <string.h>

char *
hikae_manifest_format_line (const HikaeDigest *digest, const char *path)
{
  g_autofree char *hex = hikae_digest_format_hex (digest);

  return g_strdup_printf ("%s  %s\n", hex, path);
}

static void
free_entry (gpointer data)
{
  HikaeManifestEntry *entry = data;

  g_free (entry->path);
  g_free (entry);
}

static gboolean
has_upper_hex (const char *hex, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (g_ascii_isupper (hex[i]))
      return TRUE;
  return FALSE;
}

static HikaeManifestEntry *
parse_line (const char *line, gsize length, HikaeDigestAlgorithm algorithm)
{
  HikaeManifestEntry *entry = NULL;
  gsize hex_size = hikae_digest_algorithm_get_size (algorithm) * 2;
  g_autofree char *hex = NULL;
  g_autofree char *path = NULL;
  HikaeDigest digest = {0};

  if (length < hex_size + 3 || memchr (line, '\0', length) != NULL ||
      line[hex_size] != ' ' || line[hex_size + 1] != ' ')
    return NULL;
  hex = g_strndup (line, hex_size);
  path = g_strndup (line + hex_size + 2, length - hex_size - 2);
  if (has_upper_hex (hex, hex_size) ||
      !hikae_digest_parse_hex (&digest, algorithm, hex) ||
      !hikae_bundle_is_plain_path (path))
    return NULL;
  entry = g_new0 (HikaeManifestEntry, 1);
  entry->path = g_steal_pointer (&path);
  entry->digest = digest;
  return entry;
}

GPtrArray *
hikae_manifest_parse (const char *text,
                      gsize size,
                      HikaeDigestAlgorithm algorithm,
                      GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (free_entry);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  const char *at = text;
  const char *end = text != NULL ? text + size : NULL;

  while (at < end) {
    const char *stop = memchr (at, '\n', (gsize)(end - at));
    HikaeManifestEntry *entry = stop != NULL && entries->len < HIKAE_MANIFEST_MAX_LINES
                                    ? parse_line (at, (gsize)(stop - at), algorithm)
                                    : NULL;

    if (entry != NULL)
      g_ptr_array_add (entries, entry);
    if (entry == NULL || !g_hash_table_add (seen, entry->path)) {
      g_set_error (error,
                   HIKAE_ERROR,
                   HIKAE_ERROR_DAMAGED,
                   "line %u is not a digest, two spaces and a plain name of its own",
                   entries->len + (entry == NULL ? 1 : 0));
      return NULL;
    }
    at = stop + 1;
  }
  return g_steal_pointer (&entries);
}
