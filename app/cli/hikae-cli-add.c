/* hikae-cli-add.c: add, note, link, screenshot: a draft becomes an item
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"
#include "hikae-error.h"
#include "hikae-text.h"
#include "hikae-workflow.h"

/* Keeps one draft; 0 with @error on failure. @same: the item that has its bytes, or 0. */
static guint
keep (HikaeCli *cli, HikaeCase *open_case, HikaeDraft *draft, guint *same, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeItem) item = NULL;
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  cancellable = hikae_cli_begin_work (cli, &progress);
  hikae_case_keep_async (
      open_case, draft, progress, cancellable, hikae_cli_ready_cb, &result);
  item = hikae_case_keep_finish (open_case, hikae_cli_wait (&result), error);
  *same = hikae_case_keep_get_same (result);
  return item != NULL ? hikae_item_get_number (item) : 0;
}

static void
say_kept (HikaeCli *cli, JsonArray *numbers, JsonObject *more)
{
  JsonObject *object = more != NULL ? more : json_object_new ();

  if (!cli->json) {
    json_object_unref (object);
    json_array_unref (numbers);
    return;
  }
  json_object_set_array_member (object, "items", numbers);
  hikae_cli_print_json (object);
}

static int
keep_one (HikaeCli *cli, HikaeCase *open_case, HikaeDraft *draft)
{
  g_autoptr (GError) error = NULL;
  const char *left = NULL;
  JsonArray *numbers = NULL;
  JsonObject *more = NULL;
  guint same = 0;
  guint number = keep (cli, open_case, draft, &same, &error);

  if (number == 0)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_cli_say (cli, "Kept as item %u.", number);
  numbers = json_array_new ();
  json_array_add_int_element (numbers, number);
  if (same != 0) {
    hikae_cli_say (cli, "Its content is already kept as item %u.", same);
    more = json_object_new ();
    json_object_set_int_member (more, "same_as", same);
  }
  left = hikae_json_get_string (hikae_draft_get_facts (draft), "source_left_at");
  if (left != NULL) {
    g_autofree char *shown = hikae_text_for_display (left, 0);

    if (more == NULL)
      more = json_object_new ();
    json_object_set_string_member (more, "source_left_at", left);
    g_printerr ("hikae-cli: the screenshot's own file could not be removed: %s; delete "
                "it yourself\n",
                shown);
  }
  say_kept (cli, numbers, more);
  return HIKAE_EXIT_DONE;
}

typedef struct {
  char *url;
  char *account;
  char *account_id;
  char *posted_at;
  char *note;
  gboolean once;
} Claims;

static void
set_claims (HikaeDraft *draft, const Claims *claims)
{
  hikae_draft_set_claim (draft, "url", claims->url);
  hikae_draft_set_claim (draft, "account", claims->account);
  hikae_draft_set_claim (draft, "account_id", claims->account_id);
  hikae_draft_set_claim (draft, "posted_at", claims->posted_at);
  hikae_draft_set_claim (draft, "note", claims->note);
}

static void
claims_clear (Claims *claims)
{
  g_free (claims->url);
  g_free (claims->account);
  g_free (claims->account_id);
  g_free (claims->posted_at);
  g_free (claims->note);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Claims, claims_clear)

/* What came of several files. */
typedef struct {
  JsonArray *numbers;
  JsonArray *same;     /* "item", "same_as": kept, and in the case before */
  JsonArray *left_out; /* "file", "same_as": not kept, for they were */
  int code;
} Added;

static void
note_same (JsonArray *array, JsonObject *object, guint same)
{
  json_object_set_int_member (object, "same_as", same);
  json_array_add_object_element (array, object);
}

static void
note_kept (HikaeCli *cli, Added *added, const char *shown, guint number, guint same)
{
  json_array_add_int_element (added->numbers, number);
  if (same == 0) {
    hikae_cli_say (cli, "%s: kept as item %u.", shown, number);
    return;
  }
  hikae_cli_say (cli,
                 "%s: kept as item %u; this very file is already kept as item %u.",
                 shown,
                 number,
                 same);
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "item", number);
  note_same (added->same, object, same);
}

static void
note_left_out (HikaeCli *cli, Added *added, const char *shown, guint same)
{
  JsonObject *object = json_object_new ();

  hikae_cli_say (
      cli, "%s: left out; this very file is already kept as item %u.", shown, same);
  json_object_set_string_member (object, "file", shown);
  note_same (added->left_out, object, same);
}

static void
add_file (HikaeCli *cli,
          HikaeCase *open_case,
          const char *path,
          const Claims *claims,
          Added *added)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeDraft) draft = hikae_capture_file (path, &error);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *shown = hikae_text_for_display (base, 80);
  HikaeCli plain = {0};
  guint number = 0;
  guint same = 0;

  if (draft != NULL) {
    set_claims (draft, claims);
    hikae_draft_set_once (draft, claims->once);
    number = keep (cli, open_case, draft, &same, &error);
  }
  if (number != 0) {
    note_kept (cli, added, shown, number, same);
    return;
  }
  if (same != 0 && g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_EXISTS)) {
    note_left_out (cli, added, shown, same);
    return;
  }
  g_prefix_error (&error, "%s: ", shown);
  added->code = hikae_cli_fail (&plain, g_steal_pointer (&error));
}

