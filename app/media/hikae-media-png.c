/* hikae-media-png.c: the chunks of a PNG file
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * W3C PNG (third edition) §5 and §11; C2PA in caBX. */
#include "config.h"

#include "hikae-media-container-private.h"

#include <string.h>

#define XMP_KEY "XML:com.adobe.xmp"

/* A text chunk of any of the three kinds: an XMP packet, a block in hexadecimal digits,
 * or plainly a text. */
static void
take_text (HikaeMediaContainer *self,
           const char *carrier,
           const char *key,
           gsize key_size,
           const guint8 *value,
           gsize size,
           gboolean deflated)
{
  g_autoptr (GBytes) inflated = NULL;

  if (key_size == strlen (XMP_KEY) && memcmp (key, XMP_KEY, key_size) == 0) {
    if (deflated)
      hikae_media_add_deflated_block (self, self->xmp, value, size);
    else
      hikae_media_add_block (self, self->xmp, value, size);
    return;
  }
  if (deflated) {
    inflated = hikae_media_inflate (self, value, size, HIKAE_MEDIA_TEXT_MAX);
    value = inflated != NULL ? g_bytes_get_data (inflated, &size) : NULL;
  }
  if (value != NULL && !hikae_media_read_raw_profile (self, key, key_size, value, size))
    hikae_media_add_text (self, carrier, key, key_size, value, size);
}

/* keyword NUL compressed method language NUL translated-keyword NUL text */
static void
read_itxt (HikaeMediaContainer *self, const guint8 *data, gsize size, gsize key_size)
{
  const guint8 *end = data + size;
  const guint8 *at = data + key_size + 1;
  gboolean deflated = FALSE;

  if (end - at < 2)
    return;
  deflated = at[0] == 1;
  at += 2;
  for (int i = 0; i < 2; i++) {
    at = memchr (at, 0, (gsize)(end - at));
    if (at == NULL)
      return;
    at++;
  }
  take_text (
      self, "png:iTXt", (const char *)data, key_size, at, (gsize)(end - at), deflated);
}

static void
read_text (HikaeMediaContainer *self, const char *type, const guint8 *data, gsize size)
{
  const guint8 *nul = memchr (data, 0, MIN (size, 80));
  gsize key_size = nul != NULL ? (gsize)(nul - data) : 0;
  const char *key = (const char *)data;

  if (nul == NULL)
    return;
  if (memcmp (type, "iTXt", 4) == 0)
    read_itxt (self, data, size, key_size);
  else if (memcmp (type, "tEXt", 4) == 0)
    take_text (self, "png:tEXt", key, key_size, nul + 1, size - key_size - 1, FALSE);
  else if (size - key_size >= 2)
    take_text (self, "png:zTXt", key, key_size, nul + 2, size - key_size - 2, TRUE);
}

static void
read_chunk (HikaeMediaContainer *self,
            const char *type,
            const guint8 *data,
            gsize size,
            gsize offset)
{
  HikaeReader reader;

  hikae_reader_init (&reader, data, size);
  if (memcmp (type, "IHDR", 4) == 0) {
    guint width = hikae_reader_read_u32be (&reader);

    hikae_media_set_size (self, width, hikae_reader_read_u32be (&reader));
  } else if (memcmp (type, "eXIf", 4) == 0) {
    hikae_media_add_exif (self, data, size);
  } else if (memcmp (type, "caBX", 4) == 0) {
    hikae_media_append_c2pa (self, data, size, offset, size + 12);
  } else if (memcmp (type, "tEXt", 4) == 0 || memcmp (type, "zTXt", 4) == 0 ||
             memcmp (type, "iTXt", 4) == 0) {
    read_text (self, type, data, size);
  }
}

gsize
hikae_media_read_chunks (HikaeMediaContainer *self, HikaeReader *reader)
{
  for (guint parts = 0; parts < HIKAE_MEDIA_PARTS_MAX; parts++) {
    gsize offset = reader->offset;
    gsize size = hikae_reader_read_u32be (reader);
    const guint8 *type = hikae_reader_read (reader, 4);
    const guint8 *data = type != NULL ? hikae_reader_read (reader, size) : NULL;

    if (data == NULL || !hikae_reader_skip (reader, 4))
      return offset;
    read_chunk (self, (const char *)type, data, size, offset);
    if (memcmp (type, "IEND", 4) == 0) {
      hikae_media_set_trailer (self, reader);
      return reader->offset;
    }
  }
  hikae_media_complain (self, "more chunks than the limit");
  return reader->offset;
}

void
hikae_media_read_png (HikaeMediaContainer *self, HikaeReader *reader)
{
  (void)hikae_reader_skip (reader, 8);
  (void)hikae_media_read_chunks (self, reader);
}
