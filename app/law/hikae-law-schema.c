/* hikae-law-schema.c: checks JSON against the shipped JSON Schema
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The schema is data beside the pack, so that the file which translators and NGOs read is
 * the very one that decides. Only the keywords it uses are known here; the test walks the
 * schema and fails on any other, because an ignored keyword would be a hole. */
#include "config.h"

#include "hikae-error.h"
#include "hikae-law-schema-private.h"

#include <string.h>

#define MAX_REFERENCES 16

typedef struct {
  JsonObject *root;
  GString *path;
  char *why; /* (owned) (nullable): the first thing that is wrong */
  guint references;
} Check;

static gboolean check_node (Check *check, JsonObject *schema, JsonNode *node);

static gboolean
fail (Check *check, char *why)
{
  if (check->why == NULL)
    check->why = g_strdup_printf (
        "%s%s%s", check->path->str, check->path->len > 0 ? ": " : "", why);
  g_free (why);
  return FALSE;
}

/* Whether @text is a calendar date "2026-11-23" of the years 1900 to 2100. */
static gboolean
parse_date (const char *text, GDate *date)
{
  guint parts[3] = {0, 0, 0};
  const guint starts[] = {0, 5, 8, 11};

  g_date_clear (date, 1);
  if (text == NULL || strlen (text) != 10 || text[4] != '-' || text[7] != '-')
    return FALSE;
  for (guint part = 0; part < 3; part++) {
    for (guint at = starts[part]; at + 1 < starts[part + 1]; at++) {
      if (!g_ascii_isdigit (text[at]))
        return FALSE;
      parts[part] = parts[part] * 10 + (guint)g_ascii_digit_value (text[at]);
    }
  }
  if (parts[0] < 1900 || parts[0] > 2100 ||
      !g_date_valid_dmy ((GDateDay)parts[2], (GDateMonth)parts[1], (GDateYear)parts[0]))
    return FALSE;
  g_date_set_dmy (date, (GDateDay)parts[2], (GDateMonth)parts[1], (GDateYear)parts[0]);
  return TRUE;
}

static const char *
name_type (JsonNode *node)
{
  switch (JSON_NODE_TYPE (node)) {
  case JSON_NODE_OBJECT:
    return "object";
  case JSON_NODE_ARRAY:
    return "array";
  case JSON_NODE_NULL:
    return "null";
  case JSON_NODE_VALUE:
  default:
    break;
  }
  switch (json_node_get_value_type (node)) {
  case G_TYPE_STRING:
    return "string";
  case G_TYPE_BOOLEAN:
    return "boolean";
  case G_TYPE_INT64:
    return "integer";
  default:
    return "number";
  }
}

static gboolean
has_type (JsonNode *node, const char *type)
{
  const char *own = name_type (node);

  return g_strcmp0 (own, type) == 0 ||
         (g_str_equal (own, "integer") && g_strcmp0 (type, "number") == 0);
}

static gboolean
check_type (Check *check, JsonNode *type, JsonNode *node)
{
  JsonArray *types = JSON_NODE_HOLDS_ARRAY (type) ? json_node_get_array (type) : NULL;

  if (types == NULL) {
    if (has_type (node, json_node_get_string (type)))
      return TRUE;
    return fail (check, g_strdup_printf ("not of type %s", json_node_get_string (type)));
  }
  for (guint i = 0; i < json_array_get_length (types); i++)
    if (has_type (node, json_array_get_string_element (types, i)))
      return TRUE;
  return fail (check, g_strdup ("not of an allowed type"));
}

static gboolean
check_enum (Check *check, JsonArray *allowed, JsonNode *node)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (allowed); i++) {
    if (json_node_equal (json_array_get_element (allowed, i), node))
      return TRUE;
    g_string_append_printf (
        names, "%s%s", i > 0 ? ", " : "", json_array_get_string_element (allowed, i));
  }
  return fail (check, g_strdup_printf ("not one of: %s", names->str));
}

