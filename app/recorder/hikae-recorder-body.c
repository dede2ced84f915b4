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

/* Bytes that no text has, whatever its type claims: the last gate of minor mode. */
static gboolean
looks_like_text (const guint8 *bytes, gsize size)
{
  for (gsize i = 0; i < size; i++) {
    if (bytes[i] < 0x09 || (bytes[i] > 0x0d && bytes[i] < 0x20 && bytes[i] != 0x1b))
      return FALSE;
  }
  return TRUE;
}

static gboolean
refuse_media (HikaeRecorder *self, GError **error)
{
  g_mutex_lock (&self->lock);
  self->refused++;
  g_mutex_unlock (&self->lock);
  return reject (error, "minor mode keeps no media");
}

gboolean
hikae_recorder_pass (HikaeRecorder *self,
                     HikaeWire *to,
                     HikaeMessage *message,
                     const void *bytes,
                     gsize size,
                     GError **error)
{
  if (self->refuse_media && message->size > 0 && !looks_like_text (bytes, size))
    return refuse_media (self, error);
  if (!hikae_message_append (message, self->spool, bytes, size, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  self->bytes += size;
  g_mutex_unlock (&self->lock);
  return hikae_wire_write (to, bytes, size, error);
}

static gboolean
pass_length (HikaeRecorder *self,
             HikaeWire *from,
             HikaeWire *to,
             HikaeMessage *message,
             guint64 length,
             GError **error)
{
  while (length > 0) {
    gsize size = 0;
    const guint8 *bytes =
        hikae_wire_read_some (from, (gsize)MIN (length, HIKAE_WIRE_BUFFER), &size, error);

    if (bytes == NULL)
      return FALSE;
    if (size == 0) {
      g_set_error_literal (
          error, HIKAE_ERROR, HIKAE_ERROR_REMOTE, "the connection closed too early");
      return FALSE;
    }
    if (!hikae_recorder_pass (self, to, message, bytes, size, error))
      return FALSE;
    length -= size;
  }
  return TRUE;
}

static gboolean
pass_until_close (HikaeRecorder *self,
                  HikaeWire *from,
                  HikaeWire *to,
                  HikaeMessage *message,
                  GError **error)
{
  gsize size = 0;
  const guint8 *bytes = NULL;

  do {
    bytes = hikae_wire_read_some (from, HIKAE_WIRE_BUFFER, &size, error);
    if (bytes == NULL || !hikae_recorder_pass (self, to, message, bytes, size, error))
      return FALSE;
  } while (size > 0);
  return TRUE;
}

static gboolean
pass_line (HikaeRecorder *self,
           HikaeWire *from,
           HikaeWire *to,
           HikaeMessage *message,
           char **text,
           GError **error)
{
  g_autoptr (GBytes) line = hikae_wire_read_line (from, CHUNK_LINE_MAX, error);
  gsize size = 0;
  const char *bytes = NULL;

  if (line == NULL)
    return FALSE;
  bytes = g_bytes_get_data (line, &size);
  *text = g_strchomp (g_strndup (bytes, size));
  return hikae_recorder_pass (self, to, message, bytes, size, error);
}

/* RFC 9112 §7.1; chunk extensions and trailers go through as they are. */
static gboolean
pass_chunks (HikaeRecorder *self,
             HikaeWire *from,
             HikaeWire *to,
             HikaeMessage *message,
             GError **error)
{
  guint64 length = 0;

  do {
    g_autofree char *line = NULL;
    g_autofree char *end = NULL;
    gsize digits = 0;

    if (!pass_line (self, from, to, message, &line, error))
      return FALSE;
    digits = strspn (line, "0123456789abcdefABCDEF");
    if (digits == 0 || digits > 15 || strchr (" \t;", line[digits]) == NULL)
      return reject (error, "a chunk has no length");
    length = g_ascii_strtoull (line, NULL, 16);
    if (length > 0 && (!pass_length (self, from, to, message, length, error) ||
                       !pass_line (self, from, to, message, &end, error)))
      return FALSE;
    if (end != NULL && *end != '\0')
      return reject (error, "a chunk is longer than it said");
  } while (length > 0);
  for (guint i = 0; i < TRAILERS_MAX; i++) {
    g_autofree char *line = NULL;

    if (!pass_line (self, from, to, message, &line, error))
      return FALSE;
    if (*line == '\0')
      return TRUE;
  }
  return reject (error, "too many trailers");
}

gboolean
hikae_recorder_pass_body (HikaeRecorder *self,
                          HikaeWire *from,
                          HikaeWire *to,
                          HikaeMessage *message,
                          const HikaeHttpHead *head,
                          gboolean to_head,
                          GError **error)
{
  guint64 length = 0;

  switch (hikae_http_head_get_framing (head, to_head, &length)) {
  case HIKAE_HTTP_LENGTH:
    return pass_length (self, from, to, message, length, error);
  case HIKAE_HTTP_CHUNKED:
    message->coded = TRUE;
    return pass_chunks (self, from, to, message, error);
  case HIKAE_HTTP_UNTIL_CLOSE:
    return pass_until_close (self, from, to, message, error);
  case HIKAE_HTTP_NO_BODY:
  default:
    return TRUE;
  }
}
