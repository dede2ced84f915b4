/* fuzz-media-riff.c: chunks of a WebP file, and blocks of a GIF file
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-media-report.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  static const char magic[] = "WEBP";
  g_autofree guint8 *copy = NULL;
  g_autoptr (HikaeMediaContainer) container = NULL;

  if (size < 12)
    return 0;
  copy = g_memdup2 (bytes, size);
  memcpy (copy + 8, magic, sizeof magic - 1);
  memcpy (copy, "RIFF", 4);
  /* Every second input by its last bit: a GIF file. */
  if ((bytes[size - 1] & 1) != 0)
    memcpy (copy, "GIF89a", 6);
  container = hikae_media_container_read (copy, size);
  hikae_media_read_all (container);
  return 0;
}
