/* hikae-store-stamps.c: the table of stamps: every attempt, of any state
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-store-private.h"

gpointer
hikae_store_make_stamp (HikaeStatement *row, gint64 *key, GError **error)
{
  g_autoptr (GBytes) query = hikae_statement_dup_bytes (row, 5);
  g_autoptr (GBytes) response = hikae_statement_dup_bytes (row, 6);
  g_autoptr (GBytes) token = hikae_statement_dup_bytes (row, 10);
  g_autoptr (GBytes) chain = hikae_statement_dup_bytes (row, 11);
  const char *authority = hikae_statement_get_text (row, 2);
  gint64 seal = hikae_statement_get_int (row, 1);
  HikaeStampState state = HIKAE_STAMP_QUEUED;
  HikaeStamp *stamp = NULL;

  *key = hikae_statement_get_int (row, 0);
  if (seal < 1 || seal > G_MAXUINT || authority == NULL ||
      !hikae_stamp_state_parse (hikae_statement_get_text (row, 4), &state)) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_DAMAGED,
                 "stamp attempt %" G_GINT64_FORMAT " is not whole",
                 *key);
    return NULL;
  }
  stamp =
      hikae_stamp_new ((guint)seal, authority, hikae_statement_get_text (row, 3), state);
  hikae_stamp_set_exchange (stamp,
                            query,
                            response,
                            hikae_statement_get_int (row, 7),
                            hikae_statement_get_int (row, 8),
                            hikae_statement_get_text (row, 9));
  hikae_stamp_set_verdict (stamp,
                           token,
                           chain,
                           hikae_statement_get_int (row, 12),
                           hikae_statement_get_text (row, 13),
                           hikae_statement_get_text (row, 14),
                           hikae_statement_get_text (row, 15));
  return stamp;
}

GPtrArray *
hikae_store_load_stamps (HikaeStore *self, GError **error)
{
  return hikae_store_load_readable (self, "stamp-list", hikae_store_make_stamp, error);
}

static gboolean
insert_stamp (HikaeStore *self, HikaeStamp *stamp, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "stamp-insert", error);

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, hikae_stamp_get_seal (stamp));
  hikae_statement_bind_text (statement, 2, hikae_stamp_get_authority (stamp));
  hikae_statement_bind_text (statement, 3, hikae_stamp_get_url (stamp));
  hikae_statement_bind_text (
      statement, 4, hikae_stamp_state_get_name (hikae_stamp_get_state (stamp)));
  hikae_statement_bind_gbytes (statement, 5, hikae_stamp_get_query (stamp));
  hikae_statement_bind_gbytes (statement, 6, hikae_stamp_get_response (stamp));
  hikae_statement_bind_int (statement, 7, hikae_stamp_get_sent_at (stamp));
  hikae_statement_bind_int (statement, 8, hikae_stamp_get_received_at (stamp));
  hikae_statement_bind_text (statement, 9, hikae_stamp_get_transport (stamp));
  hikae_statement_bind_gbytes (statement, 10, hikae_stamp_get_token (stamp));
  hikae_statement_bind_gbytes (statement, 11, hikae_stamp_get_chain (stamp));
  hikae_statement_bind_int (statement, 12, hikae_stamp_get_gen_time (stamp));
  hikae_statement_bind_text (statement, 13, hikae_stamp_get_signer (stamp));
  hikae_statement_bind_text (statement, 14, hikae_stamp_get_codes (stamp));
  hikae_statement_bind_text (statement, 15, hikae_stamp_get_detail (stamp));
  return hikae_statement_run (statement, error);
}

static void
set_text (JsonObject *body, const char *name, const char *value)
{
  if (value != NULL && *value != '\0')
    json_object_set_string_member (body, name, value);
}

static gboolean
append_attempt (HikaeStore *self, HikaeStamp *stamp, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *response = hikae_store_hash_hex (hikae_stamp_get_response (stamp));
  g_autofree char *token = hikae_store_hash_hex (hikae_stamp_get_token (stamp));
  g_autofree char *gen_time =
      hikae_stamp_get_gen_time (stamp) != 0
          ? hikae_clock_format_utc (hikae_stamp_get_gen_time (stamp))
          : NULL;
  HikaeStampState state = hikae_stamp_get_state (stamp);
  gboolean received = state == HIKAE_STAMP_VALID || state == HIKAE_STAMP_INDETERMINATE;
  g_autoptr (HikaeEvent) event = NULL;

  json_object_set_int_member (body, "seal", hikae_stamp_get_seal (stamp));
  set_text (body, "authority", hikae_stamp_get_authority (stamp));
  set_text (body, "url", hikae_stamp_get_url (stamp));
  set_text (body, "state", hikae_stamp_state_get_name (state));
  set_text (body, "codes", hikae_stamp_get_codes (stamp));
  set_text (body, "detail", hikae_stamp_get_detail (stamp));
  set_text (body, "gen_time", gen_time);
  set_text (body, "response_sha256", response);
  set_text (body, "token_sha256", token);
  event = hikae_store_append_event (
      self, received ? "stamp.received" : "stamp.failed", body, error);
  return event != NULL;
}

static gboolean
has_seal (HikaeStore *self, guint number, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "seal-get", error);
  HikaeStep step = HIKAE_STEP_FAILED;

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, number);
  step = hikae_statement_step (statement, error);
  if (step == HIKAE_STEP_DONE)
    g_set_error (
        error, HIKAE_ERROR, HIKAE_ERROR_NOT_FOUND, "there is no seal %u", number);
  return step == HIKAE_STEP_ROW;
}

gboolean
hikae_store_add_stamp (HikaeStore *self, HikaeStamp *stamp, GError **error)
{
  g_assert (hikae_store_is_owner (self));
  if (!has_seal (self, hikae_stamp_get_seal (stamp), error) ||
      !hikae_store_begin (self, error))
    return FALSE;
  if (!insert_stamp (self, stamp, error) || !append_attempt (self, stamp, error)) {
    hikae_store_rollback (self);
    return FALSE;
  }
  return hikae_store_commit (self, error);
}
