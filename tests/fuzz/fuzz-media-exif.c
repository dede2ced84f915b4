/* fuzz-media-exif.c: an EXIF block, and the IPTC and Photoshop blocks in it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-media-exif.h"
#include "hikae-media-iptc.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  g_autoptr (HikaeMediaContainer) container = hikae_media_container_read (bytes, 0);
  g_autoptr (GBytes) block = g_bytes_new (bytes, size);

  hikae_media_exif_read (container, block);
  hikae_media_iptc_read (container, block);
  for (guint i = 0; i < container->iptc->len; i++)
    hikae_media_iptc_read (container, container->iptc->pdata[i]);
  return 0;
}
