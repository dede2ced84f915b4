/* hikae-btree.c: rows out of single database pages, when SQLite cannot find its way
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-btree.h"

#include "hikae-reader.h"

#include <string.h>

/* Page 1 begins with the file's own header. */
#define FILE_HEADER 100
#define LEAF_HEADER 8
#define TYPE_INDEX_LEAF 0x0a
#define TYPE_TABLE_LEAF 0x0d
/* Serial types from here on are blobs (even) and texts (odd). */
#define SERIAL_BYTES 12

static gsize
page_start (guint32 number)
{
  return number == 1 ? FILE_HEADER : 0;
}

HikaeBtreeKind
hikae_btree_look (const HikaeBtreeSource *source,
                  guint32 number,
                  const guint8 *page,
                  guint *cells)
{
  HikaeReader reader;
  guint8 type = 0;

  hikae_reader_init (&reader, page, source->usable);
  if (!hikae_reader_seek (&reader, page_start (number)))
    return HIKAE_BTREE_OTHER;
  type = hikae_reader_read_u8 (&reader);
  (void)hikae_reader_skip (&reader, 2);
  *cells = hikae_reader_read_u16be (&reader);
  if (reader.failed || *cells > (source->usable - LEAF_HEADER) / 2)
    return HIKAE_BTREE_OTHER;
  if (type == TYPE_TABLE_LEAF)
    return HIKAE_BTREE_TABLE_LEAF;
  return type == TYPE_INDEX_LEAF ? HIKAE_BTREE_INDEX_LEAF : HIKAE_BTREE_OTHER;
}

/* At most nine bytes; the ninth gives all its eight bits. */
static guint64
read_varint (HikaeReader *reader)
{
  guint64 value = 0;

  for (guint i = 0; i < 8; i++) {
    guint8 byte = hikae_reader_read_u8 (reader);

    value = value << 7 | (byte & 0x7f);
    if (byte < 0x80 || reader->failed)
      return value;
  }
  return value << 8 | hikae_reader_read_u8 (reader);
}

/* How much of a record of @size bytes stays in the leaf. */
static gsize
find_local (const HikaeBtreeSource *source, HikaeBtreeKind kind, guint64 size)
{
  guint64 usable = source->usable;
  guint64 most =
      kind == HIKAE_BTREE_TABLE_LEAF ? usable - 35 : (usable - 12) * 64 / 255 - 23;
  guint64 least = (usable - 12) * 32 / 255 - 23;
  guint64 kept = 0;

  if (size <= most)
    return size;
  kept = least + (size - least) % (usable - 4);
  return kept <= most ? kept : least;
}

gboolean
hikae_btree_get_cell (const HikaeBtreeSource *source,
                      guint32 number,
                      const guint8 *page,
                      guint index,
                      HikaeBtreeCell *cell)
{
  HikaeReader reader;
  guint cells = 0;
  HikaeBtreeKind kind = hikae_btree_look (source, number, page, &cells);

  memset (cell, 0, sizeof *cell);
  hikae_reader_init (&reader, page, source->usable);
  if (kind == HIKAE_BTREE_OTHER || index >= cells ||
      !hikae_reader_seek (&reader,
                          page_start (number) + LEAF_HEADER + (gsize)index * 2) ||
      !hikae_reader_seek (&reader, hikae_reader_read_u16be (&reader)))
    return FALSE;
  cell->size = read_varint (&reader);
  if (kind == HIKAE_BTREE_TABLE_LEAF)
    cell->rowid = (gint64)read_varint (&reader);
  if (reader.failed || cell->size == 0 || cell->size > HIKAE_BTREE_ROW_MAX)
    return FALSE;
  cell->local_size = find_local (source, kind, cell->size);
  cell->local = hikae_reader_read (&reader, cell->local_size);
  if (cell->local_size < cell->size)
    cell->overflow = hikae_reader_read_u32be (&reader);
  return !reader.failed && (cell->local_size == cell->size ||
                            (cell->overflow > 0 && cell->overflow <= source->pages));
}

static guint32
get_next (const guint8 *page)
{
  return (guint32)page[0] << 24 | (guint32)page[1] << 16 | (guint32)page[2] << 8 |
         page[3];
}

GBytes *
hikae_btree_assemble (const HikaeBtreeSource *source,
                      const HikaeBtreeCell *cell,
                      guint8 *scratch)
{
  g_autofree guint8 *bytes = g_try_malloc (cell->size);
  gsize filled = cell->local_size;
  guint32 next = cell->overflow;

  if (bytes == NULL)
    return NULL;
  memcpy (bytes, cell->local, cell->local_size);
  /* Each turn fills some of a bounded size, so a chain that bites its tail ends too. */
  while (filled < cell->size) {
    gsize piece = MIN (cell->size - filled, source->usable - 4);

    if (next == 0 || next > source->pages || !source->read (source->data, next, scratch))
      return NULL;
    next = get_next (scratch);
    memcpy (bytes + filled, scratch + 4, piece);
    filled += piece;
  }
  return next == 0 ? g_bytes_new_take (g_steal_pointer (&bytes), filled) : NULL;
}

static void
add_hole (GArray *holes, guint first, gsize offset, gsize size)
{
  HikaeBtreeHole hole = {offset, size};
  HikaeBtreeHole *last = NULL;

  if (holes->len > first)
    last = &g_array_index (holes, HikaeBtreeHole, holes->len - 1);
  if (last != NULL && last->offset + last->size == offset)
    last->size += size;
  else
    g_array_append_val (holes, hole);
}

