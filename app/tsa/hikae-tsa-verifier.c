/* hikae-tsa-verifier.c: RFC 3161 verification: bytes in, verdict out
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The order is: bytes, status, token, content, match with what was asked, attributes,
 * signer, signature, chain, revocation, strength, clocks. A check that fails does not end
 * the work while the next one still makes sense, so that a verdict names everything.
 *
 * The CMS interface and not TS_RESP_verify_*(): the latter reads tokens as PKCS#7, which
 * has no room for OCSP answers and attribute certificates and no RSA-PSS, and it does not
 * look at times, critical extensions, further purposes or trailing bytes. */
#include "config.h"

#include "hikae-tsa-verifier.h"

#include "hikae-text.h"
#include "hikae-tsa-chain-private.h"
#include "hikae-tsa-envelope-private.h"
#include "hikae-tsa-ess-private.h"
#include "hikae-tsa-ocsp-private.h"
#include "hikae-tsa-pool-private.h"
#include "hikae-tsa-revocation-private.h"
#include "hikae-tsa-signature-private.h"
#include "hikae-tst-info-private.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>

/* How far two clocks may be apart before it is worth an alarm. */
#define SKEW_US ((gint64)300 * G_USEC_PER_SEC)
/* An accuracy that is claimed beyond this widens the window no further. */
#define MAX_ACCURACY_US ((gint64)3600 * G_USEC_PER_SEC)
#define MAX_NAME_CHARS 400

/* (nullable): the type of the content. */
static char *
dup_type (const guint8 *bytes, gsize size)
{
  HikaeReader reader;
  HikaeDer whole = {0};
  HikaeDer type = {0};

  hikae_reader_init (&reader, bytes, size);
  if (hikae_tsa_is_indefinite (bytes, size)) {
    (void)hikae_reader_seek (&reader, 2);
    return hikae_der_expect (&reader, HIKAE_DER_OID, &type) ? hikae_der_dup_oid (&type)
                                                            : NULL;
  }
  return hikae_der_expect (&reader, HIKAE_DER_SEQUENCE, &whole) &&
                 hikae_der_expect (&whole.content, HIKAE_DER_OID, &type)
             ? hikae_der_dup_oid (&type)
             : NULL;
}

static CMS_ContentInfo *
open_cms (GBytes *token, HikaeTsaVerdict *verdict)
{
  gsize size = 0;
  const unsigned char *start = g_bytes_get_data (token, &size);
  const unsigned char *cursor = start;
  g_autoptr (CMS_ContentInfo) cms = NULL;
  g_autofree char *oid = dup_type (start, size);

  if (oid == NULL) {
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_PARSE, NULL);
    return NULL;
  }
  if (OBJ_txt2nid (oid) != NID_pkcs7_signed) {
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_NOT_SIGNED, NULL);
    return NULL;
  }
  cms = d2i_CMS_ContentInfo (NULL, &cursor, (long)size);
  ERR_clear_error ();
  if (cms != NULL && cursor != start + size)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_TRAILING, NULL);
  if (cms == NULL) {
    hikae_tsa_verdict_add (
        verdict, HIKAE_TSA_CODE_PARSE, "the signed data in the token cannot be read");
    return NULL;
  }
  return g_steal_pointer (&cms);
}

/* (nullable): the signed octets, when this is a time stamp with one signer. */
static const ASN1_OCTET_STRING *
find_content (CMS_ContentInfo *cms, HikaeTsaVerdict *verdict)
{
  ASN1_OCTET_STRING **content = CMS_get0_content (cms);
  STACK_OF (CMS_SignerInfo) *signers = CMS_get0_SignerInfos (cms);

  ERR_clear_error ();
  if (OBJ_obj2nid (CMS_get0_eContentType (cms)) != NID_id_smime_ct_TSTInfo) {
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_NOT_TSTINFO, NULL);
    return NULL;
  }
  if (content == NULL || *content == NULL) {
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_NO_CONTENT, NULL);
    return NULL;
  }
  if (signers == NULL || sk_CMS_SignerInfo_num (signers) != 1) {
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_SIGNER_COUNT, NULL);
    return NULL;
  }
  return *content;
}

