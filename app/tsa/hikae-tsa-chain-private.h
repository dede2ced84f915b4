/* hikae-tsa-chain-private.h: from the signer to a pinned anchor, at the token's time
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-tsa-ess-private.h"

G_BEGIN_DECLS

/* (transfer full) (nullable) (element-type X509): the chain, signer first, anchor last.
 * Reports CHAIN_TRUST, CHAIN_TIME or CHAIN and returns NULL when there is none.
 * @pool and @anchors: element-type X509; only @anchors are trusted. @ess (nullable):
 * among several good chains one that it names is taken. */
GPtrArray *hikae_tsa_chain_build (X509 *signer,
                                  const GPtrArray *pool,
                                  const GPtrArray *anchors,
                                  gint64 time_us,
                                  const HikaeTsaEss *ess,
                                  HikaeTsaVerdict *verdict);
/* WEAK_CHAIN_HASH, WEAK_CHAIN_KEY. */
void hikae_tsa_chain_check_strength (const GPtrArray *chain, HikaeTsaVerdict *verdict);
/* Microseconds UTC of the first notAfter to come; 0 when unreadable. */
gint64 hikae_tsa_chain_get_end (const GPtrArray *chain);
/* ASN1_TIME to microseconds UTC; FALSE when unreadable. */
gboolean hikae_tsa_parse_asn1_time (const ASN1_TIME *time, gint64 *time_us);

G_END_DECLS
