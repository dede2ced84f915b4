/* hikae-rescue-report.c: what could be saved of a damaged case, and what could not
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-rescue-report.h"

/* Lost items that are listed; a damaged number may claim millions. */
#define LOST_MAX 10000

static const char *const state_names[] = {
    "whole",
    "deleted",
    "rebuilt",
    "partly",
    "no-payload",
    "lost",
};

G_STATIC_ASSERT (G_N_ELEMENTS (state_names) == HIKAE_RESCUED_LOST + 1);

const char *
hikae_rescued_state_get_name (HikaeRescuedState state)
{
  g_return_val_if_fail ((guint)state < G_N_ELEMENTS (state_names), "lost");
  return state_names[state];
}

static void
rescued_item_free (HikaeRescuedItem *self)
{
  g_free (self->where);
  g_free (self);
}

HikaeRescueReport *
hikae_rescue_report_new (void)
{
  HikaeRescueReport *self = g_new0 (HikaeRescueReport, 1);

  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify)rescued_item_free);
  return self;
}

void
hikae_rescue_report_free (HikaeRescueReport *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->items);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_free (self->missing_events);
  g_free (self);
}

void
hikae_rescue_report_add (HikaeRescueReport *self,
                         guint number,
                         HikaeRescuedState state,
                         guint64 size,
                         guint64 missing,
                         char *where)
{
  HikaeRescuedItem *item = NULL;

  self->counts[state]++;
  if (state == HIKAE_RESCUED_LOST && self->counts[state] > LOST_MAX) {
    g_free (where);
    return;
  }
  item = g_new0 (HikaeRescuedItem, 1);
  item->number = number;
  item->state = state;
  item->size = size;
  item->missing = missing;
  item->where = where;
  g_ptr_array_add (self->items, item);
}

gboolean
hikae_rescue_report_is_complete (const HikaeRescueReport *self)
{
  guint damaged = 0;

  for (guint i = HIKAE_RESCUED_REBUILT; i < G_N_ELEMENTS (self->counts); i++)
    damaged += self->counts[i];
  return damaged == 0 && self->findings != NULL && self->findings->len == 0 &&
         !self->title_lost && self->stamps_left_out == 0 && self->missing_events == NULL;
}
