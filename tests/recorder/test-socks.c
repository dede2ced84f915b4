/* test-socks.c: the way into the proxy that shows the token before anything is asked
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-mint.h"
#include "hikae-recorder.h"
#include "hikae-test-archive.h"
#include "hikae-test-site.h"
#include "hikae-test.h"

#include <string.h>

#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

typedef struct {
  HikaeMint *mint;
  HikaeTestSite *site;
  HikaeTestSite *secure;
  HikaeRecorder *recorder;
} Scene;

static void
scene_set_up (Scene *scene, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) leaf = NULL;
  HikaeRecorderOptions options = {0};

  scene->mint = hikae_mint_new (&error);
  g_assert_no_error (error);
  leaf = hikae_mint_get (scene->mint, "localhost", &error);
  g_assert_no_error (error);
  scene->site = hikae_test_site_new (NULL);
  scene->secure = hikae_test_site_new (leaf);
  hikae_test_site_add (scene->site, "/", ANSWER, -1, TRUE);
  hikae_test_site_add (scene->secure, "/", ANSWER, -1, TRUE);
  scene->recorder = hikae_recorder_start (&options, &error);
  g_assert_no_error (error);
  hikae_recorder_allow_host (scene->recorder, "localhost");
}

static void
scene_tear_down (Scene *scene, gconstpointer data)
{
  hikae_recorder_free (scene->recorder);
  hikae_test_site_free (scene->site);
  hikae_test_site_free (scene->secure);
  hikae_mint_free (scene->mint);
}

/* (nullable): as GIO's own SOCKS client goes. */
static GIOStream *
connect_through (const char *proxy, guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GProxyResolver) resolver = g_simple_proxy_resolver_new (proxy, NULL);

  g_socket_client_set_timeout (client, 20);
  g_socket_client_set_proxy_resolver (client, resolver);
  return G_IO_STREAM (
      g_socket_client_connect_to_host (client, "localhost", port, NULL, NULL));
}

static char *
ask (GIOStream *stream)
{
  static const char request[] =
      "GET /a?b=c HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  char buffer[4096] = {0};
  gsize got = 0;

  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (stream),
                                            request,
                                            sizeof request - 1,
                                            NULL,
                                            NULL,
                                            NULL));
  g_assert_true (g_input_stream_read_all (g_io_stream_get_input_stream (stream),
                                          buffer,
                                          sizeof buffer - 1,
                                          &got,
                                          NULL,
                                          NULL));
  return g_strdup (buffer);
}

static void
assert_recorded (Scene *scene, const char *scheme, HikaeTestSite *site)
{
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (sink);
  g_autofree char *target = g_strdup_printf ("WARC-Target-URI: %s://localhost:%u/a?b=c\r",
                                             scheme,
                                             hikae_test_site_get_port (site));
  g_autoptr (GString) archive = NULL;

  hikae_recorder_stop (scene->recorder);
  g_assert_true (
      hikae_recorder_write_wacz (scene->recorder, sink, "http://x/", "t", 1, NULL));
  archive = hikae_test_unpack (g_memory_output_stream_get_data (memory),
                               g_memory_output_stream_get_data_size (memory));
  g_assert_nonnull (memmem (archive->str, archive->len, target, strlen (target)));
  g_assert_nonnull (memmem (archive->str, archive->len, ANSWER, strlen (ANSWER)));
}

static void
test_plain (Scene *scene, gconstpointer data)
{
  g_autofree char *proxy = hikae_recorder_dup_login_uri (scene->recorder);
  g_autoptr (GIOStream) stream =
      connect_through (proxy, hikae_test_site_get_port (scene->site));
  g_autofree char *answer = NULL;

  g_assert_nonnull (stream);
  answer = ask (stream);
  g_assert_cmpstr (answer, ==, ANSWER);
  assert_recorded (scene, "http", scene->site);
}

static gboolean
accept_cb (GTlsConnection *connection,
           GTlsCertificate *certificate,
           GTlsCertificateFlags faults,
           gpointer user_data)
{
  return TRUE;
}

