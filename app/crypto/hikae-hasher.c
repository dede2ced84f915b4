/* hikae-hasher.c: SHA-256 and SHA-512 of one stream in one pass
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-hasher.h"

#include <openssl/evp.h>

#define MAX_DIGESTS 4

struct _HikaeHasher {
  guint count;
  HikaeDigestAlgorithm algorithms[MAX_DIGESTS];
  EVP_MD_CTX *contexts[MAX_DIGESTS];
};

static const EVP_MD *
find_md (HikaeDigestAlgorithm algorithm)
{
  switch (algorithm) {
  case HIKAE_DIGEST_SHA256:
    return EVP_sha256 ();
  case HIKAE_DIGEST_SHA384:
    return EVP_sha384 ();
  case HIKAE_DIGEST_SHA512:
    return EVP_sha512 ();
  case HIKAE_DIGEST_NONE:
  default:
    g_assert_not_reached ();
  }
}

HikaeHasher *
hikae_hasher_new (HikaeDigestAlgorithm first, ...)
{
  HikaeHasher *self = g_new0 (HikaeHasher, 1);
  va_list rest;

  va_start (rest, first);
  for (HikaeDigestAlgorithm next = first; next != HIKAE_DIGEST_NONE;
       next = va_arg (rest, HikaeDigestAlgorithm)) {
    EVP_MD_CTX *context = EVP_MD_CTX_new ();

    g_assert (self->count < MAX_DIGESTS);
    if (context == NULL || EVP_DigestInit_ex (context, find_md (next), NULL) != 1)
      g_error ("the cryptographic library has no %s",
               hikae_digest_algorithm_get_name (next));
    self->algorithms[self->count] = next;
    self->contexts[self->count++] = context;
  }
  va_end (rest);
  return self;
}

void
hikae_hasher_free (HikaeHasher *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->count; i++)
    EVP_MD_CTX_free (self->contexts[i]);
  g_free (self);
}

void
hikae_hasher_update (HikaeHasher *self, const void *bytes, gsize size)
{
  for (guint i = 0; i < self->count; i++)
    if (EVP_DigestUpdate (self->contexts[i], bytes, size) != 1)
      g_error ("the cryptographic library stopped hashing");
}

HikaeDigest
hikae_hasher_finish (HikaeHasher *self, HikaeDigestAlgorithm algorithm)
{
  HikaeDigest digest = {algorithm, {0}};

  for (guint i = 0; i < self->count; i++) {
    if (self->algorithms[i] != algorithm)
      continue;
    if (EVP_DigestFinal_ex (self->contexts[i], digest.bytes, NULL) != 1)
      g_error ("the cryptographic library stopped hashing");
    return digest;
  }
  g_assert_not_reached ();
}

HikaeDigest
hikae_hash_bytes (HikaeDigestAlgorithm algorithm, const void *bytes, gsize size)
{
  g_autoptr (HikaeHasher) hasher = hikae_hasher_new (algorithm, HIKAE_DIGEST_NONE);

  hikae_hasher_update (hasher, bytes, size);
  return hikae_hasher_finish (hasher, algorithm);
}
