/* hikae-tsa-ocsp.c: RFC 6960: answers about one certificate
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No nonce: responders that answer from a store leave it out, and what counts here is
 * the time in the answer, not when it was sent. */
#include "config.h"

#include "hikae-der-private.h"
#include "hikae-tsa-chain-private.h"
#include "hikae-tsa-ocsp-private.h"

#include <openssl/err.h>

#define MAX_ANSWERS 512
/* Answers and certificates that one response may hold. */
#define MAX_SINGLE 64

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_REQUEST, OCSP_REQUEST_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_RESPONSE, OCSP_RESPONSE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_CERTID, OCSP_CERTID_free)

GBytes *
hikae_tsa_ocsp_make_request (X509 *certificate, X509 *issuer)
{
  g_autoptr (OCSP_REQUEST) request = OCSP_REQUEST_new ();
  /* RFC 5019 §2.1.1: SHA-1 is what every responder takes; it only names. */
  OCSP_CERTID *id = OCSP_cert_to_id (EVP_sha1 (), certificate, issuer);
  unsigned char *der = NULL;
  int size = 0;
  GBytes *bytes = NULL;

  if (request == NULL || id == NULL || OCSP_request_add0_id (request, id) == NULL) {
    OCSP_CERTID_free (id);
    ERR_clear_error ();
    return NULL;
  }
  size = i2d_OCSP_REQUEST (request, &der);
  if (size > 0)
    bytes = g_bytes_new (der, (gsize)size);
  OPENSSL_free (der);
  ERR_clear_error ();
  return bytes;
}

static void
free_answer (gpointer answer)
{
  OCSP_BASICRESP_free (answer);
}

GPtrArray *
hikae_tsa_pool_load_ocsp (GBytes *bytes)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (free_answer);
  gsize size = 0;
  const unsigned char *start = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  const unsigned char *cursor = start;

  for (guint i = 0; i < MAX_ANSWERS && start != NULL && cursor < start + size; i++) {
    g_autoptr (OCSP_RESPONSE) response =
        d2i_OCSP_RESPONSE (NULL, &cursor, (long)(start + size - cursor));
    OCSP_BASICRESP *basic = NULL;

    if (response == NULL)
      break;
    if (OCSP_response_status (response) == OCSP_RESPONSE_STATUS_SUCCESSFUL)
      basic = OCSP_response_get1_basic (response);
    if (basic != NULL)
      g_ptr_array_add (found, basic);
  }
  ERR_clear_error ();
  return found;
}

/* One OtherRevocationInfoFormat (RFC 5652 §10.2.1). */
static void
add_other (GPtrArray *answers, HikaeReader *reader)
{
  HikaeDer format = {0};
  HikaeDer info = {0};
  g_autofree char *oid = NULL;
  OCSP_BASICRESP *basic = NULL;
  const unsigned char *cursor = NULL;

  if (!hikae_der_expect (reader, HIKAE_DER_OID, &format) ||
      !hikae_der_read (reader, &info) || !hikae_der_at_end (reader))
    return;
  oid = hikae_der_dup_oid (&format);
  cursor = info.bytes;
  if (g_strcmp0 (oid, "1.3.6.1.5.5.7.16.2") == 0) {
    g_autoptr (OCSP_RESPONSE) response =
        d2i_OCSP_RESPONSE (NULL, &cursor, (long)info.size);

    if (response != NULL &&
        OCSP_response_status (response) == OCSP_RESPONSE_STATUS_SUCCESSFUL)
      basic = OCSP_response_get1_basic (response);
  } else if (g_strcmp0 (oid, "1.3.6.1.5.5.7.48.1.1") == 0) {
    basic = d2i_OCSP_BASICRESP (NULL, &cursor, (long)info.size);
  }
  if (basic != NULL)
    g_ptr_array_add (answers, basic);
}

static gboolean
enter (HikaeReader *reader, guint8 tag)
{
  HikaeDer one = {0};

  if (!hikae_der_expect (reader, tag, &one))
    return FALSE;
  *reader = one.content;
  return TRUE;
}

/* ContentInfo, its SignedData, and in that what stands before the field. */
static gboolean
find_lists (GBytes *token, HikaeDer *lists)
{
  gsize size = 0;
  const void *bytes = g_bytes_get_data (token, &size);
  HikaeReader reader = {0};
  HikaeDer one = {0};

  hikae_reader_init (&reader, bytes, size);
  if (!enter (&reader, HIKAE_DER_SEQUENCE) ||
      !hikae_der_expect (&reader, HIKAE_DER_OID, &one) ||
      !enter (&reader, HIKAE_DER_CONTEXT_CONSTRUCTED (0)) ||
      !enter (&reader, HIKAE_DER_SEQUENCE) ||
      !hikae_der_expect (&reader, HIKAE_DER_INTEGER, &one) ||
      !hikae_der_expect (&reader, HIKAE_DER_SET, &one) ||
      !hikae_der_expect (&reader, HIKAE_DER_SEQUENCE, &one))
    return FALSE;
  (void)hikae_der_take (&reader, HIKAE_DER_CONTEXT_CONSTRUCTED (0), &one);
  return hikae_der_take (&reader, HIKAE_DER_CONTEXT_CONSTRUCTED (1), lists);
}

