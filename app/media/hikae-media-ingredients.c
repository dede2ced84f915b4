/* hikae-media-ingredients.c: do the manifests of what a picture was made from still fit
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * C2PA specification 2.2 §18.16 (ingredients) and §15.11 (their validation). The store is
 * not covered by the hash of the file, so anyone can put a manifest of their own into it:
 * only those count that the newest one names by hash, itself or through others. */
#include "config.h"

#include "hikae-hasher.h"
#include "hikae-media-binding-private.h"

#include <string.h>

#define INGREDIENTS_MAX 256

static gboolean
find_manifest (const HikaeJumbf *store, const char *label, gsize size, HikaeJumbf *found)
{
  gsize at = 0;

  while (hikae_jumbf_next (store->content, store->content_size, &at, found)) {
    if (strlen (found->label) == size && memcmp (found->label, label, size) == 0)
      return TRUE;
    hikae_jumbf_clear (found);
  }
  return FALSE;
}

static gboolean
find_part (const HikaeJumbf *manifest, const char *type, HikaeJumbf *found)
{
  gsize at = 0;

  while (hikae_jumbf_next (manifest->content, manifest->content_size, &at, found)) {
    if (g_str_equal (found->type, type))
      return TRUE;
    hikae_jumbf_clear (found);
  }
  return FALSE;
}

static HikaeC2paFact
compare_bytes (const HikaeCbor *expected,
               HikaeDigestAlgorithm algorithm,
               const guint8 *bytes,
               gsize size)
{
  HikaeDigest digest = hikae_hash_bytes (algorithm, bytes, size);

  return hikae_c2pa_compare (expected, &digest);
}

/* The manifest as a box; in files of the first version of the specification the claim
 * alone. */
static HikaeC2paFact
compare_manifest (const HikaeCbor *expected,
                  HikaeDigestAlgorithm algorithm,
                  const HikaeJumbf *manifest)
{
  HikaeC2paFact fact =
      compare_bytes (expected, algorithm, manifest->hashed, manifest->hashed_size);
  HikaeJumbf claim;
  gsize size = 0;
  const guint8 *bytes = NULL;

  if (fact == HIKAE_C2PA_MATCH || !find_part (manifest, "c2cl", &claim))
    return fact;
  bytes = hikae_jumbf_find_content (&claim, "cbor", &size);
  if (bytes != NULL)
    fact = compare_bytes (expected, algorithm, bytes, size);
  hikae_jumbf_clear (&claim);
  return fact;
}

static HikaeC2paFact
compare_signature (const HikaeCbor *expected,
                   HikaeDigestAlgorithm algorithm,
                   const HikaeJumbf *manifest)
{
  HikaeC2paFact fact = HIKAE_C2PA_MISMATCH;
  HikaeJumbf signature;

  if (!find_part (manifest, "c2cs", &signature))
    return fact;
  fact = compare_bytes (expected, algorithm, signature.hashed, signature.hashed_size);
  /* Some writers take the head of the box along. */
  if (fact != HIKAE_C2PA_MATCH)
    fact = compare_bytes (expected, algorithm, signature.whole, signature.whole_size);
  hikae_jumbf_clear (&signature);
  return fact;
}

/* One hashed URI, "self#jumbf=/c2pa/LABEL" and perhaps more behind it. @named:
 * (out) (transfer full) (nullable): the label, where the hash fits. */
static HikaeC2paFact
check_reference (const HikaeCbor *reference,
                 const char *fallback,
                 const HikaeJumbf *store,
                 gboolean signature,
                 char **named)
{
  g_autofree char *url = hikae_cbor_dup_member (reference, "url");
  g_autofree char *own = hikae_cbor_dup_member (reference, "alg");
  HikaeDigestAlgorithm algorithm =
      hikae_c2pa_find_algorithm (own != NULL ? own : fallback);
  const char *label = url != NULL ? strstr (url, "c2pa/") : NULL;
  HikaeC2paFact fact = HIKAE_C2PA_MISMATCH;
  HikaeCbor expected;
  HikaeJumbf manifest;

  if (label == NULL || !hikae_cbor_find (reference, "hash", &expected))
    return HIKAE_C2PA_MISMATCH;
  label += strlen ("c2pa/");
  if (!find_manifest (store, label, strcspn (label, "/"), &manifest))
    return HIKAE_C2PA_MISMATCH;
  if (algorithm == HIKAE_DIGEST_NONE)
    fact = HIKAE_C2PA_NOT_CHECKED;
  else
    fact = signature ? compare_signature (&expected, algorithm, &manifest)
                     : compare_manifest (&expected, algorithm, &manifest);
  if (fact == HIKAE_C2PA_MATCH && named != NULL)
    *named = g_strdup (manifest.label);
  hikae_jumbf_clear (&manifest);
  return fact;
}

static HikaeC2paFact
check_ingredient (const HikaeCbor *map,
                  const char *fallback,
                  const HikaeJumbf *store,
                  GPtrArray *labels)
{
  static const char *const members[] = {"activeManifest", "c2pa_manifest"};
  HikaeC2paFact fact = HIKAE_C2PA_ABSENT;
  HikaeCbor reference;
  char *named = NULL;

  for (guint i = 0; fact == HIKAE_C2PA_ABSENT && i < G_N_ELEMENTS (members); i++)
    if (hikae_cbor_find (map, members[i], &reference))
      fact = check_reference (&reference, fallback, store, FALSE, &named);
  if (named != NULL)
    g_ptr_array_add (labels, named);
  if (fact != HIKAE_C2PA_MISMATCH && hikae_cbor_find (map, "claimSignature", &reference))
    fact = MAX (fact, check_reference (&reference, fallback, store, TRUE, NULL));
  return fact;
}

static gboolean
has_redactions (const HikaeCbor *claim)
{
  HikaeCbor list;

  return hikae_cbor_find (claim, "redacted_assertions", &list) && list.value > 0;
}

HikaeC2paFact
hikae_c2pa_check_ingredients (const HikaeCbor *claim,
                              const HikaeJumbf *assertions,
                              const HikaeJumbf *store,
                              GPtrArray *labels)
{
  g_autofree char *fallback = hikae_cbor_dup_member (claim, "alg");
  HikaeC2paFact fact = HIKAE_C2PA_ABSENT;
  gboolean broken = FALSE;
  HikaeJumbf box;
  gsize at = 0;
  guint count = 0;

  while (hikae_jumbf_next (assertions->content, assertions->content_size, &at, &box)) {
    gsize size = 0;
    const guint8 *bytes = hikae_jumbf_find_content (&box, "cbor", &size);
    HikaeCbor map;

    if (g_str_has_prefix (box.label, "c2pa.ingredient") && bytes != NULL &&
        hikae_cbor_parse (bytes, size, &map)) {
      HikaeC2paFact one = ++count > INGREDIENTS_MAX
                              ? HIKAE_C2PA_NOT_CHECKED
                              : check_ingredient (&map, fallback, store, labels);

      broken = broken || one == HIKAE_C2PA_MISMATCH;
      fact = MAX (fact, one);
    }
    hikae_jumbf_clear (&box);
  }
  /* What was taken out of an ingredient changes its hash. */
  if (broken)
    return has_redactions (claim) ? HIKAE_C2PA_NOT_CHECKED : HIKAE_C2PA_MISMATCH;
  return fact;
}
