/* hikae-exchange.h: one request and its response as they went over the wire
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-hasher.h"
#include "hikae-spool.h"
#include "hikae-wacz.h"

G_BEGIN_DECLS

/**
 * HikaeMessage:
 * @parts: (element-type HikaeSpoolPart): where its bytes stand
 * @payload_offset: bytes of its head
 * @coded: the body has a transfer coding
 * @truncated: (nullable): why not all of it is there (WARC 1.1 §5.13)
 * @hasher, @payload_hasher: (nullable): until its first byte came
 */
typedef struct {
  GArray *parts;
  guint64 size;
  guint64 payload_offset;
  gboolean coded;
  const char *truncated;
  gboolean credentials; /* a field of its head signs a person in */
  HikaeHasher *hasher;
  HikaeHasher *payload_hasher;
  HikaeDigest sha256;
  HikaeDigest payload_sha256;
} HikaeMessage;

/**
 * HikaeExchange:
 * @metadata: lines "name: value"
 * @sent, @received: frames of a web socket
 *
 * Written by one connection's thread until it is handed to the recorder, then unchanged.
 */
typedef struct {
  char *uri;
  char *method;
  gint64 date;
  char *ip;
  char *protocol;
  char *cipher;
  guint status;
  char *mime;
  GString *metadata;
  HikaeMessage request;
  HikaeMessage response;
  HikaeMessage sent;
  HikaeMessage received;
} HikaeExchange;

HikaeExchange *hikae_exchange_new (const char *method,
                                   const char *uri) G_GNUC_WARN_UNUSED_RESULT;
void hikae_exchange_free (HikaeExchange *self);
/* The first append is the head. */
gboolean hikae_message_append (HikaeMessage *self,
                               HikaeSpool *spool,
                               const void *bytes,
                               gsize size,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Ends the digests. */
void hikae_exchange_close (HikaeExchange *self);
gboolean hikae_exchange_write (HikaeExchange *self,
                               HikaeSpool *spool,
                               HikaeWacz *wacz,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeExchange, hikae_exchange_free)

G_END_DECLS
