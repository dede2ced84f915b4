/* hikae-test-pki.c: a throw-away hierarchy: root, authority, time-stamp signer
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-pki.h"

#include <openssl/cms.h>
#include <openssl/ess.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

#define DAY (24 * 60 * 60)
#define YEAR (365 * (gint64)DAY)

static EVP_PKEY *
make_key (const char *algorithm)
{
  EVP_PKEY *key = NULL;

  if (strcmp (algorithm, "EC") == 0)
    key = EVP_PKEY_Q_keygen (NULL, NULL, "EC", "P-256");
  else if (g_str_has_prefix (algorithm, "RSA"))
    key = EVP_PKEY_Q_keygen (NULL, NULL, "RSA", (size_t)2048);
  else
    key = EVP_PKEY_Q_keygen (NULL, NULL, algorithm);
  g_assert_nonnull (key);
  return key;
}

static void
add_extension (X509 *certificate, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX context;
  X509_EXTENSION *extension = NULL;

  X509V3_set_ctx (&context, issuer, certificate, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  g_assert_nonnull (extension);
  g_assert_cmpint (X509_add_ext (certificate, extension, -1), ==, 1);
  X509_EXTENSION_free (extension);
}

static const EVP_MD *
find_md (EVP_PKEY *key)
{
  return EVP_PKEY_get_base_id (key) == EVP_PKEY_ED25519 ? NULL : EVP_sha256 ();
}

static void
add_sources (X509 *certificate, X509 *issuer, const char *name, const char *base)
{
  g_autofree char *list = g_strdup_printf ("URI:%s%s", base, name);

  add_extension (certificate, issuer, NID_crl_distribution_points, list);
}

static X509 *
make_certificate (const char *name,
                  EVP_PKEY *key,
                  X509 *issuer,
                  EVP_PKEY *issuer_key,
                  gint64 not_after,
                  const char *base)
{
  X509 *certificate = X509_new ();
  X509_NAME *subject = X509_get_subject_name (certificate);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  static guint64 last_serial = 0;
  guint64 serial = (guint64)g_get_real_time () << 8 | (++last_serial & 0xff);

  X509_set_version (certificate, X509_VERSION_3);
  ASN1_INTEGER_set_uint64 (X509_get_serialNumber (certificate), serial);
  ASN1_TIME_set (X509_getm_notBefore (certificate), (time_t)(now - 5 * YEAR));
  ASN1_TIME_set (X509_getm_notAfter (certificate),
                 (time_t)(not_after != 0 ? not_after : now + 10 * YEAR));
  X509_NAME_add_entry_by_txt (
      subject, "O", MBSTRING_UTF8, (const guint8 *)"Hikae test", -1, -1, 0);
  X509_NAME_add_entry_by_txt (
      subject, "CN", MBSTRING_UTF8, (const guint8 *)name, -1, -1, 0);
  X509_set_issuer_name (certificate,
                        issuer != NULL ? X509_get_subject_name (issuer) : subject);
  X509_set_pubkey (certificate, key);
  add_extension (certificate, issuer, NID_subject_key_identifier, "hash");
  if (not_after == 0) {
    add_extension (certificate, issuer, NID_basic_constraints, "critical,CA:TRUE");
    add_extension (certificate, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
  } else {
    add_extension (certificate, issuer, NID_basic_constraints, "critical,CA:FALSE");
    add_extension (certificate, issuer, NID_key_usage, "critical,digitalSignature");
    add_extension (certificate, issuer, NID_ext_key_usage, "critical,timeStamping");
  }
  if (base != NULL && issuer != NULL)
    add_sources (certificate, issuer, not_after == 0 ? "root.crl" : "ca.crl", base);
  if (base != NULL && not_after != 0) {
    g_autofree char *responder = g_strdup_printf ("OCSP;URI:%socsp", base);

    add_extension (certificate, issuer, NID_info_access, responder);
  }
  g_assert_cmpint (X509_sign (certificate, issuer_key, find_md (issuer_key)), >, 0);
  return certificate;
}

HikaeTestPki *
hikae_test_pki_new (const char *name, const char *algorithm, gint64 not_after)
{
  return hikae_test_pki_new_at (name, algorithm, not_after, NULL);
}

HikaeTestPki *
hikae_test_pki_new_at (const char *name,
                       const char *algorithm,
                       gint64 not_after,
                       const char *base)
{
  HikaeTestPki *self = g_new0 (HikaeTestPki, 1);
  g_autofree char *root = g_strconcat (name, " root", NULL);
  g_autofree char *ca = g_strconcat (name, " authority", NULL);
  g_autofree char *signer = g_strconcat (name, " signer", NULL);
  gint64 end =
      not_after != 0 ? not_after : g_get_real_time () / G_USEC_PER_SEC + 10 * YEAR;

  self->root_key = make_key ("EC");
  self->ca_key = make_key ("EC");
  self->signer_key = make_key (algorithm);
  self->root = make_certificate (root, self->root_key, NULL, self->root_key, 0, NULL);
  self->ca = make_certificate (ca, self->ca_key, self->root, self->root_key, 0, base);
  self->signer =
      make_certificate (signer, self->signer_key, self->ca, self->ca_key, end, base);
  return self;
}

void
hikae_test_pki_free (HikaeTestPki *self)
{
  if (self == NULL)
    return;
  EVP_PKEY_free (self->root_key);
  EVP_PKEY_free (self->ca_key);
  EVP_PKEY_free (self->signer_key);
  X509_free (self->root);
  X509_free (self->ca);
  X509_free (self->signer);
  g_free (self);
}

static GBytes *
take_bio (BIO *bio)
{
  char *bytes = NULL;
  long size = BIO_get_mem_data (bio, &bytes);
  GBytes *result = g_bytes_new (bytes, (gsize)size);

  BIO_free (bio);
  return result;
}

static GBytes *
format_certificate (X509 *certificate)
{
  BIO *bio = BIO_new (BIO_s_mem ());

  g_assert_cmpint (PEM_write_bio_X509 (bio, certificate), ==, 1);
  return take_bio (bio);
}

GBytes *
hikae_test_pki_format_root (const HikaeTestPki *self)
{
  return format_certificate (self->root);
}

GBytes *
hikae_test_pki_format_ca (const HikaeTestPki *self)
{
  return format_certificate (self->ca);
}

static void
add_revoked (X509_CRL *crl, X509 *certificate, gint64 when, int reason)
{
  X509_REVOKED *entry = X509_REVOKED_new ();
  ASN1_TIME *date = ASN1_TIME_set (NULL, (time_t)when);
  ASN1_ENUMERATED *value = ASN1_ENUMERATED_new ();

  X509_REVOKED_set_serialNumber (entry, X509_get_serialNumber (certificate));
  X509_REVOKED_set_revocationDate (entry, date);
  if (reason >= 0) {
    ASN1_ENUMERATED_set (value, reason);
    X509_REVOKED_add1_ext_i2d (entry, NID_crl_reason, value, 0, 0);
  }
  g_assert_cmpint (X509_CRL_add0_revoked (crl, entry), ==, 1);
  ASN1_ENUMERATED_free (value);
  ASN1_TIME_free (date);
}

static void
write_crl (BIO *bio,
           X509 *issuer,
           EVP_PKEY *key,
           gint64 issued,
           X509 *revoked,
           gint64 when,
           int reason)
{
  X509_CRL *crl = X509_CRL_new ();
  ASN1_TIME *from = ASN1_TIME_set (NULL, (time_t)issued);
  ASN1_TIME *until = ASN1_TIME_set (NULL, (time_t)(issued + 7 * DAY));

  X509_CRL_set_version (crl, X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name (crl, X509_get_subject_name (issuer));
  X509_CRL_set1_lastUpdate (crl, from);
  X509_CRL_set1_nextUpdate (crl, until);
  if (revoked != NULL && when != 0)
    add_revoked (crl, revoked, when, reason);
  g_assert_cmpint (X509_CRL_sign (crl, key, EVP_sha256 ()), >, 0);
  g_assert_cmpint (PEM_write_bio_X509_CRL (bio, crl), ==, 1);
  ASN1_TIME_free (from);
  ASN1_TIME_free (until);
  X509_CRL_free (crl);
}

GBytes *
hikae_test_pki_format_crls (const HikaeTestPki *self,
                            gint64 issued,
                            gint64 revoked,
                            int reason)
{
  BIO *bio = BIO_new (BIO_s_mem ());

  write_crl (bio, self->root, self->root_key, issued, NULL, 0, -1);
  write_crl (bio, self->ca, self->ca_key, issued, self->signer, revoked, reason);
  return take_bio (bio);
}

static GBytes *
make_info (const guint8 *imprint, const char *time)
{
  TS_TST_INFO *info = TS_TST_INFO_new ();
  TS_MSG_IMPRINT *print = TS_MSG_IMPRINT_new ();
  X509_ALGOR *algorithm = X509_ALGOR_new ();
  ASN1_INTEGER *serial = ASN1_INTEGER_new ();
  ASN1_GENERALIZEDTIME *when = ASN1_GENERALIZEDTIME_new ();
  ASN1_OBJECT *policy = OBJ_txt2obj ("1.3.6.1.4.1.13762.3", 1);
  unsigned char *der = NULL;
  int size = 0;
  GBytes *bytes = NULL;

  ASN1_INTEGER_set (serial, 7);
  /* The string is set as it is, so that tests may write what no library would. */
  g_assert_cmpint (ASN1_STRING_set (when, time, -1), ==, 1);
  X509_ALGOR_set0 (algorithm, OBJ_nid2obj (NID_sha256), V_ASN1_NULL, NULL);
  TS_MSG_IMPRINT_set_algo (print, algorithm);
  TS_MSG_IMPRINT_set_msg (print, (unsigned char *)imprint, 32);
  TS_TST_INFO_set_version (info, 1);
  TS_TST_INFO_set_policy_id (info, policy);
  TS_TST_INFO_set_msg_imprint (info, print);
  TS_TST_INFO_set_serial (info, serial);
  TS_TST_INFO_set_time (info, when);
  size = i2d_TS_TST_INFO (info, &der);
  g_assert_cmpint (size, >, 0);
  bytes = g_bytes_new (der, (gsize)size);
  OPENSSL_free (der);
  TS_TST_INFO_free (info);
  TS_MSG_IMPRINT_free (print);
  X509_ALGOR_free (algorithm);
  ASN1_INTEGER_free (serial);
  ASN1_GENERALIZEDTIME_free (when);
  ASN1_OBJECT_free (policy);
  return bytes;
}

