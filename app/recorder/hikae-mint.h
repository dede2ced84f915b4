/* hikae-mint.h: an authority for one capture, that never leaves memory
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HikaeMint:
 *
 * Makes server certificates (ECDSA P-256) for the hosts that the captured page asks for,
 * under an authority made at construction. No system and no browser trusts it; only the
 * one view that talks to our own proxy does. Any thread.
 */
typedef struct _HikaeMint HikaeMint;

HikaeMint *hikae_mint_new (GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_mint_free (HikaeMint *self);
/* (transfer full): with its key; kept for the next connection to @host. */
GTlsCertificate *hikae_mint_get (HikaeMint *self,
                                 const char *host,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none): the authority's certificate. */
const char *hikae_mint_get_pem (HikaeMint *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeMint, hikae_mint_free)

G_END_DECLS
