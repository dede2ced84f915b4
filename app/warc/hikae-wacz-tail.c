/* hikae-wacz-tail.c: what follows the records in an archive of ours
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-wacz-tail.h"

#include "hikae-reader.h"

#include <string.h>

#define END_SIZE 22
#define LOCATOR_SIZE 20
#define LOCAL_SIZE 30
#define LOCAL_EXTRA 20
#define CENTRAL_SIGNATURE 0x02014b50
#define END64_SIGNATURE 0x06064b50
#define LOCATOR_SIGNATURE 0x07064b50

static guint64
read_u64le (HikaeReader *reader)
{
  guint64 low = hikae_reader_read_u32le (reader);
  guint64 high = hikae_reader_read_u32le (reader);

  return high << 32 | low;
}

/* Moves @reader to the first header of the directory. */
static gboolean
find_directory (HikaeReader *reader, guint64 base)
{
  guint64 place = 0;

  if (reader->size < END_SIZE + LOCATOR_SIZE ||
      !hikae_reader_seek (reader, reader->size - END_SIZE - LOCATOR_SIZE) ||
      hikae_reader_read_u32le (reader) != LOCATOR_SIGNATURE ||
      !hikae_reader_skip (reader, 4))
    return FALSE;
  place = read_u64le (reader);
  if (place < base || place - base > reader->size ||
      !hikae_reader_seek (reader, (gsize)(place - base)) ||
      hikae_reader_read_u32le (reader) != END64_SIGNATURE ||
      !hikae_reader_skip (reader, 44))
    return FALSE;
  place = read_u64le (reader);
  return !reader->failed && place >= base && place - base <= reader->size &&
         hikae_reader_seek (reader, (gsize)(place - base));
}

typedef struct {
  const guint8 *name;
  guint16 name_size;
  guint64 size;
  guint64 offset;
} Entry;

static gboolean
read_entry (HikaeReader *reader, Entry *entry)
{
  guint16 extra_size = 0;
  guint16 comment_size = 0;
  HikaeReader extra = {0};

  if (hikae_reader_read_u32le (reader) != CENTRAL_SIGNATURE ||
      !hikae_reader_skip (reader, 24))
    return FALSE;
  entry->name_size = hikae_reader_read_u16le (reader);
  extra_size = hikae_reader_read_u16le (reader);
  comment_size = hikae_reader_read_u16le (reader);
  (void)hikae_reader_skip (reader, 12);
  entry->name = hikae_reader_read (reader, entry->name_size);
  if (!hikae_reader_sub (reader, extra_size, &extra) ||
      !hikae_reader_skip (reader, comment_size))
    return FALSE;
  if (hikae_reader_read_u16le (&extra) != 1 || hikae_reader_read_u16le (&extra) != 24)
    return FALSE;
  (void)read_u64le (&extra);
  entry->size = read_u64le (&extra);
  entry->offset = read_u64le (&extra);
  return !reader->failed && !extra.failed && entry->name != NULL;
}

GBytes *
hikae_wacz_tail_find (GBytes *tail, guint64 base, const char *name)
{
  HikaeReader reader = {0};
  Entry entry = {0};
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (tail, &size);

  hikae_reader_init (&reader, bytes, size);
  if (!find_directory (&reader, base))
    return NULL;
  while (read_entry (&reader, &entry)) {
    guint64 head = LOCAL_SIZE + (guint64)entry.name_size + LOCAL_EXTRA;

    if (entry.name_size != strlen (name) ||
        memcmp (entry.name, name, entry.name_size) != 0)
      continue;
    if (entry.offset < base || entry.offset - base > size ||
        head > size - (entry.offset - base) ||
        entry.size > size - (entry.offset - base) - head)
      return NULL;
    return g_bytes_new_from_bytes (
        tail, (gsize)(entry.offset - base + head), (gsize)entry.size);
  }
  return NULL;
}
