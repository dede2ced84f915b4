/* hikae-store-renewals.c: the table of renewed evidence records
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-digest.h"
#include "hikae-error.h"
#include "hikae-store-private.h"

#include <string.h>

#define TIME_STAMP "time-stamp"
#define HASH_TREE "hash-tree"

gpointer
hikae_store_make_renewal (HikaeStatement *row, gint64 *key, GError **error)
{
  gint64 seal = hikae_statement_get_int (row, 1);
  const char *authority = hikae_statement_get_text (row, 2);
  const char *kind = hikae_statement_get_text (row, 3);
  g_autoptr (GBytes) chain = hikae_statement_dup_bytes (row, 6);
  g_autoptr (GBytes) sha256 = hikae_statement_dup_bytes (row, 7);
  g_autoptr (GBytes) record = hikae_statement_dup_bytes (row, 8);
  g_autofree char *said = NULL;
  g_autofree char *found = hikae_store_hash_hex (record);

  *key = hikae_statement_get_int (row, 0);
  if (sha256 != NULL)
    said = hikae_hex_format (g_bytes_get_data (sha256, NULL), g_bytes_get_size (sha256));
  if (seal > 0 && seal <= G_MAXUINT && authority != NULL && kind != NULL &&
      chain != NULL && found != NULL && g_strcmp0 (said, found) == 0)
    return hikae_renewal_new ((guint)seal,
                              authority,
                              strcmp (kind, HASH_TREE) == 0,
                              hikae_statement_get_int (row, 4),
                              hikae_statement_get_int (row, 5),
                              chain,
                              record);
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_DAMAGED,
               "renewed evidence record %" G_GINT64_FORMAT " is not whole",
               *key);
  return NULL;
}

GPtrArray *
hikae_store_load_renewals (HikaeStore *self, GError **error)
{
  return hikae_store_load_readable (
      self, "renewal-list", hikae_store_make_renewal, error);
}

static const char *
get_kind (HikaeRenewal *renewal)
{
  return hikae_renewal_get_new_chain (renewal) ? HASH_TREE : TIME_STAMP;
}

static gboolean
insert_renewal (HikaeStore *self, HikaeRenewal *renewal, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "renewal-insert", error);
  HikaeDigest digest = {0};
  g_autoptr (GBytes) sha256 = NULL;

  if (statement == NULL)
    return FALSE;
  if (!hikae_digest_parse_hex (
          &digest, HIKAE_DIGEST_SHA256, hikae_renewal_get_sha256 (renewal)))
    g_assert_not_reached ();
  sha256 = g_bytes_new (digest.bytes, hikae_digest_get_size (&digest));
  hikae_statement_bind_int (statement, 1, hikae_renewal_get_seal (renewal));
  hikae_statement_bind_text (statement, 2, hikae_renewal_get_authority (renewal));
  hikae_statement_bind_text (statement, 3, get_kind (renewal));
  hikae_statement_bind_int (statement, 4, hikae_renewal_get_made_at (renewal));
  hikae_statement_bind_int (statement, 5, hikae_renewal_get_gen_time (renewal));
  hikae_statement_bind_gbytes (statement, 6, hikae_renewal_get_chain (renewal));
  hikae_statement_bind_gbytes (statement, 7, sha256);
  hikae_statement_bind_gbytes (statement, 8, hikae_renewal_get_record (renewal));
  return hikae_statement_run (statement, error);
}

static gboolean
append_renewed (HikaeStore *self, HikaeRenewal *renewal, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *time = hikae_clock_format_utc (hikae_renewal_get_gen_time (renewal));
  g_autoptr (HikaeEvent) event = NULL;

  json_object_set_int_member (body, "seal", hikae_renewal_get_seal (renewal));
  json_object_set_string_member (
      body, "authority", hikae_renewal_get_authority (renewal));
  json_object_set_string_member (body, "kind", get_kind (renewal));
  json_object_set_string_member (body, "gen_time", time);
  json_object_set_string_member (
      body, "record_sha256", hikae_renewal_get_sha256 (renewal));
  event = hikae_store_append_event (self, "record.renewed", body, error);
  return event != NULL;
}

gboolean
hikae_store_add_renewal (HikaeStore *self, HikaeRenewal *renewal, GError **error)
{
  g_assert (hikae_store_is_owner (self));
  if (!hikae_store_check_text (
          hikae_renewal_get_authority (renewal), "the name of an authority", error) ||
      !hikae_store_begin (self, error))
    return FALSE;
  if (!insert_renewal (self, renewal, error) || !append_renewed (self, renewal, error)) {
    hikae_store_rollback (self);
    return FALSE;
  }
  return hikae_store_commit (self, error);
}
