/* hikae-revocation.h: what an authority said about revoked certificates, as fetched
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_REVOCATION (hikae_revocation_get_type ())
G_DECLARE_FINAL_TYPE (HikaeRevocation, hikae_revocation, HIKAE, REVOCATION, GObject)

/**
 * HikaeRevocation:
 *
 * Immutable: a list (RFC 5280) or an answer about one certificate (RFC 6960), in DER or
 * as it came. RFC 3161 §4 asks for one from after the stamp; that is why it is fetched
 * again.
 */

/* @kind: "crl" or "ocsp"; @fetched_at, @issued_at (its thisUpdate): microseconds UTC. */
HikaeRevocation *hikae_revocation_new (const char *kind,
                                       const char *url,
                                       gint64 fetched_at,
                                       gint64 issued_at,
                                       GBytes *bytes) G_GNUC_WARN_UNUSED_RESULT;
/* "crl" or "ocsp": also the ending of its file in a bundle. */
const char *hikae_revocation_get_kind (HikaeRevocation *self);
const char *hikae_revocation_get_url (HikaeRevocation *self);
gint64 hikae_revocation_get_fetched_at (HikaeRevocation *self);
gint64 hikae_revocation_get_issued_at (HikaeRevocation *self);
GBytes *hikae_revocation_get_bytes (HikaeRevocation *self);
/* Lower-case hex. */
const char *hikae_revocation_get_sha256 (HikaeRevocation *self);
/* (transfer full): "tsa/crl/….crl": in seal lists and bundles. */
char *hikae_revocation_dup_path (HikaeRevocation *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
