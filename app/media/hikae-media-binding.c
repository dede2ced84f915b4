/* hikae-media-binding.c: do the hashes of a manifest still fit
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-hasher.h"
#include "hikae-media-binding-private.h"
#include "hikae-reader.h"

#include <string.h>

#define EXCLUSIONS_MAX 64
/* Of one claim; many references to one large assertion would take very long. */
#define REFERENCES_MAX 1024
#define HASHED_MAX ((gsize)64 * 1024 * 1024)

static gboolean
find_assertion (const HikaeJumbf *store, const char *label, HikaeJumbf *found)
{
  gsize at = 0;

  while (hikae_jumbf_next (store->content, store->content_size, &at, found)) {
    if (g_strcmp0 (found->label, label) == 0)
      return TRUE;
    hikae_jumbf_clear (found);
  }
  return FALSE;
}

/* A hashed URI: "self#jumbf=…/c2pa.assertions/LABEL" and the hash of that superbox. */
static HikaeC2paFact
check_reference (const HikaeCbor *reference,
                 const char *fallback,
                 const HikaeJumbf *store,
                 gsize *budget)
{
  g_autofree char *url = hikae_cbor_dup_member (reference, "url");
  g_autofree char *name = hikae_cbor_dup_member (reference, "alg");
  const char *label = url != NULL ? strrchr (url, '/') : NULL;
  HikaeDigestAlgorithm algorithm =
      hikae_c2pa_find_algorithm (name != NULL ? name : fallback);
  HikaeC2paFact fact = HIKAE_C2PA_MISMATCH;
  HikaeDigest digest;
  HikaeCbor expected;
  HikaeJumbf box;

  if (label == NULL || !hikae_cbor_find (reference, "hash", &expected) ||
      !find_assertion (store, label + 1, &box))
    return HIKAE_C2PA_MISMATCH;
  if (algorithm == HIKAE_DIGEST_NONE || box.hashed_size > *budget) {
    fact = HIKAE_C2PA_NOT_CHECKED;
  } else {
    *budget -= box.hashed_size;
    digest = hikae_hash_bytes (algorithm, box.hashed, box.hashed_size);
    fact = hikae_c2pa_compare (&expected, &digest);
  }
  hikae_jumbf_clear (&box);
  return fact;
}

HikaeC2paFact
hikae_c2pa_check_assertions (const HikaeCbor *claim, const HikaeJumbf *store)
{
  static const char *const lists[] = {
      "assertions", "created_assertions", "gathered_assertions"};
  g_autofree char *fallback = hikae_cbor_dup_member (claim, "alg");
  HikaeC2paFact fact = HIKAE_C2PA_ABSENT;
  guint count = 0;
  gsize budget = HASHED_MAX;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    HikaeCbor list;
    HikaeCbor reference;
    gsize at = 0;

    if (!hikae_cbor_find (claim, lists[i], &list))
      continue;
    while (hikae_cbor_next (&list, &at, &reference)) {
      HikaeC2paFact one = ++count > REFERENCES_MAX
                              ? HIKAE_C2PA_NOT_CHECKED
                              : check_reference (&reference, fallback, store, &budget);

      if (one == HIKAE_C2PA_MISMATCH)
        return one;
      fact = MAX (fact, one);
    }
  }
  return fact;
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  gsize x = ((const HikaeMediaRange *)a)->offset;
  gsize y = ((const HikaeMediaRange *)b)->offset;

  return (x > y) - (x < y);
}

/* Sorted by place. FALSE: a range that is no range. */
static gboolean
read_exclusions (const HikaeCbor *map, GArray *ranges)
{
  HikaeCbor list;
  HikaeCbor entry;
  gsize at = 0;

  if (!hikae_cbor_find (map, "exclusions", &list))
    return TRUE;
  while (hikae_cbor_next (&list, &at, &entry)) {
    HikaeCbor value;
    gint64 start = 0;
    gint64 length = 0;
    HikaeMediaRange range = {0};

    if (ranges->len == EXCLUSIONS_MAX || !hikae_cbor_find (&entry, "start", &value) ||
        !hikae_cbor_get_integer (&value, &start) ||
        !hikae_cbor_find (&entry, "length", &value) ||
        !hikae_cbor_get_integer (&value, &length) || start < 0 || length < 0)
      return FALSE;
    range.offset = (gsize)start;
    range.size = (gsize)length;
    g_array_append_val (ranges, range);
  }
  g_array_sort (ranges, compare_ranges);
  return TRUE;
}

/* An update manifest makes the store longer than it was when the range was written: the
 * range that begins where the store lies is as long as the store is now. */
