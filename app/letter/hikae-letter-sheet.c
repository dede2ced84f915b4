/* hikae-letter-sheet.c: the ways on from a letter, and how to go those that are no letter
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-letter-draft-private.h"

static void
way_free (gpointer data)
{
  HikaeLetterWay *way = data;

  g_free (way->id);
  g_free (way->name);
  g_free (way->note);
  g_free (way);
}

static const char *
pick (JsonObject *entry, const char *member, const char *lang)
{
  return hikae_law_pack_pick (hikae_json_get_object (entry, member), lang);
}

static gboolean
has_letter (JsonObject *basis)
{
  g_autoptr (GPtrArray) languages =
      hikae_letter_list_languages (hikae_json_get_string (basis, "id"));

  return json_object_has_member (basis, "template") && languages->len > 0;
}

GPtrArray *
hikae_letter_list_ways (const HikaeLawPack *pack,
                        JsonObject *record,
                        HikaeRequestState state,
                        const char *lang)
{
  JsonArray *ids =
      hikae_json_get_array (hikae_json_get_object (record, "entry"), "escalate_to");
  GPtrArray *ways = g_ptr_array_new_with_free_func (way_free);
  /* No further step about what is gone; whoever helps can be asked all the same. */
  const gboolean is_over = state == HIKAE_REQUEST_GONE || state == HIKAE_REQUEST_CLOSED;

  for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++) {
    const char *id = json_array_get_string_element (ids, i);
    JsonObject *basis = hikae_law_pack_find_basis (pack, id);
    JsonObject *entry = basis != NULL ? basis : hikae_law_pack_find_support (pack, id);
    HikaeLetterWay *way = NULL;

    if (entry == NULL || (basis != NULL && is_over))
      continue;
    way = g_new0 (HikaeLetterWay, 1);
    way->id = g_strdup (id);
    way->name = g_strdup (pick (entry, "name", lang));
    way->note = g_strdup (pick (entry, basis != NULL ? "addressee" : "does", lang));
    way->has_letter = basis != NULL && has_letter (basis);
    way->is_support = basis == NULL;
    g_ptr_array_add (ways, way);
  }
  return ways;
}

/* (transfer full) (nullable): the sheet of that way, else of its kind. */
static char *
load_sheet (const char *id, JsonObject *basis, const char *lang)
{
  const char *nature = hikae_json_get_string (basis, "nature");
  const char *kind = basis == NULL                                    ? "support"
                     : g_strcmp0 (nature, "criminal") == 0            ? "police"
                     : g_strcmp0 (nature, "regulator_complaint") == 0 ? "authority"
                                                                      : "court";
  g_autofree char *own = g_strdup_printf ("%s/sheet-%s.txt", lang, id);
  g_autofree char *general = g_strdup_printf ("%s/sheet-%s.txt", lang, kind);
  char *sheet = hikae_letter_load_data (own);

  return sheet != NULL ? sheet : hikae_letter_load_data (general);
}

static void
add_line (JsonArray *lines, const char *text)
{
  JsonObject *line = json_object_new ();

  json_object_set_string_member (line, "text", text != NULL ? text : "");
  json_array_add_object_element (lines, line);
}

/* (transfer full): the warnings of an entry, or its telephone numbers, as a list that a
 * template can walk. */
static JsonArray *
list_lines (JsonObject *entry, const char *member, const char *lang)
{
  JsonArray *array = hikae_json_get_array (entry, member);
  JsonArray *lines = json_array_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);

    add_line (lines,
              JSON_NODE_HOLDS_OBJECT (node)
                  ? hikae_law_pack_pick (json_node_get_object (node), lang)
                  : json_node_get_string (node));
  }
  return lines;
}

