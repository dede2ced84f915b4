/* hikae-letter-compose.c: a letter out of answers, items and the law pack
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-letter-draft-private.h"

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

/* (transfer full) (nullable): the answer as text; a plain yes to a statement becomes the
 * statement itself. */
static char *
dup_answer (const HikaeLetterDraft *draft, const char *name)
{
  const char *text = hikae_json_get_string (draft->answers, name);
  JsonObject *statement =
      hikae_letter_find_statement (json_node_get_object (draft->statements),
                                   name,
                                   hikae_json_get_string (draft->basis, "id"),
                                   draft->person.agent);
  gboolean yes = hikae_json_get_boolean (draft->answers, name, FALSE);
  g_autofree char *trimmed = g_strstrip (g_strdup (text != NULL ? text : ""));

  yes = yes || g_ascii_strcasecmp (trimmed, "yes") == 0 ||
        g_ascii_strcasecmp (trimmed, "true") == 0;
  if (statement != NULL && yes)
    return g_strdup (hikae_law_pack_pick (statement, draft->lang));
  if (statement != NULL && (g_ascii_strcasecmp (trimmed, "no") == 0 ||
                            g_ascii_strcasecmp (trimmed, "false") == 0))
    return NULL;
  /* Japanese keyboards give wide forms of letters, points and the @. */
  if (g_str_equal (name, "email"))
    return *trimmed != '\0' ? g_utf8_normalize (trimmed, -1, G_NORMALIZE_NFKC) : NULL;
  return *trimmed != '\0' ? g_steal_pointer (&trimmed) : NULL;
}

static char *
format_date (const HikaeLetterDraft *draft)
{
  return hikae_letter_format_day (
      draft->person.now,
      hikae_law_pack_find_zone (draft->pack,
                                hikae_json_get_string (draft->basis, "jurisdiction")),
      draft->lang);
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
                                           "agent_name",
                                           "agent_capacity",
                                           "right_infringed",
                                           "reason",
                                           "why_illegal",
                                           "work_identification",
                                           "identity_proof",
                                           "declaration_subject",
                                           "bereaved_relation"};

static JsonObject *
make_context (const HikaeLetterDraft *draft)
{
  JsonObject *context = json_object_new ();
  JsonArray *places = hikae_letter_list_places (draft);
  g_autofree char *disclose = NULL;
  const char *content = hikae_json_get_string (draft->answers, "content_description");

  for (guint i = 0; i < G_N_ELEMENTS (answer_names); i++)
    if (draft->person.agent || !g_str_has_prefix (answer_names[i], "agent_"))
      hikae_letter_take_if (
          context, answer_names[i], dup_answer (draft, answer_names[i]));
  hikae_letter_take_if (context,
                        "content_description",
                        hikae_letter_dup_one_line (content != NULL ? content : ""));
  hikae_letter_take_if (context, "date", format_date (draft));
  hikae_letter_set_if (
      context,
      "recipient_name",
      hikae_law_pack_pick (hikae_json_get_object (draft->recipient, "name"),
                           draft->lang));
  hikae_letter_set_if (
      context, "legal_entity", hikae_json_get_string (draft->recipient, "legal_entity"));
  hikae_letter_set_if (
      context, "citation", hikae_json_get_string (draft->basis, "citation"));
  hikae_letter_set_if (
      context, "native_name", hikae_json_get_string (draft->basis, "native_name"));
  hikae_letter_set_if (
      context,
      "basis_name",
      hikae_law_pack_pick (hikae_json_get_object (draft->basis, "name"), draft->lang));
  hikae_letter_take_if (
      context, "recipient_name", hikae_letter_dup_operator (draft, places));
  if (hikae_json_get_string (draft->answers, "recipient_name") != NULL)
    hikae_letter_set_if (context,
                         "recipient_name",
                         hikae_json_get_string (draft->answers, "recipient_name"));
  disclose = dup_answer (draft, "disclose_name_choice");
  json_object_set_boolean_member (
      context,
      "disclose_name",
      hikae_json_get_boolean (draft->answers, "disclose_name_choice", FALSE) ||
          g_strcmp0 (disclose, "yes") == 0);
  hikae_letter_set_if (
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

/* Something that an answer can be sent to; "name <name@example.org>" is one too. */
static gboolean
is_mail_address (const char *text)
{
  const char *at = text != NULL ? strchr (text, '@') : NULL;

  return at != NULL && at > text && !g_ascii_isspace (at[-1]) && at[1] != '\0' &&
         !g_ascii_isspace (at[1]);
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
  if (g_str_equal (binds, "email"))
    return is_mail_address (hikae_json_get_string (context, "email"));
  if (g_str_equal (binds, "authority") &&
      !hikae_json_get_boolean (context, "agent", FALSE))
    return TRUE;
  return hikae_json_get_string (context, binds) != NULL;
}

char *
hikae_letter_find_subject (GPtrArray *blocks)
{
  for (guint i = 0; i < blocks->len; i++) {
    const HikaeBlock *block = g_ptr_array_index (blocks, i);

    if (block->kind == HIKAE_BLOCK_TITLE)
      return hikae_letter_dup_one_line (block->text);
  }
  return g_strdup ("");
}

/* (transfer full) (nullable): an address that nobody has checked is not filled in: what
 * she writes would go to a stranger. */
static char *
dup_mail_address (const HikaeLetterDraft *draft)
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
make_letter (const HikaeLetterDraft *draft, JsonObject *context, GPtrArray *blocks)
{
  g_autoptr (HikaeLetter) self = g_new0 (HikaeLetter, 1);
  JsonObject *owner = NULL;
  g_autofree char *text = NULL;

  self->lang = g_strdup (draft->lang);
  self->address = dup_mail_address (draft);
  self->by_mail = self->address != NULL;
  self->context = json_object_ref (context);
  self->email = g_strdup (hikae_json_get_string (context, "email"));
  self->name = g_strdup (hikae_json_get_string (
      context,
      json_object_has_member (context, "agent_name") ? "agent_name" : "full_name"));
  self->now = draft->person.now;
  self->blocks = g_ptr_array_ref (blocks);
  self->subject = hikae_letter_find_subject (blocks);
  self->elements = hikae_letter_list_asked (draft);
  self->missing = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < json_array_get_length (self->elements); i++) {
    JsonObject *element = json_array_get_object_element (self->elements, i);
    const char *binds = hikae_json_get_string (element, "binds");

    if (is_present (context, binds))
      continue;
    g_hash_table_insert (
        self->missing,
        (gpointer)hikae_json_get_string (element, "id"),
        GINT_TO_POINTER (hikae_letter_is_needed (element, draft->person.agent)));
  }
  self->elsewhere = hikae_letter_find_elsewhere (
      draft, hikae_json_get_array (context, "places"), &owner);
  self->owner = self->elsewhere != NULL ? json_object_ref (owner) : NULL;
  self->recipient = json_object_ref (draft->recipient);
  text = hikae_letter_format_text (self);
  self->record = hikae_letter_make_record (draft, text);
  if (!hikae_letter_is_complete (self))
    json_object_set_array_member (self->record, "missing", list_missing (self));
  return g_steal_pointer (&self);
}

static gboolean
check_fit (HikaeLetterDraft *draft,
           const char *basis,
           const char *recipient,
           GError **error)
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
compose_draft (HikaeLetterDraft *draft, const char *template, GError **error)
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
  HikaeLetterDraft draft = {pack, NULL, NULL, NULL, answers, items, lang, {0}, NULL};
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
