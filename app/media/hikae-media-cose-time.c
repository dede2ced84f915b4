/* hikae-media-cose-time.c: the time stamp inside a seal
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * C2PA specification 2.2 §13.2.5 (sigTst2: over the signature) and 1.4 §10.3.2.5 (sigTst:
 * over what was signed, as a countersignature). Facts only: whether the token fits this
 * seal and is whole, what time and which authority it names. Who may issue stamps is not
 * judged here. */
#include "config.h"

#include "hikae-media-cbor-private.h"
#include "hikae-media-cose-private.h"
#include "hikae-secret.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ts.h>
#include <string.h>

#define TOKEN_MAX (256 * 1024)

/* (nullable): the bytes of the first token. */
static const HikaeCbor *
find_token (const HikaeCbor *header, HikaeCbor *token)
{
  HikaeCbor list;
  HikaeCbor one;
  gsize at = 0;

  return hikae_cbor_find (header, "tstTokens", &list) &&
                 hikae_cbor_next (&list, &at, &one) &&
                 hikae_cbor_find (&one, "val", token) &&
                 token->major == HIKAE_CBOR_BYTES && token->body_size <= TOKEN_MAX
             ? token
             : NULL;
}

/* A bare token, or the whole reply of an authority around one. (nullable) */
static CMS_ContentInfo *
read_token (const HikaeCbor *token)
{
  const guint8 *der = token->body;
  CMS_ContentInfo *cms = d2i_CMS_ContentInfo (NULL, &der, (long)token->body_size);
  TS_RESP *reply = NULL;
  PKCS7 *inner = NULL;
  guint8 *bytes = NULL;
  int size = 0;

  if (cms != NULL)
    return cms;
  der = token->body;
  reply = d2i_TS_RESP (NULL, &der, (long)token->body_size);
  inner = reply != NULL ? TS_RESP_get_token (reply) : NULL;
  size = inner != NULL ? i2d_PKCS7 (inner, &bytes) : 0;
  if (size > 0) {
    der = bytes;
    cms = d2i_CMS_ContentInfo (NULL, &der, size);
  }
  OPENSSL_free (bytes);
  TS_RESP_free (reply);
  return cms;
}

static TS_TST_INFO *
read_info (CMS_ContentInfo *cms)
{
  ASN1_OCTET_STRING **content = CMS_get0_content (cms);
  const guint8 *der = NULL;

  if (content == NULL || *content == NULL)
    return NULL;
  der = ASN1_STRING_get0_data (*content);
  return d2i_TS_TST_INFO (NULL, &der, ASN1_STRING_length (*content));
}

static HikaeCoseState
check_imprint (TS_TST_INFO *info, const guint8 *bytes, gsize size)
{
  TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint (info);
  X509_ALGOR *algorithm = TS_MSG_IMPRINT_get_algo (imprint);
  ASN1_OCTET_STRING *stated = TS_MSG_IMPRINT_get_msg (imprint);
  const ASN1_OBJECT *object = NULL;
  const EVP_MD *kind = NULL;
  guint8 digest[EVP_MAX_MD_SIZE];
  guint length = 0;

  X509_ALGOR_get0 (&object, NULL, NULL, algorithm);
  kind = EVP_get_digestbyobj (object);
  if (kind == NULL || EVP_Digest (bytes, size, digest, &length, kind, NULL) != 1)
    return HIKAE_COSE_NOT_CHECKED;
  return (gsize)ASN1_STRING_length (stated) == length &&
                 hikae_bytes_equal (ASN1_STRING_get0_data (stated), digest, length)
             ? HIKAE_COSE_INTACT
             : HIKAE_COSE_BROKEN;
}

/* The signature of the authority's certificate, whoever it is. */
static HikaeCoseState
check_signature (CMS_ContentInfo *cms, char **authority)
{
  STACK_OF (X509) *signers = NULL;
  HikaeCoseState state = HIKAE_COSE_NOT_CHECKED;
  STACK_OF (X509) *certificates = CMS_get1_certs (cms);

  if (sk_X509_num (certificates) > 0)
    state = CMS_verify (
                cms, NULL, NULL, NULL, NULL, CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY) == 1
                ? HIKAE_COSE_INTACT
                : HIKAE_COSE_BROKEN;
  signers = state == HIKAE_COSE_INTACT ? CMS_get0_signers (cms) : NULL;
  if (sk_X509_num (signers) > 0)
    *authority = hikae_cose_dup_name (X509_get_subject_name (sk_X509_value (signers, 0)));
  sk_X509_free (signers);
  sk_X509_pop_free (certificates, X509_free);
  return state;
}

void
hikae_cose_read_time (const HikaeCbor *header,
                      const guint8 *stamped,
                      gsize stamped_size,
                      HikaeCoseTime *time)
{
  HikaeCbor token;
  CMS_ContentInfo *cms = NULL;
  TS_TST_INFO *info = NULL;

  memset (time, 0, sizeof *time);
  time->present = TRUE;
  time->imprint = HIKAE_COSE_NOT_CHECKED;
  time->signature = HIKAE_COSE_NOT_CHECKED;
  if (find_token (header, &token) != NULL)
    cms = read_token (&token);
  info = cms != NULL ? read_info (cms) : NULL;
  if (info != NULL) {
    struct tm when = {0};

    time->imprint = check_imprint (info, stamped, stamped_size);
    time->signature = check_signature (cms, &time->authority);
    if (ASN1_TIME_to_tm (TS_TST_INFO_get_time (info), &when) == 1)
      time->stated = hikae_cose_format_time (&when);
  }
  TS_TST_INFO_free (info);
  CMS_ContentInfo_free (cms);
  ERR_clear_error ();
}
