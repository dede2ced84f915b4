/* hikae-recorder.c: the capturing proxy: its life, its token, what it has kept
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-recorder.h"

#include "hikae-error.h"
#include "hikae-random.h"
#include "hikae-recorder-private.h"

#include <string.h>

#define TOKEN_SIZE 24

/* Takes one client's connection. A thread of the pool. */
static void
serve_thread (gpointer data, gpointer user_data)
{
  g_autoptr (GSocketConnection) connection = data;
  HikaeRecorder *self = user_data;

  hikae_recorder_serve (self, connection);
}

/* A thread of its own, so that nobody's main loop decides how fast a page loads. */
static gpointer
accept_thread (gpointer data)
{
  HikaeRecorder *self = data;

  while (!g_cancellable_is_cancelled (self->cancellable)) {
    GSocketConnection *connection =
        g_socket_listener_accept (self->listener, NULL, self->cancellable, NULL);

    if (connection != NULL &&
        g_thread_pool_unprocessed (self->pool) < HIKAE_RECORDER_CONNECTIONS_MAX)
      g_thread_pool_push (self->pool, connection, NULL);
    else if (connection != NULL)
      g_object_unref (connection);
    else
      g_usleep (1000);
  }
  return NULL;
}

static gboolean
set_upstream (HikaeRecorder *self, const char *upstream, GError **error)
{
  g_autofree char *plain = NULL;

  if (upstream == NULL)
    return TRUE;
  /* GIO's own SOCKS5 always sends the name, which others call "socks5h". */
  if (g_str_has_prefix (upstream, "socks5h://"))
    plain = g_strconcat ("socks5", upstream + strlen ("socks5h"), NULL);
  else
    plain = g_strdup (upstream);
  if (!g_str_has_prefix (plain, "socks5://") || !g_uri_is_valid (plain, 0, NULL)) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "the proxy has to be written like socks5://host:port");
    return FALSE;
  }
  self->resolver = g_simple_proxy_resolver_new (plain, NULL);
  return TRUE;
}

static gboolean
listen_on_loopback (HikaeRecorder *self, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wish = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) got = NULL;
  GError *io_error = NULL;

  if (!g_socket_listener_add_address (self->listener,
                                      wish,
                                      G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP,
                                      NULL,
                                      &got,
                                      &io_error)) {
    hikae_error_take_from_io (error, io_error, "starting the recorder");
    return FALSE;
  }
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  return TRUE;
}

static void
make_token (HikaeRecorder *self)
{
  guint8 bytes[TOKEN_SIZE] = {0};
  g_autofree char *pair = NULL;
  g_autofree char *base64 = NULL;

  hikae_random_fill (bytes, sizeof bytes);
  self->token = hikae_hex_format (bytes, sizeof bytes);
  pair = g_strconcat (HIKAE_RECORDER_USER, ":", self->token, NULL);
  base64 = g_base64_encode ((const guint8 *)pair, strlen (pair));
  self->authorization = g_strconcat ("Basic ", base64, NULL);
  hikae_random_fill (bytes, sizeof bytes);
  self->mark = hikae_hex_format (bytes, sizeof bytes);
}

HikaeRecorder *
hikae_recorder_start (const HikaeRecorderOptions *options, GError **error)
{
  g_autoptr (HikaeRecorder) self = g_new0 (HikaeRecorder, 1);

  g_mutex_init (&self->lock);
  self->cancellable = g_cancellable_new ();
  self->exchanges = g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_exchange_free);
  self->faults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->allowed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->failures = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_error_free);
  self->listener = g_socket_listener_new ();
  self->pool =
      g_thread_pool_new (serve_thread, self, HIKAE_RECORDER_CONNECTIONS_MAX, FALSE, NULL);
  self->refuse_media = options->refuse_media;
  self->zone = options->zone;
  g_set_object (&self->anchors, options->anchors);
  make_token (self);
  self->mint = hikae_mint_new (error);
  if (self->mint == NULL || !set_upstream (self, options->upstream, error))
    return NULL;
  self->spool = hikae_spool_new (
      options->max_bytes > 0 ? options->max_bytes : HIKAE_RECORDER_BYTES_MAX, error);
  if (self->spool == NULL || !listen_on_loopback (self, error))
    return NULL;
  self->acceptor = g_thread_new ("hikae-recorder", accept_thread, self);
  return g_steal_pointer (&self);
}

/* Cancelling ends every read and write that is under way, so the threads end soon; a
 * site that dribbles cannot hold them, because they look between two pieces. */
void
hikae_recorder_stop (HikaeRecorder *self)
{
  if (self->stopped)
    return;
  self->stopped = TRUE;
  g_cancellable_cancel (self->cancellable);
  if (self->acceptor != NULL)
    g_thread_join (self->acceptor);
  g_socket_listener_close (self->listener);
  g_thread_pool_free (self->pool, FALSE, TRUE);
}

void
hikae_recorder_free (HikaeRecorder *self)
{
  if (self == NULL)
    return;
  hikae_recorder_stop (self);
  g_clear_object (&self->listener);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->resolver);
  g_clear_object (&self->anchors);
  hikae_mint_free (self->mint);
  hikae_spool_unref (self->spool);
  g_ptr_array_unref (self->exchanges);
  g_hash_table_unref (self->faults);
  g_hash_table_unref (self->allowed);
  g_hash_table_unref (self->failures);
  g_free (self->token);
  g_free (self->authorization);
  g_free (self->mark);
  g_free (self->entered);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint16
hikae_recorder_get_port (HikaeRecorder *self)
{
  return self->port;
}

const char *
hikae_recorder_get_token (HikaeRecorder *self)
{
  return self->token;
}

char *
hikae_recorder_dup_login_uri (HikaeRecorder *self)
{
  return g_strdup_printf (
      "socks5://" HIKAE_RECORDER_USER ":%s@127.0.0.1:%u", self->token, self->port);
}

const char *
hikae_recorder_get_mark (HikaeRecorder *self)
{
  return self->mark;
}

const char *
hikae_recorder_get_authority (HikaeRecorder *self)
{
  return hikae_mint_get_pem (self->mint);
}

gboolean
hikae_recorder_write_wacz (HikaeRecorder *self,
                           GOutputStream *sink,
                           const char *page_uri,
                           const char *title,
                           gint64 captured_at,
                           GError **error)
{
  g_autoptr (HikaeWacz) wacz = NULL;

  g_return_val_if_fail (self->stopped, FALSE);
  wacz = hikae_wacz_new (sink, page_uri, title, captured_at, error);
  if (wacz == NULL)
    return FALSE;
  for (guint i = 0; i < self->exchanges->len; i++) {
    if (!hikae_exchange_write (self->exchanges->pdata[i], self->spool, wacz, error))
      return FALSE;
  }
  return hikae_wacz_finish (wacz, error);
}
