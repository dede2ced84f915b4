/* fuzz-http-head.c: any bytes as the head of a request, of CONNECT, and of a response
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is accepted is written again for the site and must be read the same there: two
 * readers that see two messages are how requests are smuggled. */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-target.h"
#include "hikae-text-gate.h"

#include <string.h>

static void
try_target (HikaeTarget *target, const HikaeHttpHead *head)
{
  HikaeTarget inside = {0};

  if (g_str_equal (head->method, "CONNECT")) {
    if (!hikae_target_parse_connect (target, head, NULL))
      return;
    g_assert_true (target->host != NULL && target->port != 0);
    if (hikae_target_parse (&inside, head, target, NULL))
      g_assert_nonnull (inside.uri);
    hikae_target_clear (&inside);
  } else if (hikae_target_parse (target, head, NULL, NULL)) {
    g_assert_true (*target->path == '/');
    g_assert_null (strpbrk (target->path, "\r\n "));
  }
}

static void
try_request (const HikaeHttpHead *head)
{
  HikaeTarget target = {0};
  guint64 length = 0;
  guint64 again_length = 0;
  HikaeHttpFraming framing = hikae_http_head_get_framing (head, FALSE, &length);
  g_autoptr (GBytes) raw = hikae_http_head_format_upstream (head, "/", FALSE);
  g_autoptr (HikaeHttpHead) again = hikae_http_head_parse (raw, TRUE, NULL);

  g_assert_nonnull (again);
  g_assert_cmpint (
      hikae_http_head_get_framing (again, FALSE, &again_length), ==, framing);
  g_assert_cmpuint (again_length, ==, length);
  (void)hikae_text_gate_is_media_request (head);
  try_target (&target, head);
  hikae_target_clear (&target);
}

static void
try_response (const HikaeHttpHead *head)
{
  guint64 length = 0;
  guint64 again_length = 0;
  const HikaeHttpFraming framing = hikae_http_head_get_framing (head, FALSE, &length);
  g_autoptr (GBytes) raw = hikae_http_head_format_downstream (head);
  g_autoptr (HikaeHttpHead) again = hikae_http_head_parse (raw, FALSE, NULL);

  g_assert_nonnull (again);
  g_assert_false (again->odd && head->odd);
  g_assert_cmpint (
      hikae_http_head_get_framing (again, FALSE, &again_length), ==, framing);
  g_assert_cmpuint (again_length, ==, length);
  (void)hikae_http_head_is_persistent (head);
  (void)hikae_text_gate_is_text_response (head);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) raw = g_bytes_new (data, size);
  g_autoptr (HikaeHttpHead) request = hikae_http_head_parse (raw, TRUE, NULL);
  g_autoptr (HikaeHttpHead) response = hikae_http_head_parse (raw, FALSE, NULL);

  if (request != NULL)
    try_request (request);
  if (response != NULL)
    try_response (response);
  return 0;
}