/* A chain that is walked around what cannot be read of it. */
typedef struct {
  guint32 next;
  gboolean guessed;  /* @next is not what a page said, but the neighbour of a bad one */
  gboolean in_doubt; /* pages were taken on a guess since */
  gsize filled;
} Walk;

/* A page that was freed was wiped. */
static gboolean
is_wiped (const HikaeBtreeSource *source, const guint8 *page)
{
  return page[0] == 0 && memcmp (page, page + 1, source->usable - 1) == 0;
}

/* FALSE when the walk ends before the record does. */
static gboolean
walk_on (const HikaeBtreeSource *source,
         Walk *walk,
         guint8 *scratch,
         const guint8 *taken,
         guint8 *bytes,
         gsize piece,
         gboolean *is_hole)
{
  if (walk->next == 0 || walk->next > source->pages)
    return FALSE;
  *is_hole = !source->read (source->data, walk->next, scratch);
  if (*is_hole) {
    walk->next++;
    walk->guessed = TRUE;
  } else {
    if (walk->guessed && (taken[walk->next] || is_wiped (source, scratch)))
      return FALSE;
    walk->in_doubt = walk->in_doubt || walk->guessed;
    walk->guessed = FALSE;
    memcpy (bytes + walk->filled, scratch + 4, piece);
    walk->next = get_next (scratch);
  }
  walk->filled += piece;
  return TRUE;
}

GBytes *
hikae_btree_assemble_around (const HikaeBtreeSource *source,
                             const HikaeBtreeCell *cell,
                             guint8 *scratch,
                             const guint8 *taken,
                             GArray *holes)
{
  g_autofree guint8 *bytes = g_try_malloc0 (cell->size);
  Walk walk = {.next = cell->overflow, .filled = cell->local_size};
  guint first = holes->len;
  gsize sure = cell->size; /* what no guess was needed for */
  gboolean goes_on = TRUE;

  if (bytes == NULL)
    return NULL;
  memcpy (bytes, cell->local, cell->local_size);
  while (goes_on && walk.filled < cell->size) {
    gsize piece = MIN (cell->size - walk.filled, source->usable - 4);
    gsize start = walk.filled;
    gboolean is_hole = FALSE;

    goes_on = walk_on (source, &walk, scratch, taken, bytes, piece, &is_hole);
    if ((is_hole || !goes_on) && sure == cell->size)
      sure = start;
    if (is_hole)
      add_hole (holes, first, start, piece);
  }
  /* The end of the chain proves the guesses; a guess alone proves nothing. */
  if (!goes_on || (!walk.guessed && walk.next != 0) || (walk.guessed && walk.in_doubt)) {
    if (sure == cell->size)
      sure = cell->local_size;
    if (walk.filled > sure)
      memset (bytes + sure, 0, walk.filled - sure);
    g_array_set_size (holes, first);
    add_hole (holes, first, sure, cell->size - sure);
  }
  return g_bytes_new_take (g_steal_pointer (&bytes), cell->size);
}

static gboolean
get_int_size (guint64 serial, gsize *size)
{
  static const guint8 sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};

  if (serial >= G_N_ELEMENTS (sizes))
    return FALSE;
  *size = sizes[serial];
  return TRUE;
}

static gint64
read_int (const guint8 *bytes, gsize size)
{
  guint64 value = size > 0 && bytes[0] >= 0x80 ? G_MAXUINT64 : 0;

  for (gsize i = 0; i < size; i++)
    value = value << 8 | bytes[i];
  return (gint64)value;
}

/* FALSE when @serial is no type. */
static gboolean
read_value (HikaeReader *body, guint64 serial, HikaeBtreeValue *value)
{
  gsize size = 0;

  memset (value, 0, sizeof *value);
  if (serial >= SERIAL_BYTES) {
    if ((serial - SERIAL_BYTES) / 2 > HIKAE_BTREE_ROW_MAX)
      return FALSE;
    value->type = serial % 2 == 0 ? HIKAE_BTREE_BLOB : HIKAE_BTREE_TEXT;
    value->size = (gsize)((serial - SERIAL_BYTES) / 2);
    value->bytes = hikae_reader_read (body, value->size);
    return TRUE;
  }
  if (!get_int_size (serial, &size))
    return FALSE;
  value->type = serial == 0   ? HIKAE_BTREE_NULL
                : serial == 7 ? HIKAE_BTREE_REAL
                              : HIKAE_BTREE_INT;
  value->bytes = hikae_reader_read (body, size);
  value->number = serial == 9            ? 1
                  : value->bytes == NULL ? 0
                                         : read_int (value->bytes, size);
  return TRUE;
}

guint
hikae_btree_parse_record (const guint8 *record,
                          gsize size,
                          HikaeBtreeValue values[HIKAE_BTREE_COLUMNS_MAX])
{
  HikaeReader header;
  HikaeReader body;
  guint64 header_size = 0;
  guint count = 0;

  hikae_reader_init (&header, record, size);
  hikae_reader_init (&body, record, size);
  header_size = read_varint (&header);
  if (header.failed || header_size > size ||
      !hikae_reader_seek (&body, (gsize)header_size))
    return 0;
  while (header.offset < header_size) {
    guint64 serial = read_varint (&header);

    if (header.failed || header.offset > header_size ||
        count == HIKAE_BTREE_COLUMNS_MAX || !read_value (&body, serial, &values[count]))
      return 0;
    count++;
  }
  return count;
}
