/* main-web-capture.c: hikae-web-capture: one page in, picture and archive out by a pipe
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Started by hikae-cli. The wish comes as JSON on stdin; frames (hikae-frame.h) go to
 * stdout and nothing else does. No file is written. */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-frame.h"
#include "hikae-json.h"
#include "hikae-web-page.h"
#include "hikae-web-png.h"

#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <string.h>
#include <unistd.h>
#include <webkit/webkit.h>

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

static gboolean
send_object (GOutputStream *pipe, HikaeFrameType type, JsonObject *object, GError **error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_set_object (node, object);
  text = hikae_json_format_canonical (node);
  return hikae_frame_write (pipe, type, text, strlen (text), error);
}

static void
add_facts (JsonObject *facts, JsonObject *wish, HikaeRecorder *recorder)
{
  g_autofree char *engine = g_strdup_printf ("WebKitGTK %u.%u.%u",
                                             webkit_get_major_version (),
                                             webkit_get_minor_version (),
                                             webkit_get_micro_version ());

  json_object_set_string_member (facts, "url", hikae_json_get_string (wish, "url"));
  json_object_set_string_member (facts, "engine", engine);
  json_object_set_int_member (facts, "exchanges", hikae_recorder_get_count (recorder));
  json_object_set_int_member (
      facts, "credentials", hikae_recorder_get_credentials (recorder));
  json_object_set_int_member (
      facts, "refused_bodies", hikae_recorder_get_refused (recorder));
  json_object_set_int_member (
      facts, "through_proxy", hikae_json_get_string (wish, "proxy") != NULL);
  json_object_set_int_member (
      facts, "text_only", hikae_json_get_int (wish, "text_only", 0));
}

static gboolean
send_picture (GOutputStream *pipe, GdkTexture *texture, GError **error)
{
  g_autoptr (GOutputStream) sink = hikae_frame_sink_new (pipe, HIKAE_FRAME_PICTURE);

  return hikae_web_png_write (texture, sink, error);
}

static gboolean
send_archive (GOutputStream *pipe,
              HikaeRecorder *recorder,
              JsonObject *facts,
              gint64 captured_at,
              GError **error)
{
  g_autoptr (GOutputStream) sink = hikae_frame_sink_new (pipe, HIKAE_FRAME_ARCHIVE);
  g_autoptr (GOutputStream) wide = g_buffered_output_stream_new_sized (sink, 256 * 1024);
  const char *final = hikae_json_get_string (facts, "final_url");

  return hikae_recorder_write_wacz (recorder,
                                    wide,
                                    final != NULL ? final
                                                  : hikae_json_get_string (facts, "url"),
                                    hikae_json_get_string (facts, "title"),
                                    captured_at,
                                    error) &&
         g_output_stream_flush (wide, NULL, error);
}

static gboolean
capture (JsonObject *wish, GOutputStream *pipe, GError **error)
{
  gboolean text_only = hikae_json_get_int (wish, "text_only", 0) != 0;
  HikaeRecorderOptions options = {0};
  g_autoptr (HikaeRecorder) recorder = NULL;
  g_autoptr (HikaeWebPage) page = NULL;
  g_autoptr (JsonObject) facts = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GError) own = NULL;
  const char *allowed = hikae_json_get_string (wish, "allow_host");
  gint64 wait = hikae_json_get_int (wish, "wait", 0);
  gint64 captured_at = 0;

  options.upstream = hikae_json_get_string (wish, "proxy");
  options.refuse_media = text_only;
  recorder = hikae_recorder_start (&options, error);
  if (recorder == NULL)
    return FALSE;
  if (allowed != NULL)
    hikae_recorder_allow_host (recorder, allowed);
  page = hikae_web_page_new (recorder, !text_only);
  if (!hikae_web_page_load (page, hikae_json_get_string (wish, "url"), error))
    return FALSE;
  hikae_web_page_settle (page, (guint)CLAMP (wait, 0, 300));
  facts = hikae_web_page_scroll (page, error);
  if (facts == NULL)
    return FALSE;
  hikae_web_page_settle (page, 0);
  captured_at = hikae_clock_get_now ();
  if (!text_only)
    texture = hikae_web_page_snapshot (page, facts, &own);
  if (own != NULL)
    json_object_set_string_member (facts, "picture_failed", own->message);
  hikae_recorder_stop (recorder);
  add_facts (facts, wish, recorder);
  return send_object (pipe, HIKAE_FRAME_FACTS, facts, error) &&
         (texture == NULL || send_picture (pipe, texture, error)) &&
         send_archive (pipe, recorder, facts, captured_at, error) &&
         hikae_frame_write (pipe, HIKAE_FRAME_END, "", 0, error);
}

static void
send_error (GOutputStream *pipe, const GError *error)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_int_member (
      object, "code", error->domain == HIKAE_ERROR ? error->code : HIKAE_ERROR_FAILED);
  json_object_set_string_member (object, "message", error->message);
  if (!send_object (pipe, HIKAE_FRAME_ERROR, object, NULL))
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
