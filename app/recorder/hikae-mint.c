/* hikae-mint.c: an authority for one capture, that never leaves memory
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-mint.h"

#include "hikae-error.h"
#include "hikae-random.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

/* Hosts of one page; more than this is an attack on our memory. */
#define HOSTS_MAX 4096
#define COMMON_NAME_MAX 64

struct _HikaeMint {
  GMutex lock;
  EVP_PKEY *authority_key;
  EVP_PKEY *leaf_key;
  X509 *authority;
  char *pem;
  char *leaf_key_pem;
  GHashTable *leaves; /* host → GTlsCertificate */
};

static gboolean
fail (GError **error)
{
  g_set_error_literal (
      error, HIKAE_ERROR, HIKAE_ERROR_FAILED, "making a certificate for the capture");
  return FALSE;
}

static char *
dup_bio (BIO *bio)
{
  char *data = NULL;
  long size = BIO_get_mem_data (bio, &data);
  char *text = g_strndup (data, (gsize)MAX (size, 0));

  BIO_free (bio);
  return text;
}

static char *
dup_certificate_pem (X509 *certificate)
{
  BIO *bio = BIO_new (BIO_s_mem ());

  (void)PEM_write_bio_X509 (bio, certificate);
  return dup_bio (bio);
}

static gboolean
add_extension (X509 *certificate, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX context = {0};
  X509_EXTENSION *extension = NULL;
  int ok = 0;

  X509V3_set_ctx (&context, issuer, certificate, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  if (extension != NULL)
    ok = X509_add_ext (certificate, extension, -1);
  X509_EXTENSION_free (extension);
  return ok == 1;
}

/* A certificate with everything but its extensions and its signature. */
static X509 *
new_certificate (EVP_PKEY *key, const char *name, X509 *issuer)
{
  X509 *certificate = X509_new ();
  guint8 serial[16] = {0};
  BIGNUM *number = NULL;
  X509_NAME *subject = X509_get_subject_name (certificate);

  hikae_random_fill (serial, sizeof serial);
  serial[0] &= 0x7f;
  number = BN_bin2bn (serial, sizeof serial, NULL);
  BN_to_ASN1_INTEGER (number, X509_get_serialNumber (certificate));
  BN_free (number);
  X509_set_version (certificate, X509_VERSION_3);
  X509_gmtime_adj (X509_getm_notBefore (certificate), -24 * 3600);
  X509_gmtime_adj (X509_getm_notAfter (certificate), 7 * 24 * 3600);
  X509_NAME_add_entry_by_txt (
      subject, "CN", MBSTRING_UTF8, (const guint8 *)name, -1, -1, 0);
  X509_set_issuer_name (certificate,
                        issuer != NULL ? X509_get_subject_name (issuer) : subject);
  X509_set_pubkey (certificate, key);
  return certificate;
}

HikaeMint *
hikae_mint_new (GError **error)
{
  g_autoptr (HikaeMint) self = g_new0 (HikaeMint, 1);
  BIO *bio = BIO_new (BIO_s_mem ());

  g_mutex_init (&self->lock);
  self->leaves = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->authority_key = EVP_EC_gen ("P-256");
  self->leaf_key = EVP_EC_gen ("P-256");
  (void)PEM_write_bio_PrivateKey (bio, self->leaf_key, NULL, NULL, 0, NULL, NULL);
  self->leaf_key_pem = dup_bio (bio);
  self->authority = new_certificate (self->authority_key, "Hikae capture", NULL);
  if (!add_extension (self->authority,
                      self->authority,
                      NID_basic_constraints,
                      "critical,CA:TRUE,pathlen:0") ||
      !add_extension (
          self->authority, self->authority, NID_key_usage, "critical,keyCertSign") ||
      X509_sign (self->authority, self->authority_key, EVP_sha256 ()) <= 0) {
    (void)fail (error);
    return NULL;
  }
  self->pem = dup_certificate_pem (self->authority);
  return g_steal_pointer (&self);
}

void
hikae_mint_free (HikaeMint *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->leaves);
  EVP_PKEY_free (self->authority_key);
  EVP_PKEY_free (self->leaf_key);
  X509_free (self->authority);
  g_free (self->pem);
  g_free (self->leaf_key_pem);
  g_mutex_clear (&self->lock);
  g_free (self);
}

const char *
hikae_mint_get_pem (HikaeMint *self)
{
  return self->pem;
}

/* The name goes into OpenSSL's configuration syntax, where "," begins another. */
static gboolean
is_plain_host (const char *host)
{
  gsize size = strlen (host);

  return size > 0 && size <= 253 &&
         strspn (host,
                 "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                 "0123456789-._:") == size;
}

static GTlsCertificate *
make_leaf (HikaeMint *self, const char *host, GError **error)
{
  const char *common = strlen (host) <= COMMON_NAME_MAX ? host : "host";
  X509 *leaf = new_certificate (self->leaf_key, common, self->authority);
  g_autofree char *name =
      g_strdup_printf ("%s:%s", g_hostname_is_ip_address (host) ? "IP" : "DNS", host);
  g_autofree char *pem = NULL;
  g_autofree char *both = NULL;
  GTlsCertificate *certificate = NULL;
  gboolean ok = add_extension (leaf, self->authority, NID_subject_alt_name, name) &&
                add_extension (leaf, self->authority, NID_ext_key_usage, "serverAuth") &&
                X509_sign (leaf, self->authority_key, EVP_sha256 ()) > 0;

  pem = dup_certificate_pem (leaf);
  X509_free (leaf);
  both = g_strconcat (pem, self->leaf_key_pem, NULL);
  certificate = ok ? g_tls_certificate_new_from_pem (both, -1, NULL) : NULL;
  if (certificate == NULL)
    (void)fail (error);
  return certificate;
}

GTlsCertificate *
hikae_mint_get (HikaeMint *self, const char *host, GError **error)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GTlsCertificate *leaf = g_hash_table_lookup (self->leaves, host);

  if (leaf != NULL)
    return g_object_ref (leaf);
  if (!is_plain_host (host) || g_hash_table_size (self->leaves) >= HOSTS_MAX) {
    (void)fail (error);
    return NULL;
  }
  leaf = make_leaf (self, host, error);
  if (leaf != NULL)
    g_hash_table_insert (self->leaves, g_strdup (host), g_object_ref (leaf));
  return leaf;
}
