/* hikae-pair-hasher.h: SHA-256 and SHA-512 of one stream, on two cores
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-digest.h"

G_BEGIN_DECLS

/**
 * HikaePairHasher:
 *
 * SHA-512, the slower one, runs in a thread of its own while the caller does SHA-256 and
 * whatever else it does with the same bytes. Used by one thread at a time.
 */
typedef struct _HikaePairHasher HikaePairHasher;

HikaePairHasher *hikae_pair_hasher_new (void) G_GNUC_WARN_UNUSED_RESULT;
void hikae_pair_hasher_free (HikaePairHasher *self);
/* Takes the next bytes; they must stay as they are until hikae_pair_hasher_wait(). */
void hikae_pair_hasher_begin (HikaePairHasher *self, const void *bytes, gsize size);
/* Returns when the bytes of the last begin are no longer needed. */
void hikae_pair_hasher_wait (HikaePairHasher *self);
/* Once, at the end; nothing may be under way. */
void hikae_pair_hasher_finish (HikaePairHasher *self,
                               HikaeDigest *sha256,
                               HikaeDigest *sha512);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaePairHasher, hikae_pair_hasher_free)

G_END_DECLS
