/* hikae-der.c: one DER value at a time, out of untrusted bytes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * OpenSSL's templates read one object and say nothing of what follows it; the walk here
 * sees every byte. It never recurses: the caller descends by hand, so depth is bounded by
 * the grammar that is read. */
#include "config.h"

#include "hikae-der-private.h"

#include <string.h>

/* Longest OID we print; X.660 sets none, real ones have under twenty arcs. */
#define MAX_OID_SIZE 64

static gboolean
read_length (HikaeReader *reader, gsize *length)
{
  guint8 first = hikae_reader_read_u8 (reader);
  guint count = first & 0x7f;
  gsize total = 0;

  if (first < 0x80) {
    *length = first;
    return !reader->failed;
  }
  if (count == 0 || count > 4)
    return FALSE;
  for (guint i = 0; i < count; i++) {
    guint8 next = hikae_reader_read_u8 (reader);

    if (i == 0 && next == 0)
      return FALSE;
    total = total << 8 | next;
  }
  *length = total;
  return !reader->failed && total >= 0x80;
}

gboolean
hikae_der_read (HikaeReader *reader, HikaeDer *value)
{
  gsize start = reader->offset;
  gsize length = 0;

  memset (value, 0, sizeof *value);
  value->tag = hikae_reader_read_u8 (reader);
  if ((value->tag & 0x1f) == 0x1f || !read_length (reader, &length) ||
      !hikae_reader_sub (reader, length, &value->content)) {
    reader->failed = TRUE;
    value->content.failed = TRUE;
    return FALSE;
  }
  value->bytes = reader->bytes + start;
  value->size = reader->offset - start;
  return TRUE;
}

gboolean
hikae_der_expect (HikaeReader *reader, guint8 tag, HikaeDer *value)
{
  if (!hikae_der_read (reader, value))
    return FALSE;
  if (value->tag != tag)
    reader->failed = TRUE;
  return !reader->failed;
}

gboolean
hikae_der_take (HikaeReader *reader, guint8 tag, HikaeDer *value)
{
  memset (value, 0, sizeof *value);
  return hikae_der_peek (reader) == tag && hikae_der_read (reader, value);
}

guint8
hikae_der_peek (const HikaeReader *reader)
{
  return hikae_der_at_end (reader) ? 0 : reader->bytes[reader->offset];
}

gboolean
hikae_der_at_end (const HikaeReader *reader)
{
  return reader->failed || hikae_reader_get_left (reader) == 0;
}

const guint8 *
hikae_der_get_content (const HikaeDer *value, gsize *size)
{
  *size = value->content.size;
  return value->content.bytes;
}

gboolean
hikae_der_get_uint (const HikaeDer *value, guint64 *number)
{
  gsize size = 0;
  const guint8 *bytes = hikae_der_get_content (value, &size);

  *number = 0;
  if (size == 0 || size > 9 || (bytes[0] & 0x80) != 0)
    return FALSE;
  if (size > 1 && bytes[0] == 0 && (bytes[1] & 0x80) == 0)
    return FALSE;
  if (size == 9 && bytes[0] != 0)
    return FALSE;
  for (gsize i = 0; i < size; i++)
    *number = *number << 8 | bytes[i];
  return TRUE;
}

gboolean
hikae_der_is_integer (const HikaeDer *value)
{
  gsize size = 0;
  const guint8 *bytes = hikae_der_get_content (value, &size);

  if (size < 2)
    return size == 1;
  return !(bytes[0] == 0 && (bytes[1] & 0x80) == 0) &&
         !(bytes[0] == 0xff && (bytes[1] & 0x80) != 0);
}

/* X.690 §8.19: base 128, the first two arcs in one number. */
char *
hikae_der_dup_oid (const HikaeDer *value)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize size = 0;
  const guint8 *bytes = hikae_der_get_content (value, &size);
  guint64 arc = 0;

  if (size == 0 || size > MAX_OID_SIZE || (bytes[size - 1] & 0x80) != 0)
    return NULL;
  for (gsize i = 0; i < size; i++) {
    if (arc >> 56 != 0 || (arc == 0 && bytes[i] == 0x80))
      return NULL;
    arc = arc << 7 | (bytes[i] & 0x7f);
    if ((bytes[i] & 0x80) != 0)
      continue;
    if (text->len == 0) {
      guint top = arc < 40 ? 0 : arc < 80 ? 1 : 2;

      g_string_printf (text, "%u.%" G_GUINT64_FORMAT, top, arc - top * 40);
    } else {
      g_string_append_printf (text, ".%" G_GUINT64_FORMAT, arc);
    }
    arc = 0;
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
hikae_der_content_equal (const HikaeDer *a, const HikaeDer *b)
{
  return a->tag == b->tag && a->content.size == b->content.size &&
         (a->content.size == 0 ||
          memcmp (a->content.bytes, b->content.bytes, a->content.size) == 0);
}

static void
append_header (GByteArray *array, guint8 tag, gsize size)
{
  guint8 header[6] = {tag, 0};
  guint count = 0;

  for (gsize rest = size; size >= 0x80 && rest > 0; rest >>= 8)
    count++;
  g_assert (count <= 4);
  header[1] = count == 0 ? (guint8)size : (guint8)(0x80 | count);
  for (guint i = 0; i < count; i++)
    header[2 + i] = (guint8)(size >> (8 * (count - 1 - i)));
  g_byte_array_append (array, header, 2 + count);
}

void
hikae_der_append (GByteArray *array, guint8 tag, const void *content, gsize size)
{
  append_header (array, tag, size);
  if (size > 0)
    g_byte_array_append (array, content, (guint)size);
}
