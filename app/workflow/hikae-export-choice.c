/* hikae-export-choice.c: which items of a case go into a bundle
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A case may hold a hundred thousand items, of which two were chosen: only records that
 * can matter are read, each by itself, and no item is compared with all others. */
#include "config.h"

#include "hikae-bundle-plan.h"
#include "hikae-export-private.h"

typedef struct {
  const HikaeExportChoice *choice;
  GPtrArray *all;     /* (element-type HikaeItem): by number */
  GHashTable *listed; /* (nullable): numbers that were chosen; NULL: every one */
  GHashTable *newest; /* what copies were made from in the end → number of the last one */
  GHashTable *named; /* the same, of which a copy was chosen by its number */
} Choosing;

GHashTable *
hikae_export_make_set (const GArray *numbers)
{
  GHashTable *set = numbers != NULL ? g_hash_table_new (NULL, NULL) : NULL;

  for (guint i = 0; numbers != NULL && i < numbers->len; i++)
    g_hash_table_add (set, GUINT_TO_POINTER (g_array_index (numbers, guint, i)));
  return set;
}

HikaeItem *
hikae_export_find_item (GPtrArray *items, guint number)
{
  guint low = 0;
  guint high = items->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (hikae_item_get_number (items->pdata[middle]) < number)
      low = middle + 1;
    else
      high = middle;
  }
  return low < items->len && hikae_item_get_number (items->pdata[low]) == number
             ? items->pdata[low]
             : NULL;
}

/* (transfer full) (nullable) */
static HikaeItem *
read_item (const Choosing *self, guint number)
{
  HikaeItem *item = hikae_export_find_item (self->all, number);

  return item != NULL ? hikae_item_dup_unread (item) : NULL;
}

static guint
find_original (HikaeItem *item)
{
  return item != NULL && hikae_item_mentions (item, "\"derived_from\"")
             ? hikae_item_get_derived_from (item)
             : 0;
}

/* The item itself; with @redacted also what was made from a chosen one, and without its
 * cookies a page's copy. */
static gboolean
is_chosen (const Choosing *self, guint number)
{
  const HikaeExportChoice *choice = self->choice;
  g_autoptr (HikaeItem) item = NULL;
  guint original = 0;

  if (self->listed == NULL ||
      g_hash_table_contains (self->listed, GUINT_TO_POINTER (number)))
    return TRUE;
  item = read_item (self, number);
  original = find_original (item);
  /* A record may only name an earlier item, so this ends. */
  return original > 0 && original < number &&
         (choice->redacted || ((choice->private_fields & HIKAE_BUNDLE_COOKIES) == 0 &&
                               hikae_bundle_is_cookie_free (item))) &&
         is_chosen (self, original);
}

/* What an item was made from in the end; 0 when that is not there. */
static guint
find_root (const Choosing *self, guint number)
{
  for (;;) {
    g_autoptr (HikaeItem) item = read_item (self, number);
    guint original = find_original (item);

    if (item == NULL)
      return 0;
    /* A record may only name an earlier item, so this ends. */
    if (original == 0 || original >= number)
      return number;
    number = original;
  }
}

static gboolean
is_redaction (HikaeItem *item)
{
  g_autoptr (HikaeItem) read = NULL;

  if (!hikae_item_mentions (item, "\"derived\""))
    return FALSE;
  read = hikae_item_dup_unread (item);
  return hikae_bundle_is_redaction (read);
}

static void
find_copies (Choosing *self)
{
  self->newest = g_hash_table_new (NULL, NULL);
  self->named = g_hash_table_new (NULL, NULL);
  for (guint i = 0; self->choice->redacted && i < self->all->len; i++) {
    HikaeItem *item = self->all->pdata[i];
    const guint number = hikae_item_get_number (item);
    gpointer root = NULL;

    if (hikae_item_get_deleted (item) || !is_redaction (item))
      continue;
    root = GUINT_TO_POINTER (find_root (self, number));
    g_hash_table_insert (self->newest, root, GUINT_TO_POINTER (number));
    if (self->listed != NULL &&
        g_hash_table_contains (self->listed, GUINT_TO_POINTER (number)))
      g_hash_table_add (self->named, root);
  }
}

/* Of several changed copies of one original, made from one another or each by itself, the
 * last one goes along, since an earlier one may show what it hides; but when some of them
 * were chosen by number, those. */
static gboolean
has_better_copy (const Choosing *self, HikaeItem *item)
{
  const guint number = hikae_item_get_number (item);
  gpointer root = NULL;

  if (!self->choice->redacted || !is_redaction (item) ||
      (self->listed != NULL &&
       g_hash_table_contains (self->listed, GUINT_TO_POINTER (number))))
    return FALSE;
  root = GUINT_TO_POINTER (find_root (self, number));
  return g_hash_table_contains (self->named, root) ||
         GPOINTER_TO_UINT (g_hash_table_lookup (self->newest, root)) > number;
}

GPtrArray *
hikae_export_choose_items (const HikaeExportChoice *choice, GPtrArray *all)
{
  g_autoptr (GHashTable) listed = hikae_export_make_set (choice->items);
  Choosing self = {choice, all, listed, NULL, NULL};
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);

  find_copies (&self);
  for (guint i = 0; i < all->len; i++) {
    HikaeItem *item = all->pdata[i];

    if (!hikae_item_get_deleted (item) &&
        is_chosen (&self, hikae_item_get_number (item)) && !has_better_copy (&self, item))
      g_ptr_array_add (chosen, g_object_ref (item));
  }
  g_hash_table_unref (self.newest);
  g_hash_table_unref (self.named);
  return chosen;
}
