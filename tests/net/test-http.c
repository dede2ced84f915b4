/* test-http.c: the HTTP client against a server that misbehaves
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-http-retry.h"
#include "hikae-test-authority.h"
#include "hikae-test.h"

#include <string.h>

#define CAP (1024 * 1024)

static HikaeTestAuthority *authority = NULL;

static HikaeHttpRequest
make_request (const char *url, GBytes *body)
{
  HikaeHttpRequest request = {
      .method = "POST",
      .url = url,
      .body = body,
      .content_type = "application/timestamp-query",
      .accept = "application/timestamp-reply",
      .max_size = CAP,
      .connect_seconds = 5,
      .total_seconds = 20,
  };

  return request;
}

static HikaeHttpReply *
ask (const char *behaviour,
     guint total_seconds,
     GCancellable *cancellable,
     GError **error)
{
  g_autofree char *url = hikae_test_authority_dup_url (authority, behaviour);
  g_autoptr (GBytes) body = g_bytes_new_static ("not a query", 11);
  HikaeHttpRequest request = make_request (url, body);

  request.total_seconds = total_seconds;
  return hikae_http_perform (&request, cancellable, error);
}

static void
test_answer (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeHttpReply) reply = ask ("", 20, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpstr (reply->content_type, ==, "application/timestamp-reply");
  g_assert_cmpstr (reply->remote_address, ==, "127.0.0.1");
  g_assert_cmpstr (reply->http_version, ==, "1.1");
  g_assert_cmpuint (reply->server_date, ==, 1795478400);
  g_assert_true (reply->sent_at <= reply->received_at);
}

/* A name is judged by what it resolves to, before a byte is sent. */
static void
test_refuses_local (void)
{
  static const char *const hosts[] = {"127.0.0.1", "localhost", "[::1]"};
  g_autofree char *url = hikae_test_authority_dup_url (authority, "");
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++) {
    g_autofree char *there = g_strdup_printf (
        "http://%s:%d%s", hosts[i], g_uri_get_port (uri), g_uri_get_path (uri));
    g_autoptr (GBytes) body = g_bytes_new_static ("not a query", 11);
    HikaeHttpRequest request = make_request (there, body);
    g_autoptr (GError) error = NULL;
    g_autoptr (HikaeHttpReply) reply = NULL;

    request.refuse_local = TRUE;
    reply = hikae_http_perform (&request, NULL, &error);
    g_assert_null (reply);
    g_assert_error (error, HIKAE_ERROR, HIKAE_ERROR_DENIED);
  }
}

static void
test_status (void)
{
  static const struct {
    const char *behaviour;
    guint status;
    guint retry_after;
  } cases[] = {
      {"429", 429, 3600},
      {"503", 503, 1},
      {"500", 500, 0},
      {"404", 404, 0},
      {"redirect", 308, 0},
      {"html", 200, 0},
      {"empty", 200, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HikaeHttpReply) reply = ask (cases[i].behaviour, 20, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (reply->status, ==, cases[i].status);
    g_assert_cmpuint (reply->retry_after, ==, cases[i].retry_after);
  }
  g_assert_cmpuint (hikae_test_authority_get_hits (authority, "redirect"), ==, 1);
}

static void
test_size (void)
{
  static const char *const behaviours[] = {"huge", "endless"};

  for (guint i = 0; i < G_N_ELEMENTS (behaviours); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HikaeHttpReply) reply = ask (behaviours[i], 20, NULL, &error);

    g_assert_null (reply);
    hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  }
}

/* 32 MiB of zeros must stay the few kilobytes that came. */
static void
test_gzip (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeHttpReply) reply = ask ("gzip", 20, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (reply->body), <, 64 * 1024);
  g_assert_cmpuint (((const guint8 *)g_bytes_get_data (reply->body, NULL))[0], ==, 0x1f);
}

static void
test_broken (void)
{
  g_autoptr (GError) dropped = NULL;
  g_autoptr (GError) middle = NULL;
  g_autoptr (HikaeHttpReply) reply = ask ("drop", 20, NULL, &dropped);

  g_assert_null (reply);
  hikae_assert_error (dropped, HIKAE_ERROR_REMOTE);
  reply = ask ("drop-middle", 20, NULL, &middle);
  g_assert_null (reply);
  hikae_assert_error (middle, HIKAE_ERROR_REMOTE);
}

static void
test_slow (void)
{
  static const char *const behaviours[] = {"slow", "drip"};

  for (guint i = 0; i < G_N_ELEMENTS (behaviours); i++) {
    g_autoptr (GError) error = NULL;
    gint64 start = g_get_monotonic_time ();
    g_autoptr (HikaeHttpReply) reply = ask (behaviours[i], 2, NULL, &error);

    g_assert_null (reply);
    hikae_assert_error (error, HIKAE_ERROR_OFFLINE);
    g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
  }
}

/* Under 200 bytes a second for eight seconds is too slow even when there is time left. */
static void
test_drip_by_speed (void)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (HikaeHttpReply) reply = ask ("drip", 60, NULL, &error);

  g_assert_null (reply);
  hikae_assert_error (error, HIKAE_ERROR_OFFLINE);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * G_USEC_PER_SEC);
}

