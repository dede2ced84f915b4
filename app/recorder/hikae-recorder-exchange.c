/* hikae-recorder-exchange.c: one request and its answer through the proxy
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes are kept before they are handed on: what the page's view has seen is always in
 * the recording, never the other way round. */
#include "config.h"

#include "hikae-error.h"
#include "hikae-recorder-private.h"

#include <string.h>

#define INTERIM_MAX 20

static gboolean
reject (GError **error, const char *what)
{
  g_set_error_literal (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, what);
  return FALSE;
}

/* What may be sent twice without doing anything twice (RFC 9110 §9.2.1). */
static gboolean
is_safe (const HikaeHttpHead *head)
{
  return g_str_equal (head->method, "GET") || g_str_equal (head->method, "HEAD") ||
         g_str_equal (head->method, "OPTIONS");
}

/* A kept connection may turn out to be closed only once something was sent over it. What
 * may not be sent again goes over a new one. */
static gboolean
open_upstream (HikaeConnection *self, const HikaeHttpHead *head, GError **error)
{
  HikaeTarget *target = &self->target;
  g_autofree char *key = g_strdup_printf ("%s:%u", target->host, target->port);

  self->reused =
      self->upstream != NULL && is_safe (head) && g_str_equal (self->upstream->key, key);
  if (self->reused)
    return TRUE;
  g_clear_pointer (&self->upstream, hikae_upstream_free);
  self->upstream = hikae_upstream_open (
      self->recorder, target->host, target->port, target->secure, error);
  return self->upstream != NULL;
}

static gboolean
send_request (HikaeConnection *self,
              HikaeExchange *exchange,
              const HikaeHttpHead *head,
              GError **error)
{
  g_autoptr (GBytes) raw = hikae_http_head_format_upstream (
      head, self->target.path, self->recorder->refuse_media);
  gsize size = 0;
  const void *bytes = g_bytes_get_data (raw, &size);
  gboolean ok = FALSE;

  hikae_wire_set_deadline (self->client, HIKAE_RECORDER_MESSAGE_SECONDS);
  ok =
      hikae_recorder_pass (
          self->recorder, self->upstream->wire, &exchange->request, bytes, size, error) &&
      hikae_recorder_pass_body (self->recorder,
                                self->client,
                                self->upstream->wire,
                                exchange,
                                &exchange->request,
                                head,
                                FALSE,
                                error);
  if (!ok && exchange->request.truncated == NULL)
    exchange->request.truncated = "disconnect";
  return ok;
}

/* A head that is no record of its own is kept beside it: an answer before the answer,
 * since a record holds one message, and one that nobody can read. */
static void
add_head (HikaeExchange *exchange, const char *name, GBytes *raw)
{
  g_autofree char *base64 =
      g_base64_encode (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw));

  g_string_append_printf (exchange->metadata, "%s: %s\r\n", name, base64);
}

/* Interim answers go through; the final head is returned. */
static HikaeHttpHead *
read_response_head (HikaeConnection *self, HikaeExchange *exchange, GError **error)
{
  hikae_wire_set_deadline (self->upstream->wire, HIKAE_RECORDER_HEAD_SECONDS);
  for (guint i = 0; i < INTERIM_MAX; i++) {
    g_autoptr (GBytes) raw =
        hikae_wire_read_head (self->upstream->wire, HIKAE_HTTP_HEAD_MAX, error);
    g_autoptr (HikaeHttpHead) head = NULL;

    if (raw == NULL && (error == NULL || *error == NULL))
      g_set_error_literal (
          error, HIKAE_ERROR, HIKAE_ERROR_REMOTE, "the site closed without an answer");
    if (raw == NULL)
      return NULL;
    head = hikae_http_head_parse (raw, FALSE, error);
    if (head == NULL && g_bytes_get_size (raw) > 0)
      add_head (exchange, "refusedResponse", raw);
    if (head == NULL || head->status / 100 != 1 || head->status == 101)
      return g_steal_pointer (&head);
    add_head (exchange, "interimResponse", raw);
    if (!hikae_wire_write (
            self->client, g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), error))
      return NULL;
  }
  (void)reject (error, "too many interim answers");
  return NULL;
}

static char *
dup_mime (const HikaeHttpHead *head)
{
  const char *value = hikae_http_head_get (head, "Content-Type");

  if (value == NULL)
    return NULL;
  return g_strstrip (g_ascii_strdown (value, (gssize)strcspn (value, ";")));
}

/* Minor mode lets through what is certainly text, not what is not certainly a picture. A
 * redirect without a body has no type. */
