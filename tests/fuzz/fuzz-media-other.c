/* fuzz-media-other.c: Matroska films, and files of which nothing is known
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-media-report.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  static const guint8 magic[] = {0x1a, 0x45, 0xdf, 0xa3};
  g_autofree guint8 *copy = NULL;
  g_autoptr (HikaeMediaContainer) container = NULL;

  if (size < sizeof magic)
    return 0;
  copy = g_memdup2 (bytes, size);
  /* Every second input by its last bit: a film. */
  if ((bytes[size - 1] & 1) != 0)
    memcpy (copy, magic, sizeof magic);
  container = hikae_media_container_read (copy, size);
  hikae_media_read_all (container);
  return 0;
}
