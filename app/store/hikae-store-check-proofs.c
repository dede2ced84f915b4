/* hikae-store-check-proofs.c: what renews stamps: lists, evidence records
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-store-check-private.h"

static void
add_line (HikaeCheck *self, GBytes *bytes, char *path)
{
  g_autofree char *owned = path;
  g_autofree char *sha256 = hikae_store_hash_hex (bytes);

  if (sha256 != NULL)
    g_hash_table_add (self->proofs, g_strdup_printf ("%s  %s", sha256, owned));
}

static void
add_chain (HikaeCheck *self, GBytes *chain)
{
  g_autofree char *sha256 = hikae_store_hash_hex (chain);

  if (sha256 != NULL)
    add_line (self, chain, hikae_seal_dup_material_path ("tsa/chain", sha256, "pem"));
}

/* (transfer full) (nullable): what can be read; what cannot has its finding elsewhere. */
static GPtrArray *
load (HikaeCheck *self, const char *name, HikaeStoreRowFunc make)
{
  return hikae_store_load_list (self->store, name, make, NULL);
}

void
hikae_check_gather_proofs (HikaeCheck *self)
{
  g_autoptr (GPtrArray) seals = load (self, "seal-list", hikae_store_make_seal);
  g_autoptr (GPtrArray) stamps = load (self, "stamp-list", hikae_store_make_stamp);
  g_autoptr (GPtrArray) lists =
      load (self, "revocation-list", hikae_store_make_revocation);

  for (guint i = 0; seals != NULL && i < seals->len; i++) {
    guint number = hikae_seal_get_number (seals->pdata[i]);
    g_autoptr (GBytes) list = hikae_store_load_seal_list (self->store, number, NULL);

    add_line (self, list, g_strdup_printf ("seals/seal-%04u.sha256", number));
  }
  for (guint i = 0; stamps != NULL && i < stamps->len; i++) {
    HikaeStamp *stamp = stamps->pdata[i];

    add_line (self,
              hikae_stamp_get_token (stamp),
              hikae_seal_dup_token_path (hikae_stamp_get_seal (stamp),
                                         hikae_stamp_get_authority (stamp)));
    add_chain (self, hikae_stamp_get_chain (stamp));
  }
  for (guint i = 0; lists != NULL && i < lists->len; i++)
    add_line (self,
              hikae_revocation_get_bytes (lists->pdata[i]),
              hikae_revocation_dup_path (lists->pdata[i]));
}

static char *
format_renewed (gint64 seal, const char *authority, const char *sha256)
{
  return g_strdup_printf ("seal %" G_GINT64_FORMAT ", authority %s, SHA-256 %s",
                          seal,
                          authority != NULL ? authority : "?",
                          sha256 != NULL ? sha256 : "?");
}

void
hikae_check_remember_renewed (HikaeCheck *self, HikaeEvent *event)
{
  JsonObject *body = hikae_event_get_body (event);

  g_hash_table_add (self->renewed,
                    format_renewed (hikae_json_get_int (body, "seal", 0),
                                    hikae_json_get_string (body, "authority"),
                                    hikae_json_get_string (body, "record_sha256")));
}

void
hikae_check_renewals (HikaeCheck *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = hikae_store_load_list (
      self->store, "renewal-list", hikae_store_make_renewal, &error);
  GHashTableIter iter;
  gpointer missing = NULL;

  if (rows == NULL)
    hikae_check_add (self, hikae_finding_new (0, "stamp", "%s", error->message));
  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    HikaeRenewal *row = rows->pdata[i];
    g_autofree char *said = format_renewed (hikae_renewal_get_seal (row),
                                            hikae_renewal_get_authority (row),
                                            hikae_renewal_get_sha256 (row));

    if (!g_hash_table_remove (self->renewed, said))
      hikae_check_add (
          self,
          hikae_finding_new (0,
                             "stamp",
                             "a renewed evidence record is here and no event says so: %s",
                             said));
  }
  g_hash_table_iter_init (&iter, self->renewed);
  while (rows != NULL && g_hash_table_iter_next (&iter, &missing, NULL))
    hikae_check_add (self,
                     hikae_finding_new (0,
                                        "stamp",
                                        "a renewed evidence record is missing: %s",
                                        (const char *)missing));
}