static void
describe_info (const HikaeTstInfo *info, HikaeTsaVerdict *verdict)
{
  verdict->gen_time = info->gen_time;
  verdict->accuracy_us = info->accuracy_us;
  verdict->policy = hikae_der_dup_oid (&info->policy);
  verdict->serial =
      hikae_hex_format (info->serial.content.bytes, MIN (info->serial.content.size, 64));
  verdict->imprint_algorithm = hikae_tsa_imprint_dup_algorithm (&info->imprint);
  verdict->qualified = info->qualified;
}

static void
check_info (const HikaeTstInfo *info, HikaeTsaVerdict *verdict)
{
  if (info->version != 1)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_VERSION, NULL);
  if (!info->gen_time_ok)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_GENTIME_SYNTAX, NULL);
  if (info->critical_extension)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_TST_CRITICAL_EXT, NULL);
  if (!info->accuracy_ok)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_ACCURACY_RANGE, NULL);
}

/* The hash function that the token names, by its OID. */
static const EVP_MD *
find_imprint_md (const HikaeTsaImprint *imprint)
{
  g_autofree char *oid = hikae_der_dup_oid (&imprint->algorithm);
  const EVP_MD *md = oid != NULL ? EVP_get_digestbynid (OBJ_txt2nid (oid)) : NULL;

  ERR_clear_error ();
  return md;
}

static gboolean
imprint_is (const HikaeTsaImprint *imprint, const void *digest, gsize size)
{
  return imprint->digest.content.size == size &&
         (size == 0 || memcmp (imprint->digest.content.bytes, digest, size) == 0);
}

static gboolean
imprint_fits_data (const HikaeTsaImprint *imprint, GBytes *data)
{
  const EVP_MD *md = find_imprint_md (imprint);
  guint8 digest[EVP_MAX_MD_SIZE] = {0};
  gsize size = 0;
  const void *bytes = g_bytes_get_data (data, &size);

  return md != NULL && hikae_tsa_hash (md, bytes, size, digest) &&
         imprint_is (imprint, digest, hikae_tsa_get_hash_size (md));
}

/* "alg:hex", by OpenSSL's names or an OID. @digest: as long as the result's. NULL when
 * it is not written so. */
static const EVP_MD *
parse_digest_text (const char *text, guint8 digest[EVP_MAX_MD_SIZE])
{
  const char *colon = strchr (text, ':');
  g_autofree char *name =
      colon != NULL ? g_strndup (text, (gsize)(colon - text)) : g_strdup ("");
  const EVP_MD *md = EVP_get_digestbyname (name);
  gsize hex_size = colon != NULL ? strlen (colon + 1) : 0;

  if (md == NULL)
    md = EVP_get_digestbynid (OBJ_txt2nid (name));
  ERR_clear_error ();
  if (md == NULL || hex_size == 0 || hex_size != 2 * hikae_tsa_get_hash_size (md) ||
      !hikae_hex_parse (colon + 1, hex_size, digest))
    return NULL;
  return md;
}

gboolean
hikae_tsa_digest_is_readable (const char *text)
{
  guint8 digest[EVP_MAX_MD_SIZE] = {0};

  return parse_digest_text (text, digest) != NULL;
}

GBytes *
hikae_tsa_unwrap (GBytes *file)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (file, &size);
  GBytes *token = hikae_tsa_unwrap_pem (bytes, size);

  return token != NULL ? token : g_bytes_ref (file);
}

static gboolean
imprint_fits_text (const HikaeTsaImprint *imprint, const char *text)
{
  const EVP_MD *md = find_imprint_md (imprint);
  guint8 digest[EVP_MAX_MD_SIZE] = {0};
  const EVP_MD *told = parse_digest_text (text, digest);

  return md != NULL && told != NULL && EVP_MD_get_type (told) == EVP_MD_get_type (md) &&
         imprint_is (imprint, digest, hikae_tsa_get_hash_size (md));
}

