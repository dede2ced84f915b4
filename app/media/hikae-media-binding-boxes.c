/* hikae-media-binding-boxes.c: the hashes over the named parts of JPEG and PNG files
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * C2PA specification 2.2 §18.6 (general box hash) and §A.4: an assertion lists the parts
 * of the file by name, in their order, some together under one hash. Every part must be
 * listed; the store itself ("C2PA") has no hash. */
#include "config.h"

#include "hikae-hasher.h"
#include "hikae-media-binding-private.h"
#include "hikae-reader.h"

#include <string.h>

#define PARTS_MAX 20000
#define NAME_SIZE 8

typedef struct {
  char name[NAME_SIZE];
  gsize offset;
  gsize size;
} Part;

static void
add_part (GArray *parts, const char *name, gsize offset, gsize size)
{
  Part part = {.offset = offset, .size = size};

  g_strlcpy (part.name, name, sizeof part.name);
  g_array_append_val (parts, part);
}

static gboolean
is_store (const HikaeMediaContainer *container, gsize offset)
{
  for (guint i = 0; i < container->c2pa_ranges->len; i++)
    if (g_array_index (container->c2pa_ranges, HikaeMediaRange, i).offset == offset)
      return TRUE;
  return FALSE;
}

static void
name_marker (guint8 marker, char name[NAME_SIZE])
{
  static const struct {
    guint8 marker;
    const char *name;
  } names[] = {{0xc4, "DHT"},
               {0xc8, "JPG"},
               {0xcc, "DAC"},
               {0xda, "SOS"},
               {0xdb, "DQT"},
               {0xdc, "DNL"},
               {0xdd, "DRI"},
               {0xde, "DHP"},
               {0xdf, "EXP"},
               {0xfe, "COM"}};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].marker == marker) {
      g_strlcpy (name, names[i].name, NAME_SIZE);
      return;
    }
  if (marker >= 0xc0 && marker <= 0xcf)
    g_snprintf (name, NAME_SIZE, "SOF%u", marker - 0xc0);
  else if (marker >= 0xe0 && marker <= 0xef)
    g_snprintf (name, NAME_SIZE, "APP%u", marker - 0xe0);
  else
    g_snprintf (name, NAME_SIZE, "%02X", marker);
}

/* Behind "SOS" its data: up to a marker that is neither a stuffed 0xff nor a restart. */
static gsize
find_scan_end (const guint8 *bytes, gsize size, gsize at)
{
  for (; at + 1 < size; at++)
    if (bytes[at] == 0xff && bytes[at + 1] != 0 && bytes[at + 1] != 0xff &&
        (bytes[at + 1] < 0xd0 || bytes[at + 1] > 0xd7))
      return at;
  return size;
}

/* The parts of the store that lie side by side are one. */
static void
add_segment (GArray *parts,
             const HikaeMediaContainer *container,
             guint8 marker,
             gsize offset,
             gsize size)
{
  Part *last = parts->len > 0 ? &g_array_index (parts, Part, parts->len - 1) : NULL;
  char name[NAME_SIZE];

  if (!is_store (container, offset)) {
    name_marker (marker, name);
    add_part (parts, name, offset, size);
  } else if (last != NULL && g_str_equal (last->name, "C2PA") &&
             last->offset + last->size == offset) {
    last->size += size;
  } else {
    add_part (parts, "C2PA", offset, size);
  }
}

static gboolean
read_jpeg (const HikaeMediaContainer *container,
           const guint8 *bytes,
           gsize size,
           GArray *parts)
{
  gsize at = 2;

  add_part (parts, "SOI", 0, 2);
  while (at + 2 <= size && parts->len < PARTS_MAX) {
    const guint8 marker = bytes[at + 1];
    gsize end = 0;

    if (bytes[at] != 0xff)
      return FALSE;
    if (marker == 0xd9) {
      add_part (parts, "EOI", at, 2);
      return TRUE;
    }
    if (at + 4 > size)
      return FALSE;
    end = at + 2 + ((gsize)bytes[at + 2] << 8 | bytes[at + 3]);
    if (end > size || end < at + 4)
      return FALSE;
    if (marker == 0xda)
      end = find_scan_end (bytes, size, end);
    add_segment (parts, container, marker, at, end - at);
    at = end;
  }
  return FALSE;
}

static gboolean
read_png (const HikaeMediaContainer *container,
          const guint8 *bytes,
          gsize size,
          GArray *parts)
{
  HikaeReader reader;
  gboolean last = FALSE;

  add_part (parts, "PNGh", 0, 8);
  hikae_reader_init (&reader, bytes, size);
  (void)hikae_reader_skip (&reader, 8);
  while (!last && parts->len < PARTS_MAX) {
    const gsize offset = reader.offset;
    const guint32 length = hikae_reader_read_u32be (&reader);
    const guint8 *type = hikae_reader_read (&reader, 4);
    char name[NAME_SIZE] = {0};

    if (!hikae_reader_skip (&reader, length) || !hikae_reader_skip (&reader, 4))
      return FALSE;
    memcpy (name, type, 4);
    last = memcmp (type, "IEND", 4) == 0;
    add_part (parts,
              is_store (container, offset) ? "C2PA" : name,
              offset,
              reader.offset - offset);
  }
  return last;
}

