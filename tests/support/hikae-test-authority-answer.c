/* hikae-test-authority-answer.c: the answers of the test authority, honest or bent
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-authority-private.h"

#include <openssl/err.h>
#include <openssl/ts.h>
#include <string.h>

#define POLICY "1.3.6.1.4.1.13762.3"
#define OTHER_POLICY "1.3.6.1.4.1.13762.99"
#define DAY (24 * 60 * 60)

static ASN1_INTEGER *
next_serial_cb (TS_RESP_CTX *context, void *user_data)
{
  HikaeTestAuthority *self = user_data;
  ASN1_INTEGER *serial = ASN1_INTEGER_new ();

  ASN1_INTEGER_set_int64 (serial, ++self->serial);
  return serial;
}

static int
tell_time_cb (TS_RESP_CTX *context, void *user_data, long *seconds, long *micros)
{
  const long *offset = user_data;
  gint64 now = g_get_real_time ();

  *seconds = (long)(now / G_USEC_PER_SEC) + *offset;
  *micros = (long)(now % G_USEC_PER_SEC);
  return 1;
}

/* What the responder is made to sign is the query as it is after this. */
static GBytes *
bend_query (GBytes *query, const char *behaviour)
{
  gsize size = 0;
  const unsigned char *cursor = g_bytes_get_data (query, &size);
  TS_REQ *parsed = d2i_TS_REQ (NULL, &cursor, (long)size);
  unsigned char *der = NULL;
  int der_size = 0;
  GBytes *bent = NULL;

  if (parsed == NULL)
    return g_bytes_ref (query);
  if (strcmp (behaviour, "wrong-nonce") == 0) {
    ASN1_INTEGER *nonce = ASN1_INTEGER_new ();

    ASN1_INTEGER_set_uint64 (nonce, 0x1122334455667788);
    TS_REQ_set_nonce (parsed, nonce);
    ASN1_INTEGER_free (nonce);
  } else if (strcmp (behaviour, "no-nonce") == 0) {
    TS_REQ *bare = TS_REQ_new ();

    TS_REQ_set_version (bare, 1);
    TS_REQ_set_msg_imprint (bare, TS_REQ_get_msg_imprint (parsed));
    TS_REQ_set_cert_req (bare, 1);
    TS_REQ_free (parsed);
    parsed = bare;
  } else if (strcmp (behaviour, "wrong-imprint") == 0) {
    ASN1_OCTET_STRING *digest = TS_MSG_IMPRINT_get_msg (TS_REQ_get_msg_imprint (parsed));

    ((unsigned char *)ASN1_STRING_get0_data (digest))[0] ^= 1;
  } else if (strcmp (behaviour, "no-certificate") == 0) {
    TS_REQ_set_cert_req (parsed, 0);
  }
  der_size = i2d_TS_REQ (parsed, &der);
  bent = g_bytes_new (der, (gsize)der_size);
  OPENSSL_free (der);
  TS_REQ_free (parsed);
  return bent;
}

static void
set_policies (TS_RESP_CTX *context, const char *behaviour)
{
  gboolean wrong = strcmp (behaviour, "wrong-policy") == 0;
  ASN1_OBJECT *policy = OBJ_txt2obj (wrong ? OTHER_POLICY : POLICY, 1);

  TS_RESP_CTX_set_def_policy (context, policy);
  ASN1_OBJECT_free (policy);
}

