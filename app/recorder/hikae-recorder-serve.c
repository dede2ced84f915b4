/* hikae-recorder-serve.c: one client's connection through the proxy
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-recorder-private.h"
#include "hikae-secret.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

/* A browser needs two tries to show the token. */
#define TRIES_MAX 4

static void
connection_clear (HikaeConnection *self)
{
  g_clear_pointer (&self->client, hikae_wire_free);
  g_clear_pointer (&self->upstream, hikae_upstream_free);
  hikae_target_clear (&self->tunnel);
  hikae_target_clear (&self->target);
}

typedef HikaeConnection Connection;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Connection, connection_clear)

static gboolean
has_token (HikaeRecorder *recorder, const HikaeHttpHead *head)
{
  const char *given = hikae_http_head_get (head, "Proxy-Authorization");
  gsize size = strlen (recorder->authorization);

  return given != NULL && strlen (given) == size &&
         hikae_bytes_equal (given, recorder->authorization, size);
}

static gboolean
enter_tls (HikaeConnection *self)
{
  g_autoptr (GTlsCertificate) leaf =
      hikae_mint_get (self->recorder->mint, self->tunnel.host, NULL);
  g_autoptr (GIOStream) plain = g_object_ref (hikae_wire_get_stream (self->client));
  g_autoptr (GIOStream) secure =
      leaf != NULL ? g_tls_server_connection_new (plain, leaf, NULL) : NULL;

  if (secure == NULL)
    return FALSE;
  /* Nobody shows us a certificate; reading the system's anchors would only take time. */
  g_tls_connection_set_database (G_TLS_CONNECTION (secure), NULL);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (secure), FALSE);
  if (!g_tls_connection_handshake (
          G_TLS_CONNECTION (secure), self->recorder->cancellable, NULL))
    return FALSE;
  hikae_wire_replace (self->client, secure);
  return TRUE;
}

static gboolean
handle_connect (HikaeConnection *self, const HikaeHttpHead *head)
{
  static const char done[] = "HTTP/1.1 200 OK\r\n\r\n";

  return self->tunnel.host == NULL &&
         hikae_target_parse_connect (&self->tunnel, head, NULL) &&
         hikae_wire_write (self->client, done, sizeof done - 1, NULL) && enter_tls (self);
}

static gboolean
handle_request (HikaeConnection *self, const HikaeHttpHead *head)
{
  static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
  gboolean more = FALSE;

  if (!hikae_target_parse (
          &self->target, head, self->tunnel.host != NULL ? &self->tunnel : NULL, NULL)) {
    g_autofree char *bad = g_strdup_printf ("HTTP/1.1 400 Bad Request\r\n%s: %s\r\n"
                                            "Content-Length: 0\r\n"
                                            "Connection: close\r\n\r\n",
                                            HIKAE_RECORDER_MARK,
                                            self->recorder->mark);

    hikae_connection_say (self, bad);
    return FALSE;
  }
  if (hikae_http_head_has_token (head, "Expect", "100-continue") &&
      !hikae_wire_write (self->client, go_on, sizeof go_on - 1, NULL))
    return FALSE;
  self->counted = TRUE;
  g_mutex_lock (&self->recorder->lock);
  self->recorder->open++;
  g_mutex_unlock (&self->recorder->lock);
  more = hikae_connection_exchange (self, head);
  hikae_connection_uncount (self);
  return more;
}

/* Nothing but this answer reaches a client without the token, and nothing goes out. The
 * realm is the same for every recorder: with another one the engine does not ask again.
 */
static gboolean
turn_away (HikaeConnection *self, const HikaeHttpHead *head)
{
  g_autofree char *answer =
      g_strdup_printf ("HTTP/1.1 407 Proxy Authentication Required\r\n%s: %s\r\n"
                       "Proxy-Authenticate: Basic realm=\"hikae\"\r\n"
                       "Content-Length: 0\r\n\r\n",
                       HIKAE_RECORDER_MARK,
                       self->recorder->mark);
  guint64 length = 0;

  return hikae_wire_write (self->client, answer, strlen (answer), NULL) &&
         hikae_http_head_get_framing (head, FALSE, &length) == HIKAE_HTTP_NO_BODY;
}

/* The connection's first head that shows the token, others being turned away. */
static HikaeHttpHead *
read_login (HikaeConnection *self)
{
  for (guint i = 0; i < TRIES_MAX; i++) {
    g_autoptr (GBytes) raw =
        hikae_wire_read_head (self->client, HIKAE_HTTP_HEAD_MAX, NULL);
    g_autoptr (HikaeHttpHead) head =
        raw != NULL ? hikae_http_head_parse (raw, TRUE, NULL) : NULL;

    if (head == NULL)
      return NULL;
    if (has_token (self->recorder, head))
      return g_steal_pointer (&head);
    if (!turn_away (self, head))
      return NULL;
  }
  return NULL;
}

static HikaeHttpHead *
read_next (HikaeConnection *self)
{
  g_autoptr (GBytes) raw = NULL;

  hikae_wire_set_deadline (self->client, HIKAE_RECORDER_HEAD_SECONDS);
  raw = hikae_wire_read_head (self->client, HIKAE_HTTP_HEAD_MAX, NULL);
  return raw != NULL ? hikae_http_head_parse (raw, TRUE, NULL) : NULL;
}

static HikaeHttpHead *
read_first (HikaeConnection *self)
{
  hikae_wire_set_timeout (self->client, HIKAE_RECORDER_LOGIN_SECONDS);
  hikae_wire_set_deadline (self->client, HIKAE_RECORDER_LOGIN_SECONDS);
  if (!hikae_connection_is_socks (self))
    return read_login (self);
  if (!hikae_connection_enter_socks (self))
    return NULL;
  hikae_wire_set_timeout (self->client, HIKAE_RECORDER_IDLE_SECONDS);
  return !self->tunnel.secure || enter_tls (self) ? read_next (self) : NULL;
}

void
hikae_recorder_serve (HikaeRecorder *recorder, GSocketConnection *client)
{
  g_auto (Connection) self = {0};
  g_autoptr (HikaeHttpHead) head = NULL;

  self.recorder = recorder;
  self.socket = g_socket_connection_get_socket (client);
  self.client = hikae_wire_new (G_IO_STREAM (client), recorder->cancellable);
  (void)g_socket_set_option (self.socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  head = read_first (&self);
  hikae_wire_set_timeout (self.client, HIKAE_RECORDER_IDLE_SECONDS);
  while (head != NULL) {
    gboolean more = FALSE;

    if (self.tunnel.host == NULL && !has_token (recorder, head))
      more = turn_away (&self, head);
    else if (g_str_equal (head->method, "CONNECT"))
      more = handle_connect (&self, head);
    else
      more = handle_request (&self, head);
    hikae_http_head_free (head);
    head = more ? read_next (&self) : NULL;
  }
}
