/* hikae-tsa-request.c: RFC 3161 §2.4.1: a query
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-tsa-request.h"

#include "hikae-error.h"
#include "hikae-random.h"
#include "hikae-tsa-openssl-private.h"

#include <openssl/err.h>
#include <openssl/objects.h>

#define NONCE_SIZE 8

static int
find_digest_nid (HikaeDigestAlgorithm algorithm)
{
  switch (algorithm) {
  case HIKAE_DIGEST_SHA256:
    return NID_sha256;
  case HIKAE_DIGEST_SHA384:
    return NID_sha384;
  case HIKAE_DIGEST_SHA512:
    return NID_sha512;
  case HIKAE_DIGEST_NONE:
  default:
    return NID_undef;
  }
}

/* The parameters are an explicit NULL: RFC 3370 asks verifiers to take both forms, and
 * some servers take only this one. */
static gboolean
set_imprint (TS_REQ *query, const HikaeDigest *digest)
{
  g_autoptr (TS_MSG_IMPRINT) imprint = TS_MSG_IMPRINT_new ();
  g_autoptr (X509_ALGOR) algorithm = X509_ALGOR_new ();
  int nid = find_digest_nid (digest->algorithm);

  if (imprint == NULL || algorithm == NULL || nid == NID_undef)
    return FALSE;
  return X509_ALGOR_set0 (algorithm, OBJ_nid2obj (nid), V_ASN1_NULL, NULL) == 1 &&
         TS_MSG_IMPRINT_set_algo (imprint, algorithm) == 1 &&
         TS_MSG_IMPRINT_set_msg (imprint,
                                 (unsigned char *)digest->bytes,
                                 (int)hikae_digest_get_size (digest)) == 1 &&
         TS_REQ_set_msg_imprint (query, imprint) == 1;
}

/* 63 random bits: positive as DER has it, never short, and it fits servers that keep the
 * nonce in a signed 64-bit number. */
static gboolean
set_nonce (TS_REQ *query)
{
  g_autoptr (ASN1_INTEGER) nonce = ASN1_INTEGER_new ();
  guint8 bytes[NONCE_SIZE] = {0};

  hikae_random_fill (bytes, sizeof bytes);
  bytes[0] = (bytes[0] & 0x3f) | 0x40;
  return nonce != NULL && ASN1_STRING_set (nonce, bytes, sizeof bytes) == 1 &&
         TS_REQ_set_nonce (query, nonce) == 1;
}

static gboolean
set_policy (TS_REQ *query, const char *policy)
{
  g_autoptr (ASN1_OBJECT) object = policy != NULL ? OBJ_txt2obj (policy, 1) : NULL;

  return policy == NULL || (object != NULL && TS_REQ_set_policy_id (query, object) == 1);
}

GBytes *
hikae_tsa_request_new (const HikaeDigest *digest, const char *policy, GError **error)
{
  g_autoptr (TS_REQ) query = TS_REQ_new ();
  unsigned char *der = NULL;
  GBytes *bytes = NULL;
  int size = 0;

  g_return_val_if_fail (digest != NULL, NULL);
  if (query == NULL || TS_REQ_set_version (query, 1) != 1 ||
      !set_imprint (query, digest) || !set_nonce (query) || !set_policy (query, policy) ||
      TS_REQ_set_cert_req (query, 1) != 1 || (size = i2d_TS_REQ (query, &der)) <= 0) {
    ERR_clear_error ();
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_FAILED, "the time-stamp query could not be made");
    return NULL;
  }
  bytes = g_bytes_new (der, (gsize)size);
  OPENSSL_free (der);
  return bytes;
}
