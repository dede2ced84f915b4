/* hikae-test-c2pa.c: pictures with content credentials, sealed by a throw-away signer
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-c2pa.h"

#include "hikae-test-media-private.h"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <string.h>

#define HASH_SIZE 32
/* "caBX" comes behind the signature and the header chunk. */
#define STORE_OFFSET 33

typedef enum {
  UNSIGNED = 0,
  NEGATIVE = 1,
  BYTES = 2,
  TEXT = 3,
  ARRAY = 4,
  MAP = 5,
} Major;

static void
head (GByteArray *out, Major major, guint64 value)
{
  const guint size = value < 24 ? 0 : value < 256 ? 1 : value < 65536 ? 2 : 4;
  const guint low = size == 0 ? (guint)value : size == 1 ? 24 : size == 2 ? 25 : 26;

  hikae_test_append_number (out, (guint)major << 5 | low, 1, TRUE);
  hikae_test_append_number (out, value, size, TRUE);
}

static void
text (GByteArray *out, const char *value)
{
  head (out, TEXT, strlen (value));
  hikae_test_append_text (out, value);
}

static void
bytes (GByteArray *out, const void *value, gsize size)
{
  head (out, BYTES, size);
  hikae_test_append (out, value, size);
}

static void
box (GByteArray *out, const char *kind, const GByteArray *content)
{
  hikae_test_append_number (out, content->len + 8, 4, TRUE);
  hikae_test_append (out, kind, 4);
  hikae_test_append (out, content->data, content->len);
}

/* Takes @content (transfer full). */
static void
superbox (GByteArray *out, const char *type, const char *label, GByteArray *content)
{
  g_autoptr (GByteArray) description = g_byte_array_new ();
  g_autoptr (GByteArray) whole = g_byte_array_new ();

  hikae_test_append (description, type, 4);
  hikae_test_append (description, "\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\3", 13);
  hikae_test_append (description, label, strlen (label) + 1);
  box (whole, "jumd", description);
  hikae_test_append (whole, content->data, content->len);
  box (out, "jumb", whole);
  g_byte_array_unref (content);
}

/* A superbox around one box of CBOR. (transfer full) of @cbor. */
static GByteArray *
pack_cbor (const char *type, const char *label, GByteArray *cbor)
{
  GByteArray *out = g_byte_array_new ();
  GByteArray *inner = g_byte_array_new ();

  box (inner, "cbor", cbor);
  g_byte_array_unref (cbor);
  superbox (out, type, label, inner);
  return out;
}

static GByteArray *
make_actions (const char *source)
{
  GByteArray *cbor = g_byte_array_new ();

  head (cbor, MAP, 1);
  text (cbor, "actions");
  head (cbor, ARRAY, 1);
  head (cbor, MAP, source != NULL ? 2 : 1);
  text (cbor, "action");
  text (cbor, "c2pa.created");
  if (source != NULL) {
    text (cbor, "digitalSourceType");
    text (cbor, source);
  }
  return pack_cbor ("cbor", "c2pa.actions.v2", cbor);
}

static GByteArray *
make_binding (const guint8 *hash, gsize store_size)
{
  GByteArray *cbor = g_byte_array_new ();

  head (cbor, MAP, 3);
  text (cbor, "alg");
  text (cbor, "sha256");
  text (cbor, "hash");
  bytes (cbor, hash, HASH_SIZE);
  text (cbor, "exclusions");
  head (cbor, ARRAY, 1);
  head (cbor, MAP, 2);
  text (cbor, "start");
  head (cbor, UNSIGNED, STORE_OFFSET);
  text (cbor, "length");
  /* Always four bytes, so that the size does not depend on it. */
  hikae_test_append_number (cbor, 0x1a, 1, TRUE);
  hikae_test_append_number (cbor, store_size + 12, 4, TRUE);
  return pack_cbor ("cbor", "c2pa.hash.data", cbor);
}

