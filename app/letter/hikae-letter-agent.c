/* hikae-letter-agent.c: who writes for another: their name and capacity
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No statute asks for these two in so many words, and every recipient does: who writes,
 * and as what. They stand before the authority to act, in every letter of an agent. */
#include "config.h"

#include "hikae-letter-draft-private.h"

/* Whether the poster reads the agent's name is what holds of any name in that letter. */
static const char *
find_reach (JsonArray *elements)
{
  for (guint i = 0; i < json_array_get_length (elements); i++) {
    JsonObject *element = json_array_get_object_element (elements, i);
    const char *reaches = hikae_json_get_string (element, "reaches_poster");

    if (g_strcmp0 (hikae_json_get_string (element, "binds"), "full_name") == 0 &&
        reaches != NULL)
      return reaches;
  }
  return "unknown";
}

static void
add_asked (JsonArray *asked,
           const HikaeLetterDraft *draft,
           const char *field,
           const char *reaches)
{
  g_autofree char *key = g_strconcat ("label_", field, NULL);
  JsonObject *statements = json_node_get_object (draft->statements);
  JsonObject *element = json_object_new ();

  json_object_set_string_member (element, "id", field);
  json_object_set_string_member (element, "required", "advised");
  json_object_set_string_member (element, "binds", field);
  json_object_set_string_member (element, "reaches_poster", reaches);
  json_object_set_object_member (
      element, "label", json_object_ref (hikae_json_get_object (statements, key)));
  json_array_add_object_element (asked, element);
}

JsonArray *
hikae_letter_list_asked (const HikaeLetterDraft *draft)
{
  JsonArray *elements = hikae_json_get_array (draft->basis, "elements");
  JsonArray *asked = json_array_new ();

  if (draft->person.agent) {
    add_asked (asked, draft, "agent_name", find_reach (elements));
    add_asked (asked, draft, "agent_capacity", find_reach (elements));
  }
  for (guint i = 0; i < json_array_get_length (elements); i++)
    json_array_add_object_element (
        asked, json_object_ref (json_array_get_object_element (elements, i)));
  return asked;
}
