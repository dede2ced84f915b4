/* hikae-bundle-choice.c: what was chosen, for people before and for programs after
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The same plan speaks in the window, on the command line, on the cover of the report and
 * in data/choice.json, so that what was announced is what was written. */
#include "config.h"

#include "hikae-bundle-documents.h"
#include "hikae-bundle-text.h"
#include "hikae-clock.h"
#include "hikae-text.h"

#include <string.h>

static const char *const picture_names[] = {"none", "blurred", "grey"};

static const char *
name_pictures (HikaeBundlePictures pictures)
{
  g_return_val_if_fail ((guint)pictures < G_N_ELEMENTS (picture_names), "none");
  return picture_names[pictures];
}

gboolean
hikae_bundle_pictures_parse (const char *name, HikaeBundlePictures *pictures)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (picture_names); i++)
    if (g_str_equal (name, picture_names[i])) {
      *pictures = (HikaeBundlePictures)i;
      return TRUE;
    }
  return FALSE;
}

/* (transfer full): "1–3, 7" of items in order of number. */
static char *
format_numbers (GPtrArray *items)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < items->len;) {
    guint first = hikae_item_get_number (items->pdata[i]);
    guint last = first;

    while (++i < items->len && hikae_item_get_number (items->pdata[i]) == last + 1)
      last++;
    g_string_append_printf (text, "%s%u", text->len > 0 ? ", " : "", first);
    if (last > first)
      g_string_append_printf (text, "%s%u", last > first + 1 ? "–" : ", ", last);
  }
  return g_string_free (text, FALSE);
}

static void
add_word (GPtrArray *lines, const char *lang, const char *key)
{
  g_ptr_array_add (lines, g_strdup (hikae_bundle_word (lang, key)));
}

static void
add_items (GPtrArray *lines, const char *lang, const char *key, GPtrArray *items)
{
  g_autofree char *numbers = format_numbers (items);
  g_autofree char *count = g_strdup_printf ("%u", items->len);

  if (items->len > 0)
    g_ptr_array_add (
        lines, hikae_bundle_say (lang, key, "count", count, "numbers", numbers, NULL));
}

static void
add_stamps (GPtrArray *lines, const char *lang, const HikaeBundlePlan *plan)
{
  g_autofree char *tokens = g_strdup_printf ("%u", plan->tokens->len);
  g_autofree char *seals = g_strdup_printf ("%u", plan->content->seals->len);

  if (plan->tokens->len == 0)
    add_word (lines, lang, "inside_no_stamps");
  else
    g_ptr_array_add (
        lines,
        hikae_bundle_say (lang, "inside_stamps", "count", tokens, "seals", seals, NULL));
}

static void
add_private (GPtrArray *lines, const char *lang, const HikaeBundlePlan *plan)
{
  const HikaeBundleContent *content = plan->content;
  guint letters = content->requests != NULL ? content->requests->len : 0;
  g_autofree char *count = g_strdup_printf ("%u", letters);
  gboolean pages = FALSE;

  for (guint i = 0; i < content->items->len; i++)
    pages |= hikae_bundle_may_hold_cookies (content->items->pdata[i]);
  if (letters == 0) {
    add_word (lines, lang, "inside_no_letters");
  } else {
    g_ptr_array_add (lines,
                     hikae_bundle_say (lang, "inside_letters", "count", count, NULL));
    add_word (lines,
              lang,
              content->private_fields & HIKAE_BUNDLE_ADDRESS ? "inside_address"
                                                             : "inside_no_address");
    add_word (lines,
              lang,
              content->private_fields & HIKAE_BUNDLE_PHONE ? "inside_phone"
                                                           : "inside_no_phone");
  }
  if (pages)
    add_word (lines,
              lang,
              content->private_fields & HIKAE_BUNDLE_COOKIES ? "inside_cookies"
                                                             : "inside_no_cookies");
}