static void
add_signing_certificate (CMS_SignerInfo *signer, X509 *certificate)
{
  ESS_SIGNING_CERT_V2 *ess =
      OSSL_ESS_signing_cert_v2_new_init (EVP_sha256 (), certificate, NULL, 1);
  unsigned char *der = NULL;
  int size = i2d_ESS_SIGNING_CERT_V2 (ess, &der);
  ASN1_STRING *value = ASN1_STRING_new ();

  g_assert_cmpint (size, >, 0);
  ASN1_STRING_set0 (value, der, size);
  g_assert_cmpint (
      CMS_signed_add1_attr_by_NID (
          signer, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE, value, -1),
      ==,
      1);
  ASN1_STRING_free (value);
  ESS_SIGNING_CERT_V2_free (ess);
}

/* Appends one DER value whose contents are @size @bytes. */
static void
append_der (GByteArray *array, int tag, int class, const void *bytes, gsize size)
{
  unsigned char header[8] = {0};
  unsigned char *end = header;
  int built =
      class == V_ASN1_CONTEXT_SPECIFIC || tag == V_ASN1_SEQUENCE || tag == V_ASN1_SET;

  ASN1_put_object (&end, built, (int)size, tag, class);
  g_byte_array_append (array, header, (guint)(end - header));
  if (size > 0)
    g_byte_array_append (array, bytes, (guint)size);
}

