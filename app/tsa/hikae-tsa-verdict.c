/* hikae-tsa-verdict.c: the codes of a verdict, their weight and their words
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-tsa-verdict-private.h"

#include <string.h>

typedef struct {
  const char *name;
  HikaeTsaState weight;
  const char *sentence;
} CodeInfo;

static const CodeInfo code_infos[] = {
    [HIKAE_TSA_CODE_PARSE] = {"PARSE",
                              HIKAE_TSA_INVALID,
                              "this is not a time-stamp answer"},
    [HIKAE_TSA_CODE_TRAILING] = {"TRAILING",
                                 HIKAE_TSA_INVALID,
                                 "there are bytes after the end"},
    [HIKAE_TSA_CODE_TOO_BIG] = {"TOO_BIG",
                                HIKAE_TSA_INVALID,
                                "the answer is larger than any real one"},
    [HIKAE_TSA_CODE_REJECTED] = {"REJECTED",
                                 HIKAE_TSA_INVALID,
                                 "the authority refused the request"},
    [HIKAE_TSA_CODE_NO_TOKEN] = {"NO_TOKEN",
                                 HIKAE_TSA_INVALID,
                                 "the answer says granted and holds no token"},
    [HIKAE_TSA_CODE_NOT_SIGNED] = {"NOT_SIGNED",
                                   HIKAE_TSA_INVALID,
                                   "the token is not signed data"},
    [HIKAE_TSA_CODE_NOT_TSTINFO] = {"NOT_TSTINFO",
                                    HIKAE_TSA_INVALID,
                                    "what is signed is not a time stamp"},
    [HIKAE_TSA_CODE_NO_CONTENT] = {"NO_CONTENT",
                                   HIKAE_TSA_INVALID,
                                   "the token does not hold what it signs"},
    [HIKAE_TSA_CODE_SIGNER_COUNT] = {"SIGNER_COUNT",
                                     HIKAE_TSA_INVALID,
                                     "a time stamp has exactly one signer"},
    [HIKAE_TSA_CODE_VERSION] = {"VERSION",
                                HIKAE_TSA_INVALID,
                                "the token is of an unknown version"},
    [HIKAE_TSA_CODE_GENTIME_SYNTAX] = {"GENTIME_SYNTAX",
                                       HIKAE_TSA_INVALID,
                                       "the time in the token is not written as "
                                       "RFC 3161 demands"},
    [HIKAE_TSA_CODE_TST_CRITICAL_EXT] = {"TST_CRITICAL_EXT",
                                         HIKAE_TSA_INVALID,
                                         "the token has a critical extension that is "
                                         "not understood"},
    [HIKAE_TSA_CODE_IMPRINT_MISMATCH] = {"IMPRINT_MISMATCH",
                                         HIKAE_TSA_INVALID,
                                         "the token is about other bytes"},
    [HIKAE_TSA_CODE_QUERY_SYNTAX] = {"QUERY_SYNTAX",
                                     HIKAE_TSA_INVALID,
                                     "the query to compare with cannot be read"},
    [HIKAE_TSA_CODE_NONCE_MISSING] = {"NONCE_MISSING",
                                      HIKAE_TSA_INVALID,
                                      "the token lacks the random number of the query, "
                                      "so it may be an old one"},
    [HIKAE_TSA_CODE_NONCE_MISMATCH] = {"NONCE_MISMATCH",
                                       HIKAE_TSA_INVALID,
                                       "the token answers another query"},
    [HIKAE_TSA_CODE_POLICY_MISMATCH] = {"POLICY_MISMATCH",
                                        HIKAE_TSA_INVALID,
                                        "the token was made under a policy that was not "
                                        "asked for"},
    [HIKAE_TSA_CODE_ATTRS] = {"ATTRS",
                              HIKAE_TSA_INVALID,
                              "the signed attributes are missing or wrong"},
    [HIKAE_TSA_CODE_ESS] = {"ESS",
                            HIKAE_TSA_INVALID,
                            "the token does not name the certificate that signed it"},
    [HIKAE_TSA_CODE_EKU_NOT_TIMESTAMPING] = {"EKU_NOT_TIMESTAMPING",
                                             HIKAE_TSA_INVALID,
                                             "the signer's certificate is not for time "
                                             "stamps"},
    [HIKAE_TSA_CODE_EKU_NOT_SOLE] = {"EKU_NOT_SOLE",
                                     HIKAE_TSA_INVALID,
                                     "the signer's certificate is for other things too"},
    [HIKAE_TSA_CODE_EKU_NOT_CRITICAL] = {"EKU_NOT_CRITICAL",
                                         HIKAE_TSA_INVALID,
                                         "the purpose in the signer's certificate is not "
                                         "marked critical"},
    [HIKAE_TSA_CODE_KU_UNSUITABLE] = {"KU_UNSUITABLE",
                                      HIKAE_TSA_INVALID,
                                      "the signer's key may be used for more than "
                                      "signing"},
    [HIKAE_TSA_CODE_SIGNER_IS_CA] = {"SIGNER_IS_CA",
                                     HIKAE_TSA_INVALID,
                                     "the signer is a certification authority"},
    [HIKAE_TSA_CODE_SIGNATURE] = {"SIGNATURE",
                                  HIKAE_TSA_INVALID,
                                  "the signature does not fit"},
    [HIKAE_TSA_CODE_CHAIN_TIME] = {"CHAIN_TIME",
                                   HIKAE_TSA_INVALID,
                                   "a certificate was not valid at the time in the "
                                   "token"},
    [HIKAE_TSA_CODE_CHAIN] = {"CHAIN",
                              HIKAE_TSA_INVALID,
                              "the chain of certificates breaks a rule"},
    [HIKAE_TSA_CODE_REVOKED] = {"REVOKED",
                                HIKAE_TSA_INVALID,
                                "a certificate of the chain was revoked"},
    [HIKAE_TSA_CODE_WEAK_HASH] = {"WEAK_HASH",
                                  HIKAE_TSA_INVALID,
                                  "a hash function is used that can be forged"},
    [HIKAE_TSA_CODE_WEAK_KEY] = {"WEAK_KEY",
                                 HIKAE_TSA_INVALID,
                                 "the signer's key is too short"},
    [HIKAE_TSA_CODE_GENTIME_FUTURE] = {"GENTIME_FUTURE",
                                       HIKAE_TSA_INVALID,
                                       "the time in the token is in the future"},
    [HIKAE_TSA_CODE_CLOCK_WINDOW] = {"CLOCK_WINDOW",
                                     HIKAE_TSA_INVALID,
                                     "the time in the token is not between asking and "
                                     "answering by this computer's clock"},
    [HIKAE_TSA_CODE_EVIDENCE_HASH] = {"EVIDENCE_HASH",
                                      HIKAE_TSA_INVALID,
                                      "the record uses a hash function that is not "
                                      "known, or changes it within a chain"},
    [HIKAE_TSA_CODE_EVIDENCE_DATA] = {"EVIDENCE_DATA",
                                      HIKAE_TSA_INVALID,
                                      "the record is not about these bytes"},
    [HIKAE_TSA_CODE_EVIDENCE_RENEWAL] = {"EVIDENCE_RENEWAL",
                                         HIKAE_TSA_INVALID,
                                         "a renewal does not cover what it should renew"},
    [HIKAE_TSA_CODE_EVIDENCE_ORDER] = {"EVIDENCE_ORDER",
                                       HIKAE_TSA_INVALID,
                                       "a renewal is older than what it renews"},
    [HIKAE_TSA_CODE_EVIDENCE_LATE] =
        {"EVIDENCE_LATE",
         HIKAE_TSA_INVALID,
         "a renewal came after the certificates before it had ended"},
    [HIKAE_TSA_CODE_ASIC_CONTAINER] = {"ASIC_CONTAINER",
                                       HIKAE_TSA_INVALID,
                                       "the container is not built as its rules say"},
    [HIKAE_TSA_CODE_ASIC_DIGEST] = {"ASIC_DIGEST",
                                    HIKAE_TSA_INVALID,
                                    "a file in the container is not what its manifest "
                                    "says"},
    [HIKAE_TSA_CODE_ASIC_NO_DATA] = {"ASIC_NO_DATA",
                                     HIKAE_TSA_INVALID,
                                     "the container holds nothing that could be stamped"},
    [HIKAE_TSA_CODE_ASIC_UNCOVERED] = {"ASIC_UNCOVERED",
                                       HIKAE_TSA_INVALID,
                                       "a file in the container is covered by no time "
                                       "stamp"},
    [HIKAE_TSA_CODE_SIGNER_CERT] = {"SIGNER_CERT",
                                    HIKAE_TSA_INDETERMINATE,
                                    "the signer's certificate is not at hand"},
    [HIKAE_TSA_CODE_CHAIN_TRUST] = {"CHAIN_TRUST",
                                    HIKAE_TSA_INDETERMINATE,
                                    "the chain does not lead to a pinned authority"},
    [HIKAE_TSA_CODE_IMPRINT_UNCHECKED] = {"IMPRINT_UNCHECKED",
                                          HIKAE_TSA_INDETERMINATE,
                                          "there was nothing to compare the token with"},
    [HIKAE_TSA_CODE_REVOCATION_UNKNOWN] = {"REVOCATION_UNKNOWN",
                                           HIKAE_TSA_INDETERMINATE,
                                           "no fitting revocation list is at hand"},
    [HIKAE_TSA_CODE_ASIC_NO_STAMP] = {"ASIC_NO_STAMP",
                                      HIKAE_TSA_INDETERMINATE,
                                      "the container holds no time stamp; signatures are "
                                      "not judged here"},
    [HIKAE_TSA_CODE_GRANTED_WITH_MODS] = {"GRANTED_WITH_MODS",
                                          HIKAE_TSA_VALID,
                                          "the authority granted with changes"},
    [HIKAE_TSA_CODE_ESS_V1_SHA1] = {"ESS_V1_SHA1",
                                    HIKAE_TSA_VALID,
                                    "the signer's certificate is named by SHA-1 only"},
    [HIKAE_TSA_CODE_WEAK_CHAIN_HASH] = {"WEAK_CHAIN_HASH",
                                        HIKAE_TSA_VALID,
                                        "a certificate of the chain is signed over a "
                                        "weak hash"},
    [HIKAE_TSA_CODE_WEAK_CHAIN_KEY] = {"WEAK_CHAIN_KEY",
                                       HIKAE_TSA_VALID,
                                       "a certificate of the chain has a short key"},
    [HIKAE_TSA_CODE_REVOKED_LATER] = {"REVOKED_LATER",
                                      HIKAE_TSA_VALID,
                                      "a certificate was revoked after the stamp, for a "
                                      "reason that leaves it standing"},
    [HIKAE_TSA_CODE_REVOCATION_UNCHECKED] = {"REVOCATION_UNCHECKED",
                                             HIKAE_TSA_VALID,
                                             "revocation was not checked"},
    [HIKAE_TSA_CODE_TSA_NAME_MISMATCH] = {"TSA_NAME_MISMATCH",
                                          HIKAE_TSA_VALID,
                                          "the token names another authority than its "
                                          "certificate"},
    [HIKAE_TSA_CODE_ACCURACY_RANGE] = {"ACCURACY_RANGE",
                                       HIKAE_TSA_VALID,
                                       "the accuracy in the token is out of range"},
};

const char *
hikae_tsa_state_get_name (HikaeTsaState state)
{
  switch (state) {
  case HIKAE_TSA_VALID:
    return "valid";
  case HIKAE_TSA_INDETERMINATE:
    return "indeterminate";
  case HIKAE_TSA_INVALID:
  default:
    return "invalid";
  }
}

HikaeTsaVerdict *
hikae_tsa_verdict_new (void)
{
  HikaeTsaVerdict *verdict = g_new0 (HikaeTsaVerdict, 1);

  verdict->state = HIKAE_TSA_VALID;
  verdict->codes = g_ptr_array_new_with_free_func (g_free);
  verdict->accuracy_us = -1;
  return verdict;
}

void
hikae_tsa_verdict_free (HikaeTsaVerdict *verdict)
{
  if (verdict == NULL)
    return;
  g_clear_pointer (&verdict->codes, g_ptr_array_unref);
  g_clear_pointer (&verdict->token, g_bytes_unref);
  g_clear_pointer (&verdict->chain, g_bytes_unref);
  g_free (verdict->sentence);
  g_free (verdict->signer);
  g_free (verdict->policy);
  g_free (verdict->serial);
  g_free (verdict->imprint_algorithm);
  g_free (verdict);
}

static const CodeInfo *
find_info (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (code_infos); i++)
    if (strcmp (code_infos[i].name, name) == 0)
      return &code_infos[i];
  g_assert_not_reached ();
}

HikaeTsaCode
hikae_tsa_code_from_name (const char *name)
{
  return (HikaeTsaCode)(find_info (name) - code_infos);
}

static gboolean
has_code (const HikaeTsaVerdict *verdict, HikaeTsaCode code)
{
  return g_ptr_array_find_with_equal_func (
      verdict->codes, code_infos[code].name, g_str_equal, NULL);
}

/* Heavier codes stand before lighter ones; among equals, the one found first. */
static guint
find_place (const HikaeTsaVerdict *verdict, HikaeTsaState weight)
{
  guint place = 0;

  while (place < verdict->codes->len &&
         find_info (verdict->codes->pdata[place])->weight >= weight)
    place++;
  return place;
}

