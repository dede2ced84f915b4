/* hikae-media-cose-private.h: the signature over a C2PA claim
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-media-cbor-private.h"

#include <openssl/x509.h>
#include <time.h>

G_BEGIN_DECLS

typedef enum {
  HIKAE_COSE_INTACT,
  HIKAE_COSE_BROKEN,
  HIKAE_COSE_NOT_CHECKED, /* unknown algorithm, no certificate */
} HikaeCoseState;

/**
 * HikaeCoseTime:
 * @imprint: the stamp is of this seal
 * @signature: it is as its authority made it
 * @stated: (nullable): ISO time
 * @authority: (nullable): O or CN of its certificate, as stated
 */
typedef struct {
  gboolean present;
  HikaeCoseState imprint;
  HikaeCoseState signature;
  char *stated;
  char *authority;
} HikaeCoseTime;

/* Separate facts, never one verdict. Strings may be NULL. */
typedef struct {
  HikaeCoseState state;
  const char *algorithm; /* "ES256", "PS256", "EdDSA"… */
  char *organisation;    /* O of the signer's certificate, as stated */
  char *common_name;     /* CN of it */
  char *issuer;          /* O or CN of its issuer */
  char *not_after;       /* ISO time */
  gboolean expired;      /* at the time of looking */
  HikaeCoseTime time;
  gboolean listed; /* its chain leads to the list of known signers */
} HikaeCoseFacts;

/* @sign1: COSE_Sign1 (RFC 9052 §4.2) with a detached payload; @claim: that payload. */
void hikae_cose_check (const guint8 *sign1,
                       gsize sign1_size,
                       const guint8 *claim,
                       gsize claim_size,
                       HikaeCoseFacts *facts);
/* @header: the value of "sigTst" or "sigTst2"; @stamped: what the stamp must be of. */
void hikae_cose_read_time (const HikaeCbor *header,
                           const guint8 *stamped,
                           gsize stamped_size,
                           HikaeCoseTime *time);
/* (transfer full) (nullable): the part of it that @nid says. */
char *hikae_cose_dup_name_part (const X509_NAME *name, int nid) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): O of it, else CN. */
char *hikae_cose_dup_name (const X509_NAME *name) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) */
char *hikae_cose_format_time (const struct tm *when) G_GNUC_WARN_UNUSED_RESULT;
void hikae_cose_facts_clear (HikaeCoseFacts *facts);

G_END_DECLS
