/* hikae-recorder-serve.c: one client's connection through the proxy
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes are kept before they are handed on: what the page's view has seen is always in
 * the recording, never the other way round. */
#include "config.h"

#include "hikae-error.h"
#include "hikae-http-head.h"
#include "hikae-recorder-private.h"
#include "hikae-secret.h"

#include <string.h>

#define INTERIM_MAX 20
#define NEED_TOKEN                                                                       \
  "HTTP/1.1 407 Proxy Authentication Required\r\n"                                       \
  "Proxy-Authenticate: Basic realm=\"hikae\"\r\nContent-Length: 0\r\n\r\n"

/**
 * Connection:
 * @tls_host: (nullable): inside CONNECT, where it leads
 * @host, @port, @path, @uri, @tls: of the request at hand
 */
typedef struct {
  HikaeRecorder *recorder;
  HikaeWire *client;
  HikaeUpstream *upstream;
  gboolean reused;
  char *tls_host;
  guint16 tls_port;
  char *host;
  guint16 port;
  char *path;
  char *uri;
} Connection;

static void
connection_clear (Connection *self)
{
  g_clear_pointer (&self->client, hikae_wire_free);
  g_clear_pointer (&self->upstream, hikae_upstream_free);
  g_free (self->tls_host);
  g_free (self->host);
  g_free (self->path);
  g_free (self->uri);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Connection, connection_clear)

static gboolean
reject (GError **error, const char *what)
{
  g_set_error_literal (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, what);
  return FALSE;
}

static gboolean
has_token (HikaeRecorder *recorder, const HikaeHttpHead *head)
{
  const char *given = hikae_http_head_get (head, "Proxy-Authorization");
  gsize size = strlen (recorder->authorization);

  return given != NULL && strlen (given) == size &&
         hikae_bytes_equal (given, recorder->authorization, size);
}

/* A last word before the connection closes; a client that has gone does not hear it. */
static void
say (Connection *self, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (!hikae_wire_write (self->client, text, strlen (text), &error))
    g_debug ("the client has gone: %s", error->message);
}

static gboolean
find_target (Connection *self, const HikaeHttpHead *head, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  const char *query = NULL;

  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->uri, g_free);
  if (self->tls_host != NULL) {
    gboolean six = strchr (self->tls_host, ':') != NULL;
    g_autofree char *port =
        self->tls_port == 443 ? g_strdup ("") : g_strdup_printf (":%u", self->tls_port);

    if (*head->target != '/' && !g_str_equal (head->target, "*"))
      return reject (error, "the request's target is no path");
    self->host = g_strdup (self->tls_host);
    self->port = self->tls_port;
    self->path = g_strdup (head->target);
    self->uri = g_strdup_printf (
        six ? "https://[%s]%s%s" : "https://%s%s%s", self->host, port, self->path);
    return TRUE;
  }
  uri = g_uri_parse (head->target, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (!g_str_equal (g_uri_get_scheme (uri), "http") &&
       !g_str_equal (g_uri_get_scheme (uri), "ws")))
    return reject (error, "the request is not for a proxy");
  query = g_uri_get_query (uri);
  self->host = g_strdup (g_uri_get_host (uri));
  self->port = g_uri_get_port (uri) > 0 ? (guint16)g_uri_get_port (uri) : 80;
  self->path = g_strconcat (*g_uri_get_path (uri) != '\0' ? g_uri_get_path (uri) : "/",
                            query != NULL ? "?" : "",
                            query,
                            NULL);
  self->uri = g_strdup (head->target);
  return TRUE;
}

static gboolean
open_upstream (Connection *self, GError **error)
{
  g_autofree char *key = g_strdup_printf ("%s:%u", self->host, self->port);

  self->reused = self->upstream != NULL && g_str_equal (self->upstream->key, key);
  if (self->reused)
    return TRUE;
  g_clear_pointer (&self->upstream, hikae_upstream_free);
  self->upstream = hikae_upstream_open (
      self->recorder, self->host, self->port, self->tls_host != NULL, error);
  return self->upstream != NULL;
}

