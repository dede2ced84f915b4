/* hikae-media-pnm.c: portable pixmaps, the plainest of pixels
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * netpbm's pgm(5) and ppm(5), raw, 8 bits a sample: "P5" and "P6". */
#include "config.h"

#include "hikae-media-container-private.h"
#include "hikae-media-pnm-private.h"

#define COMMENT_MAX 4096

static gboolean
skip_blanks (HikaeReader *reader)
{
  gsize comment = 0;

  while (hikae_reader_get_left (reader) > 0) {
    guint8 byte = reader->bytes[reader->offset];

    if (comment == 0 && !g_ascii_isspace ((char)byte) && byte != '#')
      return TRUE;
    if (byte == '#' || comment > 0)
      comment = byte == '\n' ? 0 : comment + 1;
    if (comment > COMMENT_MAX || !hikae_reader_skip (reader, 1))
      return FALSE;
  }
  return FALSE;
}

static gboolean
read_number (HikaeReader *reader, guint max, guint *number)
{
  guint digits = 0;

  *number = 0;
  if (!skip_blanks (reader))
    return FALSE;
  for (; hikae_reader_get_left (reader) > 0; digits++) {
    guint8 byte = reader->bytes[reader->offset];

    if (!g_ascii_isdigit ((char)byte))
      break;
    *number = *number * 10 + (guint)(byte - '0');
    if (*number > max || !hikae_reader_skip (reader, 1))
      return FALSE;
  }
  return digits > 0 && *number > 0;
}

gboolean
hikae_media_pnm_read_head (const guint8 *bytes, gsize size, HikaeMediaPnm *pnm)
{
  HikaeReader reader;
  guint most = 0;

  hikae_reader_init (&reader, bytes, size);
  (void)hikae_reader_skip (&reader, 2);
  if (reader.failed || !read_number (&reader, HIKAE_MEDIA_SIDE_MAX, &pnm->width) ||
      !read_number (&reader, HIKAE_MEDIA_SIDE_MAX, &pnm->height) ||
      !read_number (&reader, 255, &most) || most != 255 ||
      !hikae_reader_skip (&reader, 1))
    return FALSE;
  pnm->channels = bytes[1] == '6' ? 3 : 1;
  pnm->pixels = bytes + reader.offset;
  return (guint64)pnm->width * pnm->height <= HIKAE_MEDIA_PIXELS_MAX &&
         (guint64)pnm->width * pnm->height * pnm->channels <=
             hikae_reader_get_left (&reader);
}

void
hikae_media_read_pnm (HikaeMediaContainer *self, HikaeReader *reader)
{
  HikaeMediaPnm pnm = {0};

  if (hikae_media_pnm_read_head (reader->bytes, reader->size, &pnm))
    hikae_media_set_size (self, pnm.width, pnm.height);
  else
    hikae_media_complain (self, "the head of the picture is out of order");
}
