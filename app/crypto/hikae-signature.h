/* hikae-signature.h: checks an Ed25519 signature
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HIKAE_ED25519_KEY_SIZE 32
#define HIKAE_ED25519_SIGNATURE_SIZE 64

/* RFC 8032 (pure Ed25519) over the whole message; any thread. %HIKAE_ERROR_UNTRUSTED when
 * the signature does not belong to the bytes and the key, %HIKAE_ERROR_REJECTED when the
 * key or the signature has not its size. */
gboolean hikae_signature_verify_ed25519 (GBytes *public_key,
                                         GBytes *signature,
                                         GBytes *message,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
