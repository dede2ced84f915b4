/* hikae-letter-record.c: what the case keeps of a letter
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-letter-draft-private.h"

static JsonArray *
dup_numbers (GPtrArray *items)
{
  JsonArray *numbers = json_array_new ();

  for (guint i = 0; items != NULL && i < items->len; i++)
    json_array_add_int_element (numbers,
                                hikae_item_get_number (g_ptr_array_index (items, i)));
  return numbers;
}

static JsonNode *
wrap_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return node;
}

static JsonNode *
copy_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = wrap_object (object);
  g_autofree char *text = hikae_json_format_canonical (node);

  return json_from_string (text, NULL);
}

static JsonArray *
list_clocks (const HikaeLetterDraft *draft)
{
  JsonObject *const entries[] = {draft->basis, draft->channel};
  JsonArray *clocks = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++) {
    JsonArray *own = hikae_json_get_array (entries[i], "clocks");

    for (guint k = 0; own != NULL && k < json_array_get_length (own); k++)
      json_array_add_element (clocks,
                              copy_object (json_array_get_object_element (own, k)));
  }
  return clocks;
}

JsonObject *
hikae_letter_make_record (const HikaeLetterDraft *draft, const char *text)
{
  JsonObject *record = json_object_new ();
  g_autofree char *created = hikae_clock_format_utc (draft->person.now);

  json_object_set_string_member (record, "schema", "hikae-request/1");
  json_object_set_string_member (
      record, "basis", hikae_json_get_string (draft->basis, "id"));
  json_object_set_string_member (
      record, "recipient", hikae_json_get_string (draft->recipient, "id"));
  hikae_letter_set_if (record, "channel", hikae_json_get_string (draft->channel, "id"));
  json_object_set_string_member (record, "lang", draft->lang);
  json_object_set_array_member (record, "items", dup_numbers (draft->items));
  json_object_set_member (record, "answers", copy_object (draft->answers));
  json_object_set_string_member (record, "text", text);
  json_object_set_string_member (record, "pack_id", hikae_law_pack_get_id (draft->pack));
  json_object_set_string_member (
      record, "pack_version", hikae_law_pack_get_version (draft->pack));
  json_object_set_member (record, "entry", copy_object (draft->basis));
  json_object_set_member (record, "recipient_entry", copy_object (draft->recipient));
  if (draft->channel != NULL)
    json_object_set_member (record, "channel_entry", copy_object (draft->channel));
  json_object_set_array_member (record, "clocks", list_clocks (draft));
  json_object_set_string_member (record, "created_at", created);
  if (hikae_json_get_int (draft->answers, HIKAE_LETTER_FOLLOWS, 0) > 0)
    json_object_set_int_member (
        record,
        HIKAE_LETTER_FOLLOWS,
        hikae_json_get_int (draft->answers, HIKAE_LETTER_FOLLOWS, 0));
  return record;
}
