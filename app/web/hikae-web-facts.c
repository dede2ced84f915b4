/* hikae-web-facts.c: what is written down of a page beside its bytes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-web-facts.h"

#include "hikae-data.h"
#include "hikae-web-page-private.h"

#include <string.h>

GVariant *
hikae_web_facts_arguments (GError **error)
{
  g_autoptr (GBytes) sites = hikae_data_load ("web/sites.json", error);
  g_autofree char *text = NULL;
  GVariantDict arguments = G_VARIANT_DICT_INIT (NULL);

  if (sites == NULL) {
    g_variant_dict_clear (&arguments);
    return NULL;
  }
  text = g_strndup (g_bytes_get_data (sites, NULL), g_bytes_get_size (sites));
  g_variant_dict_insert (&arguments, "sites", "s", text);
  return g_variant_ref_sink (g_variant_dict_end (&arguments));
}

void
hikae_web_facts_merge (JsonObject *facts, JsonObject *found)
{
  g_autoptr (GList) names = json_object_get_members (found);

  for (GList *l = names; l != NULL; l = l->next) {
    const char *name = l->data;
    JsonNode *node = json_object_get_member (found, name);

    if (!JSON_NODE_HOLDS_VALUE (node))
      continue;
    if (json_node_get_value_type (node) == G_TYPE_STRING) {
      const char *text = json_node_get_string (node);

      if (*text != '\0' && strlen (text) <= HIKAE_WEB_FACT_MAX)
        json_object_set_string_member (facts, name, text);
    } else if (json_node_get_value_type (node) == G_TYPE_INT64) {
      json_object_set_int_member (facts, name, json_node_get_int (node));
    }
  }
}

static char *
dup_redirects (HikaeWebPage *page)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < page->redirects->len; i++)
    g_string_append_printf (
        text, "%s%s", i > 0 ? "\n" : "", (const char *)page->redirects->pdata[i]);
  return g_string_free (text, FALSE);
}

void
hikae_web_facts_add_own (HikaeWebPage *page, JsonObject *facts)
{
  g_autofree char *engine = g_strdup_printf ("WebKitGTK %u.%u.%u",
                                             webkit_get_major_version (),
                                             webkit_get_minor_version (),
                                             webkit_get_micro_version ());
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *redirects = dup_redirects (page);

  json_object_set_string_member (facts, "engine", engine);
  json_object_set_string_member (facts, "capture_id", id);
  json_object_set_string_member (facts, "final_url", hikae_web_page_get_final_url (page));
  json_object_set_int_member (facts, "http_status", hikae_web_page_get_status (page));
  json_object_set_int_member (facts, "through_proxy", page->proxy != NULL);
  json_object_set_int_member (facts, "text_only", page->text_only);
  json_object_set_int_member (facts, "still_loading", page->cut);
  json_object_set_int_member (
      facts, "broken_off", page->failure != NULL && !page->cut ? 1 : 0);
  if (page->redirects->len > 1)
    json_object_set_string_member (facts, "redirects", redirects);
  if (page->allowed->len > 0)
    json_object_set_int_member (facts, "certificate_faults", page->faults);
}