void
hikae_tsa_verdict_add (HikaeTsaVerdict *verdict, HikaeTsaCode code, const char *detail)
{
  const CodeInfo *info = &code_infos[code];
  guint place = 0;

  if (has_code (verdict, code))
    return;
  place = find_place (verdict, info->weight);
  g_ptr_array_insert (verdict->codes, (int)place, g_strdup (info->name));
  if (place == 0) {
    g_free (verdict->sentence);
    verdict->sentence = g_strdup (detail != NULL ? detail : info->sentence);
  }
  verdict->state = MAX (verdict->state, info->weight);
}

static char *
dup_good_sentence (const HikaeTsaVerdict *verdict)
{
  g_autofree char *time = hikae_clock_format_utc (verdict->gen_time);

  return g_strdup_printf ("these bytes existed at %s", time);
}

void
hikae_tsa_verdict_finish (HikaeTsaVerdict *verdict)
{
  g_autofree char *first = g_steal_pointer (&verdict->sentence);

  switch (verdict->state) {
  case HIKAE_TSA_VALID: {
    g_autofree char *good = dup_good_sentence (verdict);

    verdict->sentence = first != NULL ? g_strdup_printf ("%s; note: %s", good, first)
                                      : g_steal_pointer (&good);
    break;
  }
  case HIKAE_TSA_INDETERMINATE:
    verdict->sentence =
        g_strdup_printf ("nothing wrong was found, but something is missing: %s", first);
    break;
  case HIKAE_TSA_INVALID:
  default:
    verdict->sentence = g_strdup_printf ("this proves no time: %s", first);
    break;
  }
}

char *
hikae_tsa_verdict_dup_codes (const HikaeTsaVerdict *verdict)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < verdict->codes->len; i++)
    g_string_append_printf (
        text, "%s%s", i > 0 ? " " : "", (const char *)verdict->codes->pdata[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
