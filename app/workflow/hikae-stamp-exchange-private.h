/* hikae-stamp-exchange-private.h: one digest, one authority, as often as is worth it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-authority.h"
#include "hikae-digest.h"
#include "hikae-http.h"
#include "hikae-tsa-verifier.h"

G_BEGIN_DECLS

/* Whether it is still worth waiting. */
typedef gboolean (*HikaeStampWorth) (gpointer data);

/**
 * HikaeStampExchange:
 * @patience: seconds, retries and their pauses included
 * @worth: (nullable): asked every second between two requests
 * @query, @reply: out: of the last request; @reply is NULL when none was answered
 * @why: out: why there is no reply
 * @turned_away: out: a server said no or not now; else none was reached
 */
typedef struct {
  const HikaeAuthority *authority;
  HikaeDigest digest;
  const char *proxy;
  guint patience;
  HikaeStampWorth worth;
  gpointer worth_data;
  GBytes *query;
  HikaeHttpReply *reply;
  guint tries;
  char *why;
  gboolean turned_away;
} HikaeStampExchange;

/* Blocking; pool thread. An authority that could not be reached is no error: then there
 * is no reply. FALSE when it was cancelled or a query could not be made. */
gboolean hikae_stamp_exchange_run (HikaeStampExchange *self,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): of the reply, which must be there, against the query. Any thread. */
HikaeTsaVerdict *
hikae_stamp_exchange_judge (const HikaeStampExchange *self) G_GNUC_WARN_UNUSED_RESULT;
void hikae_stamp_exchange_clear (HikaeStampExchange *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HikaeStampExchange, hikae_stamp_exchange_clear)

G_END_DECLS