static const char *
find_choice_word (const HikaeBundlePlan *plan)
{
  if (plan->content->minor)
    return "choice_minor";
  if (plan->content->text_only)
    return "choice_text_only";
  if (plan->content->redacted)
    return "choice_redacted";
  return plan->left_out->len > 0 ? "choice_part" : "choice_all";
}

char **
hikae_bundle_plan_describe (const HikaeBundlePlan *plan, const char *lang)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  const HikaeBundleContent *content = plan->content;
  g_autofree char *title = hikae_text_for_display (content->title, 200);
  g_autofree char *picture_key =
      g_strconcat ("inside_pictures_",
                   content->minor ? "none" : name_pictures (content->pictures),
                   NULL);

  add_word (lines, lang, find_choice_word (plan));
  add_items (lines, lang, "inside_payloads", plan->payloads);
  add_items (lines, lang, "inside_records", plan->withheld);
  add_items (lines, lang, "inside_left", plan->left_out);
  add_word (lines, lang, picture_key);
  add_items (lines, lang, "inside_not_looked", plan->unlooked);
  add_word (lines, lang, "inside_log");
  add_stamps (lines, lang, plan);
  add_private (lines, lang, plan);
  g_ptr_array_add (lines, hikae_bundle_say (lang, "inside_title", "title", title, NULL));
  add_word (
      lines, lang, content->passphrase != NULL ? "inside_locked" : "inside_unlocked");
  g_ptr_array_add (lines, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&lines), FALSE);
}

char **
hikae_bundle_describe (const HikaeBundleContent *content,
                       const char *lang,
                       GError **error)
{
  g_autoptr (HikaeBundlePlan) plan = hikae_bundle_plan_new (content, error);

  return plan != NULL ? hikae_bundle_plan_describe (plan, lang) : NULL;
}

char *
hikae_bundle_describe_copies (GPtrArray *pages, const char *lang)
{
  g_autofree char *numbers = format_numbers (pages);

  return pages->len > 0
             ? hikae_bundle_say (lang, "inside_copies", "numbers", numbers, NULL)
             : NULL;
}

static void
set_numbers (JsonObject *object, const char *name, GPtrArray *items)
{
  JsonArray *numbers = json_array_new ();

  for (guint i = 0; i < items->len; i++)
    json_array_add_int_element (numbers, hikae_item_get_number (items->pdata[i]));
  json_object_set_array_member (object, name, numbers);
}

static JsonObject *
format_private (const HikaeBundleContent *content)
{
  JsonObject *object = json_object_new ();

  json_object_set_boolean_member (
      object, "address", (content->private_fields & HIKAE_BUNDLE_ADDRESS) != 0);
  json_object_set_boolean_member (
      object, "cookies", (content->private_fields & HIKAE_BUNDLE_COOKIES) != 0);
  json_object_set_boolean_member (
      object, "phone", (content->private_fields & HIKAE_BUNDLE_PHONE) != 0);
  return object;
}

GBytes *
hikae_bundle_render_choice (const HikaeBundlePlan *plan)
{
  const HikaeBundleContent *content = plan->content;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  g_autofree char *made = hikae_clock_format_utc (content->made_at);
  char *text = NULL;

  json_object_set_string_member (object, "schema", "hikae-bundle/1");
  json_object_set_string_member (object, "lang", content->lang);
  json_object_set_string_member (object, "made_at", made);
  json_object_set_string_member (object, "program", "hikae " HIKAE_VERSION);
  json_object_set_boolean_member (object, "minor", content->minor);
  json_object_set_boolean_member (object, "text_only", content->text_only);
  json_object_set_boolean_member (object, "redacted", content->redacted);
  json_object_set_string_member (
      object, "pictures", content->minor ? "none" : name_pictures (content->pictures));
  json_object_set_object_member (object, "private", format_private (content));
  set_numbers (object, "payloads", plan->payloads);
  set_numbers (object, "records_only", plan->withheld);
  set_numbers (object, "left_out", plan->left_out);
  json_node_take_object (node, object);
  text = hikae_json_format_canonical (node);
  return g_bytes_new_take (text, strlen (text));
}
