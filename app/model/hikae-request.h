/* hikae-request.h: one takedown request and where it stands
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-json.h"

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  HIKAE_REQUEST_DRAFTED,
  HIKAE_REQUEST_READY,
  HIKAE_REQUEST_SENT,
  HIKAE_REQUEST_ACKNOWLEDGED,
  HIKAE_REQUEST_ANSWERED,
  HIKAE_REQUEST_REFUSED,
  HIKAE_REQUEST_GONE,
  HIKAE_REQUEST_BACK,
  HIKAE_REQUEST_CLOSED,
} HikaeRequestState;

/* "drafted", "ready", "sent", "acknowledged", "answered", "refused", "gone", "back",
 * "closed". */
const char *hikae_request_state_get_name (HikaeRequestState state);
gboolean hikae_request_state_parse (const char *name, HikaeRequestState *state);

#define HIKAE_TYPE_REQUEST (hikae_request_get_type ())
G_DECLARE_FINAL_TYPE (HikaeRequest, hikae_request, HIKAE, REQUEST, GObject)

/**
 * HikaeRequest:
 *
 * Immutable. The record is canonical JSON (schema "hikae-request/1"): "basis",
 * "recipient", "channel", "lang", "items" (numbers), "answers", "text" (the letter),
 * "pack_version", "entry" (the law pack entry used, whole), "recipient_entry",
 * "channel_entry", "clocks", "created_at"; "missing" (ids) of a draft; "follows" (number
 * of the request before) when there is one.
 * The state changes by events; a changed request is a new object.
 */
HikaeRequest *hikae_request_new (guint number,
                                 HikaeRequestState state,
                                 gint64 changed_at,
                                 GBytes *record,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
guint hikae_request_get_number (HikaeRequest *self);
HikaeRequestState hikae_request_get_state (HikaeRequest *self);
gint64 hikae_request_get_changed_at (HikaeRequest *self);
/* When the letter was composed, microseconds UTC; 0 when the record does not say. */
gint64 hikae_request_get_created_at (HikaeRequest *self);
GBytes *hikae_request_get_record (HikaeRequest *self);
JsonObject *hikae_request_get_record_object (HikaeRequest *self);
const char *hikae_request_get_field (HikaeRequest *self, const char *name);

G_END_DECLS
