/* hikae-upstream.c: the proxy's connections to real sites
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-recorder-private.h"
#include "hikae-zone.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#define CHAIN_MAX 16

typedef struct {
  HikaeRecorder *recorder;
  const char *host;
  GTlsCertificateFlags faults;
} Judge;

static gboolean
accept_certificate_cb (GTlsConnection *connection,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags faults,
                       gpointer user_data)
{
  Judge *judge = user_data;

  judge->faults = faults;
  return hikae_recorder_judge_certificate (judge->recorder, judge->host, faults);
}

static const char *
name_of_protocol (GTlsProtocolVersion version)
{
  switch (version) {
  case G_TLS_PROTOCOL_VERSION_TLS_1_2:
    return "tls/1.2";
  case G_TLS_PROTOCOL_VERSION_TLS_1_3:
    return "tls/1.3";
  default:
    return "tls/1.0";
  }
}

/* The chain as the site sent it, so that its identity can be judged later. */
static char *
format_chain (GTlsCertificate *leaf, GTlsCertificateFlags faults)
{
  GString *text = g_string_new (NULL);
  guint depth = 0;

  for (GTlsCertificate *at = leaf; at != NULL && depth < CHAIN_MAX; depth++) {
    g_autoptr (GByteArray) der = NULL;
    g_autofree char *base64 = NULL;

    g_object_get (at, "certificate", &der, NULL);
    if (der != NULL) {
      base64 = g_base64_encode (der->data, der->len);
      g_string_append_printf (text, "tlsCertificate: %s\r\n", base64);
    }
    at = g_tls_certificate_get_issuer (at);
  }
  g_string_append_printf (text, "tlsCertificateFaults: %u\r\n", (guint)faults);
  return g_string_free (text, FALSE);
}

/* The TLS library takes up sessions of connections it knows by their socket: the site
 * then shows no certificate, and its faults would be in the first record only. Over
 * nameless streams each connection begins anew. */
static GIOStream *
hide_socket (GIOStream *plain)
{
  GIOStream *hidden = g_simple_io_stream_new (g_io_stream_get_input_stream (plain),
                                              g_io_stream_get_output_stream (plain));

  g_object_set_data_full (
      G_OBJECT (hidden), HIKAE_WIRE_CONNECTION, g_object_ref (plain), g_object_unref);
  return hidden;
}

static GIOStream *
start_tls (HikaeUpstream *self,
           HikaeRecorder *recorder,
           GIOStream *plain,
           const char *host,
           guint16 port,
           GError **error)
{
  static const char *const protocols[] = {"http/1.1", NULL};
  g_autoptr (GSocketConnectable) identity = g_network_address_new (host, port);
  Judge judge = {recorder, host, 0};
  GError *io_error = NULL;
  g_autoptr (GIOStream) hidden = hide_socket (plain);
  g_autoptr (GIOStream) secure =
      g_tls_client_connection_new (hidden, identity, &io_error);
  GTlsConnection *tls = NULL;
  gulong handler = 0;
  gboolean ok = FALSE;

  if (secure == NULL) {
    hikae_error_take_from_io (error, io_error, "opening a secure connection");
    return NULL;
  }
  tls = G_TLS_CONNECTION (secure);
  if (recorder->anchors != NULL)
    g_tls_connection_set_database (tls, recorder->anchors);
  g_tls_connection_set_advertised_protocols (tls, protocols);
  g_tls_connection_set_require_close_notify (tls, FALSE);
  handler = g_signal_connect (
      tls, "accept-certificate", G_CALLBACK (accept_certificate_cb), &judge);
  ok = g_tls_connection_handshake (tls, recorder->cancellable, &io_error);
  g_signal_handler_disconnect (tls, handler);
  if (!ok && judge.faults != 0) {
    g_clear_error (&io_error);
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_UNTRUSTED,
                 "the site's certificate is not right (faults %u)",
                 (guint)judge.faults);
    return NULL;
  }
  if (!ok) {
    hikae_error_take_from_io (error, io_error, "opening a secure connection");
    return NULL;
  }
  self->protocol =
      g_strdup (name_of_protocol (g_tls_connection_get_protocol_version (tls)));
  self->cipher = g_tls_connection_get_ciphersuite_name (tls);
  self->facts = format_chain (g_tls_connection_get_peer_certificate (tls), judge.faults);
  return g_steal_pointer (&secure);
}

