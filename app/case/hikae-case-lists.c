/* hikae-case-lists.c: how the lists of an open case follow its changes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-case-private.h"

#include <string.h>

/* Where the item with @number is or belongs. Numbers grow along the list. */
static guint
find_position (HikaeCase *self, guint number)
{
  guint low = 0;
  guint high = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (hikae_row_list_get_key (self->items, middle) < number)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* (transfer full) (nullable) */
static HikaeItem *
get_item_at (HikaeCase *self, guint position, guint number)
{
  g_autoptr (HikaeItem) item =
      g_list_model_get_item (G_LIST_MODEL (self->items), position);

  return item != NULL && hikae_item_get_number (item) == number ? g_steal_pointer (&item)
                                                                : NULL;
}

HikaeItemGlance
hikae_case_glance (HikaeCase *self, guint position)
{
  const HikaeStoreRow *row = hikae_row_list_peek_row (self->items, position);
  g_autoptr (HikaeItem) item = NULL;

  g_assert (hikae_case_is_here (self));
  if (row != NULL)
    return (HikaeItemGlance){(guint)row->key, row->seal, row->deleted};
  item = g_list_model_get_item (G_LIST_MODEL (self->items), position);
  g_return_val_if_fail (item != NULL, (HikaeItemGlance){0});
  return (HikaeItemGlance){hikae_item_get_number (item),
                           hikae_item_get_seal (item),
                           hikae_item_get_deleted (item)};
}

/* (transfer none) (nullable): the line or record at @position; @list holds it. */
static const char *
peek_text (HikaeRowList *list, guint position, gsize *size)
{
  const HikaeStoreRow *row = hikae_row_list_peek_row (list, position);
  g_autoptr (GObject) object = NULL;
  GBytes *bytes = NULL;

  if (row != NULL) {
    *size = row->size;
    return row->text;
  }
  object = g_list_model_get_item (G_LIST_MODEL (list), position);
  bytes = HIKAE_IS_EVENT (object) ? hikae_event_get_line (HIKAE_EVENT (object))
                                  : hikae_item_get_record (HIKAE_ITEM (object));
  return g_bytes_get_data (bytes, size);
}

static guint
find_text (HikaeRowList *list, const char *text, guint from, guint until)
{
  const guint end = MIN (g_list_model_get_n_items (G_LIST_MODEL (list)), until);
  const gsize length = strlen (text);

  for (guint i = from; i < end; i++) {
    gsize size = 0;
    const char *line = peek_text (list, i, &size);

    if (line != NULL && memmem (line, size, text, length) != NULL)
      return i;
  }
  return G_MAXUINT;
}

guint
hikae_case_find_event (HikaeCase *self, const char *text, guint from, guint until)
{
  g_assert (hikae_case_is_here (self));
  return find_text (self->events, text, from, until);
}

GPtrArray *
hikae_case_find_events (HikaeCase *self, const char *text, const char *other)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);
  guint first = hikae_case_find_event (self, text, 0, G_MAXUINT);
  guint second =
      other != NULL ? hikae_case_find_event (self, other, 0, G_MAXUINT) : G_MAXUINT;

  while (MIN (first, second) != G_MAXUINT) {
    const guint place = MIN (first, second);

    g_ptr_array_add (found, g_list_model_get_item (G_LIST_MODEL (self->events), place));
    if (first == place)
      first = hikae_case_find_event (self, text, place + 1, G_MAXUINT);
    if (second == place)
      second = hikae_case_find_event (self, other, place + 1, G_MAXUINT);
  }
  return found;
}

guint
hikae_case_find_record (HikaeCase *self, const char *text, guint from)
{
  g_assert (hikae_case_is_here (self));
  return find_text (self->items, text, from, G_MAXUINT);
}

HikaeItem *
hikae_case_find_item (HikaeCase *self, guint number)
{
  g_autoptr (HikaeItem) item = NULL;

  g_assert (hikae_case_is_here (self));
  item = get_item_at (self, find_position (self, number), number);
  /* The list holds it for the caller. */
  return item;
}

HikaeItem *
hikae_case_dup_item (HikaeCase *self, guint number)
{
  guint position = find_position (self, number);

  g_assert (hikae_case_is_here (self));
  if (position >= g_list_model_get_n_items (G_LIST_MODEL (self->items)) ||
      hikae_row_list_get_key (self->items, position) != number)
    return NULL;
  return hikae_row_list_dup (self->items, position);
}

static GPtrArray *
dup_all (HikaeRowList *list)
{
  const guint count = g_list_model_get_n_items (G_LIST_MODEL (list));
  GPtrArray *all = g_ptr_array_new_full (count, g_object_unref);

  for (guint i = 0; i < count; i++)
    g_ptr_array_add (all, hikae_row_list_dup (list, i));
  return all;
}

