/* hikae-letter-next.c: what the letter that follows another one begins with
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-law-fit.h"
#include "hikae-letter-private.h"

#include <string.h>

/* (transfer full): a sentence of statements.json with {name} replaced. Values are put in
 * one after another; none of them is looked at for further names. */
static char *
say (JsonObject *statements,
     const char *key,
     const char *lang,
     const char *const *names,
     const char *const *values)
{
  const char *text = hikae_law_pack_pick (hikae_json_get_object (statements, key), lang);
  GString *said = g_string_new (NULL);

  for (const char *at = text; at != NULL && *at != '\0'; at++) {
    gboolean found = FALSE;

    for (guint i = 0; !found && *at == '{' && names[i] != NULL; i++) {
      gsize size = strlen (names[i]);

      if (strncmp (at + 1, names[i], size) != 0 || at[size + 1] != '}')
        continue;
      g_string_append (said, values[i] != NULL ? values[i] : "");
      at += size + 1;
      found = TRUE;
    }
    if (!found)
      g_string_append_c (said, *at);
  }
  return g_string_free (said, FALSE);
}

/* (nullable): NULL when nothing can be said for the person. */
static const char *
find_result_key (HikaeRequestState state)
{
  switch (state) {
  case HIKAE_REQUEST_ACKNOWLEDGED:
    return "past_acknowledged";
  case HIKAE_REQUEST_ANSWERED:
    return "past_answered";
  case HIKAE_REQUEST_REFUSED:
    return "past_refused";
  case HIKAE_REQUEST_BACK:
    return "past_back";
  case HIKAE_REQUEST_DRAFTED:
  case HIKAE_REQUEST_READY:
  case HIKAE_REQUEST_SENT:
    return "past_silent";
  case HIKAE_REQUEST_GONE:
  case HIKAE_REQUEST_CLOSED:
  default:
    return NULL;
  }
}

char *
hikae_letter_format_past (const HikaeLawPack *pack,
                          JsonObject *record,
                          const HikaeLetterPast *past,
                          const char *lang)
{
  static const char *const names[] = {"date", "recipient", "basis", NULL};
  g_autofree char *data = hikae_letter_load_data ("statements.json");
  g_autoptr (JsonNode) node = hikae_json_parse (data, -1, HIKAE_LETTER_MAX, NULL);
  JsonObject *statements = json_node_get_object (node);
  JsonObject *entry = hikae_json_get_object (record, "entry");
  JsonObject *recipient =
      hikae_law_pack_find_recipient (pack, hikae_json_get_string (record, "recipient"));
  const char *zone =
      hikae_law_pack_find_zone (pack, hikae_json_get_string (entry, "jurisdiction"));
  g_autofree char *sent = hikae_letter_format_day (past->sent_at, zone, lang);
  g_autofree char *changed = hikae_letter_format_day (past->changed_at, zone, lang);
  const char *const asked[] = {
      sent,
      hikae_law_pack_pick (hikae_json_get_object (recipient, "name"), lang),
      hikae_law_pack_pick (hikae_json_get_object (entry, "name"), lang),
  };
  const char *const came[] = {changed, asked[1], asked[2]};
  g_autofree char *first = say (statements, "past_asked", lang, names, asked);
  const char *key = find_result_key (past->state);
  g_autofree char *second = NULL;

  if (past->sent_at == 0)
    return g_strdup ("");
  if (key == NULL)
    return g_steal_pointer (&first);
  second = say (statements, key, lang, names, came);
  return g_strdup_printf ("%s\n%s", first, second);
}

JsonObject *
hikae_letter_prepare_next (const HikaeLawPack *pack,
                           JsonObject *record,
                           const HikaeLetterPast *past,
                           const char *lang)
{
  JsonObject *answers = hikae_json_get_object (record, "answers");
  JsonObject *next = json_object_new ();
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  if (answers != NULL) {
    json_object_iter_init (&iter, answers);
    while (json_object_iter_next (&iter, &name, &value))
      json_object_set_member (next, name, json_node_copy (value));
  }
  /* That mail address was the earlier recipient's. */
  if (json_object_has_member (next, "recipient_email"))
    json_object_remove_member (next, "recipient_email");
  if (past->sent_at != 0) {
    g_autofree char *reason = hikae_letter_format_past (pack, record, past, lang);

    json_object_set_string_member (next, "reason", reason);
  }
  if (past->number != 0)
    json_object_set_int_member (next, HIKAE_LETTER_FOLLOWS, past->number);
  return next;
}

const char *
hikae_letter_find_next_recipient (const HikaeLawPack *pack,
                                  JsonObject *record,
                                  const char *basis)
{
  JsonObject *next = hikae_law_pack_find_basis (pack, basis);
  JsonArray *filter = hikae_json_get_array (next, "addressee_filter");

  if (next != NULL && hikae_law_pack_is_to_authority (pack, next))
    return json_array_get_string_element (filter, 0);
  return hikae_json_get_string (record, "recipient");
}

const char *
hikae_letter_guess_language (const HikaeLawPack *pack, const char *basis)
{
  JsonObject *entry = hikae_law_pack_find_basis (pack, basis);

  return g_strcmp0 (hikae_json_get_string (entry, "jurisdiction"), "JP") == 0 ? "ja"
                                                                              : "en";
}

GPtrArray *
hikae_letter_list_languages (const char *basis)
{
  static const char *const known[] = {"en", "ja", "de", "fr", "ko", "pt"};
  GPtrArray *languages = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    g_autofree char *file = g_strdup_printf ("%s/%s.txt", known[i], basis);
    g_autofree char *template = hikae_letter_load_data (file);

    if (template != NULL)
      g_ptr_array_add (languages, g_strdup (known[i]));
  }
  return languages;
}
