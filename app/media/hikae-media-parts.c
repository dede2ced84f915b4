/* hikae-media-parts.c: blocks and texts found in a media file, taken up to their limits
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-container-private.h"

#include <string.h>
#include <zlib.h>

/* zlib or gzip, told apart by the data; the largest window. */
#define ANY_WRAPPER (32 + MAX_WBITS)

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
  text->group = self->group;
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

  /* What would be refused need not come out first. */
  if (self->text_size >= HIKAE_MEDIA_ALL_TEXT_MAX ||
      self->texts->len == HIKAE_MEDIA_TEXTS_MAX) {
    hikae_media_complain (self, "more text than the limit");
    return NULL;
  }
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
      blocks->len < HIKAE_MEDIA_BLOCKS_MAX
          ? hikae_media_inflate (self, deflated, deflated_size, HIKAE_MEDIA_BLOCK_MAX)
          : NULL;

  if (blocks->len == HIKAE_MEDIA_BLOCKS_MAX)
    hikae_media_complain (self, "more metadata than the limit");
  if (block != NULL)
    hikae_media_add_block (
        self, blocks, g_bytes_get_data (block, NULL), g_bytes_get_size (block));
}

void
hikae_media_set_group (HikaeMediaContainer *self, gboolean own)
{
  self->group = own ? ++self->groups : 0;
}

void
hikae_media_set_trailer (HikaeMediaContainer *self, const HikaeReader *reader)
{
  gsize left = hikae_reader_get_left (reader);

  if (left == 0 || self->trailer != NULL)
    return;
  self->trailer = g_bytes_new_static (reader->bytes + reader->offset, left);
}
