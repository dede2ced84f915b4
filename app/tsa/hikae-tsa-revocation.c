/* hikae-tsa-revocation.c: RFC 3161 §4: what a revocation does to a stamp
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list that one wants is issued after the stamp, because only that one can show that
 * the key was still good then; OpenSSL's own check, run at the token's time, refuses
 * exactly these as not yet valid. So the lists are read here. */
#include "config.h"

#include "hikae-tsa-chain-private.h"
#include "hikae-tsa-ocsp-private.h"
#include "hikae-tsa-revocation-private.h"

#include <openssl/err.h>

gboolean
hikae_tsa_crl_is_by (X509_CRL *crl, X509 *issuer)
{
  EVP_PKEY *key = X509_get0_pubkey (issuer);

  if (X509_NAME_cmp (X509_CRL_get_issuer (crl), X509_get_subject_name (issuer)) != 0 ||
      key == NULL)
    return FALSE;
  if ((X509_get_extension_flags (issuer) & EXFLAG_KUSAGE) != 0 &&
      (X509_get_key_usage (issuer) & KU_CRL_SIGN) == 0)
    return FALSE;
  return X509_CRL_verify (crl, key) == 1;
}

/* RFC 5280 §5.2.5: whether a partitioned list speaks of this certificate at all. */
static gboolean
scope_covers (X509_CRL *crl, X509 *certificate)
{
  int critical = -1;
  g_autoptr (ISSUING_DIST_POINT) scope =
      X509_CRL_get_ext_d2i (crl, NID_issuing_distribution_point, &critical, NULL);
  gboolean is_ca = (X509_get_extension_flags (certificate) & EXFLAG_CA) != 0;

  if (scope == NULL)
    return critical == -1;
  if (scope->indirectCRL > 0 || scope->onlyattr > 0 || scope->onlysomereasons != NULL)
    return FALSE;
  return !(scope->onlyuser > 0 && is_ca) && !(scope->onlyCA > 0 && !is_ca);
}

static gboolean
has_unknown_critical (X509_CRL *crl)
{
  for (int i = 0; i < X509_CRL_get_ext_count (crl); i++) {
    X509_EXTENSION *extension = X509_CRL_get_ext (crl, i);
    int nid = OBJ_obj2nid (X509_EXTENSION_get_object (extension));

    if (X509_EXTENSION_get_critical (extension) != 0 &&
        nid != NID_issuing_distribution_point && nid != NID_crl_number &&
        nid != NID_authority_key_identifier)
      return TRUE;
  }
  return FALSE;
}

/* A list still in force at the token's time, or later, can say "not revoked then". */
static gboolean
speaks_of_time (X509_CRL *crl, gint64 time_us)
{
  gint64 next = 0;

  return X509_CRL_get0_nextUpdate (crl) == NULL ||
         (hikae_tsa_parse_asn1_time (X509_CRL_get0_nextUpdate (crl), &next) &&
          next >= time_us);
}

static gboolean
leaves_standing (int reason)
{
  return reason == CRL_REASON_UNSPECIFIED || reason == CRL_REASON_AFFILIATION_CHANGED ||
         reason == CRL_REASON_SUPERSEDED || reason == CRL_REASON_CESSATION_OF_OPERATION;
}

/* -1: the entry gives no reason, which RFC 3161 §4 treats as the worst one. */
static int
get_reason (const X509_REVOKED *entry)
{
  ASN1_ENUMERATED *value = X509_REVOKED_get_ext_d2i (entry, NID_crl_reason, NULL, NULL);
  int reason = value != NULL ? (int)ASN1_ENUMERATED_get (value) : -1;

  ASN1_ENUMERATED_free (value);
  return reason;
}

static gint64
get_revocation_time (const X509_REVOKED *entry)
{
  ASN1_GENERALIZEDTIME *since =
      X509_REVOKED_get_ext_d2i (entry, NID_invalidity_date, NULL, NULL);
  gint64 revoked = 0;
  gint64 invalid = 0;

  if (!hikae_tsa_parse_asn1_time (X509_REVOKED_get0_revocationDate (entry), &revoked))
    revoked = 0;
  if (since != NULL && hikae_tsa_parse_asn1_time (since, &invalid))
    revoked = MIN (revoked, invalid);
  ASN1_GENERALIZEDTIME_free (since);
  return revoked;
}