static void
append_entry (GByteArray *cbor, const char *const *names, guint count, const guint8 *hash)
{
  head (cbor, MAP, 3);
  text (cbor, "names");
  head (cbor, ARRAY, count);
  for (guint i = 0; i < count; i++)
    text (cbor, names[i]);
  text (cbor, "hash");
  bytes (cbor, hash, HASH_SIZE);
  text (cbor, "pad");
  bytes (cbor, "", 0);
}

/* @hash: of what stands before the store, and of what stands behind it. */
static GByteArray *
make_boxes (const guint8 *hash)
{
  static const char *const before[] = {"PNGh", "IHDR"};
  static const char *const store[] = {"C2PA"};
  static const char *const behind[] = {"IDAT", "IEND"};
  GByteArray *cbor = g_byte_array_new ();

  head (cbor, MAP, 2);
  text (cbor, "alg");
  text (cbor, "sha256");
  text (cbor, "boxes");
  head (cbor, ARRAY, 3);
  append_entry (cbor, before, 2, hash + HASH_SIZE);
  append_entry (cbor, store, 1, hash);
  append_entry (cbor, behind, 2, hash + 2 * HASH_SIZE);
  return pack_cbor ("cbor", "c2pa.hash.boxes", cbor);
}

/* Names the manifest @label by its hash. */
static GByteArray *
make_ingredient (const char *label, const GByteArray *manifest)
{
  g_autofree char *url = g_strconcat ("self#jumbf=/c2pa/", label, NULL);
  GByteArray *cbor = g_byte_array_new ();
  guint8 hash[HASH_SIZE];

  g_assert_true (EVP_Digest (
      manifest->data + 8, manifest->len - 8, hash, NULL, EVP_sha256 (), NULL));
  head (cbor, MAP, 2);
  text (cbor, "relationship");
  text (cbor, "parentOf");
  text (cbor, "activeManifest");
  head (cbor, MAP, 3);
  text (cbor, "url");
  text (cbor, url);
  text (cbor, "alg");
  text (cbor, "sha256");
  text (cbor, "hash");
  bytes (cbor, hash, sizeof hash);
  return pack_cbor ("cbor", "c2pa.ingredient.v3", cbor);
}

static void
add_reference (GByteArray *claim, const char *label, const GByteArray *assertion)
{
  g_autofree char *url = g_strconcat ("self#jumbf=c2pa.assertions/", label, NULL);
  guint8 hash[HASH_SIZE];

  /* Over the superbox without its own header. */
  g_assert_true (EVP_Digest (
      assertion->data + 8, assertion->len - 8, hash, NULL, EVP_sha256 (), NULL));
  head (claim, MAP, 2);
  text (claim, "url");
  text (claim, url);
  text (claim, "hash");
  bytes (claim, hash, sizeof hash);
}

/* r and s side by side. */
static void
append_ecdsa (GByteArray *out, const guint8 *der, gsize size)
{
  ECDSA_SIG *pair = d2i_ECDSA_SIG (NULL, &der, (long)size);
  guint8 raw[64];

  g_assert_nonnull (pair);
  BN_bn2binpad (ECDSA_SIG_get0_r (pair), raw, 32);
  BN_bn2binpad (ECDSA_SIG_get0_s (pair), raw + 32, 32);
  ECDSA_SIG_free (pair);
  bytes (out, raw, sizeof raw);
}

