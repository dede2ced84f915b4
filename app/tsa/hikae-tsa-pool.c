/* hikae-tsa-pool.c: certificates and revocation lists out of untrusted bytes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-tsa-pool-private.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#define MAX_POOL_SIZE (64 * 1024 * 1024)
/* Its first octet; also the digit 0. */
#define DER_SEQUENCE 0x30

typedef void *(*ReadPem) (BIO *bio);
typedef void *(*ReadDer) (const unsigned char **bytes, long size);

static void *
read_pem_certificate (BIO *bio)
{
  return PEM_read_bio_X509 (bio, NULL, NULL, (void *)"");
}

static void *
read_der_certificate (const unsigned char **bytes, long size)
{
  return d2i_X509 (NULL, bytes, size);
}

static void *
read_pem_crl (BIO *bio)
{
  return PEM_read_bio_X509_CRL (bio, NULL, NULL, (void *)"");
}

static void *
read_der_crl (const unsigned char **bytes, long size)
{
  return d2i_X509_CRL (NULL, bytes, size);
}

static void
free_certificate (gpointer certificate)
{
  X509_free (certificate);
}

static void
free_crl (gpointer crl)
{
  X509_CRL_free (crl);
}

/* PEM_read_bio_*() goes on to the next block of its kind and stops at the end, or at a
 * block it cannot decode; the latter must not hide the good ones behind it. */
static void
load_pem (const guint8 *bytes, gsize size, ReadPem read, guint most, GPtrArray *found)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (bytes, (int)size);

  while (bio != NULL && found->len < most) {
    void *next = read (bio);

    if (next != NULL)
      g_ptr_array_add (found, next);
    else if (ERR_GET_REASON (ERR_peek_last_error ()) == PEM_R_NO_START_LINE ||
             BIO_pending (bio) == 0)
      break;
    ERR_clear_error ();
  }
  ERR_clear_error ();
}

GBytes *
hikae_tsa_unwrap_pem (const guint8 *bytes, gsize size)
{
  g_autoptr (BIO) bio = NULL;
  unsigned char *unwrapped = NULL;
  long length = 0;
  GBytes *inside = NULL;

  if (size == 0 || size > MAX_POOL_SIZE || bytes[0] == DER_SEQUENCE)
    return NULL;
  bio = BIO_new_mem_buf (bytes, (int)size);
  if (PEM_bytes_read_bio (
          &unwrapped, &length, NULL, PEM_STRING_CMS, bio, NULL, (void *)"") == 1)
    inside = g_bytes_new (unwrapped, (gsize)length);
  OPENSSL_free (unwrapped);
  ERR_clear_error ();
  return inside;
}

/* What authorities give out as .p7b: a bag of certificates with nothing signed. */
static void
load_bag (const guint8 *bytes, gsize size, GPtrArray *found)
{
  g_autoptr (GBytes) unwrapped = hikae_tsa_unwrap_pem (bytes, size);
  const unsigned char *cursor =
      unwrapped != NULL ? g_bytes_get_data (unwrapped, &size) : bytes;
  CMS_ContentInfo *bag = d2i_CMS_ContentInfo (NULL, &cursor, (long)size);
  STACK_OF (X509) *inside = NULL;

  inside = bag != NULL ? CMS_get1_certs (bag) : NULL;
  for (int i = 0; i < sk_X509_num (inside); i++)
    hikae_tsa_pool_add (found, sk_X509_value (inside, i));
  sk_X509_pop_free (inside, X509_free);
  CMS_ContentInfo_free (bag);
  ERR_clear_error ();
}

static GPtrArray *
load (GBytes *bytes, ReadPem read_pem, ReadDer read_der, guint most, GDestroyNotify drop)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (drop);
  gsize size = 0;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  const unsigned char *cursor = data;

  if (size == 0 || size > MAX_POOL_SIZE)
    return found;
  while (data[0] == DER_SEQUENCE && found->len < most && cursor < data + size) {
    void *next = read_der (&cursor, (long)(data + size - cursor));

    if (next == NULL)
      break;
    g_ptr_array_add (found, next);
  }
  ERR_clear_error ();
  /* A text may begin with the digit that a SEQUENCE begins with. */
  if (found->len == 0)
    load_pem (data, size, read_pem, most, found);
  return found;
}

GPtrArray *
hikae_tsa_pool_load_certificates (GBytes *bytes)
{
  gsize size = 0;
  GPtrArray *found = load (bytes,
                           read_pem_certificate,
                           read_der_certificate,
                           HIKAE_TSA_MAX_CERTIFICATES,
                           free_certificate);
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (found->len == 0 && size > 0 && size <= MAX_POOL_SIZE)
    load_bag (data, size, found);
  return found;
}

GPtrArray *
hikae_tsa_pool_load_crls (GBytes *bytes)
{
  return load (bytes, read_pem_crl, read_der_crl, HIKAE_TSA_MAX_CRLS, free_crl);
}

void
hikae_tsa_pool_add (GPtrArray *pool, X509 *certificate)
{
  for (guint i = 0; i < pool->len; i++)
    if (X509_cmp (pool->pdata[i], certificate) == 0)
      return;
  if (pool->len < HIKAE_TSA_MAX_CERTIFICATES && X509_up_ref (certificate) == 1)
    g_ptr_array_add (pool, certificate);
}

GBytes *
hikae_tsa_pool_format_pem (const GPtrArray *certificates)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  char *bytes = NULL;
  long size = 0;

  for (guint i = 0; bio != NULL && i < certificates->len; i++)
    (void)PEM_write_bio_X509 (bio, certificates->pdata[i]);
  size = bio != NULL ? BIO_get_mem_data (bio, &bytes) : 0;
  ERR_clear_error ();
  return g_bytes_new (bytes, size > 0 ? (gsize)size : 0);
}