typedef struct {
  const guint8 *bytes;
  const GArray *parts;
  guint next;
  const char *algorithm; /* of the assertion */
  guint64 left_out;
} Walk;

/* The parts that one entry names. FALSE: it names others. @range: (out) */
static gboolean
take_names (Walk *walk, const HikaeCbor *entry, HikaeMediaRange *range, gboolean *store)
{
  HikaeCbor names;
  HikaeCbor one;
  gsize at = 0;
  guint count = 0;

  if (!hikae_cbor_find (entry, "names", &names))
    return FALSE;
  for (; hikae_cbor_next (&names, &at, &one); count++) {
    g_autofree char *name = hikae_cbor_dup_text (&one);
    const Part *part = NULL;

    /* Some writers leave the signature of PNG out. */
    if (walk->next == 0 && walk->parts->len > 0 && g_strcmp0 (name, "PNGh") != 0 &&
        g_str_equal (g_array_index (walk->parts, Part, 0).name, "PNGh"))
      walk->next = 1;
    if (name == NULL || walk->next >= walk->parts->len)
      return FALSE;
    part = &g_array_index (walk->parts, Part, walk->next);
    if (!g_str_equal (part->name, name))
      return FALSE;
    if (count == 0)
      range->offset = part->offset;
    range->size = part->offset + part->size - range->offset;
    *store = g_str_equal (name, "C2PA");
    walk->next++;
  }
  return count > 0 && (!*store || count == 1);
}

static HikaeC2paFact
check_entry (Walk *walk, const HikaeCbor *entry)
{
  g_autofree char *own = hikae_cbor_dup_member (entry, "alg");
  HikaeDigestAlgorithm algorithm =
      hikae_c2pa_find_algorithm (own != NULL ? own : walk->algorithm);
  HikaeMediaRange range = {0, 0};
  gboolean store = FALSE;
  HikaeCbor value;
  HikaeDigest digest;

  if (!take_names (walk, entry, &range, &store))
    return HIKAE_C2PA_MISMATCH;
  if (store)
    return HIKAE_C2PA_MATCH;
  if (hikae_cbor_find (entry, "excluded", &value) && value.major == HIKAE_CBOR_SIMPLE &&
      value.value == 21) {
    walk->left_out += range.size;
    return HIKAE_C2PA_MATCH;
  }
  if (algorithm == HIKAE_DIGEST_NONE || hikae_cbor_find (entry, "exclusions", &value))
    return HIKAE_C2PA_NOT_CHECKED;
  if (!hikae_cbor_find (entry, "hash", &value))
    return HIKAE_C2PA_MISMATCH;
  digest = hikae_hash_bytes (algorithm, walk->bytes + range.offset, range.size);
  return hikae_c2pa_compare (&value, &digest);
}

HikaeC2paFact
hikae_c2pa_check_boxes (const HikaeCbor *map,
                        const HikaeMediaContainer *container,
                        const guint8 *bytes,
                        gsize size,
                        guint64 *left_out)
{
  g_autofree char *algorithm = hikae_cbor_dup_member (map, "alg");
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (Part));
  Walk walk = {.bytes = bytes, .parts = parts, .algorithm = algorithm};
  HikaeC2paFact fact = HIKAE_C2PA_ABSENT;
  const Part *last = NULL;
  HikaeCbor list;
  HikaeCbor entry;
  gsize at = 0;

  if (container->format != HIKAE_MEDIA_JPEG && container->format != HIKAE_MEDIA_PNG)
    return HIKAE_C2PA_NOT_CHECKED;
  if (!(container->format == HIKAE_MEDIA_JPEG ? read_jpeg : read_png) (
          container, bytes, size, parts) ||
      !hikae_cbor_find (map, "boxes", &list))
    return HIKAE_C2PA_MISMATCH;
  while (fact != HIKAE_C2PA_MISMATCH && hikae_cbor_next (&list, &at, &entry)) {
    HikaeC2paFact one = check_entry (&walk, &entry);

    fact = one == HIKAE_C2PA_MISMATCH ? one : MAX (fact, one);
  }
  if (fact == HIKAE_C2PA_ABSENT || walk.next < parts->len)
    return HIKAE_C2PA_MISMATCH;
  last = &g_array_index (parts, Part, parts->len - 1);
  *left_out = walk.left_out + (size - last->offset - last->size);
  return fact;
}
