/* fuzz-warc.c: any bytes as a web archive of anybody, unpacked to its bodies
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-warc-reader.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (bytes, (gssize)size, NULL);
  g_autoptr (HikaeWarcReader) reader = hikae_warc_reader_new (stream, NULL, NULL);
  guint8 piece[1000];

  while (reader != NULL && hikae_warc_reader_next (reader, NULL)) {
    gssize got = 0;

    g_assert_true (g_utf8_validate (hikae_warc_reader_get_address (reader), -1, NULL));
    do
      got = hikae_warc_reader_read (reader, piece, sizeof piece, NULL);
    while (got > 0);
  }
  return 0;
}
