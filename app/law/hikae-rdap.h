/* hikae-rdap.h: who registered a name or a network: whom to ask, and what they answered
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-json.h"

G_BEGIN_DECLS

/* Longest answer that is looked at, in bytes. */
#define HIKAE_RDAP_MAX (1024 * 1024)

/* (transfer full) (nullable): where to ask about @query, a registrable domain or an IP
 * address in ASCII, by IANA's registries as they are in the program's data (RFC 9224:
 * longest match; RFC 9082: the path). NULL when they name no server. @base: (nullable):
 * asked instead of them. Any thread. */
char *hikae_rdap_dup_url (const char *query, const char *base) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): what an answer (RFC 9083) says, made small and safe to show: "name",
 * "network", "country", "registrar", "related" (https only), "notice" (an error's words),
 * "contacts": a list of {"role","name","email","phone"}, abuse contacts only, wherever
 * they are nested; jCards by RFC 7095. Hostile input is bounded in depth, number and
 * size; an address that is none is left out. %HIKAE_ERROR_REJECTED when it is no RDAP
 * answer. */
JsonObject *hikae_rdap_read (const char *text,
                             gssize length,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): {"name","recipient","by"} of the delivery network that
 * stands before the real host, told by recorded response @headers or by the @network's
 * name (both nullable); NULL when none is known. */
JsonObject *hikae_rdap_find_cdn (const char *headers,
                                 const char *network) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @text is one plain e-mail address (RFC 5321 without quoting). */
gboolean hikae_rdap_is_mail (const char *text);

G_END_DECLS