static gboolean
check_format (Check *check, const char *format, const char *text)
{
  static const char *const schemes[] = {"https", "http", "mailto", NULL};
  GDate date;

  if (g_str_equal (format, "date")) {
    if (!parse_date (text, &date))
      return fail (check, g_strdup ("not a calendar date like 2026-11-23"));
  } else if (g_str_equal (format, "uri")) {
    const char *scheme = g_uri_peek_scheme (text);

    /* They are opened by a click: a file or a script must not stand there. */
    if (scheme == NULL || !g_strv_contains (schemes, scheme) ||
        !g_uri_is_valid (text, G_URI_FLAGS_NONE, NULL))
      return fail (check, g_strdup ("not an address on the web or for mail"));
  }
  return TRUE;
}

static gboolean
check_string (Check *check, JsonObject *schema, JsonNode *node)
{
  const char *text = json_node_get_string (node);
  const char *pattern = hikae_json_get_string (schema, "pattern");
  const char *format = hikae_json_get_string (schema, "format");

  if (g_utf8_strlen (text, -1) < hikae_json_get_int (schema, "minLength", 0))
    return fail (check, g_strdup ("it is empty"));
  if (pattern != NULL && (strlen (text) > 4096 || text[strcspn (text, "\r\n")] != '\0' ||
                          !g_regex_match_simple (pattern, text, 0, 0)))
    return fail (check, g_strdup_printf ("does not follow the pattern %s", pattern));
  return format == NULL || check_format (check, format, text);
}

static gboolean
check_number (Check *check, JsonObject *schema, JsonNode *node)
{
  double number = json_node_get_double (node);

  if (json_node_get_value_type (node) == G_TYPE_INT64)
    number = (double)json_node_get_int (node);
  if (json_object_has_member (schema, "minimum") &&
      number < json_object_get_double_member (schema, "minimum"))
    return fail (check, g_strdup ("the number is too small"));
  if (json_object_has_member (schema, "exclusiveMinimum") &&
      number <= json_object_get_double_member (schema, "exclusiveMinimum"))
    return fail (check, g_strdup ("the number is too small"));
  return TRUE;
}

static gboolean
check_array (Check *check, JsonObject *schema, JsonArray *array)
{
  JsonObject *items = hikae_json_get_object (schema, "items");
  guint length = json_array_get_length (array);
  gsize start = check->path->len;

  if (length < hikae_json_get_int (schema, "minItems", 0))
    return fail (check, g_strdup ("it has too few entries"));
  for (guint i = 0; i < length; i++) {
    JsonNode *node = json_array_get_element (array, i);
    JsonObject *entry =
        JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    const char *id = hikae_json_get_string (entry, "id");

    g_string_append_printf (check->path, "[%u]", i);
    if (id != NULL && strlen (id) <= 80)
      g_string_append_printf (check->path, " (%s)", id);
    if (items != NULL && !check_node (check, items, node))
      return FALSE;
    g_string_truncate (check->path, start);
    if (!hikae_json_get_boolean (schema, "uniqueItems", FALSE))
      continue;
    for (guint other = 0; other < i; other++)
      if (json_node_equal (json_array_get_element (array, other), node))
        return fail (check, g_strdup ("the same entry twice"));
  }
  return TRUE;
}

static gboolean
check_required (Check *check, JsonArray *required, JsonObject *object)
{
  for (guint i = 0; required != NULL && i < json_array_get_length (required); i++) {
    const char *name = json_array_get_string_element (required, i);

    if (!json_object_has_member (object, name))
      return fail (check, g_strdup_printf ("the member \"%s\" is missing", name));
  }
  return TRUE;
}

static gboolean
check_member (Check *check, JsonObject *schema, const char *name, JsonNode *node)
{
  JsonObject *properties = hikae_json_get_object (schema, "properties");
  JsonObject *names = hikae_json_get_object (schema, "propertyNames");
  JsonObject *known = hikae_json_get_object (properties, name);
  JsonObject *others = hikae_json_get_object (schema, "additionalProperties");
  gboolean open = hikae_json_get_boolean (schema, "additionalProperties", TRUE);
  gsize start = check->path->len;
  g_autoptr (JsonNode) name_node = json_node_new (JSON_NODE_VALUE);

  g_string_append_printf (check->path, "%s%.80s", check->path->len > 0 ? "." : "", name);
  json_node_set_string (name_node, name);
  if (names != NULL && !check_node (check, names, name_node))
    return FALSE;
  if (known == NULL && others == NULL && !open)
    return fail (check, g_strdup ("a member that does not belong here"));
  if (known == NULL)
    known = others;
  if (known != NULL && !check_node (check, known, node))
    return FALSE;
  g_string_truncate (check->path, start);
  return TRUE;
}

