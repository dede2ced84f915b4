/* hikae-media-bmff.c: the boxes of an AVIF, HEIC or MP4 file
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ISO/IEC 14496-12 §4.2 and ISO/IEC 23008-12 (items). C2PA and XMP in top-level "uuid"
 * boxes. Only the boxes on the way to a size or a metadata block are entered. */
#include "config.h"

#include "hikae-media-container-private.h"

#include <string.h>

#define UUID_SIZE 16
/* d8fec3d6-1b0e-483c-9297-5828877ec481 */
static const char c2pa_uuid[] =
    "\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";
/* be7acfcb-97a9-42e8-9c71-999491e3afac */
static const char xmp_uuid[] =
    "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";

/* "version/flags" of four bytes, "manifest\0", an offset of eight bytes. */
#define C2PA_HEAD 21

static void
read_uuid (HikaeMediaContainer *self,
           const guint8 *data,
           gsize size,
           gsize box_offset,
           gsize box_size)
{
  if (size < UUID_SIZE)
    return;
  if (memcmp (data, xmp_uuid, UUID_SIZE) == 0) {
    hikae_media_add_block (self, self->xmp, data + UUID_SIZE, size - UUID_SIZE);
  } else if (memcmp (data, c2pa_uuid, UUID_SIZE) == 0 && size >= UUID_SIZE + C2PA_HEAD &&
             memcmp (data + 20, "manifest", 9) == 0) {
    hikae_media_append_c2pa (self,
                             data + UUID_SIZE + C2PA_HEAD,
                             size - UUID_SIZE - C2PA_HEAD,
                             box_offset,
                             box_size);
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

/* Where the boxes inside a box begin; %G_MAXSIZE: it is not entered. A "meta" box of
 * QuickTime is no full box: its first box follows at once. */
static gsize
get_entry_offset (const guint8 *type, const guint8 *data, gsize size)
{
  static const char *const plain[] = {
      "moov", "trak", "iprp", "ipco", "udta", "mdia", "minf", "moof", "traf"};

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (memcmp (type, plain[i], 4) == 0)
      return 0;
  if (memcmp (type, "meta", 4) != 0)
    return G_MAXSIZE;
  return size >= 8 && memcmp (data + 4, "hdlr", 4) == 0 ? 0 : 4;
}

static void walk_boxes (HikaeMediaContainer *self,
                        HikaeReader *reader,
                        const HikaeMediaRange *outer,
                        guint depth,
                        guint *parts);

static void
read_box (HikaeMediaContainer *self,
          const HikaeMediaBox *box,
          const HikaeMediaRange *outer,
          guint depth,
          guint *parts)
{
  gsize entry = get_entry_offset (box->type, box->data, box->size);
  HikaeMediaRange inside = {outer->offset + box->offset + box->head + entry, 0};
  HikaeReader inner;

  if (memcmp (box->type, "uuid", 4) == 0)
    read_uuid (
        self, box->data, box->size, outer->offset + box->offset, box->head + box->size);
  else if (memcmp (box->type, "tkhd", 4) == 0)
    read_track_size (self, box->data, box->size);
  else if (memcmp (box->type, "ispe", 4) == 0)
    read_spatial_extents (self, box->data, box->size);
  else if (memcmp (box->type, "sefd", 4) == 0)
    hikae_media_read_samsung (self, box->data, box->size);
  else if (memcmp (box->type, "udta", 4) == 0)
    hikae_media_read_user_data (self, box->data, box->size);
  else if (memcmp (box->type, "meta", 4) == 0 && entry <= box->size)
    hikae_media_read_meta (self, box->data + entry, box->size - entry);
  if (entry > box->size)
    return;
  if (depth == HIKAE_MEDIA_DEPTH_MAX) {
    hikae_media_complain (self, "boxes nested too deeply");
    return;
  }
  hikae_reader_init (&inner, box->data + entry, box->size - entry);
  walk_boxes (self, &inner, &inside, depth + 1, parts);
}

static void
walk_boxes (HikaeMediaContainer *self,
            HikaeReader *reader,
            const HikaeMediaRange *outer,
            guint depth,
            guint *parts)
{
  HikaeMediaBox box;

  while (hikae_media_next_box (reader, &box)) {
    if (++*parts > HIKAE_MEDIA_PARTS_MAX) {
      hikae_media_complain (self, "more boxes than the limit");
      return;
    }
    read_box (self, &box, outer, depth, parts);
  }
  if (reader->failed)
    hikae_media_complain (self, "the boxes of the file are out of order");
}

void
hikae_media_read_bmff (HikaeMediaContainer *self, HikaeReader *reader)
{
  HikaeMediaRange whole = {0, reader->size};
  guint parts = 0;

  self->file = reader->bytes;
  self->file_size = reader->size;
  walk_boxes (self, reader, &whole, 0, &parts);
  self->file = NULL;
}
