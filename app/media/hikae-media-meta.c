/* hikae-media-meta.c: the items and keys of "meta" and "udta" boxes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ISO/IEC 14496-12 §8.11 (items: "iinf", "iloc", "idat"), ISO/IEC 23008-12 annex A (EXIF
 * and XMP as items); QuickTime File Format, "Metadata" ("keys", "ilst") and "User Data
 * Atoms". */
#include "config.h"

#include "hikae-media-container-private.h"

#include <string.h>

/* Items that are EXIF or XMP, and places of all items: looked up one among the other. */
#define ITEMS_MAX 64
#define PLACES_MAX 4096
#define EXTENTS_MAX 64
#define KEYS_MAX 256

typedef enum {
  ITEM_EXIF,
  ITEM_XMP,
} ItemKind;

typedef struct {
  guint32 id;
  ItemKind kind;
} Item;

typedef struct {
  HikaeMediaContainer *container;
  GArray *items;      /* (element-type Item) */
  HikaeMediaBox idat; /* size 0: none */
  HikaeMediaBox iloc;
  GPtrArray *keys; /* (element-type utf8): names of "keys", from 1 */
} Meta;

/* "infe": version, flags, item id, protection, type, name NUL, content type NUL. */
static void
read_item_info (Meta *meta, const HikaeMediaBox *box)
{
  HikaeReader reader;
  guint8 version = 0;
  const guint8 *type = NULL;
  const guint8 *rest = NULL;
  Item item = {0};

  hikae_reader_init (&reader, box->data, box->size);
  version = hikae_reader_read_u8 (&reader);
  (void)hikae_reader_skip (&reader, 3);
  if (version < 2)
    return;
  item.id = version == 2 ? hikae_reader_read_u16be (&reader)
                         : hikae_reader_read_u32be (&reader);
  (void)hikae_reader_skip (&reader, 2);
  type = hikae_reader_read (&reader, 4);
  if (type == NULL || meta->items->len == ITEMS_MAX)
    return;
  if (memcmp (type, "Exif", 4) == 0) {
    item.kind = ITEM_EXIF;
    g_array_append_val (meta->items, item);
    return;
  }
  if (memcmp (type, "mime", 4) != 0)
    return;
  rest = memchr (reader.bytes + reader.offset, 0, hikae_reader_get_left (&reader));
  if (rest == NULL)
    return;
  if (memmem (rest, (gsize)(reader.bytes + reader.size - rest), "rdf+xml", 7) != NULL) {
    item.kind = ITEM_XMP;
    g_array_append_val (meta->items, item);
  }
}

static void
read_item_infos (Meta *meta, const HikaeMediaBox *box)
{
  HikaeReader reader;
  HikaeMediaBox entry;

  hikae_reader_init (&reader, box->data, box->size);
  (void)hikae_reader_skip (&reader, box->size > 0 && box->data[0] == 0 ? 6 : 8);
  while (hikae_media_next_box (&reader, &entry))
    if (memcmp (entry.type, "infe", 4) == 0)
      read_item_info (meta, &entry);
}

static guint64
read_sized (HikaeReader *reader, guint size)
{
  if (size == 4)
    return hikae_reader_read_u32be (reader);
  return size == 8 ? hikae_reader_read_u64be (reader) : 0;
}

/* One extent of an item, out of the file (method 0) or of "idat" (1). */
static void
append_extent (const Meta *meta, guint method, guint64 at, guint64 size, GByteArray *out)
{
  const guint8 *bytes = method == 0 ? meta->container->file : meta->idat.data;
  gsize have = method == 0 ? meta->container->file_size : meta->idat.size;

  if (method > 1 || bytes == NULL || at > have)
    return;
  /* A length of nothing means: to the end. */
  if (size == 0)
    size = have - at;
  if (size > have - at || size > HIKAE_MEDIA_BLOCK_MAX - out->len) {
    hikae_media_complain (meta->container, "an item lies outside of the file");
    return;
  }
  g_byte_array_append (out, bytes + at, (guint)size);
}

