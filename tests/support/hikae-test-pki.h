/* hikae-test-pki.h: a throw-away hierarchy: root, authority, time-stamp signer
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/**
 * HikaeTestPki:
 * @root, @ca, @signer: each signed by the one before; @root by itself
 *
 * Made anew each time, in memory; nothing about it is secret.
 */
typedef struct {
  EVP_PKEY *root_key;
  EVP_PKEY *ca_key;
  EVP_PKEY *signer_key;
  X509 *root;
  X509 *ca;
  X509 *signer;
} HikaeTestPki;

/* @algorithm: "EC", "RSA", "RSA-PSS" or "ED25519", for the signer's key. @not_after:
 * seconds since 1970 at which the signer's certificate ends, 0: in ten years. */
HikaeTestPki *
hikae_test_pki_new (const char *name, const char *algorithm, gint64 not_after);
/* As above; the certificates say that their lists are at @base ("http://127.0.0.1:1/"):
 * root.crl, ca.crl and, about the signer, ocsp. */
HikaeTestPki *hikae_test_pki_new_at (const char *name,
                                     const char *algorithm,
                                     gint64 not_after,
                                     const char *base);
void hikae_test_pki_free (HikaeTestPki *self);
/* (transfer full): PEM of the root. */
GBytes *hikae_test_pki_format_root (const HikaeTestPki *self);
/* (transfer full): PEM of the authority below the root. */
GBytes *hikae_test_pki_format_ca (const HikaeTestPki *self);
/* (transfer full): PEM of two lists: the root's (empty) and the authority's, which names
 * the signer as revoked at @revoked (seconds; 0: not at all) for @reason (CRLReason; -1:
 * none given). @issued: when both lists were made. */
GBytes *hikae_test_pki_format_crls (const HikaeTestPki *self,
                                    gint64 issued,
                                    gint64 revoked,
                                    int reason);
/* (transfer full): a bare token over SHA-256 @imprint at @time ("20261124010203Z"),
 * signed by CMS_sign(), which knows RSASSA-PSS where the TS responder does not. */
GBytes *hikae_test_pki_sign_token (const HikaeTestPki *self,
                                   const guint8 *imprint,
                                   const char *time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeTestPki, hikae_test_pki_free)

G_END_DECLS
