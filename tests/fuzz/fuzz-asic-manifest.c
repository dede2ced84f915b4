/* fuzz-asic-manifest.c: any bytes as the manifest of an ASiC container
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-asic.h"
#include "hikae-fuzz.h"

static void
put (GHashTable *files, const char *name, const void *bytes, gsize size)
{
  g_hash_table_insert (files, g_strdup (name), g_bytes_new (bytes, size));
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  g_autoptr (GHashTable) files = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();
  HikaeAsicInput input = {.files = files, .anchors = anchors};
  g_autoptr (HikaeTsaVerdict) verdict = NULL;

  put (files, "a.txt", "data", 4);
  put (files, "META-INF/ASiCManifest001.xml", bytes, size);
  put (files, "META-INF/ASiCArchiveManifest.xml", bytes, size);
  put (files, "META-INF/timestamp001.tst", "0", 1);
  put (files, "META-INF/evidencerecord.ers", "0", 1);
  verdict = hikae_asic_verify (&input);
  /* Neither is a time stamp. */
  g_assert (verdict->state == HIKAE_TSA_INVALID);
  return 0;
}