static TS_RESP_CTX *
make_context (HikaeTestAuthority *self, const char *behaviour, long *offset)
{
  const HikaeTestPki *pki =
      strcmp (behaviour, "stranger") == 0 ? self->stranger : self->pki;
  TS_RESP_CTX *context = TS_RESP_CTX_new ();
  STACK_OF (X509) *chain = sk_X509_new_null ();

  sk_X509_push (chain, pki->ca);
  TS_RESP_CTX_set_serial_cb (context, next_serial_cb, self);
  TS_RESP_CTX_set_time_cb (context, tell_time_cb, offset);
  g_assert_cmpint (TS_RESP_CTX_set_signer_cert (context, pki->signer), ==, 1);
  TS_RESP_CTX_set_signer_key (context, pki->signer_key);
  TS_RESP_CTX_set_certs (context, chain);
  sk_X509_free (chain);
  TS_RESP_CTX_set_signer_digest (context, EVP_sha256 ());
  TS_RESP_CTX_set_ess_cert_id_digest (context, EVP_sha256 ());
  TS_RESP_CTX_add_md (context, EVP_sha256 ());
  TS_RESP_CTX_add_md (context, EVP_sha384 ());
  TS_RESP_CTX_add_md (context, EVP_sha512 ());
  TS_RESP_CTX_set_accuracy (context, 1, 0, 0);
  TS_RESP_CTX_set_clock_precision_digits (context, 3);
  TS_RESP_CTX_add_flags (context, TS_TSA_NAME);
  set_policies (context, behaviour);
  return context;
}

static GBytes *
format_response (TS_RESP *response)
{
  unsigned char *der = NULL;
  int size = response != NULL ? i2d_TS_RESP (response, &der) : 0;
  GBytes *bytes = g_bytes_new (der, size > 0 ? (gsize)size : 0);

  OPENSSL_free (der);
  TS_RESP_free (response);
  return bytes;
}

static GBytes *
make_rejection (void)
{
  /* SEQUENCE { SEQUENCE { INTEGER 2, SEQUENCE { UTF8String "busy" }, BIT STRING
   * addInfoNotAvailable } } */
  static const guint8 der[] = {0x30, 0x13, 0x30, 0x11, 0x02, 0x01, 0x02,
                               0x30, 0x06, 0x0c, 0x04, 'b',  'u',  's',
                               'y',  0x03, 0x04, 0x06, 0x00, 0x00, 0x40};

  return g_bytes_new_static (der, sizeof der);
}

static GBytes *
bend_answer (GBytes *answer, const char *behaviour)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (answer, &size);
  g_autoptr (GByteArray) array = NULL;

  if (strcmp (behaviour, "truncated") == 0 && size > 40)
    return g_bytes_new (bytes, size - 40);
  if (strcmp (behaviour, "trailing") == 0) {
    array = g_byte_array_new ();
    g_byte_array_append (array, bytes, (guint)size);
    g_byte_array_append (array, (const guint8 *)"junk", 4);
    return g_byte_array_free_to_bytes (g_steal_pointer (&array));
  }
  if (strcmp (behaviour, "rejection-with-token") == 0) {
    static const guint8 granted[] = {0x30, 0x03, 0x02, 0x01, 0x00};
    guint8 *copy = g_memdup2 (bytes, size);
    guint8 *status = memmem (copy, size, granted, sizeof granted);

    if (status != NULL)
      status[4] = 2;
    return g_bytes_new_take (copy, size);
  }
  return g_bytes_ref (answer);
}

GBytes *
hikae_test_authority_answer_locked (HikaeTestAuthority *self,
                                    const char *behaviour,
                                    GBytes *query)
{
  long offset = strcmp (behaviour, "future") == 0 ? 400L * DAY
                : strcmp (behaviour, "past") == 0 ? -(long)DAY
                                                  : 0;
  long moved = offset + (long)self->shift;
  g_autoptr (GBytes) bent = bend_query (query, behaviour);
  gsize size = 0;
  const void *bytes = g_bytes_get_data (bent, &size);
  TS_RESP_CTX *context = make_context (self, behaviour, &moved);
  BIO *bio = BIO_new_mem_buf (bytes, (int)size);
  g_autoptr (GBytes) answer = format_response (TS_RESP_create_response (context, bio));

  BIO_free (bio);
  TS_RESP_CTX_free (context);
  ERR_clear_error ();
  if (strcmp (behaviour, "rejection") == 0)
    return make_rejection ();
  if (strcmp (behaviour, "replay") == 0 && self->first != NULL)
    return g_bytes_ref (self->first);
  if (self->first == NULL)
    self->first = g_bytes_ref (answer);
  return bend_answer (answer, behaviour);
}
