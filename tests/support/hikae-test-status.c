/* hikae-test-status.c: what the test hierarchy says of its own certificates
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-status.h"

#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <time.h>

#define WEEK (7 * 24 * 60 * 60)

GBytes *
hikae_test_status_format_crl (const HikaeTestPki *pki,
                              gboolean of_root,
                              const HikaeTestRevocation *state)
{
  g_autoptr (GBytes) both =
      hikae_test_pki_format_crls (pki, state->issued, state->revoked, state->reason);
  BIO *bio =
      BIO_new_mem_buf (g_bytes_get_data (both, NULL), (int)g_bytes_get_size (both));
  X509_CRL *crl = PEM_read_bio_X509_CRL (bio, NULL, NULL, NULL);
  unsigned char *der = NULL;
  int size = 0;
  GBytes *bytes = NULL;

  if (!of_root) {
    X509_CRL_free (crl);
    crl = PEM_read_bio_X509_CRL (bio, NULL, NULL, NULL);
  }
  size = i2d_X509_CRL (crl, &der);
  g_assert_cmpint (size, >, 0);
  bytes = g_bytes_new (der, (gsize)size);
  OPENSSL_free (der);
  X509_CRL_free (crl);
  BIO_free (bio);
  return bytes;
}

static OCSP_BASICRESP *
make_basic (const HikaeTestPki *pki,
            OCSP_REQUEST *request,
            const HikaeTestRevocation *state)
{
  OCSP_BASICRESP *basic = OCSP_BASICRESP_new ();
  OCSP_CERTID *own = OCSP_cert_to_id (EVP_sha1 (), pki->signer, pki->ca);
  ASN1_TIME *from = ASN1_TIME_set (NULL, (time_t)state->issued);
  ASN1_TIME *until = ASN1_TIME_set (NULL, (time_t)(state->issued + WEEK));
  ASN1_TIME *revoked = ASN1_TIME_set (NULL, (time_t)state->revoked);

  for (int i = 0; i < OCSP_request_onereq_count (request); i++) {
    OCSP_CERTID *id = OCSP_onereq_get0_id (OCSP_request_onereq_get0 (request, i));
    gboolean known = OCSP_id_cmp (id, own) == 0;
    int status = !known                ? V_OCSP_CERTSTATUS_UNKNOWN
                 : state->revoked != 0 ? V_OCSP_CERTSTATUS_REVOKED
                                       : V_OCSP_CERTSTATUS_GOOD;

    g_assert_nonnull (
        OCSP_basic_add1_status (basic, id, status, state->reason, revoked, from, until));
  }
  g_assert_cmpint (
      OCSP_basic_sign (basic, pki->ca, pki->ca_key, EVP_sha256 (), NULL, 0), ==, 1);
  ASN1_TIME_free (from);
  ASN1_TIME_free (until);
  ASN1_TIME_free (revoked);
  OCSP_CERTID_free (own);
  return basic;
}

GBytes *
hikae_test_status_answer (const HikaeTestPki *pki,
                          GBytes *request,
                          const HikaeTestRevocation *state)
{
  gsize length = 0;
  const unsigned char *cursor = g_bytes_get_data (request, &length);
  OCSP_REQUEST *parsed = d2i_OCSP_REQUEST (NULL, &cursor, (long)length);
  OCSP_BASICRESP *basic = parsed != NULL ? make_basic (pki, parsed, state) : NULL;
  OCSP_RESPONSE *response =
      OCSP_response_create (basic != NULL ? OCSP_RESPONSE_STATUS_SUCCESSFUL
                                          : OCSP_RESPONSE_STATUS_MALFORMEDREQUEST,
                            basic);
  unsigned char *der = NULL;
  int size = i2d_OCSP_RESPONSE (response, &der);
  GBytes *bytes = g_bytes_new (der, (gsize)size);

  OPENSSL_free (der);
  OCSP_RESPONSE_free (response);
  OCSP_BASICRESP_free (basic);
  OCSP_REQUEST_free (parsed);
  return bytes;
}