static void
append_object (GByteArray *array, int nid)
{
  const ASN1_OBJECT *object = OBJ_nid2obj (nid);

  append_der (array,
              V_ASN1_OBJECT,
              V_ASN1_UNIVERSAL,
              OBJ_get0_data (object),
              OBJ_length (object));
}

/* Wraps what @array holds into one value. */
static void
wrap (GByteArray *array, int tag, int class)
{
  g_autoptr (GByteArray) inside = g_byte_array_new ();

  g_byte_array_append (inside, array->data, array->len);
  g_byte_array_set_size (array, 0);
  append_der (array, tag, class, inside->data, inside->len);
}

static void
append_attribute (GByteArray *array, int nid, const void *value, gsize size)
{
  g_autoptr (GByteArray) one = g_byte_array_new ();

  append_object (one, nid);
  append_der (one, V_ASN1_SET, V_ASN1_UNIVERSAL, value, size);
  append_der (array, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL, one->data, one->len);
}

/* The contents octets of the signed attributes over @info. */
static GByteArray *
make_attributes (const HikaeTestPki *self, GBytes *info)
{
  GByteArray *attributes = g_byte_array_new ();
  g_autoptr (GByteArray) type = g_byte_array_new ();
  g_autoptr (GByteArray) digest = g_byte_array_new ();
  unsigned char hash[EVP_MAX_MD_SIZE] = {0};
  unsigned int hash_size = 0;
  ESS_SIGNING_CERT_V2 *ess =
      OSSL_ESS_signing_cert_v2_new_init (EVP_sha256 (), self->signer, NULL, 0);
  unsigned char *der = NULL;
  int der_size = i2d_ESS_SIGNING_CERT_V2 (ess, &der);

  EVP_Digest (g_bytes_get_data (info, NULL),
              g_bytes_get_size (info),
              hash,
              &hash_size,
              EVP_sha512 (),
              NULL);
  append_object (type, NID_id_smime_ct_TSTInfo);
  append_der (digest, V_ASN1_OCTET_STRING, V_ASN1_UNIVERSAL, hash, hash_size);
  append_attribute (attributes, NID_pkcs9_contentType, type->data, type->len);
  /* In the order of DER: the shorter encoding first. */
  append_attribute (
      attributes, NID_id_smime_aa_signingCertificateV2, der, (gsize)der_size);
  append_attribute (attributes, NID_pkcs9_messageDigest, digest->data, digest->len);
  OPENSSL_free (der);
  ESS_SIGNING_CERT_V2_free (ess);
  return attributes;
}

