/* hikae-media-cose.c: the signature over a C2PA claim
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-cbor-private.h"
#include "hikae-media-cose-private.h"
#include "hikae-media-signers-private.h"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>
#include <time.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ECDSA_SIG, ECDSA_SIG_free)

#define LABEL_ALGORITHM 1
#define LABEL_X5CHAIN 33
#define CERTIFICATE_MAX 65536
#define HIKAE_COSE_CHAIN_MAX 8
#define SIGNATURE_MAX 2048

typedef struct {
  gint64 id; /* RFC 9053 */
  const char *name;
  const char *digest; /* NULL: the algorithm hashes by itself */
  gboolean pss;
  gboolean ecdsa;
} Algorithm;

static const Algorithm algorithms[] = {
    {-7, "ES256", "SHA256", FALSE, TRUE},
    {-35, "ES384", "SHA384", FALSE, TRUE},
    {-36, "ES512", "SHA512", FALSE, TRUE},
    {-37, "PS256", "SHA256", TRUE, FALSE},
    {-38, "PS384", "SHA384", TRUE, FALSE},
    {-39, "PS512", "SHA512", TRUE, FALSE},
    {-8, "EdDSA", NULL, FALSE, FALSE},
};

typedef struct {
  HikaeCbor protected_bytes;
  HikaeCbor protected_map;
  HikaeCbor unprotected_map;
  HikaeCbor signature;
} Sign1;

static gboolean
read_sign1 (const guint8 *bytes, gsize size, Sign1 *parts)
{
  HikaeCbor array;
  HikaeCbor payload;
  gsize at = 0;

  return hikae_cbor_parse (bytes, size, &array) && array.major == HIKAE_CBOR_ARRAY &&
         hikae_cbor_next (&array, &at, &parts->protected_bytes) &&
         parts->protected_bytes.major == HIKAE_CBOR_BYTES &&
         hikae_cbor_parse (parts->protected_bytes.body,
                           parts->protected_bytes.body_size,
                           &parts->protected_map) &&
         hikae_cbor_next (&array, &at, &parts->unprotected_map) &&
         hikae_cbor_next (&array, &at, &payload) &&
         hikae_cbor_next (&array, &at, &parts->signature) &&
         parts->signature.major == HIKAE_CBOR_BYTES;
}

static const Algorithm *
find_algorithm (const Sign1 *parts)
{
  HikaeCbor value;
  gint64 id = 0;

  if (!hikae_cbor_find_label (&parts->protected_map, LABEL_ALGORITHM, &value) ||
      !hikae_cbor_get_integer (&value, &id))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (algorithms[i].id == id)
      return &algorithms[i];
  return NULL;
}

static void
add_certificate (STACK_OF (X509) * certificates, const HikaeCbor *item)
{
  const guint8 *der = item->body;
  X509 *certificate = NULL;

  if (item->major != HIKAE_CBOR_BYTES || item->body_size > CERTIFICATE_MAX)
    return;
  certificate = d2i_X509 (NULL, &der, (long)item->body_size);
  if (certificate != NULL && sk_X509_push (certificates, certificate) <= 0)
    X509_free (certificate);
}

/* The signer's certificate and those behind it: x5chain, by number (RFC 9360) or, in
 * older files, by name; in either header. */
static STACK_OF (X509) * read_certificates (const Sign1 *parts)
{
  const HikaeCbor *const maps[] = {&parts->protected_map, &parts->unprotected_map};
  STACK_OF (X509) *certificates = sk_X509_new_null ();
  HikaeCbor chain;
  HikaeCbor one;

  for (guint i = 0; i < G_N_ELEMENTS (maps) && sk_X509_num (certificates) == 0; i++) {
    gsize at = 0;

    if (!hikae_cbor_find_label (maps[i], LABEL_X5CHAIN, &chain) &&
        !hikae_cbor_find (maps[i], "x5chain", &chain))
      continue;
    if (chain.major != HIKAE_CBOR_ARRAY)
      add_certificate (certificates, &chain);
    while (chain.major == HIKAE_CBOR_ARRAY &&
           sk_X509_num (certificates) < HIKAE_COSE_CHAIN_MAX &&
           hikae_cbor_next (&chain, &at, &one))
      add_certificate (certificates, &one);
  }
  return certificates;
}

