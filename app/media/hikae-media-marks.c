/* hikae-media-marks.c: which generators left a mark
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-marks.h"

#include "hikae-data.h"
#include "hikae-error.h"

#include <gio/gio.h>
#include <string.h>

#define TABLE "media/marks.json"
#define TABLE_MAX (1024 * 1024)
/* A pattern sees this much of a text, so that none can cost more than a moment. */
#define SEARCHED_MAX (256 * 1024)
/* What is handed on of a value, in characters. */
#define SHOWN_MAX 4096

static JsonNode *
load_table (GError **error)
{
  g_autoptr (GBytes) bytes = hikae_data_load (TABLE, error);
  g_autoptr (JsonNode) node = NULL;

  if (bytes == NULL)
    return NULL;
  node = hikae_json_parse (
      g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes), TABLE_MAX, error);
  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node) ||
      hikae_json_get_array (json_node_get_object (node), "rules") == NULL) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, "the table of marks is broken");
    return NULL;
  }
  return g_steal_pointer (&node);
}

/* One of the patterns between the bars. */
static gboolean
fits_name (const char *patterns, const char *name)
{
  g_autofree char *low_patterns = g_ascii_strdown (patterns, -1);
  g_autofree char *low_name = g_ascii_strdown (name, -1);
  g_auto (GStrv) each = g_strsplit (low_patterns, "|", -1);

  for (guint i = 0; each[i] != NULL; i++)
    if (g_pattern_match_simple (each[i], low_name))
      return TRUE;
  return FALSE;
}

/* Beyond its step limit a pattern does not fit; that is a fact of the text, no error. */
static gboolean
fits_part (const GRegex *regex, const char *value, gsize size)
{
  g_autoptr (GError) limit = NULL;

  return g_regex_match_full (regex, value, (gssize)size, 0, 0, NULL, &limit);
}

/* The beginning and, of a long text, its end: settings stand behind the words. */
static gboolean
fits_value (const GRegex *regex, const char *value)
{
  const gsize all = strlen (value);
  gsize size = MIN (all, SEARCHED_MAX);
  gsize rest = all - size;

  while (size > 0 && (value[size] & 0xc0) == 0x80)
    size--;
  if (fits_part (regex, value, size))
    return TRUE;
  while (rest < all && (value[rest] & 0xc0) == 0x80)
    rest++;
  return rest > 0 && rest < all && fits_part (regex, value + rest, all - rest);
}

static JsonObject *
format_mark (JsonObject *rule, const HikaeMediaText *text)
{
  JsonObject *mark = json_object_new ();
  g_autofree char *shown = g_utf8_strlen (text->value, -1) > SHOWN_MAX
                               ? g_utf8_substring (text->value, 0, SHOWN_MAX)
                               : g_strdup (text->value);
  const gboolean doubtful = g_str_equal (text->carrier, HIKAE_MEDIA_DOUBTFUL_C2PA);

  json_object_set_string_member (
      mark, "generator", hikae_json_get_string (rule, "generator"));
  json_object_set_string_member (mark, "carrier", text->carrier);
  json_object_set_string_member (mark, "key", text->key);
  json_object_set_string_member (mark, "value", shown);
  /* What a broken seal states is no more than text. */
  json_object_set_string_member (
      mark, "strength", doubtful ? "text" : hikae_json_get_string (rule, "strength"));
  if (text->behind)
    json_object_set_boolean_member (mark, "behind", TRUE);
  if (hikae_json_get_string (rule, "says") != NULL)
    json_object_set_string_member (mark, "says", hikae_json_get_string (rule, "says"));
  return mark;
}

static gboolean
has_mark (JsonArray *marks, const char *generator, const HikaeMediaText *text)
{
  for (guint i = 0; i < json_array_get_length (marks); i++) {
    JsonObject *mark = json_array_get_object_element (marks, i);

    if (g_str_equal (hikae_json_get_string (mark, "generator"), generator) &&
        g_str_equal (hikae_json_get_string (mark, "carrier"), text->carrier) &&
        g_str_equal (hikae_json_get_string (mark, "key"), text->key))
      return TRUE;
  }
  return FALSE;
}

