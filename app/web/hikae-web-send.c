/* hikae-web-send.c: what a capture leaves behind goes into the pipe
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-frame.h"
#include "hikae-json.h"
#include "hikae-web-capture-private.h"

#include <string.h>

static gboolean
send_object (GOutputStream *pipe, HikaeFrameType type, JsonObject *object, GError **error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_set_object (node, object);
  text = hikae_json_format_canonical (node);
  return hikae_frame_write (pipe, type, text, strlen (text), error);
}

static gboolean
send_bytes (GOutputStream *pipe,
            HikaeFrameType type,
            const void *bytes,
            gsize size,
            GError **error)
{
  g_autoptr (GOutputStream) sink = hikae_frame_sink_new (pipe, type);

  return g_output_stream_write_all (sink, bytes, size, NULL, NULL, error);
}

static gboolean
send_archive (HikaeWebCapture *self, GError **error)
{
  g_autoptr (GOutputStream) sink = hikae_frame_sink_new (self->pipe, HIKAE_FRAME_ARCHIVE);
  g_autoptr (GOutputStream) wide = g_buffered_output_stream_new_sized (sink, 256 * 1024);

  return hikae_recorder_write_wacz (self->recorder,
                                    wide,
                                    hikae_json_get_string (self->facts, "final_url"),
                                    hikae_json_get_string (self->facts, "title"),
                                    self->captured_at,
                                    error) &&
         g_output_stream_flush (wide, NULL, error);
}

static gboolean
send_rest (HikaeWebCapture *self, GError **error)
{
  gsize size = 0;
  const void *copy = self->copy != NULL ? g_bytes_get_data (self->copy, &size) : NULL;

  hikae_recorder_stop (self->recorder);
  /* Whatever the view shows: without one exchange no page was captured. */
  if (hikae_recorder_get_count (self->recorder) == 0) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_OFFLINE, "the page could not be reached");
    return FALSE;
  }
  json_object_set_int_member (
      self->facts, "exchanges", hikae_recorder_get_count (self->recorder));
  json_object_set_int_member (
      self->facts, "recorded_bytes", (gint64)hikae_recorder_get_bytes (self->recorder));
  json_object_set_int_member (
      self->facts, "header_credentials", hikae_recorder_get_credentials (self->recorder));
  json_object_set_int_member (
      self->facts, "refused_bodies", hikae_recorder_get_refused (self->recorder));
  return send_object (self->pipe, HIKAE_FRAME_FACTS, self->facts, error) &&
         (self->page->text_only || send_archive (self, error)) &&
         (self->text == NULL ||
          send_bytes (
              self->pipe, HIKAE_FRAME_TEXT, self->text, strlen (self->text), error)) &&
         (copy == NULL || send_bytes (self->pipe, HIKAE_FRAME_COPY, copy, size, error)) &&
         hikae_frame_write (self->pipe, HIKAE_FRAME_END, "", 0, error);
}

static void
send_error (HikaeWebCapture *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  const GError *error = self->error;

  if (hikae_error_is_cancelled (error)) {
    json_object_set_int_member (object, "code", HIKAE_ERROR_INTERRUPTED);
    json_object_set_string_member (
        object, "message", "it was stopped before all of the page had come");
  } else {
    json_object_set_int_member (
        object, "code", error->domain == HIKAE_ERROR ? error->code : HIKAE_ERROR_FAILED);
    json_object_set_string_member (object, "message", error->message);
  }
  if (!send_object (self->pipe, HIKAE_FRAME_ERROR, object, NULL))
    g_debug ("nobody listens any more");
}

void
hikae_web_send (HikaeWebCapture *self)
{
  if (self->error == NULL && !send_rest (self, &self->error) && self->error == NULL)
    g_set_error_literal (
        &self->error, HIKAE_ERROR, HIKAE_ERROR_FAILED, "writing the capture");
  if (self->error != NULL)
    send_error (self);
}