static void
append_head (GByteArray *out, HikaeCborMajor major, gsize size)
{
  guint8 head[9] = {0};
  guint8 first = (guint8)(major << 5);

  if (size < 24) {
    head[0] = (guint8)(first | size);
    g_byte_array_append (out, head, 1);
  } else if (size < 256) {
    head[0] = first | 24;
    head[1] = (guint8)size;
    g_byte_array_append (out, head, 2);
  } else if (size < 65536) {
    head[0] = first | 25;
    head[1] = (guint8)(size >> 8);
    head[2] = (guint8)size;
    g_byte_array_append (out, head, 3);
  } else {
    head[0] = first | 26;
    for (int i = 0; i < 4; i++)
      head[1 + i] = (guint8)(size >> (24 - 8 * i));
    g_byte_array_append (out, head, 5);
  }
}

/* Sig_structure of RFC 9052 §4.4: [context, protected, h'', claim]. */
static GByteArray *
make_signed_bytes (const Sign1 *parts,
                   const char *context,
                   const guint8 *claim,
                   gsize claim_size)
{
  GByteArray *out = g_byte_array_new ();

  append_head (out, HIKAE_CBOR_ARRAY, 4);
  append_head (out, HIKAE_CBOR_TEXT, strlen (context));
  g_byte_array_append (out, (const guint8 *)context, (guint)strlen (context));
  append_head (out, HIKAE_CBOR_BYTES, parts->protected_bytes.body_size);
  g_byte_array_append (
      out, parts->protected_bytes.body, (guint)parts->protected_bytes.body_size);
  append_head (out, HIKAE_CBOR_BYTES, 0);
  append_head (out, HIKAE_CBOR_BYTES, claim_size);
  g_byte_array_append (out, claim, (guint)claim_size);
  return out;
}

/* COSE writes r and s side by side; OpenSSL wants them in DER. (nullable) */
static GBytes *
convert_ecdsa (const guint8 *raw, gsize size)
{
  g_autoptr (ECDSA_SIG) signature = ECDSA_SIG_new ();
  BIGNUM *r = BN_bin2bn (raw, (int)(size / 2), NULL);
  BIGNUM *s = BN_bin2bn (raw + size / 2, (int)(size / 2), NULL);
  unsigned char *der = NULL;
  GBytes *bytes = NULL;
  int length = 0;

  if (r == NULL || s == NULL || signature == NULL ||
      ECDSA_SIG_set0 (signature, r, s) != 1) {
    BN_free (r);
    BN_free (s);
    return NULL;
  }
  length = i2d_ECDSA_SIG (signature, &der);
  if (length > 0)
    bytes = g_bytes_new (der, (gsize)length);
  OPENSSL_free (der);
  return bytes;
}

static gboolean
is_key_for (EVP_PKEY *key, const Algorithm *algorithm)
{
  int type = EVP_PKEY_get_base_id (key);

  if (algorithm->ecdsa)
    return type == EVP_PKEY_EC;
  if (algorithm->pss)
    return type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS;
  return type == EVP_PKEY_ED25519;
}

static HikaeCoseState
verify (const Algorithm *algorithm,
        X509 *certificate,
        const Sign1 *parts,
        GByteArray *data)
{
  EVP_PKEY *key = X509_get0_pubkey (certificate);
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  EVP_PKEY_CTX *parameters = NULL;
  g_autoptr (GBytes) signature = NULL;
  gsize size = parts->signature.body_size;
  int result = 0;

  if (key == NULL || !is_key_for (key, algorithm) || size > SIGNATURE_MAX)
    return HIKAE_COSE_NOT_CHECKED;
  signature = algorithm->ecdsa ? convert_ecdsa (parts->signature.body, size)
                               : g_bytes_new (parts->signature.body, size);
  if (signature == NULL ||
      EVP_DigestVerifyInit_ex (
          context, &parameters, algorithm->digest, NULL, NULL, key, NULL) != 1 ||
      (algorithm->pss &&
       (EVP_PKEY_CTX_set_rsa_padding (parameters, RSA_PKCS1_PSS_PADDING) != 1 ||
        EVP_PKEY_CTX_set_rsa_pss_saltlen (parameters, RSA_PSS_SALTLEN_DIGEST) != 1)))
    return HIKAE_COSE_NOT_CHECKED;
  result = EVP_DigestVerify (context,
                             g_bytes_get_data (signature, NULL),
                             g_bytes_get_size (signature),
                             data->data,
                             data->len);
  return result == 1 ? HIKAE_COSE_INTACT : HIKAE_COSE_BROKEN;
}

