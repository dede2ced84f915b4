/* fuzz-seal-list.c: any bytes as a seal list
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list that is taken is, line by line, what is written from what was read. */
#include "config.h"

#include "hikae-bundle-manifest.h"
#include "hikae-fuzz.h"
#include "hikae-seal.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  g_autoptr (GBytes) list = g_bytes_new (bytes, size);
  g_autoptr (GBytes) head = g_bytes_new_static ("{}", 2);
  g_autoptr (HikaeSeal) seal = hikae_seal_new (1, 0, list, head);
  g_autoptr (GPtrArray) entries = hikae_manifest_parse (
      (const char *)g_bytes_get_data (list, NULL), size, HIKAE_DIGEST_SHA256, NULL);
  g_autoptr (GString) again = g_string_new (NULL);

  /* A list that was taken has digests only. */
  if (entries != NULL)
    g_assert_false (hikae_seal_covers (seal, "none", "seals/seal-0001.sha256"));
  for (guint i = 0; entries != NULL && i < entries->len; i++) {
    const HikaeManifestEntry *entry = entries->pdata[i];
    g_autofree char *hex = hikae_digest_format_hex (&entry->digest);
    g_autofree char *line = hikae_manifest_format_line (&entry->digest, entry->path);

    g_string_append (again, line);
    g_assert_true (hikae_seal_covers (seal, hex, entry->path));
  }
  if (entries != NULL)
    g_assert_cmpmem (again->str, again->len, bytes, size);
  return 0;
}
