/* hikae-test-status.h: what the test hierarchy says of its own certificates
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-test-pki.h"

G_BEGIN_DECLS

/**
 * HikaeTestRevocation:
 * @issued: seconds since 1970 of every list and answer
 * @revoked: of the signer, 0: it is not
 * @reason: of RFC 5280 §5.3.1, -1: none given
 */
typedef struct {
  gint64 issued;
  gint64 revoked;
  int reason;
} HikaeTestRevocation;

/* (transfer full): DER list of the root (about the authority) or of the authority (about
 * the signer). */
GBytes *hikae_test_status_format_crl (const HikaeTestPki *pki,
                                      gboolean of_root,
                                      const HikaeTestRevocation *state);
/* (transfer full): DER OCSPResponse to @request; "malformed" when it is none. */
GBytes *hikae_test_status_answer (const HikaeTestPki *pki,
                                  GBytes *request,
                                  const HikaeTestRevocation *state);

G_END_DECLS
