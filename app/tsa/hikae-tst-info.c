/* hikae-tst-info.c: RFC 3161 §2.4: what a query and a token say
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Read by hand and not by OpenSSL's TS templates: those take times with offsets and
 * months beyond twelve, do not look at extensions and stop before trailing bytes. */
#include "config.h"

#include "hikae-tst-info-private.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>

#define MAX_EXTENSIONS 32
#define MAX_FRACTION_DIGITS 24
/* id-pe-qcStatements, and ETSI EN 319 422 §9.1 esi4-qtstStatement-1. */
#define OID_QC_STATEMENTS "1.3.6.1.5.5.7.1.3"
#define OID_QUALIFIED_STAMP "0.4.0.19422.1.1"

static gboolean
parse_imprint (HikaeReader *reader, HikaeTsaImprint *imprint)
{
  HikaeDer whole = {0};
  HikaeDer algorithm = {0};
  HikaeDer parameters = {0};

  if (!hikae_der_expect (reader, HIKAE_DER_SEQUENCE, &whole) ||
      !hikae_der_expect (&whole.content, HIKAE_DER_SEQUENCE, &algorithm) ||
      !hikae_der_expect (&algorithm.content, HIKAE_DER_OID, &imprint->algorithm) ||
      !hikae_der_expect (&whole.content, HIKAE_DER_OCTET_STRING, &imprint->digest) ||
      hikae_reader_get_left (&whole.content) != 0)
    return FALSE;
  imprint->parameters_ok = TRUE;
  if (!hikae_der_at_end (&algorithm.content)) {
    if (!hikae_der_read (&algorithm.content, &parameters))
      return FALSE;
    imprint->parameters_ok =
        parameters.tag == HIKAE_DER_NULL && parameters.content.size == 0;
  }
  return hikae_reader_get_left (&algorithm.content) == 0;
}

gboolean
hikae_tsa_query_parse (GBytes *bytes, HikaeTsaQuery *query)
{
  HikaeReader reader;
  HikaeDer whole = {0};
  HikaeDer version = {0};
  HikaeDer other = {0};
  guint64 number = 0;
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  memset (query, 0, sizeof *query);
  hikae_reader_init (&reader, data, size);
  if (!hikae_der_expect (&reader, HIKAE_DER_SEQUENCE, &whole) ||
      hikae_reader_get_left (&reader) != 0 ||
      !hikae_der_expect (&whole.content, HIKAE_DER_INTEGER, &version) ||
      !hikae_der_get_uint (&version, &number) || number != 1 ||
      !parse_imprint (&whole.content, &query->imprint))
    return FALSE;
  (void)hikae_der_take (&whole.content, HIKAE_DER_OID, &query->policy);
  (void)hikae_der_take (&whole.content, HIKAE_DER_INTEGER, &query->nonce);
  (void)hikae_der_take (&whole.content, HIKAE_DER_BOOLEAN, &other);
  (void)hikae_der_take (&whole.content, HIKAE_DER_CONTEXT_CONSTRUCTED (0), &other);
  return !whole.content.failed && hikae_reader_get_left (&whole.content) == 0;
}

static gboolean
read_digits (const guint8 *text, guint count, int *number)
{
  *number = 0;
  for (guint i = 0; i < count; i++) {
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
    *number = *number * 10 + (text[i] - '0');
  }
  return TRUE;
}

static gboolean
read_fraction (const guint8 *text, gsize size, gint64 *micros)
{
  gint64 unit = 100000;

  *micros = 0;
  if (size == 0)
    return TRUE;
  if (text[0] != '.' || size < 2 || size > 1 + MAX_FRACTION_DIGITS)
    return FALSE;
  for (gsize i = 1; i < size; i++) {
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
    *micros += (text[i] - '0') * unit;
    unit /= 10;
  }
  return TRUE;
}

