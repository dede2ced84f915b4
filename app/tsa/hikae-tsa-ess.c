/* hikae-tsa-ess.c: RFC 2634 and RFC 5035: which certificate signed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The attribute binds the signature to one certificate: without it another certificate of
 * the same key, issuer and serial number could be put in its place. */
#include "config.h"

#include "hikae-der-private.h"
#include "hikae-tsa-ess-private.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>

#define MAX_IDS 16

typedef struct {
  gboolean first;
  int md_nid; /* NID_undef: a hash function we do not know */
  HikaeDer hash;
  HikaeDer issuer; /* tag 0: absent; GeneralNames */
  HikaeDer serial;
} CertificateId;

/* ESSCertIDv2 { hashAlgorithm DEFAULT sha256, certHash, issuerSerial OPTIONAL };
 * ESSCertID lacks the first. */
static gboolean
parse_id (HikaeReader *reader, gboolean v2, CertificateId *id)
{
  HikaeDer whole = {0};
  HikaeDer algorithm = {0};
  HikaeDer oid = {0};
  HikaeDer issuer_serial = {0};

  id->md_nid = v2 ? NID_sha256 : NID_sha1;
  if (!hikae_der_expect (reader, HIKAE_DER_SEQUENCE, &whole))
    return FALSE;
  if (v2 && hikae_der_take (&whole.content, HIKAE_DER_SEQUENCE, &algorithm)) {
    g_autofree char *text = NULL;

    if (!hikae_der_expect (&algorithm.content, HIKAE_DER_OID, &oid))
      return FALSE;
    text = hikae_der_dup_oid (&oid);
    id->md_nid = text != NULL ? OBJ_txt2nid (text) : NID_undef;
  }
  if (!hikae_der_expect (&whole.content, HIKAE_DER_OCTET_STRING, &id->hash))
    return FALSE;
  if (hikae_der_take (&whole.content, HIKAE_DER_SEQUENCE, &issuer_serial) &&
      (!hikae_der_expect (&issuer_serial.content, HIKAE_DER_SEQUENCE, &id->issuer) ||
       !hikae_der_expect (&issuer_serial.content, HIKAE_DER_INTEGER, &id->serial) ||
       hikae_reader_get_left (&issuer_serial.content) != 0))
    return FALSE;
  return !whole.content.failed && hikae_reader_get_left (&whole.content) == 0;
}

/* SigningCertificate(V2) { certs SEQUENCE OF ESSCertID(v2), policies OPTIONAL }. */
static gboolean
parse_attribute (const ASN1_STRING *value, gboolean v2, GArray *ids)
{
  HikaeReader reader;
  HikaeDer whole = {0};
  HikaeDer list = {0};
  HikaeDer policies = {0};
  guint before = ids->len;

  hikae_reader_init (
      &reader, ASN1_STRING_get0_data (value), (gsize)ASN1_STRING_length (value));
  if (!hikae_der_expect (&reader, HIKAE_DER_SEQUENCE, &whole) ||
      hikae_reader_get_left (&reader) != 0 ||
      !hikae_der_expect (&whole.content, HIKAE_DER_SEQUENCE, &list))
    return FALSE;
  (void)hikae_der_take (&whole.content, HIKAE_DER_SEQUENCE, &policies);
  if (whole.content.failed || hikae_reader_get_left (&whole.content) != 0)
    return FALSE;
  while (!hikae_der_at_end (&list.content) && ids->len - before < MAX_IDS) {
    CertificateId id = {0};

    id.first = ids->len == before;
    if (!parse_id (&list.content, v2, &id))
      return FALSE;
    g_array_append_val (ids, id);
  }
  return ids->len > before && !list.content.failed &&
         hikae_reader_get_left (&list.content) == 0;
}

/* RFC 5035 §3: at most one of each, with one value. */
static gboolean
read_one (CMS_SignerInfo *signer, int nid, gboolean v2, GArray *ids, gboolean *found)
{
  int place = CMS_signed_get_attr_by_NID (signer, nid, -1);
  X509_ATTRIBUTE *attribute = NULL;
  ASN1_TYPE *value = NULL;

  *found = place >= 0;
  if (!*found)
    return TRUE;
  attribute = CMS_signed_get_attr (signer, place);
  if (CMS_signed_get_attr_by_NID (signer, nid, place) >= 0 ||
      X509_ATTRIBUTE_count (attribute) != 1)
    return FALSE;
  value = X509_ATTRIBUTE_get0_type (attribute, 0);
  return value != NULL && value->type == V_ASN1_SEQUENCE &&
         parse_attribute (value->value.sequence, v2, ids);
}

