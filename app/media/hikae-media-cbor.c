/* hikae-media-cbor.c: a cursor over hostile CBOR; no tree is ever built
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A library that builds a tree takes a gigabyte for five bytes that announce one. */
#include "config.h"

#include "hikae-media-cbor-private.h"
#include "hikae-reader.h"

#include <string.h>

#define BREAK 0xff

static gboolean
read_head (HikaeReader *reader, HikaeCbor *item)
{
  guint8 first = hikae_reader_read_u8 (reader);
  guint8 low = first & 31;

  item->major = (HikaeCborMajor)(first >> 5);
  item->indefinite = FALSE;
  if (low < 24)
    item->value = low;
  else if (low == 24)
    item->value = hikae_reader_read_u8 (reader);
  else if (low == 25)
    item->value = hikae_reader_read_u16be (reader);
  else if (low == 26)
    item->value = hikae_reader_read_u32be (reader);
  else if (low == 27)
    item->value = hikae_reader_read_u64be (reader);
  else if (low == 31 && item->major >= HIKAE_CBOR_BYTES && item->major <= HIKAE_CBOR_MAP)
    item->indefinite = TRUE;
  else
    reader->failed = TRUE;
  return !reader->failed;
}

static gboolean
at_break (HikaeReader *reader)
{
  return hikae_reader_get_left (reader) > 0 && reader->bytes[reader->offset] == BREAK &&
         hikae_reader_skip (reader, 1);
}

/* Reads one whole item, counting every item inside against @budget. */
static gboolean
read_item (HikaeReader *reader, HikaeCbor *item, guint depth, guint *budget)
{
  gsize start = reader->offset;
  guint64 children = 0;
  HikaeCbor child;

  if (depth == HIKAE_CBOR_DEPTH_MAX || *budget == 0 || !read_head (reader, item))
    return FALSE;
  (*budget)--;
  item->encoded = reader->bytes + start;
  item->body = reader->bytes + reader->offset;
  item->body_size = 0;
  if (item->major == HIKAE_CBOR_TAG) {
    const guint8 *encoded = item->encoded;

    if (!read_item (reader, item, depth + 1, budget))
      return FALSE;
    item->encoded = encoded;
    item->encoded_size = (gsize)(reader->bytes + reader->offset - encoded);
    return TRUE;
  }
  if ((item->major == HIKAE_CBOR_BYTES || item->major == HIKAE_CBOR_TEXT) &&
      !item->indefinite) {
    if (item->value > G_MAXSIZE || !hikae_reader_skip (reader, (gsize)item->value))
      return FALSE;
    item->body_size = (gsize)item->value;
  } else if (item->indefinite) {
    for (children = 0; !at_break (reader); children++)
      if (!read_item (reader, &child, depth + 1, budget))
        return FALSE;
    if (item->major == HIKAE_CBOR_MAP && children % 2 != 0)
      return FALSE;
    item->value = item->major == HIKAE_CBOR_MAP ? children / 2 : children;
    item->body_size = (gsize)(reader->bytes + reader->offset - 1 - item->body);
    if (item->major == HIKAE_CBOR_BYTES || item->major == HIKAE_CBOR_TEXT)
      item->body_size = 0;
  } else if (item->major == HIKAE_CBOR_ARRAY || item->major == HIKAE_CBOR_MAP) {
    if (item->value > *budget)
      return FALSE;
    children = item->major == HIKAE_CBOR_MAP ? item->value * 2 : item->value;
    for (guint64 i = 0; i < children; i++)
      if (!read_item (reader, &child, depth + 1, budget))
        return FALSE;
    item->body_size = (gsize)(reader->bytes + reader->offset - item->body);
  }
  item->encoded_size = reader->offset - start;
  return TRUE;
}

gboolean
hikae_cbor_parse (const guint8 *bytes, gsize size, HikaeCbor *item)
{
  HikaeReader reader;
  guint budget = HIKAE_CBOR_ITEMS_MAX;

  memset (item, 0, sizeof *item);
  hikae_reader_init (&reader, bytes, size);
  return read_item (&reader, item, 0, &budget);
}

gboolean
hikae_cbor_next (const HikaeCbor *container, gsize *at, HikaeCbor *item)
{
  HikaeReader reader;
  guint budget = HIKAE_CBOR_ITEMS_MAX;

  if ((container->major != HIKAE_CBOR_ARRAY && container->major != HIKAE_CBOR_MAP) ||
      *at >= container->body_size)
    return FALSE;
  hikae_reader_init (&reader, container->body, container->body_size);
  if (!hikae_reader_seek (&reader, *at) || !read_item (&reader, item, 0, &budget))
    return FALSE;
  *at = reader.offset;
  return TRUE;
}

static gboolean
find_pair (const HikaeCbor *map,
           gboolean (*fits) (const HikaeCbor *key, gconstpointer wanted),
           gconstpointer wanted,
           HikaeCbor *value)
{
  HikaeCbor key;
  gsize at = 0;

  if (map->major != HIKAE_CBOR_MAP)
    return FALSE;
  while (hikae_cbor_next (map, &at, &key) && hikae_cbor_next (map, &at, value))
    if (fits (&key, wanted))
      return TRUE;
  return FALSE;
}

static gboolean
fits_text (const HikaeCbor *key, gconstpointer wanted)
{
  return key->major == HIKAE_CBOR_TEXT && key->body_size == strlen (wanted) &&
         memcmp (key->body, wanted, key->body_size) == 0;
}

static gboolean
fits_label (const HikaeCbor *key, gconstpointer wanted)
{
  gint64 label = 0;

  return hikae_cbor_get_integer (key, &label) && label == *(const gint64 *)wanted;
}

gboolean
hikae_cbor_find (const HikaeCbor *map, const char *key, HikaeCbor *value)
{
  return find_pair (map, fits_text, key, value);
}

gboolean
hikae_cbor_find_label (const HikaeCbor *map, gint64 label, HikaeCbor *value)
{
  return find_pair (map, fits_label, &label, value);
}

char *
hikae_cbor_dup_text (const HikaeCbor *item)
{
  return item->major == HIKAE_CBOR_TEXT && item->body_size < 65536
             ? g_utf8_make_valid ((const char *)item->body, (gssize)item->body_size)
             : NULL;
}

char *
hikae_cbor_dup_member (const HikaeCbor *map, const char *key)
{
  HikaeCbor value;

  return hikae_cbor_find (map, key, &value) ? hikae_cbor_dup_text (&value) : NULL;
}

gboolean
hikae_cbor_get_integer (const HikaeCbor *item, gint64 *value)
{
  if (item->value > G_MAXINT64)
    return FALSE;
  if (item->major == HIKAE_CBOR_UNSIGNED)
    *value = (gint64)item->value;
  else if (item->major == HIKAE_CBOR_NEGATIVE)
    *value = -1 - (gint64)item->value;
  else
    return FALSE;
  return TRUE;
}
