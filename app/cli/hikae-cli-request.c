/* hikae-cli-request.c: request: where the letters stand, what is due
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"
#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-running-clocks.h"
#include "hikae-text.h"
#include "hikae-workflow.h"

#include <string.h>

static int
list_requests (HikaeCli *cli, HikaeCase *open_case)
{
  GListModel *requests = hikae_case_get_requests (open_case);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (requests); i++) {
    g_autoptr (HikaeRequest) request = g_list_model_get_item (requests, i);

    hikae_cli_say (cli,
                   "%4u  %-12s  %s to %s",
                   hikae_request_get_number (request),
                   hikae_request_state_get_name (hikae_request_get_state (request)),
                   hikae_request_get_field (request, "basis"),
                   hikae_request_get_field (request, "recipient"));
    json_array_add_object_element (array, hikae_cli_format_request (request));
  }
  if (cli->json) {
    JsonObject *object = json_object_new ();

    json_object_set_array_member (object, "requests", array);
    hikae_cli_print_json (object);
  } else {
    json_array_unref (array);
  }
  return HIKAE_EXIT_DONE;
}

static JsonObject *
format_due (const HikaeRunningClock *running, const char *lang)
{
  static const char *const members[] = {
      "id", "nature", "starts", "on", "value", "unit", "wording"};
  JsonObject *object = json_object_new ();
  const char *what =
      hikae_law_pack_pick (hikae_json_get_object (running->clock, "what"), lang);

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (running->clock, members[i]))
      json_object_set_member (
          object,
          members[i],
          json_node_copy (json_object_get_member (running->clock, members[i])));
  if (running->request != 0)
    json_object_set_int_member (object, "request", running->request);
  if (what != NULL)
    json_object_set_string_member (object, "what", what);
  if (running->due.due != 0) {
    g_autofree char *due = hikae_clock_format_utc (running->due.due);

    json_object_set_string_member (object, "due", due);
    json_object_set_boolean_member (
        object, "past", running->due.due < hikae_clock_get_now ());
  }
  json_object_set_boolean_member (object, "law", running->due.is_law);
  json_object_set_boolean_member (object, "reminder", running->due.is_reminder);
  json_object_set_boolean_member (object, "estimate", running->is_estimate);
  json_object_set_boolean_member (object, "holidays_unknown", running->due.is_uncertain);
  return object;
}

static void
say_due (HikaeCli *cli, const HikaeRunningClock *running, const char *lang)
{
  const char *what =
      hikae_law_pack_pick (hikae_json_get_object (running->clock, "what"), lang);
  g_autofree char *shown = hikae_text_for_display (what != NULL ? what : "", 200);
  g_autofree char *due = running->due.due != 0 ? hikae_clock_format_utc (running->due.due)
                                               : g_strdup ("not begun");
  g_autofree char *number = running->request != 0
                                ? g_strdup_printf ("request %u", running->request)
                                : g_strdup ("your own");

  hikae_cli_say (cli,
                 "%s  %s: %s (%s)%s",
                 due,
                 number,
                 shown,
                 running->due.is_law        ? "law"
                 : running->due.is_reminder ? "our reminder, not law"
                                            : "no limit of law",
                 running->is_estimate ? ", counted from when it was kept" : "");
}

static gboolean
write_calendar (GPtrArray *clocks, const char *path, const char *lang, GError **error)
{
  g_autofree char *ics =
      hikae_running_clocks_format_ics (clocks, lang, hikae_clock_get_now ());
  g_autoptr (HikaeNewFile) file = hikae_new_file_create (path, FALSE, error);

  return file != NULL && hikae_new_file_write (file, ics, strlen (ics), error) &&
         hikae_new_file_commit (file, error);
}

static int
list_due (HikaeCli *cli, HikaeCase *open_case, const char *calendar, const char *lang)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeLawPack) pack = hikae_law_pack_load_used (&error);
  g_autoptr (GPtrArray) clocks =
      pack != NULL ? hikae_running_clocks_list (open_case, pack, hikae_clock_get_now ())
                   : NULL;
  g_autoptr (JsonArray) array = json_array_new ();

  if (clocks == NULL ||
      (calendar != NULL && !write_calendar (clocks, calendar, lang, &error)))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  for (guint i = 0; i < clocks->len; i++) {
    say_due (cli, g_ptr_array_index (clocks, i), lang);
    json_array_add_object_element (array,
                                   format_due (g_ptr_array_index (clocks, i), lang));
  }
  if (clocks->len == 0)
    hikae_cli_say (cli, "Nothing is due.");
  if (cli->json) {
    JsonObject *object = json_object_new ();

    json_object_set_array_member (object, "due", g_steal_pointer (&array));
    hikae_cli_print_json (object);
  }
  return HIKAE_EXIT_DONE;
}

typedef struct {
  char *note;
  char *calendar;
  char *lang;
  int item;
} RequestOptions;

static void
request_options_clear (RequestOptions *options)
{
  g_free (options->note);
  g_free (options->calendar);
  g_free (options->lang);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RequestOptions, request_options_clear)

static gboolean
change_state (HikaeCase *open_case,
              guint number,
              HikaeRequestState state,
              const RequestOptions *options,
              HikaeRequest **changed,
              GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hikae_change_request_async (open_case,
                              number,
                              state,
                              options->note,
                              (guint)MAX (options->item, 0),
                              NULL,
                              hikae_cli_ready_cb,
                              &result);
  *changed = hikae_change_request_finish (open_case, hikae_cli_wait (&result), error);
  return *changed != NULL;
}

static gboolean
is_about_all (const char *word)
{
  return g_str_equal (word, "list") || g_str_equal (word, "due");
}

static gboolean
is_about_one (const char *word)
{
  return g_str_equal (word, "show") || g_str_equal (word, "next");
}

/* Ready or not is for the letter to say: only what happened to it after can be told. */
static gboolean
read_state (const char *name, HikaeRequestState *state)
{
  return hikae_request_state_parse (name, state) && *state != HIKAE_REQUEST_DRAFTED &&
         *state != HIKAE_REQUEST_READY;
}