static gboolean
send_request (Connection *self,
              HikaeExchange *exchange,
              const HikaeHttpHead *head,
              GError **error)
{
  g_autoptr (GBytes) raw =
      hikae_http_head_format_upstream (head, self->path, self->recorder->refuse_media);
  gsize size = 0;
  const void *bytes = g_bytes_get_data (raw, &size);

  return hikae_recorder_pass (self->recorder,
                              self->upstream->wire,
                              &exchange->request,
                              bytes,
                              size,
                              error) &&
         hikae_recorder_pass_body (self->recorder,
                                   self->client,
                                   self->upstream->wire,
                                   &exchange->request,
                                   head,
                                   FALSE,
                                   error);
}

/* Interim answers go through; the final head is returned. */
static HikaeHttpHead *
read_response_head (Connection *self, GError **error)
{
  for (guint i = 0; i < INTERIM_MAX; i++) {
    g_autoptr (GBytes) raw =
        hikae_wire_read_head (self->upstream->wire, HIKAE_HTTP_HEAD_MAX, error);
    g_autoptr (HikaeHttpHead) head = NULL;

    if (raw == NULL && (error == NULL || *error == NULL))
      g_set_error_literal (
          error, HIKAE_ERROR, HIKAE_ERROR_REMOTE, "the site closed without an answer");
    if (raw == NULL)
      return NULL;
    head = hikae_http_head_parse (raw, FALSE, error);
    if (head == NULL || head->status / 100 != 1 || head->status == 101)
      return g_steal_pointer (&head);
    if (!hikae_wire_write (
            self->client, g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), error))
      return NULL;
  }
  (void)reject (error, "too many interim answers");
  return NULL;
}

static char *
dup_mime (const HikaeHttpHead *head)
{
  const char *value = hikae_http_head_get (head, "Content-Type");

  if (value == NULL)
    return NULL;
  return g_strstrip (g_ascii_strdown (value, (gssize)strcspn (value, ";")));
}

/* Minor mode lets through what is certainly text, not what is not certainly a picture. */
static gboolean
is_text (const HikaeHttpHead *head, const char *mime)
{
  static const char *const kinds[] = {
      "application/javascript",
      "application/x-javascript",
      "application/json",
      "application/ld+json",
      "application/manifest+json",
      "application/xhtml+xml",
      "application/xml",
      NULL,
  };

  if (hikae_http_head_get (head, "Content-Encoding") != NULL &&
      !hikae_http_head_has_token (head, "Content-Encoding", "identity"))
    return FALSE;
  return mime != NULL &&
         (g_str_has_prefix (mime, "text/") || g_strv_contains (kinds, mime));
}

static gboolean
refuse (Connection *self, HikaeExchange *exchange, const HikaeHttpHead *head)
{
  static const char answer[] = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n"
                               "Connection: close\r\n\r\n";
  gsize size = 0;
  const void *raw = g_bytes_get_data (head->raw, &size);

  g_string_append (exchange->metadata, "bodyRefused: minor mode keeps no media\r\n");
  exchange->truncated = "unspecified";
  g_mutex_lock (&self->recorder->lock);
  self->recorder->refused++;
  g_mutex_unlock (&self->recorder->lock);
  if (hikae_message_append (&exchange->response, self->recorder->spool, raw, size, NULL))
    say (self, answer);
  return FALSE;
}

typedef struct {
  HikaeWire *from;
  HikaeWire *to;
} Tunnel;

static gpointer
tunnel_thread (gpointer data)
{
  Tunnel *tunnel = data;
  gsize size = 0;
  const guint8 *bytes = NULL;

  do {
    bytes = hikae_wire_read_some (tunnel->from, HIKAE_WIRE_BUFFER, &size, NULL);
  } while (bytes != NULL && size > 0 && hikae_wire_write (tunnel->to, bytes, size, NULL));
  return NULL;
}

static GSocket *
find_socket (GIOStream *stream)
{
  GSocket *socket = NULL;

  while (G_IS_TLS_CONNECTION (stream)) {
    g_autoptr (GIOStream) base = NULL;

    g_object_get (stream, "base-io-stream", &base, NULL);
    stream = base; /* borrowed: the TLS stream holds it */
  }
  if (G_IS_SOCKET_CONNECTION (stream))
    socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream));
  return socket;
}

