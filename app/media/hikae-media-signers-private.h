/* hikae-media-signers-private.h: the list of known signers of content credentials
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): the day of `data/media/c2pa-signers.pem`, "2026-08-21". */
char *hikae_c2pa_signers_dup_date (void) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @certificate, with the help of @chain, leads to the list. Dates do not count:
 * that a certificate ended is a fact of its own. Nothing is fetched. */
gboolean hikae_c2pa_signers_know (X509 *certificate, STACK_OF (X509) * chain);

G_END_DECLS
