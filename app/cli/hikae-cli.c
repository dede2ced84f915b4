/* hikae-cli.c: what the verbs share: options, errors, output, waiting
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"

#include "hikae-error.h"

#include <glib-unix.h>
#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

gboolean
hikae_cli_parse (HikaeCli *cli,
                 int argc,
                 char **argv,
                 const GOptionEntry *entries,
                 const char *parameters,
                 guint least,
                 guint most,
                 char ***rest)
{
  g_autoptr (GOptionContext) context = g_option_context_new (parameters);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) arguments = g_new0 (char *, argc + 2);
  gboolean json = FALSE;
  g_autofree char *passphrase_file = NULL;
  const GOptionEntry shared[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, "One JSON object on stdout", NULL},
      {"passphrase-file",
       0,
       0,
       G_OPTION_ARG_FILENAME,
       &passphrase_file,
       "Read the passphrase from FILE, or - for standard input",
       "FILE"},
      G_OPTION_ENTRY_NULL,
  };
  guint count = 0;

  g_option_context_set_help_enabled (context, TRUE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, shared, NULL);
  arguments[0] = g_strconcat ("hikae-cli ", argv[0], NULL);
  for (int i = 1; i < argc; i++)
    arguments[i] = g_strdup (argv[i]);
  *rest = NULL;
  if (!g_option_context_parse_strv (context, &arguments, &error)) {
    if (g_error_matches (error, G_CONVERT_ERROR, G_CONVERT_ERROR_ILLEGAL_SEQUENCE))
      g_printerr ("hikae-cli: some text is not in the encoding of this system (%s); see "
                  "hikae-cli %s --help\n",
                  nl_langinfo (CODESET),
                  argv[0]);
    else
      g_printerr ("hikae-cli: %s; see hikae-cli %s --help\n", error->message, argv[0]);
    return FALSE;
  }
  cli->json = cli->json || json;
  if (passphrase_file != NULL)
    cli->passphrase_file = g_intern_string (passphrase_file);
  count = g_strv_length (arguments) - 1;
  /* "--" may stand before names that begin with a hyphen. */
  if (count > 0 && g_str_equal (arguments[1], "--")) {
    *rest = g_strdupv (arguments + 2);
    count--;
  } else {
    *rest = g_strdupv (arguments + 1);
  }
  if (count >= least && count <= most)
    return TRUE;
  g_clear_pointer (rest, g_strfreev);
  g_printerr ("hikae-cli: usage: hikae-cli %s %s\n", argv[0], parameters);
  return FALSE;
}

/* One sentence for each code: what to do. */
static const char *
advise (int code)
{
  switch (code) {
  case HIKAE_ERROR_WRONG_SECRET:
    return "try the passphrase again, or use the recovery code";
  case HIKAE_ERROR_DAMAGED:
    return "keep this file as it is and use a backup, or try hikae-cli rescue CASE NEW";
  case HIKAE_ERROR_TOO_NEW:
    return "update Hikae; the file was not touched";
  case HIKAE_ERROR_LOCKED:
    return "close it in the other program first";
  case HIKAE_ERROR_NO_SPACE:
    return "free some space and repeat; nothing was lost";
  case HIKAE_ERROR_NOT_FOUND:
    return "check the name; nothing was changed";
  case HIKAE_ERROR_EXISTS:
    return "choose another name; nothing was overwritten";
  case HIKAE_ERROR_REJECTED:
    return "change the input; nothing was lost";
  case HIKAE_ERROR_UNTRUSTED:
    return "do not rely on it; ask another authority";
  case HIKAE_ERROR_OFFLINE:
    return "check the connection and repeat; nothing was lost";
  case HIKAE_ERROR_REMOTE:
    return "try again later; nothing was lost";
  case HIKAE_ERROR_DENIED:
    return "allow it, or use another way; nothing was changed";
  case HIKAE_ERROR_UNSUPPORTED:
    return "use another way; nothing was changed";
  case HIKAE_ERROR_INTERRUPTED:
    return "repeat it; nothing was lost";
  case HIKAE_ERROR_FAILED:
  default:
    return "repeat it; nothing was lost";
  }
}

static int
exit_code_for (const GError *error)
{
  if (g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_WRONG_SECRET))
    return HIKAE_EXIT_WRONG_SECRET;
  if (g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED))
    return HIKAE_EXIT_DAMAGED;
  return HIKAE_EXIT_FAILED;
}