/* Algorithm, length and value: two hash functions of one length must not be mixed up. */
static void
check_imprint (const HikaeTsaInput *input,
               const HikaeTstInfo *info,
               const HikaeTsaQuery *query,
               HikaeTsaVerdict *verdict)
{
  const HikaeTsaImprint *imprint = &info->imprint;
  const EVP_MD *md = find_imprint_md (imprint);
  gboolean good = imprint->parameters_ok && md != NULL &&
                  imprint->digest.content.size == hikae_tsa_get_hash_size (md);

  if (query != NULL)
    good = good &&
           hikae_der_content_equal (&query->imprint.algorithm, &imprint->algorithm) &&
           hikae_der_content_equal (&query->imprint.digest, &imprint->digest);
  if (input->data != NULL)
    good = good && imprint_fits_data (imprint, input->data);
  if (input->imprint != NULL)
    good = good && imprint_fits_text (imprint, input->imprint);
  if (!good)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_IMPRINT_MISMATCH, NULL);
  else if (query == NULL && input->data == NULL && input->imprint == NULL)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_IMPRINT_UNCHECKED, NULL);
}

static gboolean
list_holds (const char *list, const char *word)
{
  g_auto (GStrv) words = g_strsplit (list, " ", 64);

  return word != NULL && g_strv_contains ((const char *const *)words, word);
}

static void
check_query (const HikaeTsaInput *input,
             const HikaeTstInfo *info,
             const HikaeTsaQuery *query,
             HikaeTsaVerdict *verdict)
{
  if (query != NULL && query->nonce.tag != 0 && info->nonce.tag == 0)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_NONCE_MISSING, NULL);
  else if (query != NULL && query->nonce.tag != 0 &&
           !hikae_der_content_equal (&query->nonce, &info->nonce))
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_NONCE_MISMATCH, NULL);
  if (query != NULL && query->policy.tag != 0 &&
      !hikae_der_content_equal (&query->policy, &info->policy))
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_POLICY_MISMATCH, NULL);
  if (input->policies != NULL && *input->policies != '\0' &&
      !list_holds (input->policies, verdict->policy))
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_POLICY_MISMATCH, NULL);
}

/* The embedded ones first, then the caller's: a certificate of the caller's must not
 * push aside the one that the token brings. */
static GPtrArray *
gather_pool (CMS_ContentInfo *cms, GBytes *untrusted, GPtrArray *anchors)
{
  GPtrArray *pool = g_ptr_array_new_with_free_func ((GDestroyNotify)X509_free);
  g_autoptr (GPtrArray) extra = hikae_tsa_pool_load_certificates (untrusted);
  STACK_OF (X509) *embedded = CMS_get1_certs (cms);

  for (int i = 0; embedded != NULL && i < sk_X509_num (embedded); i++)
    hikae_tsa_pool_add (pool, sk_X509_value (embedded, i));
  sk_X509_pop_free (embedded, X509_free);
  for (guint i = 0; i < extra->len; i++)
    hikae_tsa_pool_add (pool, extra->pdata[i]);
  for (guint i = 0; i < anchors->len; i++)
    hikae_tsa_pool_add (pool, anchors->pdata[i]);
  ERR_clear_error ();
  return pool;
}

/* (transfer none) (nullable): by SignerIdentifier and by the attribute's hash; when only
 * the first fits, that one, and ESS is reported. */
static X509 *
find_signer (CMS_SignerInfo *info,
             const GPtrArray *pool,
             const HikaeTsaEss *ess,
             HikaeTsaVerdict *verdict)
{
  X509 *candidate = NULL;

  for (guint i = 0; i < pool->len; i++) {
    if (CMS_SignerInfo_cert_cmp (info, pool->pdata[i]) != 0)
      continue;
    if (ess != NULL && hikae_tsa_ess_names_signer (ess, pool->pdata[i]))
      return pool->pdata[i];
    if (candidate == NULL)
      candidate = pool->pdata[i];
  }
  ERR_clear_error ();
  if (candidate == NULL)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_SIGNER_CERT, NULL);
  else
    hikae_tsa_verdict_add (verdict,
                           HIKAE_TSA_CODE_ESS,
                           "the certificate at hand is not the one that the token names");
  return candidate;
}