/* Every file on its own: one that fails does not take the others with it. */
static int
add_files (HikaeCli *cli, HikaeCase *open_case, char **files, const Claims *claims)
{
  Added added = {
      json_array_new (), json_array_new (), json_array_new (), HIKAE_EXIT_DONE};
  JsonObject *more = json_object_new ();

  for (guint i = 0; files[i] != NULL; i++)
    add_file (cli, open_case, files[i], claims, &added);
  json_object_set_array_member (more, "same", added.same);
  json_object_set_array_member (more, "left_out", added.left_out);
  say_kept (cli, added.numbers, more);
  return added.code;
}

int
hikae_cli_add (HikaeCli *cli, int argc, char **argv)
{
  g_auto (Claims) claims = {0};
  const GOptionEntry entries[] = {
      {"url", 0, 0, G_OPTION_ARG_STRING, &claims.url, "Where it was seen", "URL"},
      {"account", 0, 0, G_OPTION_ARG_STRING, &claims.account, "Account name", "NAME"},
      {"account-id",
       0,
       0,
       G_OPTION_ARG_STRING,
       &claims.account_id,
       "Numeric account id",
       "ID"},
      {"posted-at",
       0,
       0,
       G_OPTION_ARG_STRING,
       &claims.posted_at,
       "When it was posted, as the page says",
       "TIME"},
      {"note", 0, 0, G_OPTION_ARG_STRING, &claims.note, "In your own words", "TEXT"},
      {"once",
       0,
       0,
       G_OPTION_ARG_NONE,
       &claims.once,
       "Leave out a file whose very bytes are in the case already",
       NULL},
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = NULL;

  if (!hikae_cli_parse (cli, argc, argv, entries, "CASE FILE…", 2, G_MAXINT, &rest))
    return HIKAE_EXIT_USAGE;
  /* Letters are written about this address, and it is asked again. */
  if (claims.url != NULL && *claims.url != '\0' &&
      !hikae_capture_check_url (claims.url, &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  return add_files (cli, open_case, rest + 1, &claims);
}

int
hikae_cli_note (HikaeCli *cli, int argc, char **argv)
{
  g_autofree char *text = NULL;
  g_autofree char *url = NULL;
  const GOptionEntry entries[] = {
      {"text", 0, 0, G_OPTION_ARG_STRING, &text, "The note", "TEXT"},
      {"url", 0, 0, G_OPTION_ARG_STRING, &url, "Where it belongs", "URL"},
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = NULL;
  g_autoptr (HikaeDraft) draft = NULL;

  if (!hikae_cli_parse (cli, argc, argv, entries, "CASE --text TEXT", 1, 1, &rest))
    return HIKAE_EXIT_USAGE;
  if (text == NULL)
    return hikae_cli_usage (cli, "note needs --text TEXT");
  open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case != NULL)
    draft = hikae_capture_note (text, url, &error);
  if (draft == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  return keep_one (cli, open_case, draft);
}

int
hikae_cli_link (HikaeCli *cli, int argc, char **argv)
{
  g_autofree char *text = NULL;
  const GOptionEntry entries[] = {
      {"text", 0, 0, G_OPTION_ARG_STRING, &text, "What is there, in words", "TEXT"},
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = NULL;
  g_autoptr (HikaeDraft) draft = NULL;

  if (!hikae_cli_parse (cli, argc, argv, entries, "CASE URL", 2, 2, &rest))
    return HIKAE_EXIT_USAGE;
  open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case != NULL)
    draft = hikae_capture_link (rest[1], text, &error);
  if (draft == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  return keep_one (cli, open_case, draft);
}

int
hikae_cli_screenshot (HikaeCli *cli, int argc, char **argv)
{
  gboolean interactive = FALSE;
  const GOptionEntry entries[] = {
      {"interactive", 0, 0, G_OPTION_ARG_NONE, &interactive, "Choose the area", NULL},
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeCase) open_case = NULL;
  g_autoptr (HikaeDraft) draft = NULL;

  if (!hikae_cli_parse (cli, argc, argv, entries, "CASE", 1, 1, &rest))
    return HIKAE_EXIT_USAGE;
  /* The case first: a wrong passphrase must not cost the picture. */
  open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_capture_screenshot_async ("", interactive, NULL, hikae_cli_ready_cb, &result);
  draft = hikae_capture_screenshot_finish (hikae_cli_wait (&result), &error);
  if (draft == NULL) {
    if (hikae_error_is_cancelled (error)) {
      g_clear_error (&error);
      g_set_error_literal (&error,
                           HIKAE_ERROR,
                           HIKAE_ERROR_DENIED,
                           "no screenshot was taken: it was cancelled");
    }
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  }
  return keep_one (cli, open_case, draft);
}
