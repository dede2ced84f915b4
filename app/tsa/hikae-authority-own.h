/* hikae-authority-own.h: the authorities that the person added
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-authority.h"

G_BEGIN_DECLS

#define HIKAE_AUTHORITY_OWN_CLASS "own"
#define HIKAE_AUTHORITY_OWN_MAX 32
/* A file of certificates to trust. */
#define HIKAE_AUTHORITY_ANCHORS_MAX (1024 * 1024)

/* (transfer full): HIKAE_AUTHORITIES_FOLDER, else hikae/authorities in the person's
 * configuration; it need not exist. It holds addresses and certificates, nothing of any
 * case. */
char *hikae_authority_dup_own_folder (void) G_GNUC_WARN_UNUSED_RESULT;
/* Whether there is a certificate in @pem (PEM or DER). */
gboolean hikae_authority_has_anchors (GBytes *pem);
/* (transfer full) (element-type HikaeAuthority): by id. One that cannot be read is there
 * with empty anchors, so that it can be shown and removed; it is asked for nothing. */
GPtrArray *hikae_authority_list_own (void) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (element-type HikaeAuthority): the shipped ones, then the person's own
 * that can be read. */
GPtrArray *hikae_authority_list_known (GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): those that are asked when nobody was chosen: of the shipped ones the
 * default, and every own one. */
GPtrArray *hikae_authority_list_asked (GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Adds the authority at @url, trusted by the certificates in @ca (PEM or DER) and by no
 * others. (transfer full): it. %HIKAE_ERROR_REJECTED: no http or https address, no
 * certificate, or too many; _EXISTS: it is there already, or shipped. */
HikaeAuthority *hikae_authority_add_own (const char *url,
                                         GBytes *ca,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* %HIKAE_ERROR_NOT_FOUND. Stamps of it stay in their cases, with their chains. */
gboolean hikae_authority_remove_own (const char *id,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