static void
append_signature (GByteArray *out, EVP_PKEY *key, const GByteArray *data)
{
  const int type = EVP_PKEY_get_base_id (key);
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  EVP_PKEY_CTX *rules = NULL;
  guint8 signature[512];
  gsize size = sizeof signature;

  g_assert_cmpint (EVP_DigestSignInit_ex (context,
                                          &rules,
                                          type == EVP_PKEY_ED25519 ? NULL : "SHA256",
                                          NULL,
                                          NULL,
                                          key,
                                          NULL),
                   ==,
                   1);
  if (type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS) {
    EVP_PKEY_CTX_set_rsa_padding (rules, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen (rules, RSA_PSS_SALTLEN_DIGEST);
  }
  g_assert_cmpint (
      EVP_DigestSign (context, signature, &size, data->data, data->len), ==, 1);
  EVP_MD_CTX_free (context);
  if (type == EVP_PKEY_EC)
    append_ecdsa (out, signature, size);
  else
    bytes (out, signature, size);
}

static GByteArray *
make_signature (const HikaeTestPki *pki, const GByteArray *claim)
{
  const int type = EVP_PKEY_get_base_id (pki->signer_key);
  g_autoptr (GByteArray) protected_map = g_byte_array_new ();
  g_autoptr (GByteArray) data = g_byte_array_new ();
  GByteArray *cbor = g_byte_array_new ();
  unsigned char *der = NULL;
  const int der_size = i2d_X509 (pki->signer, &der);

  head (protected_map, MAP, 2);
  head (protected_map, UNSIGNED, 1);
  head (protected_map,
        NEGATIVE,
        type == EVP_PKEY_EC        ? 6
        : type == EVP_PKEY_ED25519 ? 7
                                   : 36);
  head (protected_map, UNSIGNED, 33);
  bytes (protected_map, der, (gsize)der_size);
  OPENSSL_free (der);
  head (data, ARRAY, 4);
  text (data, "Signature1");
  bytes (data, protected_map->data, protected_map->len);
  bytes (data, "", 0);
  bytes (data, claim->data, claim->len);
  head (cbor, ARRAY, 4);
  bytes (cbor, protected_map->data, protected_map->len);
  head (cbor, MAP, 0);
  hikae_test_append_number (cbor, 0xf6, 1, TRUE);
  append_signature (cbor, pki->signer_key, data);
  return pack_cbor ("c2cs", "c2pa.signature", cbor);
}

static void
join (GByteArray *out, GByteArray *more)
{
  hikae_test_append (out, more->data, more->len);
  g_byte_array_unref (more);
}

typedef struct {
  const char *label;
  const char *generator;
  const char *source; /* (nullable) */
  const guint8 *hash; /* (nullable): of the file, before the store, behind it */
  gboolean boxes;
  const char *older; /* (nullable): label of the ingredient @made_from */
  GByteArray *made_from;
} Manifest;

static GByteArray *
make_manifest (const HikaeTestPki *pki, const Manifest *what, gsize store_size)
{
  g_autoptr (GByteArray) actions = make_actions (what->source);
  g_autoptr (GByteArray) binding = what->hash == NULL ? NULL
                                   : what->boxes      ? make_boxes (what->hash)
                                                 : make_binding (what->hash, store_size);
  g_autoptr (GByteArray) ingredient =
      what->older != NULL ? make_ingredient (what->older, what->made_from) : NULL;
  g_autoptr (GByteArray) claim = g_byte_array_new ();
  GByteArray *assertions = g_byte_array_new ();
  GByteArray *manifest = g_byte_array_new ();
  GByteArray *out = g_byte_array_new ();

  hikae_test_append (assertions, actions->data, actions->len);
  head (claim, MAP, 3);
  text (claim, "claim_generator");
  text (claim, what->generator);
  text (claim, "alg");
  text (claim, "sha256");
  text (claim, "created_assertions");
  head (claim, ARRAY, 1 + (binding != NULL) + (ingredient != NULL));
  add_reference (claim, "c2pa.actions.v2", actions);
  if (binding != NULL) {
    hikae_test_append (assertions, binding->data, binding->len);
    add_reference (claim, what->boxes ? "c2pa.hash.boxes" : "c2pa.hash.data", binding);
  }
  if (ingredient != NULL) {
    hikae_test_append (assertions, ingredient->data, ingredient->len);
    add_reference (claim, "c2pa.ingredient.v3", ingredient);
  }
  superbox (manifest, "c2as", "c2pa.assertions", assertions);
  join (manifest, pack_cbor ("c2cl", "c2pa.claim.v2", g_byte_array_ref (claim)));
  join (manifest, make_signature (pki, claim));
  superbox (out, "c2ma", what->label, manifest);
  return out;
}

/* @older: (nullable): set for the next one to name. */
static void
append_manifest (GByteArray *out,
                 const HikaeTestPki *pki,
                 Manifest *what,
                 gsize store_size,
                 GByteArray **older)
{
  GByteArray *manifest = make_manifest (pki, what, store_size);

  hikae_test_append (out, manifest->data, manifest->len);
  g_clear_pointer (older, g_byte_array_unref);
  *older = manifest;
}

static GByteArray *
make_store (const HikaeTestPki *pki,
            const HikaeTestC2pa *what,
            const guint8 *hash,
            gsize store_size,
            gboolean update)
{
  const gboolean named = what->ingredient && !what->stranger;
  Manifest older = {
      .label = "urn:c2pa:older", .generator = what->generator, .source = what->source};
  Manifest newest = {.label = "urn:c2pa:newest",
                     .generator = what->generator,
                     .source = what->source,
                     .hash = hash,
                     .boxes = what->boxes};
  Manifest last = {
      .label = "urn:c2pa:update", .generator = "an archive", .older = "urn:c2pa:newest"};
  GByteArray *manifests = g_byte_array_new ();
  GByteArray *store = g_byte_array_new ();
  g_autoptr (GByteArray) before = NULL;

  if (what->ingredient) {
    append_manifest (manifests, pki, &older, 0, &before);
    newest.generator = what->newest != NULL ? what->newest : "a retouching program";
    newest.source = NULL;
  }
  newest.older = named ? "urn:c2pa:older" : NULL;
  newest.made_from = before;
  append_manifest (manifests, pki, &newest, store_size, &before);
  last.made_from = before;
  if (update)
    append_manifest (manifests, pki, &last, 0, &before);
  superbox (store, "c2pa", "c2pa", manifests);
  return store;
}

GBytes *
hikae_test_c2pa_store (const HikaeTestPki *pki, const HikaeTestC2pa *what)
{
  return g_byte_array_free_to_bytes (make_store (pki, what, NULL, 0, what->update));
}

static GBytes *
wrap_png (const GByteArray *store)
{
  const HikaeTestPart part = {"caBX", store->data, store->len};

  return hikae_test_media_png (&part, 1);
}

/* Signatures of DER form differ in size, but not what they become; the store is made
 * once to learn its size and once with it. */
GBytes *
hikae_test_c2pa_png (const HikaeTestPki *pki, const HikaeTestC2pa *what)
{
  static const guint8 nothing[3 * HASH_SIZE] = {0};
  g_autoptr (GByteArray) first = make_store (pki, what, nothing, 0, FALSE);
  g_autoptr (GBytes) draft = wrap_png (first);
  g_autoptr (GByteArray) hashed = g_byte_array_new ();
  g_autoptr (GByteArray) store = NULL;
  const guint8 *file = g_bytes_get_data (draft, NULL);
  const gsize end = STORE_OFFSET + 12 + first->len;
  guint8 hash[3 * HASH_SIZE];

  hikae_test_append (hashed, file, STORE_OFFSET);
  hikae_test_append (hashed, file + end, g_bytes_get_size (draft) - end);
  g_assert_true (EVP_Digest (hashed->data, hashed->len, hash, NULL, EVP_sha256 (), NULL));
  g_assert_true (
      EVP_Digest (file, STORE_OFFSET, hash + HASH_SIZE, NULL, EVP_sha256 (), NULL));
  g_assert_true (EVP_Digest (file + end,
                             g_bytes_get_size (draft) - end,
                             hash + 2 * HASH_SIZE,
                             NULL,
                             EVP_sha256 (),
                             NULL));
  store = make_store (pki, what, hash, first->len, what->update);
  return wrap_png (store);
}