/* GeneralizedTime as RFC 3161 §2.4.2 has it: YYYYMMDDhhmmss[.s…]Z. */
static gboolean
parse_time (const guint8 *text, gsize size, gint64 *time_us)
{
  g_autoptr (GDateTime) when = NULL;
  int parts[6] = {0};
  gint64 micros = 0;
  gboolean leap = FALSE;

  *time_us = 0;
  if (size < 15 || text[size - 1] != 'Z' || !read_digits (text, 4, &parts[0]))
    return FALSE;
  for (guint i = 1; i < 6; i++)
    if (!read_digits (text + 2 + 2 * i, 2, &parts[i]))
      return FALSE;
  if (!read_fraction (text + 14, size - 15, &micros))
    return FALSE;
  /* X.680 allows second 60; no calendar here does, and a second more or less is within
   * every accuracy that is claimed. */
  leap = parts[5] == 60 && parts[4] == 59;
  when = g_date_time_new_utc (
      parts[0], parts[1], parts[2], parts[3], parts[4], leap ? 59 : parts[5]);
  if (when == NULL)
    return FALSE;
  *time_us = (g_date_time_to_unix (when) + (leap ? 1 : 0)) * G_USEC_PER_SEC +
             (leap ? 0 : micros);
  return TRUE;
}

/* RFC 3161 §2.4.2: seconds INTEGER, millis [0] 1…999, micros [1] 1…999, each optional. */
static gboolean
parse_accuracy (HikaeReader *reader, HikaeTstInfo *info)
{
  static const struct {
    guint8 tag;
    gint64 unit;
    guint64 most;
  } parts[] = {
      {HIKAE_DER_INTEGER, G_USEC_PER_SEC, G_MAXINT32},
      {HIKAE_DER_CONTEXT (0), 1000, 999},
      {HIKAE_DER_CONTEXT (1), 1, 999},
  };
  HikaeDer whole = {0};

  if (!hikae_der_take (reader, HIKAE_DER_SEQUENCE, &whole))
    return !reader->failed;
  info->accuracy_us = 0;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    HikaeDer part = {0};
    guint64 number = 0;

    if (!hikae_der_take (&whole.content, parts[i].tag, &part))
      continue;
    if (!hikae_der_get_uint (&part, &number) || number > parts[i].most)
      info->accuracy_ok = FALSE;
    else
      info->accuracy_us += (gint64)number * parts[i].unit;
  }
  if (!info->accuracy_ok)
    info->accuracy_us = -1;
  return !whole.content.failed && hikae_reader_get_left (&whole.content) == 0;
}

/* QCStatements ::= SEQUENCE OF SEQUENCE { statementId OID, statementInfo ANY OPTIONAL }.
 * The claim is only shown, so what cannot be read claims nothing. */
