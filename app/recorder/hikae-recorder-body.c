/* hikae-recorder-body.c: message bodies through the proxy, kept as they go
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-recorder-private.h"

#include <string.h>

#define CHUNK_LINE_MAX 4096
#define TRAILERS_MAX 200

static gboolean
reject (GError **error, const char *what)
{
  g_set_error_literal (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, what);
  return FALSE;
}

/**
 * Flow:
 * @gate: (nullable): in minor mode
 *
 * One body on its way.
 */
typedef struct {
  HikaeRecorder *recorder;
  HikaeWire *from;
  HikaeWire *to;
  HikaeMessage *message;
  HikaeTextGate *gate;
} Flow;

gboolean
hikae_recorder_keep (HikaeRecorder *self,
                     HikaeMessage *message,
                     const void *bytes,
                     gsize size,
                     GError **error)
{
  if (!hikae_message_append (message, self->spool, bytes, size, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  self->bytes += size;
  g_mutex_unlock (&self->lock);
  return TRUE;
}

gboolean
hikae_recorder_pass (HikaeRecorder *self,
                     HikaeWire *to,
                     HikaeMessage *message,
                     const void *bytes,
                     gsize size,
                     GError **error)
{
  return hikae_recorder_keep (self, message, bytes, size, error) &&
         hikae_wire_write (to, bytes, size, error);
}

/* What the gate has released. */
static gboolean
pass_released (Flow *flow, GError **error)
{
  g_autoptr (GBytes) bytes = hikae_text_gate_take (flow->gate);

  return bytes == NULL || hikae_recorder_pass (flow->recorder,
                                               flow->to,
                                               flow->message,
                                               g_bytes_get_data (bytes, NULL),
                                               g_bytes_get_size (bytes),
                                               error);
}

/* @frame: a line of the transfer coding, not of the body. */
static gboolean
pass (Flow *flow, const void *bytes, gsize size, gboolean frame, GError **error)
{
  if (flow->gate == NULL)
    return hikae_recorder_pass (
        flow->recorder, flow->to, flow->message, bytes, size, error);
  if (frame ? hikae_text_gate_add_frame (flow->gate, bytes, size)
            : hikae_text_gate_add (flow->gate, bytes, size))
    return pass_released (flow, error);
  return reject (error, "minor mode keeps no media");
}

static gboolean
pass_length (Flow *flow, guint64 length, GError **error)
{
  while (length > 0) {
    gsize size = 0;
    const guint8 *bytes = hikae_wire_read_some (
        flow->from, (gsize)MIN (length, HIKAE_WIRE_BUFFER), &size, error);

    if (bytes == NULL)
      return FALSE;
    if (size == 0) {
      g_set_error_literal (
          error, HIKAE_ERROR, HIKAE_ERROR_REMOTE, "the connection closed too early");
      return FALSE;
    }
    if (!pass (flow, bytes, size, FALSE, error))
      return FALSE;
    length -= size;
  }
  return TRUE;
}

static gboolean
pass_until_close (Flow *flow, GError **error)
{
  gsize size = 0;
  const guint8 *bytes = NULL;

  do {
    bytes = hikae_wire_read_some (flow->from, HIKAE_WIRE_BUFFER, &size, error);
    if (bytes == NULL || !pass (flow, bytes, size, FALSE, error))
      return FALSE;
  } while (size > 0);
  return TRUE;
}

static gboolean
pass_line (Flow *flow, char **text, GError **error)
{
  g_autoptr (GBytes) line = hikae_wire_read_line (flow->from, CHUNK_LINE_MAX, error);
  gsize size = 0;
  const char *bytes = NULL;

  if (line == NULL)
    return FALSE;
  bytes = g_bytes_get_data (line, &size);
  *text = g_strchomp (g_strndup (bytes, size));
  return pass (flow, bytes, size, TRUE, error);
}

/* RFC 9112 §7.1; chunk extensions and trailers go through as they are. */
static gboolean
pass_chunks (Flow *flow, GError **error)
{
  guint64 length = 0;

  do {
    g_autofree char *line = NULL;
    g_autofree char *end = NULL;
    gsize digits = 0;

    if (!pass_line (flow, &line, error))
      return FALSE;
    digits = strspn (line, "0123456789abcdefABCDEF");
    if (digits == 0 || digits > 15 || strchr (" \t;", line[digits]) == NULL)
      return reject (error, "a chunk has no length");
    length = g_ascii_strtoull (line, NULL, 16);
    if (length > 0 &&
        (!pass_length (flow, length, error) || !pass_line (flow, &end, error)))
      return FALSE;
    if (end != NULL && *end != '\0')
      return reject (error, "a chunk is longer than it said");
  } while (length > 0);
  for (guint i = 0; i < TRAILERS_MAX; i++) {
    g_autofree char *line = NULL;

    if (!pass_line (flow, &line, error))
      return FALSE;
    if (*line == '\0')
      return TRUE;
  }
  return reject (error, "too many trailers");
}

static gboolean
pass_framed (Flow *flow, HikaeHttpFraming framing, guint64 length, GError **error)
{
  switch (framing) {
  case HIKAE_HTTP_LENGTH:
    return pass_length (flow, length, error);
  case HIKAE_HTTP_CHUNKED:
    flow->message->coded = TRUE;
    return pass_chunks (flow, error);
  case HIKAE_HTTP_UNTIL_CLOSE:
    return pass_until_close (flow, error);
  case HIKAE_HTTP_NO_BODY:
  default:
    return TRUE;
  }
}

/* @ok: the whole body came. What was too short to be judged before is judged now. */
static gboolean
end_gate (Flow *flow, HikaeExchange *exchange, gboolean ok, GError **error)
{
  gboolean text = hikae_text_gate_end (flow->gate);
  guint64 blanked = hikae_text_gate_get_blanked (flow->gate);

  if (blanked > 0)
    g_string_append_printf (exchange->metadata,
                            "mediaBlanked: %" G_GUINT64_FORMAT
                            " letters of pictures inside this text\r\n",
                            blanked);
  if (!text) {
    flow->message->truncated = "unspecified";
    g_string_append (exchange->metadata, "bodyRefused: minor mode keeps no media\r\n");
    hikae_recorder_note_refused (flow->recorder);
    return ok ? reject (error, "minor mode keeps no media") : FALSE;
  }
  return pass_released (flow, ok ? error : NULL) && ok;
}

gboolean
hikae_recorder_pass_body (HikaeRecorder *self,
                          HikaeWire *from,
                          HikaeWire *to,
                          HikaeExchange *exchange,
                          HikaeMessage *message,
                          const HikaeHttpHead *head,
                          gboolean to_head,
                          GError **error)
{
  g_autoptr (HikaeTextGate) gate = self->refuse_media ? hikae_text_gate_new () : NULL;
  Flow flow = {self, from, to, message, gate};
  guint64 length = 0;
  HikaeHttpFraming framing = hikae_http_head_get_framing (head, to_head, &length);
  gboolean ok = pass_framed (&flow, framing, length, error);

  return gate != NULL ? end_gate (&flow, exchange, ok, error) : ok;
}
