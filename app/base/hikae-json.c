/* hikae-json.c: bounded JSON in, canonical JSON out
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-json.h"

#include "hikae-error.h"

#include <string.h>

/* One pass before json-glib sees the text: nesting, and duplicate member names, which
 * json-glib would silently merge. Grammar is left to json-glib. */
typedef struct {
  const char *text;
  gsize length;
  gsize at;
  guint line;
} Scan;

static gboolean
reject (GError **error, const Scan *scan, const char *why)
{
  g_set_error (
      error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "JSON line %u: %s", scan->line, why);
  return FALSE;
}

/* Moves past a string whose opening quote is at the cursor. */
static gboolean
scan_string (Scan *scan, char **raw)
{
  gsize start = ++scan->at;

  while (scan->at < scan->length && scan->text[scan->at] != '"') {
    if (scan->text[scan->at] == '\n')
      return FALSE;
    scan->at += scan->text[scan->at] == '\\' ? 2 : 1;
  }
  if (scan->at >= scan->length)
    return FALSE;
  *raw = g_strndup (scan->text + start, scan->at - start);
  scan->at++;
  return TRUE;
}

static void
skip_space (Scan *scan)
{
  while (scan->at < scan->length && strchr (" \t\r\n", scan->text[scan->at]) != NULL) {
    scan->line += scan->text[scan->at] == '\n';
    scan->at++;
  }
}

/* Escapes make two spellings of one name; names that need one are rare enough to be
 * resolved by json-glib itself. */
static char *
dup_name (const char *raw)
{
  g_autofree char *quoted = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (strchr (raw, '\\') == NULL)
    return g_strdup (raw);
  quoted = g_strdup_printf ("\"%s\"", raw);
  node = json_from_string (quoted, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return g_strdup (raw);
  return json_node_dup_string (node);
}

static gboolean
check_name (Scan *scan, GHashTable *names, const char *raw, GError **error)
{
  skip_space (scan);
  if (names == NULL || scan->at >= scan->length || scan->text[scan->at] != ':')
    return TRUE;
  if (!g_hash_table_add (names, dup_name (raw)))
    return reject (error, scan, "the same member name twice");
  return TRUE;
}

static gboolean
check_shape (Scan *scan, GError **error)
{
  /* One entry a level: a set of names for an object, NULL for an array. */
  GHashTable *levels[HIKAE_JSON_MAX_DEPTH] = {NULL};
  int depth = 0;
  gboolean ok = TRUE;
  gboolean ended = FALSE;

  while (ok && (skip_space (scan), scan->at < scan->length)) {
    char c = scan->text[scan->at];

    /* json-glib takes the last of several values; we take one object or array. */
    if (depth == 0 && (ended || (c != '{' && c != '['))) {
      ok = reject (error, scan, "not one object or array");
    } else if (c == '"') {
      g_autofree char *raw = NULL;

      if (!scan_string (scan, &raw))
        ok = reject (error, scan, "a string that does not end");
      else
        ok = check_name (scan, levels[depth - 1], raw, error);
      continue;
    } else if (c == '{' || c == '[') {
      if (depth == HIKAE_JSON_MAX_DEPTH)
        ok = reject (error, scan, "nested too deeply");
      else
        levels[depth++] =
            c == '{' ? g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL)
                     : NULL;
    } else if (c == '}' || c == ']') {
      g_clear_pointer (&levels[--depth], g_hash_table_unref);
      ended = depth == 0;
    }
    scan->at++;
  }
  if (ok && depth != 0)
    ok = reject (error, scan, "it ends too early");
  while (depth > 0)
    g_clear_pointer (&levels[--depth], g_hash_table_unref);
  return ok;
}

/* json-glib begins with "<data>:LINE:COLUMN: ". */
static void
set_parser_error (GError **error, const char *message)
{
  const char *prefix = "<data>:";
  const char *why = strstr (message, ": ");
  guint64 line = 0;

  if (g_str_has_prefix (message, prefix))
    line = g_ascii_strtoull (message + strlen (prefix), NULL, 10);
  if (line > 0 && why != NULL)
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_REJECTED,
                 "JSON line %" G_GUINT64_FORMAT ": %s",
                 line,
                 why + 2);
  else
    g_set_error (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "JSON: %s", message);
}

JsonNode *
hikae_json_parse (const char *text, gssize length, gsize max_size, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) inner = NULL;
  Scan scan = {text, length < 0 ? strlen (text) : (gsize)length, 0, 1};

  /* Empty GBytes have no address at all, and json-glib asserts on that. */
  if (scan.length == 0) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "JSON of no bytes at all");
    return NULL;
  }
  if (scan.length > max_size) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_REJECTED,
                 "JSON of more than %" G_GSIZE_FORMAT " bytes",
                 max_size);
    return NULL;
  }
  if (scan.length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "JSON that begins with a byte order mark: save it as UTF-8 "
                         "without one");
    return NULL;
  }
  if (!g_utf8_validate_len (text, scan.length, NULL)) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "JSON that is not valid UTF-8");
    return NULL;
  }
  if (!check_shape (&scan, error))
    return NULL;
  if (!json_parser_load_from_data (parser, text, (gssize)scan.length, &inner)) {
    set_parser_error (error, inner->message);
    return NULL;
  }
  if (json_parser_get_root (parser) == NULL) {
    g_set_error_literal (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "JSON is empty");
    return NULL;
  }
  return json_parser_steal_root (parser);
}

