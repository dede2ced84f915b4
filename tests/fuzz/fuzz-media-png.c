/* fuzz-media-png.c: chunks of a PNG file, and the blocks in them
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-media-report.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  static const char magic[] = "\x89PNG\r\n\x1a\n";
  g_autofree guint8 *copy = NULL;
  g_autoptr (HikaeMediaContainer) container = NULL;

  if (size < 8)
    return 0;
  copy = g_memdup2 (bytes, size);
  memcpy (copy + 0, magic, sizeof magic - 1);
  container = hikae_media_container_read (copy, size);
  hikae_media_read_all (container);
  return 0;
}
