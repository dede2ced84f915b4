/* main-web-capture.c: hikae-web-capture: one page in, picture and archive out by a pipe
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Started by hikae-cli. The wish comes as JSON on stdin; frames (hikae-frame.h) go to
 * stdout and nothing else does. No file is written. SIGINT: the person waits no longer.
 * It ends the picture while that is drawn, and before it the capture. */
#include "config.h"

#include "hikae-error.h"
#include "hikae-frame.h"
#include "hikae-json.h"
#include "hikae-web-page.h"

#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define WISH_MAX (256 * 1024)

static JsonObject *
read_wish (GError **error)
{
  g_autoptr (GInputStream) in = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autofree char *text = g_malloc0 (WISH_MAX + 1);
  g_autoptr (JsonNode) node = NULL;
  gsize size = 0;

  if (g_input_stream_read_all (in, text, WISH_MAX, &size, NULL, NULL))
    node = hikae_json_parse (text, (gssize)size, WISH_MAX, error);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node) &&
      hikae_json_get_string (json_node_get_object (node), "url") != NULL)
    return json_object_ref (json_node_get_object (node));
  g_clear_error (error);
  g_set_error_literal (
      error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the wish cannot be read");
  return NULL;
}

typedef struct {
  HikaeWebPage *page; /* (not owned) */
  GMainLoop *loop;
  GCancellable *all;
  GCancellable *enough; /* of the picture */
  gboolean ok;
} Run;

/* From the picture on, all that the site sent is there: that is never given up. */
static gboolean
interrupted_cb (gpointer data)
{
  Run *run = data;

  if (hikae_web_page_get_stage (run->page) >= HIKAE_WEB_STAGE_PICTURE)
    g_cancellable_cancel (run->enough);
  else
    g_cancellable_cancel (run->all);
  return G_SOURCE_CONTINUE;
}

/* Whoever wanted the page is gone: a process group of its own hears of no terminal that
 * is closed. */
static gboolean
unwanted_cb (int fd, GIOCondition condition, gpointer data)
{
  Run *run = data;

  g_cancellable_cancel (run->all);
  g_cancellable_cancel (run->enough);
  return G_SOURCE_REMOVE;
}

/* What went wrong has been written into the pipe. */
static void
captured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  run->ok = hikae_web_page_capture_finish (HIKAE_WEB_PAGE (source), result, NULL);
  g_main_loop_quit (run->loop);
}

static GtkWidget *
show_page (HikaeWebPage *page)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), HIKAE_WEB_WIDTH, HIKAE_WEB_HEIGHT);
  gtk_window_set_child (GTK_WINDOW (window), hikae_web_page_get_widget (page));
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static gboolean
capture (JsonObject *wish, GOutputStream *pipe, GError **error)
{
  HikaeWebPageChoice choice = {0};
  HikaeWebCaptureChoice how = {0};
  g_autoptr (GCancellable) all = g_cancellable_new ();
  g_autoptr (GCancellable) enough = g_cancellable_new ();
  g_autoptr (HikaeWebPage) page = NULL;
  const int fd = g_unix_output_stream_get_fd (G_UNIX_OUTPUT_STREAM (pipe));
  const char *allowed = hikae_json_get_string (wish, "allow_host");
  GtkWidget *window = NULL;
  Run run = {0};

  choice.proxy = hikae_json_get_string (wish, "proxy");
  choice.text_only = hikae_json_get_int (wish, "text_only", 0) != 0;
  how.url = hikae_json_get_string (wish, "url");
  how.wait_seconds = (guint)CLAMP (hikae_json_get_int (wish, "wait", 0), 0, 300);
  how.load_seconds = (guint)CLAMP (hikae_json_get_int (wish, "load", 0), 0, 600);
  how.picture_bytes = hikae_json_get_int (wish, "picture_bytes", 0);
  how.picture_seconds =
      (guint)CLAMP (hikae_json_get_int (wish, "picture_seconds", 0), 0, 3600);
  how.picture_file_bytes = hikae_json_get_int (wish, "picture_file_bytes", 0);
  page = hikae_web_page_new (&choice, error);
  if (page == NULL)
    return FALSE;
  if (allowed != NULL)
    hikae_web_page_allow_host (page, allowed);
  window = show_page (page);
  how.enough = enough;
  run.page = page;
  run.all = all;
  run.enough = enough;
  run.loop = g_main_loop_new (NULL, FALSE);
  hikae_web_page_capture_async (page, &how, pipe, all, captured_cb, &run);
  (void)g_unix_signal_add (SIGINT, interrupted_cb, &run);
  (void)g_unix_fd_add (fd, G_IO_ERR, unwanted_cb, &run);
  g_main_loop_run (run.loop);
  g_main_loop_unref (run.loop);
  gtk_window_destroy (GTK_WINDOW (window));
  return run.ok;
}

static void
send_error (GOutputStream *pipe, const GError *error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_int_member (
      object, "code", error->domain == HIKAE_ERROR ? error->code : HIKAE_ERROR_FAILED);
  json_object_set_string_member (object, "message", error->message);
  json_node_set_object (node, object);
  text = hikae_json_format_canonical (node);
  if (!hikae_frame_write (pipe, HIKAE_FRAME_ERROR, text, strlen (text), NULL))
    g_printerr ("hikae-web-capture: nobody listens\n");
}

int
main (int argc, char **argv)
{
  /* The engine and its libraries may print; the pipe is only for frames. */
  int fd = fcntl (STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  g_autoptr (GOutputStream) pipe = g_unix_output_stream_new (fd, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) wish = NULL;
  gboolean ok = FALSE;

  (void)dup2 (STDERR_FILENO, STDOUT_FILENO);
  wish = read_wish (&error);
  /* Nobody looks at this window or has it read aloud: no helpers are started for that. */
  (void)g_setenv ("GTK_A11Y", "none", TRUE);
  (void)g_setenv ("NO_AT_BRIDGE", "1", TRUE);
  if (wish != NULL && !gtk_init_check ())
    g_set_error_literal (&error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_UNSUPPORTED,
                         "there is no display to lay out the page on; run it under a "
                         "desktop, or with xvfb-run");
  if (error == NULL)
    ok = capture (wish, pipe, &error);
  if (!ok && error != NULL)
    send_error (pipe, error);
  return ok ? 0 : 1;
}
