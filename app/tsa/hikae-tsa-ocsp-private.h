/* hikae-tsa-ocsp-private.h: RFC 6960: answers about one certificate
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-tsa-openssl-private.h"

#include <openssl/ocsp.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): DER OCSPRequest. */
GBytes *hikae_tsa_ocsp_make_request (X509 *certificate, X509 *issuer);
/* (transfer full) (element-type OCSP_BASICRESP): the successful ones among DER
 * OCSPResponse values one after the other. */
GPtrArray *hikae_tsa_pool_load_ocsp (GBytes *bytes);
/* Adds to @answers those that stand in the crls field of @token (DER): of RFC 5940 §2 and
 * §3, and the bare BasicOCSPResponse that is met in practice. */
void hikae_tsa_pool_add_embedded_ocsp (GPtrArray *answers, GBytes *token);
/* (transfer none) (nullable): what @answer says of @certificate, when @issuer, or one
 * whom it named for this (RFC 6960 §4.2.2.2), signed it. Owned by @answer. */
OCSP_SINGLERESP *
hikae_tsa_ocsp_find (OCSP_BASICRESP *answer, X509 *certificate, X509 *issuer);
/* The same; @issued_at: (out): thisUpdate, microseconds UTC. */
gboolean hikae_tsa_ocsp_speaks_of (OCSP_BASICRESP *answer,
                                   X509 *certificate,
                                   X509 *issuer,
                                   gint64 *issued_at);

G_END_DECLS
