/* hikae-http.h: one bounded HTTP request
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HikaeHttpRequest:
 * @method: "GET", "HEAD" (no byte of a body is taken) or "POST"
 * @url: http or https only
 * @body: (nullable)
 * @content_type: (nullable): of the body
 * @accept: (nullable)
 * @proxy: (nullable): "socks5h://127.0.0.1:9050" or "http://…"; fails closed
 * @max_size: cap on the reply's body, by our own count
 * @connect_seconds: time to connect
 * @total_seconds: time for everything
 * @user_agent: (nullable): sent in place of "Hikae/VERSION"
 * @refuse_local: connect to no address of this computer or its own network, whatever a
 *   name resolves to; a proxy is reached all the same
 * @cut_body: a body over @max_size is no failure: it ends there and the reply says so
 *
 * No redirects, no cookies, no netrc, no content encoding.
 */
typedef struct {
  const char *method;
  const char *url;
  GBytes *body;
  const char *content_type;
  const char *accept;
  const char *proxy;
  gsize max_size;
  guint connect_seconds;
  guint total_seconds;
  const char *user_agent;
  gboolean refuse_local;
  gboolean cut_body;
} HikaeHttpRequest;

typedef struct {
  guint status;
  GBytes *body;
  gboolean is_cut;    /* the body went on; @body is empty */
  char *content_type; /* (nullable) */
  char *location;     /* (nullable): absolute, where a 3xx points; it was not followed */
  guint retry_after;  /* seconds, 0 when not said */
  gint64 sent_at;     /* microseconds UTC */
  gint64 received_at;
  char *remote_address; /* (nullable) */
  char *http_version;   /* "1.1" */
  guint64 server_date;  /* seconds UTC of the Date header, 0 when absent */
} HikaeHttpReply;

/* Blocking; call it in a pool thread. An answer of any status is a reply, not an error.
 * Errors: %HIKAE_ERROR_OFFLINE (no connection, time out, proxy down), _REJECTED (too big,
 * bad URL), _DENIED (@refuse_local), _REMOTE (broken answer), %G_IO_ERROR_CANCELLED. */
HikaeHttpReply *hikae_http_perform (const HikaeHttpRequest *request,
                                    GCancellable *cancellable,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_http_reply_free (HikaeHttpReply *reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeHttpReply, hikae_http_reply_free)

G_END_DECLS
