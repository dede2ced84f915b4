/* hikae-store-events.c: the table of events: the custody log
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-store-private.h"

#include <string.h>

/* The log does not claim to know who sits at the computer, only that the one who did
 * this held a key of the case. */
#define ACTOR "keyholder"
#define KIND_MAX 64

gpointer
hikae_store_make_event (HikaeStatement *row, gint64 *key, GError **error)
{
  g_autoptr (GBytes) line = hikae_statement_dup_record (row, 1);
  HikaeEvent *event = NULL;

  *key = hikae_statement_get_int (row, 0);
  event = hikae_event_new (line, error);
  if (event == NULL)
    g_prefix_error (error, "event %" G_GINT64_FORMAT ": ", *key);
  return event;
}

HikaeStoreRows *
hikae_store_load_events (HikaeStore *self, GError **error)
{
  return hikae_store_load_rows (
      self, "event-list", 1, HIKAE_EVENT_LINE_MAX, FALSE, error);
}

gboolean
hikae_store_load_head (HikaeStore *self, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "event-last", error);
  HikaeStep step = HIKAE_STEP_FAILED;
  gint64 seq = 0;

  if (statement == NULL)
    return FALSE;
  step = hikae_statement_step (statement, error);
  if (step == HIKAE_STEP_ROW) {
    g_clear_object (&self->head);
    self->head = hikae_store_make_event (statement, &seq, error);
    return self->head != NULL;
  }
  if (step == HIKAE_STEP_DONE)
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, "the custody log is empty");
  return FALSE;
}

static gboolean
insert_line (HikaeStore *self, HikaeEvent *event, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "event-insert", error);

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, (gint64)hikae_event_get_seq (event));
  hikae_statement_bind_gbytes (statement, 2, hikae_event_get_line (event));
  return hikae_statement_run (statement, error);
}

HikaeEvent *
hikae_store_append_event (HikaeStore *self,
                          const char *kind,
                          JsonObject *body,
                          GError **error)
{
  g_autoptr (GBytes) line =
      hikae_event_format_line (self->head, kind, ACTOR, hikae_clock_get_now (), body);
  g_autoptr (HikaeEvent) event = NULL;

  if (g_bytes_get_size (line) > HIKAE_EVENT_LINE_MAX) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "an entry of the custody log would be too long");
    return NULL;
  }
  event = hikae_event_new (line, error);
  if (event == NULL || !insert_line (self, event, error)) {
    g_prefix_error_literal (error, "appending to the custody log: ");
    return NULL;
  }
  g_set_object (&self->head, event);
  g_ptr_array_add (self->uncommitted, g_object_ref (event));
  return g_steal_pointer (&event);
}

static gboolean
check_kind (const char *kind, GError **error)
{
  gsize length = kind != NULL ? strlen (kind) : 0;

  if (length > 0 && length <= KIND_MAX &&
      strspn (kind, "abcdefghijklmnopqrstuvwxyz.-") == length)
    return TRUE;
  g_set_error_literal (
      error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "this is not a kind of event");
  return FALSE;
}

gboolean
hikae_store_begin_change (HikaeStore *self,
                          const char *kind,
                          JsonObject *body,
                          GError **error)
{
  g_autoptr (HikaeEvent) event = NULL;

  if (!check_kind (kind, error) || !hikae_store_begin (self, error))
    return FALSE;
  event = hikae_store_append_event (self, kind, body, error);
  if (event == NULL)
    hikae_store_rollback (self);
  return event != NULL;
}

gboolean
hikae_store_end_change (HikaeStore *self, GError **error)
{
  g_assert (hikae_store_is_owner (self));
  return hikae_store_commit (self, error);
}

void
hikae_store_abandon_change (HikaeStore *self)
{
  g_assert (hikae_store_is_owner (self));
  hikae_store_rollback (self);
}

HikaeEvent *
hikae_store_add_event (HikaeStore *self,
                       const char *kind,
                       JsonObject *body,
                       GError **error)
{
  if (!hikae_store_begin_change (self, kind, body, error) ||
      !hikae_store_end_change (self, error))
    return NULL;
  return g_object_ref (self->head);
}