static gpointer
cancel_thread (gpointer data)
{
  g_usleep (300000);
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_thread, cancellable);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (HikaeHttpReply) reply = ask ("slow", 30, cancellable, &error);

  g_thread_join (thread);
  g_assert_null (reply);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 4 * G_USEC_PER_SEC);
}

static void
test_refused (void)
{
  static const struct {
    const char *url;
    const char *proxy;
    int code;
  } cases[] = {
      {"file:///etc/passwd", NULL, HIKAE_ERROR_REJECTED},
      {"ftp://127.0.0.1/x", NULL, HIKAE_ERROR_REJECTED},
      {"", NULL, HIKAE_ERROR_REJECTED},
      {"http://127.0.0.1:1/", NULL, HIKAE_ERROR_OFFLINE},
      /* The proxy is down: nothing may go out past it. */
      {NULL, "socks5h://127.0.0.1:1", HIKAE_ERROR_OFFLINE},
      {NULL, "http://127.0.0.1:1", HIKAE_ERROR_OFFLINE},
  };
  guint before = hikae_test_authority_get_hits (authority, "");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *own = hikae_test_authority_dup_url (authority, "");
    g_autoptr (GError) error = NULL;
    HikaeHttpRequest request =
        make_request (cases[i].url != NULL ? cases[i].url : own, NULL);
    g_autoptr (HikaeHttpReply) reply = NULL;

    request.proxy = cases[i].proxy;
    reply = hikae_http_perform (&request, NULL, &error);
    g_assert_null (reply);
    hikae_assert_error (error, cases[i].code);
  }
  g_assert_cmpuint (hikae_test_authority_get_hits (authority, ""), ==, before);
}

/* The environment does not choose the way. */
static void
test_environment_proxy (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeHttpReply) reply = NULL;

  g_assert_true (g_setenv ("http_proxy", "http://127.0.0.1:1", TRUE));
  reply = ask ("", 20, NULL, &error);
  g_unsetenv ("http_proxy");
  g_assert_no_error (error);
  g_assert_cmpuint (reply->status, ==, 200);
}

static void
test_retry (void)
{
  g_autoptr (GError) offline =
      g_error_new_literal (HIKAE_ERROR, HIKAE_ERROR_OFFLINE, "x");
  g_autoptr (GError) rejected =
      g_error_new_literal (HIKAE_ERROR, HIKAE_ERROR_REJECTED, "x");
  g_autoptr (GError) cancelled =
      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  HikaeHttpReply reply = {.status = 200};

  for (guint i = 0; i < 50; i++) {
    int first = hikae_http_should_retry (NULL, offline, 1);
    int third = hikae_http_should_retry (NULL, offline, 3);

    g_assert_true (first >= 2 && first <= 3);
    g_assert_true (third >= 30 && third <= 45);
  }
  g_assert_cmpint (
      hikae_http_should_retry (NULL, offline, HIKAE_HTTP_ATTEMPTS), ==, HIKAE_HTTP_NEVER);
  g_assert_cmpint (hikae_http_should_retry (NULL, rejected, 1), ==, HIKAE_HTTP_NEVER);
  g_assert_cmpint (hikae_http_should_retry (NULL, cancelled, 1), ==, HIKAE_HTTP_NEVER);
  g_assert_cmpint (hikae_http_should_retry (&reply, NULL, 1), ==, HIKAE_HTTP_NEVER);
  reply.status = 404;
  g_assert_cmpint (hikae_http_should_retry (&reply, NULL, 1), ==, HIKAE_HTTP_NEVER);
  reply.status = 503;
  reply.retry_after = 60;
  g_assert_cmpint (hikae_http_should_retry (&reply, NULL, 1), ==, 60);
  reply.status = 429;
  reply.retry_after = 3600;
  g_assert_cmpint (hikae_http_should_retry (&reply, NULL, 1), ==, HIKAE_HTTP_NEVER);
}

static void
test_spacing (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gint64 start = g_get_monotonic_time ();

  g_assert_true (hikae_http_take_turn ("http://a.test/x", 1, NULL, &error));
  g_assert_true (hikae_http_take_turn ("http://b.test/x", 1, NULL, &error));
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
  g_assert_true (hikae_http_take_turn ("http://a.test/y", 1, NULL, &error));
  g_assert_cmpint (g_get_monotonic_time () - start, >=, G_USEC_PER_SEC);
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_assert_false (hikae_http_take_turn ("http://a.test/z", 60, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  int result = 0;

  g_test_init (&argc, &argv, NULL);
  authority = hikae_test_authority_new (NULL);
  g_test_add_func ("/net/answer", test_answer);
  g_test_add_func ("/net/refuses-local", test_refuses_local);
  g_test_add_func ("/net/status", test_status);
  g_test_add_func ("/net/size", test_size);
  g_test_add_func ("/net/gzip", test_gzip);
  g_test_add_func ("/net/broken", test_broken);
  g_test_add_func ("/net/slow", test_slow);
  if (g_test_slow ())
    g_test_add_func ("/net/drip-by-speed", test_drip_by_speed);
  g_test_add_func ("/net/cancel", test_cancel);
  g_test_add_func ("/net/refused", test_refused);
  g_test_add_func ("/net/environment-proxy", test_environment_proxy);
  g_test_add_func ("/net/retry", test_retry);
  g_test_add_func ("/net/spacing", test_spacing);
  result = g_test_run ();
  hikae_test_authority_free (authority);
  return result;
}