static gboolean
check_object (Check *check, JsonObject *schema, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *node = NULL;

  if (!check_required (check, hikae_json_get_array (schema, "required"), object))
    return FALSE;
  if (json_object_get_size (object) < hikae_json_get_int (schema, "minProperties", 0))
    return fail (check, g_strdup ("it is empty"));
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!check_member (check, schema, name, node))
      return FALSE;
  return TRUE;
}

/* Tries a schema without leaving a trace. */
static gboolean
would_pass (Check *check, JsonObject *schema, JsonNode *node)
{
  Check attempt = {check->root, g_string_new (NULL), NULL, check->references};
  gboolean passed = check_node (&attempt, schema, node);

  g_string_free (attempt.path, TRUE);
  g_free (attempt.why);
  return passed;
}

static gboolean
check_combined (Check *check, JsonObject *schema, JsonNode *node)
{
  JsonArray *one_of = hikae_json_get_array (schema, "oneOf");
  JsonObject *condition = hikae_json_get_object (schema, "if");
  JsonObject *then = hikae_json_get_object (schema, "then");
  JsonObject *not = hikae_json_get_object (schema, "not");
  guint passed = 0;

  for (guint i = 0; one_of != NULL && i < json_array_get_length (one_of); i++)
    passed += would_pass (check, json_array_get_object_element (one_of, i), node) ? 1 : 0;
  if (one_of != NULL && passed != 1)
    return fail (
        check,
        g_strdup ("either a number with its unit, or a wording with its reminder"));
  if (not != NULL && would_pass (check, not, node))
    return fail (check, g_strdup ("a value that is excluded"));
  if (condition != NULL && then != NULL && would_pass (check, condition, node))
    return check_node (check, then, node);
  return TRUE;
}

/* "#/$defs/name" is the only kind of reference. */
static gboolean
check_reference (Check *check, const char *reference, JsonNode *node)
{
  JsonObject *definitions = hikae_json_get_object (check->root, "$defs");
  JsonObject *schema = g_str_has_prefix (reference, "#/$defs/")
                           ? hikae_json_get_object (definitions, reference + 8)
                           : NULL;
  gboolean ok = FALSE;

  g_assert (schema != NULL && check->references < MAX_REFERENCES);
  check->references++;
  ok = check_node (check, schema, node);
  check->references--;
  return ok;
}

static gboolean
check_node (Check *check, JsonObject *schema, JsonNode *node)
{
  const char *reference = hikae_json_get_string (schema, "$ref");
  JsonArray *allowed = hikae_json_get_array (schema, "enum");

  if (reference != NULL && !check_reference (check, reference, node))
    return FALSE;
  if (json_object_has_member (schema, "type") &&
      !check_type (check, json_object_get_member (schema, "type"), node))
    return FALSE;
  if (json_object_has_member (schema, "const") &&
      !json_node_equal (json_object_get_member (schema, "const"), node))
    return fail (check, g_strdup ("not the value that it must be"));
  if (allowed != NULL && !check_enum (check, allowed, node))
    return FALSE;
  if (has_type (node, "string") && !check_string (check, schema, node))
    return FALSE;
  if (has_type (node, "number") && !check_number (check, schema, node))
    return FALSE;
  if (JSON_NODE_HOLDS_ARRAY (node) &&
      !check_array (check, schema, json_node_get_array (node)))
    return FALSE;
  if (JSON_NODE_HOLDS_OBJECT (node) &&
      !check_object (check, schema, json_node_get_object (node)))
    return FALSE;
  return check_combined (check, schema, node);
}

gboolean
hikae_law_schema_check (JsonObject *schema, JsonNode *node, GError **error)
{
  Check check = {schema, g_string_new (NULL), NULL, 0};
  gboolean ok = check_node (&check, schema, node);

  if (!ok)
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_REJECTED,
                 "%s",
                 check.why != NULL ? check.why : "it does not follow the schema");
  g_string_free (check.path, TRUE);
  g_free (check.why);
  return ok;
}
