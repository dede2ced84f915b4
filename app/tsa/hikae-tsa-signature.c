/* hikae-tsa-signature.c: the signed attributes, the digest and the signature
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-der-private.h"
#include "hikae-tsa-signature-private.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <string.h>

#define MAX_ATTRIBUTES 64
#define MIN_HASH_SIZE 28
#define MIN_RSA_BITS 2048
#define MIN_EC_BITS 224

/* (nullable): the one value of the one attribute of that kind. */
static const ASN1_TYPE *
find_attribute (CMS_SignerInfo *signer, int nid)
{
  int place = CMS_signed_get_attr_by_NID (signer, nid, -1);
  X509_ATTRIBUTE *attribute = NULL;

  if (place < 0 || CMS_signed_get_attr_by_NID (signer, nid, place) >= 0)
    return NULL;
  attribute = CMS_signed_get_attr (signer, place);
  return X509_ATTRIBUTE_count (attribute) == 1 ? X509_ATTRIBUTE_get0_type (attribute, 0)
                                               : NULL;
}

void
hikae_tsa_check_attributes (CMS_SignerInfo *signer, HikaeTsaVerdict *verdict)
{
  const ASN1_TYPE *type = find_attribute (signer, NID_pkcs9_contentType);
  const ASN1_TYPE *digest = find_attribute (signer, NID_pkcs9_messageDigest);

  if (type == NULL || type->type != V_ASN1_OBJECT ||
      OBJ_obj2nid (type->value.object) != NID_id_smime_ct_TSTInfo)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_ATTRS, NULL);
  if (digest == NULL || digest->type != V_ASN1_OCTET_STRING)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_ATTRS, NULL);
}

static int
get_digest_nid (CMS_SignerInfo *signer)
{
  X509_ALGOR *algorithm = NULL;

  CMS_SignerInfo_get0_algs (signer, NULL, NULL, &algorithm, NULL);
  return OBJ_obj2nid (algorithm->algorithm);
}

static const X509_ALGOR *
get_signature_algorithm (CMS_SignerInfo *signer)
{
  X509_ALGOR *algorithm = NULL;

  CMS_SignerInfo_get0_algs (signer, NULL, NULL, NULL, &algorithm);
  return algorithm;
}

/* The hash that the signature algorithm itself names; NID_undef when it names none, as
 * EdDSA and rsaEncryption do. */
static int
find_signature_hash (const X509_ALGOR *algorithm)
{
  int nid = OBJ_obj2nid (algorithm->algorithm);
  int md_nid = NID_undef;
  int key_nid = NID_undef;

  if (nid != NID_rsassaPss) {
    (void)OBJ_find_sigid_algs (nid, &md_nid, &key_nid);
    return md_nid;
  }
  if (algorithm->parameter != NULL && algorithm->parameter->type == V_ASN1_SEQUENCE) {
    const unsigned char *der =
        ASN1_STRING_get0_data (algorithm->parameter->value.sequence);
    RSA_PSS_PARAMS *params = d2i_RSA_PSS_PARAMS (
        NULL, &der, ASN1_STRING_length (algorithm->parameter->value.sequence));

    md_nid = params == NULL || params->hashAlgorithm == NULL
                 ? NID_sha1
                 : OBJ_obj2nid (params->hashAlgorithm->algorithm);
    RSA_PSS_PARAMS_free (params);
  }
  return md_nid;
}

gsize
hikae_tsa_get_hash_size (const EVP_MD *md)
{
  /* The XOFs have no size of their own; RFC 8702 §3 fixes 32 and 64 octets. */
  switch (EVP_MD_get_type (md)) {
  case NID_shake128:
    return 32;
  case NID_shake256:
    return 64;
  default:
    return (gsize)EVP_MD_get_size (md);
  }
}

