/* bench-recorder.c: the proxy beside a plain relay, in one run
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A site on loopback sends a body; a client reads it through a GIO relay that keeps
 * nothing, then through the recorder. Prints both rates, their ratio, and the memory of
 * the process at its highest. BENCH_RECORDER_MB says how much (default 1024; 5120 for the
 * long run, which goes once and not three times). The recording needs as much room in
 * XDG_CACHE_HOME. With --check: exit 1 below 300 MB/s and below 0.7 of the relay, or
 * above 200 MB of memory. */
#include "config.h"

#include "hikae-recorder.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define PIECE (256 * 1024)
#define MB (1024.0 * 1024.0)
#define ROUNDS 3
/* From here on one round takes long enough to be fair. */
#define LONG_RUN (G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024)

static guint64 body_size = 0;
static guint16 site_port = 0;

static void
swallow_head (GSocketConnection *connection)
{
  char text[8192] = {0};
  gssize got =
      g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                           text,
                           sizeof text,
                           NULL,
                           NULL);

  g_assert_cmpint (got, >, 0);
}

static gboolean
serve_cb (GThreadedSocketService *service,
          GSocketConnection *connection,
          GObject *source,
          gpointer user_data)
{
  g_autofree guint8 *piece = g_malloc (PIECE);
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autofree char *head = g_strdup_printf (
      "HTTP/1.1 200 OK\r\nContent-Length: %" G_GUINT64_FORMAT "\r\n\r\n", body_size);
  gboolean ok = FALSE;

  memset (piece, 0xa5, PIECE);
  swallow_head (connection);
  ok = g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL);
  for (guint64 left = body_size; ok && left > 0; left -= MIN (left, PIECE))
    ok = g_output_stream_write_all (out, piece, MIN (left, PIECE), NULL, NULL, NULL);
  return TRUE;
}

static GSocketConnection *
connect_to (guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_socket_client_set_enable_proxy (client, FALSE);
  return g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);
}

static gboolean
relay_cb (GThreadedSocketService *service,
          GSocketConnection *connection,
          GObject *source,
          gpointer user_data)
{
  g_autoptr (GSocketConnection) site = connect_to ((guint16)GPOINTER_TO_UINT (user_data));
  g_autofree guint8 *piece = g_malloc (PIECE);
  gssize got = 0;

  swallow_head (connection);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (site)),
                             "GET\r\n\r\n",
                             7,
                             NULL,
                             NULL,
                             NULL);
  do {
    got = g_input_stream_read (
        g_io_stream_get_input_stream (G_IO_STREAM (site)), piece, PIECE, NULL, NULL);
  } while (got > 0 && g_output_stream_write_all (
                          g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                          piece,
                          (gsize)got,
                          NULL,
                          NULL,
                          NULL));
  return TRUE;
}

static guint16
listen_with (GCallback callback, gpointer data)
{
  GSocketService *service = g_threaded_socket_service_new (8);
  guint16 port =
      g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);

  g_signal_connect (service, "run", callback, data);
  g_socket_service_start (service);
  return port;
}

/* MB/s of one download. A short one ends the bench, with what was behind it. */
static double
download (guint16 port, const char *request, HikaeRecorder *recorder)
{
  g_autoptr (GSocketConnection) connection = connect_to (port);
  g_autofree guint8 *piece = g_malloc (PIECE);
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (GError) failure = NULL;
  guint64 total = 0;
  gssize got = 0;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                             request,
                             strlen (request),
                             NULL,
                             NULL,
                             NULL);
  do {
    got = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                               piece,
                               PIECE,
                               NULL,
                               &failure);
    total += got > 0 ? (guint64)got : 0;
  } while (got > 0 && total < body_size);
  if (total < body_size) {
    g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/", site_port);
    g_autoptr (GError) why =
        recorder != NULL ? hikae_recorder_dup_failure (recorder, uri) : NULL;

    g_printerr ("%s ended after %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                " bytes: %s%s%s\n",
                recorder != NULL ? "the recorder" : "the relay",
                total,
                body_size,
                why != NULL ? why->message : "it does not say why",
                failure != NULL ? "; the client: " : "",
                failure != NULL ? failure->message : "");
    exit (1);
  }
  return (double)total / MB /
         ((double)(g_get_monotonic_time () - begin) / G_USEC_PER_SEC);
}

static double
record (void)
{
  HikaeRecorderOptions options = {.max_bytes = body_size + PIECE};
  g_autoptr (HikaeRecorder) recorder = hikae_recorder_start (&options, NULL);
  g_autofree char *pair =
      g_strconcat (HIKAE_RECORDER_USER, ":", hikae_recorder_get_token (recorder), NULL);
  g_autofree char *base64 = g_base64_encode ((const guint8 *)pair, strlen (pair));
  g_autofree char *request = g_strdup_printf ("GET http://127.0.0.1:%u/ HTTP/1.1\r\n"
                                              "Proxy-Authorization: Basic %s\r\n\r\n",
                                              site_port,
                                              base64);

  return download (hikae_recorder_get_port (recorder), request, recorder);
}

/* Services need a running context; the work is in their threads. */
static gpointer
loop_thread (gpointer data)
{
  g_main_loop_run (data);
  return NULL;
}

int
main (int argc, char **argv)
{
  const char *wish = g_getenv ("BENCH_RECORDER_MB");
  gboolean judge = argc > 1 && g_str_equal (argv[1], "--check");
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  struct rusage usage = {0};
  guint16 relay = 0;
  guint rounds = 0;
  double plain = 0;
  double ours = 0;
  double memory = 0;

  body_size = (wish != NULL ? g_ascii_strtoull (wish, NULL, 10) : 1024) * 1024 * 1024;
  rounds = body_size >= LONG_RUN ? 1 : ROUNDS;
  site_port = listen_with (G_CALLBACK (serve_cb), NULL);
  relay = listen_with (G_CALLBACK (relay_cb), GUINT_TO_POINTER (site_port));
  g_thread_unref (g_thread_new ("loop", loop_thread, loop));
  for (guint i = 0; i < rounds; i++) {
    plain = MAX (plain, download (relay, "GET\r\n\r\n", NULL));
    ours = MAX (ours, record ());
  }
  getrusage (RUSAGE_SELF, &usage);
  memory = (double)usage.ru_maxrss / 1024.0;
  g_print ("%.0f MB: relay %.0f MB/s, recorder %.0f MB/s, ratio %.2f, memory %.0f MB\n",
           (double)body_size / MB,
           plain,
           ours,
           ours / plain,
           memory);
  return judge && ((ours < 300 && ours / plain < 0.7) || memory > 200) ? 1 : 0;
}