GPtrArray *
hikae_case_dup_items (HikaeCase *self)
{
  g_assert (hikae_case_is_here (self));
  return dup_all (self->items);
}

GPtrArray *
hikae_case_dup_events (HikaeCase *self)
{
  g_assert (hikae_case_is_here (self));
  return dup_all (self->events);
}

/* How many of @items from @start on stand side by side in the list, all there already or
 * all new. */
static guint
count_run (HikaeCase *self,
           GPtrArray *items,
           guint start,
           guint position,
           gboolean *there)
{
  guint length = 0;

  for (guint i = start; i < items->len; i++) {
    guint number = hikae_item_get_number (g_ptr_array_index (items, i));
    g_autoptr (HikaeItem) old = get_item_at (self, position + length, number);

    if (i == start)
      *there = old != NULL;
    if ((old != NULL) != *there)
      break;
    length++;
  }
  return length;
}

void
hikae_case_apply_items (HikaeCase *self, GPtrArray *items)
{
  for (guint i = 0; i < items->len;) {
    guint position =
        find_position (self, hikae_item_get_number (g_ptr_array_index (items, i)));
    gboolean there = FALSE;
    guint run = count_run (self, items, i, position, &there);

    /* New items are appended: numbers only grow. */
    hikae_row_list_splice (self->items, position, there ? run : 0, items->pdata + i, run);
    i += run;
  }
}

void
hikae_case_apply_events (HikaeCase *self, GPtrArray *events)
{
  guint end = g_list_model_get_n_items (G_LIST_MODEL (self->events));

  if (events->len > 0)
    hikae_row_list_splice (self->events, end, 0, events->pdata, events->len);
}

static gboolean
is_about_same (HikaeStamp *a, HikaeStamp *b)
{
  return hikae_stamp_get_seal (a) == hikae_stamp_get_seal (b) &&
         g_str_equal (hikae_stamp_get_authority (a), hikae_stamp_get_authority (b));
}

/* The newest attempt counts, but a failed one never hides a proof that is in hand. */
static gboolean
counts_more (HikaeStamp *later, HikaeStamp *earlier)
{
  return hikae_stamp_get_state (later) == HIKAE_STAMP_VALID ||
         hikae_stamp_get_state (earlier) != HIKAE_STAMP_VALID;
}

/* The log says of these that they came, so they are part of the case for good. */
static gboolean
was_received (HikaeStamp *stamp)
{
  HikaeStampState state = hikae_stamp_get_state (stamp);

  return hikae_stamp_get_token (stamp) != NULL &&
         (state == HIKAE_STAMP_VALID || state == HIKAE_STAMP_INDETERMINATE);
}

static void
keep_older (GPtrArray *older, HikaeStamp *stamp)
{
  if (was_received (stamp))
    g_ptr_array_add (older, g_object_ref (stamp));
}

void
hikae_case_apply_stamp (HikaeCase *self, HikaeStamp *stamp)
{
  GListModel *list = G_LIST_MODEL (self->stamps);
  guint count = g_list_model_get_n_items (list);

  for (guint i = 0; i < count; i++) {
    g_autoptr (HikaeStamp) old = g_list_model_get_item (list, i);
    gpointer added[] = {stamp};

    if (!is_about_same (old, stamp))
      continue;
    if (counts_more (stamp, old)) {
      keep_older (self->older_stamps, old);
      g_list_store_splice (self->stamps, i, 1, added, 1);
    } else {
      keep_older (self->older_stamps, stamp);
    }
    return;
  }
  g_list_store_append (self->stamps, stamp);
}

GPtrArray *
hikae_case_choose_stamps (GPtrArray *attempts, GPtrArray *older)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) places =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < attempts->len; i++) {
    HikaeStamp *stamp = g_ptr_array_index (attempts, i);
    char *key = g_strdup_printf (
        "%u %s", hikae_stamp_get_seal (stamp), hikae_stamp_get_authority (stamp));
    gpointer place = NULL;
    HikaeStamp **known = NULL;

    if (!g_hash_table_lookup_extended (places, key, NULL, &place)) {
      g_hash_table_insert (places, key, GUINT_TO_POINTER (chosen->len));
      g_ptr_array_add (chosen, g_object_ref (stamp));
      continue;
    }
    g_free (key);
    known = (HikaeStamp **)&g_ptr_array_index (chosen, GPOINTER_TO_UINT (place));
    keep_older (older, counts_more (stamp, *known) ? *known : stamp);
    if (counts_more (stamp, *known))
      g_set_object (known, stamp);
  }
  return chosen;
}
