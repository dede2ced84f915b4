/* hikae-target.h: where a client's request leads
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-http-head.h"

G_BEGIN_DECLS

/**
 * HikaeTarget:
 * @host: name or address without brackets
 * @path: origin form with its query, as sent on; NULL for CONNECT
 * @uri: absolute, for the record; NULL for CONNECT
 * @secure: TLS is spoken there
 */
typedef struct {
  char *host;
  guint16 port;
  char *path;
  char *uri;
  gboolean secure;
} HikaeTarget;

/* A way to @host that several requests go; %HIKAE_ERROR_REJECTED. */
gboolean hikae_target_set_tunnel (HikaeTarget *self,
                                  const char *host,
                                  guint16 port,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* RFC 9112 §3.2.3: host and port of a CONNECT request; %HIKAE_ERROR_REJECTED. */
gboolean hikae_target_parse_connect (HikaeTarget *self,
                                     const HikaeHttpHead *head,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* RFC 9112 §3.2.1 inside @tunnel (nullable), §3.2.2 outside; %HIKAE_ERROR_REJECTED. */
gboolean hikae_target_parse (HikaeTarget *self,
                             const HikaeHttpHead *head,
                             const HikaeTarget *tunnel,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_target_clear (HikaeTarget *self);

G_END_DECLS
