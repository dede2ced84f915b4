/* hikae-stamp.h: one authority's answer about one seal list
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  HIKAE_STAMP_QUEUED,        /* no answer yet; will be asked again */
  HIKAE_STAMP_VALID,         /* the token proves its time under the pinned anchors */
  HIKAE_STAMP_INDETERMINATE, /* nothing wrong found, but something is missing */
  HIKAE_STAMP_INVALID,       /* an answer came and does not prove it; kept all the same */
} HikaeStampState;

/* "queued", "valid", "indeterminate", "invalid". */
const char *hikae_stamp_state_get_name (HikaeStampState state);
gboolean hikae_stamp_state_parse (const char *name, HikaeStampState *state);

#define HIKAE_STAMP_TURNED_AWAY "TURNED_AWAY"

#define HIKAE_TYPE_STAMP (hikae_stamp_get_type ())
G_DECLARE_FINAL_TYPE (HikaeStamp, hikae_stamp, HIKAE, STAMP, GObject)

/**
 * HikaeStamp:
 * @authority: id of the authority: [a-z0-9-]{1,32}
 * @query: (nullable): DER TimeStampReq as sent (RFC 3161 §2.4.1)
 * @response: (nullable): the full reply body as received (RFC 3161 §2.4.2)
 * @chain: (nullable): PEM certificates: anchor and intermediates used
 * @codes: space-separated codes of the verdict, "" when none; of a queued stamp
 *   %HIKAE_STAMP_TURNED_AWAY when a server answered, and not with an answer
 * @detail: one English sentence for the log
 * @transport: (nullable): canonical JSON of what the connection was
 *
 * A plain record; the case keeps it. Built with g_object_new-free setters below because
 * it has many optional parts; treat as immutable once handed over.
 */
HikaeStamp *hikae_stamp_new (guint seal,
                             const char *authority,
                             const char *url,
                             HikaeStampState state) G_GNUC_WARN_UNUSED_RESULT;
guint hikae_stamp_get_seal (HikaeStamp *self);
const char *hikae_stamp_get_authority (HikaeStamp *self);
const char *hikae_stamp_get_url (HikaeStamp *self);
HikaeStampState hikae_stamp_get_state (HikaeStamp *self);

void hikae_stamp_set_exchange (HikaeStamp *self,
                               GBytes *query,
                               GBytes *response,
                               gint64 sent_at,
                               gint64 received_at,
                               const char *transport);
GBytes *hikae_stamp_get_query (HikaeStamp *self);
GBytes *hikae_stamp_get_response (HikaeStamp *self);
gint64 hikae_stamp_get_sent_at (HikaeStamp *self);
gint64 hikae_stamp_get_received_at (HikaeStamp *self);
const char *hikae_stamp_get_transport (HikaeStamp *self);

/* @gen_time: microseconds UTC of the token, 0 when there is none. @token: bare token. */
void hikae_stamp_set_verdict (HikaeStamp *self,
                              GBytes *token,
                              GBytes *chain,
                              gint64 gen_time,
                              const char *signer,
                              const char *codes,
                              const char *detail);
GBytes *hikae_stamp_get_token (HikaeStamp *self);
GBytes *hikae_stamp_get_chain (HikaeStamp *self);
gint64 hikae_stamp_get_gen_time (HikaeStamp *self);
const char *hikae_stamp_get_signer (HikaeStamp *self);
const char *hikae_stamp_get_codes (HikaeStamp *self);
const char *hikae_stamp_get_detail (HikaeStamp *self);

G_END_DECLS
