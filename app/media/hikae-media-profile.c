/* hikae-media-profile.c: metadata blocks inside other blocks
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Photoshop image resources (Adobe Photoshop file formats specification, "Image
 * Resource Blocks"), and the hexadecimal profiles that ImageMagick and exiftool write
 * into PNG texts. */
#include "config.h"

#include "hikae-digest.h"
#include "hikae-media-container-private.h"

#include <string.h>

#define RESOURCE_IPTC 0x0404
#define RESOURCE_EXIF 0x0422
#define RESOURCE_XMP 0x0424
#define RAW_PROFILE "Raw profile type "

static void
take_resource (HikaeMediaContainer *self, guint16 id, const guint8 *data, gsize size)
{
  if (id == RESOURCE_IPTC)
    hikae_media_add_block (self, self->iptc, data, size);
  else if (id == RESOURCE_EXIF)
    hikae_media_add_exif (self, data, size);
  else if (id == RESOURCE_XMP)
    hikae_media_add_block (self, self->xmp, data, size);
}

void
hikae_media_read_photoshop (HikaeMediaContainer *self, const guint8 *bytes, gsize size)
{
  HikaeReader reader;

  hikae_reader_init (&reader, bytes, size);
  while (hikae_reader_get_left (&reader) >= 12) {
    const guint8 *sign = hikae_reader_read (&reader, 4);
    guint16 id = hikae_reader_read_u16be (&reader);
    gsize name = hikae_reader_read_u8 (&reader);
    const guint8 *data = NULL;
    gsize length = 0;

    if (memcmp (sign, "8BIM", 4) != 0)
      return;
    /* Its length byte and the name together are even, and so is the data. */
    (void)hikae_reader_skip (&reader, name + (name % 2 == 0));
    length = hikae_reader_read_u32be (&reader);
    data = hikae_reader_read (&reader, length);
    if (data == NULL) {
      hikae_media_complain (self, "a Photoshop block ends too early");
      return;
    }
    take_resource (self, id, data, length);
    /* Where a part of the block ends, some writers leave the filling out. */
    if (length % 2 == 1 && hikae_reader_get_left (&reader) > 0 &&
        bytes[reader.offset] != '8')
      (void)hikae_reader_skip (&reader, 1);
  }
}

static GByteArray *
parse_hex (const guint8 *text, gsize size)
{
  GByteArray *bytes = g_byte_array_new ();
  int high = -1;

  for (gsize i = 0; i < size; i++) {
    int digit = g_ascii_xdigit_value ((char)text[i]);

    if (digit < 0)
      continue;
    if (high >= 0) {
      guint8 byte = (guint8)(high << 4 | digit);

      g_byte_array_append (bytes, &byte, 1);
    }
    high = high >= 0 ? -1 : digit;
  }
  return bytes;
}

/* Behind the name, a line break, the length in decimal and a line break. */
static const guint8 *
find_digits (const guint8 *text, gsize size)
{
  const guint8 *end = text + size;
  const guint8 *at = text;

  while (at < end && g_ascii_isspace ((char)*at))
    at++;
  at = memchr (at, '\n', (gsize)(end - at));
  while (at != NULL && at < end && g_ascii_isspace ((char)*at))
    at++;
  return at != NULL ? memchr (at, '\n', (gsize)(end - at)) : NULL;
}

gboolean
hikae_media_read_raw_profile (HikaeMediaContainer *self,
                              const char *key,
                              gsize key_size,
                              const guint8 *text,
                              gsize size)
{
  gsize skip = strlen (RAW_PROFILE);
  g_autofree char *name = NULL;
  const guint8 *digits = NULL;
  g_autoptr (GByteArray) bytes = NULL;

  if (key_size <= skip || memcmp (key, RAW_PROFILE, skip) != 0)
    return FALSE;
  digits = find_digits (text, size);
  if (digits == NULL)
    return FALSE;
  name = g_ascii_strdown (key + skip, (gssize)(key_size - skip));
  bytes = parse_hex (digits, size - (gsize)(digits - text));
  if (g_str_equal (name, "xmp"))
    hikae_media_add_block (self, self->xmp, bytes->data, bytes->len);
  else if (g_str_equal (name, "exif") || (g_str_equal (name, "app1") && bytes->len > 6 &&
                                          memcmp (bytes->data, "Exif", 4) == 0))
    hikae_media_add_exif (self, bytes->data, bytes->len);
  else if (g_str_equal (name, "app1") && bytes->len > 29)
    /* "http://ns.adobe.com/xap/1.0/" and its NUL come first. */
    hikae_media_add_block (self, self->xmp, bytes->data + 29, bytes->len - 29);
  else if (g_str_equal (name, "iptc") || g_str_equal (name, "8bim"))
    hikae_media_read_photoshop (self, bytes->data, bytes->len);
  return TRUE;
}
