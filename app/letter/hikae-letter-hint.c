/* hikae-letter-hint.c: what to write into one field of a letter
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pack's labels are names, close to the words of the law. Whoever fills the letter in
 * gets a sentence and an example beside each, from data/letters/hints.json. */
#include "config.h"

#include "hikae-letter-private.h"
#include "hikae-text.h"

#define SHOWN_ADDRESS 200

/* (transfer none) (nullable): the entry, or the one it names. */
static JsonObject *
find_entry (JsonObject *hints, const char *key)
{
  const char *other = hikae_json_get_string (hints, key);

  return hikae_json_get_object (hints, other != NULL ? other : key);
}

/* Of this basis, then of this element of any basis, then of the field. */
static JsonObject *
find_hint (const HikaeLetter *self,
           JsonObject *hints,
           const HikaeLetterElement *element,
           gboolean agent)
{
  const char *basis = hikae_json_get_string (self->record, "basis");
  g_autofree char *of_basis = g_strdup_printf ("%s/%s", basis, element->id);
  g_autofree char *of_element = g_strdup_printf ("%s.%s", element->field, element->id);
  g_autofree char *of_agent = g_strconcat (element->field, "_agent", NULL);
  const char *const keys[] = {
      of_basis, of_element, agent ? of_agent : element->field, element->field};
  JsonObject *hint = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (keys) && hint == NULL; i++)
    hint = find_entry (hints, keys[i]);
  return hint;
}

JsonObject *
hikae_letter_find_statement (JsonObject *statements,
                             const char *field,
                             const char *basis,
                             gboolean agent)
{
  g_autofree char *of_basis = g_strdup_printf ("%s.%s", field, basis);
  g_autofree char *of_agent = g_strconcat (field, "_agent", NULL);
  JsonObject *statement = hikae_json_get_object (statements, of_basis);

  if (statement == NULL && agent)
    statement = hikae_json_get_object (statements, of_agent);
  return statement != NULL ? statement : hikae_json_get_object (statements, field);
}

/* (transfer full) (nullable): for a switch, the sentence that it puts into the letter. */
static char *
dup_statement (const HikaeLetter *self,
               JsonObject *hints,
               const char *field,
               gboolean agent,
               const char *lang)
{
  g_autofree char *data = hikae_letter_load_data ("statements.json");
  g_autoptr (JsonNode) node = hikae_json_parse (data, -1, HIKAE_LETTER_MAX, NULL);
  JsonObject *statement =
      hikae_letter_find_statement (node != NULL ? json_node_get_object (node) : NULL,
                                   field,
                                   hikae_json_get_string (self->record, "basis"),
                                   agent);
  const char *says = hikae_law_pack_pick (hikae_json_get_object (hints, "says"), lang);
  g_auto (GStrv) parts = says != NULL ? g_strsplit (says, "{text}", 2) : NULL;

  return statement != NULL && parts != NULL
             ? g_strjoinv (hikae_law_pack_pick (statement, lang), parts)
             : NULL;
}

char *
hikae_letter_dup_hint (const HikaeLetter *self,
                       const HikaeLetterElement *element,
                       const char *lang)
{
  g_autofree char *data = hikae_letter_load_data ("hints.json");
  g_autoptr (JsonNode) node = hikae_json_parse (data, -1, HIKAE_LETTER_MAX, NULL);
  JsonObject *hints = node != NULL ? json_node_get_object (node) : NULL;
  const gboolean agent = hikae_json_get_boolean (self->context, "agent", FALSE);
  JsonObject *hint = find_hint (self, hints, element, agent);

  return hint != NULL ? g_strdup (hikae_law_pack_pick (hint, lang))
                      : dup_statement (self, hints, element->field, agent, lang);
}

char *
hikae_letter_dup_notice (const HikaeLetter *self, const char *lang)
{
  g_autofree char *data = hikae_letter_load_data ("hints.json");
  g_autoptr (JsonNode) node = hikae_json_parse (data, -1, HIKAE_LETTER_MAX, NULL);
  JsonObject *hints = node != NULL ? json_node_get_object (node) : NULL;
  const char *says =
      hikae_law_pack_pick (hikae_json_get_object (hints, "elsewhere"), lang);
  g_autofree char *address = NULL;
  g_autoptr (GString) notice = NULL;

  if (self->elsewhere == NULL || says == NULL)
    return NULL;
  address = hikae_text_for_display (self->elsewhere, SHOWN_ADDRESS);
  notice = g_string_new (says);
  g_string_replace (
      notice,
      "{owner}",
      hikae_law_pack_pick (hikae_json_get_object (self->owner, "name"), lang),
      1);
  g_string_replace (
      notice,
      "{recipient}",
      hikae_law_pack_pick (hikae_json_get_object (self->recipient, "name"), lang),
      1);
  g_string_replace (notice, "{url}", address, 1);
  return g_string_free (g_steal_pointer (&notice), FALSE);
}
