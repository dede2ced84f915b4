/* hikae-media-binding-bmff.c: the hash over the boxes of AVIF, HEIC and MP4 files
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * C2PA specification 2.2 §A.7 and §18.7: boxes are left out by path, whole or in part,
 * when what the exclusion says of them fits. Of a film in pieces only the start is
 * checked; blocks of the content are in hikae-media-binding-blocks.c. */
#include "config.h"

#include "hikae-hasher.h"
#include "hikae-media-binding-private.h"
#include "hikae-media-container-private.h"

#include <string.h>

#define BOXES_MAX 100000
#define RANGES_MAX 4096
#define NAME_SIZE 4

typedef struct {
  const HikaeCbor *entry;
  GArray *ranges; /* (element-type HikaeMediaRange) */
  guint boxes;
  gboolean beyond; /* something this check does not know */
} Walk;

static gboolean
get_number (const HikaeCbor *map, const char *key, gint64 *number)
{
  HikaeCbor value;

  return hikae_cbor_find (map, key, &value) && hikae_cbor_get_integer (&value, number);
}

/* Values that must stand in the box at given places. */
static gboolean
fits_data (const HikaeCbor *entry, const guint8 *box, gsize size)
{
  HikaeCbor list;
  HikaeCbor one;
  gsize at = 0;

  if (!hikae_cbor_find (entry, "data", &list) || list.major != HIKAE_CBOR_ARRAY)
    return TRUE;
  while (hikae_cbor_next (&list, &at, &one)) {
    HikaeCbor value;
    gint64 offset = 0;

    if (!get_number (&one, "offset", &offset) ||
        !hikae_cbor_find (&one, "value", &value) || offset < 0 ||
        (guint64)offset > size || value.body_size > size - (gsize)offset ||
        memcmp (box + offset, value.body, value.body_size) != 0)
      return FALSE;
  }
  return TRUE;
}

/* Length, version and flags, where the exclusion states them. */
static gboolean
fits_head (Walk *walk, const guint8 *box, gsize size, gsize head)
{
  HikaeCbor flags;
  HikaeCbor exact;
  gint64 number = 0;

  if (get_number (walk->entry, "length", &number) && (guint64)number != size)
    return FALSE;
  if (get_number (walk->entry, "version", &number) &&
      (size < head + 4 || box[head] != number))
    return FALSE;
  if (!hikae_cbor_find (walk->entry, "flags", &flags) || flags.major != HIKAE_CBOR_BYTES)
    return TRUE;
  if (flags.body_size != 3 || size < head + 4)
    return FALSE;
  /* Without "exact", or with it true, all bits must be alike. */
  if (!hikae_cbor_find (walk->entry, "exact", &exact) ||
      exact.major != HIKAE_CBOR_SIMPLE || exact.value != 20)
    return memcmp (box + head + 1, flags.body, 3) == 0;
  for (int i = 0; i < 3; i++)
    if ((box[head + 1 + i] & flags.body[i]) != flags.body[i])
      return FALSE;
  return TRUE;
}

static void
add_range (Walk *walk, gsize offset, gsize size)
{
  HikaeMediaRange range = {offset, size};

  if (walk->ranges->len == RANGES_MAX)
    walk->beyond = TRUE;
  else if (size > 0)
    g_array_append_val (walk->ranges, range);
}

/* The box as a whole, or the parts of it that "subset" names; a length of nothing goes to
 * the end of the box. */
static void
exclude (Walk *walk, gsize offset, gsize size)
{
  HikaeCbor subset;
  HikaeCbor part;
  gsize at = 0;

  if (!hikae_cbor_find (walk->entry, "subset", &subset) ||
      subset.major != HIKAE_CBOR_ARRAY) {
    add_range (walk, offset, size);
    return;
  }
  while (hikae_cbor_next (&subset, &at, &part)) {
    gint64 start = 0;
    gint64 length = 0;

    if (!get_number (&part, "offset", &start) || !get_number (&part, "length", &length) ||
        start < 0 || length < 0)
      walk->beyond = TRUE;
    else if ((guint64)start < size)
      add_range (walk,
                 offset + (gsize)start,
                 length == 0 ? size - (gsize)start
                             : MIN ((gsize)length, size - (gsize)start));
  }
}

