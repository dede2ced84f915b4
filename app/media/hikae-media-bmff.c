/* hikae-media-bmff.c: the boxes of an AVIF, HEIC or MP4 file
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ISO/IEC 14496-12 §4.2 and ISO/IEC 23008-12 (items). C2PA and XMP in top-level "uuid"
 * boxes. Only the boxes on the way to a size or a metadata block are entered. */
#include "config.h"

#include "hikae-media-container-private.h"

#include <string.h>

static const guint8 c2pa_uuid[16] = {0xd8,
                                     0xfe,
                                     0xc3,
                                     0xd6,
                                     0x1b,
                                     0x0e,
                                     0x48,
                                     0x3c,
                                     0x92,
                                     0x97,
                                     0x58,
                                     0x28,
                                     0x87,
                                     0x7e,
                                     0xc4,
                                     0x81};
static const guint8 xmp_uuid[16] = {0xbe,
                                    0x7a,
                                    0xcf,
                                    0xcb,
                                    0x97,
                                    0xa9,
                                    0x42,
                                    0xe8,
                                    0x9c,
                                    0x71,
                                    0x99,
                                    0x94,
                                    0x91,
                                    0xe3,
                                    0xaf,
                                    0xac};

/* "version/flags" of four bytes, "manifest\0", an offset of eight bytes. */
#define C2PA_HEAD 21

static void
read_uuid (HikaeMediaContainer *self,
           const guint8 *data,
           gsize size,
           gsize box_offset,
           gsize box_size)
{
  if (size < 16)
    return;
  if (memcmp (data, xmp_uuid, 16) == 0) {
    hikae_media_set_block (self, &self->xmp, data + 16, size - 16);
  } else if (memcmp (data, c2pa_uuid, 16) == 0 && size >= 16 + C2PA_HEAD &&
             memcmp (data + 20, "manifest", 9) == 0) {
    hikae_media_append_c2pa (
        self, data + 16 + C2PA_HEAD, size - 16 - C2PA_HEAD, box_offset, box_size);
  }
}

static void
read_track_size (HikaeMediaContainer *self, const guint8 *data, gsize size)
{
  HikaeReader reader;
  guint32 width = 0;
  guint32 height = 0;

  hikae_reader_init (&reader, data, size);
  (void)hikae_reader_seek (&reader, size >= 1 && data[0] == 1 ? 88 : 76);
  width = hikae_reader_read_u32be (&reader);
  height = hikae_reader_read_u32be (&reader);
  if (!reader.failed && width != 0 && height != 0)
    hikae_media_set_size (self, width >> 16, height >> 16);
}

static void
read_spatial_extents (HikaeMediaContainer *self, const guint8 *data, gsize size)
{
  HikaeReader reader;
  guint32 width = 0;

  hikae_reader_init (&reader, data, size);
  (void)hikae_reader_skip (&reader, 4);
  width = hikae_reader_read_u32be (&reader);
  /* The largest: thumbnails and grid tiles have extents of their own. */
  if (width > self->width) {
    self->width = width;
    self->height = hikae_reader_read_u32be (&reader);
  }
}

static gsize
get_entry_offset (const guint8 *type)
{
  static const char *const plain[] = {"moov", "trak", "iprp", "ipco", "udta", "mdia"};

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (memcmp (type, plain[i], 4) == 0)
      return 0;
  return memcmp (type, "meta", 4) == 0 ? 4 : G_MAXSIZE;
}

static void walk_boxes (HikaeMediaContainer *self,
                        HikaeReader *reader,
                        gsize base,
                        guint depth,
                        guint *parts);

static void
read_box (HikaeMediaContainer *self,
          const guint8 *type,
          const guint8 *data,
          gsize size,
          gsize data_offset,
          gsize box_offset,
          guint depth,
          guint *parts)
{
  gsize entry = get_entry_offset (type);
  HikaeReader inner;

  if (memcmp (type, "uuid", 4) == 0)
    read_uuid (self, data, size, box_offset, data_offset + size - box_offset);
  else if (memcmp (type, "tkhd", 4) == 0)
    read_track_size (self, data, size);
  else if (memcmp (type, "ispe", 4) == 0)
    read_spatial_extents (self, data, size);
  if (entry > size)
    return;
  if (depth == HIKAE_MEDIA_DEPTH_MAX) {
    hikae_media_complain (self, "boxes nested too deeply");
    return;
  }
  hikae_reader_init (&inner, data + entry, size - entry);
  walk_boxes (self, &inner, data_offset + entry, depth + 1, parts);
}

static void
walk_boxes (HikaeMediaContainer *self,
            HikaeReader *reader,
            gsize base,
            guint depth,
            guint *parts)
{
  while (hikae_reader_get_left (reader) >= 8) {
    gsize start = reader->offset;
    guint64 size = hikae_reader_read_u32be (reader);
    const guint8 *type = hikae_reader_read (reader, 4);
    const guint8 *data = NULL;
    gsize head = 8;

    if (size == 1) {
      size = hikae_reader_read_u64be (reader);
      head = 16;
    } else if (size == 0) {
      size = reader->size - start;
    }
    if (reader->failed || size < head || size > reader->size - start ||
        ++*parts > HIKAE_MEDIA_PARTS_MAX) {
      hikae_media_complain (self, "the boxes of the file are out of order");
      return;
    }
    data = hikae_reader_read (reader, (gsize)size - head);
    read_box (self,
              type,
              data,
              (gsize)size - head,
              base + start + head,
              base + start,
              depth,
              parts);
  }
}

void
hikae_media_read_bmff (HikaeMediaContainer *self, HikaeReader *reader)
{
  guint parts = 0;

  walk_boxes (self, reader, 0, 0, &parts);
}
