/* hikae-row-list.c: a long list whose objects are made when they are asked for
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-row-list.h"

/* One of the two is set. */
typedef struct {
  HikaeStoreRow *row; /* (nullable): in @rows */
  GObject *object;    /* (owned) (nullable) */
} Place;

struct _HikaeRowList {
  GObject parent_instance;
  GType type;
  HikaeRowListMake make;
  HikaeStoreRows *rows; /* (owned) */
  GArray *places;       /* of Place */
};

static GType
get_item_type (GListModel *list)
{
  return HIKAE_ROW_LIST (list)->type;
}

static guint
get_n_items (GListModel *list)
{
  return HIKAE_ROW_LIST (list)->places->len;
}

static gpointer
get_item (GListModel *list, guint position)
{
  HikaeRowList *self = HIKAE_ROW_LIST (list);
  Place *place = NULL;

  if (position >= self->places->len)
    return NULL;
  place = &g_array_index (self->places, Place, position);
  if (place->object == NULL) {
    place->object = self->make (place->row);
    place->row = NULL;
  }
  return g_object_ref (place->object);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HikaeRowList,
                               hikae_row_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
clear_place (gpointer data)
{
  g_clear_object (&((Place *)data)->object);
}

HikaeRowList *
hikae_row_list_new (GType type, HikaeRowListMake make, HikaeStoreRows *rows)
{
  HikaeRowList *self = g_object_new (HIKAE_TYPE_ROW_LIST, NULL);

  self->type = type;
  self->make = make;
  self->rows = rows;
  g_array_set_size (self->places, rows->rows->len);
  for (guint i = 0; i < rows->rows->len; i++)
    g_array_index (self->places, Place, i).row = g_ptr_array_index (rows->rows, i);
  return self;
}

void
hikae_row_list_splice (HikaeRowList *self,
                       guint position,
                       guint removals,
                       gpointer *additions,
                       guint count)
{
  g_return_if_fail (position + removals <= self->places->len);
  if (removals > 0)
    g_array_remove_range (self->places, position, removals);
  for (guint i = 0; i < count; i++) {
    Place place = {NULL, g_object_ref (additions[i])};

    g_array_insert_val (self->places, position + i, place);
  }
  g_list_model_items_changed (G_LIST_MODEL (self), position, removals, count);
}

/* FALSE when it is covered already. */
static gboolean
seal_place (Place *place, guint seal)
{
  HikaeItem *item = NULL;

  if (place->row != NULL) {
    if (place->row->seal != 0)
      return FALSE;
    place->row->seal = seal;
    return TRUE;
  }
  item = HIKAE_ITEM (place->object);
  if (hikae_item_get_seal (item) != 0)
    return FALSE;
  place->object = G_OBJECT (hikae_item_new_unread (hikae_item_get_record (item),
                                                   hikae_item_get_number (item),
                                                   seal,
                                                   hikae_item_get_deleted (item)));
  g_object_unref (item);
  return TRUE;
}

void
hikae_row_list_seal (HikaeRowList *self, guint seal, guint last)
{
  guint run = 0;

  for (guint i = 0; i <= self->places->len; i++) {
    if (i < self->places->len && hikae_row_list_get_key (self, i) <= last &&
        seal_place (&g_array_index (self->places, Place, i), seal)) {
      run++;
      continue;
    }
    if (run > 0)
      g_list_model_items_changed (G_LIST_MODEL (self), i - run, run, run);
    run = 0;
  }
}

guint64
hikae_row_list_get_key (HikaeRowList *self, guint position)
{
  Place *place = &g_array_index (self->places, Place, position);
  guint64 key = 0;

  g_return_val_if_fail (position < self->places->len, 0);
  if (place->row != NULL)
    return place->row->key;
  if (HIKAE_IS_ITEM (place->object))
    key = hikae_item_get_number (HIKAE_ITEM (place->object));
  else
    key = hikae_event_get_seq (HIKAE_EVENT (place->object));
  return key;
}

gpointer
hikae_row_list_dup (HikaeRowList *self, guint position)
{
  Place *place = &g_array_index (self->places, Place, position);

  g_return_val_if_fail (position < self->places->len, NULL);
  return place->row != NULL ? self->make (place->row) : g_object_ref (place->object);
}

const HikaeStoreRow *
hikae_row_list_peek_row (HikaeRowList *self, guint position)
{
  g_return_val_if_fail (position < self->places->len, NULL);
  return g_array_index (self->places, Place, position).row;
}

static void
hikae_row_list_finalize (GObject *object)
{
  HikaeRowList *self = HIKAE_ROW_LIST (object);

  g_array_unref (self->places);
  g_clear_pointer (&self->rows, hikae_store_rows_free);
  G_OBJECT_CLASS (hikae_row_list_parent_class)->finalize (object);
}

static void
hikae_row_list_class_init (HikaeRowListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_row_list_finalize;
}

static void
hikae_row_list_init (HikaeRowList *self)
{
  self->places = g_array_new (FALSE, TRUE, sizeof (Place));
  g_array_set_clear_func (self->places, clear_place);
}