static void
test_secure (Scene *scene, gconstpointer data)
{
  g_autofree char *proxy = hikae_recorder_dup_login_uri (scene->recorder);
  g_autoptr (GIOStream) stream =
      connect_through (proxy, hikae_test_site_get_port (scene->secure));
  g_autoptr (GSocketConnectable) identity = g_network_address_new ("localhost", 443);
  g_autoptr (GTlsCertificate) authority = g_tls_certificate_new_from_pem (
      hikae_recorder_get_authority (scene->recorder), -1, NULL);
  g_autoptr (GIOStream) secure = NULL;
  g_autofree char *answer = NULL;

  g_assert_nonnull (stream);
  secure = g_tls_client_connection_new (stream, identity, NULL);
  g_signal_connect (secure, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  g_assert_true (g_tls_connection_handshake (G_TLS_CONNECTION (secure), NULL, NULL));
  g_assert_cmpint (g_tls_certificate_verify (
                       g_tls_connection_get_peer_certificate (G_TLS_CONNECTION (secure)),
                       identity,
                       authority),
                   ==,
                   0);
  answer = ask (secure);
  g_assert_cmpstr (answer, ==, ANSWER);
  assert_recorded (scene, "https", scene->secure);
}

/* Whoever lacks the token gets nothing, and nothing is contacted. */
static void
test_token (Scene *scene, gconstpointer data)
{
  const char *token = hikae_recorder_get_token (scene->recorder);
  const struct {
    const char *user;
    const char *password;
    const char *more;
  } tries[] = {{"hikae:", "x", "@"},
               {"hikae:", "", "@"},
               {"", "", ""},
               {"other:", token, "@"},
               {"hikae:", token, "0@"},
               {"hikae:", token + 1, "@"}};
  g_autofree char *log = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (tries); i++) {
    g_autofree char *proxy = g_strdup_printf ("socks5://%s%s%s127.0.0.1:%u",
                                              tries[i].user,
                                              tries[i].password,
                                              tries[i].more,
                                              hikae_recorder_get_port (scene->recorder));
    g_autoptr (GIOStream) stream =
        connect_through (proxy, hikae_test_site_get_port (scene->site));

    g_assert_null (stream);
  }
  log = hikae_test_site_dup_log (scene->site);
  g_assert_cmpstr (log, ==, "");
  g_assert_cmpuint (hikae_recorder_get_count (scene->recorder), ==, 0);
}

static GIOStream *
connect_raw (Scene *scene)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, 20);
  return G_IO_STREAM (g_socket_client_connect_to_host (
      client, "127.0.0.1", hikae_recorder_get_port (scene->recorder), NULL, NULL));
}

/* Says @bytes and hangs up the sending side; how much came back. */
static gsize
say (Scene *scene, const guint8 *bytes, gsize size)
{
  g_autoptr (GIOStream) stream = connect_raw (scene);
  guint8 buffer[4096] = {0};
  gsize got = 0;

  g_assert_nonnull (stream);
  g_assert_true (g_output_stream_write_all (
      g_io_stream_get_output_stream (stream), bytes, size, NULL, NULL, NULL));
  (void)g_socket_shutdown (
      g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream)), FALSE, TRUE, NULL);
  (void)g_input_stream_read_all (
      g_io_stream_get_input_stream (stream), buffer, sizeof buffer, &got, NULL, NULL);
  return got;
}

/* A right opening cut at every byte, and with every byte another one: never more than the
 * opening's own answers, and the proxy goes on. */
static void
test_hostile (Scene *scene, gconstpointer data)
{
  const char *token = hikae_recorder_get_token (scene->recorder);
  g_autoptr (GByteArray) right = g_byte_array_new ();
  const guint8 sizes[] = {5, (guint8)strlen (token)};
  g_autofree char *log = NULL;

  g_byte_array_append (right, (const guint8 *)"\5\1\2\1", 4);
  g_byte_array_append (right, &sizes[0], 1);
  g_byte_array_append (right, (const guint8 *)"hikae", 5);
  g_byte_array_append (right, &sizes[1], 1);
  g_byte_array_append (right, (const guint8 *)token, sizes[1]);
  g_byte_array_append (right, (const guint8 *)"\5\1\0\3\1/\0\120", 8);
  for (guint i = 1; i <= right->len; i++)
    g_assert_cmpuint (say (scene, right->data, i), <=, 4);
  for (guint i = 1; i < right->len; i++) {
    g_autofree guint8 *wrong = g_memdup2 (right->data, right->len);

    wrong[i] ^= 0x41;
    /* Another name than "/" is a right one. */
    g_assert_cmpuint (say (scene, wrong, right->len), <=, right->data[i] == '/' ? 14 : 4);
  }
  log = hikae_test_site_dup_log (scene->site);
  g_assert_cmpstr (log, ==, "");
  test_plain (scene, data);
}

#define ADD(name, function)                                                              \
  g_test_add (name, Scene, NULL, scene_set_up, function, scene_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/socks/plain", test_plain);
  ADD ("/socks/secure", test_secure);
  ADD ("/socks/token", test_token);
  ADD ("/socks/hostile", test_hostile);
  return g_test_run ();
}