gboolean
hikae_tsa_hash (const EVP_MD *md, const void *bytes, gsize size, guint8 *hash)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  unsigned int unused = 0;

  if (context == NULL || EVP_DigestInit_ex (context, md, NULL) != 1 ||
      EVP_DigestUpdate (context, size > 0 ? bytes : "", size) != 1)
    return FALSE;
  return (EVP_MD_get_flags (md) & EVP_MD_FLAG_XOF) != 0
             ? EVP_DigestFinalXOF (context, hash, hikae_tsa_get_hash_size (md)) == 1
             : EVP_DigestFinal_ex (context, hash, &unused) == 1;
}

static gboolean
digest_fits (CMS_SignerInfo *signer, const ASN1_OCTET_STRING *content)
{
  const ASN1_TYPE *said = find_attribute (signer, NID_pkcs9_messageDigest);
  const EVP_MD *md = EVP_get_digestbynid (get_digest_nid (signer));
  guint8 hash[EVP_MAX_MD_SIZE] = {0};
  gsize size = md != NULL ? hikae_tsa_get_hash_size (md) : 0;

  if (said == NULL || said->type != V_ASN1_OCTET_STRING || md == NULL ||
      !hikae_tsa_hash (
          md, ASN1_STRING_get0_data (content), (gsize)ASN1_STRING_length (content), hash))
    return FALSE;
  return (gsize)ASN1_STRING_length (said->value.octet_string) == size &&
         memcmp (ASN1_STRING_get0_data (said->value.octet_string), hash, size) == 0;
}

/* RFC 5652 §5.4: what is signed is the SET OF attributes. They keep the order in which
 * they came, since some authorities sign them unsorted. */
static GByteArray *
encode_attributes (CMS_SignerInfo *signer)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  GByteArray *set = g_byte_array_new ();
  int count = CMS_signed_get_attr_count (signer);

  for (int i = 0; i < count && i < MAX_ATTRIBUTES; i++) {
    unsigned char *der = NULL;
    int size = i2d_X509_ATTRIBUTE (CMS_signed_get_attr (signer, i), &der);

    if (size > 0)
      g_byte_array_append (all, der, (guint)size);
    OPENSSL_free (der);
  }
  hikae_der_append (set, HIKAE_DER_SET, all->data, all->len);
  return set;
}

/* Where CMS_SignerInfo_verify() cannot help: EdDSA (RFC 8419), and signers whose
 * signature hashes with another function than their digest. */
static gboolean
verify_by_hand (CMS_SignerInfo *signer, X509 *certificate)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  g_autoptr (GByteArray) attributes = encode_attributes (signer);
  const ASN1_OCTET_STRING *signature = CMS_SignerInfo_get0_signature (signer);
  int algorithm = OBJ_obj2nid (get_signature_algorithm (signer)->algorithm);
  int md_nid = NID_undef;
  int key_nid = NID_undef;
  EVP_PKEY *key = X509_get0_pubkey (certificate);
  gboolean eddsa = algorithm == NID_ED25519 || algorithm == NID_ED448;

  if (key == NULL || context == NULL)
    return FALSE;
  if (eddsa) {
    if (EVP_PKEY_get_base_id (key) != algorithm)
      return FALSE;
  } else if (OBJ_find_sigid_algs (algorithm, &md_nid, &key_nid) != 1 ||
             md_nid == NID_undef ||
             EVP_PKEY_get_base_id (key) != EVP_PKEY_type (key_nid)) {
    return FALSE;
  }
  return EVP_DigestVerifyInit (
             context, NULL, eddsa ? NULL : EVP_get_digestbynid (md_nid), NULL, key) ==
             1 &&
         EVP_DigestVerify (context,
                           ASN1_STRING_get0_data (signature),
                           (size_t)ASN1_STRING_length (signature),
                           attributes->data,
                           attributes->len) == 1;
}

/* CMS_SignerInfo_verify() takes the hash from digestAlgorithm and does not look at the
 * one that signatureAlgorithm names (RFC 5652 §5.3): where the two differ, only the
 * latter counts. */