static void
append_string (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *at = text; *at != '\0'; at++) {
    if (*at == '"' || *at == '\\')
      g_string_append_printf (out, "\\%c", *at);
    else if ((guint8)*at < 0x20)
      g_string_append_printf (out, "\\u%04x", (guint)(guint8)*at);
    else
      g_string_append_c (out, *at);
  }
  g_string_append_c (out, '"');
}

static void append_node (GString *out, JsonNode *node);

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

static void
append_object (GString *out, JsonObject *object)
{
  g_autoptr (GList) names = g_list_sort (json_object_get_members (object), compare_names);

  g_string_append_c (out, '{');
  for (GList *l = names; l != NULL; l = l->next) {
    if (l != names)
      g_string_append_c (out, ',');
    append_string (out, l->data);
    g_string_append_c (out, ':');
    append_node (out, json_object_get_member (object, l->data));
  }
  g_string_append_c (out, '}');
}

static void
append_node (GString *out, JsonNode *node)
{
  JsonArray *array = NULL;

  switch (JSON_NODE_TYPE (node)) {
  case JSON_NODE_OBJECT:
    append_object (out, json_node_get_object (node));
    return;
  case JSON_NODE_ARRAY:
    array = json_node_get_array (node);
    g_string_append_c (out, '[');
    for (guint i = 0; i < json_array_get_length (array); i++) {
      if (i > 0)
        g_string_append_c (out, ',');
      append_node (out, json_array_get_element (array, i));
    }
    g_string_append_c (out, ']');
    return;
  case JSON_NODE_NULL:
    g_string_append (out, "null");
    return;
  case JSON_NODE_VALUE:
  default:
    break;
  }
  switch (json_node_get_value_type (node)) {
  case G_TYPE_STRING:
    append_string (out, json_node_get_string (node));
    return;
  case G_TYPE_BOOLEAN:
    g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
    return;
  case G_TYPE_INT64:
    g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
    return;
  default:
    /* A hostile record may hold a fraction: it is formatted, never equal to ours. */
    g_string_append_printf (out, "%.17g", json_node_get_double (node));
    return;
  }
}

char *
hikae_json_format_canonical (JsonNode *node)
{
  GString *out = g_string_new (NULL);

  append_node (out, node);
  return g_string_free (out, FALSE);
}

/* json-glib writes U+001F as it is, which RFC 8259 §7 does not allow. Outside of strings
 * it never stands. */
static char *
format (JsonNode *node, gboolean pretty)
{
  g_autofree char *text = json_to_string (node, pretty);
  g_auto (GStrv) parts = g_strsplit (text, "\x1f", -1);

  return g_strjoinv ("\\u001f", parts);
}

char *
hikae_json_format (JsonNode *node)
{
  return format (node, FALSE);
}

char *
hikae_json_format_pretty (JsonNode *node)
{
  return format (node, TRUE);
}

static JsonNode *
find_member (JsonObject *object, const char *member, JsonNodeType type)
{
  JsonNode *node = object != NULL && json_object_has_member (object, member)
                       ? json_object_get_member (object, member)
                       : NULL;

  return node != NULL && JSON_NODE_TYPE (node) == type ? node : NULL;
}

const char *
hikae_json_get_string (JsonObject *object, const char *member)
{
  JsonNode *node = find_member (object, member, JSON_NODE_VALUE);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

JsonObject *
hikae_json_get_object (JsonObject *object, const char *member)
{
  JsonNode *node = find_member (object, member, JSON_NODE_OBJECT);

  return node != NULL ? json_node_get_object (node) : NULL;
}

JsonArray *
hikae_json_get_array (JsonObject *object, const char *member)
{
  JsonNode *node = find_member (object, member, JSON_NODE_ARRAY);

  return node != NULL ? json_node_get_array (node) : NULL;
}

gint64
hikae_json_get_int (JsonObject *object, const char *member, gint64 fallback)
{
  JsonNode *node = find_member (object, member, JSON_NODE_VALUE);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64
             ? json_node_get_int (node)
             : fallback;
}

gboolean
hikae_json_get_boolean (JsonObject *object, const char *member, gboolean fallback)
{
  JsonNode *node = find_member (object, member, JSON_NODE_VALUE);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN
             ? json_node_get_boolean (node)
             : fallback;
}
