/* fuzz-http-body.c: any bytes as a chunked body, recorded as it is and in minor mode
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outside minor mode what goes on is a beginning of what came; in minor mode it has the
 * same length, and never a byte that no text has. */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-recorder-private.h"

#include <string.h>

#define SPOOL_MAX (G_GUINT64_CONSTANT (1) << 46)

/* One for all runs; it only grows. */
static HikaeRecorder *
get_recorder (gboolean minor)
{
  static HikaeRecorder recorder = {0};

  if (recorder.spool == NULL) {
    recorder.spool = hikae_spool_new (SPOOL_MAX, NULL);
    recorder.cancellable = g_cancellable_new ();
  }
  recorder.refuse_media = minor;
  return &recorder;
}

static HikaeHttpHead *
make_head (void)
{
  static const char text[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  g_autoptr (GBytes) raw = g_bytes_new_static (text, sizeof text - 1);

  return hikae_http_head_parse (raw, FALSE, NULL);
}

static void
run (const uint8_t *data, size_t size, gboolean minor)
{
  g_autoptr (HikaeHttpHead) head = make_head ();
  g_autoptr (HikaeExchange) exchange = hikae_exchange_new ("GET", "http://x/");
  g_autoptr (GInputStream) in =
      g_memory_input_stream_new_from_data (data, (gssize)size, NULL);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (GIOStream) stream = g_simple_io_stream_new (in, out);
  HikaeRecorder *recorder = get_recorder (minor);
  HikaeWire *wire = hikae_wire_new (stream, recorder->cancellable);
  const guint8 *sent = NULL;
  gsize count = 0;

  if (!hikae_recorder_pass_body (
          recorder, wire, wire, exchange, &exchange->response, head, FALSE, NULL))
    g_debug ("refused");
  count = g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (out));
  sent = g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (out));
  g_assert_cmpuint (count, <=, size);
  g_assert_cmpuint (count, ==, exchange->response.size);
  if (!minor)
    g_assert_cmpmem (sent, count, data, count);
  for (gsize i = 0; minor && i < count; i++)
    g_assert_true (sent[i] >= 0x20 || strchr ("\t\n\f\r\x1b", sent[i]) != NULL);
  hikae_wire_free (wire);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  run (data, size, FALSE);
  run (data, size, TRUE);
  return 0;
}
