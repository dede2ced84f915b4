/* fuzz-custody-line.c: any bytes as a line of the custody log
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A line that is taken is canonical: written anew from what it says it is the same. */
#include "config.h"

#include "hikae-event.h"
#include "hikae-fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  g_autoptr (GBytes) line = g_bytes_new (bytes, size);
  g_autoptr (HikaeEvent) event = hikae_event_new (line, NULL);
  g_autoptr (GBytes) next = NULL;
  g_autoptr (HikaeEvent) after = NULL;

  if (event == NULL)
    return 0;
  g_assert_true (g_bytes_equal (hikae_event_get_line (event), line));
  g_assert_cmpuint (hikae_event_get_seq (event), >, 0);
  g_assert_false (hikae_event_follows (event, event));
  if (hikae_event_get_seq (event) >= G_MAXINT64)
    return 0;
  next = hikae_event_format_line (event,
                                  hikae_event_get_kind (event),
                                  hikae_event_get_actor (event),
                                  hikae_event_get_time (event),
                                  hikae_event_get_body (event));
  after = hikae_event_new (next, NULL);
  g_assert_true (after == NULL || hikae_event_follows (after, event));
  return 0;
}
