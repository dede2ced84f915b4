/* hikae-law-schema-private.h: checks JSON against the shipped JSON Schema
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-json.h"

G_BEGIN_DECLS

/* Checks @node against @schema (draft 2020-12; the keywords that law-pack.schema.json
 * uses, any other keyword that restricts is a programmer's error found by the tests).
 * %HIKAE_ERROR_REJECTED naming the entry: "legal_bases[3] (us.tida.223a).status: …". */
gboolean hikae_law_schema_check (JsonObject *schema,
                                 JsonNode *node,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The line (from 1) of the value with whose path @message begins, as far as it leads.
 * @text: JSON that was parsed before. */
guint hikae_law_find_line (const char *text, gsize length, const char *message);

G_END_DECLS
