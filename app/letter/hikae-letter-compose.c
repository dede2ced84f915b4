/* hikae-letter-compose.c: a letter out of answers, items and the law pack
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-law-fit.h"
#include "hikae-law-host.h"
#include "hikae-letter-private.h"

#include <string.h>

#define MAX_PLACES 1000

static gboolean G_GNUC_PRINTF (2, 3) reject (GError **error, const char *format, ...)
{
  va_list rest;
  g_autofree char *why = NULL;

  va_start (rest, format);
  why = g_strdup_vprintf (format, rest);
  va_end (rest);
  g_set_error_literal (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, why);
  return FALSE;
}

/* What one compose() call works on. */
typedef struct {
  const HikaeLawPack *pack;
  JsonObject *basis;
  JsonObject *recipient;
  JsonObject *channel; /* (nullable) */
  JsonObject *answers;
  GPtrArray *items; /* (nullable) */
  const char *lang;
  HikaeLawPerson person;
  JsonNode *statements;
} Draft;

/* (transfer full) (nullable): the answer as text; a plain yes to a statement becomes the
 * statement itself. */
static char *
dup_answer (const Draft *draft, const char *name)
{
  const char *text = hikae_json_get_string (draft->answers, name);
  JsonObject *statement =
      hikae_json_get_object (json_node_get_object (draft->statements), name);
  gboolean yes = hikae_json_get_boolean (draft->answers, name, FALSE);
  g_autofree char *trimmed = g_strstrip (g_strdup (text != NULL ? text : ""));

  if (draft->person.agent) {
    g_autofree char *other = g_strconcat (name, "_agent", NULL);
    JsonObject *own =
        hikae_json_get_object (json_node_get_object (draft->statements), other);

    statement = own != NULL ? own : statement;
  }
  yes = yes || g_ascii_strcasecmp (trimmed, "yes") == 0 ||
        g_ascii_strcasecmp (trimmed, "true") == 0;
  if (statement != NULL && yes)
    return g_strdup (hikae_law_pack_pick (statement, draft->lang));
  if (statement != NULL && (g_ascii_strcasecmp (trimmed, "no") == 0 ||
                            g_ascii_strcasecmp (trimmed, "false") == 0))
    return NULL;
  return *trimmed != '\0' ? g_steal_pointer (&trimmed) : NULL;
}

static char *
dup_one_line (const char *text)
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

static char *
format_date (const Draft *draft)
{
  return hikae_letter_format_day (
      draft->person.now,
      hikae_law_pack_find_zone (draft->pack,
                                hikae_json_get_string (draft->basis, "jurisdiction")),
      draft->lang);
}

static void
set_if (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL && *value != '\0')
    json_object_set_string_member (object, name, value);
}

static void
take_if (JsonObject *object, const char *name, char *value)
{
  set_if (object, name, value);
  g_free (value);
}

static JsonObject *
add_place (JsonArray *places, const char *url)
{
  JsonObject *place = json_object_new ();
  g_autofree char *number = g_strdup_printf ("%u", json_array_get_length (places) + 1);

  json_object_set_string_member (place, "number", number);
  take_if (place, "url", url != NULL ? dup_one_line (url) : NULL);
  json_array_add_object_element (places, place);
  return place;
}

static void
add_item (const Draft *draft, JsonArray *places, HikaeItem *item)
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
  set_if (place, "captured_at", captured);
  set_if (place, "sha256", hikae_item_get_sha256 (item));
  set_if (place, "account", hikae_item_get_claim (item, "account"));
  set_if (place, "posted_at", hikae_item_get_claim (item, "posted_at"));
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
is_at_recipient (const Draft *draft, JsonArray *places, const char *url)
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
  g_autofree char *line = dup_one_line (url);

  for (guint i = 0; i < json_array_get_length (places); i++)
    if (g_strcmp0 (
            hikae_json_get_string (json_array_get_object_element (places, i), "url"),
            line) == 0)
      return TRUE;
  return FALSE;
}

static void
add_addresses (const Draft *draft, JsonArray *places, const char *name, gboolean filter)
{
  JsonArray *urls = hikae_json_get_array (draft->answers, name);
  const char *single = hikae_json_get_string (draft->answers, name);
  g_auto (GStrv) lines = g_strsplit_set (single != NULL ? single : "", "\r\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *url = g_strstrip (lines[i]);

    if (*url != '\0' && !has_place (places, url) &&
        (!filter || is_at_recipient (draft, places, url)))
      add_place (places, url);
  }
  for (guint i = 0; urls != NULL && i < json_array_get_length (urls); i++) {
    JsonNode *node = json_array_get_element (urls, i);
    const char *url =
        JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
            ? json_node_get_string (node)
            : "";

    if (*url != '\0' && !has_place (places, url) &&
        (!filter || is_at_recipient (draft, places, url)))
      add_place (places, url);
  }
}

