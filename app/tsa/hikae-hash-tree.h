/* hikae-hash-tree.h: RFC 4998 §4.2: one time stamp over many digests
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-digest.h"

#include <glib.h>

G_BEGIN_DECLS

#define HIKAE_HASH_TREE_MAX_LEAVES (1u << 22)

/**
 * HikaeHashTree:
 *
 * A binary tree over digests of one algorithm. A node is the digest of its two children
 * in ascending order; a node without a neighbour moves up as it is. Immutable; any
 * thread.
 */
typedef struct _HikaeHashTree HikaeHashTree;

/* @leaves: @count digests of one algorithm, in any order; equal ones count once.
 * %HIKAE_ERROR_REJECTED for none, too many, or mixed algorithms. */
HikaeHashTree *hikae_hash_tree_new (const HikaeDigest *leaves,
                                    guint count,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_hash_tree_free (HikaeHashTree *self);
/* What is to be stamped. */
HikaeDigest hikae_hash_tree_get_root (const HikaeHashTree *self);
/* (transfer full): DER of the reducedHashtree field ([2], or empty for a tree of one
 * leaf) that leads from @leaf to the root. %HIKAE_ERROR_NOT_FOUND. */
GBytes *hikae_hash_tree_reduce (const HikaeHashTree *self,
                                const HikaeDigest *leaf,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeHashTree, hikae_hash_tree_free)

G_END_DECLS
