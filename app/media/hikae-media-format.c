/* hikae-media-format.c: which kind of media file this is, by its first bytes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-container.h"

#include <string.h>

static const char *const format_names[] = {
    "unknown",
    "jpeg",
    "png",
    "gif",
    "webp",
    "avif",
    "heic",
    "mp4",
    "tiff",
    "pnm",
    "webm",
};

const char *
hikae_media_format_get_name (HikaeMediaFormat format)
{
  g_return_val_if_fail ((guint)format < G_N_ELEMENTS (format_names), "unknown");
  return format_names[format];
}

static gboolean
is_one_of (const guint8 *type, const char *const *names, gsize count)
{
  for (gsize i = 0; i < count; i++)
    if (memcmp (type, names[i], 4) == 0)
      return TRUE;
  return FALSE;
}

/* The brands of an ISO base media file say what it is, the major one or one of the
 * compatible ones. */
static HikaeMediaFormat
detect_bmff (const guint8 *bytes, gsize size)
{
  static const char *const avif[] = {"avif", "avis"};
  static const char *const heic[] = {
      "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"};
  static const char *const still[] = {"mif1", "msf1", "mif2"};
  gsize box =
      (gsize)bytes[0] << 24 | (gsize)bytes[1] << 16 | (gsize)bytes[2] << 8 | bytes[3];
  gsize end = MIN (MIN (box, size), 256);
  gboolean is_still = FALSE;

  for (gsize at = 8; at + 4 <= end; at += 4) {
    if (at == 12) /* the minor version is no brand */
      continue;
    if (is_one_of (bytes + at, avif, G_N_ELEMENTS (avif)))
      return HIKAE_MEDIA_AVIF;
    if (is_one_of (bytes + at, heic, G_N_ELEMENTS (heic)))
      return HIKAE_MEDIA_HEIC;
    is_still = is_still || is_one_of (bytes + at, still, G_N_ELEMENTS (still));
  }
  return is_still ? HIKAE_MEDIA_HEIC : HIKAE_MEDIA_MP4;
}

HikaeMediaFormat
hikae_media_format_detect (const void *bytes, gsize size)
{
  /* QuickTime files of old begin without "ftyp". */
  static const char *const boxes[] = {"moov", "mdat", "wide", "free", "skip", "pnot"};
  const guint8 *b = bytes;

  if (size >= 3 && memcmp (b, "\xff\xd8\xff", 3) == 0)
    return HIKAE_MEDIA_JPEG;
  if (size >= 8 && memcmp (b, "\x89PNG\r\n\x1a\n", 8) == 0)
    return HIKAE_MEDIA_PNG;
  if (size >= 6 && (memcmp (b, "GIF87a", 6) == 0 || memcmp (b, "GIF89a", 6) == 0))
    return HIKAE_MEDIA_GIF;
  if (size >= 12 && memcmp (b, "RIFF", 4) == 0 && memcmp (b + 8, "WEBP", 4) == 0)
    return HIKAE_MEDIA_WEBP;
  if (size >= 12 && memcmp (b + 4, "ftyp", 4) == 0)
    return detect_bmff (b, size);
  if (size >= 8 && is_one_of (b + 4, boxes, G_N_ELEMENTS (boxes)))
    return HIKAE_MEDIA_MP4;
  if (size >= 8 &&
      (memcmp (b, "II*\0", 4) == 0 || (b[0] == 'M' && b[1] == 'M' && b[3] == '*')))
    return HIKAE_MEDIA_TIFF;
  if (size >= 4 && memcmp (b, "\x1a\x45\xdf\xa3", 4) == 0)
    return HIKAE_MEDIA_WEBM;
  if (size >= 8 && b[0] == 'P' && (b[1] == '5' || b[1] == '6') &&
      (b[2] == '\n' || b[2] == ' ' || b[2] == '#'))
    return HIKAE_MEDIA_PNM;
  return HIKAE_MEDIA_UNKNOWN;
}
