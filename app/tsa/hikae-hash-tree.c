/* hikae-hash-tree.c: RFC 4998 §4.2: one time stamp over many digests
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-hash-tree.h"

#include "hikae-der-private.h"
#include "hikae-error.h"
#include "hikae-hasher.h"

#include <stdlib.h>
#include <string.h>

struct _HikaeHashTree {
  HikaeDigestAlgorithm algorithm;
  gsize size;        /* of one digest */
  GPtrArray *levels; /* (element-type GByteArray): leaves first, the root last */
};

static void
drop_array (gpointer array)
{
  g_byte_array_unref (array);
}

static int
compare_digests (gconstpointer a, gconstpointer b, gpointer size)
{
  return memcmp (a, b, GPOINTER_TO_SIZE (size));
}

/* Sorted and each once, so that a leaf has one place. */
static GByteArray *
sort_leaves (const HikaeDigest *leaves, guint count, gsize size)
{
  g_autofree guint8 *all = g_malloc_n (count, size);
  GByteArray *level = g_byte_array_new ();

  for (guint i = 0; i < count; i++)
    memcpy (all + i * size, leaves[i].bytes, size);
  g_qsort_with_data (all, (int)count, size, compare_digests, GSIZE_TO_POINTER (size));
  for (guint i = 0; i < count; i++)
    if (i == 0 || memcmp (all + i * size, all + (i - 1) * size, size) != 0)
      g_byte_array_append (level, all + i * size, (guint)size);
  return level;
}

static void
append_parent (const HikaeHashTree *self,
               const guint8 *left,
               const guint8 *right,
               GByteArray *above)
{
  guint8 both[2 * HIKAE_DIGEST_MAX_SIZE] = {0};
  gboolean ordered = memcmp (left, right, self->size) <= 0;
  HikaeDigest digest = {0};

  memcpy (both, ordered ? left : right, self->size);
  memcpy (both + self->size, ordered ? right : left, self->size);
  digest = hikae_hash_bytes (self->algorithm, both, 2 * self->size);
  g_byte_array_append (above, digest.bytes, (guint)self->size);
}

static GByteArray *
make_level_above (const HikaeHashTree *self, const GByteArray *level)
{
  GByteArray *above = g_byte_array_new ();
  gsize pair = 2 * self->size;
  gsize offset = 0;

  for (; offset + pair <= level->len; offset += pair)
    append_parent (self, level->data + offset, level->data + offset + self->size, above);
  if (offset < level->len)
    g_byte_array_append (above, level->data + offset, (guint)self->size);
  return above;
}

HikaeHashTree *
hikae_hash_tree_new (const HikaeDigest *leaves, guint count, GError **error)
{
  g_autoptr (HikaeHashTree) self = NULL;
  gboolean good = count > 0 && count <= HIKAE_HASH_TREE_MAX_LEAVES &&
                  leaves[0].algorithm != HIKAE_DIGEST_NONE;
  GByteArray *level = NULL;

  for (guint i = 1; good && i < count; i++)
    good = leaves[i].algorithm == leaves[0].algorithm;
  if (!good) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "a hash tree needs digests of one algorithm");
    return NULL;
  }
  self = g_new0 (HikaeHashTree, 1);
  self->algorithm = leaves[0].algorithm;
  self->size = hikae_digest_algorithm_get_size (self->algorithm);
  self->levels = g_ptr_array_new_with_free_func (drop_array);
  level = sort_leaves (leaves, count, self->size);
  g_ptr_array_add (self->levels, level);
  while (level->len > self->size) {
    level = make_level_above (self, level);
    g_ptr_array_add (self->levels, level);
  }
  return g_steal_pointer (&self);
}

void
hikae_hash_tree_free (HikaeHashTree *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->levels, g_ptr_array_unref);
  g_free (self);
}

HikaeDigest
hikae_hash_tree_get_root (const HikaeHashTree *self)
{
  const GByteArray *top = self->levels->pdata[self->levels->len - 1];
  HikaeDigest root = {self->algorithm, {0}};

  memcpy (root.bytes, top->data, self->size);
  return root;
}

static gboolean
find_leaf (const HikaeHashTree *self, const HikaeDigest *leaf, gsize *place)
{
  const GByteArray *leaves = self->levels->pdata[0];
  gsize low = 0;
  gsize high = leaves->len / self->size;

  while (leaf->algorithm == self->algorithm && low < high) {
    gsize middle = low + (high - low) / 2;
    int order = memcmp (leaves->data + middle * self->size, leaf->bytes, self->size);

    *place = middle;
    if (order == 0)
      return TRUE;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return FALSE;
}

/* The first list is { leaf, neighbour }, each later one { neighbour }; a level on which
 * the node has none writes no list (RFC 4998 §4.2). */
GBytes *
hikae_hash_tree_reduce (const HikaeHashTree *self,
                        const HikaeDigest *leaf,
                        GError **error)
{
  g_autoptr (GByteArray) lists = g_byte_array_new ();
  GByteArray *field = g_byte_array_new ();
  gsize place = 0;

  if (!find_leaf (self, leaf, &place)) {
    g_byte_array_unref (field);
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_NOT_FOUND, "the hash tree lacks this digest");
    return NULL;
  }
  for (guint i = 0; i + 1 < self->levels->len; i++, place /= 2) {
    const GByteArray *level = self->levels->pdata[i];
    gsize neighbour = place ^ 1;
    g_autoptr (GByteArray) list = g_byte_array_new ();

    if (neighbour >= level->len / self->size)
      continue;
    if (lists->len == 0)
      hikae_der_append (list, HIKAE_DER_OCTET_STRING, leaf->bytes, self->size);
    hikae_der_append (
        list, HIKAE_DER_OCTET_STRING, level->data + neighbour * self->size, self->size);
    hikae_der_append (lists, HIKAE_DER_SEQUENCE, list->data, list->len);
  }
  if (lists->len > 0)
    hikae_der_append (field, HIKAE_DER_CONTEXT_CONSTRUCTED (2), lists->data, lists->len);
  return g_byte_array_free_to_bytes (field);
}