void
hikae_tsa_pool_add_embedded_ocsp (GPtrArray *answers, GBytes *token)
{
  HikaeDer lists = {0};
  HikaeDer one = {0};

  if (!find_lists (token, &lists))
    return;
  while (answers->len < MAX_ANSWERS && !hikae_der_at_end (&lists.content) &&
         hikae_der_read (&lists.content, &one))
    if (one.tag == HIKAE_DER_CONTEXT_CONSTRUCTED (1))
      add_other (answers, &one.content);
  ERR_clear_error ();
}

static gboolean
is_signed_by (OCSP_BASICRESP *answer, X509 *responder)
{
  STACK_OF (X509) *only = sk_X509_new_null ();
  gboolean good =
      only != NULL && sk_X509_push (only, responder) > 0 &&
      OCSP_basic_verify (answer, only, NULL, OCSP_NOINTERN | OCSP_NOVERIFY) == 1;

  sk_X509_free (only);
  ERR_clear_error ();
  return good;
}

/* RFC 6960 §4.2.2.2: issued by the very authority it speaks for, for this purpose, and
 * in force when it signed. */
static gboolean
is_delegate (X509 *certificate, X509 *issuer, gint64 produced_at)
{
  gint64 from = 0;
  gint64 until = 0;

  return (X509_get_extended_key_usage (certificate) & XKU_OCSP_SIGN) != 0 &&
         (X509_get_extension_flags (certificate) & EXFLAG_XKUSAGE) != 0 &&
         X509_NAME_cmp (X509_get_issuer_name (certificate),
                        X509_get_subject_name (issuer)) == 0 &&
         hikae_tsa_parse_asn1_time (X509_get0_notBefore (certificate), &from) &&
         hikae_tsa_parse_asn1_time (X509_get0_notAfter (certificate), &until) &&
         from <= produced_at && produced_at <= until + G_USEC_PER_SEC &&
         X509_get0_pubkey (issuer) != NULL &&
         X509_verify (certificate, X509_get0_pubkey (issuer)) == 1;
}

static gboolean
is_authorised (OCSP_BASICRESP *answer, X509 *issuer)
{
  const STACK_OF (X509) *certificates = OCSP_resp_get0_certs (answer);
  gint64 produced_at = 0;

  if (is_signed_by (answer, issuer))
    return TRUE;
  if (!hikae_tsa_parse_asn1_time (OCSP_resp_get0_produced_at (answer), &produced_at))
    return FALSE;
  for (int i = 0; i < sk_X509_num (certificates) && i < MAX_SINGLE; i++) {
    X509 *certificate = sk_X509_value (certificates, i);

    if (is_delegate (certificate, issuer, produced_at) &&
        is_signed_by (answer, certificate))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_about (OCSP_SINGLERESP *single, X509 *certificate, X509 *issuer)
{
  const OCSP_CERTID *id = OCSP_SINGLERESP_get0_id (single);
  ASN1_OBJECT *hash = NULL;
  const EVP_MD *md = NULL;
  g_autoptr (OCSP_CERTID) own = NULL;

  if (OCSP_id_get0_info (NULL, &hash, NULL, NULL, (OCSP_CERTID *)id) != 1)
    return FALSE;
  md = EVP_get_digestbyobj (hash);
  own = md != NULL ? OCSP_cert_to_id (md, certificate, issuer) : NULL;
  return own != NULL && OCSP_id_cmp (own, id) == 0;
}

OCSP_SINGLERESP *
hikae_tsa_ocsp_find (OCSP_BASICRESP *answer, X509 *certificate, X509 *issuer)
{
  OCSP_SINGLERESP *found = NULL;
  int count = OCSP_resp_count (answer);

  for (int i = 0; found == NULL && i < count && i < MAX_SINGLE; i++) {
    OCSP_SINGLERESP *single = OCSP_resp_get0 (answer, i);

    if (is_about (single, certificate, issuer))
      found = single;
  }
  if (found != NULL && !is_authorised (answer, issuer))
    found = NULL;
  ERR_clear_error ();
  return found;
}

gboolean
hikae_tsa_ocsp_speaks_of (OCSP_BASICRESP *answer,
                          X509 *certificate,
                          X509 *issuer,
                          gint64 *issued_at)
{
  OCSP_SINGLERESP *single = hikae_tsa_ocsp_find (answer, certificate, issuer);
  ASN1_GENERALIZEDTIME *from = NULL;

  *issued_at = 0;
  if (single == NULL)
    return FALSE;
  (void)OCSP_single_get0_status (single, NULL, NULL, &from, NULL);
  return hikae_tsa_parse_asn1_time (from, issued_at);
}