static char *
dup_name (const X509_NAME *name)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  g_autofree char *raw = NULL;
  char *bytes = NULL;
  long size = 0;

  if (bio != NULL)
    (void)X509_NAME_print_ex (bio, name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
  size = bio != NULL ? BIO_get_mem_data (bio, &bytes) : 0;
  raw = g_strndup (bytes, size > 0 ? (gsize)size : 0);
  ERR_clear_error ();
  return hikae_text_for_display (raw, MAX_NAME_CHARS);
}

/* The optional `tsa` field should be a name of the signer (RFC 3161 §2.4.2). Real ones
 * often differ in form, so a difference is only mentioned. */
static void
check_name (const HikaeTstInfo *info, X509 *signer, HikaeTsaVerdict *verdict)
{
  const unsigned char *der = info->name.bytes;
  g_autoptr (GENERAL_NAME) name = NULL;
  g_autoptr (GENERAL_NAMES) others = NULL;
  gboolean found = FALSE;

  if (info->name.tag == 0)
    return;
  name = d2i_GENERAL_NAME (NULL, &der, (long)info->name.size);
  others = X509_get_ext_d2i (signer, NID_subject_alt_name, NULL, NULL);
  if (name != NULL && name->type == GEN_DIRNAME)
    found = X509_NAME_cmp (name->d.directoryName, X509_get_subject_name (signer)) == 0;
  for (int i = 0;
       name != NULL && others != NULL && !found && i < sk_GENERAL_NAME_num (others);
       i++)
    found = GENERAL_NAME_cmp (name, sk_GENERAL_NAME_value (others, i)) == 0;
  if (!found)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_TSA_NAME_MISMATCH, NULL);
  ERR_clear_error ();
}

/* OpenSSL keeps what is no list in the crls field, and has no way to ask for it. A token
 * in BER is written anew for this. */
static void
add_embedded_answers (GPtrArray *answers, CMS_ContentInfo *cms, GBytes *token)
{
  const guint8 *bytes = g_bytes_get_data (token, NULL);
  unsigned char *der = NULL;
  int size = 0;
  g_autoptr (GBytes) again = NULL;

  if (bytes[1] != 0x80) {
    hikae_tsa_pool_add_embedded_ocsp (answers, token);
    return;
  }
  size = i2d_CMS_ContentInfo (cms, &der);
  if (size > 0) {
    again = g_bytes_new (der, (gsize)size);
    hikae_tsa_pool_add_embedded_ocsp (answers, again);
  }
  OPENSSL_free (der);
  ERR_clear_error ();
}

static void
check_chain (const HikaeTsaInput *input,
             CMS_ContentInfo *cms,
             X509 *signer,
             const GPtrArray *pool,
             const GPtrArray *anchors,
             const HikaeTsaEss *ess,
             HikaeTsaVerdict *verdict)
{
  g_autoptr (GPtrArray) chain =
      hikae_tsa_chain_build (signer, pool, anchors, verdict->gen_time, ess, verdict);
  g_autoptr (GPtrArray) crls = NULL;
  g_autoptr (GPtrArray) answers = NULL;
  STACK_OF (X509_CRL) *embedded = NULL;

  if (chain == NULL)
    return;
  if (ess != NULL && !hikae_tsa_ess_covered_by (ess, chain))
    hikae_tsa_verdict_add (verdict,
                           HIKAE_TSA_CODE_ESS,
                           "the token names a certificate that is not in its chain");
  crls = hikae_tsa_pool_load_crls (input->crls);
  embedded = CMS_get1_crls (cms);
  while (embedded != NULL && sk_X509_CRL_num (embedded) > 0)
    if (crls->len < HIKAE_TSA_MAX_CRLS)
      g_ptr_array_add (crls, sk_X509_CRL_shift (embedded));
    else
      X509_CRL_free (sk_X509_CRL_shift (embedded));
  sk_X509_CRL_free (embedded);
  ERR_clear_error ();
  answers = hikae_tsa_pool_load_ocsp (input->ocsp);
  add_embedded_answers (answers, cms, verdict->token);
  hikae_tsa_check_revocation (
      chain, crls, answers, verdict->gen_time, input->strict_revocation, verdict);
  hikae_tsa_chain_check_strength (chain, verdict);
  verdict->chain = hikae_tsa_pool_format_pem (chain);
  verdict->chain_ends = hikae_tsa_chain_get_end (chain);
}