static gboolean
fits (JsonObject *rule, const GRegex *regex, const HikaeMediaText *text)
{
  return fits_name (hikae_json_get_string (rule, "carrier"), text->carrier) &&
         fits_name (hikae_json_get_string (rule, "key"), text->key) &&
         fits_value (regex, text->value);
}

/* (transfer full) (nullable) */
static GRegex *
compile (JsonObject *rule, GError **error)
{
  g_autoptr (GError) broken = NULL;
  GRegex *regex =
      g_regex_new (hikae_json_get_string (rule, "pattern"), G_REGEX_DOTALL, 0, &broken);

  if (regex == NULL)
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_DAMAGED,
                 "the table of marks has a broken pattern: %s",
                 broken->message);
  return regex;
}

static gboolean
is_rule (JsonObject *rule)
{
  return hikae_json_get_string (rule, "carrier") != NULL &&
         hikae_json_get_string (rule, "key") != NULL &&
         hikae_json_get_string (rule, "pattern") != NULL;
}

/* What another manifest states is of another picture. */
static gboolean
find_other (JsonObject *other, HikaeMediaContainer *container, guint group)
{
  g_autoptr (GRegex) regex = is_rule (other) ? compile (other, NULL) : NULL;

  for (guint i = 0; regex != NULL && i < container->texts->len; i++) {
    const HikaeMediaText *text = container->texts->pdata[i];

    if (text->group == group && fits (other, regex, text))
      return TRUE;
  }
  return FALSE;
}

/* Whether every other text that the rule asks for is there. */
static gboolean
has_company (JsonObject *rule, HikaeMediaContainer *container, guint group)
{
  JsonArray *with = hikae_json_get_array (rule, "with");

  for (guint i = 0; with != NULL && i < json_array_get_length (with); i++) {
    JsonNode *node = json_array_get_element (with, i);

    if (!JSON_NODE_HOLDS_OBJECT (node) ||
        !find_other (json_node_get_object (node), container, group))
      return FALSE;
  }
  return TRUE;
}

static gboolean
apply_rule (JsonObject *rule,
            HikaeMediaContainer *container,
            JsonArray *marks,
            GError **error)
{
  const char *generator = hikae_json_get_string (rule, "generator");
  g_autoptr (GRegex) regex = NULL;

  if (generator == NULL || !is_rule (rule) ||
      hikae_json_get_string (rule, "strength") == NULL) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, "the table of marks is broken");
    return FALSE;
  }
  regex = compile (rule, error);
  if (regex == NULL)
    return FALSE;
  if (hikae_json_get_boolean (rule, "only_without_c2pa", FALSE) &&
      container->c2pa != NULL)
    return TRUE;
  for (guint i = 0; i < container->texts->len; i++) {
    const HikaeMediaText *text = container->texts->pdata[i];

    if (fits (rule, regex, text) && !has_mark (marks, generator, text) &&
        has_company (rule, container, text->group))
      json_array_add_object_element (marks, format_mark (rule, text));
  }
  return TRUE;
}

JsonArray *
hikae_media_find_marks (HikaeMediaContainer *container, GError **error)
{
  g_autoptr (JsonNode) table = load_table (error);
  g_autoptr (JsonArray) marks = NULL;
  JsonArray *rules = NULL;

  if (table == NULL)
    return NULL;
  marks = json_array_new ();
  rules = hikae_json_get_array (json_node_get_object (table), "rules");
  for (guint i = 0; i < json_array_get_length (rules); i++) {
    JsonNode *node = json_array_get_element (rules, i);

    if (!JSON_NODE_HOLDS_OBJECT (node) ||
        !apply_rule (json_node_get_object (node), container, marks, error)) {
      if (error != NULL && *error == NULL)
        g_set_error_literal (
            error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, "the table of marks is broken");
      return NULL;
    }
  }
  return g_steal_pointer (&marks);
}
