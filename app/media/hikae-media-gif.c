/* hikae-media-gif.c: the blocks of a GIF file
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GIF89a; XMP as the XMP specification, part 3, §1.1.2 puts it; C2PA in an application
 * extension "C2PA_GIF". */
#include "config.h"

#include "hikae-media-container-private.h"

#include <string.h>

#define APPLICATION_SIZE 11
/* 0x01, then 0xff down to 0x00, then the end of the blocks: the bytes that make a reader
 * of sub-blocks find its way out of the packet. */
#define XMP_TAIL 258

/* Sub-blocks up to the empty one; @text: (nullable): where to gather them. */
static void
read_sub_blocks (HikaeReader *reader, GByteArray *text)
{
  for (;;) {
    guint8 size = hikae_reader_read_u8 (reader);
    const guint8 *data = size > 0 ? hikae_reader_read (reader, size) : NULL;

    if (data == NULL)
      return;
    if (text != NULL && text->len + size <= HIKAE_MEDIA_BLOCK_MAX)
      g_byte_array_append (text, data, size);
  }
}

static gboolean
is_application (const guint8 *name, const char *wanted)
{
  return memcmp (name, wanted, strlen (wanted)) == 0;
}

static void
read_application (HikaeMediaContainer *self, HikaeReader *reader)
{
  g_autoptr (GByteArray) joined = g_byte_array_new ();
  const guint8 *name = NULL;
  gsize start = 0;

  if (hikae_reader_read_u8 (reader) != APPLICATION_SIZE ||
      (name = hikae_reader_read (reader, APPLICATION_SIZE)) == NULL) {
    reader->failed = TRUE;
    return;
  }
  start = reader->offset;
  read_sub_blocks (reader, joined);
  if (is_application (name, "XMP Data") && reader->offset - start > XMP_TAIL)
    hikae_media_add_block (
        self, self->xmp, reader->bytes + start, reader->offset - start - XMP_TAIL);
  else if (is_application (name, "C2PA_GIF"))
    hikae_media_append_c2pa (
        self, joined->data, joined->len, start - 14, reader->offset - start + 14);
}

static void
read_gif_extension (HikaeMediaContainer *self, HikaeReader *reader)
{
  guint8 label = hikae_reader_read_u8 (reader);
  g_autoptr (GByteArray) text = g_byte_array_new ();

  if (label == 0xff) {
    read_application (self, reader);
    return;
  }
  read_sub_blocks (reader, text);
  if (label == 0xfe)
    hikae_media_add_text (self, "gif:comment", "Comment", 7, text->data, text->len);
}

static gsize
get_colour_table_size (guint8 flags)
{
  return (flags & 0x80) != 0 ? (gsize)3 << ((flags & 7) + 1) : 0;
}

void
hikae_media_read_gif (HikaeMediaContainer *self, HikaeReader *reader)
{
  guint width = 0;
  guint8 flags = 0;

  (void)hikae_reader_skip (reader, 6);
  width = hikae_reader_read_u16le (reader);
  hikae_media_set_size (self, width, hikae_reader_read_u16le (reader));
  flags = hikae_reader_read_u8 (reader);
  (void)hikae_reader_skip (reader, 2 + get_colour_table_size (flags));
  for (guint parts = 0; parts < HIKAE_MEDIA_PARTS_MAX && !reader->failed; parts++) {
    switch (hikae_reader_read_u8 (reader)) {
    case 0x21:
      read_gif_extension (self, reader);
      break;
    case 0x2c:
      (void)hikae_reader_skip (reader, 8);
      flags = hikae_reader_read_u8 (reader);
      (void)hikae_reader_skip (reader, get_colour_table_size (flags) + 1);
      read_sub_blocks (reader, NULL);
      break;
    case 0x3b:
      hikae_media_set_trailer (self, reader);
      return;
    default:
      hikae_media_complain (self, "the blocks of the GIF file are out of order");
      return;
    }
  }
}