/* The site's own address; through a proxy it is not known here, and must not be. */
static char *
dup_ip (GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) address =
      g_socket_connection_get_remote_address (connection, NULL);

  if (!G_IS_INET_SOCKET_ADDRESS (address) || G_IS_PROXY_ADDRESS (address))
    return NULL;
  return g_inet_address_to_string (
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

typedef struct {
  HikaeRecorder *recorder;
  const char *host;
  gboolean refused;
} Gatekeeper;

/* Called for each address before the first packet to it; a socket closed here goes
 * nowhere. The name was looked up once, and it is the found address that is judged. */
static void
connecting_cb (GSocketClient *client,
               GSocketClientEvent event,
               GSocketConnectable *connectable,
               GIOStream *stream,
               gpointer user_data)
{
  Gatekeeper *keeper = user_data;
  g_autoptr (GSocketAddress) address = NULL;

  if (event != G_SOCKET_CLIENT_CONNECTING)
    return;
  address = g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (stream), NULL);
  if (!G_IS_INET_SOCKET_ADDRESS (address) || G_IS_PROXY_ADDRESS (address))
    return;
  if (hikae_recorder_may_reach (
          keeper->recorder,
          keeper->host,
          g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address))))
    return;
  keeper->refused = TRUE;
  (void)g_socket_close (g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream)),
                        NULL);
}

static gboolean
refuse_inside (GError **error)
{
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_DENIED,
                       "a page of the internet may not reach into this computer or its "
                       "own network; nothing was contacted");
  return FALSE;
}

/* (transfer full): a connection to @host, or to it through what stands between. */
static GSocketConnection *
connect_to (HikaeRecorder *recorder, const char *host, guint16 port, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  Gatekeeper keeper = {recorder, host, FALSE};
  GSocketConnection *connection = NULL;
  GError *io_error = NULL;

  /* What is local by its name must not even be looked up; through a proxy the name is
   * all there is. */
  if ((recorder->resolver != NULL || hikae_zone_is_local_name (host)) &&
      !hikae_recorder_may_reach (recorder, host, NULL)) {
    (void)refuse_inside (error);
    return NULL;
  }
  g_socket_client_set_timeout (client, HIKAE_RECORDER_IDLE_SECONDS);
  if (recorder->resolver != NULL)
    g_socket_client_set_proxy_resolver (client, recorder->resolver);
  else
    g_signal_connect (client, "event", G_CALLBACK (connecting_cb), &keeper);
  connection = g_socket_client_connect_to_host (
      client, host, port, recorder->cancellable, &io_error);
  if (connection == NULL && keeper.refused) {
    g_clear_error (&io_error);
    (void)refuse_inside (error);
  } else if (connection == NULL) {
    hikae_error_take_from_io (error, io_error, "connecting to the site");
  }
  return connection;
}

HikaeUpstream *
hikae_upstream_open (HikaeRecorder *recorder,
                     const char *host,
                     guint16 port,
                     gboolean tls,
                     GError **error)
{
  g_autoptr (HikaeUpstream) self = g_new0 (HikaeUpstream, 1);
  g_autoptr (GSocketConnection) connection = connect_to (recorder, host, port, error);
  g_autoptr (GIOStream) stream = NULL;

  if (connection == NULL)
    return NULL;
  (void)g_socket_set_option (
      g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  if (recorder->resolver == NULL)
    self->ip = dup_ip (connection);
  self->key = g_strdup_printf ("%s:%u", host, port);
  stream = tls ? start_tls (self, recorder, G_IO_STREAM (connection), host, port, error)
               : g_object_ref (G_IO_STREAM (connection));
  if (stream == NULL)
    return NULL;
  self->wire = hikae_wire_new (stream, recorder->cancellable);
  return g_steal_pointer (&self);
}

void
hikae_upstream_free (HikaeUpstream *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->wire, hikae_wire_free);
  g_free (self->key);
  g_free (self->ip);
  g_free (self->protocol);
  g_free (self->cipher);
  g_free (self->facts);
  g_free (self);
}
