/* hikae-test-archive.c: a web archive opened for looking through
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-archive.h"

#include <gio/gio.h>
#include <string.h>

GString *
hikae_test_unpack (const guint8 *bytes, gsize size)
{
  GString *text = g_string_new (NULL);
  gsize at = 0;

  while (at < size) {
    g_autoptr (GConverter) converter =
        G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
    GConverterResult result = G_CONVERTER_CONVERTED;

    if (at + 3 > size || memcmp (bytes + at, "\x1f\x8b\x08", 3) != 0) {
      g_string_append_c (text, (char)bytes[at++]);
      continue;
    }
    while (result == G_CONVERTER_CONVERTED) {
      char out[65536] = {0};
      gsize taken = 0;
      gsize made = 0;

      result = g_converter_convert (converter,
                                    bytes + at,
                                    size - at,
                                    out,
                                    sizeof out,
                                    G_CONVERTER_NO_FLAGS,
                                    &taken,
                                    &made,
                                    NULL);
      g_assert_cmpint (result, !=, G_CONVERTER_ERROR);
      g_string_append_len (text, out, (gssize)made);
      at += taken;
    }
  }
  return text;
}
