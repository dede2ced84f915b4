/* fuzz-media-xmp.c: an XMP packet
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-media-xmp.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  g_autoptr (HikaeMediaContainer) container = hikae_media_container_read (bytes, 0);
  g_autoptr (GBytes) packet = g_bytes_new (bytes, size);

  hikae_media_xmp_read (container, packet);
  return 0;
}
