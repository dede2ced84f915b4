/* hikae-tsa-request.h: RFC 3161 §2.4.1: a query
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-digest.h"

G_BEGIN_DECLS

/* (transfer full): DER TimeStampReq: imprint @digest, certReq TRUE, a fresh nonce of 63
 * bits, @policy (nullable) as reqPolicy. Never send the same query twice. */
GBytes *hikae_tsa_request_new (const HikaeDigest *digest,
                               const char *policy,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