/* The addresses of the chosen items, those given for this letter, and only when there are
 * none of either, what the questionnaire says. */
static JsonArray *
list_places (const Draft *draft)
{
  JsonArray *places = json_array_new ();

  for (guint i = 0; draft->items != NULL && i < draft->items->len; i++)
    add_item (draft, places, g_ptr_array_index (draft->items, i));
  add_addresses (draft, places, "urls", FALSE);
  if (json_array_get_length (places) == 0)
    add_addresses (draft, places, "where", TRUE);
  return places;
}

static const char *const answer_names[] = {"full_name",
                                           "alias",
                                           "signature",
                                           "email",
                                           "phone",
                                           "postal_address",
                                           "non_consent_statement",
                                           "good_faith_statement",
                                           "truth_statement",
                                           "perjury_statement",
                                           "authority",
                                           "right_infringed",
                                           "reason",
                                           "why_illegal",
                                           "work_identification",
                                           "identity_proof",
                                           "declaration_subject",
                                           "bereaved_relation"};

/* (transfer full) (nullable): any other site is named by the host of its address. */
static char *
dup_operator (const Draft *draft, JsonArray *places)
{
  JsonObject *texts = hikae_json_get_object (json_node_get_object (draft->statements),
                                             "operator_of_site");
  g_autofree char *host = NULL;
  g_auto (GStrv) parts = NULL;

  if (draft->recipient != hikae_law_pack_find_generic (draft->pack) ||
      json_array_get_length (places) == 0)
    return NULL;
  host = hikae_law_dup_host (
      hikae_json_get_string (json_array_get_object_element (places, 0), "url"));
  if (host == NULL)
    return NULL;
  parts = g_strsplit (hikae_law_pack_pick (texts, draft->lang), "{host}", -1);
  return g_strjoinv (host, parts);
}

static JsonObject *
make_context (const Draft *draft)
{
  JsonObject *context = json_object_new ();
  JsonArray *places = list_places (draft);
  g_autofree char *disclose = NULL;
  const char *content = hikae_json_get_string (draft->answers, "content_description");

  for (guint i = 0; i < G_N_ELEMENTS (answer_names); i++)
    take_if (context, answer_names[i], dup_answer (draft, answer_names[i]));
  take_if (context, "content_description", dup_one_line (content != NULL ? content : ""));
  take_if (context, "date", format_date (draft));
  set_if (context,
          "recipient_name",
          hikae_law_pack_pick (hikae_json_get_object (draft->recipient, "name"),
                               draft->lang));
  set_if (
      context, "legal_entity", hikae_json_get_string (draft->recipient, "legal_entity"));
  set_if (context, "citation", hikae_json_get_string (draft->basis, "citation"));
  set_if (context, "native_name", hikae_json_get_string (draft->basis, "native_name"));
  set_if (
      context,
      "basis_name",
      hikae_law_pack_pick (hikae_json_get_object (draft->basis, "name"), draft->lang));
  take_if (context, "recipient_name", dup_operator (draft, places));
  if (hikae_json_get_string (draft->answers, "recipient_name") != NULL)
    set_if (context,
            "recipient_name",
            hikae_json_get_string (draft->answers, "recipient_name"));
  disclose = dup_answer (draft, "disclose_name_choice");
  json_object_set_boolean_member (
      context,
      "disclose_name",
      hikae_json_get_boolean (draft->answers, "disclose_name_choice", FALSE) ||
          g_strcmp0 (disclose, "yes") == 0);
  set_if (
      context,
      "disclose_answer",
      hikae_law_pack_pick (
          hikae_json_get_object (json_node_get_object (draft->statements),
                                 json_object_get_boolean_member (context, "disclose_name")
                                     ? "disclose_yes"
                                     : "disclose_no"),
          draft->lang));
  json_object_set_boolean_member (context, "agent", draft->person.agent);
  json_object_set_array_member (context, "places", places);
  return context;
}

static gboolean
is_present (JsonObject *context, const char *binds)
{
  static const char *const always[] = {
      "date", "recipient_name", "none", "disclose_name_choice", NULL};
  JsonArray *places = hikae_json_get_array (context, "places");

  if (binds == NULL || g_strv_contains (always, binds))
    return TRUE;
  if (g_str_equal (binds, "urls"))
    return json_array_get_length (places) > 0;
  if (g_str_equal (binds, "authority") &&
      !hikae_json_get_boolean (context, "agent", FALSE))
    return TRUE;
  return hikae_json_get_string (context, binds) != NULL;
}