static gboolean
verify_by_openssl (CMS_SignerInfo *signer)
{
  const X509_ALGOR *algorithm = get_signature_algorithm (signer);
  int hash = NID_undef;

  if (OBJ_obj2nid (algorithm->algorithm) != NID_rsassaPss)
    hash = find_signature_hash (algorithm);
  return (hash == NID_undef || hash == get_digest_nid (signer)) &&
         CMS_SignerInfo_verify (signer) == 1;
}

void
hikae_tsa_check_signature (CMS_SignerInfo *signer,
                           X509 *certificate,
                           const ASN1_OCTET_STRING *content,
                           HikaeTsaVerdict *verdict)
{
  gboolean good = FALSE;

  /* Without signed attributes the signature would be over the content itself, which
   * RFC 3161 §2.4.2 does not allow. */
  if (CMS_signed_get_attr_count (signer) > 0 && digest_fits (signer, content)) {
    CMS_SignerInfo_set1_signer_cert (signer, certificate);
    good = verify_by_openssl (signer) || verify_by_hand (signer, certificate);
  }
  ERR_clear_error ();
  if (!good)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_SIGNATURE, NULL);
}

static void
check_extended_usage (X509 *certificate, HikaeTsaVerdict *verdict)
{
  int critical = -1;
  g_autoptr (EXTENDED_KEY_USAGE) usage =
      X509_get_ext_d2i (certificate, NID_ext_key_usage, &critical, NULL);
  gboolean found = FALSE;
  int count = usage != NULL ? sk_ASN1_OBJECT_num (usage) : 0;

  for (int i = 0; i < count; i++)
    if (OBJ_obj2nid (sk_ASN1_OBJECT_value (usage, i)) == NID_time_stamp)
      found = TRUE;
  if (!found)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_EKU_NOT_TIMESTAMPING, NULL);
  else if (count != 1)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_EKU_NOT_SOLE, NULL);
  if (found && critical != 1)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_EKU_NOT_CRITICAL, NULL);
}

void
hikae_tsa_check_purpose (X509 *certificate, HikaeTsaVerdict *verdict)
{
  guint32 flags = X509_get_extension_flags (certificate);
  guint32 usage = X509_get_key_usage (certificate);

  check_extended_usage (certificate, verdict);
  if ((flags & EXFLAG_KUSAGE) != 0 &&
      ((usage & ~(guint32)(KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0 ||
       (usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0))
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_KU_UNSUITABLE, NULL);
  if ((flags & EXFLAG_CA) != 0)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_SIGNER_IS_CA, NULL);
  ERR_clear_error ();
}

gboolean
hikae_tsa_is_weak_hash (int nid)
{
  const EVP_MD *md = nid != NID_undef ? EVP_get_digestbynid (nid) : NULL;

  /* The XOFs have no size of their own; RFC 8702 fixes 32 and 64 octets. */
  if (nid == NID_shake128 || nid == NID_shake256)
    return FALSE;
  return md == NULL || EVP_MD_get_size (md) < MIN_HASH_SIZE || nid == NID_md5_sha1;
}

gboolean
hikae_tsa_is_weak_key (X509 *certificate)
{
  EVP_PKEY *key = X509_get0_pubkey (certificate);

  if (key == NULL)
    return FALSE;
  switch (EVP_PKEY_get_base_id (key)) {
  case EVP_PKEY_RSA:
  case EVP_PKEY_RSA_PSS:
  case EVP_PKEY_DSA:
    return EVP_PKEY_get_bits (key) < MIN_RSA_BITS;
  case EVP_PKEY_EC:
    return EVP_PKEY_get_bits (key) < MIN_EC_BITS;
  default:
    return FALSE;
  }
}

void
hikae_tsa_check_strength (CMS_SignerInfo *signer,
                          X509 *certificate,
                          HikaeTsaVerdict *verdict)
{
  int hash = find_signature_hash (get_signature_algorithm (signer));

  if (hikae_tsa_is_weak_hash (get_digest_nid (signer)) ||
      (hash != NID_undef && hikae_tsa_is_weak_hash (hash)))
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_WEAK_HASH, NULL);
  if (hikae_tsa_is_weak_key (certificate))
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_WEAK_KEY, NULL);
  ERR_clear_error ();
}
