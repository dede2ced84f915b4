/* fuzz-wacz.c: any bytes as a web archive to be copied without credentials
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bytes are tried as they are, and as one record inside a sound frame: the checksums
 * of gzip would stop nearly every mutation at the door. */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-wacz-package.h"
#include "hikae-wacz-strip.h"
#include "hikae-warc-member.h"

#include <string.h>

static void
strip (GBytes *archive)
{
  g_autoptr (GInputStream) source = g_memory_input_stream_new_from_bytes (archive);
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  HikaeWaczStripped stripped = {0};

  if (!hikae_wacz_strip (source, sink, &stripped, NULL, &error))
    g_assert_nonnull (error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) plain = g_bytes_new (data, size);
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  g_autoptr (HikaeZipStream) zip = hikae_zip_stream_new (sink);
  g_autoptr (HikaeWarcMember) member = hikae_warc_member_new (zip, FALSE);
  g_autoptr (JsonArray) resources = json_array_new ();
  g_autoptr (GBytes) framed = NULL;

  strip (plain);
  if (hikae_zip_stream_begin (zip, HIKAE_WACZ_WARC_PATH, NULL) &&
      hikae_warc_member_write (member, data, size, NULL) &&
      hikae_warc_member_end (member, NULL) &&
      hikae_wacz_package_end (zip, resources, HIKAE_WACZ_WARC_PATH, NULL) &&
      hikae_zip_stream_finish (zip, NULL) && g_output_stream_close (sink, NULL, NULL)) {
    framed = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (sink));
    strip (framed);
  }
  return 0;
}