HikaeTsaEss *
hikae_tsa_ess_parse (CMS_SignerInfo *signer, HikaeTsaVerdict *verdict)
{
  g_autoptr (HikaeTsaEss) self = g_new0 (HikaeTsaEss, 1);

  self->ids = g_array_new (FALSE, TRUE, sizeof (CertificateId));
  if (!read_one (
          signer, NID_id_smime_aa_signingCertificate, FALSE, self->ids, &self->has_v1) ||
      !read_one (
          signer, NID_id_smime_aa_signingCertificateV2, TRUE, self->ids, &self->has_v2)) {
    hikae_tsa_verdict_add (verdict,
                           HIKAE_TSA_CODE_ESS,
                           "the attribute that names the signer's certificate cannot be "
                           "read");
    return NULL;
  }
  if (!self->has_v1 && !self->has_v2) {
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_ESS, NULL);
    return NULL;
  }
  if (!self->has_v2)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_ESS_V1_SHA1, NULL);
  return g_steal_pointer (&self);
}

void
hikae_tsa_ess_free (HikaeTsaEss *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->ids, g_array_unref);
  g_free (self);
}

static gboolean
hash_fits (const CertificateId *id, X509 *certificate)
{
  const EVP_MD *md = id->md_nid != NID_undef ? EVP_get_digestbynid (id->md_nid) : NULL;
  unsigned char hash[EVP_MAX_MD_SIZE] = {0};
  unsigned int size = 0;

  if (md == NULL || X509_digest (certificate, md, hash, &size) != 1) {
    ERR_clear_error ();
    return FALSE;
  }
  return size > 0 && size == id->hash.content.size &&
         memcmp (hash, id->hash.content.bytes, size) == 0;
}

static gboolean
issuer_fits (const CertificateId *id, X509 *certificate)
{
  const unsigned char *bytes = id->issuer.bytes;
  g_autoptr (GENERAL_NAMES) names =
      d2i_GENERAL_NAMES (NULL, &bytes, (long)id->issuer.size);
  const GENERAL_NAME *name = NULL;

  if (names == NULL || sk_GENERAL_NAME_num (names) != 1) {
    ERR_clear_error ();
    return FALSE;
  }
  name = sk_GENERAL_NAME_value (names, 0);
  return name->type == GEN_DIRNAME &&
         X509_NAME_cmp (name->d.directoryName, X509_get_issuer_name (certificate)) == 0;
}

static gboolean
serial_fits (const CertificateId *id, X509 *certificate)
{
  const unsigned char *bytes = id->serial.bytes;
  g_autoptr (ASN1_INTEGER) serial =
      d2i_ASN1_INTEGER (NULL, &bytes, (long)id->serial.size);

  ERR_clear_error ();
  return serial != NULL &&
         ASN1_INTEGER_cmp (serial, X509_get0_serialNumber (certificate)) == 0;
}

static gboolean
id_names (const CertificateId *id, X509 *certificate)
{
  return hash_fits (id, certificate) &&
         (id->issuer.tag == 0 ||
          (issuer_fits (id, certificate) && serial_fits (id, certificate)));
}

gboolean
hikae_tsa_ess_names_signer (const HikaeTsaEss *self, X509 *certificate)
{
  for (guint i = 0; i < self->ids->len; i++) {
    const CertificateId *id = &g_array_index (self->ids, CertificateId, i);

    if (id->first && !id_names (id, certificate))
      return FALSE;
  }
  return TRUE;
}

gboolean
hikae_tsa_ess_covered_by (const HikaeTsaEss *self, const GPtrArray *chain)
{
  for (guint i = 0; i < self->ids->len; i++) {
    const CertificateId *id = &g_array_index (self->ids, CertificateId, i);
    gboolean found = FALSE;

    for (guint j = 0; !found && j < chain->len; j++)
      found = id_names (id, chain->pdata[j]);
    if (!found)
      return FALSE;
  }
  return TRUE;
}
