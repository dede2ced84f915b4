/* hikae-test-authority.h: a time-stamp authority on the loopback, honest or not
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-test-status.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HikaeTestAuthority:
 *
 * OpenSSL's responder behind an HTTP server in threads of its own. The path of the URL
 * says how it behaves: "/" is honest. Towards the network: /slow /drip /drop /drop-middle
 * /429 /503 (both with Retry-After) /500 /404 /redirect /html /huge /endless /gzip /empty
 * /flaky (two failures, then an answer). In the answer: /replay /wrong-nonce /no-nonce
 * /wrong-imprint /wrong-policy /stranger (another hierarchy) /no-certificate /rejection
 * /rejection-with-token /past /future /truncated /trailing /wrong-type (content type).
 * Its own hierarchy names /ca.crl /root.crl and /ocsp, which it serves too.
 */
typedef struct _HikaeTestAuthority HikaeTestAuthority;

/* Listens on 127.0.0.1, a free port. @pki (transfer full) (nullable): made when NULL. */
HikaeTestAuthority *hikae_test_authority_new (HikaeTestPki *pki);
/* The same with a signer whose certificate ends at @not_after (seconds since 1970). */
HikaeTestAuthority *hikae_test_authority_new_until (gint64 not_after);
/* Stops: every connection is cut and every thread joined. */
void hikae_test_authority_free (HikaeTestAuthority *self);
guint16 hikae_test_authority_get_port (HikaeTestAuthority *self);
const HikaeTestPki *hikae_test_authority_get_pki (HikaeTestAuthority *self);
/* (transfer full): "http://127.0.0.1:PORT/@behaviour". */
char *hikae_test_authority_dup_url (HikaeTestAuthority *self, const char *behaviour);
/* The authority lives that many seconds later (or earlier) from now on. */
void hikae_test_authority_shift (HikaeTestAuthority *self, gint64 seconds);
/* Its lists and answers say that the signer was revoked at @when (seconds since 1970, 0:
 * it is not) for @reason. */
void hikae_test_authority_revoke (HikaeTestAuthority *self, gint64 when, int reason);
/* How often it was asked that way. */
guint hikae_test_authority_get_hits (HikaeTestAuthority *self, const char *behaviour);
/* (transfer full): the answer without the network. */
GBytes *hikae_test_authority_answer (HikaeTestAuthority *self,
                                     const char *behaviour,
                                     GBytes *query);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeTestAuthority, hikae_test_authority_free)

G_END_DECLS
