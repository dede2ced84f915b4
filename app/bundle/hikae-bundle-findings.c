/* hikae-bundle-findings.c: what the files of a bundle say of themselves
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The findings were made by another process out of hostile bytes: only what is known is
 * taken over, as short text, and so much of it. */
#include "config.h"

#include "hikae-bundle-findings.h"

#include "hikae-bundle-text.h"
#include "hikae-text.h"

#include <string.h>

#define MAX_ROWS 64
#define MAX_TEXT 600

static gboolean
is_media (HikaeItem *item)
{
  const char *type = hikae_item_get_media_type (item);

  return type != NULL &&
         (g_str_has_prefix (type, "image/") || g_str_has_prefix (type, "video/"));
}

gboolean
hikae_bundle_is_too_large_to_inspect (HikaeItem *item)
{
  return is_media (item) && hikae_item_get_size (item) > HIKAE_BUNDLE_MAX_INSPECTED;
}

static gboolean
may_look (const HikaeBundlePlan *plan, HikaeItem *item)
{
  return plan->content->inspect != NULL && !plan->content->minor && is_media (item) &&
         hikae_item_get_size (item) <= HIKAE_BUNDLE_MAX_INSPECTED;
}

guint64
hikae_bundle_measure_findings (const HikaeBundlePlan *plan)
{
  guint64 total = 0;

  for (guint i = 0; i < plan->payloads->len; i++)
    if (may_look (plan, plan->payloads->pdata[i]))
      total += hikae_item_get_size (plan->payloads->pdata[i]);
  return total;
}

gboolean
hikae_bundle_load_findings (HikaeBundlePlan *plan,
                            HikaeProgress *progress,
                            GCancellable *cancellable,
                            GError **error)
{
  const HikaeBundleContent *content = plan->content;

  for (guint i = 0; i < plan->payloads->len; i++) {
    HikaeItem *item = plan->payloads->pdata[i];
    JsonObject *findings = NULL;

    if (!may_look (plan, item))
      continue;
    findings = content->inspect (item, cancellable, content->open_data);
    if (g_cancellable_set_error_if_cancelled (cancellable, error)) {
      g_clear_pointer (&findings, json_object_unref);
      return FALSE;
    }
    /* A file that cannot be read safely is told of too. */
    g_hash_table_insert (
        plan->findings, item, findings != NULL ? findings : json_object_new ());
    hikae_progress_add (progress, hikae_item_get_size (item));
  }
  return TRUE;
}

/* (transfer none) (nullable): row @i of @array if it is an object. */
static JsonObject *
get_row (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static guint
count_rows (JsonArray *array)
{
  return array != NULL ? MIN (json_array_get_length (array), MAX_ROWS) : 0;
}

static JsonArray *
copy_rows (JsonArray *from, const char *const *members)
{
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < count_rows (from); i++) {
    JsonObject *row = get_row (from, i);
    JsonObject *copy = json_object_new ();

    for (guint j = 0; row != NULL && members[j] != NULL; j++) {
      const char *value = hikae_json_get_string (row, members[j]);
      g_autofree char *text = hikae_text_for_display (value, MAX_TEXT);

      if (value != NULL)
        json_object_set_string_member (copy, members[j], text);
    }
    json_array_add_object_element (rows, copy);
  }
  return rows;
}

static JsonObject *
format_item (HikaeItem *item, JsonObject *found)
{
  static const char *const sentences[] = {"strength", "en", "ja", NULL};
  static const char *const marks[] = {
      "generator", "strength", "carrier", "key", "value", NULL};
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "item", hikae_item_get_number (item));
  json_object_set_string_member (object, "sha256", hikae_item_get_sha256 (item));
  json_object_set_array_member (
      object,
      "findings",
      copy_rows (hikae_json_get_array (found, "findings"), sentences));
  json_object_set_array_member (
      object, "marks", copy_rows (hikae_json_get_array (found, "marks"), marks));
  return object;
}

GBytes *
hikae_bundle_render_findings (const HikaeBundlePlan *plan)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray *items = json_array_new ();
  JsonArray *too_large = json_array_new ();
  char *text = NULL;

  for (guint i = 0; i < plan->payloads->len; i++) {
    JsonObject *found = g_hash_table_lookup (plan->findings, plan->payloads->pdata[i]);

    if (found != NULL)
      json_array_add_object_element (items,
                                     format_item (plan->payloads->pdata[i], found));
  }
  for (guint i = 0; i < plan->unlooked->len; i++)
    json_array_add_int_element (too_large,
                                hikae_item_get_number (plan->unlooked->pdata[i]));
  json_object_set_array_member (object, "too_large", too_large);
  json_object_set_string_member (object, "schema", "hikae-findings/1");
  json_object_set_string_member (object, "en", hikae_bundle_word ("en", "marks_limit"));
  json_object_set_string_member (object, "ja", hikae_bundle_word ("ja", "marks_limit"));
  json_object_set_array_member (object, "items", items);
  json_node_take_object (node, object);
  text = hikae_json_format_canonical (node);
  return g_bytes_new_take (text, strlen (text));
}

void
hikae_report_add_findings (HikaeReportPage *page,
                           const HikaeBundlePlan *plan,
                           HikaeItem *item)
{
  const char *lang = plan->content->lang;
  JsonObject *found = g_hash_table_lookup (plan->findings, item);
  JsonArray *rows = found != NULL ? hikae_json_get_array (found, "findings") : NULL;
  const char *label = hikae_bundle_word (lang, "field_marks");

  if (found == NULL) {
    if (g_ptr_array_find (plan->unlooked, item, NULL))
      hikae_report_page_add_field (
          page, label, HIKAE_REPORT_TEXT, hikae_bundle_word (lang, "marks_too_large"));
    return;
  }
  for (guint i = 0; i < count_rows (rows); i++) {
    JsonObject *row = get_row (rows, i);
    const char *sentence = row != NULL ? hikae_json_get_string (row, lang) : NULL;
    g_autofree char *text = hikae_text_for_display (sentence, MAX_TEXT);

    if (sentence != NULL)
      hikae_report_page_add_field (page, label, HIKAE_REPORT_TEXT, text);
    if (sentence != NULL)
      label = " ";
  }
  if (count_rows (rows) == 0) {
    hikae_report_page_add_field (
        page, label, HIKAE_REPORT_TEXT, hikae_bundle_word (lang, "marks_unreadable"));
    label = " ";
  }
  hikae_report_page_add_field (
      page, label, HIKAE_REPORT_TEXT, hikae_bundle_word (lang, "marks_limit"));
}