/* After 101 the bytes belong to another protocol and go both ways at their own pace. When
 * one direction ends, the sockets are shut, which wakes the other. */
static void
tunnel (Connection *self)
{
  Tunnel down = {self->upstream->wire, self->client};
  Tunnel up = {self->client, self->upstream->wire};
  GThread *thread = g_thread_new ("hikae-tunnel", tunnel_thread, &up);
  GSocket *sockets[] = {
      find_socket (hikae_wire_get_stream (self->client)),
      find_socket (hikae_wire_get_stream (self->upstream->wire)),
  };

  (void)tunnel_thread (&down);
  for (guint i = 0; i < G_N_ELEMENTS (sockets); i++) {
    if (sockets[i] != NULL)
      (void)g_socket_shutdown (sockets[i], TRUE, TRUE, NULL);
  }
  g_thread_join (thread);
}

static gboolean
receive_response (Connection *self,
                  HikaeExchange *exchange,
                  const HikaeHttpHead *request,
                  GError **error)
{
  g_autoptr (HikaeHttpHead) head = read_response_head (self, error);
  gsize size = 0;
  const void *raw = NULL;
  gboolean to_head = g_str_equal (request->method, "HEAD");

  if (head == NULL)
    return FALSE;
  exchange->status = head->status;
  exchange->mime = dup_mime (head);
  if (self->recorder->refuse_media && head->status != 304 &&
      !is_text (head, exchange->mime) && head->status / 100 != 3)
    return refuse (self, exchange, head);
  raw = g_bytes_get_data (head->raw, &size);
  if (!hikae_recorder_pass (
          self->recorder, self->client, &exchange->response, raw, size, error))
    return FALSE;
  if (head->status == 101) {
    tunnel (self);
    return FALSE;
  }
  if (!hikae_recorder_pass_body (self->recorder,
                                 self->upstream->wire,
                                 self->client,
                                 &exchange->response,
                                 head,
                                 to_head,
                                 error)) {
    exchange->truncated = g_error_matches (*error, HIKAE_ERROR, HIKAE_ERROR_REJECTED)
                              ? "length"
                              : "disconnect";
    return FALSE;
  }
  if (!hikae_http_head_is_persistent (head))
    g_clear_pointer (&self->upstream, hikae_upstream_free);
  return hikae_http_head_is_persistent (head) && hikae_http_head_is_persistent (request);
}

static void
answer_failure (Connection *self, HikaeExchange *exchange, const GError *error)
{
  g_autofree char *text = NULL;

  g_string_append_printf (exchange->metadata, "failure: %s\r\n", error->message);
  hikae_recorder_set_failure (self->recorder, self->uri, error->message);
  if (exchange->response.size > 0)
    return;
  text = g_strdup_printf ("HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\n"
                          "Content-Length: 0\r\nX-Hikae-Failure: %s\r\n"
                          "Connection: close\r\n\r\n",
                          hikae_error_get_name (error->code));
  say (self, text);
}

static void
add_upstream_facts (Connection *self, HikaeExchange *exchange)
{
  if (self->upstream == NULL)
    return;
  exchange->ip = g_strdup (self->upstream->ip);
  exchange->protocol = g_strdup (self->upstream->protocol);
  exchange->cipher = g_strdup (self->upstream->cipher);
  if (self->upstream->facts != NULL)
    g_string_append (exchange->metadata, self->upstream->facts);
}

/* A kept connection that the site has closed meanwhile is opened again, once, when
 * nothing but the head has been sent (RFC 9112 §9.3.1). */
static gboolean
may_retry (Connection *self, HikaeExchange *exchange, const HikaeHttpHead *head)
{
  guint64 length = 0;

  return self->reused && exchange->response.size == 0 &&
         hikae_http_head_get_framing (head, FALSE, &length) == HIKAE_HTTP_NO_BODY &&
         !g_cancellable_is_cancelled (self->recorder->cancellable);
}

