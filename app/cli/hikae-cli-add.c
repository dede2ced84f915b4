/* hikae-cli-add.c: add, note, link, screenshot: a draft becomes an item
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"
#include "hikae-error.h"
#include "hikae-text.h"
#include "hikae-workflow.h"

/* Keeps one draft; 0 with @error on failure. */
static guint
keep (HikaeCli *cli, HikaeCase *open_case, HikaeDraft *draft, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeItem) item = NULL;
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  cancellable = hikae_cli_begin_work (cli, &progress);
  hikae_case_keep_async (
      open_case, draft, progress, cancellable, hikae_cli_ready_cb, &result);
  item = hikae_case_keep_finish (open_case, hikae_cli_wait (&result), error);
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
  guint number = keep (cli, open_case, draft, &error);

  if (number == 0)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_cli_say (cli, "Kept as item %u.", number);
  numbers = json_array_new ();
  json_array_add_int_element (numbers, number);
  left = hikae_json_get_string (hikae_draft_get_facts (draft), "source_left_at");
  if (left != NULL) {
    g_autofree char *shown = hikae_text_for_display (left, 0);

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

/* Every file on its own: one that fails does not take the others with it. */
static int
add_files (HikaeCli *cli, HikaeCase *open_case, char **files, const Claims *claims)
{
  JsonArray *numbers = json_array_new ();
  int code = HIKAE_EXIT_DONE;

  for (guint i = 0; files[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HikaeDraft) draft = hikae_capture_file (files[i], &error);
    g_autofree char *base = g_path_get_basename (files[i]);
    g_autofree char *shown = hikae_text_for_display (base, 80);
    guint number = 0;

    if (draft != NULL) {
      set_claims (draft, claims);
      number = keep (cli, open_case, draft, &error);
    }
    if (number == 0) {
      HikaeCli plain = {0};

      g_prefix_error (&error, "%s: ", shown);
      code = hikae_cli_fail (&plain, g_steal_pointer (&error));
      continue;
    }
    json_array_add_int_element (numbers, number);
    hikae_cli_say (cli, "%s: kept as item %u.", shown, number);
  }
  say_kept (cli, numbers, NULL);
  return code;
}

int
hikae_cli_add (HikaeCli *cli, int argc, char **argv)
{
  g_auto (Claims) claims = {NULL};
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
