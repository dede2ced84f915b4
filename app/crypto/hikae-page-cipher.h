/* hikae-page-cipher.h: XAES-256-GCM with a random nonce for every seal
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-secret.h"

#include <glib.h>

G_BEGIN_DECLS

#define HIKAE_PAGE_KEY_SIZE 32
#define HIKAE_PAGE_NONCE_SIZE 24
#define HIKAE_PAGE_TAG_SIZE 16
/* What sealing adds: the nonce, then the tag. */
#define HIKAE_PAGE_TRAILER_SIZE (HIKAE_PAGE_NONCE_SIZE + HIKAE_PAGE_TAG_SIZE)

/**
 * HikaePageCipher:
 *
 * One key of XAES-256-GCM (C2SP, XAES-256-GCM v1.0): a 192-bit nonce is drawn at random
 * for every seal, an AES-256-GCM key is derived from its first half by the counter KDF of
 * NIST SP 800-108 over AES-CMAC, so there is no counter to keep and no 2³² limit. The
 * OpenSSL contexts are made once and used again; a seal allocates nothing. One thread at
 * a time.
 */
typedef struct _HikaePageCipher HikaePageCipher;

/* @key: %HIKAE_PAGE_KEY_SIZE bytes. */
HikaePageCipher *hikae_page_cipher_new (HikaeSecret *key) G_GNUC_WARN_UNUSED_RESULT;
void hikae_page_cipher_free (HikaePageCipher *self);

/* Seals @size bytes of @plain into @sealed (which may be @plain itself) and writes
 * %HIKAE_PAGE_TRAILER_SIZE bytes to @trailer. @bound is authenticated, not stored. A
 * failure of the library ends the process: a page must never go out unsealed. */
void hikae_page_cipher_seal (HikaePageCipher *self,
                             const guint8 *bound,
                             gsize bound_size,
                             const guint8 *plain,
                             gsize size,
                             guint8 *sealed,
                             guint8 *trailer);
/* The inverse. FALSE when anything differs from what was sealed; @plain is wiped then, so
 * that nothing unauthenticated is ever looked at. A plain predicate: the caller knows
 * what it was reading. */
gboolean hikae_page_cipher_unseal (HikaePageCipher *self,
                                   const guint8 *bound,
                                   gsize bound_size,
                                   const guint8 *sealed,
                                   gsize size,
                                   const guint8 *trailer,
                                   guint8 *plain) G_GNUC_WARN_UNUSED_RESULT;
/* hikae_page_cipher_seal() with a nonce of the caller's: for published vectors only. */
void hikae_page_cipher_seal_with_nonce (HikaePageCipher *self,
                                        const guint8 *nonce,
                                        const guint8 *bound,
                                        gsize bound_size,
                                        const guint8 *plain,
                                        gsize size,
                                        guint8 *sealed,
                                        guint8 *tag);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaePageCipher, hikae_page_cipher_free)

G_END_DECLS