static void
check_signer (const HikaeTsaInput *input,
              CMS_ContentInfo *cms,
              const HikaeTstInfo *info,
              const ASN1_OCTET_STRING *content,
              HikaeTsaVerdict *verdict)
{
  CMS_SignerInfo *signer = sk_CMS_SignerInfo_value (CMS_get0_SignerInfos (cms), 0);
  g_autoptr (HikaeTsaEss) ess = NULL;
  g_autoptr (GPtrArray) anchors = hikae_tsa_pool_load_certificates (input->anchors);
  g_autoptr (GPtrArray) pool = gather_pool (cms, input->untrusted, anchors);
  X509 *certificate = NULL;

  hikae_tsa_check_attributes (signer, verdict);
  ess = hikae_tsa_ess_parse (signer, verdict);
  certificate = find_signer (signer, pool, ess, verdict);
  if (certificate == NULL)
    return;
  verdict->signer = dup_name (X509_get_subject_name (certificate));
  hikae_tsa_check_purpose (certificate, verdict);
  hikae_tsa_check_signature (signer, certificate, content, verdict);
  if (info->gen_time_ok)
    check_chain (input, cms, certificate, pool, anchors, ess, verdict);
  hikae_tsa_check_strength (signer, certificate, verdict);
  check_name (info, certificate, verdict);
}

static void
check_clocks (const HikaeTsaInput *input,
              const HikaeTstInfo *info,
              HikaeTsaVerdict *verdict)
{
  gint64 skew = SKEW_US + CLAMP (info->accuracy_us, 0, MAX_ACCURACY_US);

  if (!info->gen_time_ok)
    return;
  if (input->now > 0 && info->gen_time > input->now + SKEW_US)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_GENTIME_FUTURE, NULL);
  if ((input->sent_at > 0 && info->gen_time < input->sent_at - skew) ||
      (input->received_at > 0 && info->gen_time > input->received_at + skew))
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_CLOCK_WINDOW, NULL);
}

static void
check_token (const HikaeTsaInput *input,
             GBytes *token,
             const HikaeTsaQuery *query,
             HikaeTsaVerdict *verdict)
{
  g_autoptr (CMS_ContentInfo) cms = open_cms (token, verdict);
  const ASN1_OCTET_STRING *content = cms != NULL ? find_content (cms, verdict) : NULL;
  HikaeTstInfo info = {0};
  const EVP_MD *md = NULL;

  if (content == NULL || !hikae_tst_info_parse (ASN1_STRING_get0_data (content),
                                                (gsize)ASN1_STRING_length (content),
                                                &info,
                                                verdict))
    return;
  verdict->token = g_bytes_ref (token);
  describe_info (&info, verdict);
  check_info (&info, verdict);
  check_imprint (input, &info, query, verdict);
  check_query (input, &info, query, verdict);
  check_signer (input, cms, &info, content, verdict);
  md = find_imprint_md (&info.imprint);
  if (md != NULL && hikae_tsa_is_weak_hash (EVP_MD_get_type (md)))
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_WEAK_HASH, NULL);
  check_clocks (input, &info, verdict);
}

HikaeTsaVerdict *
hikae_tsa_verify (const HikaeTsaInput *input)
{
  HikaeTsaVerdict *verdict = hikae_tsa_verdict_new ();
  g_autoptr (GBytes) token = NULL;
  HikaeTsaQuery query = {0};
  gboolean asked = FALSE;

  g_return_val_if_fail (input != NULL && input->token != NULL, verdict);
  ERR_clear_error ();
  if (input->query != NULL) {
    asked = hikae_tsa_query_parse (input->query, &query);
    if (!asked)
      hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_QUERY_SYNTAX, NULL);
  }
  token = hikae_tsa_envelope_open (input->token, input->form, verdict);
  if (token != NULL)
    check_token (input, token, asked ? &query : NULL, verdict);
  hikae_tsa_verdict_finish (verdict);
  ERR_clear_error ();
  return verdict;
}
