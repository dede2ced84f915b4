/* fuzz-manifest.c: any bytes as a manifest, a seal list, a path
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-manifest.h"
#include "hikae-bundle-plan.h"
#include "hikae-fuzz.h"

#include <string.h>

static void
try_manifest (const uint8_t *bytes, size_t size, HikaeDigestAlgorithm algorithm)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries =
      hikae_manifest_parse ((const char *)bytes, size, algorithm, &error);
  g_autoptr (GString) again = g_string_new (NULL);

  g_assert ((entries == NULL) == (error != NULL));
  for (guint i = 0; entries != NULL && i < entries->len; i++) {
    const HikaeManifestEntry *entry = entries->pdata[i];
    g_autofree char *line = hikae_manifest_format_line (&entry->digest, entry->path);

    g_assert (strstr (entry->path, "..") != entry->path && *entry->path != '/');
    g_string_append (again, line);
  }
  /* What is read is what would be written: two readers cannot differ over it. */
  if (entries != NULL)
    g_assert (again->len == size && (size == 0 || memcmp (again->str, bytes, size) == 0));
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  g_autofree char *path = g_strndup ((const char *)bytes, size);

  try_manifest (bytes, size, HIKAE_DIGEST_SHA256);
  try_manifest (bytes, size, HIKAE_DIGEST_SHA512);
  if (hikae_bundle_is_plain_path (path))
    g_assert (strpbrk (path, "\\:*?\"<>| %") == NULL && strstr (path, "/.") == NULL);
  return 0;
}
