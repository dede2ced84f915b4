/* hikae-stamp-queue.c: which seal lists wait for outside time, since when, and why
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-stamp-queue.h"

void
hikae_stamp_wait_free (HikaeStampWait *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->failed);
  g_free (self);
}

static void
add_attempt (GHashTable *waits, HikaeStamp *stamp)
{
  HikaeStampWait *wait =
      g_hash_table_lookup (waits, GUINT_TO_POINTER (hikae_stamp_get_seal (stamp)));
  gint64 tried_at =
      MAX (hikae_stamp_get_sent_at (stamp), hikae_stamp_get_received_at (stamp));

  if (wait == NULL)
    return;
  if (hikae_stamp_get_state (stamp) == HIKAE_STAMP_VALID) {
    wait->valid++;
    return;
  }
  wait->tried_at = MAX (wait->tried_at, tried_at);
  g_ptr_array_add (wait->failed, g_object_ref (stamp));
}

GPtrArray *
hikae_stamp_list_waiting (HikaeCase *open_case)
{
  GPtrArray *list =
      g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_stamp_wait_free);
  GListModel *seals = hikae_case_get_seals (open_case);
  GListModel *stamps = hikae_case_get_stamps (open_case);
  g_autoptr (GHashTable) waits = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (seals); i++) {
    g_autoptr (HikaeSeal) seal = g_list_model_get_item (seals, i);
    HikaeStampWait *wait = g_new0 (HikaeStampWait, 1);

    wait->seal = hikae_seal_get_number (seal);
    wait->since = hikae_seal_get_created_at (seal);
    wait->failed = g_ptr_array_new_with_free_func (g_object_unref);
    g_ptr_array_add (list, wait);
    g_hash_table_insert (waits, GUINT_TO_POINTER (wait->seal), wait);
  }
  for (guint i = 0; i < g_list_model_get_n_items (stamps); i++) {
    g_autoptr (HikaeStamp) stamp = g_list_model_get_item (stamps, i);

    add_attempt (waits, stamp);
  }
  for (guint i = list->len; i > 0; i--)
    if (((HikaeStampWait *)list->pdata[i - 1])->valid >= HIKAE_STAMP_ENOUGH)
      g_ptr_array_remove_index (list, i - 1);
  return list;
}
