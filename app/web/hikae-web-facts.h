/* hikae-web-facts.h: what is written down of a page beside its bytes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-web-page.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Longest single fact, in bytes; longer ones are left out by their names, never cut. */
#define HIKAE_WEB_FACT_MAX (60 * 1024)

/* (transfer full): what facts.js needs: the readers of data/web/sites.json. */
GVariant *hikae_web_facts_arguments (GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Copies strings and integers of @found, nothing else and no empty ones, into @facts. */
void hikae_web_facts_merge (JsonObject *facts, JsonObject *found);
/* Adds what the page cannot say: engine, final address, redirects, status, what was
 * allowed or cut, and an id that all parts of this capture share. */
void hikae_web_facts_add_own (HikaeWebPage *page, JsonObject *facts);

G_END_DECLS
