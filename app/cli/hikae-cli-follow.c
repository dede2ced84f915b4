/* hikae-cli-follow.c: one letter, in short or whole, and the ways on from it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"
#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-kept-letter.h"
#include "hikae-text.h"

JsonObject *
hikae_cli_format_request (HikaeRequest *request)
{
  static const char *const fields[] = {"basis", "recipient", "channel", "lang"};
  const gint64 follows =
      hikae_json_get_int (hikae_request_get_record_object (request), "follows", 0);
  JsonObject *object = json_object_new ();
  g_autofree char *when = hikae_clock_format_utc (hikae_request_get_changed_at (request));

  json_object_set_int_member (object, "number", hikae_request_get_number (request));
  json_object_set_string_member (
      object, "state", hikae_request_state_get_name (hikae_request_get_state (request)));
  json_object_set_string_member (object, "changed_at", when);
  if (follows > 0)
    json_object_set_int_member (object, "follows", follows);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (hikae_request_get_field (request, fields[i]) != NULL)
      json_object_set_string_member (
          object, fields[i], hikae_request_get_field (request, fields[i]));
  return object;
}

static HikaeRequest *
find_request (HikaeCase *open_case, guint number, GError **error)
{
  HikaeRequest *request = hikae_kept_letter_dup_request (open_case, number);

  if (request == NULL)
    g_set_error (
        error, HIKAE_ERROR, HIKAE_ERROR_NOT_FOUND, "there is no request %u", number);
  return request;
}

static void
copy_members (JsonObject *to, JsonObject *from, const char *const *members)
{
  for (guint i = 0; members[i] != NULL; i++)
    if (json_object_has_member (from, members[i]))
      json_object_set_member (
          to, members[i], json_node_copy (json_object_get_member (from, members[i])));
}

/* (transfer full) (nullable): what happened to the request, as its event says. */
static JsonObject *
format_event (HikaeEvent *event, guint number)
{
  static const char *const members[] = {"from", "to", "note", "item", "state", NULL};
  JsonObject *body = NULL;
  const char *kind = NULL;
  JsonObject *object = NULL;
  g_autofree char *at = NULL;

  if (!hikae_event_mentions (event, "\"request\""))
    return NULL;
  body = hikae_event_get_body (event);
  kind = hikae_event_get_kind (event);
  if (!g_str_has_prefix (kind, "request.") ||
      hikae_json_get_int (body, "request", 0) != number)
    return NULL;
  at = hikae_clock_format_utc (hikae_event_get_time (event));
  object = json_object_new ();
  json_object_set_string_member (object, "at", at);
  json_object_set_string_member (object, "kind", kind);
  copy_members (object, body, members);
  return object;
}

static JsonArray *
list_events (HikaeCase *open_case, guint number)
{
  GListModel *events = hikae_case_get_events (open_case);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (events); i++) {
    g_autoptr (HikaeEvent) event = g_list_model_get_item (events, i);
    JsonObject *object = format_event (event, number);

    if (object != NULL)
      json_array_add_object_element (array, object);
  }
  return array;
}

static void
say_advice (HikaeCli *cli, guint number, const HikaeRecheckAdvice *advice)
{
  const char *state = hikae_request_state_get_name (advice->state);

  hikae_cli_say (cli,
                 "A re-check of item %u speaks for \"%s\". If you agree: hikae-cli "
                 "request CASE %s %u",
                 advice->item,
                 state,
                 state,
                 number);
}

