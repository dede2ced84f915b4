/* hikae-wire.c: one side of a proxied connection, read in bounded pieces
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-wire.h"

#include "hikae-error.h"

#include <string.h>

struct _HikaeWire {
  GIOStream *stream;
  GCancellable *cancellable;
  gint64 deadline; /* 0: none */
  gboolean broken;
  gsize start;
  gsize end;
  gsize room;
  guint8 *buffer;
};

/* Most connections carry little: the buffer grows with what comes. */
#define FIRST_ROOM (16 * 1024)

HikaeWire *
hikae_wire_new (GIOStream *stream, GCancellable *cancellable)
{
  HikaeWire *self = g_new0 (HikaeWire, 1);

  self->stream = g_object_ref (stream);
  self->cancellable = g_object_ref (cancellable);
  self->room = FIRST_ROOM;
  self->buffer = g_malloc (self->room);
  return self;
}

void
hikae_wire_free (HikaeWire *self)
{
  if (self == NULL)
    return;
  (void)g_io_stream_close (self->stream, NULL, NULL);
  g_object_unref (self->stream);
  g_object_unref (self->cancellable);
  g_free (self->buffer);
  g_free (self);
}

GIOStream *
hikae_wire_get_stream (HikaeWire *self)
{
  return self->stream;
}

void
hikae_wire_replace (HikaeWire *self, GIOStream *stream)
{
  g_set_object (&self->stream, stream);
  self->start = 0;
  self->end = 0;
}

static GSocket *
find_socket (HikaeWire *self)
{
  GIOStream *stream = self->stream;

  while (G_IS_TLS_CONNECTION (stream)) {
    g_autoptr (GIOStream) base = NULL;

    g_object_get (stream, "base-io-stream", &base, NULL);
    stream = base; /* borrowed: the TLS stream holds it */
  }
  if (stream != NULL && !G_IS_SOCKET_CONNECTION (stream))
    stream = g_object_get_data (G_OBJECT (stream), HIKAE_WIRE_CONNECTION);
  return stream != NULL ? g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream))
                        : NULL;
}

void
hikae_wire_set_timeout (HikaeWire *self, guint seconds)
{
  GSocket *socket = find_socket (self);

  if (socket != NULL)
    g_socket_set_timeout (socket, seconds);
}

void
hikae_wire_shut (HikaeWire *self)
{
  GSocket *socket = find_socket (self);

  if (socket != NULL)
    (void)g_socket_shutdown (socket, TRUE, TRUE, NULL);
}

void
hikae_wire_set_deadline (HikaeWire *self, guint seconds)
{
  self->deadline = seconds > 0 ? g_get_monotonic_time () + seconds * G_USEC_PER_SEC : 0;
}

gboolean
hikae_wire_is_late (HikaeWire *self)
{
  return self->deadline != 0 && g_get_monotonic_time () > self->deadline;
}

gboolean
hikae_wire_is_broken (HikaeWire *self)
{
  return self->broken;
}

/* -1: error, 0: closed. */
static gssize
fill (HikaeWire *self, GError **error)
{
  GInputStream *in = g_io_stream_get_input_stream (self->stream);
  GError *io_error = NULL;
  gssize got = 0;

  if (self->start < self->end)
    return (gssize)(self->end - self->start);
  if (hikae_wire_is_late (self)) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REMOTE, "the other side took too long");
    return -1;
  }
  /* Full the last time: the other side has more at once. */
  if (self->end == self->room && self->room < HIKAE_WIRE_BUFFER) {
    g_free (self->buffer);
    self->room = HIKAE_WIRE_BUFFER;
    self->buffer = g_malloc (self->room);
  }
  got = g_input_stream_read (in, self->buffer, self->room, self->cancellable, &io_error);
  if (got < 0) {
    hikae_error_take_from_io (error, io_error, "reading from the connection");
    return -1;
  }
  self->start = 0;
  self->end = (gsize)got;
  return got;
}

static GBytes *
fail (GError **error, HikaeError code, const char *what)
{
  g_set_error (error, HIKAE_ERROR, code, "reading from the connection: %s", what);
  return NULL;
}

/* Reads to the first line end, or with @whole to the first empty line. Empty lines before
 * a head are skipped (RFC 9112 §2.2). */
static GBytes *
read_until (HikaeWire *self, gboolean whole, gsize maximum, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize line = 0;

  while (TRUE) {
    gssize got = fill (self, error);
    guint8 byte = 0;

    if (got < 0)
      return NULL;
    if (got == 0 && bytes->len == 0)
      return NULL;
    if (got == 0)
      return fail (error, HIKAE_ERROR_REMOTE, "closed in the middle of a head");
    byte = self->buffer[self->start++];
    if (bytes->len == 0 && whole && (byte == '\r' || byte == '\n'))
      continue;
    g_byte_array_append (bytes, &byte, 1);
    if (byte == '\n' && (!whole || line == 0))
      return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
    if (byte == '\n')
      line = 0;
    else if (byte != '\r')
      line++;
    if (bytes->len > maximum)
      return fail (error, HIKAE_ERROR_REJECTED, "the head is too long");
  }
}

GBytes *
hikae_wire_read_head (HikaeWire *self, gsize maximum, GError **error)
{
  return read_until (self, TRUE, maximum, error);
}

GBytes *
hikae_wire_read_line (HikaeWire *self, gsize maximum, GError **error)
{
  g_autoptr (GError) own = NULL;
  GBytes *line = read_until (self, FALSE, maximum, &own);

  if (line == NULL && own == NULL)
    return fail (error, HIKAE_ERROR_REMOTE, "closed where a line was due");
  if (own != NULL)
    g_propagate_error (error, g_steal_pointer (&own));
  return line;
}

const guint8 *
hikae_wire_read_some (HikaeWire *self, gsize maximum, gsize *size, GError **error)
{
  gssize got = fill (self, error);
  const guint8 *at = self->buffer + self->start;

  *size = 0;
  if (got < 0)
    return NULL;
  *size = MIN ((gsize)got, maximum);
  self->start += *size;
  return at;
}

gboolean
hikae_wire_write (HikaeWire *self, const void *bytes, gsize size, GError **error)
{
  GOutputStream *out = g_io_stream_get_output_stream (self->stream);
  GError *io_error = NULL;

  if (g_output_stream_write_all (out, bytes, size, NULL, self->cancellable, &io_error))
    return TRUE;
  self->broken = TRUE;
  hikae_error_take_from_io (error, io_error, "writing to the connection");
  return FALSE;
}
