/* hikae-store-revocations.c: the table of revocation lists
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-digest.h"
#include "hikae-error.h"
#include "hikae-store-private.h"

#include <string.h>

static gboolean
is_kind (const char *kind)
{
  return g_strcmp0 (kind, "crl") == 0 || g_strcmp0 (kind, "ocsp") == 0;
}

gpointer
hikae_store_make_revocation (HikaeStatement *row, gint64 *key, GError **error)
{
  g_autoptr (GBytes) sha256 = hikae_statement_dup_bytes (row, 5);
  g_autoptr (GBytes) bytes = hikae_statement_dup_bytes (row, 6);
  const char *kind = hikae_statement_get_text (row, 1);
  const char *url = hikae_statement_get_text (row, 2);
  g_autofree char *said = NULL;
  g_autofree char *found = hikae_store_hash_hex (bytes);

  *key = hikae_statement_get_int (row, 0);
  if (sha256 != NULL)
    said = hikae_hex_format (g_bytes_get_data (sha256, NULL), g_bytes_get_size (sha256));
  if (is_kind (kind) && url != NULL && found != NULL && g_strcmp0 (said, found) == 0)
    return hikae_revocation_new (kind,
                                 url,
                                 hikae_statement_get_int (row, 3),
                                 hikae_statement_get_int (row, 4),
                                 bytes);
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_DAMAGED,
               "revocation list %" G_GINT64_FORMAT " is not whole",
               *key);
  return NULL;
}

GPtrArray *
hikae_store_load_revocations (HikaeStore *self, GError **error)
{
  return hikae_store_load_readable (
      self, "revocation-list", hikae_store_make_revocation, error);
}

static gboolean
insert_revocation (HikaeStore *self, HikaeRevocation *revocation, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "revocation-insert", error);
  HikaeDigest digest = {0};
  g_autoptr (GBytes) sha256 = NULL;

  if (statement == NULL)
    return FALSE;
  if (!hikae_digest_parse_hex (
          &digest, HIKAE_DIGEST_SHA256, hikae_revocation_get_sha256 (revocation)))
    g_assert_not_reached ();
  sha256 = g_bytes_new (digest.bytes, hikae_digest_get_size (&digest));
  hikae_statement_bind_text (statement, 1, hikae_revocation_get_kind (revocation));
  hikae_statement_bind_text (statement, 2, hikae_revocation_get_url (revocation));
  hikae_statement_bind_int (statement, 3, hikae_revocation_get_fetched_at (revocation));
  hikae_statement_bind_int (statement, 4, hikae_revocation_get_issued_at (revocation));
  hikae_statement_bind_gbytes (statement, 5, sha256);
  hikae_statement_bind_gbytes (statement, 6, hikae_revocation_get_bytes (revocation));
  return hikae_statement_run (statement, error);
}

static gboolean
append_fetched (HikaeStore *self, HikaeRevocation *revocation, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (HikaeEvent) event = NULL;

  json_object_set_string_member (body, "kind", hikae_revocation_get_kind (revocation));
  json_object_set_string_member (body, "url", hikae_revocation_get_url (revocation));
  json_object_set_string_member (
      body, "sha256", hikae_revocation_get_sha256 (revocation));
  event = hikae_store_append_event (self, "revocation.fetched", body, error);
  return event != NULL;
}

gboolean
hikae_store_add_revocation (HikaeStore *self, HikaeRevocation *revocation, GError **error)
{
  g_assert (hikae_store_is_owner (self));
  g_return_val_if_fail (is_kind (hikae_revocation_get_kind (revocation)), FALSE);
  if (!hikae_store_check_text (
          hikae_revocation_get_url (revocation), "the address of a list", error) ||
      !hikae_store_begin (self, error))
    return FALSE;
  if (!insert_revocation (self, revocation, error) ||
      !append_fetched (self, revocation, error)) {
    hikae_store_rollback (self);
    return FALSE;
  }
  return hikae_store_commit (self, error);
}
