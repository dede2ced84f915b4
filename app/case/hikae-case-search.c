/* hikae-case-search.c: which items match, as a list to show
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-case-private.h"

/* ---- the list ---- */

#define HIKAE_TYPE_FOUND_LIST (hikae_found_list_get_type ())
G_DECLARE_FINAL_TYPE (HikaeFoundList, hikae_found_list, HIKAE, FOUND_LIST, GObject)

/* What was found; an item is looked up in the case when its place is looked at. */
struct _HikaeFoundList {
  GObject parent_instance;
  HikaeCase *open_case; /* (owned) */
  GArray *found;        /* (owned): of HikaeStoreFound */
};

static GType
get_item_type (GListModel *list)
{
  return HIKAE_TYPE_ITEM;
}

static guint
get_n_items (GListModel *list)
{
  return HIKAE_FOUND_LIST (list)->found->len;
}

static gpointer
get_item (GListModel *list, guint position)
{
  HikaeFoundList *self = HIKAE_FOUND_LIST (list);
  HikaeItem *item = NULL;

  if (position >= self->found->len)
    return NULL;
  item = hikae_case_find_item (
      self->open_case, g_array_index (self->found, HikaeStoreFound, position).number);
  return item != NULL ? g_object_ref (item) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HikaeFoundList,
                               hikae_found_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
hikae_found_list_finalize (GObject *object)
{
  HikaeFoundList *self = HIKAE_FOUND_LIST (object);

  g_clear_object (&self->open_case);
  g_clear_pointer (&self->found, g_array_unref);
  G_OBJECT_CLASS (hikae_found_list_parent_class)->finalize (object);
}

static void
hikae_found_list_class_init (HikaeFoundListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_found_list_finalize;
}

static void
hikae_found_list_init (HikaeFoundList *self)
{
}

/* ---- the command ---- */

static gboolean
run_search (HikaeCommand *command,
            HikaeCaseWorker *worker,
            GCancellable *cancellable,
            GError **error)
{
  HikaeItemQuery query = command->query;

  query.text = command->text;
  query.address = command->path;
  query.account = command->account;
  command->result = hikae_store_search (
      hikae_case_worker_get_store (worker), &query, cancellable, error);
  command->free_result = (GDestroyNotify)g_array_unref;
  return command->result != NULL;
}

void
hikae_case_search_async (HikaeCase *self,
                         const HikaeItemQuery *query,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_search);

  command->query = *query;
  command->text = g_strdup (query->text);
  command->path = g_strdup (query->address);
  command->account = g_strdup (query->account);
  hikae_command_send (
      command, self, NULL, hikae_case_search_async, cancellable, callback, user_data);
}

GListModel *
hikae_case_search_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  GArray *found = hikae_command_finish (result, hikae_case_search_async, error);
  HikaeFoundList *list = NULL;

  if (found == NULL)
    return NULL;
  list = g_object_new (HIKAE_TYPE_FOUND_LIST, NULL);
  list->open_case = g_object_ref (self);
  list->found = found;
  return G_LIST_MODEL (list);
}

static const HikaeStoreFound *
peek_found (GListModel *found, guint position)
{
  g_return_val_if_fail (HIKAE_IS_FOUND_LIST (found), NULL);

  GArray *array = HIKAE_FOUND_LIST (found)->found;
  g_return_val_if_fail (position < array->len, NULL);
  return &g_array_index (array, HikaeStoreFound, position);
}

guint
hikae_case_search_get_set (GListModel *found, guint position)
{
  const HikaeStoreFound *place = peek_found (found, position);

  return place != NULL ? place->set : 0;
}

guint
hikae_case_search_get_number (GListModel *found, guint position)
{
  const HikaeStoreFound *place = peek_found (found, position);

  return place != NULL ? place->number : 0;
}