static void
stretch (GArray *ranges, const HikaeMediaContainer *container)
{
  const GArray *store = container->c2pa_ranges;
  gsize start = 0;
  gsize end = 0;

  if (store->len == 0)
    return;
  start = g_array_index (store, HikaeMediaRange, 0).offset;
  end = g_array_index (store, HikaeMediaRange, store->len - 1).offset +
        g_array_index (store, HikaeMediaRange, store->len - 1).size;
  for (guint i = 0; i < ranges->len; i++) {
    HikaeMediaRange *range = &g_array_index (ranges, HikaeMediaRange, i);

    if (range->offset == start && end > start)
      range->size = end - start;
  }
}

/* Bytes that the hash leaves out though they are not the store's. */
static guint64
count_left_out (const GArray *ranges, const HikaeMediaContainer *container)
{
  guint64 excluded = 0;
  guint64 store = 0;

  for (guint i = 0; i < ranges->len; i++)
    excluded += g_array_index (ranges, HikaeMediaRange, i).size;
  for (guint i = 0; i < container->c2pa_ranges->len; i++)
    store += g_array_index (container->c2pa_ranges, HikaeMediaRange, i).size;
  return excluded > store ? excluded - store : 0;
}

/* All of the file but the excluded ranges. */
static HikaeC2paFact
check_data_hash (const HikaeCbor *map,
                 const HikaeMediaContainer *container,
                 gboolean updated,
                 const guint8 *bytes,
                 gsize size,
                 guint64 *left_out)
{
  g_autofree char *name = hikae_cbor_dup_member (map, "alg");
  HikaeDigestAlgorithm algorithm = hikae_c2pa_find_algorithm (name);
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (HikaeMediaRange));
  g_autoptr (HikaeHasher) hasher = NULL;
  HikaeCbor expected;
  HikaeDigest digest;
  gsize at = 0;

  if (algorithm == HIKAE_DIGEST_NONE || !hikae_cbor_find (map, "hash", &expected))
    return HIKAE_C2PA_NOT_CHECKED;
  if (!read_exclusions (map, ranges))
    return HIKAE_C2PA_MISMATCH;
  if (updated)
    stretch (ranges, container);
  hasher = hikae_hasher_new (algorithm, HIKAE_DIGEST_NONE);
  for (guint i = 0; i < ranges->len; i++) {
    const HikaeMediaRange *range = &g_array_index (ranges, HikaeMediaRange, i);

    if (range->offset < at || range->offset > size || range->size > size - range->offset)
      return HIKAE_C2PA_MISMATCH;
    hikae_hasher_update (hasher, bytes + at, range->offset - at);
    at = range->offset + range->size;
  }
  hikae_hasher_update (hasher, bytes + at, size - at);
  digest = hikae_hasher_finish (hasher, algorithm);
  *left_out = count_left_out (ranges, container);
  return hikae_c2pa_compare (&expected, &digest);
}

HikaeC2paFact
hikae_c2pa_check_binding (const HikaeJumbf *store,
                          const HikaeMediaContainer *container,
                          gboolean updated,
                          const guint8 *bytes,
                          gsize size,
                          guint64 *left_out)
{
  HikaeC2paFact fact = HIKAE_C2PA_ABSENT;
  HikaeJumbf box;
  gsize at = 0;

  while (fact == HIKAE_C2PA_ABSENT &&
         hikae_jumbf_next (store->content, store->content_size, &at, &box)) {
    gsize content_size = 0;
    const guint8 *content = hikae_jumbf_find_content (&box, "cbor", &content_size);
    HikaeCbor map;

    if (!g_str_has_prefix (box.label, "c2pa.hash.") || content == NULL) {
      hikae_jumbf_clear (&box);
      continue;
    }
    if (!hikae_cbor_parse (content, content_size, &map))
      fact = HIKAE_C2PA_MISMATCH;
    else if (g_str_has_prefix (box.label, "c2pa.hash.data"))
      fact = check_data_hash (&map, container, updated, bytes, size, left_out);
    else if (g_str_has_prefix (box.label, "c2pa.hash.bmff"))
      fact = hikae_c2pa_check_bmff (
          &map, !g_str_has_prefix (box.label, "c2pa.hash.bmff.v"), bytes, size);
    else if (g_str_has_prefix (box.label, "c2pa.hash.boxes"))
      fact = hikae_c2pa_check_boxes (&map, container, bytes, size, left_out);
    else
      fact = HIKAE_C2PA_NOT_CHECKED;
    hikae_jumbf_clear (&box);
  }
  return fact;
}
