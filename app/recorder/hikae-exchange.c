/* hikae-exchange.c: one request and its response as they went over the wire
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-exchange.h"

#include "hikae-clock.h"
#include "hikae-credential.h"

#include <string.h>

static void
message_init (HikaeMessage *self)
{
  self->parts = g_array_new (FALSE, FALSE, sizeof (HikaeSpoolPart));
}

static void
message_clear (HikaeMessage *self)
{
  g_array_unref (self->parts);
  g_clear_pointer (&self->hasher, hikae_hasher_free);
  g_clear_pointer (&self->payload_hasher, hikae_hasher_free);
}

HikaeExchange *
hikae_exchange_new (const char *method, const char *uri)
{
  HikaeExchange *self = g_new0 (HikaeExchange, 1);

  self->method = g_strdup (method);
  self->uri = g_strdup (uri);
  self->date = hikae_clock_get_now ();
  self->metadata = g_string_new (NULL);
  message_init (&self->request);
  message_init (&self->response);
  message_init (&self->sent);
  message_init (&self->received);
  return self;
}

void
hikae_exchange_free (HikaeExchange *self)
{
  if (self == NULL)
    return;
  message_clear (&self->request);
  message_clear (&self->response);
  message_clear (&self->sent);
  message_clear (&self->received);
  g_string_free (self->metadata, TRUE);
  g_free (self->uri);
  g_free (self->method);
  g_free (self->ip);
  g_free (self->protocol);
  g_free (self->cipher);
  g_free (self->mime);
  g_free (self);
}

/* What a site knows a signed-in person by; whoever has it may be that person. */
static gboolean
holds_credentials (const char *head, gsize size)
{
  for (const char *line = head; line != NULL;) {
    gsize left = size - (gsize)(line - head);

    const char *end = memchr (line, '\n', left);

    if (hikae_is_credential_field (line, end != NULL ? (gsize)(end - line) : left))
      return TRUE;
    line = end != NULL && end + 1 < head + size ? end + 1 : NULL;
  }
  return FALSE;
}

gboolean
hikae_message_append (HikaeMessage *self,
                      HikaeSpool *spool,
                      const void *bytes,
                      gsize size,
                      GError **error)
{
  HikaeSpoolPart part = {0, size};

  if (size == 0)
    return TRUE;
  if (!hikae_spool_append (spool, bytes, size, &part.offset, error))
    return FALSE;
  hikae_spool_add_part (self->parts, &part);
  if (self->hasher == NULL) {
    self->hasher = hikae_hasher_new (HIKAE_DIGEST_SHA256, HIKAE_DIGEST_NONE);
    self->payload_hasher = hikae_hasher_new (HIKAE_DIGEST_SHA256, HIKAE_DIGEST_NONE);
  }
  hikae_hasher_update (self->hasher, bytes, size);
  if (self->size == 0) {
    self->payload_offset = size;
    self->credentials = holds_credentials (bytes, size);
  } else if (!self->coded) {
    hikae_hasher_update (self->payload_hasher, bytes, size);
  }
  self->size += size;
  return TRUE;
}

static void
message_close (HikaeMessage *self)
{
  if (self->hasher == NULL)
    return;
  self->sha256 = hikae_hasher_finish (self->hasher, HIKAE_DIGEST_SHA256);
  if (!self->coded)
    self->payload_sha256 =
        hikae_hasher_finish (self->payload_hasher, HIKAE_DIGEST_SHA256);
  g_clear_pointer (&self->hasher, hikae_hasher_free);
  g_clear_pointer (&self->payload_hasher, hikae_hasher_free);
}

void
hikae_exchange_close (HikaeExchange *self)
{
  message_close (&self->request);
  message_close (&self->response);
  message_close (&self->sent);
  message_close (&self->received);
}

static HikaeWarcBlock
describe (HikaeMessage *message, GInputStream *stream)
{
  HikaeWarcBlock block = {0};

  block.stream = stream;
  block.size = message->size;
  block.sha256 = message->sha256;
  block.truncated = message->truncated;
  block.payload_offset = message->payload_offset;
  block.payload_sha256 = message->payload_sha256;
  return block;
}

gboolean
hikae_exchange_write (HikaeExchange *self,
                      HikaeSpool *spool,
                      HikaeWacz *wacz,
                      GError **error)
{
  g_autoptr (GInputStream) request = hikae_spool_open (spool, self->request.parts);
  g_autoptr (GInputStream) response = hikae_spool_open (spool, self->response.parts);
  g_autoptr (GInputStream) sent = hikae_spool_open (spool, self->sent.parts);
  g_autoptr (GInputStream) received = hikae_spool_open (spool, self->received.parts);
  HikaeWarcExchange exchange = {0};

  exchange.uri = self->uri;
  exchange.method = self->method;
  exchange.date = self->date;
  exchange.ip = self->ip;
  exchange.protocol = self->protocol;
  exchange.cipher = self->cipher;
  exchange.status = self->status;
  exchange.mime = self->mime;
  exchange.metadata = self->metadata->len > 0 ? self->metadata->str : NULL;
  exchange.request = describe (&self->request, request);
  exchange.response = describe (&self->response, response);
  exchange.sent = describe (&self->sent, sent);
  exchange.received = describe (&self->received, received);
  return hikae_wacz_add (wacz, &exchange, error);
}
