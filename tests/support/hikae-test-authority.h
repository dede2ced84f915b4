/* hikae-test-authority.h: a time-stamp authority on the loopback, honest or not
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-test-pki.h"

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
 */
typedef struct _HikaeTestAuthority HikaeTestAuthority;

/* Listens on 127.0.0.1, a free port. @pki (transfer full) (nullable): made when NULL. */
HikaeTestAuthority *hikae_test_authority_new (HikaeTestPki *pki);
/* Stops: every connection is cut and every thread joined. */
void hikae_test_authority_free (HikaeTestAuthority *self);
guint16 hikae_test_authority_get_port (HikaeTestAuthority *self);
const HikaeTestPki *hikae_test_authority_get_pki (HikaeTestAuthority *self);
/* (transfer full): "http://127.0.0.1:PORT/@behaviour". */
char *hikae_test_authority_dup_url (HikaeTestAuthority *self, const char *behaviour);
/* How often it was asked that way. */
guint hikae_test_authority_get_hits (HikaeTestAuthority *self, const char *behaviour);
/* (transfer full): the answer without the network. */
GBytes *hikae_test_authority_answer (HikaeTestAuthority *self,
                                     const char *behaviour,
                                     GBytes *query);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeTestAuthority, hikae_test_authority_free)

G_END_DECLS