static void
say_request (HikaeCli *cli, HikaeRequest *request, JsonArray *events)
{
  const char *text = hikae_request_get_field (request, "text");
  g_autofree char *shown = hikae_text_for_display (text != NULL ? text : "", 0);

  hikae_cli_say (cli,
                 "Request %u, %s: %s to %s (law pack %s)",
                 hikae_request_get_number (request),
                 hikae_request_state_get_name (hikae_request_get_state (request)),
                 hikae_request_get_field (request, "basis"),
                 hikae_request_get_field (request, "recipient"),
                 hikae_request_get_field (request, "pack_version"));
  for (guint i = 0; i < json_array_get_length (events); i++) {
    JsonObject *event = json_array_get_object_element (events, i);
    const char *to = hikae_json_get_string (event, "to");
    const char *note = hikae_json_get_string (event, "note");
    const gint64 item = hikae_json_get_int (event, "item", 0);
    g_autofree char *proof =
        item > 0 ? g_strdup_printf (" (item %" G_GINT64_FORMAT " proves it)", item)
                 : g_strdup ("");
    g_autofree char *said = hikae_text_for_display (note != NULL ? note : "", 500);

    hikae_cli_say (cli,
                   "  %s  %s%s %s",
                   hikae_json_get_string (event, "at"),
                   to != NULL ? to : hikae_json_get_string (event, "state"),
                   proof,
                   said);
  }
  hikae_cli_say (cli, "\n%s", shown);
}

int
hikae_cli_request_show (HikaeCli *cli, HikaeCase *open_case, guint number)
{
  static const char *const members[] = {"pack_id",
                                        "pack_version",
                                        "entry",
                                        "recipient_entry",
                                        "channel_entry",
                                        "items",
                                        "missing",
                                        "follows",
                                        "text",
                                        "created_at",
                                        NULL};
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeRequest) request = find_request (open_case, number, &error);
  g_autoptr (JsonArray) events = NULL;
  HikaeRecheckAdvice advice = {0};
  JsonObject *object = NULL;
  gboolean advised = FALSE;

  if (request == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  events = list_events (open_case, number);
  advised = hikae_kept_letter_advise (open_case, request, &advice);
  say_request (cli, request, events);
  if (advised)
    say_advice (cli, number, &advice);
  if (!cli->json)
    return HIKAE_EXIT_DONE;
  object = hikae_cli_format_request (request);
  copy_members (object, hikae_request_get_record_object (request), members);
  json_object_set_array_member (object, "events", g_steal_pointer (&events));
  if (advised)
    json_object_set_string_member (
        object, "recheck_speaks_for", hikae_request_state_get_name (advice.state));
  hikae_cli_print_json (object);
  return HIKAE_EXIT_DONE;
}

static JsonObject *
format_way (const HikaeLetterWay *way)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", way->id);
  json_object_set_string_member (object, "name", way->name);
  if (way->note != NULL)
    json_object_set_string_member (object, "note", way->note);
  json_object_set_string_member (object,
                                 "kind",
                                 way->has_letter   ? "letter"
                                 : way->is_support ? "support"
                                                   : "sheet");
  return object;
}

int
hikae_cli_request_next (HikaeCli *cli,
                        HikaeCase *open_case,
                        guint number,
                        const char *lang)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeRequest) request = find_request (open_case, number, &error);
  g_autoptr (HikaeLawPack) pack =
      request != NULL ? hikae_law_pack_load_used (&error) : NULL;
  g_autoptr (GPtrArray) ways = NULL;
  JsonArray *array = NULL;
  JsonObject *object = NULL;

  if (pack == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  ways = hikae_letter_list_ways (pack,
                                 hikae_request_get_record_object (request),
                                 hikae_request_get_state (request),
                                 lang);
  array = json_array_new ();
  for (guint i = 0; i < ways->len; i++) {
    const HikaeLetterWay *way = g_ptr_array_index (ways, i);

    hikae_cli_say (cli,
                   "%s  %s: %s%s%s",
                   way->id,
                   way->has_letter ? "letter" : "how to go there",
                   way->name,
                   way->note != NULL ? " — " : "",
                   way->note != NULL ? way->note : "");
    json_array_add_object_element (array, format_way (way));
  }
  if (ways->len == 0)
    hikae_cli_say (cli, "The law pack names no way on from here.");
  else
    hikae_cli_say (cli,
                   "Write one with: hikae-cli letter CASE --next %u --basis ID -o FILE",
                   number);
  object = json_object_new ();
  json_object_set_int_member (object, "request", number);
  json_object_set_array_member (object, "next", array);
  if (cli->json)
    hikae_cli_print_json (object);
  else
    json_object_unref (object);
  return HIKAE_EXIT_DONE;
}
