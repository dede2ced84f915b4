/* hikae-media-riff.c: the chunks of a WebP file
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * RFC 9649 (WebP); C2PA in a RIFF chunk "C2PA". */
#include "config.h"

#include "hikae-media-container-private.h"

#include <string.h>

/* A key frame of VP8 (RFC 6386 §9.1) and a VP8L picture (RFC 9649 §3.4). */
static void
read_picture_size (HikaeMediaContainer *self,
                   const guint8 *type,
                   const guint8 *d,
                   gsize size)
{
  if (memcmp (type, "VP8X", 4) == 0 && size >= 10)
    hikae_media_set_size (self,
                          1 + (d[4] | (guint)d[5] << 8 | (guint)d[6] << 16),
                          1 + (d[7] | (guint)d[8] << 8 | (guint)d[9] << 16));
  else if (memcmp (type, "VP8 ", 4) == 0 && size >= 10)
    hikae_media_set_size (
        self, (d[6] | (guint)d[7] << 8) & 0x3fff, (d[8] | (guint)d[9] << 8) & 0x3fff);
  else if (memcmp (type, "VP8L", 4) == 0 && size >= 5)
    hikae_media_set_size (
        self,
        1 + ((d[1] | (guint)d[2] << 8) & 0x3fff),
        1 + ((d[2] >> 6 | (guint)d[3] << 2 | (guint)d[4] << 10) & 0x3fff));
}

void
hikae_media_read_webp (HikaeMediaContainer *self, HikaeReader *reader)
{
  guint64 end = 0;

  (void)hikae_reader_skip (reader, 4);
  end = (guint64)hikae_reader_read_u32le (reader) + 8;
  (void)hikae_reader_skip (reader, 4);
  for (guint parts = 0; parts < HIKAE_MEDIA_PARTS_MAX; parts++) {
    gsize offset = reader->offset;
    const guint8 *type = NULL;
    const guint8 *data = NULL;
    gsize size = 0;

    if (hikae_reader_get_left (reader) == 0 || offset >= end) {
      hikae_media_set_trailer (self, reader);
      return;
    }
    type = hikae_reader_read (reader, 4);
    size = hikae_reader_read_u32le (reader);
    data = type != NULL ? hikae_reader_read (reader, size) : NULL;
    if (data == NULL)
      return;
    read_picture_size (self, type, data, size);
    if (memcmp (type, "EXIF", 4) == 0) {
      hikae_media_add_exif (self, data, size);
    } else if (memcmp (type, "XMP ", 4) == 0) {
      hikae_media_add_block (self, self->xmp, data, size);
    } else if (memcmp (type, "C2PA", 4) == 0) {
      hikae_media_append_c2pa (self, data, size, offset, size + 8);
    }
    if (size % 2 == 1 && hikae_reader_get_left (reader) > 0)
      (void)hikae_reader_skip (reader, 1);
  }
  hikae_media_complain (self, "more chunks than the limit");
}
