/* hikae-tsa-revocation-private.h: RFC 3161 §4: what a revocation does to a stamp
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-tsa-verdict-private.h"

G_BEGIN_DECLS

/* REVOKED, REVOKED_LATER, and REVOCATION_UNKNOWN (@strict) or REVOCATION_UNCHECKED when a
 * certificate below the anchor has no list. @chain: element-type X509, signer first;
 * @crls: element-type X509_CRL. */
void hikae_tsa_check_revocation (const GPtrArray *chain,
                                 const GPtrArray *crls,
                                 gint64 time_us,
                                 gboolean strict,
                                 HikaeTsaVerdict *verdict);

G_END_DECLS