static gboolean
exchange_once (Connection *self, const HikaeHttpHead *head, gboolean *retry)
{
  g_autoptr (HikaeExchange) exchange = hikae_exchange_new (head->method, self->uri);
  g_autoptr (GError) error = NULL;
  gboolean more = FALSE;

  *retry = FALSE;
  if (open_upstream (self, &error)) {
    add_upstream_facts (self, exchange);
    more = send_request (self, exchange, head, &error) &&
           receive_response (self, exchange, head, &error);
  }
  if (error != NULL && may_retry (self, exchange, head)) {
    g_clear_pointer (&self->upstream, hikae_upstream_free);
    *retry = TRUE;
    return TRUE;
  }
  if (error != NULL)
    answer_failure (self, exchange, error);
  hikae_recorder_take_exchange (self->recorder, g_steal_pointer (&exchange));
  return more;
}

static gboolean
handle_request (Connection *self, const HikaeHttpHead *head)
{
  gboolean retry = FALSE;
  gboolean more = FALSE;

  g_mutex_lock (&self->recorder->lock);
  self->recorder->open++;
  g_mutex_unlock (&self->recorder->lock);
  do {
    more = exchange_once (self, head, &retry);
  } while (retry);
  g_mutex_lock (&self->recorder->lock);
  self->recorder->open--;
  g_mutex_unlock (&self->recorder->lock);
  return more;
}

static gboolean
handle_connect (Connection *self, const HikaeHttpHead *head)
{
  static const char done[] = "HTTP/1.1 200 OK\r\n\r\n";
  g_autoptr (GSocketConnectable) address =
      g_network_address_parse (head->target, 443, NULL);
  g_autoptr (GTlsCertificate) leaf = NULL;
  g_autoptr (GIOStream) plain = g_object_ref (hikae_wire_get_stream (self->client));
  g_autoptr (GIOStream) secure = NULL;
  const char *host = NULL;

  if (address == NULL || self->tls_host != NULL)
    return FALSE;
  host = g_network_address_get_hostname (G_NETWORK_ADDRESS (address));
  leaf = hikae_mint_get (self->recorder->mint, host, NULL);
  if (leaf == NULL || !hikae_wire_write (self->client, done, sizeof done - 1, NULL))
    return FALSE;
  secure = g_tls_server_connection_new (plain, leaf, NULL);
  if (secure == NULL)
    return FALSE;
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (secure), FALSE);
  if (!g_tls_connection_handshake (
          G_TLS_CONNECTION (secure), self->recorder->cancellable, NULL))
    return FALSE;
  self->tls_host = g_strdup (host);
  self->tls_port = g_network_address_get_port (G_NETWORK_ADDRESS (address));
  hikae_wire_replace (self->client, secure);
  return TRUE;
}

static gboolean
handle_head (Connection *self, const HikaeHttpHead *head)
{
  static const char bad[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n"
                            "Connection: close\r\n\r\n";
  static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
  guint64 length = 0;

  if (self->tls_host == NULL && !has_token (self->recorder, head))
    return hikae_wire_write (self->client, NEED_TOKEN, strlen (NEED_TOKEN), NULL) &&
           hikae_http_head_get_framing (head, FALSE, &length) == HIKAE_HTTP_NO_BODY;
  if (g_str_equal (head->method, "CONNECT"))
    return handle_connect (self, head);
  if (!find_target (self, head, NULL)) {
    say (self, bad);
    return FALSE;
  }
  if (hikae_http_head_has_token (head, "Expect", "100-continue") &&
      !hikae_wire_write (self->client, go_on, sizeof go_on - 1, NULL))
    return FALSE;
  return handle_request (self, head);
}

void
hikae_recorder_serve (HikaeRecorder *recorder, GSocketConnection *client)
{
  g_auto (Connection) self = {0};
  gboolean more = TRUE;

  self.recorder = recorder;
  self.client = hikae_wire_new (G_IO_STREAM (client), recorder->cancellable);
  g_socket_set_timeout (g_socket_connection_get_socket (client),
                        HIKAE_RECORDER_IDLE_SECONDS);
  while (more) {
    g_autoptr (GBytes) raw =
        hikae_wire_read_head (self.client, HIKAE_HTTP_HEAD_MAX, NULL);
    g_autoptr (HikaeHttpHead) head =
        raw != NULL ? hikae_http_head_parse (raw, TRUE, NULL) : NULL;

    more = head != NULL && handle_head (&self, head);
  }
}
