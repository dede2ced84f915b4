/* hikae-tsa-envelope.c: a reply's status and the token inside
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken ContentInfo OPTIONAL
 * } PKIStatusInfo ::= SEQUENCE { status INTEGER, statusString SEQUENCE OF UTF8String
 *                              OPTIONAL, failInfo BIT STRING OPTIONAL }  (RFC 3161
 * §2.4.2) */
#include "config.h"

#include "hikae-der-private.h"
#include "hikae-text.h"
#include "hikae-tsa-envelope-private.h"

#define MAX_STATUS_TEXT 200

static const struct {
  guint bit;
  const char *meaning;
} failures[] = {
    {0, "it does not take this hash function"},
    {2, "it does not understand the request"},
    {5, "it cannot read the request"},
    {14, "its clock is not available"},
    {15, "it does not take this policy"},
    {16, "it does not take this extension"},
    {17, "it lacks the additional information"},
    {25, "it has a failure of its own"},
};

/* PKIFailureInfo: bit 0 is the highest bit of the first octet after the unused count. */
static const char *
find_failure (const HikaeDer *bits)
{
  gsize size = 0;
  const guint8 *bytes = hikae_der_get_content (bits, &size);

  for (guint i = 0; bits->tag != 0 && i < G_N_ELEMENTS (failures); i++) {
    gsize octet = 1 + failures[i].bit / 8;

    if (octet < size && (bytes[octet] & (0x80 >> failures[i].bit % 8)) != 0)
      return failures[i].meaning;
  }
  return NULL;
}

static char *
dup_status_text (HikaeDer *texts)
{
  HikaeDer text = {0};
  g_autofree char *raw = NULL;

  if (texts->tag == 0 ||
      !hikae_der_expect (&texts->content, HIKAE_DER_UTF8_STRING, &text))
    return NULL;
  raw = g_strndup ((const char *)text.content.bytes, text.content.size);
  return hikae_text_for_display (raw, MAX_STATUS_TEXT);
}

static void
report_rejection (HikaeTsaVerdict *verdict,
                  guint64 status,
                  HikaeDer *texts,
                  const HikaeDer *bits)
{
  const char *failure = find_failure (bits);
  g_autofree char *text = dup_status_text (texts);
  g_autofree char *detail = g_strdup_printf (
      "the authority refused the request (status %" G_GUINT64_FORMAT ")%s%s%s%s",
      status,
      failure != NULL ? ": " : "",
      failure != NULL ? failure : "",
      text != NULL ? "; it says: " : "",
      text != NULL ? text : "");

  hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_REJECTED, detail);
}

/* FALSE when there is nothing to go on with. */
static gboolean
read_status (HikaeReader *reader, HikaeTsaVerdict *verdict)
{
  HikaeDer info = {0};
  HikaeDer status = {0};
  HikaeDer texts = {0};
  HikaeDer bits = {0};
  guint64 number = 0;

  if (!hikae_der_expect (reader, HIKAE_DER_SEQUENCE, &info) ||
      !hikae_der_expect (&info.content, HIKAE_DER_INTEGER, &status) ||
      !hikae_der_get_uint (&status, &number)) {
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_PARSE, NULL);
    return FALSE;
  }
  (void)hikae_der_take (&info.content, HIKAE_DER_SEQUENCE, &texts);
  (void)hikae_der_take (&info.content, HIKAE_DER_BIT_STRING, &bits);
  if (info.content.failed || hikae_reader_get_left (&info.content) != 0) {
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_PARSE, NULL);
    return FALSE;
  }
  if (number > 1) {
    report_rejection (verdict, number, &texts, &bits);
    return FALSE;
  }
  if (number == 1)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_GRANTED_WITH_MODS, NULL);
  return TRUE;
}

static GBytes *
open_response (HikaeDer *whole, HikaeTsaVerdict *verdict)
{
  HikaeDer token = {0};

  if (!read_status (&whole->content, verdict))
    return NULL;
  if (hikae_der_at_end (&whole->content) && !whole->content.failed) {
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_NO_TOKEN, NULL);
    return NULL;
  }
  if (!hikae_der_expect (&whole->content, HIKAE_DER_SEQUENCE, &token)) {
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_PARSE, NULL);
    return NULL;
  }
  if (hikae_reader_get_left (&whole->content) != 0)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_TRAILING, NULL);
  return g_bytes_new (token.bytes, token.size);
}

gboolean
hikae_tsa_is_indefinite (const guint8 *bytes, gsize size)
{
  return size > 3 && bytes[0] == HIKAE_DER_SEQUENCE && bytes[1] == 0x80 &&
         bytes[2] == HIKAE_DER_OID;
}

GBytes *
hikae_tsa_envelope_open (GBytes *bytes, HikaeTsaForm form, HikaeTsaVerdict *verdict)
{
  HikaeReader reader;
  HikaeDer whole = {0};
  guint8 first = 0;
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (size > HIKAE_TSA_REPLY_MAX) {
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_TOO_BIG, NULL);
    return NULL;
  }
  /* A bare token is CMS, which may be BER (RFC 5652 §1.1), and programs that take it out
   * of an answer and write it again make it so; where it ends, its reader sees. An answer
   * is DER (RFC 3161 §3). */
  if (form == HIKAE_TSA_FORM_ANY && hikae_tsa_is_indefinite (data, size))
    return g_bytes_ref (bytes);
  hikae_reader_init (&reader, data, size);
  if (hikae_der_expect (&reader, HIKAE_DER_SEQUENCE, &whole))
    first = hikae_der_peek (&whole.content);
  if (first == HIKAE_DER_OID && form == HIKAE_TSA_FORM_RESPONSE) {
    hikae_tsa_verdict_add (verdict,
                           HIKAE_TSA_CODE_PARSE,
                           "this is a bare token where a whole answer is due");
    return NULL;
  }
  if (first != HIKAE_DER_OID && first != HIKAE_DER_SEQUENCE) {
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_PARSE, NULL);
    return NULL;
  }
  if (hikae_reader_get_left (&reader) != 0)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_TRAILING, NULL);
  return first == HIKAE_DER_OID ? g_bytes_new (whole.bytes, whole.size)
                                : open_response (&whole, verdict);
}
