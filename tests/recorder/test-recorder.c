/* test-recorder.c: what passes the proxy is in the archive, byte for byte
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-mint.h"
#include "hikae-recorder.h"
#include "hikae-test-archive.h"
#include "hikae-test-site.h"
#include "hikae-test.h"

#include <string.h>

/**
 * Scene:
 * @site: plain; @secure: by TLS, under an authority of the test's own
 */
typedef struct {
  HikaeMint *mint;
  HikaeTestSite *site;
  HikaeTestSite *secure;
  HikaeRecorder *recorder;
} Scene;

static void
start (Scene *scene, const HikaeRecorderOptions *options)
{
  g_autoptr (GError) error = NULL;

  scene->recorder = hikae_recorder_start (options, &error);
  g_assert_no_error (error);
}

static void
scene_set_up (Scene *scene, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) leaf = NULL;

  scene->mint = hikae_mint_new (&error);
  g_assert_no_error (error);
  leaf = hikae_mint_get (scene->mint, "localhost", &error);
  g_assert_no_error (error);
  scene->site = hikae_test_site_new (NULL);
  scene->secure = hikae_test_site_new (leaf);
}

static void
scene_tear_down (Scene *scene, gconstpointer data)
{
  hikae_recorder_free (scene->recorder);
  hikae_test_site_free (scene->site);
  hikae_test_site_free (scene->secure);
  hikae_mint_free (scene->mint);
}

static char *
dup_authorization (Scene *scene)
{
  g_autofree char *pair = g_strconcat (
      HIKAE_RECORDER_USER, ":", hikae_recorder_get_token (scene->recorder), NULL);
  g_autofree char *base64 = g_base64_encode ((const guint8 *)pair, strlen (pair));

  return g_strconcat ("Proxy-Authorization: Basic ", base64, "\r\n", NULL);
}

/* One request through the proxy; the whole answer. */
static GString *
ask (Scene *scene, const char *method, const char *path, const char *fields)
{
  g_autoptr (GIOStream) stream =
      hikae_test_site_connect (hikae_recorder_get_port (scene->recorder));
  g_autofree char *authorization = dup_authorization (scene);
  g_autofree char *request =
      g_strdup_printf ("%s http://127.0.0.1:%u%s HTTP/1.1\r\nHost: x\r\n%s%s",
                       method,
                       hikae_test_site_get_port (scene->site),
                       path,
                       authorization,
                       fields != NULL ? fields : "Connection: close\r\n\r\n");

  hikae_test_site_say (stream, request);
  return hikae_test_site_read_all (stream);
}

static gboolean
accept_cb (GTlsConnection *connection,
           GTlsCertificate *certificate,
           GTlsCertificateFlags faults,
           gpointer user_data)
{
  return TRUE;
}

