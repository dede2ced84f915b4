/* hikae-item-places.c: which item stands where in the list
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-item-places.h"

#include "hikae-grouped-list.h"
#include "hikae-newest-list.h"

guint
hikae_item_places_get_number (GListModel *list, HikaeCase *open_case, guint position)
{
  const guint count = g_list_model_get_n_items (list);

  if (position >= count)
    return 0;
  if (HIKAE_IS_NEWEST_LIST (list))
    return hikae_case_glance (open_case, count - 1 - position).number;
  if (HIKAE_IS_GROUPED_LIST (list))
    return hikae_grouped_list_get_number (HIKAE_GROUPED_LIST (list), position);
  return hikae_case_search_get_number (list, position);
}

/* Numbers fall along the list: the first place whose number is not above @number. */
static guint
halve (GListModel *list, HikaeCase *open_case, guint number)
{
  guint low = 0;
  guint high = g_list_model_get_n_items (list);

  while (low < high) {
    const guint middle = low + (high - low) / 2;

    if (hikae_item_places_get_number (list, open_case, middle) > number)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static void
find_newest (GtkBitset *places, GListModel *list, HikaeCase *open_case, GArray *numbers)
{
  for (guint i = 0; i < numbers->len; i++) {
    const guint number = g_array_index (numbers, guint, i);
    const guint place = halve (list, open_case, number);

    if (hikae_item_places_get_number (list, open_case, place) == number)
      gtk_bitset_add (places, place);
  }
}

/* What a search found stands in any order. */
static void
find_any (GtkBitset *places, GListModel *list, HikaeCase *open_case, GArray *numbers)
{
  const guint count = g_list_model_get_n_items (list);
  g_autoptr (GHashTable) wanted = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < numbers->len; i++)
    g_hash_table_add (wanted, GUINT_TO_POINTER (g_array_index (numbers, guint, i)));
  for (guint i = 0; i < count && g_hash_table_size (wanted) > 0; i++)
    if (g_hash_table_remove (
            wanted, GUINT_TO_POINTER (hikae_item_places_get_number (list, open_case, i))))
      gtk_bitset_add (places, i);
}

GtkBitset *
hikae_item_places_find (GListModel *list, HikaeCase *open_case, GArray *numbers)
{
  GtkBitset *places = gtk_bitset_new_empty ();

  if (HIKAE_IS_NEWEST_LIST (list))
    find_newest (places, list, open_case, numbers);
  else
    find_any (places, list, open_case, numbers);
  return places;
}
