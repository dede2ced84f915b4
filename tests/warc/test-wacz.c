/* test-wacz.c: an archive, and its copy without credentials
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-credential.h"
#include "hikae-error.h"
#include "hikae-hasher.h"
#include "hikae-test-archive.h"
#include "hikae-test.h"
#include "hikae-wacz-strip.h"
#include "hikae-wacz.h"

#include <string.h>

#define SECRET "SENTINEL-SECRET"

static HikaeWarcBlock
make_block (const char *text)
{
  HikaeWarcBlock block = {0};
  const char *body = strstr (text, "\r\n\r\n");
  gsize head = body != NULL ? (gsize)(body + 4 - text) : 0;
  gsize size = strlen (text);

  block.stream = g_memory_input_stream_new_from_data (g_strdup (text), -1, g_free);
  block.size = size;
  block.sha256 = hikae_hash_bytes (HIKAE_DIGEST_SHA256, text, size);
  block.payload_offset = head;
  block.payload_sha256 = hikae_hash_bytes (HIKAE_DIGEST_SHA256, text + head, size - head);
  return block;
}

static void
add (HikaeWacz *wacz, const char *uri, const char *request, const char *response)
{
  g_autoptr (GError) error = NULL;
  HikaeWarcExchange exchange = {0};

  exchange.uri = uri;
  exchange.method = "POST";
  exchange.date = 1000000;
  exchange.status = 200;
  exchange.mime = "text/html";
  exchange.metadata = "interimResponse: " SECRET "\r\ntlsCertificate: MIIx\r\n";
  exchange.request = make_block (request);
  exchange.response = make_block (response);
  if (strstr (uri, "wss:") != NULL)
    exchange.sent = make_block (SECRET);
  g_assert_true (hikae_wacz_add (wacz, &exchange, &error));
  g_assert_no_error (error);
  g_object_unref (exchange.request.stream);
  g_object_unref (exchange.response.stream);
  g_clear_object (&exchange.sent.stream);
}

static GBytes *
make_archive (gsize large)
{
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeWacz) wacz =
      hikae_wacz_new (sink, "https://e.example/", "title", 1000000, &error);
  g_autofree char *filler = g_strnfill (large, 'x');
  g_autofree char *big = g_strconcat ("HTTP/1.1 200 OK\r\nSet-Cookie: " SECRET "\r\n"
                                      "X-Kept: yes\r\n\r\n",
                                      filler,
                                      NULL);

  g_assert_no_error (error);
  add (wacz,
       "https://e.example/",
       "POST / HTTP/1.1\r\nHost: e.example\r\ncOOkie: id=" SECRET
       "\r\nAuthorization: Basic " SECRET "\r\n more=" SECRET "\r\n\r\npassword=" SECRET,
       "HTTP/1.1 200 OK\r\nSET-COOKIE: a=" SECRET "\r\nContent-Length: 5\r\n\r\nhello");
  add (wacz,
       "wss://e.example/s",
       "GET /s HTTP/1.1\r\nHost: e.example\r\n\r\n",
       "HTTP/1.1 101 Switching Protocols\r\n\r\n");
  add (wacz, "https://a.example/", "GET / HTTP/1.1\r\n\r\n", big);
  g_assert_true (hikae_wacz_finish (wacz, &error));
  g_assert_no_error (error);
  g_output_stream_close (sink, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (sink));
}

static GBytes *
strip (GBytes *archive, HikaeWaczStripped *stripped, GError **error)
{
  g_autoptr (GInputStream) source = g_memory_input_stream_new_from_bytes (archive);
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();

  if (!hikae_wacz_strip (source, sink, stripped, NULL, error))
    return NULL;
  g_output_stream_close (sink, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (sink));
}

static void
test_strip (void)
{
  g_autoptr (GBytes) archive = make_archive (6 * 1024 * 1024);
  g_autoptr (GError) error = NULL;
  HikaeWaczStripped stripped = {0};
  g_autoptr (GBytes) copy = strip (archive, &stripped, &error);
  g_autoptr (GBytes) again = strip (archive, &stripped, &error);
  g_autoptr (GBytes) twice = NULL;
  g_autoptr (GString) before = NULL;
  g_autoptr (GString) text = NULL;

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (copy, again));
  before =
      hikae_test_unpack (g_bytes_get_data (archive, NULL), g_bytes_get_size (archive));
  text = hikae_test_unpack (g_bytes_get_data (copy, NULL), g_bytes_get_size (copy));
  g_assert_nonnull (memmem (before->str, before->len, SECRET, strlen (SECRET)));
  g_assert_null (memmem (text->str, text->len, SECRET, strlen (SECRET)));
  g_assert_nonnull (memmem (text->str, text->len, "\r\n\r\nhello\r\n\r\n", 13));
  g_assert_nonnull (memmem (text->str, text->len, "X-Kept: yes", 11));
  g_assert_nonnull (memmem (text->str, text->len, "tlsCertificate: MIIx", 20));
  g_assert_nonnull (memmem (text->str, text->len, "copy without header credentials", 31));
  g_assert_cmpuint (stripped.fields, ==, 4 + 3);
  g_assert_cmpuint (stripped.bodies, ==, 1);
  g_assert_cmpuint (stripped.sockets, ==, 1);
  /* The copy is an archive of ours too, with nothing left to leave out. */
  twice = strip (copy, &stripped, &error);
  g_assert_no_error (error);
  g_assert_nonnull (twice);
  g_assert_cmpuint (stripped.fields + stripped.bodies + stripped.sockets, ==, 0);
}

