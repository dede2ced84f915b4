/* hikae-media-samsung.c: what phones of Samsung write behind a picture
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Not published by its maker; as exiftool reads it: blocks, a directory of them that
 * begins with "SEFH", its length, "SEFT". In HEIC and MP4 the same lies in a box "sefd".
 */
#include "config.h"

#include "hikae-media-container-private.h"

#include <string.h>

#define ENTRIES_MAX 64
#define NAME_SIZE_MAX 80
#define FRAME 8

/* Zero and the kind, the length of the name, the name, the value. Only texts are wanted:
 * the film of a moving picture lies here too. */
static void
read_block (HikaeMediaContainer *self, const guint8 *bytes, gsize size)
{
  HikaeReader reader;
  const guint8 *name = NULL;
  gsize name_size = 0;
  gsize left = 0;

  hikae_reader_init (&reader, bytes, size);
  (void)hikae_reader_skip (&reader, 4);
  name_size = hikae_reader_read_u32le (&reader);
  name = name_size <= NAME_SIZE_MAX ? hikae_reader_read (&reader, name_size) : NULL;
  if (name == NULL)
    return;
  left = hikae_reader_get_left (&reader);
  while (left > 0 && reader.bytes[reader.offset + left - 1] == 0)
    left--;
  if (left > 0 && left <= HIKAE_MEDIA_TEXT_MAX &&
      g_utf8_validate_len ((const char *)reader.bytes + reader.offset, left, NULL))
    hikae_media_add_text (self,
                          "trailer",
                          (const char *)name,
                          name_size,
                          reader.bytes + reader.offset,
                          left);
}

void
hikae_media_read_samsung (HikaeMediaContainer *self, const guint8 *bytes, gsize size)
{
  HikaeReader reader;
  gsize length = 0;
  gsize start = 0;
  guint count = 0;

  if (size < FRAME || memcmp (bytes + size - 4, "SEFT", 4) != 0)
    return;
  hikae_reader_init (&reader, bytes, size);
  (void)hikae_reader_seek (&reader, size - FRAME);
  length = hikae_reader_read_u32le (&reader);
  if (length < 4 || length > size - FRAME)
    return;
  start = size - FRAME - length;
  if (memcmp (bytes + start, "SEFH", 4) != 0)
    return;
  hikae_reader_init (&reader, bytes + start, length);
  (void)hikae_reader_skip (&reader, 8);
  count = hikae_reader_read_u32le (&reader);
  for (guint i = 0; i < MIN (count, ENTRIES_MAX); i++) {
    gsize back = 0;
    gsize block = 0;

    (void)hikae_reader_skip (&reader, 4);
    back = hikae_reader_read_u32le (&reader);
    block = hikae_reader_read_u32le (&reader);
    if (reader.failed)
      return;
    if (back <= start && block <= back)
      read_block (self, bytes + start - back, block);
  }
}
