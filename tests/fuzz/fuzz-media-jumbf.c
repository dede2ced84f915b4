/* fuzz-media-jumbf.c: a manifest store: its superboxes, claims and signatures
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-media-c2pa.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  g_autoptr (HikaeMediaContainer) container = hikae_media_container_read (bytes, 0);
  HikaeMediaRange range = {0, size};
  JsonObject *facts = NULL;

  container->c2pa = g_bytes_new (bytes, size);
  g_array_append_val (container->c2pa_ranges, range);
  facts = hikae_media_c2pa_read (container, bytes, size);
  json_object_unref (facts);
  return 0;
}