int
hikae_cli_request (HikaeCli *cli, int argc, char **argv)
{
  g_auto (RequestOptions) options = {NULL};
  const GOptionEntry entries[] = {
      {"note", 0, 0, G_OPTION_ARG_STRING, &options.note, "How, proof, answer", "TEXT"},
      {"item", 0, 0, G_OPTION_ARG_INT, &options.item, "Item that proves it", "N"},
      {"ics",
       0,
       0,
       G_OPTION_ARG_FILENAME,
       &options.calendar,
       "New calendar file",
       "FILE"},
      {"lang", 0, 0, G_OPTION_ARG_STRING, &options.lang, "en or ja", "LANG"},
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = NULL;
  g_autoptr (HikaeRequest) changed = NULL;
  HikaeRequestState state = HIKAE_REQUEST_SENT;
  guint64 number = 0;
  const char *lang = NULL;

  if (!hikae_cli_parse (cli,
                        argc,
                        argv,
                        entries,
                        "CASE list | due | show NUMBER | next NUMBER | STATE NUMBER",
                        2,
                        3,
                        &rest))
    return HIKAE_EXIT_USAGE;
  if (!is_about_all (rest[1]) &&
      (rest[2] == NULL || (!is_about_one (rest[1]) && !read_state (rest[1], &state)) ||
       !g_ascii_string_to_unsigned (rest[2], 10, 1, G_MAXUINT, &number, NULL)))
    return hikae_cli_usage (cli,
                            "request CASE list, request CASE due [--ics FILE], request "
                            "CASE show|next NUMBER, or request CASE "
                            "sent|acknowledged|answered|refused|gone|back|closed NUMBER "
                            "[--note TEXT] [--item N]");
  lang = options.lang != NULL ? options.lang : "en";
  open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  if (g_str_equal (rest[1], "list"))
    return list_requests (cli, open_case);
  if (g_str_equal (rest[1], "due"))
    return list_due (cli, open_case, options.calendar, lang);
  if (g_str_equal (rest[1], "show"))
    return hikae_cli_request_show (cli, open_case, (guint)number);
  if (g_str_equal (rest[1], "next"))
    return hikae_cli_request_next (cli, open_case, (guint)number, lang);
  if (!change_state (open_case, (guint)number, state, &options, &changed, &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_cli_say (cli, "Request %u is now: %s.", (guint)number, rest[1]);
  if (cli->json)
    hikae_cli_print_json (hikae_cli_format_request (changed));
  return HIKAE_EXIT_DONE;
}
