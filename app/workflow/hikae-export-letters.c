/* hikae-export-letters.c: the letters of a bundle, without what stays private
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-export-private.h"

#include <string.h>

/* Shorter parts of an answer would be found all over a letter. */
#define LEAST_PART 4

static const struct {
  HikaeBundlePrivate field;
  const char *answer;
  const char *instead_en;
  const char *instead_ja;
} private_answers[] = {
    {HIKAE_BUNDLE_ADDRESS, "postal_address", "[address left out]", "［住所は省略］"},
    {HIKAE_BUNDLE_PHONE, "phone", "[telephone number left out]", "［電話番号は省略］"},
};

void
hikae_export_file_free (HikaeBundleFile *file)
{
  g_free (file->path);
  g_clear_pointer (&file->bytes, g_bytes_unref);
  g_free (file);
}

static const char *
get_instead (guint field, const char *lang)
{
  return g_strcmp0 (lang, "ja") == 0 ? private_answers[field].instead_ja
                                     : private_answers[field].instead_en;
}

static char *
replace (char *text, const char *what, const char *with)
{
  g_auto (GStrv) parts = g_strsplit (text, what, -1);
  char *replaced = g_strjoinv (with, parts);

  g_free (text);
  return replaced;
}

/* (transfer full): the letter's kept text without the answers that were not ticked, whole
 * or line by line as a letter may have broken them. */
static char *
dup_cleaned (const HikaeBundleContent *content, JsonObject *answers, const char *text)
{
  char *cleaned = g_strdup (text);

  for (guint i = 0; i < G_N_ELEMENTS (private_answers); i++) {
    const char *answer = hikae_json_get_string (answers, private_answers[i].answer);
    const char *instead = get_instead (i, content->lang);
    g_auto (GStrv) lines = NULL;

    if (answer == NULL || *answer == '\0' ||
        (content->private_fields & private_answers[i].field) != 0)
      continue;
    cleaned = replace (cleaned, answer, instead);
    lines = g_strsplit (answer, "\n", -1);
    for (guint j = 0; lines[j] != NULL; j++)
      if (strlen (g_strstrip (lines[j])) >= LEAST_PART)
        cleaned = replace (cleaned, lines[j], instead);
  }
  return cleaned;
}

/* (transfer full): the answers as the letter may show them. */
static JsonObject *
dup_shown_answers (const HikaeBundleContent *content, JsonObject *answers)
{
  JsonObject *shown = json_object_new ();
  g_autoptr (GList) names = json_object_get_members (answers);

  for (GList *at = names; at != NULL; at = at->next)
    json_object_set_member (
        shown, at->data, json_node_copy (json_object_get_member (answers, at->data)));
  for (guint i = 0; i < G_N_ELEMENTS (private_answers); i++)
    if ((content->private_fields & private_answers[i].field) == 0 &&
        hikae_json_get_string (answers, private_answers[i].answer) != NULL)
      json_object_set_string_member (
          shown, private_answers[i].answer, get_instead (i, content->lang));
  return shown;
}

static HikaeLetter *
compose (HikaeLawPack *pack, HikaeRequest *request, JsonObject *answers, GPtrArray *items)
{
  return hikae_letter_compose (pack,
                               hikae_request_get_field (request, "basis"),
                               hikae_request_get_field (request, "recipient"),
                               hikae_request_get_field (request, "lang"),
                               answers,
                               items,
                               hikae_request_get_created_at (request),
                               NULL);
}

/* What the law pack said when the letter was written, so that it can be explained later:
 * facts about law, nothing of the person. */
static void
add_law (const HikaeBundleContent *content, JsonObject *record, const char *stem)
{
  static const char *const members[] = {
      "pack_id", "pack_version", "entry", "recipient_entry", "channel_entry"};
  HikaeBundleFile *file = g_new0 (HikaeBundleFile, 1);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (record, members[i]))
      json_object_set_member (
          object,
          members[i],
          json_node_copy (json_object_get_member (record, members[i])));
  json_node_take_object (node, object);
  text = hikae_json_format_canonical (node);
  file->path = g_strconcat (stem, ".law.json", NULL);
  file->bytes = g_bytes_new_take (text, strlen (text));
  g_ptr_array_add (content->files, file);
}

/* Letters as they were kept: the text is the record's. A PDF is added when today's
 * templates still give the very same text. */
static void
add_letter (const HikaeBundleContent *content, HikaeLawPack *pack, HikaeRequest *request)
{
  JsonObject *record = hikae_request_get_record_object (request);
  const char *basis = hikae_request_get_field (request, "basis");
  const char *lang = hikae_request_get_field (request, "lang");
  const char *text = hikae_request_get_field (request, "text");
  JsonArray *numbers = hikae_json_get_array (record, "items");
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autofree char *stem = NULL;
  g_autofree char *again = NULL;
  g_autoptr (HikaeLetter) letter = NULL;
  g_autoptr (HikaeLetter) cleaned_letter = NULL;
  HikaeBundleFile *file = NULL;
  JsonObject *answers = hikae_json_get_object (record, "answers");
  g_autoptr (JsonObject) shown = NULL;
  g_autoptr (HikaeLawPack) kept = NULL;
  char *cleaned = NULL;

  if (basis == NULL || lang == NULL || text == NULL || answers == NULL)
    return;
  cleaned = dup_cleaned (content, answers, text);
  shown = dup_shown_answers (content, answers);
  stem = g_strdup_printf (
      "letters/%04u-%s-%s", hikae_request_get_number (request), basis, lang);
  file = g_new0 (HikaeBundleFile, 1);
  file->path = g_strconcat (stem, ".txt", NULL);
  file->bytes = g_bytes_new_take (cleaned, strlen (cleaned));
  g_ptr_array_add (content->files, file);
  for (guint i = 0; numbers != NULL && i < json_array_get_length (numbers); i++) {
    HikaeItem *item = hikae_export_find_item (
        content->all_items, (guint)json_array_get_int_element (numbers, i));

    if (item != NULL)
      g_ptr_array_add (items, item);
  }
  add_law (content, record, stem);
  kept = hikae_law_pack_with_entries (pack,
                                      hikae_json_get_object (record, "entry"),
                                      hikae_json_get_object (record, "recipient_entry"),
                                      NULL);
  letter = kept != NULL ? compose (kept, request, answers, items) : NULL;
  again = letter != NULL ? hikae_letter_format_text (letter) : NULL;
  if (g_strcmp0 (again, text) != 0)
    return;
  cleaned_letter = compose (kept, request, shown, items);
  file = g_new0 (HikaeBundleFile, 1);
  file->path = g_strconcat (stem, ".pdf", NULL);
  file->bytes = cleaned_letter != NULL
                    ? hikae_letter_render (cleaned_letter, HIKAE_LETTER_PDF, NULL)
                    : NULL;
  if (file->bytes != NULL)
    g_ptr_array_add (content->files, file);
  else
    hikae_export_file_free (file);
}

void
hikae_export_add_letters (const HikaeBundleContent *content, HikaeLawPack *pack)
{
  for (guint i = 0; i < content->requests->len; i++)
    add_letter (content, pack, content->requests->pdata[i]);
}