static void
take_item (const Meta *meta, guint32 id, const GByteArray *bytes)
{
  for (guint i = 0; i < meta->items->len; i++) {
    const Item *item = &g_array_index (meta->items, Item, i);
    gsize skip = 0;

    if (item->id != id || bytes->len == 0)
      continue;
    if (item->kind == ITEM_XMP) {
      hikae_media_add_block (
          meta->container, meta->container->xmp, bytes->data, bytes->len);
    } else if (bytes->len > 4) {
      /* How far behind these four bytes the TIFF header lies. */
      skip = 4 + ((gsize)bytes->data[0] << 24 | (gsize)bytes->data[1] << 16 |
                  (gsize)bytes->data[2] << 8 | bytes->data[3]);
      if (skip < bytes->len)
        hikae_media_add_exif (meta->container, bytes->data + skip, bytes->len - skip);
    }
    return;
  }
}

typedef struct {
  guint8 version;
  guint offset_size;
  guint length_size;
  guint base_size;
  guint index_size;
} Layout;

static void
read_location (const Meta *meta, HikaeReader *reader, const Layout *layout)
{
  guint32 id = layout->version < 2 ? hikae_reader_read_u16be (reader)
                                   : hikae_reader_read_u32be (reader);
  guint method = layout->version > 0 ? hikae_reader_read_u16be (reader) & 15 : 0;
  guint64 base = 0;
  guint count = 0;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gboolean wanted = FALSE;

  (void)hikae_reader_skip (reader, 2);
  base = read_sized (reader, layout->base_size);
  count = hikae_reader_read_u16be (reader);
  for (guint i = 0; i < meta->items->len; i++)
    wanted = wanted || g_array_index (meta->items, Item, i).id == id;
  for (guint i = 0; i < count && !reader->failed; i++) {
    guint64 at = 0;
    guint64 size = 0;

    (void)hikae_reader_skip (reader, layout->index_size);
    at = read_sized (reader, layout->offset_size);
    size = read_sized (reader, layout->length_size);
    if (wanted && !reader->failed && i < EXTENTS_MAX && at <= G_MAXUINT64 - base)
      append_extent (meta, method, base + at, size, bytes);
  }
  if (!reader->failed)
    take_item (meta, id, bytes);
}

static void
read_locations (const Meta *meta)
{
  HikaeReader reader;
  Layout layout = {0};
  guint16 sizes = 0;
  guint count = 0;

  hikae_reader_init (&reader, meta->iloc.data, meta->iloc.size);
  layout.version = hikae_reader_read_u8 (&reader);
  (void)hikae_reader_skip (&reader, 3);
  sizes = hikae_reader_read_u16be (&reader);
  layout.offset_size = sizes >> 12;
  layout.length_size = sizes >> 8 & 15;
  layout.base_size = sizes >> 4 & 15;
  layout.index_size = layout.version > 0 ? sizes & 15 : 0;
  count = layout.version < 2 ? hikae_reader_read_u16be (&reader)
                             : hikae_reader_read_u32be (&reader);
  for (guint i = 0; i < MIN (count, PLACES_MAX) && !reader.failed; i++)
    read_location (meta, &reader, &layout);
}

/* "keys": version, flags, count; each with size, namespace and name. */
static void
read_keys (Meta *meta, const HikaeMediaBox *box)
{
  HikaeReader reader;
  HikaeMediaBox key;

  hikae_reader_init (&reader, box->data, box->size);
  (void)hikae_reader_skip (&reader, 8);
  while (meta->keys->len < KEYS_MAX && hikae_media_next_box (&reader, &key))
    g_ptr_array_add (meta->keys,
                     g_utf8_make_valid ((const char *)key.data, (gssize)key.size));
}

/* The name of an "ilst" entry: its number among the keys, the "name" box of a "----", or
 * its own four letters, "©" first as a rule. */
static char *
dup_entry_name (const Meta *meta, const HikaeMediaBox *entry)
{
  guint number = (guint)entry->type[0] << 24 | (guint)entry->type[1] << 16 |
                 (guint)entry->type[2] << 8 | entry->type[3];
  HikaeReader reader;
  HikaeMediaBox box;

  if (number >= 1 && number <= meta->keys->len)
    return g_strdup (meta->keys->pdata[number - 1]);
  hikae_reader_init (&reader, entry->data, entry->size);
  while (memcmp (entry->type, "----", 4) == 0 && hikae_media_next_box (&reader, &box))
    if (memcmp (box.type, "name", 4) == 0 && box.size > 4)
      return g_utf8_make_valid ((const char *)box.data + 4, (gssize)box.size - 4);
  if (entry->type[0] == 0xa9)
    return g_strdup_printf ("©%.3s", (const char *)entry->type + 1);
  return g_utf8_make_valid ((const char *)entry->type, 4);
}

