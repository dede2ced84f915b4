/* hikae-tsa-pool-private.h: certificates and revocation lists out of untrusted bytes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-tsa-openssl-private.h"

#include <glib.h>

G_BEGIN_DECLS

/* Real tokens hold at most a dozen. */
#define HIKAE_TSA_MAX_CERTIFICATES 128
/* Of many stamps, fetched over the years. */
#define HIKAE_TSA_MAX_CRLS 512

/* (transfer full) (element-type X509): PEM blocks, DER values one after the other, or one
 * PKCS #7 bag.
 * What cannot be read is left out; never more than the maximum. */
GPtrArray *hikae_tsa_pool_load_certificates (GBytes *bytes);
/* (transfer full) (element-type X509_CRL) */
GPtrArray *hikae_tsa_pool_load_crls (GBytes *bytes);
/* Adds a reference to @certificate unless an equal one is there or the pool is full. */
void hikae_tsa_pool_add (GPtrArray *pool, X509 *certificate);
/* (transfer full): PEM of @certificates. */
GBytes *hikae_tsa_pool_format_pem (const GPtrArray *certificates);
/* (transfer full) (nullable): the CMS structure inside the first block of PEM that holds
 * one ("CMS", "PKCS7"; RFC 7468 §§8, 9); NULL when there is none. */
GBytes *hikae_tsa_unwrap_pem (const guint8 *bytes, gsize size);

G_END_DECLS
