/* hikae-media-behind.c: the texts of a file's blocks, and what lies behind its end
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A JPEG file may hold further pictures, one behind the other (CIPA DC-007, multi-picture
 * format), each with blocks of its own. Programs that show a PNG picture stop at IEND
 * (W3C PNG §5.6), and chunks or a whole picture may stand behind it. */
#include "config.h"

#include "hikae-media-container-private.h"
#include "hikae-media-exif.h"
#include "hikae-media-iptc.h"
#include "hikae-media-xmp.h"

#include <string.h>

#define PIECES_MAX HIKAE_MEDIA_BLOCKS_MAX
/* Blocks and texts of all pieces together; a camera needs a tenth of it. */
#define PIECES_SIZE_MAX (4 * 1024 * 1024)
#define REST_MAX 65536
#define CHUNK_FRAME 12

static const guint8 png_start[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
static const guint8 jpeg_start[] = {0xff, 0xd8, 0xff};

static void
read_blocks (HikaeMediaContainer *container)
{
  /* In this order: an EXIF block may hold blocks of the other kinds. */
  for (guint i = 0; i < container->exif->len; i++)
    hikae_media_exif_read (container, container->exif->pdata[i]);
  for (guint i = 0; i < container->iptc->len; i++)
    hikae_media_iptc_read (container, container->iptc->pdata[i]);
  for (guint i = 0; i < container->xmp->len; i++)
    hikae_media_xmp_read (container, container->xmp->pdata[i]);
}

static gboolean
is_chunk (const guint8 *bytes, gsize size)
{
  if (size < CHUNK_FRAME)
    return FALSE;
  for (guint i = 4; i < 8; i++)
    if (!g_ascii_isalpha ((char)bytes[i]))
      return FALSE;
  return ((gsize)bytes[0] << 24 | (gsize)bytes[1] << 16 | (gsize)bytes[2] << 8 |
          bytes[3]) <= size - CHUNK_FRAME;
}

/* (nullable): where the next picture begins. */
static const guint8 *
find_picture (const guint8 *bytes, gsize size)
{
  const guint8 *jpeg = memmem (bytes, size, jpeg_start, sizeof jpeg_start);
  const gsize before = jpeg != NULL ? (gsize)(jpeg - bytes) : size;
  const guint8 *png = memmem (bytes, before, png_start, sizeof png_start);

  return png != NULL ? png : jpeg;
}

static gsize
get_size (const HikaeMediaContainer *inner)
{
  const GPtrArray *const blocks[] = {inner->exif, inner->iptc, inner->xmp};
  gsize size = inner->text_size;

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    for (guint j = 0; j < blocks[i]->len; j++)
      size += g_bytes_get_size (blocks[i]->pdata[j]);
  return size;
}

/* Once the pieces have had their share, the rest of them is left out. */
static void
take_texts (HikaeMediaContainer *self, HikaeMediaContainer *inner)
{
  const gsize size = get_size (inner);

  if (size > PIECES_SIZE_MAX - self->behind_size) {
    self->behind_size = PIECES_SIZE_MAX;
    hikae_media_complain (self, "more metadata than the limit");
    return;
  }
  self->behind_size += size;
  inner->damaged_size = self->damaged_size;
  read_blocks (inner);
  self->damaged_size = inner->damaged_size;
  hikae_media_set_group (self, TRUE);
  for (guint i = 0; i < inner->texts->len; i++) {
    const HikaeMediaText *text = inner->texts->pdata[i];
    const guint before = self->texts->len;

    hikae_media_container_add_text (self, text->carrier, text->key, text->value);
    if (self->texts->len > before)
      ((HikaeMediaText *)self->texts->pdata[before])->behind = TRUE;
  }
  hikae_media_set_group (self, FALSE);
}

/* Takes the texts of the picture at @bytes; returns how much of it was read. One that has
 * no end may be no picture at all: then the search goes on right behind its first bytes.
 */
static gsize
take_picture (HikaeMediaContainer *self, const guint8 *bytes, gsize size)
{
  g_autoptr (HikaeMediaContainer) inner = hikae_media_container_read (bytes, size);

  take_texts (self, inner);
  if (inner->trailer != NULL)
    return size - g_bytes_get_size (inner->trailer);
  return inner->complaint == NULL ? size : sizeof jpeg_start;
}

static gsize
take_chunks (HikaeMediaContainer *self, const guint8 *bytes, gsize size)
{
  g_autoptr (HikaeMediaContainer) inner = hikae_media_container_new (HIKAE_MEDIA_PNG);
  HikaeReader reader;
  gsize read = 0;

  hikae_reader_init (&reader, bytes, size);
  read = hikae_media_read_chunks (inner, &reader);
  take_texts (self, inner);
  return read;
}

/* What is of no kind: its beginning and its end, where what is said stands. */
static void
take_rest (HikaeMediaContainer *self, const guint8 *bytes, gsize size)
{
  if (size > 0)
    hikae_media_container_add_hidden (
        self, "trailer", bytes, MIN (size, REST_MAX), FALSE);
  if (size > REST_MAX)
    hikae_media_container_add_hidden (
        self, "trailer", bytes + size - REST_MAX, REST_MAX, FALSE);
}

static void
read_pieces (HikaeMediaContainer *self, const guint8 *bytes, gsize size)
{
  for (guint pieces = 0;
       pieces < PIECES_MAX && size > 0 && self->behind_size < PIECES_SIZE_MAX;
       pieces++) {
    const gboolean chunk = self->format == HIKAE_MEDIA_PNG && is_chunk (bytes, size);
    const guint8 *start = chunk ? bytes : find_picture (bytes, size);
    const gsize before = start != NULL ? (gsize)(start - bytes) : size;
    gsize read = 0;

    take_rest (self, bytes, before);
    size -= before;
    if (size > 0)
      read = chunk ? take_chunks (self, start, size) : take_picture (self, start, size);
    bytes += before + read;
    size -= read;
  }
  take_rest (self, bytes, size);
}

void
hikae_media_read_all (HikaeMediaContainer *container)
{
  gsize size = 0;
  const guint8 *bytes = NULL;

  read_blocks (container);
  if (container->trailer == NULL)
    return;
  bytes = g_bytes_get_data (container->trailer, &size);
  hikae_media_read_samsung (container, bytes, size);
  read_pieces (container, bytes, size);
}
