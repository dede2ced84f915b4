/* hikae-kdf.h: keys from passphrases, keys from keys, one keyed digest
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-digest.h"
#include "hikae-secret.h"

#include <glib.h>

G_BEGIN_DECLS

/* Bounds on parameters read from a file somebody else may have written: beyond them
 * opening a hostile file would take the machine's memory or its afternoon. */
#define HIKAE_KDF_MAX_MEMORY_KIB (4u * 1024 * 1024)
#define HIKAE_KDF_MAX_PASSES 64u
#define HIKAE_KDF_MAX_LANES 64u
/* memory_kib × passes: about a minute on a slow laptop. */
#define HIKAE_KDF_MAX_WORK (64u * 1024 * 1024)
/* The floor for new keys. */
#define HIKAE_KDF_FLOOR_MEMORY_KIB (256u * 1024)
#define HIKAE_KDF_FLOOR_PASSES 3u

typedef enum {
  HIKAE_KDF_ARGON2ID = 1, /* RFC 9106, version 0x13 */
  HIKAE_KDF_SCRYPT = 2,   /* RFC 7914: only N=2^17 r=8 p=1 */
  HIKAE_KDF_HKDF = 3,     /* RFC 5869, SHA-256: only for secrets of 128 random bits */
} HikaeKdfAlgorithm;

/**
 * HikaeKdfParams:
 * @memory_kib: Argon2id: memory; scrypt: 131072 (which is N=2^17 at r=8); HKDF: 0
 * @passes: Argon2id: passes; scrypt: 1; HKDF: 0
 * @lanes: Argon2id: lanes, one thread each; scrypt: 1; HKDF: 0
 */
typedef struct {
  HikaeKdfAlgorithm algorithm;
  guint32 memory_kib;
  guint32 passes;
  guint32 lanes;
} HikaeKdfParams;

/* %HIKAE_ERROR_REJECTED beyond the bounds. */
gboolean hikae_kdf_params_check (const HikaeKdfParams *params,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Argon2id that takes about half a second here, never below the floor. Runs it once. */
HikaeKdfParams hikae_kdf_params_measure (void);

/* (transfer full): @size bytes (at most 64) from @secret. Takes as long as @params say.
 * %HIKAE_ERROR_REJECTED as above, %HIKAE_ERROR_FAILED when the memory is not there. */
HikaeSecret *hikae_kdf_derive (const HikaeKdfParams *params,
                               const HikaeSecret *secret,
                               const guint8 *salt,
                               gsize salt_size,
                               gsize size,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): HKDF-SHA256 (RFC 5869) of a key; @info keeps the roles apart. */
HikaeSecret *hikae_kdf_expand (const HikaeSecret *key,
                               const guint8 *salt,
                               gsize salt_size,
                               const char *info,
                               gsize size) G_GNUC_WARN_UNUSED_RESULT;
/* HMAC-SHA256 (RFC 2104). */
void hikae_hmac_sha256 (const HikaeSecret *key,
                        const void *bytes,
                        gsize size,
                        guint8 mac[HIKAE_SHA256_SIZE]);

G_END_DECLS
