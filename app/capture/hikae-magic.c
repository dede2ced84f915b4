/* hikae-magic.c: what kind of file the first bytes say it is
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-magic.h"

#include "hikae-reader.h"

#include <string.h>

/**
 * Signature:
 * @offset, @size, @bytes: what must stand where
 * @brand: (nullable): four bytes that must stand at 8 besides (RIFF form, ISO brand)
 */
typedef struct {
  gsize offset;
  gsize size;
  const char *bytes;
  const char *brand;
  const char *media_type;
} Signature;

static const Signature signatures[] = {
    {0, 8, "\x89PNG\r\n\x1a\n", NULL, "image/png"},
    {0, 3, "\xff\xd8\xff", NULL, "image/jpeg"},
    {0, 6, "GIF87a", NULL, "image/gif"},
    {0, 6, "GIF89a", NULL, "image/gif"},
    {0, 4, "RIFF", "WEBP", "image/webp"},
    {0, 4, "RIFF", "WAVE", "audio/wav"},
    {0, 4, "RIFF", "AVI ", "video/x-msvideo"},
    {4, 4, "ftyp", "avif", "image/avif"},
    {4, 4, "ftyp", "avis", "image/avif"},
    {4, 4, "ftyp", "heic", "image/heic"},
    {4, 4, "ftyp", "heix", "image/heic"},
    {4, 4, "ftyp", "mif1", "image/heif"},
    {4, 4, "ftyp", "qt  ", "video/quicktime"},
    {4, 4, "ftyp", NULL, "video/mp4"},
    {0, 4, "\x1a\x45\xdf\xa3", NULL, "video/webm"},
    {0, 4, "OggS", NULL, "application/ogg"},
    {0, 3, "ID3", NULL, "audio/mpeg"},
    {0, 5, "%PDF-", NULL, "application/pdf"},
    {0, 4, "PK\003\004", NULL, "application/zip"},
    {0, 2, "\x1f\x8b", NULL, "application/gzip"},
    {0, 4, "II*\0", NULL, "image/tiff"},
    {0, 4, "MM\0*", NULL, "image/tiff"},
    {0, 14, "<!DOCTYPE html", NULL, "text/html"},
};

const char *
hikae_magic_get_media_type (const void *bytes, gsize size)
{
  const guint8 *at = bytes;

  for (gsize i = 0; i < G_N_ELEMENTS (signatures); i++) {
    const Signature *s = &signatures[i];

    if (size < s->offset + s->size || memcmp (at + s->offset, s->bytes, s->size) != 0)
      continue;
    if (s->brand == NULL || (size >= 12 && memcmp (at + 8, s->brand, 4) == 0))
      return s->media_type;
  }
  return "application/octet-stream";
}

gboolean
hikae_magic_get_png_size (const void *bytes, gsize size, guint32 *width, guint32 *height)
{
  static const guint8 start[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
  HikaeReader reader = {0};
  const guint8 *head = NULL;

  hikae_reader_init (&reader, bytes, size);
  head = hikae_reader_read (&reader, sizeof start - 1);
  *width = hikae_reader_read_u32be (&reader);
  *height = hikae_reader_read_u32be (&reader);
  return !reader.failed && memcmp (head, start, sizeof start - 1) == 0 && *width > 0 &&
         *height > 0 && *width <= G_MAXINT32 && *height <= G_MAXINT32;
}
