/* hikae-wacz.h: web exchanges into one WACZ archive
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-digest.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HikaeWarcBlock:
 * @stream: the bytes, read once, exactly @size of them
 * @sha256: of all of them
 * @payload_offset: where the message body begins
 * @payload_sha256: of the body; %HIKAE_DIGEST_NONE when the body stands in a transfer
 *   coding, because readers disagree over what its digest is of (WARC 1.1 §5.9)
 * @truncated: (nullable): "length", "time", "disconnect", "unspecified" (§5.13)
 */
typedef struct {
  GInputStream *stream;
  guint64 size;
  HikaeDigest sha256;
  guint64 payload_offset;
  HikaeDigest payload_sha256;
  const char *truncated;
} HikaeWarcBlock;

/**
 * HikaeWarcExchange:
 * @uri: absolute, ASCII
 * @date: microseconds UTC, when the request was sent
 * @ip: (nullable): address that answered; NULL through a proxy
 * @protocol, @cipher: (nullable): "tls/1.3" and the cipher suite
 * @status: HTTP status; @mime: (nullable): of the response
 * @metadata: (nullable): lines "name: value" (application/warc-fields): chain, failures
 * @request, @response: size 0 when there was none
 * @sent, @received: bytes of a web socket after its handshake; size 0 for none
 */
typedef struct {
  const char *uri;
  const char *method;
  gint64 date;
  const char *ip;
  const char *protocol;
  const char *cipher;
  guint status;
  const char *mime;
  const char *metadata;
  HikaeWarcBlock request;
  HikaeWarcBlock response;
  HikaeWarcBlock sent;
  HikaeWarcBlock received;
} HikaeWarcExchange;

/**
 * HikaeWacz:
 *
 * Writes WARC 1.1 (ISO 28500:2017) records into a WACZ 1.1.1 while they come: nothing is
 * kept in memory but the index, and no file is opened. Pool thread.
 */
typedef struct _HikaeWacz HikaeWacz;

/* @title: (nullable). Times are microseconds UTC. */
HikaeWacz *hikae_wacz_new (GOutputStream *sink,
                           const char *page_uri,
                           const char *title,
                           gint64 captured_at,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_wacz_free (HikaeWacz *self);
/* %HIKAE_ERROR_DAMAGED when a block's stream has other bytes than it said. */
gboolean hikae_wacz_add (HikaeWacz *self,
                         const HikaeWarcExchange *exchange,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_wacz_finish (HikaeWacz *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): the sort-friendly form of an address ("org,example)/path?q"). */
char *hikae_wacz_format_surt (const char *uri) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeWacz, hikae_wacz_free)

G_END_DECLS
