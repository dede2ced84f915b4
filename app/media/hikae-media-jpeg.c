/* hikae-media-jpeg.c: the segments of a JPEG file
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ITU-T T.81 annex B; C2PA in APP11 as ISO/IEC 19566-5 (JUMBF) says: "JP", an instance
 * number, a packet number, and the box header repeated in every continuation. */
#include "config.h"

#include "hikae-media-container-private.h"

#include <string.h>

#define XMP_NAME "http://ns.adobe.com/xap/1.0/"
#define LONG_XMP_NAME "http://ns.adobe.com/xmp/extension/"
#define PHOTOSHOP_NAME "Photoshop 3.0"
#define GUID_SIZE 32

/* What goes on over several segments. @long_xmp: the extended packet (XMP specification,
 * part 3, §1.1.3.1), joined by the offset that each part states. @photoshop: its block,
 * of which a part may end within a resource. */
typedef struct {
  gboolean started;
  guint16 instance;
  GByteArray *long_xmp;
  GByteArray *photoshop;
} Run;

static gboolean
has_prefix (const guint8 *bytes, gsize size, const char *prefix, gsize prefix_size)
{
  return size >= prefix_size && memcmp (bytes, prefix, prefix_size) == 0;
}

static void
read_app11 (HikaeMediaContainer *self,
            Run *run,
            const guint8 *data,
            gsize size,
            gsize segment_offset,
            gsize segment_size)
{
  HikaeReader reader;
  guint16 instance = 0;
  guint32 packet = 0;
  gsize header = 8;

  hikae_reader_init (&reader, data, size);
  if (!has_prefix (data, size, "JP", 2) || !hikae_reader_skip (&reader, 2))
    return;
  instance = hikae_reader_read_u16be (&reader);
  packet = hikae_reader_read_u32be (&reader);
  if (hikae_reader_get_left (&reader) < header)
    return;
  if (hikae_reader_read_u32be (&reader) == 1)
    header = 16;
  if (memcmp (data + 12, "jumb", 4) != 0 || size < 8 + header)
    return;
  if (packet <= 1) {
    /* The first store counts; another superbox of another instance is not C2PA's. */
    if (run->started && instance != run->instance)
      return;
    run->started = TRUE;
    run->instance = instance;
    hikae_media_append_c2pa (self, data + 8, size - 8, segment_offset, segment_size);
  } else if (run->started && instance == run->instance) {
    hikae_media_append_c2pa (
        self, data + 8 + header, size - 8 - header, segment_offset, segment_size);
  }
}

static gboolean
is_frame_header (guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
         marker != 0xcc;
}

static void
read_long_xmp (HikaeMediaContainer *self, Run *run, const guint8 *data, gsize size)
{
  HikaeReader reader;
  guint32 whole = 0;
  guint32 offset = 0;
  gsize left = 0;

  hikae_reader_init (&reader, data, size);
  (void)hikae_reader_skip (&reader, GUID_SIZE);
  whole = hikae_reader_read_u32be (&reader);
  offset = hikae_reader_read_u32be (&reader);
  left = hikae_reader_get_left (&reader);
  if (reader.failed || whole > HIKAE_MEDIA_BLOCK_MAX || offset > whole ||
      left > whole - offset) {
    hikae_media_complain (self, "the extended XMP packet is out of order");
    return;
  }
  if (run->long_xmp == NULL)
    run->long_xmp = g_byte_array_new ();
  if (run->long_xmp->len < offset + left) {
    gsize old = run->long_xmp->len;

    g_byte_array_set_size (run->long_xmp, (guint)(offset + left));
    memset (run->long_xmp->data + old, ' ', offset + left - old);
  }
  memcpy (run->long_xmp->data + offset, data + reader.offset, left);
}

static void
join_photoshop (HikaeMediaContainer *self, Run *run, const guint8 *data, gsize size)
{
  if (run->photoshop == NULL)
    run->photoshop = g_byte_array_new ();
  if (size > HIKAE_MEDIA_BLOCK_MAX - run->photoshop->len)
    hikae_media_complain (self, "more metadata than the limit");
  else
    g_byte_array_append (run->photoshop, data, (guint)size);
}