static GString *
ask_securely (Scene *scene, const char *path)
{
  g_autoptr (GIOStream) plain =
      hikae_test_site_connect (hikae_recorder_get_port (scene->recorder));
  g_autofree char *authorization = dup_authorization (scene);
  guint16 port = hikae_test_site_get_port (scene->secure);
  g_autofree char *opening =
      g_strdup_printf ("CONNECT localhost:%u HTTP/1.1\r\n%s\r\n", port, authorization);
  g_autofree char *request = g_strdup_printf (
      "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path);
  g_autoptr (GSocketConnectable) identity = g_network_address_new ("localhost", port);
  g_autoptr (GTlsCertificate) authority = g_tls_certificate_new_from_pem (
      hikae_recorder_get_authority (scene->recorder), -1, NULL);
  g_autoptr (GIOStream) secure = NULL;
  g_autoptr (GError) error = NULL;
  GTlsCertificate *shown = NULL;
  char reply[19] = {0};

  hikae_test_site_say (plain, opening);
  g_assert_true (g_input_stream_read_all (
      g_io_stream_get_input_stream (plain), reply, sizeof reply, NULL, NULL, &error));
  g_assert_cmpmem (reply, sizeof reply, "HTTP/1.1 200 OK\r\n\r\n", 19);
  secure = g_tls_client_connection_new (plain, identity, &error);
  g_assert_no_error (error);
  /* Judged below, against the capture's own authority. */
  g_signal_connect (secure, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  g_assert_true (g_tls_connection_handshake (G_TLS_CONNECTION (secure), NULL, &error));
  shown = g_tls_connection_get_peer_certificate (G_TLS_CONNECTION (secure));
  g_assert_cmpint (g_tls_certificate_verify (shown, identity, authority), ==, 0);
  hikae_test_site_say (secure, request);
  return hikae_test_site_read_all (secure);
}

static GString *
finish (Scene *scene)
{
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (sink);
  g_autoptr (GError) error = NULL;

  hikae_recorder_stop (scene->recorder);
  g_assert_true (hikae_recorder_write_wacz (
      scene->recorder, sink, "http://x/", "title", 1000000, &error));
  g_assert_no_error (error);
  return hikae_test_unpack (g_memory_output_stream_get_data (memory),
                            g_memory_output_stream_get_data_size (memory));
}

static gboolean
has (const GString *text, const char *part)
{
  return memmem (text->str, text->len, part, strlen (part)) != NULL;
}

#define assert_has(text, part) g_assert_true (has ((text), (part)))
#define assert_lacks(text, part) g_assert_false (has ((text), (part)))

/* Every framing goes through unchanged and stands in the archive unchanged. */
static void
test_framings (Scene *scene, gconstpointer data)
{
  static const struct {
    const char *path;
    const char *answer;
  } pages[] = {
      {"/length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Odd:  a,b\r\n\r\nhello"},
      {"/close", "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\nuntil the end"},
      {"/chunks",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
       "4;x=y\r\nabcd\r\n00A\r\n0123456789\r\n0\r\nT: 1\r\n\r\n"},
      {"/none", "HTTP/1.1 204 No Content\r\n\r\n"},
      {"/moved",
       "HTTP/1.1 302 Found\r\nLocation: /\r\nSet-Cookie: a=1\r\nSet-Cookie: "
       "b=2\r\nContent-Length: 4\r\n\r\ngone"},
      {"/range",
       "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\n"
       "Content-Length: 2\r\n\r\nxy"},
      {"/missing", "HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nno!"},
      {"/empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
  };
  HikaeRecorderOptions options = {0};
  g_autoptr (GString) archive = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    hikae_test_site_add (scene->site, pages[i].path, pages[i].answer, -1, TRUE);
  start (scene, &options);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_autoptr (GString) answer = ask (scene, "GET", pages[i].path, NULL);

    g_assert_cmpstr (answer->str, ==, pages[i].answer);
  }
  g_assert_cmpuint (hikae_recorder_get_count (scene->recorder), ==, G_N_ELEMENTS (pages));
  archive = finish (scene);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    assert_has (archive, pages[i].answer);
  assert_has (archive, "WARC-IP-Address: 127.0.0.1\r\n");
  assert_has (archive, "\"wacz_version\":\"1.1.1\"");
  assert_lacks (archive, "Proxy-Authorization");
}

static void
test_request_kept (Scene *scene, gconstpointer data)
{
  HikaeRecorderOptions options = {0};
  g_autoptr (GString) answer = NULL;
  g_autoptr (GString) archive = NULL;
  g_autofree char *log = NULL;

  hikae_test_site_add (
      scene->site, "/", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", -1, TRUE);
  start (scene, &options);
  answer =
      ask (scene,
           "POST",
           "/form?q=1",
           "Cookie: id=7\r\nContent-Length: 9\r\nConnection: close\r\n\r\nname=body");
  assert_has (answer, "\r\n\r\nok");
  log = hikae_test_site_dup_log (scene->site);
  g_assert_true (g_str_has_prefix (log, "POST /form?q=1 HTTP/1.1\n"));
  g_assert_nonnull (strstr (log, "name=body"));
  g_assert_null (strstr (log, "Proxy-"));
  archive = finish (scene);
  assert_has (archive, "POST /form?q=1 HTTP/1.1\r\n");
  assert_has (archive, "Cookie: id=7\r\n");
  g_assert_cmpuint (hikae_recorder_get_credentials (scene->recorder), ==, 1);
  assert_has (archive, "\r\n\r\nname=body\r\n\r\n");
}

static void
test_keep_alive (Scene *scene, gconstpointer data)
{
  HikaeRecorderOptions options = {0};
  g_autoptr (GIOStream) stream = NULL;
  g_autofree char *authorization = NULL;
  g_autoptr (GString) requests = g_string_new (NULL);
  g_autoptr (GString) answers = NULL;
  g_autoptr (GString) archive = NULL;
  g_autofree char *log = NULL;

  hikae_test_site_add (
      scene->site, "/a", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nA", -1, FALSE);
  hikae_test_site_add (
      scene->site, "/b", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nB", -1, TRUE);
  hikae_test_site_add (scene->site, "/c", "", -1, TRUE);
  start (scene, &options);
  authorization = dup_authorization (scene);
  stream = hikae_test_site_connect (hikae_recorder_get_port (scene->recorder));
  /* After /b the site closes without saying so: the third request opens anew.
   * /c never answers: what changes something at the site is sent once all the same. */
  for (guint i = 0; i < 4; i++)
    g_string_append_printf (requests,
                            "%s http://127.0.0.1:%u/%c HTTP/1.1\r\n%s%s\r\n",
                            i == 3 ? "DELETE" : "GET",
                            hikae_test_site_get_port (scene->site),
                            "abac"[i],
                            authorization,
                            i == 3 ? "Connection: close\r\n" : "");
  hikae_test_site_say (stream, requests->str);
  answers = hikae_test_site_read_all (stream);
  assert_has (answers, "\r\n\r\nA");
  assert_has (answers, "X-Hikae-Failure: ");
  g_assert_cmpuint (hikae_recorder_get_count (scene->recorder), ==, 4);
  log = hikae_test_site_dup_log (scene->site);
  g_assert_true (strstr (log, "DELETE /c") == g_strrstr (log, "DELETE /c"));
  archive = finish (scene);
  assert_has (archive, "retried: ");
}

static guint
get_broken (Scene *scene, const char *path)
{
  g_autofree char *uri = g_strdup_printf (
      "http://127.0.0.1:%u%s", hikae_test_site_get_port (scene->site), path);

  return hikae_recorder_get_broken (scene->recorder, uri);
}

/* An answer without a length ends with its connection, also when it says nothing of that,
 * and whoever asked must find its end: a page would load for ever otherwise. */
static void
test_until_close (Scene *scene, gconstpointer data)
{
  static const char page[] = "HTTP/1.1 200 OK\nContent-Type: text/plain\n\nuntil the end";
  HikaeRecorderOptions options = {0};
  g_autoptr (GString) answer = NULL;
  const gint64 least =
      g_get_monotonic_time () + HIKAE_RECORDER_IDLE_SECONDS * G_USEC_PER_SEC;

  hikae_test_site_add (scene->site, "/end", page, -1, TRUE);
  start (scene, &options);
  answer = ask (scene, "GET", "/end", "\r\n");
  g_assert_cmpstr (answer->str, ==, page);
  g_assert_cmpint (g_get_monotonic_time (), <, least);
  g_assert_cmpuint (get_broken (scene, "/end"), ==, 0);
}

static void
test_token (Scene *scene, gconstpointer data)
{
  static const char *const tries[] = {
      "GET http://127.0.0.1:1/ HTTP/1.1\r\nConnection: close\r\n\r\n",
      "CONNECT localhost:1 HTTP/1.1\r\nProxy-Authorization: Basic aGlrYWU6\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
  };
  HikaeRecorderOptions options = {0};

  start (scene, &options);
  for (guint i = 0; i < G_N_ELEMENTS (tries); i++) {
    g_autoptr (GIOStream) stream =
        hikae_test_site_connect (hikae_recorder_get_port (scene->recorder));
    GInputStream *input = g_io_stream_get_input_stream (stream);
    char answer[120] = {0};
    hikae_test_site_say (stream, tries[i]);
    g_assert_true (g_input_stream_read_all (input, answer, 119, NULL, NULL, NULL));
    g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 407"));
    g_assert_nonnull (strstr (answer, hikae_recorder_get_mark (scene->recorder)));
  }
  g_assert_cmpuint (hikae_recorder_get_count (scene->recorder), ==, 0);
}

static void
test_hostile_heads (Scene *scene, gconstpointer data)
{
  g_autofree char *long_field = g_strnfill (300 * 1024, 'x');
  g_autofree char *bomb = g_strconcat ("HTTP/1.1 200 OK\r\nX: ", long_field, NULL);
  const char *const answers[] = {
      "SSH-2.0-x\r\n\r\n",
      "HTTP/2.0 200 OK\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
      "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\na",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\na",
      "",
      bomb,
  };
  HikaeRecorderOptions options = {0};

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autofree char *path = g_strdup_printf ("/%u", i);

    hikae_test_site_add (scene->site, path, answers[i], -1, TRUE);
  }
  start (scene, &options);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autofree char *path = g_strdup_printf ("/%u", i);
    g_autoptr (GString) answer = ask (scene, "GET", path, NULL);

    g_test_message ("answer %u", i);
    g_assert_true (g_str_has_prefix (answer->str, "HTTP/1.1 502 "));
  }
}

static void
test_broken_bodies (Scene *scene, gconstpointer data)
{
  static const char half[] = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf";
  static const char chunk[] =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n";
  HikaeRecorderOptions options = {0};
  g_autoptr (GString) archive = NULL;
  g_autoptr (GString) short_one = NULL;
  g_autoptr (GString) bad_chunk = NULL;

  hikae_test_site_add (scene->site, "/s", half, -1, TRUE);
  hikae_test_site_add (scene->site, "/c", chunk, -1, TRUE);
  start (scene, &options);
  short_one = ask (scene, "GET", "/s", NULL);
  bad_chunk = ask (scene, "GET", "/c", NULL);
  g_assert_true (g_str_has_suffix (short_one->str, "half"));
  g_assert_cmpuint (get_broken (scene, "/s"), ==, 200);
  g_assert_cmpuint (get_broken (scene, "/c"), ==, 200);
  archive = finish (scene);
  assert_has (archive, "WARC-Truncated: disconnect\r\n");
  assert_has (archive, "WARC-Truncated: length\r\n");
  assert_has (archive, "\r\n\r\nhalf\r\n\r\n");
}

static void
test_bounded (Scene *scene, gconstpointer data)
{
  g_autofree char *body = g_strnfill (65536, 'e');
  HikaeRecorderOptions options = {.max_bytes = 3 * 1024 * 1024};
  g_autoptr (GString) answer = NULL;
  g_autoptr (GString) archive = NULL;

  hikae_test_site_add_endless (scene->site, "/", "HTTP/1.1 200 OK\r\n\r\n", body);
  start (scene, &options);
  answer = ask (scene, "GET", "/", NULL);
  g_assert_cmpuint (answer->len, <=, options.max_bytes);
  g_assert_cmpuint (answer->len, >, options.max_bytes - 2 * 256 * 1024);
  archive = finish (scene);
  assert_has (archive, "WARC-Truncated: length\r\n");
}

static void
test_secure (Scene *scene, gconstpointer data)
{
  g_autofree char *folder = hikae_test_make_folder ();
  g_autofree char *anchors = g_build_filename (folder, "anchors.pem", NULL);
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;
  HikaeRecorderOptions options = {0};
  g_autoptr (GString) answer = NULL;
  g_autoptr (GString) archive = NULL;

  g_file_set_contents (anchors, hikae_mint_get_pem (scene->mint), -1, NULL);
  database = g_tls_file_database_new (anchors, &error);
  g_assert_no_error (error);
  options.anchors = database;
  hikae_test_site_add (
      scene->secure, "/", "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret", -1, TRUE);
  start (scene, &options);
  answer = ask_securely (scene, "/x");
  assert_has (answer, "\r\n\r\nsecret");
  g_assert_cmpint (
      hikae_recorder_get_certificate_faults (scene->recorder, "localhost"), ==, 0);
  archive = finish (scene);
  assert_has (archive, "WARC-Target-URI: https://localhost:");
  assert_has (archive, "WARC-Protocol: tls/1.");
  assert_has (archive, "tlsCertificate: MII");
  assert_has (archive, "tlsCertificateFaults: 0\r\n");
  hikae_test_remove_folder (g_steal_pointer (&folder));
}

/* A wrong certificate is refused by us, since the view only ever sees ours; recording it
 * all the same is the person's choice and stands in the record. */
static void
test_bad_certificate (Scene *scene, gconstpointer data)
{
  HikaeRecorderOptions options = {0};
  g_autoptr (GString) refused = NULL;
  g_autoptr (GString) allowed = NULL;
  g_autoptr (GString) archive = NULL;
  g_autofree char *log = NULL;

  hikae_test_site_add (
      scene->secure, "/", "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret", -1, TRUE);
  start (scene, &options);
  refused = ask_securely (scene, "/x");
  assert_has (refused, "HTTP/1.1 502 ");
  assert_has (refused, "X-Hikae-Failure: untrusted\r\n");
  g_assert_cmpint (hikae_recorder_get_certificate_faults (scene->recorder, "localhost"),
                   ==,
                   G_TLS_CERTIFICATE_UNKNOWN_CA);
  log = hikae_test_site_dup_log (scene->secure);
  g_assert_cmpstr (log, ==, "");
  hikae_recorder_allow_host (scene->recorder, "LOCALHOST");
  allowed = ask_securely (scene, "/x");
  assert_has (allowed, "\r\n\r\nsecret");
  archive = finish (scene);
  assert_has (archive, "tlsCertificateFaults: 1\r\n");
}

#define PICTURE "\x89PNG\r\n\x1a\nSENTINEL-OF-THE-PICTURE"

/* Minor mode: text passes, and no byte of anything else is handed on or kept, whatever
 * it calls itself. */
static void
test_refuse_media (Scene *scene, gconstpointer data)
{
  static const char *const types[] = {
      "Content-Type: image/png\r\n",
      "Content-Type: video/mp4\r\n",
      "Content-Type: audio/ogg\r\n",
      "Content-Type: font/woff2\r\n",
      "Content-Type: application/octet-stream\r\n",
      "Content-Type: application/pdf\r\n",
      "Content-Type: text/html\r\nContent-Encoding: gzip\r\n",
      "Content-Type: text/plain\r\n",
      "Content-Type : text/html\r\n",
      "Content-Type: text/html;\r\n a=b\r\n",
      "",
  };
  HikaeRecorderOptions options = {.refuse_media = TRUE};
  g_autoptr (GString) text = NULL;
  g_autoptr (GString) archive = NULL;
  g_autofree char *log = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autofree char *path = g_strdup_printf ("/%u", i);
    g_autofree char *answer =
        g_strconcat ("HTTP/1.1 200 OK\r\n", types[i], "\r\n", PICTURE, NULL);

    hikae_test_site_add (scene->site, path, answer, -1, TRUE);
  }
  hikae_test_site_add (scene->site,
                       "/t",
                       "HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; x\r\n\r\nwords",
                       -1,
                       TRUE);
  start (scene, &options);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autofree char *path = g_strdup_printf ("/%u", i);
    g_autoptr (GString) answer = ask (scene, "GET", path, NULL);

    g_test_message ("%s", types[i]);
    assert_lacks (answer, "SENTINEL");
  }
  text = ask (scene, "GET", "/t", NULL);
  assert_has (text, "words");
  log = hikae_test_site_dup_log (scene->site);
  g_assert_nonnull (strstr (log, "Accept-Encoding: identity\n"));
  g_assert_cmpuint (
      hikae_recorder_get_refused (scene->recorder), ==, G_N_ELEMENTS (types));
  archive = finish (scene);
  assert_lacks (archive, "SENTINEL");
  assert_has (archive, "words");
  assert_has (archive, "bodyRefused");
}

/* A dead proxy means no page, never a page without the proxy. */
/* A page that still runs asks inside before the one that she goes to is asked. */
static void
test_entered (Scene *scene, gconstpointer data)
{
  HikaeRecorderOptions options = {0};
  g_autofree char *log = NULL;

  hikae_test_site_add (
      scene->site, "/", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", -1, TRUE);
  start (scene, &options);
  hikae_recorder_enter (scene->recorder, "elsewhere.example");
  {
    g_autoptr (GString) answer = ask (scene, "GET", "/", NULL);

    assert_lacks (answer, "\r\n\r\nok");
  }
  log = hikae_test_site_dup_log (scene->site);
  g_assert_cmpstr (log, ==, "");
  hikae_recorder_enter (scene->recorder, "127.0.0.1");
  {
    g_autoptr (GString) answer = ask (scene, "GET", "/", NULL);

    assert_has (answer, "\r\n\r\nok");
  }
}

static void
test_upstream_dead (Scene *scene, gconstpointer data)
{
  HikaeRecorderOptions options = {.upstream = "socks5://127.0.0.1:1"};
  HikaeRecorderOptions bad = {.upstream = "http://127.0.0.1:1"};
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) answer = NULL;
  g_autofree char *log = NULL;

  g_assert_null (hikae_recorder_start (&bad, &error));
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  hikae_test_site_add (scene->site, "/", "HTTP/1.1 200 OK\r\n\r\nx", -1, TRUE);
  start (scene, &options);
  answer = ask (scene, "GET", "/", NULL);
  g_assert_true (g_str_has_prefix (answer->str, "HTTP/1.1 502 "));
  log = hikae_test_site_dup_log (scene->site);
  g_assert_cmpstr (log, ==, "");
}

static void
test_upgrade (Scene *scene, gconstpointer data)
{
  HikaeRecorderOptions options = {0};
  g_autoptr (GIOStream) stream = NULL;
  g_autofree char *authorization = NULL;
  g_autofree char *request = NULL;
  g_autoptr (GString) answer = NULL;

  hikae_test_site_add (scene->site,
                       "/ws",
                       "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                       "Connection: Upgrade\r\n\r\n\x81\x02hi",
                       -1,
                       TRUE);
  start (scene, &options);
  authorization = dup_authorization (scene);
  stream = hikae_test_site_connect (hikae_recorder_get_port (scene->recorder));
  request = g_strdup_printf (
      "GET ws://127.0.0.1:%u/ws HTTP/1.1\r\n%sUpgrade: websocket\r\n\r\n",
      hikae_test_site_get_port (scene->site),
      authorization);
  hikae_test_site_say (stream, request);
  answer = hikae_test_site_read_all (stream);
  g_assert_true (g_str_has_suffix (answer->str, "\r\n\r\n\x81\x02hi"));
}

#define ADD(name, function)                                                              \
  g_test_add ("/recorder/" name, Scene, NULL, scene_set_up, function, scene_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("framings", test_framings);
  ADD ("request-kept", test_request_kept);
  ADD ("keep-alive", test_keep_alive);
  ADD ("until-close", test_until_close);
  ADD ("token", test_token);
  ADD ("hostile-heads", test_hostile_heads);
  ADD ("broken-bodies", test_broken_bodies);
  ADD ("bounded", test_bounded);
  ADD ("secure", test_secure);
  ADD ("bad-certificate", test_bad_certificate);
  ADD ("refuse-media", test_refuse_media);
  ADD ("entered", test_entered);
  ADD ("upstream-dead", test_upstream_dead);
  ADD ("upgrade", test_upgrade);
  return g_test_run ();
}
