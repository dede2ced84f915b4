/* hikae-letter.c: a takedown letter: composed from data, checked
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-letter-private.h"
#include "hikae-text.h"

#include <string.h>

#define SHOWN_ANSWER 100

void
hikae_letter_free (HikaeLetter *self)
{
  if (self == NULL)
    return;
  g_free (self->lang);
  g_free (self->address);
  g_free (self->subject);
  g_free (self->email);
  g_free (self->name);
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_clear_pointer (&self->elements, json_array_unref);
  g_clear_pointer (&self->missing, g_hash_table_unref);
  g_clear_pointer (&self->record, json_object_unref);
  g_clear_pointer (&self->context, json_object_unref);
  g_clear_pointer (&self->recipient, json_object_unref);
  g_clear_pointer (&self->owner, json_object_unref);
  g_free (self);
}

static void
element_free (gpointer data)
{
  HikaeLetterElement *element = data;

  g_free (element->id);
  g_free (element->label);
  g_free (element->required);
  g_free (element->field);
  g_free (element->reaches_poster);
  g_free (element->value);
  g_free (element);
}

/* (transfer full) (nullable) */
static char *
dup_value (const HikaeLetter *self, const char *field)
{
  JsonArray *places = hikae_json_get_array (self->context, "places");
  g_autoptr (GString) lines = g_string_new (NULL);

  if (g_strcmp0 (field, "authority") == 0 &&
      !hikae_json_get_boolean (self->context, "agent", FALSE))
    return NULL;
  if (g_strcmp0 (field, "disclose_name_choice") == 0)
    return g_strdup (hikae_json_get_string (self->context, "disclose_answer"));
  if (g_strcmp0 (field, "urls") != 0)
    return g_strdup (hikae_json_get_string (self->context, field));
  for (guint i = 0; i < json_array_get_length (places); i++)
    g_string_append_printf (
        lines,
        "%s%s",
        i > 0 ? "\n" : "",
        hikae_json_get_string (json_array_get_object_element (places, i), "url"));
  return lines->len > 0 ? g_strdup (lines->str) : NULL;
}

/* (transfer full): of an answer, whether it was not given or @given is nothing to go by.
 */
static char *
format_want (const char *field, const char *given)
{
  g_autofree char *shown = NULL;

  if (given == NULL)
    return g_strdup (field);
  shown = hikae_text_for_display (given, SHOWN_ANSWER);
  return g_strdup_printf ("%s: \"%s\" is not an e-mail address", field, shown);
}

char *
hikae_letter_element_dup_want (const HikaeLetterElement *element)
{
  return format_want (element->field, element->faulty ? element->value : NULL);
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

gboolean
hikae_letter_is_needed (JsonObject *element, gboolean agent)
{
  const char *required = hikae_json_get_string (element, "required");

  return (g_str_equal (required, "statute") || g_str_equal (required, "form")) &&
         !is_waived (element, agent);
}

GPtrArray *
hikae_letter_list_elements (const HikaeLetter *self, const char *lang)
{
  GPtrArray *elements = g_ptr_array_new_with_free_func (element_free);

  for (guint i = 0; i < json_array_get_length (self->elements); i++) {
    JsonObject *entry = json_array_get_object_element (self->elements, i);
    HikaeLetterElement *element = g_new0 (HikaeLetterElement, 1);
    const char *binds = hikae_json_get_string (entry, "binds");
    const char *reaches = hikae_json_get_string (entry, "reaches_poster");

    element->id = g_strdup (hikae_json_get_string (entry, "id"));
    element->label =
        g_strdup (hikae_law_pack_pick (hikae_json_get_object (entry, "label"), lang));
    element->required = g_strdup (hikae_json_get_string (entry, "required"));
    element->field = g_strdup (binds != NULL ? binds : "none");
    element->reaches_poster = g_strdup (reaches != NULL ? reaches : "unknown");
    element->value = dup_value (self, binds);
    element->present = !g_hash_table_contains (self->missing, element->id);
    element->needed = hikae_letter_is_needed (
        entry, hikae_json_get_boolean (self->context, "agent", FALSE));
    element->lacking = GPOINTER_TO_INT (g_hash_table_lookup (self->missing, element->id));
    element->faulty = !element->present && element->value != NULL;
    g_ptr_array_add (elements, element);
  }
  return elements;
}

/* (transfer none) (nullable): the first element that must be there and is not. */
static JsonObject *
find_missing (const HikaeLetter *self)
{
  for (guint i = 0; i < json_array_get_length (self->elements); i++) {
    JsonObject *element = json_array_get_object_element (self->elements, i);
    const char *id = hikae_json_get_string (element, "id");

    if (GPOINTER_TO_INT (g_hash_table_lookup (self->missing, id)))
      return element;
  }
  return NULL;
}

gboolean
hikae_letter_check_complete (const HikaeLetter *self, GError **error)
{
  JsonObject *missing = find_missing (self);
  const char *field = NULL;
  g_autofree char *given = NULL;
  g_autofree char *want = NULL;

  if (missing == NULL)
    return TRUE;
  field = hikae_json_get_string (missing, "binds");
  given = dup_value (self, field);
  want = format_want (field, given);
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_REJECTED,
               "the letter lacks \"%s\" (answer %s)",
               hikae_law_pack_pick (hikae_json_get_object (missing, "label"), "en"),
               want);
  return FALSE;
}

gboolean
hikae_letter_is_complete (const HikaeLetter *self)
{
  return find_missing (self) == NULL;
}

char *
hikae_letter_format_text (const HikaeLetter *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->blocks->len; i++) {
    const HikaeBlock *block = g_ptr_array_index (self->blocks, i);

    if (block->kind == HIKAE_BLOCK_ROW)
      g_string_append_printf (text, "[%s]\n%s\n\n", block->label, block->text);
    else if (block->kind == HIKAE_BLOCK_BULLET)
      g_string_append_printf (text, "- %s\n", block->text);
    else if (block->kind == HIKAE_BLOCK_GAP && g_str_has_suffix (text->str, "\n\n"))
      continue;
    else
      g_string_append_printf (text, "%s\n", block->text);
  }
  return g_string_free (text, FALSE);
}

static JsonNode *
wrap_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return node;
}

GBytes *
hikae_letter_format_record (const HikaeLetter *self)
{
  g_autoptr (JsonNode) node = wrap_object (self->record);
  char *text = hikae_json_format_canonical (node);

  return g_bytes_new_take (text, strlen (text));
}

char *
hikae_letter_format_day (gint64 instant, const char *zone_name, const char *lang)
{
  static const char *const months[] = {"January",
                                       "February",
                                       "March",
                                       "April",
                                       "May",
                                       "June",
                                       "July",
                                       "August",
                                       "September",
                                       "October",
                                       "November",
                                       "December"};
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (instant / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local =
      zone != NULL && utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  if (local == NULL)
    return g_strdup ("");
  if (g_str_equal (lang, "ja"))
    return g_date_time_format (local, "%-Y年%-m月%-d日");
  if (g_str_equal (lang, "ko"))
    return g_date_time_format (local, "%-Y년 %-m월 %-d일");
  if (g_str_equal (lang, "de"))
    return g_date_time_format (local, "%d.%m.%Y");
  if (g_str_equal (lang, "fr") || g_str_equal (lang, "pt"))
    return g_date_time_format (local, "%d/%m/%Y");
  return g_strdup_printf ("%d %s %d",
                          g_date_time_get_day_of_month (local),
                          months[g_date_time_get_month (local) - 1],
                          g_date_time_get_year (local));
}
