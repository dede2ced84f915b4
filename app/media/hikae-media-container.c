/* hikae-media-container.c: what a media file carries beside its pixels
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-container-private.h"

#include <string.h>
#include <zlib.h>

/* zlib or gzip, told apart by the data; the largest window. */
#define ANY_WRAPPER (32 + MAX_WBITS)

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

static void
text_free (HikaeMediaText *text)
{
  g_free (text->carrier);
  g_free (text->key);
  g_free (text->value);
  g_free (text);
}

void
hikae_media_complain (HikaeMediaContainer *self, const char *what)
{
  if (self->complaint == NULL)
    self->complaint = g_strdup (what);
}

void
hikae_media_set_size (HikaeMediaContainer *self, guint width, guint height)
{
  if (self->width == 0 && self->height == 0) {
    self->width = width;
    self->height = height;
  }
}

void
hikae_media_add_block (HikaeMediaContainer *self,
                       GPtrArray *blocks,
                       const guint8 *bytes,
                       gsize size)
{
  if (size > HIKAE_MEDIA_BLOCK_MAX || blocks->len == HIKAE_MEDIA_BLOCKS_MAX)
    hikae_media_complain (self, "more metadata than the limit");
  else if (size > 0)
    g_ptr_array_add (blocks, g_bytes_new (bytes, size));
}

void
hikae_media_add_exif (HikaeMediaContainer *self, const guint8 *bytes, gsize size)
{
  gboolean named = size >= 6 && memcmp (bytes, "Exif\0\0", 6) == 0;

  hikae_media_add_block (
      self, self->exif, named ? bytes + 6 : bytes, named ? size - 6 : size);
}

void
hikae_media_append_c2pa (HikaeMediaContainer *self,
                         const guint8 *bytes,
                         gsize size,
                         gsize file_offset,
                         gsize file_size)
{
  HikaeMediaRange range = {file_offset, file_size};
  gsize have = self->c2pa != NULL ? g_bytes_get_size (self->c2pa) : 0;
  GByteArray *joined = NULL;

  if (have + size > HIKAE_MEDIA_BLOCK_MAX) {
    hikae_media_complain (self, "the C2PA block is larger than the limit");
    return;
  }
  joined = self->c2pa != NULL ? g_bytes_unref_to_array (g_steal_pointer (&self->c2pa))
                              : g_byte_array_new ();
  g_byte_array_append (joined, bytes, (guint)size);
  self->c2pa = g_byte_array_free_to_bytes (joined);
  g_array_append_val (self->c2pa_ranges, range);
}

/* By hand: iconv's tables lie in files, and the helper process has none. A NUL becomes a
 * space, so that nothing behind it is lost. */
static char *
dup_latin1 (const guint8 *bytes, gsize size)
{
  GString *text = g_string_sized_new (size + size / 4);

  for (gsize i = 0; i < size; i++)
    g_string_append_unichar (text, bytes[i] != 0 ? bytes[i] : ' ');
  return g_string_free (text, FALSE);
}

void
hikae_media_add_text (HikaeMediaContainer *self,
                      const char *carrier,
                      const char *key,
                      gsize key_size,
                      const guint8 *value,
                      gsize value_size)
{
  HikaeMediaText *text = NULL;
  gsize size = MIN (value_size, HIKAE_MEDIA_TEXT_MAX);

  if (size < value_size)
    hikae_media_complain (self, "more text than the limit");
  while (size < value_size && size > 0 && (value[size] & 0xc0) == 0x80)
    size--;
  if (self->texts->len == HIKAE_MEDIA_TEXTS_MAX ||
      size > HIKAE_MEDIA_ALL_TEXT_MAX - self->text_size) {
    hikae_media_complain (self, "more text than the limit");
    return;
  }
  self->text_size += size;
  text = g_new0 (HikaeMediaText, 1);
  text->carrier = g_strdup (carrier);
  text->key = g_utf8_make_valid (key, (gssize)key_size);
  /* An empty text may come without an address: g_strndup() makes no text of that. */
  text->value = size == 0 ? g_strdup ("")
                : g_utf8_validate_len ((const char *)value, size, NULL)
                    ? g_strndup ((const char *)value, size)
                    : dup_latin1 (value, size);
  g_ptr_array_add (self->texts, text);
}

/* The output grows with what comes out: most texts are short, and a bomb stops at @max.
 */
GBytes *
hikae_media_inflate (HikaeMediaContainer *self,
                     const guint8 *deflated,
                     gsize size,
                     gsize max)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  z_stream stream = {.next_in = (Bytef *)deflated, .avail_in = (uInt)size};
  int result = Z_OK;

  if (size > HIKAE_MEDIA_BLOCK_MAX || inflateInit2 (&stream, ANY_WRAPPER) != Z_OK) {
    hikae_media_complain (self, "a compressed text could not be read");
    return NULL;
  }
  while (result == Z_OK && out->len < max) {
    guint8 piece[16384];

    stream.next_out = piece;
    stream.avail_out = (uInt)MIN (sizeof piece, max - out->len);
    result = inflate (&stream, Z_NO_FLUSH);
    g_byte_array_append (out, piece, (guint)(stream.next_out - piece));
  }
  if (result != Z_STREAM_END)
    hikae_media_complain (self, "a compressed text is damaged or larger than the limit");
  inflateEnd (&stream);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

void
hikae_media_add_deflated_text (HikaeMediaContainer *self,
                               const char *carrier,
                               const char *key,
                               gsize key_size,
                               const guint8 *deflated,
                               gsize deflated_size)
{
  g_autoptr (GBytes) text =
      hikae_media_inflate (self, deflated, deflated_size, HIKAE_MEDIA_TEXT_MAX);
  gsize size = 0;
  const guint8 *bytes = text != NULL ? g_bytes_get_data (text, &size) : NULL;

  if (size > 0)
    hikae_media_add_text (self, carrier, key, key_size, bytes, size);
}

void
hikae_media_add_deflated_block (HikaeMediaContainer *self,
                                GPtrArray *blocks,
                                const guint8 *deflated,
                                gsize deflated_size)
{
  g_autoptr (GBytes) block =
      hikae_media_inflate (self, deflated, deflated_size, HIKAE_MEDIA_BLOCK_MAX);

  if (block != NULL)
    hikae_media_add_block (
        self, blocks, g_bytes_get_data (block, NULL), g_bytes_get_size (block));
}

void
hikae_media_set_trailer (HikaeMediaContainer *self, const HikaeReader *reader)
{
  gsize left = hikae_reader_get_left (reader);

  if (left == 0 || self->trailer != NULL)
    return;
  self->trailer = g_bytes_new (reader->bytes + reader->offset, left);
}

HikaeMediaContainer *
hikae_media_container_read (const guint8 *bytes, gsize size)
{
  HikaeMediaContainer *self = g_new0 (HikaeMediaContainer, 1);
  HikaeReader reader;

  self->texts = g_ptr_array_new_with_free_func ((GDestroyNotify)text_free);
  self->exif = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  self->xmp = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  self->iptc = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  self->c2pa_ranges = g_array_new (FALSE, FALSE, sizeof (HikaeMediaRange));
  self->format = hikae_media_format_detect (bytes, size);
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
    /* The file is its own EXIF block. */
    hikae_media_add_block (self, self->exif, bytes, MIN (size, HIKAE_MEDIA_BLOCK_MAX));
    break;
  case HIKAE_MEDIA_PNM:
    hikae_media_read_pnm (self, &reader);
    break;
  case HIKAE_MEDIA_WEBM:
  case HIKAE_MEDIA_UNKNOWN:
  default:
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
