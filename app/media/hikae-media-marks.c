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

static gboolean
fits_name (const char *pattern, const char *name)
{
  g_autofree char *low_pattern = g_ascii_strdown (pattern, -1);
  g_autofree char *low_name = g_ascii_strdown (name, -1);

  return g_pattern_match_simple (low_pattern, low_name);
}

static gboolean
fits_value (const char *pattern, const char *value, GError **error)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_DOTALL, 0, error);
  gsize size = MIN (strlen (value), SEARCHED_MAX);
  g_autoptr (GError) limit = NULL;

  while (size > 0 && (value[size] & 0xc0) == 0x80)
    size--;
  /* Beyond its step limit a pattern does not fit; that is a fact of the text, no error.
   */
  return regex != NULL &&
         g_regex_match_full (regex, value, (gssize)size, 0, 0, NULL, &limit);
}

static JsonObject *
format_mark (JsonObject *rule, const HikaeMediaText *text)
{
  JsonObject *mark = json_object_new ();
  g_autofree char *shown = g_utf8_strlen (text->value, -1) > SHOWN_MAX
                               ? g_utf8_substring (text->value, 0, SHOWN_MAX)
                               : g_strdup (text->value);

  json_object_set_string_member (
      mark, "generator", hikae_json_get_string (rule, "generator"));
  json_object_set_string_member (mark, "carrier", text->carrier);
  json_object_set_string_member (mark, "key", text->key);
  json_object_set_string_member (mark, "value", shown);
  json_object_set_string_member (
      mark, "strength", hikae_json_get_string (rule, "strength"));
  return mark;
}

static gboolean
apply_rule (JsonObject *rule,
            HikaeMediaContainer *container,
            JsonArray *marks,
            GHashTable *seen,
            GError **error)
{
  const char *generator = hikae_json_get_string (rule, "generator");
  const char *carrier = hikae_json_get_string (rule, "carrier");
  const char *key = hikae_json_get_string (rule, "key");
  const char *pattern = hikae_json_get_string (rule, "pattern");
  const char *needs = hikae_json_get_string (rule, "needs");
  GError *broken = NULL;

  if (generator == NULL || carrier == NULL || key == NULL || pattern == NULL ||
      hikae_json_get_string (rule, "strength") == NULL) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, "the table of marks is broken");
    return FALSE;
  }
  if ((needs != NULL && !g_hash_table_contains (seen, needs)) ||
      (hikae_json_get_boolean (rule, "only_without_c2pa", FALSE) &&
       container->c2pa != NULL))
    return TRUE;
  for (guint i = 0; i < container->texts->len; i++) {
    const HikaeMediaText *text = container->texts->pdata[i];

    if (!fits_name (carrier, text->carrier) || !fits_name (key, text->key))
      continue;
    if (fits_value (pattern, text->value, &broken)) {
      json_array_add_object_element (marks, format_mark (rule, text));
      g_hash_table_add (seen, (gpointer)generator);
    }
    if (broken != NULL) {
      g_set_error (error,
                   HIKAE_ERROR,
                   HIKAE_ERROR_DAMAGED,
                   "the table of marks has a broken pattern: %s",
                   broken->message);
      g_error_free (broken);
      return FALSE;
    }
  }
  return TRUE;
}

JsonArray *
hikae_media_find_marks (HikaeMediaContainer *container, GError **error)
{
  g_autoptr (JsonNode) table = load_table (error);
  g_autoptr (JsonArray) marks = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *rules = NULL;

  if (table == NULL)
    return NULL;
  marks = json_array_new ();
  rules = hikae_json_get_array (json_node_get_object (table), "rules");
  for (guint i = 0; i < json_array_get_length (rules); i++) {
    JsonNode *node = json_array_get_element (rules, i);

    if (!JSON_NODE_HOLDS_OBJECT (node) ||
        !apply_rule (json_node_get_object (node), container, marks, seen, error)) {
      if (error != NULL && *error == NULL)
        g_set_error_literal (
            error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, "the table of marks is broken");
      return NULL;
    }
  }
  return g_steal_pointer (&marks);
}