static void
read_certificate (X509 *certificate, HikaeCoseFacts *facts)
{
  const X509_NAME *subject = X509_get_subject_name (certificate);
  struct tm when = {0};

  facts->organisation = hikae_cose_dup_name_part (subject, NID_organizationName);
  facts->common_name = hikae_cose_dup_name_part (subject, NID_commonName);
  facts->issuer = hikae_cose_dup_name (X509_get_issuer_name (certificate));
  if (ASN1_TIME_to_tm (X509_get0_notAfter (certificate), &when) == 1)
    facts->not_after = hikae_cose_format_time (&when);
  facts->expired = X509_cmp_current_time (X509_get0_notAfter (certificate)) < 0;
}

/* Of the two kinds of stamps the newer one, which is over the signature itself. */
static void
read_time (const Sign1 *parts, const guint8 *claim, gsize claim_size, HikaeCoseTime *time)
{
  g_autoptr (GByteArray) signature = g_byte_array_new ();
  g_autoptr (GByteArray) stamped = NULL;
  HikaeCbor header;

  if (hikae_cbor_find (&parts->unprotected_map, "sigTst2", &header)) {
    append_head (signature, HIKAE_CBOR_BYTES, parts->signature.body_size);
    g_byte_array_append (
        signature, parts->signature.body, (guint)parts->signature.body_size);
    stamped =
        make_signed_bytes (parts, "CounterSignature", signature->data, signature->len);
  } else if (hikae_cbor_find (&parts->unprotected_map, "sigTst", &header)) {
    stamped = make_signed_bytes (parts, "CounterSignature", claim, claim_size);
  } else {
    return;
  }
  hikae_cose_read_time (&header, stamped->data, stamped->len, time);
}

void
hikae_cose_check (const guint8 *sign1,
                  gsize sign1_size,
                  const guint8 *claim,
                  gsize claim_size,
                  HikaeCoseFacts *facts)
{
  Sign1 parts;
  const Algorithm *algorithm = NULL;
  STACK_OF (X509) *certificates = NULL;
  X509 *certificate = NULL;
  g_autoptr (GByteArray) data = NULL;

  memset (facts, 0, sizeof *facts);
  facts->state = HIKAE_COSE_NOT_CHECKED;
  if (!read_sign1 (sign1, sign1_size, &parts))
    return;
  read_time (&parts, claim, claim_size, &facts->time);
  algorithm = find_algorithm (&parts);
  facts->algorithm = algorithm != NULL ? algorithm->name : NULL;
  certificates = read_certificates (&parts);
  certificate = sk_X509_num (certificates) > 0 ? sk_X509_value (certificates, 0) : NULL;
  if (certificate != NULL) {
    read_certificate (certificate, facts);
    facts->listed = hikae_c2pa_signers_know (certificate, certificates);
    if (algorithm != NULL) {
      data = make_signed_bytes (&parts, "Signature1", claim, claim_size);
      facts->state = verify (algorithm, certificate, &parts, data);
    }
  }
  sk_X509_pop_free (certificates, X509_free);
  ERR_clear_error ();
}

void
hikae_cose_facts_clear (HikaeCoseFacts *facts)
{
  g_free (facts->organisation);
  g_free (facts->common_name);
  g_free (facts->issuer);
  g_free (facts->not_after);
  g_free (facts->time.stated);
  g_free (facts->time.authority);
  memset (facts, 0, sizeof *facts);
}