static void
append_signature (GByteArray *array, EVP_PKEY *key, const GByteArray *attributes)
{
  g_autoptr (GByteArray) set = g_byte_array_new ();
  unsigned char signature[128] = {0};
  size_t size = sizeof signature;
  EVP_MD_CTX *context = EVP_MD_CTX_new ();

  append_der (set, V_ASN1_SET, V_ASN1_UNIVERSAL, attributes->data, attributes->len);
  g_assert_cmpint (EVP_DigestSignInit (context, NULL, NULL, NULL, key), ==, 1);
  g_assert_cmpint (
      EVP_DigestSign (context, signature, &size, set->data, set->len), ==, 1);
  append_der (array, V_ASN1_OCTET_STRING, V_ASN1_UNIVERSAL, signature, size);
  EVP_MD_CTX_free (context);
}

static void
append_encoded (GByteArray *array, unsigned char *der, int size)
{
  g_assert_cmpint (size, >, 0);
  g_byte_array_append (array, der, (guint)size);
  OPENSSL_free (der);
}

static void
append_algorithm (GByteArray *array, int nid)
{
  g_autoptr (GByteArray) one = g_byte_array_new ();

  append_object (one, nid);
  append_der (array, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL, one->data, one->len);
}

static GByteArray *
make_signer_info (const HikaeTestPki *self, GBytes *info)
{
  GByteArray *signer = g_byte_array_new ();
  g_autoptr (GByteArray) attributes = make_attributes (self, info);
  g_autoptr (GByteArray) id = g_byte_array_new ();
  unsigned char *der = NULL;
  int size = i2d_X509_NAME (X509_get_issuer_name (self->signer), &der);

  append_encoded (id, der, size);
  der = NULL;
  size = i2d_ASN1_INTEGER (X509_get_serialNumber (self->signer), &der);
  append_encoded (id, der, size);
  append_der (signer, V_ASN1_INTEGER, V_ASN1_UNIVERSAL, "\1", 1);
  append_der (signer, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL, id->data, id->len);
  append_algorithm (signer, NID_sha512);
  append_der (signer, 0, V_ASN1_CONTEXT_SPECIFIC, attributes->data, attributes->len);
  append_algorithm (signer, NID_ED25519);
  append_signature (signer, self->signer_key, attributes);
  wrap (signer, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
  return signer;
}

/* RFC 8419, which OpenSSL 3.0's CMS_add1_signer() does not write. */
static GBytes *
sign_by_hand (const HikaeTestPki *self, GBytes *info)
{
  g_autoptr (GByteArray) signer = make_signer_info (self, info);
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autoptr (GByteArray) certificates = g_byte_array_new ();
  g_autoptr (GByteArray) algorithms = g_byte_array_new ();
  GByteArray *all = g_byte_array_new ();
  unsigned char *der = NULL;
  int size = i2d_X509 (self->signer, &der);

  append_encoded (certificates, der, size);
  der = NULL;
  size = i2d_X509 (self->ca, &der);
  append_encoded (certificates, der, size);
  append_der (content,
              V_ASN1_OCTET_STRING,
              V_ASN1_UNIVERSAL,
              g_bytes_get_data (info, NULL),
              g_bytes_get_size (info));
  wrap (content, 0, V_ASN1_CONTEXT_SPECIFIC);
  append_object (all, NID_id_smime_ct_TSTInfo);
  g_byte_array_append (all, content->data, content->len);
  wrap (all, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
  append_algorithm (algorithms, NID_sha512);
  g_byte_array_set_size (content, 0);
  append_der (content, V_ASN1_INTEGER, V_ASN1_UNIVERSAL, "\3", 1);
  append_der (content, V_ASN1_SET, V_ASN1_UNIVERSAL, algorithms->data, algorithms->len);
  g_byte_array_append (content, all->data, all->len);
  append_der (content, 0, V_ASN1_CONTEXT_SPECIFIC, certificates->data, certificates->len);
  append_der (content, V_ASN1_SET, V_ASN1_UNIVERSAL, signer->data, signer->len);
  wrap (content, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
  wrap (content, 0, V_ASN1_CONTEXT_SPECIFIC);
  g_byte_array_set_size (all, 0);
  append_object (all, NID_pkcs7_signed);
  g_byte_array_append (all, content->data, content->len);
  wrap (all, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
  return g_byte_array_free_to_bytes (all);
}

static GBytes *
sign_by_cms (const HikaeTestPki *self, GBytes *info)
{
  gsize info_size = 0;
  const void *info_bytes = g_bytes_get_data (info, &info_size);
  BIO *content = BIO_new_mem_buf (info_bytes, (int)info_size);
  unsigned int flags = CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP;
  CMS_ContentInfo *cms = CMS_sign (NULL, NULL, NULL, content, flags);
  CMS_SignerInfo *signer = NULL;
  unsigned char *der = NULL;
  int size = 0;
  GBytes *bytes = NULL;

  g_assert_nonnull (cms);
  CMS_set1_eContentType (cms, OBJ_nid2obj (NID_id_smime_ct_TSTInfo));
  signer = CMS_add1_signer (
      cms, self->signer, self->signer_key, EVP_sha256 (), flags | CMS_KEY_PARAM);
  g_assert_nonnull (signer);
  if (EVP_PKEY_get_base_id (self->signer_key) == EVP_PKEY_RSA)
    EVP_PKEY_CTX_set_rsa_padding (CMS_SignerInfo_get0_pkey_ctx (signer),
                                  RSA_PKCS1_PSS_PADDING);
  add_signing_certificate (signer, self->signer);
  CMS_add1_cert (cms, self->ca);
  g_assert_cmpint (CMS_final (cms, content, NULL, flags), ==, 1);
  size = i2d_CMS_ContentInfo (cms, &der);
  g_assert_cmpint (size, >, 0);
  bytes = g_bytes_new (der, (gsize)size);
  OPENSSL_free (der);
  CMS_ContentInfo_free (cms);
  BIO_free (content);
  return bytes;
}

GBytes *
hikae_test_pki_sign_token (const HikaeTestPki *self,
                           const guint8 *imprint,
                           const char *time)
{
  g_autoptr (GBytes) info = make_info (imprint, time);

  return EVP_PKEY_get_base_id (self->signer_key) == EVP_PKEY_ED25519
             ? sign_by_hand (self, info)
             : sign_by_cms (self, info);
}
