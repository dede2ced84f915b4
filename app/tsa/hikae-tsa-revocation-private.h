/* hikae-tsa-revocation-private.h: RFC 3161 §4: what a revocation does to a stamp
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-tsa-openssl-private.h"
#include "hikae-tsa-verdict-private.h"

G_BEGIN_DECLS

/* REVOKED, REVOKED_LATER, and REVOCATION_UNKNOWN (@strict) or REVOCATION_UNCHECKED when a
 * certificate below the anchor has no list. @chain: element-type X509, signer first;
 * @crls: element-type X509_CRL; @answers: element-type OCSP_BASICRESP. */
void hikae_tsa_check_revocation (const GPtrArray *chain,
                                 const GPtrArray *crls,
                                 const GPtrArray *answers,
                                 gint64 time_us,
                                 gboolean strict,
                                 HikaeTsaVerdict *verdict);

/* Whether @issuer signed @crl and may. */
gboolean hikae_tsa_crl_is_by (X509_CRL *crl, X509 *issuer);

G_END_DECLS
