/* hikae-tsa-status.h: where it is said whether a certificate was revoked
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Largest list or answer that is fetched; the largest real lists have some megabytes. */
#define HIKAE_TSA_STATUS_MAX (20 * 1024 * 1024)
/* Addresses that one chain may name. */
#define HIKAE_TSA_STATUS_MAX_SOURCES 16

/**
 * HikaeTsaStatusKind:
 * @HIKAE_TSA_STATUS_CRL: a list of revoked certificates (RFC 5280 §5)
 * @HIKAE_TSA_STATUS_OCSP: an answer about one certificate (RFC 6960)
 */
typedef enum {
  HIKAE_TSA_STATUS_CRL,
  HIKAE_TSA_STATUS_OCSP,
} HikaeTsaStatusKind;

/**
 * HikaeTsaStatusSource:
 * @url: http or https
 * @id: (owned): the address, and of an OCSP source the certificate asked about: by this
 *   what was fetched is found again
 * @depth: place in the chain of the certificate that names it, 0: the signer's
 * @request: (nullable): DER OCSPRequest to be sent by POST; NULL of a list
 */
typedef struct {
  HikaeTsaStatusKind kind;
  char *url;
  char *id;
  GBytes *request;
  guint depth;
} HikaeTsaStatusSource;

/* (transfer full) (element-type HikaeTsaStatusSource): what the certificates of @chain
 * (PEM, signer first, anchor last) say of themselves; the anchor is not asked about.
 * Empty when they name nothing. Any thread. */
GPtrArray *hikae_tsa_status_list_sources (GBytes *chain) G_GNUC_WARN_UNUSED_RESULT;
void hikae_tsa_status_source_free (HikaeTsaStatusSource *self);
/* Whether @answer is a list or an answer that the authorities of @chain signed and that
 * speaks of one of its certificates. @issued_at: (out): its thisUpdate, microseconds UTC.
 * %HIKAE_ERROR_REMOTE when not. Any thread. */
gboolean hikae_tsa_status_check (HikaeTsaStatusKind kind,
                                 GBytes *answer,
                                 GBytes *chain,
                                 gint64 *issued_at,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeTsaStatusSource, hikae_tsa_status_source_free)

G_END_DECLS