static gboolean
may_pass (const HikaeHttpHead *head, gboolean to_head)
{
  guint64 length = 0;
  HikaeHttpFraming framing = hikae_http_head_get_framing (head, to_head, &length);

  if (head->status == 101)
    return FALSE;
  if (framing == HIKAE_HTTP_NO_BODY || (framing == HIKAE_HTTP_LENGTH && length == 0))
    return TRUE;
  if (head->status / 100 == 3 && hikae_http_head_get (head, "Content-Type") == NULL)
    return TRUE;
  return hikae_text_gate_is_text_response (head);
}

static void
say_refused (HikaeConnection *self)
{
  g_autofree char *text =
      g_strdup_printf ("HTTP/1.1 %d Forbidden\r\nContent-Length: 0\r\n"
                       "X-Hikae-Failure: minor-mode\r\n" HIKAE_RECORDER_MARK ": %s\r\n"
                       "Connection: close\r\n\r\n",
                       HIKAE_RECORDER_REFUSED,
                       self->recorder->mark);

  hikae_connection_say (self, text);
}

static gboolean
refuse (HikaeConnection *self, HikaeExchange *exchange, const HikaeHttpHead *head)
{
  gsize size = 0;
  const void *raw = g_bytes_get_data (head->raw, &size);

  g_string_append (exchange->metadata, "bodyRefused: minor mode keeps no media\r\n");
  exchange->response.truncated = "unspecified";
  hikae_recorder_note_refused (self->recorder);
  if (hikae_message_append (&exchange->response, self->recorder->spool, raw, size, NULL))
    say_refused (self);
  return FALSE;
}

/* Media that is asked for as media is not even asked for. Its address is kept. */
static gboolean
refuse_request (HikaeConnection *self, HikaeExchange *exchange, const HikaeHttpHead *head)
{
  g_string_append (exchange->metadata,
                   "requestRefused: minor mode asks for no media; nothing was sent\r\n");
  hikae_recorder_note_refused (self->recorder);
  say_refused (self);
  return FALSE;
}

static gboolean
pass_response (HikaeConnection *self,
               HikaeExchange *exchange,
               const HikaeHttpHead *head,
               gboolean to_head,
               GError **error)
{
  g_autoptr (GBytes) said = hikae_http_head_format_downstream (head);
  gsize size = 0;
  const void *raw = g_bytes_get_data (head->raw, &size);

  hikae_wire_set_deadline (self->upstream->wire, HIKAE_RECORDER_MESSAGE_SECONDS);
  if (g_strcmp0 (exchange->mime, "text/event-stream") == 0)
    hikae_connection_uncount (self);
  if (head->odd)
    g_string_append (exchange->metadata,
                     "oddHead: against the grammar of HTTP; handed on as browsers and "
                     "RFC 9112 read it\r\n");
  if (hikae_recorder_keep (self->recorder, &exchange->response, raw, size, error) &&
      hikae_wire_write (
          self->client, g_bytes_get_data (said, NULL), g_bytes_get_size (said), error) &&
      (head->status == 101 || hikae_recorder_pass_body (self->recorder,
                                                        self->upstream->wire,
                                                        self->client,
                                                        exchange,
                                                        &exchange->response,
                                                        head,
                                                        to_head,
                                                        error)))
    return TRUE;
  if (exchange->response.truncated == NULL && hikae_wire_is_late (self->upstream->wire))
    exchange->response.truncated = "time";
  else if (exchange->response.truncated == NULL)
    exchange->response.truncated =
        g_error_matches (*error, HIKAE_ERROR, HIKAE_ERROR_REJECTED) ? "length"
                                                                    : "disconnect";
  return FALSE;
}

/* Whether both sides may go on after this answer. Not when it ended with its connection,
 * whatever it says of that (RFC 9112 §6.3): he who asked finds its end in the same way.
 */
static gboolean
may_go_on (const HikaeHttpHead *head, gboolean to_head)
{
  guint64 length = 0;

  return hikae_http_head_is_persistent (head) &&
         hikae_http_head_get_framing (head, to_head, &length) != HIKAE_HTTP_UNTIL_CLOSE;
}

static gboolean
receive_response (HikaeConnection *self,
                  HikaeExchange *exchange,
                  const HikaeHttpHead *request,
                  GError **error)
{
  g_autoptr (HikaeHttpHead) head = read_response_head (self, exchange, error);
  gboolean to_head = g_str_equal (request->method, "HEAD");

  if (head == NULL)
    return FALSE;
  exchange->status = head->status;
  exchange->mime = dup_mime (head);
  if (head->status == 101 && hikae_http_head_get (request, "Upgrade") == NULL)
    return reject (error, "the site changed to a protocol that nobody asked for");
  /* What the view may read in another way is not certainly text. */
  if (self->recorder->refuse_media && (head->odd || !may_pass (head, to_head)))
    return refuse (self, exchange, head);
  if (!pass_response (self, exchange, head, to_head, error))
    return FALSE;
  if (head->status == 101) {
    hikae_connection_tunnel (self, exchange);
    return FALSE;
  }
  if (!may_go_on (head, to_head))
    g_clear_pointer (&self->upstream, hikae_upstream_free);
  return may_go_on (head, to_head) && hikae_http_head_is_persistent (request);
}