/* What runs for the person herself on that way. */
static JsonArray *
list_limits (JsonObject *entry, const char *lang)
{
  JsonArray *clocks = hikae_json_get_array (entry, "clocks");
  JsonArray *lines = json_array_new ();

  for (guint i = 0; clocks != NULL && i < json_array_get_length (clocks); i++) {
    JsonObject *clock = json_array_get_object_element (clocks, i);

    if (g_strcmp0 (hikae_json_get_string (clock, "on"), "user") == 0)
      add_line (lines, pick (clock, "what", lang));
  }
  return lines;
}

static JsonObject *
make_context (const HikaeLetterDraft *draft,
              JsonObject *entry,
              JsonObject *record,
              const HikaeLetterPast *past)
{
  static const char *const plain[] = {"citation", "native_name", "url"};
  static const char *const texts[] = {
      "name", "addressee", "who_may_use", "does", "does_not", "hours"};
  const char *lang = draft->lang;
  const char *zone = hikae_law_pack_find_zone (
      draft->pack, hikae_json_get_string (entry, "jurisdiction"));
  JsonObject *context = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    hikae_letter_set_if (context, plain[i], hikae_json_get_string (entry, plain[i]));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    hikae_letter_set_if (context, texts[i], pick (entry, texts[i], lang));
  hikae_letter_take_if (
      context, "date", hikae_letter_format_day (draft->person.now, zone, lang));
  hikae_letter_take_if (
      context, "past", hikae_letter_format_past (draft->pack, record, past, lang));
  json_object_set_array_member (
      context, "warnings", list_lines (entry, "warnings", lang));
  json_object_set_array_member (context, "phones", list_lines (entry, "phone", lang));
  json_object_set_array_member (context, "limits", list_limits (entry, lang));
  json_object_set_array_member (context, "places", hikae_letter_list_places (draft));
  json_object_set_boolean_member (
      context, "unverified", !hikae_law_pack_is_sourced (entry));
  return context;
}

static HikaeLetter *
make_sheet (const HikaeLetterDraft *draft, JsonObject *context, GPtrArray *blocks)
{
  HikaeLetter *self = g_new0 (HikaeLetter, 1);

  self->lang = g_strdup (draft->lang);
  self->subject = hikae_letter_find_subject (blocks);
  self->now = draft->person.now;
  self->blocks = g_ptr_array_ref (blocks);
  self->elements = json_array_new ();
  self->missing = g_hash_table_new (g_str_hash, g_str_equal);
  self->record = json_object_new ();
  self->context = json_object_ref (context);
  return self;
}

HikaeLetter *
hikae_letter_compose_sheet (const HikaeLawPack *pack,
                            const char *id,
                            JsonObject *record,
                            GPtrArray *items,
                            const HikaeLetterPast *past,
                            const char *lang,
                            gint64 now,
                            GError **error)
{
  JsonObject *basis = hikae_law_pack_find_basis (pack, id);
  JsonObject *entry = basis != NULL ? basis : hikae_law_pack_find_support (pack, id);
  HikaeLetterDraft draft = {
      .pack = pack,
      .basis = hikae_json_get_object (record, "entry"),
      .recipient = hikae_law_pack_find_recipient (
          pack, hikae_json_get_string (record, "recipient")),
      .answers = hikae_json_get_object (record, "answers"),
      .items = items,
      .lang = lang,
      .person = {.now = now},
  };
  g_autofree char *template = entry != NULL ? load_sheet (id, basis, lang) : NULL;
  g_autofree char *expanded = NULL;
  g_autoptr (JsonObject) context = NULL;
  g_autoptr (GPtrArray) blocks = NULL;

  if (template == NULL || draft.basis == NULL || draft.answers == NULL) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_REJECTED,
                 "there is no sheet for \"%.80s\" in \"%.16s\"",
                 id,
                 lang);
    return NULL;
  }
  context = make_context (&draft, entry, record, past);
  expanded = hikae_template_expand (template, lang, context, error);
  if (expanded == NULL)
    return NULL;
  blocks = hikae_template_parse_blocks (expanded);
  return make_sheet (&draft, context, blocks);
}
