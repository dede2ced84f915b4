/* hikae-media-cose-private.h: the signature over a C2PA claim
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HIKAE_COSE_INTACT,
  HIKAE_COSE_BROKEN,
  HIKAE_COSE_NOT_CHECKED, /* unknown algorithm, no certificate */
} HikaeCoseState;

/* Separate facts, never one verdict. Strings may be NULL. */
typedef struct {
  HikaeCoseState state;
  const char *algorithm; /* "ES256", "PS256", "EdDSA"… */
  char *organisation;    /* O of the signer's certificate, as stated */
  char *common_name;     /* CN of it */
  char *issuer;          /* O or CN of its issuer */
  char *not_after;       /* ISO time */
  gboolean expired;      /* at the time of looking */
  gboolean has_timestamp;
  gboolean listed; /* its chain leads to the list of known signers */
} HikaeCoseFacts;

/* @sign1: COSE_Sign1 (RFC 9052 §4.2) with a detached payload; @claim: that payload. */
void hikae_cose_check (const guint8 *sign1,
                       gsize sign1_size,
                       const guint8 *claim,
                       gsize claim_size,
                       HikaeCoseFacts *facts);
void hikae_cose_facts_clear (HikaeCoseFacts *facts);

G_END_DECLS
