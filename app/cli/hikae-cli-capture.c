/* hikae-cli-capture.c: capture: a web page, as served and as seen, into the case
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-capture-web.h"
#include "hikae-cli.h"
#include "hikae-workflow.h"

#include <glib-unix.h>
#include <signal.h>

/* @why: (nullable): "picture_cut_why" of the record. */
static const char *
explain_cut (const char *why)
{
  static const struct {
    const char *why;
    const char *words;
  } reasons[] = {{"time", "it would have taken too much time"},
                 {"stopped", "you stopped it there"},
                 {"size", "it would have become too large"},
                 {"grew", "the page went on growing"},
                 {"failed", "the page stopped letting itself be drawn"}};

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
    if (g_strcmp0 (why, reasons[i].why) == 0)
      return reasons[i].words;
  }
  return "it is longer than a picture may be";
}

static const char *
find_words (HikaeItem *item)
{
  switch (hikae_item_get_kind (item)) {
  case HIKAE_ITEM_SCREENSHOT:
    return "Picture of the page";
  case HIKAE_ITEM_WEB_PAGE:
    return "Archive of the page";
  case HIKAE_ITEM_LINK:
    return "Address and words of the page";
  default:
    if (g_strcmp0 (hikae_item_get_media_type (item), "image/png") == 0)
      return "Picture with its address and time";
    return g_str_has_suffix (hikae_item_get_name (item), ".txt") ? "Words of the page"
                                                                 : "Readable copy";
  }
}

/* What of the page the picture does not show, as far as anybody would look for it. */
static void
say_missing (HikaeCli *cli, HikaeItem *item)
{
  JsonObject *facts =
      hikae_json_get_object (hikae_item_get_record_object (item), "facts");

  if (facts == NULL)
    return;
  if (hikae_json_get_string (facts, "picture_failed_why") != NULL)
    hikae_cli_say (cli,
                   "No picture: you stopped it before any of it was drawn. The archive "
                   "has what the site sent.");
  else if (hikae_json_get_string (facts, "picture_failed") != NULL)
    hikae_cli_say (cli, "No picture: the page could not be drawn.");
  if (hikae_json_get_int (facts, "picture_cut", 0) != 0)
    hikae_cli_say (cli,
                   "The picture ends at row %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
                   " of the page (%s). The archive has what the site sent.",
                   hikae_json_get_int (facts, "picture_cut_at", 0),
                   MAX (hikae_json_get_int (facts, "page_height", 0),
                        hikae_json_get_int (facts, "page_height_later", 0)),
                   explain_cut (hikae_json_get_string (facts, "picture_cut_why")));
  if (hikae_json_get_int (facts, "picture_cut_right", 0) != 0)
    hikae_cli_say (cli, "The picture does not reach the page's right edge.");
}

typedef struct {
  HikaeCaptureWeb *capture;
  GCancellable *cancellable;
  gboolean stopped;
} Stopping;

static gboolean
interrupted_cb (gpointer data)
{
  Stopping *stopping = data;

  if (!stopping->stopped) {
    stopping->stopped = TRUE;
    g_printerr ("hikae-cli: stopping; when all of the page has come it is kept, without "
                "the rest of its picture. Ctrl+C again ends everything now\n");
    hikae_capture_web_stop (stopping->capture);
  } else {
    g_cancellable_cancel (stopping->cancellable);
    hikae_capture_web_abort (stopping->capture);
  }
  return G_SOURCE_CONTINUE;
}

/* What was kept stays kept, and is told, when a later part fails. */
static gboolean
keep_all (HikaeCli *cli,
          HikaeCase *open_case,
          HikaeCaptureWeb *capture,
          JsonArray *numbers,
          GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Stopping stopping = {capture, cancellable, FALSE};
  guint watch = 0;
  gboolean ok = FALSE;

  hikae_keep_capture_async (
      open_case, capture, NULL, cancellable, hikae_cli_ready_cb, &result);
  watch = g_unix_signal_add (SIGINT, interrupted_cb, &stopping);
  ok = hikae_keep_capture_finish (open_case, hikae_cli_wait (&result), &items, error);
  g_source_remove (watch);
  for (guint i = 0; i < items->len; i++) {
    HikaeItem *item = items->pdata[i];

    json_array_add_int_element (numbers, hikae_item_get_number (item));
    hikae_cli_say (
        cli, "%s: kept as item %u.", find_words (item), hikae_item_get_number (item));
    if (hikae_item_get_kind (item) == HIKAE_ITEM_WEB_PAGE)
      say_missing (cli, item);
  }
  return ok;
}

int
hikae_cli_capture (HikaeCli *cli, int argc, char **argv)
{
  g_autofree char *proxy = NULL;
  g_autofree char *allow_host = NULL;
  int wait = 0;
  const GOptionEntry entries[] = {
      {"wait", 0, 0, G_OPTION_ARG_INT, &wait, "Extra time for a slow page", "SECONDS"},
      {"proxy", 0, 0, G_OPTION_ARG_STRING, &proxy, "socks5://HOST:PORT", "URI"},
      {"allow-host",
       0,
       0,
       G_OPTION_ARG_STRING,
       &allow_host,
       "Record this host although its certificate is not right",
       "HOST"},
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = NULL;
  HikaeCaptureWeb *capture = NULL;
  g_autoptr (JsonArray) numbers = json_array_new ();
  HikaeCaptureWebChoice choice = {0};

  if (!hikae_cli_parse (cli, argc, argv, entries, "CASE URL", 2, 2, &rest))
    return HIKAE_EXIT_USAGE;
  if (wait < 0 || wait > HIKAE_CAPTURE_WAIT_MAX)
    return hikae_cli_usage (cli, "--wait is from 0 to 300 seconds");
  open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  choice.url = rest[1];
  choice.proxy = proxy;
  choice.allow_host = allow_host;
  choice.wait_seconds = (guint)wait;
  choice.text_only = hikae_case_get_minor (open_case);
  capture = hikae_capture_web_start (&choice, &error);
  if (capture == NULL || !keep_all (cli, open_case, capture, numbers, &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  if (cli->json) {
    JsonObject *object = json_object_new ();

    json_object_set_array_member (object, "items", json_array_ref (numbers));
    hikae_cli_print_json (object);
  }
  return HIKAE_EXIT_DONE;
}
