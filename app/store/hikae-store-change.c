/* hikae-store-change.c: a change of the store, made whole or not at all
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-store-private.h"

gboolean
hikae_store_is_owner (HikaeStore *self)
{
  return self->owner == g_thread_self ();
}

gboolean
hikae_store_begin (HikaeStore *self, GError **error)
{
  g_assert (hikae_store_is_owner (self));
  g_assert (self->saved_head == NULL && self->uncommitted->len == 0);
  if (self->damaged) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_DAMAGED,
                         "a part of the case cannot be read, so nothing is added to it");
    return FALSE;
  }
  if (!hikae_db_begin (self->db, error))
    return FALSE;
  g_set_object (&self->saved_head, self->head);
  return TRUE;
}

gboolean
hikae_store_commit (HikaeStore *self, GError **error)
{
  if (!hikae_db_commit (self->db, error)) {
    hikae_store_rollback (self);
    return FALSE;
  }
  g_clear_object (&self->saved_head);
  g_ptr_array_extend_and_steal (self->appended, g_steal_pointer (&self->uncommitted));
  self->uncommitted = g_ptr_array_new_with_free_func (g_object_unref);
  return TRUE;
}

void
hikae_store_rollback (HikaeStore *self)
{
  hikae_db_rollback (self->db);
  g_set_object (&self->head, self->saved_head);
  g_clear_object (&self->saved_head);
  g_ptr_array_set_size (self->uncommitted, 0);
}