static gboolean
claims_qualified (const HikaeDer *octets)
{
  HikaeReader reader = octets->content;
  HikaeDer list = {0};
  HikaeDer statement = {0};

  if (!hikae_der_expect (&reader, HIKAE_DER_SEQUENCE, &list))
    return FALSE;
  while (hikae_der_take (&list.content, HIKAE_DER_SEQUENCE, &statement)) {
    HikaeDer id = {0};
    g_autofree char *oid = NULL;

    if (!hikae_der_expect (&statement.content, HIKAE_DER_OID, &id))
      return FALSE;
    oid = hikae_der_dup_oid (&id);
    if (g_strcmp0 (oid, OID_QUALIFIED_STAMP) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
parse_extension (HikaeReader *reader, HikaeTstInfo *info)
{
  HikaeDer whole = {0};
  HikaeDer id = {0};
  HikaeDer critical = {0};
  HikaeDer octets = {0};
  g_autofree char *oid = NULL;

  if (!hikae_der_expect (reader, HIKAE_DER_SEQUENCE, &whole) ||
      !hikae_der_expect (&whole.content, HIKAE_DER_OID, &id))
    return FALSE;
  if (hikae_der_take (&whole.content, HIKAE_DER_BOOLEAN, &critical) &&
      critical.content.size != 1)
    return FALSE;
  if (!hikae_der_expect (&whole.content, HIKAE_DER_OCTET_STRING, &octets) ||
      hikae_reader_get_left (&whole.content) != 0)
    return FALSE;
  oid = hikae_der_dup_oid (&id);
  if (g_strcmp0 (oid, OID_QC_STATEMENTS) == 0)
    info->qualified = info->qualified || claims_qualified (&octets);
  else if (critical.tag != 0 && critical.content.bytes[0] != 0)
    info->critical_extension = TRUE;
  return TRUE;
}

static gboolean
parse_extensions (HikaeReader *reader, HikaeTstInfo *info)
{
  HikaeDer whole = {0};
  guint count = 0;

  if (!hikae_der_take (reader, HIKAE_DER_CONTEXT_CONSTRUCTED (1), &whole))
    return !reader->failed;
  while (!hikae_der_at_end (&whole.content) && count++ < MAX_EXTENSIONS)
    if (!parse_extension (&whole.content, info))
      return FALSE;
  return count > 0 && !whole.content.failed &&
         hikae_reader_get_left (&whole.content) == 0;
}

static gboolean
parse_fields (HikaeReader *reader, HikaeTstInfo *info)
{
  HikaeDer version = {0};
  HikaeDer time = {0};
  HikaeDer ordering = {0};
  HikaeDer name = {0};

  if (!hikae_der_expect (reader, HIKAE_DER_INTEGER, &version) ||
      !hikae_der_expect (reader, HIKAE_DER_OID, &info->policy) ||
      !parse_imprint (reader, &info->imprint) ||
      !hikae_der_expect (reader, HIKAE_DER_INTEGER, &info->serial) ||
      !hikae_der_is_integer (&info->serial) ||
      !hikae_der_expect (reader, HIKAE_DER_GENERALIZED_TIME, &time))
    return FALSE;
  if (!hikae_der_get_uint (&version, &info->version))
    info->version = 0;
  info->gen_time_ok = parse_time (time.content.bytes, time.content.size, &info->gen_time);
  info->accuracy_us = -1;
  info->accuracy_ok = TRUE;
  if (!parse_accuracy (reader, info))
    return FALSE;
  if (hikae_der_take (reader, HIKAE_DER_BOOLEAN, &ordering) && ordering.content.size != 1)
    return FALSE;
  if (hikae_der_take (reader, HIKAE_DER_INTEGER, &info->nonce) &&
      !hikae_der_is_integer (&info->nonce))
    return FALSE;
  if (hikae_der_take (reader, HIKAE_DER_CONTEXT_CONSTRUCTED (0), &name) &&
      (!hikae_der_read (&name.content, &info->name) ||
       hikae_reader_get_left (&name.content) != 0))
    return FALSE;
  return parse_extensions (reader, info) && !reader->failed &&
         hikae_reader_get_left (reader) == 0;
}

gboolean
hikae_tst_info_parse (const guint8 *bytes,
                      gsize size,
                      HikaeTstInfo *info,
                      HikaeTsaVerdict *verdict)
{
  HikaeReader reader;
  HikaeDer whole = {0};

  memset (info, 0, sizeof *info);
  hikae_reader_init (&reader, bytes, size);
  if (!hikae_der_expect (&reader, HIKAE_DER_SEQUENCE, &whole) ||
      !parse_fields (&whole.content, info)) {
    hikae_tsa_verdict_add (
        verdict, HIKAE_TSA_CODE_PARSE, "what the token signs is not a time stamp");
    return FALSE;
  }
  if (hikae_reader_get_left (&reader) != 0)
    hikae_tsa_verdict_add (
        verdict, HIKAE_TSA_CODE_TRAILING, "there are bytes after the signed time stamp");
  return TRUE;
}

char *
hikae_tsa_imprint_dup_algorithm (const HikaeTsaImprint *imprint)
{
  g_autofree char *oid = hikae_der_dup_oid (&imprint->algorithm);
  int nid = oid != NULL ? OBJ_txt2nid (oid) : NID_undef;

  ERR_clear_error ();
  if (nid != NID_undef)
    return g_ascii_strdown (OBJ_nid2ln (nid), -1);
  return oid != NULL ? g_steal_pointer (&oid) : g_strdup ("");
}
