/* hikae-letter-places.c: the addresses that a letter is about
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-law-fit.h"
#include "hikae-law-host.h"
#include "hikae-letter-draft-private.h"

#include <string.h>

char *
hikae_letter_dup_one_line (const char *text)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\r\n\t", -1);
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = g_strstrip (lines[i]);

    if (*line != '\0')
      g_string_append_printf (joined, "%s%s", joined->len > 0 ? " " : "", line);
  }
  return g_strdup (joined->str);
}

void
hikae_letter_set_if (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL && *value != '\0')
    json_object_set_string_member (object, name, value);
}

void
hikae_letter_take_if (JsonObject *object, const char *name, char *value)
{
  hikae_letter_set_if (object, name, value);
  g_free (value);
}

static JsonObject *
add_place (JsonArray *places, const char *url)
{
  JsonObject *place = json_object_new ();
  g_autofree char *number = g_strdup_printf ("%u", json_array_get_length (places) + 1);

  json_object_set_string_member (place, "number", number);
  hikae_letter_take_if (
      place, "url", url != NULL ? hikae_letter_dup_one_line (url) : NULL);
  json_array_add_object_element (places, place);
  return place;
}

static void
add_item (const HikaeLetterDraft *draft, JsonArray *places, HikaeItem *item)
{
  const char *url = hikae_item_get_claim (item, "url");
  JsonObject *place = NULL;
  g_autoptr (GDateTime) when = NULL;
  g_autofree char *captured = NULL;

  /* A note or a picture without an address tells the recipient nothing. */
  if (url == NULL || *url == '\0')
    return;
  place = add_place (places, url);
  when =
      g_date_time_new_from_unix_utc (hikae_item_get_captured_at (item) / G_USEC_PER_SEC);
  captured = when != NULL ? g_date_time_format (when, "%Y-%m-%d %H:%M:%S UTC") : NULL;
  hikae_letter_set_if (place, "captured_at", captured);
  hikae_letter_set_if (place, "sha256", hikae_item_get_sha256 (item));
  hikae_letter_set_if (place, "account", hikae_item_get_claim (item, "account"));
  hikae_letter_set_if (place, "posted_at", hikae_item_get_claim (item, "posted_at"));
}

/* Another site of the kind that the pack does not know is not this site. */
static gboolean
is_same_site (JsonArray *places, const char *host)
{
  JsonObject *first = json_array_get_length (places) > 0
                          ? json_array_get_object_element (places, 0)
                          : NULL;
  g_autofree char *other = hikae_law_dup_host (hikae_json_get_string (first, "url"));
  g_autofree char *site = hikae_law_dup_registrable (host);

  return other == NULL || hikae_law_host_is_below (other, site != NULL ? site : host);
}

static gboolean
is_at_recipient (const HikaeLetterDraft *draft, JsonArray *places, const char *url)
{
  JsonObject *matched = hikae_law_pack_match_recipient (draft->pack, url);
  g_autofree char *host = hikae_law_dup_host (url);

  if (host == NULL)
    return FALSE;
  if (hikae_law_pack_is_to_authority (draft->pack, draft->basis))
    return TRUE;
  if (matched != NULL)
    return matched == draft->recipient;
  return draft->recipient == hikae_law_pack_find_generic (draft->pack) &&
         is_same_site (places, host);
}

static gboolean
has_place (JsonArray *places, const char *url)
{
  g_autofree char *line = hikae_letter_dup_one_line (url);

  for (guint i = 0; i < json_array_get_length (places); i++)
    if (g_strcmp0 (
            hikae_json_get_string (json_array_get_object_element (places, i), "url"),
            line) == 0)
      return TRUE;
  return FALSE;
}

static void
add_line (const HikaeLetterDraft *draft,
          JsonArray *places,
          const char *line,
          gboolean filter)
{
  g_auto (GStrv) urls = hikae_law_split_addresses (line);

  for (guint i = 0; urls[i] != NULL; i++) {
    const char *url = g_strstrip (urls[i]);

    if (*url != '\0' && !has_place (places, url) &&
        (!filter || is_at_recipient (draft, places, url)))
      add_place (places, url);
  }
}

static void
add_addresses (const HikaeLetterDraft *draft,
               JsonArray *places,
               const char *name,
               gboolean filter)
{
  JsonArray *urls = hikae_json_get_array (draft->answers, name);
  const char *single = hikae_json_get_string (draft->answers, name);
  g_auto (GStrv) lines = g_strsplit_set (single != NULL ? single : "", "\r\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    add_line (draft, places, lines[i], filter);
  for (guint i = 0; urls != NULL && i < json_array_get_length (urls); i++) {
    JsonNode *node = json_array_get_element (urls, i);

    if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
      add_line (draft, places, json_node_get_string (node), filter);
  }
}

JsonArray *
hikae_letter_list_places (const HikaeLetterDraft *draft)
{
  JsonArray *places = json_array_new ();

  for (guint i = 0; draft->items != NULL && i < draft->items->len; i++)
    add_item (draft, places, g_ptr_array_index (draft->items, i));
  add_addresses (draft, places, "urls", FALSE);
  if (json_array_get_length (places) == 0)
    add_addresses (draft, places, "where", TRUE);
  return places;
}

/* Whether what the recipient has lies at addresses of its own. A search engine, a
 * delivery network or the maker of a generator is told of addresses elsewhere. */
static gboolean
hosts_itself (const HikaeLetterDraft *draft)
{
  static const char *const kinds[] = {"platform", "messenger", "adult_site", NULL};
  const char *kind = hikae_json_get_string (draft->recipient, "kind");

  if (draft->recipient == hikae_law_pack_find_generic (draft->pack))
    return hikae_json_get_string (draft->answers, "recipient_name") == NULL;
  return kind != NULL && g_strv_contains (kinds, kind);
}

const char *
hikae_letter_find_elsewhere (const HikaeLetterDraft *draft,
                             JsonArray *places,
                             JsonObject **owner)
{
  if (!hosts_itself (draft) || hikae_law_pack_is_to_authority (draft->pack, draft->basis))
    return NULL;
  for (guint i = 0; i < json_array_get_length (places); i++) {
    JsonObject *place = json_array_get_object_element (places, i);
    const char *url = hikae_json_get_string (place, "url");

    *owner = url != NULL ? hikae_law_pack_match_recipient (draft->pack, url) : NULL;
    if (*owner != NULL && *owner != draft->recipient)
      return url;
  }
  return NULL;
}

char *
hikae_letter_dup_operator (const HikaeLetterDraft *draft, JsonArray *places)
{
  JsonObject *texts = hikae_json_get_object (json_node_get_object (draft->statements),
                                             "operator_of_site");
  g_autofree char *host = NULL;
  g_autofree char *shown = NULL;
  g_auto (GStrv) parts = NULL;

  if (draft->recipient != hikae_law_pack_find_generic (draft->pack) ||
      json_array_get_length (places) == 0)
    return NULL;
  host = hikae_law_dup_host (
      hikae_json_get_string (json_array_get_object_element (places, 0), "url"));
  if (host == NULL)
    return NULL;
  shown = hikae_law_dup_shown_host (host);
  parts = g_strsplit (hikae_law_pack_pick (texts, draft->lang), "{host}", -1);
  return g_strjoinv (shown, parts);
}
