/* hikae-http-retry.h: whether to ask again, when, and how far apart
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-http.h"

G_BEGIN_DECLS

#define HIKAE_HTTP_ATTEMPTS 4
#define HIKAE_HTTP_NEVER (-1)

/**
 * hikae_http_should_retry:
 * @reply: (nullable): what came
 * @error: (nullable): why nothing came
 * @attempt: how many requests have been sent, from 1
 *
 * Only no connection, a time out, 429 and 5xx are worth another request; a time-stamp
 * query must be made anew for each. The pauses are about 2, 8 and 30 seconds with a
 * random part, or what `Retry-After` says when that is longer. A server that asks for
 * more than two minutes is left to the queue.
 *
 * Returns: seconds to wait before the next request, or %HIKAE_HTTP_NEVER
 */
int
hikae_http_should_retry (const HikaeHttpReply *reply, const GError *error, guint attempt);
/* Sleeps in this pool thread, in one piece but cancellable. FALSE: cancelled. */
gboolean hikae_http_pause (guint seconds,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Waits until @spacing seconds have passed since the last request to the host of @url
 * that came through here, and books this one. Any thread; FALSE: cancelled. */
gboolean hikae_http_take_turn (const char *url,
                               guint spacing,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