static gboolean
is_waived (JsonObject *element, gboolean agent)
{
  JsonArray *waived = hikae_json_get_array (element, "waived_if");

  for (guint i = 0; waived != NULL && i < json_array_get_length (waived); i++)
    if (agent &&
        g_strcmp0 (json_array_get_string_element (waived, i), "agent_files") == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_needed (JsonObject *element, gboolean agent)
{
  const char *required = hikae_json_get_string (element, "required");

  return (g_str_equal (required, "statute") || g_str_equal (required, "form")) &&
         !is_waived (element, agent);
}

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
list_clocks (const Draft *draft)
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

static JsonObject *
make_record (const Draft *draft, const char *text)
{
  JsonObject *record = json_object_new ();
  g_autofree char *created = hikae_clock_format_utc (draft->person.now);

  json_object_set_string_member (record, "schema", "hikae-request/1");
  json_object_set_string_member (
      record, "basis", hikae_json_get_string (draft->basis, "id"));
  json_object_set_string_member (
      record, "recipient", hikae_json_get_string (draft->recipient, "id"));
  set_if (record, "channel", hikae_json_get_string (draft->channel, "id"));
  json_object_set_string_member (record, "lang", draft->lang);
  json_object_set_array_member (record, "items", dup_numbers (draft->items));
  json_object_set_member (record, "answers", copy_object (draft->answers));
  json_object_set_string_member (record, "text", text);
  json_object_set_string_member (record, "pack_id", hikae_law_pack_get_id (draft->pack));
  json_object_set_string_member (
      record, "pack_version", hikae_law_pack_get_version (draft->pack));
  json_object_set_member (record, "entry", copy_object (draft->basis));
  if (draft->channel != NULL)
    json_object_set_member (record, "channel_entry", copy_object (draft->channel));
  json_object_set_array_member (record, "clocks", list_clocks (draft));
  json_object_set_string_member (record, "created_at", created);
  return record;
}

static char *
find_subject (GPtrArray *blocks)
{
  for (guint i = 0; i < blocks->len; i++) {
    const HikaeBlock *block = g_ptr_array_index (blocks, i);

    if (block->kind == HIKAE_BLOCK_TITLE)
      return dup_one_line (block->text);
  }
  return g_strdup ("");
}

/* (transfer full) (nullable): an address that nobody has checked is not filled in: what
 * she writes would go to a stranger. */
static char *
dup_mail_address (const Draft *draft)
{
  const char *own = hikae_json_get_string (draft->answers, "recipient_email");
  JsonObject *review = hikae_json_get_object (draft->channel, "review");

  if (own != NULL && *own != '\0')
    return g_strdup (own);
  if (g_strcmp0 (hikae_json_get_string (draft->channel, "type"), "email") != 0 ||
      hikae_json_get_string (review, "reviewed") == NULL ||
      g_strcmp0 (hikae_json_get_string (review, "confidence"), "low") == 0)
    return NULL;
  return g_strdup (hikae_json_get_string (draft->channel, "address"));
}

static JsonArray *
list_missing (const HikaeLetter *self)
{
  JsonArray *missing = json_array_new ();

  for (guint i = 0; i < json_array_get_length (self->elements); i++) {
    const char *id =
        hikae_json_get_string (json_array_get_object_element (self->elements, i), "id");

    if (GPOINTER_TO_INT (g_hash_table_lookup (self->missing, id)))
      json_array_add_string_element (missing, id);
  }
  return missing;
}

static HikaeLetter *
make_letter (const Draft *draft, JsonObject *context, GPtrArray *blocks)
{
  g_autoptr (HikaeLetter) self = g_new0 (HikaeLetter, 1);
  g_autofree char *text = NULL;

  self->lang = g_strdup (draft->lang);
  self->address = dup_mail_address (draft);
  self->by_mail = self->address != NULL;
  self->context = json_object_ref (context);
  self->email = g_strdup (hikae_json_get_string (context, "email"));
  self->name = g_strdup (hikae_json_get_string (context, "full_name"));
  self->now = draft->person.now;
  self->blocks = g_ptr_array_ref (blocks);
  self->subject = find_subject (blocks);
  self->elements = json_array_ref (hikae_json_get_array (draft->basis, "elements"));
  self->missing = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < json_array_get_length (self->elements); i++) {
    JsonObject *element = json_array_get_object_element (self->elements, i);
    const char *binds = hikae_json_get_string (element, "binds");

    if (is_present (context, binds))
      continue;
    g_hash_table_insert (self->missing,
                         (gpointer)hikae_json_get_string (element, "id"),
                         GINT_TO_POINTER (is_needed (element, draft->person.agent)));
  }
  text = hikae_letter_format_text (self);
  self->record = make_record (draft, text);
  if (!hikae_letter_is_complete (self))
    json_object_set_array_member (self->record, "missing", list_missing (self));
  return g_steal_pointer (&self);
}

static gboolean
check_fit (Draft *draft, const char *basis, const char *recipient, GError **error)
{
  g_autofree char *why = NULL;

  if (draft->basis == NULL)
    return reject (error, "there is no legal basis \"%.80s\"", basis);
  if (draft->recipient == NULL)
    return reject (error, "there is no recipient \"%.80s\"", recipient);
  why = hikae_law_pack_dup_refusal (draft->pack, draft->basis, &draft->person, FALSE);
  if (why == NULL)
    why = hikae_law_pack_dup_recipient_refusal (
        draft->pack, draft->basis, draft->recipient, "en");
  return why == NULL || reject (error, "%s: %s", basis, why);
}

static HikaeLetter *
compose_draft (Draft *draft, const char *template, GError **error)
{
  g_autoptr (JsonObject) context = make_context (draft);
  JsonArray *places = hikae_json_get_array (context, "places");
  guint count = json_array_get_length (places);
  g_autofree char *expanded = NULL;
  g_autoptr (GPtrArray) blocks = NULL;

  if (count > MAX_PLACES) {
    (void)reject (error, "more than %d addresses in one letter", MAX_PLACES);
    return NULL;
  }
  if (count > 1 &&
      hikae_json_get_boolean (draft->channel, "one_item_per_report", FALSE)) {
    (void)reject (error, "this form takes one address for each report; choose one item");
    return NULL;
  }
  json_object_set_boolean_member (context, "many", count > 1);
  expanded = hikae_template_expand (template, draft->lang, context, error);
  if (expanded == NULL)
    return NULL;
  blocks = hikae_template_parse_blocks (expanded);
  return make_letter (draft, context, blocks);
}

HikaeLetter *
hikae_letter_compose (const HikaeLawPack *pack,
                      const char *basis,
                      const char *recipient,
                      const char *lang,
                      JsonObject *answers,
                      GPtrArray *items,
                      gint64 now,
                      GError **error)
{
  Draft draft = {pack, NULL, NULL, NULL, answers, items, lang, {0}, NULL};
  g_autofree char *file = g_strdup_printf ("%s/%s.txt", lang, basis);
  g_autofree char *template = hikae_letter_load_data (file);
  g_autofree char *statements = hikae_letter_load_data ("statements.json");
  HikaeLetter *letter = NULL;

  g_return_val_if_fail (pack != NULL && answers != NULL && statements != NULL, NULL);
  draft.basis = hikae_law_pack_find_basis (pack, basis);
  draft.recipient = hikae_law_pack_find_recipient (pack, recipient);
  if (!hikae_law_person_read (&draft.person, pack, answers, "en", now, error))
    return NULL;
  draft.statements = hikae_json_parse (statements, -1, HIKAE_LETTER_MAX, error);
  if (draft.statements != NULL && check_fit (&draft, basis, recipient, error)) {
    draft.channel = hikae_law_pack_choose_channel (
        pack, draft.basis, draft.recipient, draft.person.country);
    if (template == NULL)
      (void)reject (error, "there is no letter for \"%s\" in \"%.16s\"", basis, lang);
    else
      letter = compose_draft (&draft, template, error);
  }
  g_clear_pointer (&draft.statements, json_node_unref);
  hikae_law_person_clear (&draft.person);
  return letter;
}

gboolean
hikae_letter_takes_one (const HikaeLawPack *pack,
                        const char *basis,
                        const char *recipient,
                        JsonObject *answers)
{
  JsonObject *law = hikae_law_pack_find_basis (pack, basis);
  JsonObject *to = hikae_law_pack_find_recipient (pack, recipient);
  g_auto (HikaeLawPerson) person = {NULL};
  JsonObject *channel = NULL;

  if (law == NULL || to == NULL ||
      !hikae_law_person_read (&person, pack, answers, "en", 0, NULL))
    return FALSE;
  channel = hikae_law_pack_choose_channel (pack, law, to, person.country);
  return hikae_json_get_boolean (channel, "one_item_per_report", FALSE);
}
