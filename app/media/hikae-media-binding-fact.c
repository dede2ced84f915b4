/* hikae-media-binding-fact.c: one digest that a manifest states, compared
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-binding-private.h"

#include <string.h>

static const char *const fact_names[] = {"absent", "match", "mismatch", "not-checked"};

const char *
hikae_c2pa_fact_get_name (HikaeC2paFact fact)
{
  return fact_names[fact];
}

HikaeDigestAlgorithm
hikae_c2pa_find_algorithm (const char *name)
{
  if (name == NULL || g_str_equal (name, "sha256"))
    return HIKAE_DIGEST_SHA256;
  if (g_str_equal (name, "sha384"))
    return HIKAE_DIGEST_SHA384;
  return g_str_equal (name, "sha512") ? HIKAE_DIGEST_SHA512 : HIKAE_DIGEST_NONE;
}

HikaeC2paFact
hikae_c2pa_compare (const HikaeCbor *expected, const HikaeDigest *digest)
{
  return expected->major == HIKAE_CBOR_BYTES &&
                 expected->body_size == hikae_digest_get_size (digest) &&
                 memcmp (expected->body, digest->bytes, expected->body_size) == 0
             ? HIKAE_C2PA_MATCH
             : HIKAE_C2PA_MISMATCH;
}