static void
judge_revocation (gint64 since, int reason, gint64 time_us, HikaeTsaVerdict *verdict)
{
  if (reason == CRL_REASON_REMOVE_FROM_CRL)
    return;
  if (since > time_us && leaves_standing (reason))
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_REVOKED_LATER, NULL);
  else
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_REVOKED, NULL);
}

/* TRUE when some list speaks of @certificate at @time_us. */
static gboolean
check_one (X509 *certificate,
           X509 *issuer,
           const GPtrArray *crls,
           gint64 time_us,
           HikaeTsaVerdict *verdict)
{
  gboolean covered = FALSE;

  for (guint i = 0; i < crls->len; i++) {
    X509_CRL *crl = crls->pdata[i];
    X509_REVOKED *entry = NULL;

    if (!hikae_tsa_crl_is_by (crl, issuer))
      continue;
    /* A revocation counts wherever it stands; "not revoked" only in a fitting list. */
    if (X509_CRL_get0_by_cert (crl, &entry, certificate) > 0)
      judge_revocation (
          get_revocation_time (entry), get_reason (entry), time_us, verdict);
    if (!has_unknown_critical (crl) && scope_covers (crl, certificate) &&
        speaks_of_time (crl, time_us))
      covered = TRUE;
  }
  ERR_clear_error ();
  return covered;
}

/* An answer given at or after the token's time, or still in force then. */
static gboolean
check_answer (OCSP_BASICRESP *answer,
              X509 *certificate,
              X509 *issuer,
              gint64 time_us,
              HikaeTsaVerdict *verdict)
{
  OCSP_SINGLERESP *single = hikae_tsa_ocsp_find (answer, certificate, issuer);
  ASN1_GENERALIZEDTIME *revoked = NULL;
  ASN1_GENERALIZEDTIME *next = NULL;
  gint64 since = 0;
  gint64 until = 0;
  int reason = -1;
  int status = V_OCSP_CERTSTATUS_UNKNOWN;

  if (single == NULL)
    return FALSE;
  status = OCSP_single_get0_status (single, &reason, &revoked, NULL, &next);
  if (status == V_OCSP_CERTSTATUS_REVOKED) {
    (void)hikae_tsa_parse_asn1_time (revoked, &since);
    judge_revocation (since, reason, time_us, verdict);
    return TRUE;
  }
  /* RFC 6960 §4.2.2.1: without nextUpdate newer information is always there. */
  if (next == NULL) {
    gint64 issued = 0;

    return status == V_OCSP_CERTSTATUS_GOOD &&
           hikae_tsa_ocsp_speaks_of (answer, certificate, issuer, &issued) &&
           issued >= time_us;
  }
  return status == V_OCSP_CERTSTATUS_GOOD && hikae_tsa_parse_asn1_time (next, &until) &&
         until >= time_us;
}

static gboolean
check_answers (X509 *certificate,
               X509 *issuer,
               const GPtrArray *answers,
               gint64 time_us,
               HikaeTsaVerdict *verdict)
{
  gboolean covered = FALSE;

  for (guint i = 0; i < answers->len; i++)
    if (check_answer (answers->pdata[i], certificate, issuer, time_us, verdict))
      covered = TRUE;
  ERR_clear_error ();
  return covered;
}

void
hikae_tsa_check_revocation (const GPtrArray *chain,
                            const GPtrArray *crls,
                            const GPtrArray *answers,
                            gint64 time_us,
                            gboolean strict,
                            HikaeTsaVerdict *verdict)
{
  for (guint i = 0; i + 1 < chain->len; i++) {
    X509 *one = chain->pdata[i];
    X509 *issuer = chain->pdata[i + 1];
    gboolean listed = check_one (one, issuer, crls, time_us, verdict);

    if (!check_answers (one, issuer, answers, time_us, verdict) && !listed)
      hikae_tsa_verdict_add (verdict,
                             strict ? HIKAE_TSA_CODE_REVOCATION_UNKNOWN
                                    : HIKAE_TSA_CODE_REVOCATION_UNCHECKED,
                             NULL);
  }
}
