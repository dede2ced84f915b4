/* hikae-tsa-verdict-private.h: how the checks report what they found
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-tsa-verifier.h"

G_BEGIN_DECLS

/**
 * HikaeTsaCode:
 *
 * What a check can find. The order here is that of the table in hikae-tsa-verdict.c,
 * which gives each its public name, its weight and its sentence.
 */
typedef enum {
  HIKAE_TSA_CODE_PARSE,
  HIKAE_TSA_CODE_TRAILING,
  HIKAE_TSA_CODE_TOO_BIG,
  HIKAE_TSA_CODE_REJECTED,
  HIKAE_TSA_CODE_NO_TOKEN,
  HIKAE_TSA_CODE_NOT_SIGNED,
  HIKAE_TSA_CODE_NOT_TSTINFO,
  HIKAE_TSA_CODE_NO_CONTENT,
  HIKAE_TSA_CODE_SIGNER_COUNT,
  HIKAE_TSA_CODE_VERSION,
  HIKAE_TSA_CODE_GENTIME_SYNTAX,
  HIKAE_TSA_CODE_TST_CRITICAL_EXT,
  HIKAE_TSA_CODE_IMPRINT_MISMATCH,
  HIKAE_TSA_CODE_QUERY_SYNTAX,
  HIKAE_TSA_CODE_NONCE_MISSING,
  HIKAE_TSA_CODE_NONCE_MISMATCH,
  HIKAE_TSA_CODE_POLICY_MISMATCH,
  HIKAE_TSA_CODE_ATTRS,
  HIKAE_TSA_CODE_ESS,
  HIKAE_TSA_CODE_EKU_NOT_TIMESTAMPING,
  HIKAE_TSA_CODE_EKU_NOT_SOLE,
  HIKAE_TSA_CODE_EKU_NOT_CRITICAL,
  HIKAE_TSA_CODE_KU_UNSUITABLE,
  HIKAE_TSA_CODE_SIGNER_IS_CA,
  HIKAE_TSA_CODE_SIGNATURE,
  HIKAE_TSA_CODE_CHAIN_TIME,
  HIKAE_TSA_CODE_CHAIN,
  HIKAE_TSA_CODE_REVOKED,
  HIKAE_TSA_CODE_WEAK_HASH,
  HIKAE_TSA_CODE_WEAK_KEY,
  HIKAE_TSA_CODE_GENTIME_FUTURE,
  HIKAE_TSA_CODE_CLOCK_WINDOW,
  HIKAE_TSA_CODE_EVIDENCE_HASH,
  HIKAE_TSA_CODE_EVIDENCE_DATA,
  HIKAE_TSA_CODE_EVIDENCE_RENEWAL,
  HIKAE_TSA_CODE_EVIDENCE_ORDER,
  HIKAE_TSA_CODE_EVIDENCE_LATE,
  HIKAE_TSA_CODE_ASIC_CONTAINER,
  HIKAE_TSA_CODE_ASIC_DIGEST,
  HIKAE_TSA_CODE_ASIC_NO_DATA,
  HIKAE_TSA_CODE_ASIC_UNCOVERED,
  /* Something is missing. */
  HIKAE_TSA_CODE_SIGNER_CERT,
  HIKAE_TSA_CODE_CHAIN_TRUST,
  HIKAE_TSA_CODE_IMPRINT_UNCHECKED,
  HIKAE_TSA_CODE_REVOCATION_UNKNOWN,
  HIKAE_TSA_CODE_ASIC_NO_STAMP,
  /* Worth knowing; the verdict stands. */
  HIKAE_TSA_CODE_GRANTED_WITH_MODS,
  HIKAE_TSA_CODE_ESS_V1_SHA1,
  HIKAE_TSA_CODE_WEAK_CHAIN_HASH,
  HIKAE_TSA_CODE_WEAK_CHAIN_KEY,
  HIKAE_TSA_CODE_REVOKED_LATER,
  HIKAE_TSA_CODE_REVOCATION_UNCHECKED,
  HIKAE_TSA_CODE_TSA_NAME_MISMATCH,
  HIKAE_TSA_CODE_ACCURACY_RANGE,
} HikaeTsaCode;

/* The inverse of the table; @name must be in it. */
HikaeTsaCode hikae_tsa_code_from_name (const char *name);
HikaeTsaVerdict *hikae_tsa_verdict_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* Each code is kept once. @detail (nullable): replaces the table's sentence; foreign text
 * in it must have passed hikae_text_for_display(). */
void
hikae_tsa_verdict_add (HikaeTsaVerdict *verdict, HikaeTsaCode code, const char *detail);
/* Writes the sentence; the last thing that is done. */
void hikae_tsa_verdict_finish (HikaeTsaVerdict *verdict);

G_END_DECLS
