/* hikae-event.h: one entry of the custody log
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-digest.h"
#include "hikae-json.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define HIKAE_EVENT_LINE_MAX (256 * 1024)

#define HIKAE_TYPE_EVENT (hikae_event_get_type ())
G_DECLARE_FINAL_TYPE (HikaeEvent, hikae_event, HIKAE, EVENT, GObject)

/**
 * HikaeEvent:
 *
 * Immutable. An event *is* its line: canonical JSON with exactly the members "actor",
 * "body" (object), "clock", "kind", "prev" (hex SHA-256 of the line before; 64 zeros for
 * the first), "program", "seq" (from 1), "time". Its hash is the SHA-256 of the line's
 * bytes without a line end.
 *
 * Kinds: case.created · item.kept · item.deleted · seal.created · stamp.received ·
 * stamp.failed · revocation.fetched · record.renewed · request.added · request.changed ·
 * request.proved · contacts.found · bundle.exported · key.changed · recheck.done ·
 * case.backed-up · case.rescued.
 */

/* (transfer full): the next line after @previous (NULL: the first). @body is copied. */
GBytes *hikae_event_format_line (HikaeEvent *previous,
                                 const char *kind,
                                 const char *actor,
                                 gint64 time_us,
                                 JsonObject *body) G_GNUC_WARN_UNUSED_RESULT;
/* %HIKAE_ERROR_DAMAGED when the line is not canonical or lacks a member. Does not look at
 * the neighbours; hikae_event_follows() does. */
HikaeEvent *hikae_event_new (GBytes *line, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @self is the line after @previous (NULL: the first). */
gboolean hikae_event_follows (HikaeEvent *self, HikaeEvent *previous);
/* As above, without reading the line before something of it is asked for. A line that
 * turns out to be none is an event of the kind "unreadable". */
HikaeEvent *hikae_event_new_unread (GBytes *line, guint64 seq) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): the same event, unread: what is read of it goes with it, so that going
 * through a long log takes the memory of one line. */
HikaeEvent *hikae_event_dup_unread (HikaeEvent *self) G_GNUC_WARN_UNUSED_RESULT;
GBytes *hikae_event_get_line (HikaeEvent *self);
/* Whether @text stands in the line as it is: a sieve for long logs, much cheaper than
 * reading each line. A kind in its quotes ("\"item.kept\"") or a member with its number
 * ("\"item\":12") of an event that has it is always found; others may be found too. */
gboolean hikae_event_mentions (HikaeEvent *self, const char *text);
const HikaeDigest *hikae_event_get_hash (HikaeEvent *self);
guint64 hikae_event_get_seq (HikaeEvent *self);
const char *hikae_event_get_kind (HikaeEvent *self);
const char *hikae_event_get_actor (HikaeEvent *self);
const char *hikae_event_get_program (HikaeEvent *self);
gint64 hikae_event_get_time (HikaeEvent *self);
const char *hikae_event_get_time_text (HikaeEvent *self);
/* Whether its time is earlier than that of the event before it: the computer's clock had
 * been set back in between. The order of events does not rest on the clock. */
gboolean hikae_event_get_set_back (HikaeEvent *self);
JsonObject *hikae_event_get_body (HikaeEvent *self);

G_END_DECLS
