/* hikae-cli-recheck.c: recheck: whether addresses still serve what was kept
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"
#include "hikae-error.h"
#include "hikae-kept-letter.h"
#include "hikae-workflow.h"

static const char *
find_words (const char *answer)
{
  static const struct {
    const char *answer;
    const char *words;
  } words[] = {
      {"gone", "gone"},
      {"elsewhere", "leads to a front page now; whether it is gone cannot be told"},
      {"same", "still there, the same"},
      {"changed", "still there, changed"},
      {"answers", "the address answers; whether it is the same cannot be told"},
      {"login", "asks for a login"},
      {"unreachable", "not reached"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_strcmp0 (words[i].answer, answer) == 0)
      return words[i].words;
  }
  return answer;
}

/* FALSE when this item could not be asked about: told and noted, and the others go on. */
static gboolean
recheck (HikaeCli *cli,
         HikaeCase *open_case,
         guint number,
         const char *proxy,
         JsonArray *answers)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *answer = NULL;
  JsonObject *failed = NULL;

  hikae_recheck_async (open_case, number, proxy, NULL, hikae_cli_ready_cb, &result);
  answer = hikae_recheck_finish (open_case, hikae_cli_wait (&result), &error);
  if (answer != NULL) {
    hikae_cli_say (cli,
                   "Item %u: %s.",
                   number,
                   find_words (hikae_json_get_string (answer, "answer")));
    json_array_add_object_element (answers, answer);
    return TRUE;
  }
  g_printerr ("hikae-cli: item %u: %s\n", number, error->message);
  failed = json_object_new ();
  json_object_set_int_member (failed, "item", number);
  json_object_set_string_member (failed, "error", hikae_error_get_name (error->code));
  json_object_set_string_member (failed, "message", error->message);
  json_array_add_object_element (answers, failed);
  return FALSE;
}

/* Letters about which the answers say something: a proposal, the step stays hers. */
static JsonArray *
list_advice (HikaeCli *cli, HikaeCase *open_case)
{
  GListModel *requests = hikae_case_get_requests (open_case);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (requests); i++) {
    g_autoptr (HikaeRequest) request = g_list_model_get_item (requests, i);
    const guint number = hikae_request_get_number (request);
    HikaeRecheckAdvice advice = {0};
    const char *state = NULL;
    JsonObject *object = NULL;

    if (!hikae_kept_letter_advise (open_case, request, &advice))
      continue;
    state = hikae_request_state_get_name (advice.state);
    object = json_object_new ();
    json_object_set_int_member (object, "request", number);
    json_object_set_string_member (object, "state", state);
    json_array_add_object_element (array, object);
    hikae_cli_say (cli,
                   "Request %u is about it. If you agree that it is %s: hikae-cli "
                   "request CASE %s %u",
                   number,
                   state,
                   state,
                   number);
  }
  return array;
}

/* Items that have a web address, each address once. */
static GArray *
list_all (HikaeCase *open_case)
{
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = hikae_case_find_record (open_case, "\"url\"", 0); i != G_MAXUINT;
       i = hikae_case_find_record (open_case, "\"url\"", i + 1)) {
    const guint number = hikae_case_glance (open_case, i).number;
    g_autoptr (HikaeItem) item = hikae_case_dup_item (open_case, number);
    const char *url = hikae_item_get_claim (item, "url");

    if (url != NULL && hikae_recheck_takes (url) &&
        g_hash_table_add (seen, g_strdup (url)))
      g_array_append_val (numbers, number);
  }
  return numbers;
}

int
hikae_cli_recheck (HikaeCli *cli, int argc, char **argv)
{
  g_autofree char *proxy = NULL;
  const GOptionEntry entries[] = {
      {"proxy", 0, 0, G_OPTION_ARG_STRING, &proxy, "socks5h://HOST:PORT", "URI"},
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = NULL;
  g_autoptr (GArray) numbers = NULL;
  g_autoptr (JsonArray) answers = json_array_new ();
  g_autoptr (JsonArray) advice = NULL;
  int code = HIKAE_EXIT_DONE;

  if (!hikae_cli_parse (cli, argc, argv, entries, "CASE [ITEM…]", 1, -1, &rest))
    return HIKAE_EXIT_USAGE;
  for (guint i = 1; rest[i] != NULL; i++) {
    if (!g_ascii_string_to_unsigned (rest[i], 10, 1, G_MAXUINT32, NULL, NULL))
      return hikae_cli_usage (cli, "items are given by their numbers");
  }
  open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  if (rest[1] == NULL)
    numbers = list_all (open_case);
  else
    numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 1; rest[i] != NULL; i++) {
    const guint number = (guint)g_ascii_strtoull (rest[i], NULL, 10);

    g_array_append_val (numbers, number);
  }
  for (guint i = 0; i < numbers->len; i++) {
    if (!recheck (cli, open_case, g_array_index (numbers, guint, i), proxy, answers))
      code = HIKAE_EXIT_FAILED;
  }
  if (numbers->len == 0)
    hikae_cli_say (cli, "No item has a web address.");
  advice = list_advice (cli, open_case);
  if (cli->json) {
    JsonObject *object = json_object_new ();

    json_object_set_array_member (object, "advice", json_array_ref (advice));
    json_object_set_array_member (object, "answers", json_array_ref (answers));
    hikae_cli_print_json (object);
  }
  return code;
}
