/* hikae-store-requests.c: the table of takedown requests
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-store-private.h"

gpointer
hikae_store_make_request (HikaeStatement *row, gint64 *key, GError **error)
{
  g_autoptr (GBytes) record = hikae_statement_dup_record (row, 3);
  HikaeRequestState state = HIKAE_REQUEST_DRAFTED;
  HikaeRequest *request = NULL;

  *key = hikae_statement_get_int (row, 0);
  if (hikae_request_state_parse (hikae_statement_get_text (row, 1), &state))
    request = hikae_request_new (
        (guint)*key, state, hikae_statement_get_int (row, 2), record, error);
  else
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, "its state has no known name");
  if (request == NULL)
    g_prefix_error (error, "request %" G_GINT64_FORMAT ": ", *key);
  return request;
}

GPtrArray *
hikae_store_load_requests (HikaeStore *self, GError **error)
{
  return hikae_store_load_readable (
      self, "request-list", hikae_store_make_request, error);
}

static gboolean
insert_request (HikaeStore *self, HikaeRequest *request, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "request-insert", error);

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, hikae_request_get_number (request));
  hikae_statement_bind_text (
      statement, 2, hikae_request_state_get_name (hikae_request_get_state (request)));
  hikae_statement_bind_int (statement, 3, hikae_request_get_changed_at (request));
  hikae_statement_bind_gbytes (statement, 4, hikae_request_get_record (request));
  return hikae_statement_run (statement, error);
}

static gboolean
append_added (HikaeStore *self, HikaeRequest *request, GError **error)
{
  static const char *const fields[] = {"basis", "channel", "recipient"};
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *record = hikae_store_hash_hex (hikae_request_get_record (request));
  g_autoptr (HikaeEvent) event = NULL;

  json_object_set_int_member (body, "request", hikae_request_get_number (request));
  json_object_set_string_member (
      body, "state", hikae_request_state_get_name (hikae_request_get_state (request)));
  json_object_set_string_member (body, "record_sha256", record);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (hikae_request_get_field (request, fields[i]) != NULL)
      json_object_set_string_member (
          body, fields[i], hikae_request_get_field (request, fields[i]));
  event = hikae_store_append_event (self, "request.added", body, error);
  return event != NULL;
}

HikaeRequest *
hikae_store_add_request (HikaeStore *self,
                         GBytes *record,
                         HikaeRequestState state,
                         GError **error)
{
  g_autoptr (HikaeRequest) request = NULL;
  gint64 last = 0;

  g_assert (hikae_store_is_owner (self));
  if (!hikae_store_query_int (self, "request-last", &last, error))
    return NULL;
  request =
      hikae_request_new ((guint)last + 1, state, hikae_clock_get_now (), record, error);
  if (request == NULL || !hikae_store_begin (self, error))
    return NULL;
  if (!insert_request (self, request, error) || !append_added (self, request, error)) {
    hikae_store_rollback (self);
    return NULL;
  }
  return hikae_store_commit (self, error) ? g_steal_pointer (&request) : NULL;
}

static HikaeRequest *
get_request (HikaeStore *self, guint number, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "request-get", error);
  HikaeStep step = HIKAE_STEP_FAILED;
  gint64 key = 0;

  if (statement == NULL)
    return NULL;
  hikae_statement_bind_int (statement, 1, number);
  step = hikae_statement_step (statement, error);
  if (step == HIKAE_STEP_DONE)
    g_set_error (
        error, HIKAE_ERROR, HIKAE_ERROR_NOT_FOUND, "there is no request %u", number);
  return step == HIKAE_STEP_ROW ? hikae_store_make_request (statement, &key, error)
                                : NULL;
}

static gboolean
change_in_change (HikaeStore *self,
                  HikaeRequest *old,
                  HikaeRequest *request,
                  const char *note,
                  GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "request-set-state", error);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (HikaeEvent) event = NULL;
  const char *from = hikae_request_state_get_name (hikae_request_get_state (old));
  const char *to = hikae_request_state_get_name (hikae_request_get_state (request));

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, hikae_request_get_number (request));
  hikae_statement_bind_text (statement, 2, to);
  hikae_statement_bind_int (statement, 3, hikae_request_get_changed_at (request));
  if (!hikae_statement_run (statement, error))
    return FALSE;
  json_object_set_int_member (body, "request", hikae_request_get_number (request));
  json_object_set_string_member (body, "from", from);
  json_object_set_string_member (body, "to", to);
  json_object_set_string_member (body, "note", note);
  event = hikae_store_append_event (self, "request.changed", body, error);
  return event != NULL;
}

/* A letter that lacks what its basis requires may only be given up. */
static gboolean
may_become (HikaeRequest *request, HikaeRequestState state, GError **error)
{
  JsonArray *missing =
      hikae_json_get_array (hikae_request_get_record_object (request), "missing");

  if (missing == NULL || json_array_get_length (missing) == 0 ||
      state == HIKAE_REQUEST_DRAFTED || state == HIKAE_REQUEST_CLOSED)
    return TRUE;
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_REJECTED,
               "the letter is a draft: it still lacks \"%s\"",
               json_array_get_string_element (missing, 0));
  return FALSE;
}

HikaeRequest *
hikae_store_change_request (HikaeStore *self,
                            guint number,
                            HikaeRequestState state,
                            const char *note,
                            GError **error)
{
  g_autoptr (HikaeRequest) old = NULL;
  g_autoptr (HikaeRequest) request = NULL;

  g_assert (hikae_store_is_owner (self));
  note = note != NULL ? note : "";
  if (!hikae_store_check_text (note, "the note", error))
    return NULL;
  old = get_request (self, number, error);
  if (old == NULL || !may_become (old, state, error))
    return NULL;
  request = hikae_request_new (
      number, state, hikae_clock_get_now (), hikae_request_get_record (old), error);
  if (request == NULL || !hikae_store_begin (self, error))
    return NULL;
  if (!change_in_change (self, old, request, note, error)) {
    hikae_store_rollback (self);
    return NULL;
  }
  return hikae_store_commit (self, error) ? g_steal_pointer (&request) : NULL;
}