/* @path: "/moov/trak": what is looked for from here on. Depth is that of the path. */
static void
collect (Walk *walk, const guint8 *bytes, gsize size, gsize base, const char *path)
{
  const gboolean last = path[1 + NAME_SIZE] == '\0';
  HikaeReader reader;
  HikaeMediaBox box;

  hikae_reader_init (&reader, bytes, size);
  while (!walk->beyond && hikae_media_next_box (&reader, &box)) {
    const guint8 *start = bytes + box.offset;
    gsize whole = box.head + box.size;

    walk->beyond = ++walk->boxes > BOXES_MAX;
    if (memcmp (box.type, path + 1, NAME_SIZE) != 0)
      continue;
    if (!last) {
      gsize skip = memcmp (box.type, "meta", NAME_SIZE) == 0 ? MIN (4, box.size) : 0;

      collect (walk,
               box.data + skip,
               box.size - skip,
               base + box.offset + box.head + skip,
               path + 1 + NAME_SIZE);
    } else if (fits_head (walk, start, whole, box.head) &&
               fits_data (walk->entry, start, whole)) {
      exclude (walk, base + box.offset, whole);
    }
  }
}

static gboolean
is_path (const char *path)
{
  gsize size = path != NULL ? strlen (path) : 0;

  if (size == 0 || size % (1 + NAME_SIZE) != 0 || size > 16 * (1 + NAME_SIZE))
    return FALSE;
  for (gsize i = 0; i < size; i += 1 + NAME_SIZE)
    if (path[i] != '/' || memchr (path + i + 1, '/', NAME_SIZE) != NULL)
      return FALSE;
  return TRUE;
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  gsize x = ((const HikaeMediaRange *)a)->offset;
  gsize y = ((const HikaeMediaRange *)b)->offset;

  return (x > y) - (x < y);
}

/* FALSE: an exclusion that this check does not know. */
static gboolean
collect_all (const HikaeCbor *list, const guint8 *bytes, gsize size, GArray *ranges)
{
  HikaeCbor entry;
  gsize at = 0;

  while (hikae_cbor_next (list, &at, &entry)) {
    g_autofree char *path = hikae_cbor_dup_member (&entry, "xpath");
    Walk walk = {.entry = &entry, .ranges = ranges};

    if (!is_path (path))
      return FALSE;
    collect (&walk, bytes, size, 0, path);
    if (walk.beyond)
      return FALSE;
  }
  g_array_sort (ranges, compare_ranges);
  return TRUE;
}

/* One top-level box without what is left out of it; nothing at all when that is all. */
static void
hash_box (HikaeHasher *hasher,
          const GArray *ranges,
          guint *next,
          const guint8 *bytes,
          const HikaeMediaRange *box,
          gboolean first)
{
  const gsize end = box->offset + box->size;
  gsize at = box->offset;
  guint8 offset[8];
  gboolean whole = FALSE;

  while (*next < ranges->len &&
         g_array_index (ranges, HikaeMediaRange, *next).offset +
                 g_array_index (ranges, HikaeMediaRange, *next).size <=
             at)
    (*next)++;
  if (*next < ranges->len) {
    const HikaeMediaRange *range = &g_array_index (ranges, HikaeMediaRange, *next);

    whole = range->offset <= at && range->offset + range->size >= end;
  }
  if (whole)
    return;
  for (int i = 0; i < 8; i++)
    offset[i] = (guint8)((guint64)box->offset >> (56 - 8 * i));
  if (!first)
    hikae_hasher_update (hasher, offset, sizeof offset);
  for (guint i = *next; i < ranges->len; i++) {
    const HikaeMediaRange *range = &g_array_index (ranges, HikaeMediaRange, i);

    if (range->offset >= end)
      break;
    if (range->offset > at)
      hikae_hasher_update (hasher, bytes + at, range->offset - at);
    at = MAX (at, MIN (range->offset + range->size, end));
  }
  hikae_hasher_update (hasher, bytes + at, end - at);
}