static void
read_list (const Meta *meta, const HikaeMediaBox *list)
{
  HikaeReader reader;
  HikaeMediaBox entry;

  hikae_reader_init (&reader, list->data, list->size);
  while (hikae_media_next_box (&reader, &entry)) {
    g_autofree char *name = dup_entry_name (meta, &entry);
    HikaeReader inner;
    HikaeMediaBox box;

    hikae_reader_init (&inner, entry.data, entry.size);
    while (hikae_media_next_box (&inner, &box))
      /* Type and locale; type 1 is UTF-8, and some call text binary (0). */
      if (memcmp (box.type, "data", 4) == 0 && box.size > 8 && box.data[3] <= 1)
        hikae_media_add_text (
            meta->container, "mp4:meta", name, strlen (name), box.data + 8, box.size - 8);
  }
}

void
hikae_media_read_meta (HikaeMediaContainer *self, const guint8 *bytes, gsize size)
{
  Meta meta = {.container = self};
  HikaeReader reader;
  HikaeMediaBox box;
  HikaeMediaBox list = {0};

  meta.items = g_array_new (FALSE, FALSE, sizeof (Item));
  meta.keys = g_ptr_array_new_with_free_func (g_free);
  hikae_reader_init (&reader, bytes, size);
  while (hikae_media_next_box (&reader, &box)) {
    if (memcmp (box.type, "iinf", 4) == 0)
      read_item_infos (&meta, &box);
    else if (memcmp (box.type, "iloc", 4) == 0)
      meta.iloc = box;
    else if (memcmp (box.type, "idat", 4) == 0)
      meta.idat = box;
    else if (memcmp (box.type, "keys", 4) == 0)
      read_keys (&meta, &box);
    else if (memcmp (box.type, "ilst", 4) == 0)
      list = box;
    else if (memcmp (box.type, "xml ", 4) == 0 && box.size > 4)
      hikae_media_add_block (self, self->xmp, box.data + 4, box.size - 4);
  }
  if (meta.items->len > 0 && meta.iloc.data != NULL)
    read_locations (&meta);
  if (list.data != NULL)
    read_list (&meta, &list);
  g_array_unref (meta.items);
  g_ptr_array_unref (meta.keys);
}

/* A text of "udta": QuickTime's (length, language, text; the kind begins with "©"), XMP,
 * or 3GPP's and whatever else: version, flags, language, text. */
static void
read_user_text (HikaeMediaContainer *self, const HikaeMediaBox *box)
{
  gboolean quicktime = box->type[0] == 0xa9;
  g_autofree char *name = quicktime
                              ? g_strdup_printf ("©%.3s", (const char *)box->type + 1)
                              : g_utf8_make_valid ((const char *)box->type, 4);
  gsize size = 0;
  gsize skip = quicktime ? 4 : 6;

  if (memcmp (box->type, "XMP_", 4) == 0) {
    hikae_media_add_block (self, self->xmp, box->data, box->size);
    return;
  }
  if (memcmp (box->type, "AIGC", 4) == 0)
    skip = 0;
  if (memcmp (box->type, "meta", 4) == 0 || box->size <= skip)
    return;
  size = box->size - skip;
  if (quicktime)
    size = MIN (size, (gsize)box->data[0] << 8 | box->data[1]);
  hikae_media_add_text (self, "mp4:udta", name, strlen (name), box->data + skip, size);
}

void
hikae_media_read_user_data (HikaeMediaContainer *self, const guint8 *bytes, gsize size)
{
  HikaeReader reader;
  HikaeMediaBox box;

  hikae_reader_init (&reader, bytes, size);
  while (hikae_media_next_box (&reader, &box))
    read_user_text (self, &box);
}
