/* hikae-stamp-exchange.c: one digest, one authority, as often as is worth it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * RFC 3161 §3.4 and what authorities ask of their users: a new query for every request,
 * pauses that grow, Retry-After kept, a distance between requests to one host. A person
 * waits for all this, so there is a bound. */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-http-retry.h"
#include "hikae-stamp-exchange-private.h"
#include "hikae-tsa-request.h"
#include "hikae-tsa-verifier.h"

#define CONNECT_SECONDS 10
#define TOTAL_SECONDS 30

void
hikae_stamp_exchange_clear (HikaeStampExchange *self)
{
  g_clear_pointer (&self->query, g_bytes_unref);
  g_clear_pointer (&self->reply, hikae_http_reply_free);
  g_clear_pointer (&self->why, g_free);
}

/* Why there is no answer, for the log. */
static char *
describe_failure (const HikaeHttpReply *reply, const GError *failure)
{
  if (reply == NULL)
    return g_strdup (failure->message);
  if (reply->retry_after == 0)
    return g_strdup_printf ("the authority answered with status %u", reply->status);
  return g_strdup_printf ("the authority answered with status %u and asks to wait %u "
                          "seconds",
                          reply->status,
                          reply->retry_after);
}

static gboolean
is_worth (const HikaeStampExchange *self)
{
  return self->worth == NULL || self->worth (self->worth_data);
}

/* Waits before the next request. FALSE: not worth it any more, or @error. */
static gboolean
wait_for_next (const HikaeStampExchange *self,
               int pause,
               gint64 until_us,
               GCancellable *cancellable,
               GError **error)
{
  if (pause == HIKAE_HTTP_NEVER ||
      g_get_monotonic_time () + pause * G_USEC_PER_SEC >= until_us)
    return FALSE;
  for (int i = 0; i < pause; i++)
    if (!is_worth (self) || !hikae_http_pause (1, cancellable, error))
      return FALSE;
  return is_worth (self);
}

/* (nullable): NULL with @error unless the authority has answered with an answer. */
static HikaeHttpReply *
send_query (const HikaeStampExchange *self,
            gint64 until_us,
            GCancellable *cancellable,
            GError **error)
{
  gint64 left = (until_us - g_get_monotonic_time ()) / G_USEC_PER_SEC;
  HikaeHttpRequest request = {
      .method = "POST",
      .url = self->authority->url,
      .body = self->query,
      .content_type = "application/timestamp-query",
      .accept = "application/timestamp-reply",
      .proxy = self->proxy,
      .max_size = HIKAE_TSA_REPLY_MAX,
      .connect_seconds = (guint)CLAMP (left, 1, CONNECT_SECONDS),
      .total_seconds = (guint)CLAMP (left, 1, TOTAL_SECONDS),
  };

  return hikae_http_perform (&request, cancellable, error);
}

/* One request. TRUE with a reply when there is an answer; FALSE with @error when it was
 * cancelled; else @pause says how long to wait for the next. */
static gboolean
try_once (HikaeStampExchange *self,
          gint64 *until_us,
          int *pause,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (HikaeHttpReply) reply = NULL;

  hikae_stamp_exchange_clear (self);
  /* A new query, so a new nonce, each time: an old answer must not fit. */
  self->query = hikae_tsa_request_new (&self->digest, NULL, error);
  if (self->query == NULL ||
      !hikae_http_take_turn (
          self->authority->url, self->authority->spacing_seconds, cancellable, error))
    return FALSE;
  if (*until_us == 0)
    *until_us = g_get_monotonic_time () + (gint64)self->patience * G_USEC_PER_SEC;
  reply = send_query (self, *until_us, cancellable, &failure);
  if (hikae_error_is_cancelled (failure)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  if (reply != NULL && reply->status == 200) {
    self->reply = g_steal_pointer (&reply);
    return TRUE;
  }
  self->why = describe_failure (reply, failure);
  self->turned_away = reply != NULL;
  *pause = hikae_http_should_retry (reply, failure, self->tries);
  return TRUE;
}

gboolean
hikae_stamp_exchange_run (HikaeStampExchange *self,
                          GCancellable *cancellable,
                          GError **error)
{
  gint64 until_us = 0;

  for (self->tries = 1;; self->tries++) {
    g_autoptr (GError) stopped = NULL;
    int pause = HIKAE_HTTP_NEVER;

    if (!try_once (self, &until_us, &pause, cancellable, error))
      return FALSE;
    if (self->reply != NULL)
      return TRUE;
    if (wait_for_next (self, pause, until_us, cancellable, &stopped))
      continue;
    if (stopped == NULL)
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&stopped));
    return FALSE;
  }
}

HikaeTsaVerdict *
hikae_stamp_exchange_judge (const HikaeStampExchange *self)
{
  return hikae_tsa_verify (&(HikaeTsaInput){
      .token = self->reply->body,
      .form = HIKAE_TSA_FORM_RESPONSE,
      .query = self->query,
      .anchors = self->authority->anchors,
      .untrusted = self->authority->untrusted,
      .policies = self->authority->policies,
      .now = hikae_clock_get_now (),
      .sent_at = self->reply->sent_at,
      .received_at = self->reply->received_at,
  });
}
