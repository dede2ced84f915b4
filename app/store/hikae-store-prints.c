/* hikae-store-prints.c: the table of fingerprints
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-store-private.h"

GHashTable *
hikae_store_load_prints (HikaeStore *self, guint form, GError **error)
{
  g_autoptr (HikaeStatement) statement = NULL;
  g_autoptr (GHashTable) prints = g_hash_table_new_full (
      g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)g_bytes_unref);
  HikaeStep step = HIKAE_STEP_FAILED;
  gint64 last = G_MININT64;

  g_assert (hikae_store_is_owner (self));
  statement = hikae_statement_new (self->db, "print-list", error);
  if (statement == NULL)
    return NULL;
  hikae_statement_bind_int (statement, 1, form);
  while ((step = hikae_statement_step (statement, error)) == HIKAE_STEP_ROW) {
    const gint64 item = hikae_statement_get_int (statement, 0);

    if (!hikae_store_step_on (&last, item, error))
      return NULL;
    GBytes *bytes = hikae_statement_dup_bytes (statement, 1);

    if (bytes != NULL && item > 0 && item <= G_MAXINT)
      g_hash_table_replace (prints, GUINT_TO_POINTER ((guint)item), bytes);
    else
      g_clear_pointer (&bytes, g_bytes_unref);
  }
  return step == HIKAE_STEP_DONE ? g_steal_pointer (&prints) : NULL;
}

static gboolean
replace_all (HikaeStore *self, GHashTable *prints, guint form, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "print-replace", error);
  GHashTableIter iter;
  gpointer number = NULL;
  gpointer bytes = NULL;

  if (statement == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, prints);
  while (g_hash_table_iter_next (&iter, &number, &bytes)) {
    hikae_statement_bind_int (statement, 1, GPOINTER_TO_UINT (number));
    hikae_statement_bind_gbytes (statement, 2, bytes);
    hikae_statement_bind_int (statement, 3, form);
    if (!hikae_statement_run (statement, error))
      return FALSE;
    hikae_statement_reset (statement);
  }
  return TRUE;
}

gboolean
hikae_store_add_prints (HikaeStore *self, GHashTable *prints, guint form, GError **error)
{
  g_assert (hikae_store_is_owner (self));
  g_return_val_if_fail (!self->minor, FALSE);
  if (!hikae_store_begin (self, error))
    return FALSE;
  if (!replace_all (self, prints, form, error)) {
    hikae_store_rollback (self);
    return FALSE;
  }
  return hikae_store_commit (self, error);
}