int
hikae_cli_fail (HikaeCli *cli, GError *error)
{
  g_autoptr (GError) owned = error;
  gboolean ours = error->domain == HIKAE_ERROR;
  const char *advice = advise (ours ? error->code : HIKAE_ERROR_FAILED);

  g_printerr ("hikae-cli: %s; %s\n", error->message, advice);
  if (cli->json) {
    JsonObject *inner = json_object_new ();
    JsonObject *outer = json_object_new ();

    json_object_set_string_member (
        inner, "code", ours ? hikae_error_get_name (error->code) : "cancelled");
    json_object_set_string_member (inner, "message", error->message);
    json_object_set_string_member (inner, "advice", advice);
    json_object_set_object_member (outer, "error", inner);
    hikae_cli_print_json (outer);
  }
  return exit_code_for (owned);
}

int
hikae_cli_usage (HikaeCli *cli, const char *message)
{
  g_printerr ("hikae-cli: %s\n", message);
  return HIKAE_EXIT_USAGE;
}

char *
hikae_cli_format_json (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return hikae_json_format (node);
}

void
hikae_cli_print_json (JsonObject *object)
{
  g_autofree char *text = hikae_cli_format_json (object);

  printf ("%s\n", text);
  fflush (stdout);
}

gboolean
hikae_cli_output_is_whole (void)
{
  return fflush (stdout) == 0 && ferror (stdout) == 0;
}

int
hikae_cli_confirm_recovery (HikaeCli *cli)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (!hikae_cli_output_is_whole ()) {
    g_printerr ("hikae-cli: the recovery code could not be shown; make another with "
                "hikae-cli key CASE recovery\n");
    return HIKAE_EXIT_FAILED;
  }
  hikae_case_confirm_recovery_async (cli->open_case, hikae_cli_ready_cb, &result);
  if (!hikae_case_confirm_recovery_finish (
          cli->open_case, hikae_cli_wait (&result), &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  return HIKAE_EXIT_DONE;
}

int
hikae_cli_show_recovery (HikaeCli *cli,
                         const char *path,
                         const char *intro,
                         HikaeSecret *code)
{
  const char *text = (const char *)hikae_secret_get_bytes (code);

  if (cli->json) {
    JsonObject *object = json_object_new ();

    if (path != NULL)
      json_object_set_string_member (object, "case", path);
    json_object_set_string_member (object, "recovery_code", text);
    hikae_cli_print_json (object);
  } else {
    printf ("%s:\n\n  %s\n\n", intro, text);
  }
  return hikae_cli_confirm_recovery (cli);
}

void
hikae_cli_say (HikaeCli *cli, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list rest;

  if (cli->json)
    return;
  va_start (rest, format);
  text = g_strdup_vprintf (format, rest);
  va_end (rest);
  g_print ("%s\n", text);
}

void
hikae_cli_ready_cb (GObject *source, GAsyncResult *result, gpointer result_slot)
{
  *(GAsyncResult **)result_slot = g_object_ref (result);
}

GAsyncResult *
hikae_cli_wait (GAsyncResult **result_slot)
{
  while (*result_slot == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result_slot;
}

/* ---- long work ---- */

#define PROGRESS_INTERVAL_MS 200

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (((HikaeCli *)data)->cancellable);
  return G_SOURCE_CONTINUE;
}

static gboolean
show_progress_cb (gpointer data)
{
  double fraction = hikae_progress_get_fraction (((HikaeCli *)data)->progress);

  if (fraction >= 0)
    g_printerr ("\r%3d %%\r", (int)(fraction * 100));
  return G_SOURCE_CONTINUE;
}

GCancellable *
hikae_cli_begin_work (HikaeCli *cli, HikaeProgress **progress)
{
  if (cli->cancellable == NULL) {
    cli->cancellable = g_cancellable_new ();
    cli->progress = hikae_progress_new ();
    (void)g_unix_signal_add (SIGINT, cancel_cb, cli);
    (void)g_unix_signal_add (SIGTERM, cancel_cb, cli);
    if (isatty (STDERR_FILENO) == 1)
      (void)g_timeout_add (PROGRESS_INTERVAL_MS, show_progress_cb, cli);
  }
  if (progress != NULL)
    *progress = cli->progress;
  return cli->cancellable;
}
