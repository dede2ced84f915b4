/* hikae-media-binding-blocks.c: hashes over blocks of a film's content
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * C2PA specification 2.2 §18.7: each "mdat" box, without its first sixteen bytes, in
 * blocks of one size or of sizes that are listed. What does not fit is left open here and
 * not called a mismatch: there are more ways to make such trees than this one. */
#include "config.h"

#include "hikae-hasher.h"
#include "hikae-media-binding-private.h"
#include "hikae-media-container-private.h"

#include <string.h>

#define MDAT_HEAD 16
#define BLOCKS_MAX 200000

static gboolean
next_content (HikaeReader *reader, const guint8 *bytes, HikaeMediaRange *content)
{
  HikaeMediaBox box;

  while (hikae_media_next_box (reader, &box)) {
    const gsize whole = box.head + box.size;

    if (memcmp (box.type, "mdat", 4) != 0)
      continue;
    *content = (HikaeMediaRange){box.offset + MIN (MDAT_HEAD, whole),
                                 whole - MIN (MDAT_HEAD, whole)};
    return TRUE;
  }
  return FALSE;
}

typedef struct {
  gboolean listed; /* a size for each block */
  HikaeCbor sizes;
  gint64 fixed;
  gsize at;
} Blocks;

static gboolean
read_blocks (const HikaeCbor *tree, Blocks *blocks)
{
  HikaeCbor value;

  memset (blocks, 0, sizeof *blocks);
  blocks->listed = hikae_cbor_find (tree, "variableBlockSizes", &blocks->sizes);
  return blocks->listed || (hikae_cbor_find (tree, "fixedBlockSize", &value) &&
                            hikae_cbor_get_integer (&value, &blocks->fixed));
}

/* FALSE: there is no further block, or it is no block. */
static gboolean
next_size (Blocks *blocks, gsize left, gsize *size)
{
  HikaeCbor one;
  gint64 number = MIN (blocks->fixed, (gint64)MIN (left, G_MAXINT64));

  if (blocks->listed && (!hikae_cbor_next (&blocks->sizes, &blocks->at, &one) ||
                         !hikae_cbor_get_integer (&one, &number)))
    return FALSE;
  if (number <= 0 || (guint64)number > left)
    return FALSE;
  *size = (gsize)number;
  return TRUE;
}

static gboolean
fits (const HikaeCbor *tree,
      HikaeDigestAlgorithm fallback,
      const guint8 *bytes,
      const HikaeMediaRange *content)
{
  g_autofree char *name = hikae_cbor_dup_member (tree, "alg");
  HikaeDigestAlgorithm algorithm =
      name != NULL ? hikae_c2pa_find_algorithm (name) : fallback;
  gsize done = 0;
  gsize hash_at = 0;
  guint count = 0;
  HikaeCbor hashes;
  HikaeCbor hash;
  Blocks blocks;

  if (algorithm == HIKAE_DIGEST_NONE || !read_blocks (tree, &blocks) ||
      !hikae_cbor_find (tree, "hashes", &hashes))
    return FALSE;
  while (done < content->size && count++ < BLOCKS_MAX) {
    gsize size = 0;
    HikaeDigest digest;

    if (!next_size (&blocks, content->size - done, &size) ||
        !hikae_cbor_next (&hashes, &hash_at, &hash))
      return FALSE;
    digest = hikae_hash_bytes (algorithm, bytes + content->offset + done, size);
    if (hikae_c2pa_compare (&hash, &digest) != HIKAE_C2PA_MATCH)
      return FALSE;
    done += size;
  }
  return done == content->size && !hikae_cbor_next (&hashes, &hash_at, &hash);
}

HikaeC2paFact
hikae_c2pa_check_blocks (const HikaeCbor *trees,
                         HikaeDigestAlgorithm algorithm,
                         const guint8 *bytes,
                         gsize size)
{
  HikaeReader reader;
  HikaeMediaRange content;
  HikaeCbor tree;
  gsize at = 0;

  hikae_reader_init (&reader, bytes, size);
  while (next_content (&reader, bytes, &content))
    if (!hikae_cbor_next (trees, &at, &tree) || !fits (&tree, algorithm, bytes, &content))
      return HIKAE_C2PA_NOT_CHECKED;
  return hikae_cbor_next (trees, &at, &tree) ? HIKAE_C2PA_NOT_CHECKED : HIKAE_C2PA_MATCH;
}