static void
read_segment (HikaeMediaContainer *self,
              Run *run,
              guint8 marker,
              const guint8 *data,
              gsize size,
              gsize offset)
{
  if (is_frame_header (marker) && size >= 5) {
    hikae_media_set_size (
        self, (guint)data[3] << 8 | data[4], (guint)data[1] << 8 | data[2]);
  } else if (marker == 0xe1 && has_prefix (data, size, "Exif\0\0", 6)) {
    hikae_media_add_exif (self, data, size);
  } else if (marker == 0xe1 && has_prefix (data, size, XMP_NAME, sizeof XMP_NAME)) {
    hikae_media_add_block (
        self, self->xmp, data + sizeof XMP_NAME, size - sizeof XMP_NAME);
  } else if (marker == 0xe1 &&
             has_prefix (data, size, LONG_XMP_NAME, sizeof LONG_XMP_NAME)) {
    read_long_xmp (self, run, data + sizeof LONG_XMP_NAME, size - sizeof LONG_XMP_NAME);
  } else if (marker == 0xed &&
             has_prefix (data, size, PHOTOSHOP_NAME, sizeof PHOTOSHOP_NAME)) {
    join_photoshop (
        self, run, data + sizeof PHOTOSHOP_NAME, size - sizeof PHOTOSHOP_NAME);
  } else if (marker == 0xeb) {
    read_app11 (self, run, data, size, offset, size + 4);
  } else if (marker == 0xfe) {
    hikae_media_add_text (self, "jpeg:comment", "Comment", 7, data, size);
  }
}

/* From a start of scan to the next marker that is not stuffing or a restart. */
static void
skip_scan (HikaeReader *reader)
{
  while (hikae_reader_get_left (reader) >= 2) {
    const guint8 *at = reader->bytes + reader->offset;
    const guint8 *mark = memchr (at, 0xff, hikae_reader_get_left (reader) - 1);

    if (mark == NULL) {
      (void)hikae_reader_seek (reader, reader->size);
      return;
    }
    (void)hikae_reader_seek (reader, (gsize)(mark - reader->bytes));
    if (mark[1] != 0 && mark[1] != 0xff && (mark[1] < 0xd0 || mark[1] > 0xd7))
      return;
    (void)hikae_reader_skip (reader, mark[1] == 0xff ? 1 : 2);
  }
}

/* Bytes that belong to no segment are stepped over, as every decoder does. */
static gboolean
find_marker (HikaeMediaContainer *self, HikaeReader *reader)
{
  const guint8 *at = reader->bytes + reader->offset;
  const guint8 *mark = memchr (at, 0xff, hikae_reader_get_left (reader));

  if (mark != at)
    hikae_media_complain (self, "the segments of the JPEG file are out of order");
  return mark != NULL && hikae_reader_seek (reader, (gsize)(mark - reader->bytes));
}

static void
walk_segments (HikaeMediaContainer *self, HikaeReader *reader, Run *run)
{
  for (guint parts = 0; parts < HIKAE_MEDIA_PARTS_MAX; parts++) {
    gsize offset = 0;
    guint8 marker = 0;
    const guint8 *data = NULL;
    gsize size = 0;

    if (hikae_reader_get_left (reader) == 0)
      reader->failed = TRUE;
    if (reader->failed || !find_marker (self, reader))
      return;
    offset = reader->offset;
    while ((marker = hikae_reader_read_u8 (reader)) == 0xff && !reader->failed)
      offset = reader->offset - 1;
    if (marker == 0xd9) {
      hikae_media_set_trailer (self, reader);
      return;
    }
    if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8))
      continue;
    size = hikae_reader_read_u16be (reader);
    if (size < 2)
      reader->failed = TRUE;
    data = hikae_reader_read (reader, size - 2);
    if (data == NULL)
      return;
    read_segment (self, run, marker, data, size - 2, offset);
    if (marker == 0xda)
      skip_scan (reader);
  }
  hikae_media_complain (self, "more segments than the limit");
}

void
hikae_media_read_jpeg (HikaeMediaContainer *self, HikaeReader *reader)
{
  Run run = {FALSE, 0, NULL, NULL};

  (void)hikae_reader_skip (reader, 2);
  walk_segments (self, reader, &run);
  if (run.photoshop != NULL) {
    hikae_media_read_photoshop (self, run.photoshop->data, run.photoshop->len);
    g_byte_array_unref (run.photoshop);
  }
  if (run.long_xmp == NULL)
    return;
  hikae_media_add_block (self, self->xmp, run.long_xmp->data, run.long_xmp->len);
  g_byte_array_unref (run.long_xmp);
}