/* The boxes before @end (of the file, for all) without @ranges. */
static HikaeC2paFact
compare_boxes (const HikaeCbor *expected,
               HikaeDigestAlgorithm algorithm,
               const GArray *ranges,
               gboolean first,
               const guint8 *bytes,
               gsize end)
{
  g_autoptr (HikaeHasher) hasher = hikae_hasher_new (algorithm, HIKAE_DIGEST_NONE);
  HikaeReader reader;
  HikaeMediaBox box;
  HikaeDigest digest;
  guint next = 0;

  hikae_reader_init (&reader, bytes, end);
  while (hikae_media_next_box (&reader, &box)) {
    HikaeMediaRange range = {box.offset, box.head + box.size};

    hash_box (hasher, ranges, &next, bytes, &range, first);
  }
  if (reader.failed)
    return HIKAE_C2PA_MISMATCH;
  digest = hikae_hasher_finish (hasher, algorithm);
  return hikae_c2pa_compare (expected, &digest);
}

/* A film in pieces: what stands before the first of them. The pieces themselves are not
 * checked, here or in files of their own, so that this can tell of a change only. */
static HikaeC2paFact
check_start (const HikaeCbor *map,
             HikaeDigestAlgorithm algorithm,
             const GArray *ranges,
             gboolean first,
             const guint8 *bytes,
             gsize size)
{
  HikaeC2paFact fact = HIKAE_C2PA_NOT_CHECKED;
  gsize end = size;
  HikaeReader reader;
  HikaeMediaBox box;
  HikaeCbor list;
  HikaeCbor one;
  HikaeCbor expected;
  gsize at = 0;

  hikae_reader_init (&reader, bytes, size);
  while (end == size && hikae_media_next_box (&reader, &box))
    if (memcmp (box.type, "moof", NAME_SIZE) == 0)
      end = box.offset;
  if (!hikae_cbor_find (map, "merkle", &list) || !hikae_cbor_next (&list, &at, &one) ||
      !hikae_cbor_find (&one, "initHash", &expected))
    return HIKAE_C2PA_NOT_CHECKED;
  fact = compare_boxes (&expected, algorithm, ranges, first, bytes, end);
  return fact == HIKAE_C2PA_MATCH ? HIKAE_C2PA_NOT_CHECKED : fact;
}

HikaeC2paFact
hikae_c2pa_check_bmff (const HikaeCbor *map,
                       gboolean first,
                       const guint8 *bytes,
                       gsize size)
{
  g_autofree char *name = hikae_cbor_dup_member (map, "alg");
  HikaeDigestAlgorithm algorithm = hikae_c2pa_find_algorithm (name);
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (HikaeMediaRange));
  HikaeC2paFact fact = HIKAE_C2PA_NOT_CHECKED;
  HikaeCbor list;
  HikaeCbor expected;

  if (algorithm == HIKAE_DIGEST_NONE || !hikae_cbor_find (map, "exclusions", &list) ||
      !collect_all (&list, bytes, size, ranges))
    return HIKAE_C2PA_NOT_CHECKED;
  if (!hikae_cbor_find (map, "hash", &expected) || expected.major != HIKAE_CBOR_BYTES)
    return check_start (map, algorithm, ranges, first, bytes, size);
  fact = compare_boxes (&expected, algorithm, ranges, first, bytes, size);
  /* With a tree the content of the film is hashed in blocks, and left out here. */
  if (fact == HIKAE_C2PA_MATCH && hikae_cbor_find (map, "merkle", &list))
    return hikae_c2pa_check_blocks (&list, algorithm, bytes, size);
  return fact;
}
