/* hikae-store-check-found.c: what a check has found so far, and what it passes over
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-store-check-private.h"

void
hikae_check_add (HikaeCheck *self, HikaeFinding *finding)
{
  if (self->findings->len < HIKAE_STORE_FINDINGS_MAX) {
    g_ptr_array_add (self->findings, finding);
    return;
  }
  self->left_out++;
  hikae_finding_free (finding);
}

HikaeCheckedItem *
hikae_check_find_item (HikaeCheck *self, guint number)
{
  guint low = 0;
  guint high = self->items->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;
    HikaeCheckedItem *item = g_ptr_array_index (self->items, middle);

    if (item->number == number)
      return item;
    if (item->number < number)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

/* The key of the first row behind @key; G_MAXUINT64: there is none. FALSE when that
 * cannot be read. */
static gboolean
find_next (HikaeCheck *self, const char *name, guint64 key, guint64 *next)
{
  g_autoptr (HikaeStatement) row = hikae_statement_new (self->store->db, name, NULL);
  HikaeStep step = HIKAE_STEP_FAILED;

  *next = G_MAXUINT64;
  if (row == NULL)
    return FALSE;
  hikae_statement_bind_int (row, 1, (gint64)key);
  step = hikae_statement_step (row, NULL);
  if (step == HIKAE_STEP_ROW)
    *next = (guint64)hikae_statement_get_int (row, 0);
  return step == HIKAE_STEP_DONE || (step == HIKAE_STEP_ROW && *next > key);
}

guint64
hikae_check_pass_gap (HikaeCheck *self,
                      const char *name,
                      guint64 key,
                      guint64 last,
                      HikaeCheckMissingFunc say_missing)
{
  guint64 next = 0;

  /* Where a page is lost each of its keys is asked for by itself, but not for ever. */
  if (!find_next (self, name, key, &next)) {
    self->unreadable++;
    return key + 1;
  }
  next = MIN (next, last + 1);
  for (key++; key < next && self->findings->len < HIKAE_STORE_FINDINGS_MAX; key++)
    say_missing (self, key);
  self->left_out += next - key;
  return next;
}
