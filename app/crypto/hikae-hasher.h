/* hikae-hasher.h: SHA-256 and SHA-512 of one stream in one pass
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-digest.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HikaeHasher:
 *
 * Streaming digests (FIPS 180-4) of the same bytes. One thread at a time.
 */
typedef struct _HikaeHasher HikaeHasher;

/* @algorithms: up to four, ended by %HIKAE_DIGEST_NONE:
 * `hikae_hasher_new (HIKAE_DIGEST_SHA256, HIKAE_DIGEST_SHA512, HIKAE_DIGEST_NONE)`. */
HikaeHasher *hikae_hasher_new (HikaeDigestAlgorithm first, ...) G_GNUC_WARN_UNUSED_RESULT;
void hikae_hasher_free (HikaeHasher *self);
void hikae_hasher_update (HikaeHasher *self, const void *bytes, gsize size);
/* As hikae_hasher_update(), for large pieces: each digest is made in a thread of its own
 * while the caller goes on. At most a few pieces wait; then the caller does. From the
 * first call on all pieces must come through here. @bytes: referenced until hashed. */
void hikae_hasher_update_beside (HikaeHasher *self, GBytes *bytes);
/* Ends one digest; each may be asked once, all before the hasher is freed. */
HikaeDigest hikae_hasher_finish (HikaeHasher *self, HikaeDigestAlgorithm algorithm);

/* One-shot. */
HikaeDigest
hikae_hash_bytes (HikaeDigestAlgorithm algorithm, const void *bytes, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeHasher, hikae_hasher_free)

G_END_DECLS
