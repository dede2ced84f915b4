/* hikae-evidence-record.h: RFC 4998: proof of existence that outlives its algorithms
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-hash-tree.h"
#include "hikae-tsa-verifier.h"

G_BEGIN_DECLS

/* Real records are under 10 KiB. */
#define HIKAE_EVIDENCE_RECORD_MAX (4 * 1024 * 1024)

/* (transfer full): a record for @leaf out of @tree, whose root @token stamps.
 * @token: a bare token. Nothing is verified here. */
GBytes *hikae_evidence_record_new (const HikaeHashTree *tree,
                                   const HikaeDigest *leaf,
                                   GBytes *token,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): the record that a stamp over @leaf is by itself: a tree of one leaf
 * under @token. */
GBytes *hikae_evidence_record_start (const HikaeDigest *leaf,
                                     GBytes *token,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the first time stamp in @record is @token (a bare token). */
gboolean hikae_evidence_record_starts_with (GBytes *record, GBytes *token);
/* The hash function of the last chain; %HIKAE_DIGEST_NONE when it is none of ours or this
 * is no record. */
HikaeDigestAlgorithm hikae_evidence_record_get_algorithm (GBytes *record);

/* What the next stamp must cover so that @record stays proof. */

/* Time-stamp renewal (§5.2): the digest of the last time stamp. @algorithm must be that
 * of the last chain, otherwise %HIKAE_ERROR_REJECTED. */
gboolean hikae_evidence_record_digest_stamp (GBytes *record,
                                             HikaeDigestAlgorithm algorithm,
                                             HikaeDigest *digest,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Hash-tree renewal (§5.2): H(H(data) || H(all chains so far)). @data: H(data) by the
 * new algorithm. */
gboolean hikae_evidence_record_digest_all (GBytes *record,
                                           const HikaeDigest *data,
                                           HikaeDigest *digest,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): @record with one more archive time stamp: at the end of the last chain
 * (time-stamp renewal), or as a new chain (hash-tree renewal). @leaf: one of the digests
 * above, in @tree. */
GBytes *hikae_evidence_record_renew (GBytes *record,
                                     const HikaeHashTree *tree,
                                     const HikaeDigest *leaf,
                                     GBytes *token,
                                     gboolean new_chain,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeEvidenceInput:
 * @record: DER EvidenceRecord
 * @data: (element-type GBytes): the object, or all objects of one data group
 * @anchors, @untrusted, @crls, @ocsp, @now: as in #HikaeTsaInput, for every time stamp in
 * it
 */
typedef struct {
  GBytes *record;
  GPtrArray *data;
  GBytes *anchors;
  GBytes *untrusted;
  GBytes *crls;
  GBytes *ocsp;
  gint64 now;
} HikaeEvidenceInput;

/* (transfer full): §4.3 and §5.3. Never fails. The verdict's time, signer and accuracy
 * are those of the first archive time stamp, its chain_ends that of the last. A hash
 * function that is weak today is no fault of a time stamp that was renewed. Any thread.
 */
HikaeTsaVerdict *
hikae_evidence_record_verify (const HikaeEvidenceInput *input) G_GNUC_WARN_UNUSED_RESULT;

/* When a stamp should be renewed, microseconds UTC: twelve months before the first
 * certificate of its chain ends, or half way for a shorter life. 0 when @chain_ends is.
 */
gint64 hikae_tsa_get_renewal_due (gint64 gen_time, gint64 chain_ends);

G_END_DECLS