/* Nobody may try passwords against the digest of a form that is not there. */
static void
test_strip_digest (void)
{
  static const char body[] = "password=" SECRET;
  g_autoptr (GBytes) archive = make_archive (100);
  HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, body, sizeof body - 1);
  g_autofree char *hex = hikae_digest_format_hex (&digest);
  HikaeWaczStripped stripped = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) copy = strip (archive, &stripped, &error);
  g_autoptr (GString) before = NULL;
  g_autoptr (GString) text = NULL;

  g_assert_no_error (error);
  before =
      hikae_test_unpack (g_bytes_get_data (archive, NULL), g_bytes_get_size (archive));
  text = hikae_test_unpack (g_bytes_get_data (copy, NULL), g_bytes_get_size (copy));
  g_assert_nonnull (memmem (before->str, before->len, hex, strlen (hex)));
  g_assert_null (memmem (text->str, text->len, hex, strlen (hex)));
  g_assert_nonnull (memmem (text->str, text->len, "WARC-Payload-Digest: ", 21));
  g_assert_null (memmem (text->str, text->len, "more=", 5));
}

static void
test_credential_fields (void)
{
  static const char *const theirs[] = {"Cookie: a",
                                       "SET-COOKIE: a",
                                       "Authorization : a",
                                       "Proxy-Authorization: a",
                                       "X-Authorization: a",
                                       "X-Auth-Key: a",
                                       "X-Auth-Token: a",
                                       "Api-Key: a",
                                       "X-Api-Key: a",
                                       "X-Goog-Api-Key: a",
                                       "X-CSRF-Token: a",
                                       "X-XSRF: a",
                                       "X-Amz-Security-Token: a",
                                       "Session-Id: a"};
  static const char *const plain[] = {"Host: cookie",
                                      "Content-Type: text/html",
                                      "WWW-Authenticate: Basic",
                                      "Sec-WebSocket-Key: a",
                                      "Access-Control-Allow-Credentials: true",
                                      "GET /?cookie=1 HTTP/1.1",
                                      "cookie",
                                      ""};

  for (guint i = 0; i < G_N_ELEMENTS (theirs); i++)
    g_assert_true (hikae_is_credential_field (theirs[i], strlen (theirs[i])));
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    g_assert_false (hikae_is_credential_field (plain[i], strlen (plain[i])));
  g_assert_false (hikae_is_credential_field ("Cookie: a", 6));
}

/* Cut anywhere and changed anywhere: a sentence, never a copy that passes for whole. */
static void
test_strip_damage (void)
{
  g_autoptr (GBytes) archive = make_archive (100);
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (archive, &size);
  HikaeWaczStripped stripped = {0};

  for (gsize i = 0; i < size; i += 7) {
    g_autoptr (GBytes) cut = g_bytes_new (bytes, i);
    g_autoptr (GError) error = NULL;

    g_assert_null (strip (cut, &stripped, &error));
    g_assert_true (error != NULL && error->domain == HIKAE_ERROR);
  }
  for (gsize i = 60; i < size / 2; i += 3) {
    g_autofree guint8 *changed = g_memdup2 (bytes, size);
    g_autoptr (GBytes) other = NULL;
    g_autoptr (GBytes) copy = NULL;
    g_autoptr (GError) error = NULL;

    changed[i] ^= 0x20;
    other = g_bytes_new (changed, size);
    copy = strip (other, &stripped, &error);
    g_assert_true ((copy == NULL) == (error != NULL));
  }
}

static void
test_surt (void)
{
  static const char *const pairs[][2] = {
      {"https://www.Example.org/a?B=c", "org,example,www)/a?b=c"},
      {"http://127.0.0.1:8801/x", "127.0.0.1:8801)/x"},
      {"https://e.example", "example,e)/"},
      {"nonsense", "nonsense"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *surt = hikae_wacz_format_surt (pairs[i][0]);

    g_assert_cmpstr (surt, ==, pairs[i][1]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wacz/strip", test_strip);
  g_test_add_func ("/wacz/strip/digest", test_strip_digest);
  g_test_add_func ("/wacz/credential-fields", test_credential_fields);
  g_test_add_func ("/wacz/strip/damage", test_strip_damage);
  g_test_add_func ("/wacz/surt", test_surt);
  return g_test_run ();
}
