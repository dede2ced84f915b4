/* hikae-media-container.c: what a media file carries beside its pixels
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-container-private.h"

#include <string.h>

static void
text_free (HikaeMediaText *text)
{
  g_free (text->carrier);
  g_free (text->key);
  g_free (text->value);
  g_free (text);
}

HikaeMediaContainer *
hikae_media_container_new (HikaeMediaFormat format)
{
  HikaeMediaContainer *self = g_new0 (HikaeMediaContainer, 1);

  self->texts = g_ptr_array_new_with_free_func ((GDestroyNotify)text_free);
  self->exif = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  self->xmp = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  self->iptc = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  self->c2pa_ranges = g_array_new (FALSE, FALSE, sizeof (HikaeMediaRange));
  self->format = format;
  return self;
}

HikaeMediaContainer *
hikae_media_container_read (const guint8 *bytes, gsize size)
{
  HikaeMediaContainer *self =
      hikae_media_container_new (hikae_media_format_detect (bytes, size));
  HikaeReader reader;

  hikae_reader_init (&reader, bytes, size);
  switch (self->format) {
  case HIKAE_MEDIA_JPEG:
    hikae_media_read_jpeg (self, &reader);
    break;
  case HIKAE_MEDIA_PNG:
    hikae_media_read_png (self, &reader);
    break;
  case HIKAE_MEDIA_GIF:
    hikae_media_read_gif (self, &reader);
    break;
  case HIKAE_MEDIA_WEBP:
    hikae_media_read_webp (self, &reader);
    break;
  case HIKAE_MEDIA_AVIF:
  case HIKAE_MEDIA_HEIC:
  case HIKAE_MEDIA_MP4:
    hikae_media_read_bmff (self, &reader);
    break;
  case HIKAE_MEDIA_TIFF:
    /* The file is its own EXIF block; many programs put the directories at its end. */
    g_ptr_array_add (self->exif, g_bytes_new_static (bytes, size));
    hikae_media_find_c2pa (self, bytes, size);
    break;
  case HIKAE_MEDIA_PNM:
    hikae_media_read_pnm (self, &reader);
    break;
  case HIKAE_MEDIA_WEBM:
    hikae_media_read_matroska (self, &reader);
    break;
  case HIKAE_MEDIA_UNKNOWN:
  default:
    /* Of an empty file there are no bytes to point at. */
    if (size > 0) {
      hikae_media_find_packets (self, bytes, size);
      hikae_media_find_c2pa (self, bytes, size);
    }
    break;
  }
  if (reader.failed)
    hikae_media_complain (self, "the file ends too early");
  return self;
}

void
hikae_media_container_add_text (HikaeMediaContainer *self,
                                const char *carrier,
                                const char *key,
                                const char *value)
{
  hikae_media_add_text (
      self, carrier, key, strlen (key), (const guint8 *)value, strlen (value));
}

void
hikae_media_container_add_hidden (HikaeMediaContainer *self,
                                  const char *carrier,
                                  const guint8 *value,
                                  gsize size,
                                  gboolean packed)
{
  if (packed)
    hikae_media_add_deflated_text (self, carrier, "hidden", 6, value, size);
  else
    hikae_media_add_text (self, carrier, "hidden", 6, value, size);
}

void
hikae_media_container_free (HikaeMediaContainer *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->exif, g_ptr_array_unref);
  g_clear_pointer (&self->xmp, g_ptr_array_unref);
  g_clear_pointer (&self->iptc, g_ptr_array_unref);
  g_clear_pointer (&self->c2pa, g_bytes_unref);
  g_clear_pointer (&self->c2pa_ranges, g_array_unref);
  g_clear_pointer (&self->trailer, g_bytes_unref);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_free (self->complaint);
  g_free (self);
}
