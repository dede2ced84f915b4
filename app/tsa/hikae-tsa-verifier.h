/* hikae-tsa-verifier.h: RFC 3161 verification: bytes in, verdict out
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-digest.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HIKAE_TSA_REPLY_MAX (1024 * 1024)

typedef enum {
  HIKAE_TSA_VALID,
  HIKAE_TSA_INDETERMINATE,
  HIKAE_TSA_INVALID,
} HikaeTsaState;

/* "valid", "indeterminate", "invalid". */
const char *hikae_tsa_state_get_name (HikaeTsaState state);

/**
 * HikaeTsaForm:
 * @HIKAE_TSA_FORM_ANY: a whole answer or a bare token
 * @HIKAE_TSA_FORM_RESPONSE: only a whole TimeStampResp, as an authority must send it
 */
typedef enum {
  HIKAE_TSA_FORM_ANY,
  HIKAE_TSA_FORM_RESPONSE,
} HikaeTsaForm;

/**
 * HikaeTsaInput:
 * @token: a whole TimeStampResp (.tsr) or a bare token (.tst), recognised by itself
 * @query: (nullable): the DER query it answers; nonce and policy are checked against it
 * @data: (nullable): the stamped bytes themselves
 * @imprint: (nullable): their digest when the bytes are not at hand, "alg:hex"
 *   (OpenSSL's digest names)
 * @anchors: PEM; the only certificates that are trusted
 * @untrusted: (nullable): PEM or concatenated; helps to build the chain
 * @crls: (nullable): PEM or DER, several one after the other
 * @ocsp: (nullable): DER OCSPResponse values one after the other
 * @policies: (nullable): space-separated OIDs allowed
 * @now: microseconds UTC
 * @sent_at: 0, or when the query was sent: genTime must fit between
 * @received_at: 0, or when the reply came
 * @strict_revocation: without revocation data the verdict is indeterminate
 * @form: what @token may be
 */
typedef struct {
  GBytes *token;
  GBytes *query;
  GBytes *data;
  const char *imprint;
  GBytes *anchors;
  GBytes *untrusted;
  GBytes *crls;
  GBytes *ocsp;
  const char *policies;
  gint64 now;
  gint64 sent_at;
  gint64 received_at;
  gboolean strict_revocation;
  HikaeTsaForm form;
} HikaeTsaInput;

/**
 * HikaeTsaVerdict:
 *
 * Every pointer may be NULL when the input did not get that far.
 */
typedef struct {
  HikaeTsaState state;
  GPtrArray *codes;   /* (element-type utf8): failures first, then warnings */
  char *sentence;     /* English; why, in one sentence */
  gint64 gen_time;    /* microseconds UTC */
  gint64 accuracy_us; /* -1 when unknown */
  char *signer;       /* subject of the certificate that signed */
  char *policy;       /* OID */
  char *serial;       /* hex */
  char *imprint_algorithm;
  GBytes *token;      /* the bare token, DER CMS */
  GBytes *chain;      /* PEM: signer's chain up to the anchor */
  gint64 chain_ends;  /* earliest notAfter in the chain, microseconds UTC */
  gboolean qualified; /* claims esi4-qtstStatement-1 */
} HikaeTsaVerdict;

/* Never fails: what cannot be parsed is an invalid verdict with a code. Any thread. */
HikaeTsaVerdict *hikae_tsa_verify (const HikaeTsaInput *input) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @text is a digest as `imprint` above wants it: "alg:hex", of an algorithm that
 * is known, with as many digits as it has. One that is not fits no token. */
gboolean hikae_tsa_digest_is_readable (const char *text);
/* (transfer full): the token of a file that somebody made of it, without the PEM around
 * it (RFC 7468 §§8, 9) when there is such; else @file itself. What authorities send and
 * what bundles hold is never wrapped. */
GBytes *hikae_tsa_unwrap (GBytes *file) G_GNUC_WARN_UNUSED_RESULT;
void hikae_tsa_verdict_free (HikaeTsaVerdict *verdict);
/* (transfer full): PEM of the last certificate of @chain (PEM, signer first): the anchor
 * alone, so that nothing above the signer is skipped when it is trusted again. */
GBytes *hikae_tsa_chain_dup_anchor (GBytes *chain) G_GNUC_WARN_UNUSED_RESULT;
/* Whether that anchor is one of @anchors (PEM). */
gboolean hikae_tsa_chain_ends_in (GBytes *chain, GBytes *anchors);
/* (transfer full): codes joined by spaces. */
char *hikae_tsa_verdict_dup_codes (const HikaeTsaVerdict *verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeTsaVerdict, hikae_tsa_verdict_free)

G_END_DECLS