/* Our own page, so that nobody takes it for the site's. Where the site had begun to
 * answer, what came is its page, though not all of it. */
static void
answer_failure (HikaeConnection *self, HikaeExchange *exchange, const GError *error)
{
  g_autofree char *safe = g_markup_escape_text (error->message, -1);
  g_autofree char *body = NULL;
  g_autofree char *text = NULL;

  g_string_append_printf (exchange->metadata, "failure: %s\r\n", error->message);
  if (exchange->response.size > 0)
    return;
  hikae_recorder_set_failure (self->recorder, self->target.uri, error);
  body = g_strdup_printf ("<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\">"
                          "<title>Not recorded</title>\n<h1>Not recorded</h1>\n"
                          "<p>This is a message of Hikae, not of the site: %s.</p>\n"
                          "</html>\n",
                          safe);
  text = g_strdup_printf ("HTTP/1.1 502 Bad Gateway\r\n"
                          "Content-Type: text/html; charset=utf-8\r\n"
                          "Content-Security-Policy: default-src 'none'\r\n"
                          "Cache-Control: no-store\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT
                          "\r\nX-Hikae-Failure: %s\r\n" HIKAE_RECORDER_MARK ": %s\r\n"
                          "Connection: close\r\n\r\n%s",
                          strlen (body),
                          hikae_error_get_name (error->code),
                          self->recorder->mark,
                          body);
  hikae_connection_say (self, text);
}

static void
add_upstream_facts (HikaeConnection *self, HikaeExchange *exchange)
{
  exchange->ip = g_strdup (self->upstream->ip);
  exchange->protocol = g_strdup (self->upstream->protocol);
  exchange->cipher = g_strdup (self->upstream->cipher);
  if (self->upstream->facts != NULL)
    g_string_append (exchange->metadata, self->upstream->facts);
}

/* A kept connection that the site has closed meanwhile is opened again, once, when
 * nothing but the head of a harmless request has been sent (RFC 9112 §9.3.1). */
static gboolean
may_retry (HikaeConnection *self, HikaeExchange *exchange, const HikaeHttpHead *head)
{
  guint64 length = 0;

  return self->reused && is_safe (head) && exchange->response.size == 0 &&
         hikae_http_head_get_framing (head, FALSE, &length) == HIKAE_HTTP_NO_BODY &&
         !g_cancellable_is_cancelled (self->recorder->cancellable);
}

/* A site may answer before it has heard everything and then stop listening; its answer
 * counts, the connection does not go on. */
static gboolean
converse (HikaeConnection *self,
          HikaeExchange *exchange,
          const HikaeHttpHead *head,
          GError **error)
{
  g_autoptr (GError) own = NULL;

  add_upstream_facts (self, exchange);
  if (send_request (self, exchange, head, &own))
    return receive_response (self, exchange, head, error);
  if (hikae_wire_is_broken (self->upstream->wire) && !self->reused) {
    g_clear_error (&own);
    (void)receive_response (self, exchange, head, error);
    return FALSE;
  }
  g_propagate_error (error, g_steal_pointer (&own));
  return FALSE;
}

/* @retry: in, whether this is the second time; out, whether there must be one. */
static gboolean
exchange_once (HikaeConnection *self, const HikaeHttpHead *head, gboolean *retry)
{
  g_autoptr (HikaeExchange) exchange =
      hikae_exchange_new (head->method, self->target.uri);
  g_autoptr (GError) error = NULL;
  gboolean more = FALSE;

  /* The site may have heard it twice, and its own log may say so. */
  if (*retry)
    g_string_append (exchange->metadata,
                     "retried: the site had closed a kept connection before it "
                     "answered; sent a second time over a new one\r\n");
  *retry = FALSE;
  if (self->recorder->refuse_media && hikae_text_gate_is_media_request (head))
    more = refuse_request (self, exchange, head);
  else if (open_upstream (self, head, &error))
    more = converse (self, exchange, head, &error);
  if (error != NULL && may_retry (self, exchange, head)) {
    g_clear_pointer (&self->upstream, hikae_upstream_free);
    *retry = TRUE;
    return TRUE;
  }
  if (error != NULL)
    answer_failure (self, exchange, error);
  hikae_recorder_take_exchange (self->recorder, g_steal_pointer (&exchange));
  return more;
}

gboolean
hikae_connection_exchange (HikaeConnection *self, const HikaeHttpHead *head)
{
  gboolean retry = FALSE;
  gboolean more = FALSE;

  do {
    more = exchange_once (self, head, &retry);
  } while (retry);
  return more;
}
