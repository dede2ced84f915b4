/* hikae-tsa-ess-private.h: RFC 2634 and RFC 5035: which certificate signed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-tsa-openssl-private.h"
#include "hikae-tsa-verdict-private.h"

G_BEGIN_DECLS

/**
 * HikaeTsaEss:
 * @ids: parsed certificate ids; those of one attribute stand together
 * @has_v1: the signing-certificate attribute is there (SHA-1)
 * @has_v2: signing-certificate-v2 is there
 */
typedef struct {
  GArray *ids;
  gboolean has_v1;
  gboolean has_v2;
} HikaeTsaEss;

/* NULL after reporting when the attributes are missing, doubled or cannot be read. */
HikaeTsaEss *hikae_tsa_ess_parse (CMS_SignerInfo *signer, HikaeTsaVerdict *verdict);
void hikae_tsa_ess_free (HikaeTsaEss *self);
/* The first id of every attribute names @certificate: hash, issuer and serial. */
gboolean hikae_tsa_ess_names_signer (const HikaeTsaEss *self, X509 *certificate);
/* Every id names one certificate of @chain (element-type X509). */
gboolean hikae_tsa_ess_covered_by (const HikaeTsaEss *self, const GPtrArray *chain);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeTsaEss, hikae_tsa_ess_free)

G_END_DECLS
