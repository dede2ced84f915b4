/* hikae-digest.h: a digest value: algorithm and bytes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HIKAE_DIGEST_MAX_SIZE 64
#define HIKAE_SHA256_SIZE 32
#define HIKAE_SHA512_SIZE 64

typedef enum {
  HIKAE_DIGEST_NONE,
  HIKAE_DIGEST_SHA256,
  HIKAE_DIGEST_SHA384,
  HIKAE_DIGEST_SHA512,
} HikaeDigestAlgorithm;

/**
 * HikaeDigest:
 * @algorithm: which function; %HIKAE_DIGEST_NONE means "not computed"
 * @bytes: the digest; only the first hikae_digest_get_size() bytes count
 *
 * A plain value: copy it by assignment.
 */
typedef struct {
  HikaeDigestAlgorithm algorithm;
  guint8 bytes[HIKAE_DIGEST_MAX_SIZE];
} HikaeDigest;

/* FIPS 180-4 names: "sha256", "sha384", "sha512"; size in bytes. */
const char *hikae_digest_algorithm_get_name (HikaeDigestAlgorithm algorithm);
gsize hikae_digest_algorithm_get_size (HikaeDigestAlgorithm algorithm);
gsize hikae_digest_get_size (const HikaeDigest *self);
/* (transfer full): lower-case hex. */
char *hikae_digest_format_hex (const HikaeDigest *self) G_GNUC_WARN_UNUSED_RESULT;
/* Either case of hex, exact length. FALSE without a GError: it is a plain predicate. */
gboolean hikae_digest_parse_hex (HikaeDigest *self,
                                 HikaeDigestAlgorithm algorithm,
                                 const char *hex) G_GNUC_WARN_UNUSED_RESULT;
/* Constant time. */
gboolean hikae_digest_equal (const HikaeDigest *a, const HikaeDigest *b);

/* (transfer full): lower-case hex of any bytes. */
char *hikae_hex_format (const void *bytes, gsize size) G_GNUC_WARN_UNUSED_RESULT;
/* @hex_size characters into hex_size/2 bytes. */
gboolean hikae_hex_parse (const char *hex,
                          gsize hex_size,
                          guint8 *bytes) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
