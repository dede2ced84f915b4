/* hikae-recorder-tunnel.c: a web socket through the proxy, its frames kept
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-recorder-private.h"

/* One direction. @message has one writer, this one. */
typedef struct {
  HikaeRecorder *recorder;
  HikaeWire *from;
  HikaeWire *to;
  HikaeMessage *message;
} Way;

static gpointer
way_thread (gpointer data)
{
  Way *way = data;
  gsize size = 0;
  const guint8 *bytes = NULL;

  do {
    g_autoptr (GError) error = NULL;

    bytes = hikae_wire_read_some (way->from, HIKAE_WIRE_BUFFER, &size, &error);
    if (way->message->size + size > HIKAE_RECORDER_TUNNEL_BYTES_MAX)
      way->message->truncated = "length";
    if (bytes != NULL && way->message->truncated == NULL &&
        !hikae_recorder_pass (
            way->recorder, way->to, way->message, bytes, size, &error)) {
      way->message->truncated = hikae_wire_is_broken (way->to) ? "disconnect" : "length";
      bytes = NULL;
    }
  } while (bytes != NULL && size > 0 && way->message->truncated == NULL);
  hikae_wire_shut (way->from);
  hikae_wire_shut (way->to);
  return NULL;
}

void
hikae_connection_tunnel (HikaeConnection *self, HikaeExchange *exchange)
{
  HikaeUpstream *upstream = self->upstream;
  Way down = {self->recorder, upstream->wire, self->client, &exchange->received};
  Way up = {self->recorder, self->client, upstream->wire, &exchange->sent};
  HikaeWire *wires[] = {self->client, upstream->wire};
  GThread *thread = NULL;

  hikae_connection_uncount (self);
  for (guint i = 0; i < G_N_ELEMENTS (wires); i++) {
    hikae_wire_set_timeout (wires[i], 0);
    hikae_wire_set_deadline (wires[i], 0);
  }
  thread = g_thread_new ("hikae-tunnel", way_thread, &up);
  (void)way_thread (&down);
  g_thread_join (thread);
}
