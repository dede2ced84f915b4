/* test-http-head.c: heads that are against the grammar, and what is read in them
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-http-head.h"

#define CHUNKED "Transfer-Encoding: chunked\r\n"

typedef struct {
  const char *head;
  const char *value; /* of the field X; NULL: none */
  HikaeHttpFraming framing;
  guint64 length;
  gboolean odd;
} Answer;

/* What browsers forgive is read: who kept the site badly is not the person. */
static const Answer forgiven[] = {
    {"Content-Length: 1\r\n" CHUNKED, NULL, HIKAE_HTTP_CHUNKED, 0, TRUE},
    {CHUNKED "Content-Length: 90\r\n", NULL, HIKAE_HTTP_CHUNKED, 0, TRUE},
    {"X: a\r\n b: c\r\n\td\r\nContent-Length: 4\r\n",
     "a b: c d",
     HIKAE_HTTP_LENGTH,
     4,
     TRUE},
    {"X:\r\n \tfar\r\nContent-Length: 4\r\n", "far", HIKAE_HTTP_LENGTH, 4, TRUE},
    {" first: x\r\nContent-Length: 4\r\n", NULL, HIKAE_HTTP_LENGTH, 4, TRUE},
    {"X: a\r\n \r\nContent-Length: 4\r\n", "a", HIKAE_HTTP_LENGTH, 4, TRUE},
    {"X : a\r\nContent-Length \t: 4\r\n", "a", HIKAE_HTTP_LENGTH, 4, TRUE},
    {"Two Words: x\r\n: y\r\nno field\r\nContent-Length: 4\r\n",
     NULL,
     HIKAE_HTTP_LENGTH,
     4,
     FALSE},
    {"X: \xff\xfe\r\n", "\xff\xfe", HIKAE_HTTP_UNTIL_CLOSE, 0, FALSE},
    {"Content-Length: 4\r\nContent-Length: 4\r\n", NULL, HIKAE_HTTP_LENGTH, 4, TRUE},
    {"Content-Length: 4, 4\r\nX: a\r\n", "a", HIKAE_HTTP_LENGTH, 4, TRUE},
    {"Content-Length: none\r\n" CHUNKED, NULL, HIKAE_HTTP_CHUNKED, 0, TRUE},
};

static HikaeHttpHead *
parse (const char *start, const char *fields, gboolean is_request)
{
  g_autofree char *text = g_strconcat (start, "\r\n", fields, "\r\n", NULL);
  g_autoptr (GBytes) raw = g_bytes_new (text, strlen (text));

  return hikae_http_head_parse (raw, is_request, NULL);
}

/* The very bytes, or what the next reader cannot read in another way. */
static void
check_handed_on (const HikaeHttpHead *head)
{
  g_autoptr (GBytes) said = hikae_http_head_format_downstream (head);
  g_autoptr (HikaeHttpHead) again = hikae_http_head_parse (said, FALSE, NULL);
  guint64 length = 0;
  guint64 again_length = 0;

  g_assert_nonnull (again);
  if (!head->odd)
    g_assert_true (g_bytes_equal (said, head->raw));
  else
    g_assert_false (again->odd || hikae_http_head_is_persistent (again));
  g_assert_cmpint (hikae_http_head_get_framing (again, FALSE, &again_length),
                   ==,
                   hikae_http_head_get_framing (head, FALSE, &length));
  g_assert_cmpuint (length, ==, again_length);
  g_assert_cmpstr (hikae_http_head_get (again, "X"), ==, hikae_http_head_get (head, "X"));
}

static void
test_forgiven (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (forgiven); i++) {
    g_autoptr (HikaeHttpHead) head = parse ("HTTP/1.1 200 OK", forgiven[i].head, FALSE);
    guint64 length = 0;

    g_test_message ("answer %u", i);
    g_assert_nonnull (head);
    g_assert_cmpstr (hikae_http_head_get (head, "X"), ==, forgiven[i].value);
    g_assert_cmpint (
        hikae_http_head_get_framing (head, FALSE, &length), ==, forgiven[i].framing);
    g_assert_cmpuint (length, ==, forgiven[i].length);
    g_assert_cmpint (head->odd, ==, forgiven[i].odd);
    check_handed_on (head);
  }
}

/* Requests come from the view alone, which writes them well. */
static void
test_requests (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (forgiven); i++) {
    g_autoptr (HikaeHttpHead) head = parse ("GET / HTTP/1.1", forgiven[i].head, TRUE);

    g_test_message ("request %u", i);
    if (forgiven[i].odd)
      g_assert_null (head);
  }
}

/* Nobody could say where these end. */
static void
test_refused (void)
{
  static const char *const fields[] = {
      "Content-Length: 1\r\nContent-Length: 2\r\n",
      "Content-Length: -1\r\n",
      "Content-Length: 1\r\n 2\r\n",
      "Content-Length: 1, 2\r\n",
      "Content-Length: 1,\r\n",
      "Transfer-Encoding: gzip, chunked\r\n",
      CHUNKED CHUNKED,
      "Transfer-Encoding:\r\n gzip,\r\n chunked\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_autoptr (HikaeHttpHead) head = parse ("HTTP/1.1 200 OK", fields[i], FALSE);

    g_test_message ("answer %u", i);
    g_assert_null (head);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-head/forgiven", test_forgiven);
  g_test_add_func ("/http-head/requests", test_requests);
  g_test_add_func ("/http-head/refused", test_refused);
  return g_test_run ();
}
