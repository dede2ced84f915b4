/* hikae-newest-list.c: a list the other way round, the newest first
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-newest-list.h"

struct _HikaeNewestList {
  GObject parent_instance;
  GListModel *list; /* (owned) */
};

static GType
get_item_type (GListModel *model)
{
  return g_list_model_get_item_type (HIKAE_NEWEST_LIST (model)->list);
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (HIKAE_NEWEST_LIST (model)->list);
}

static gpointer
get_item (GListModel *model, guint position)
{
  GListModel *list = HIKAE_NEWEST_LIST (model)->list;
  const guint count = g_list_model_get_n_items (list);

  return position < count ? g_list_model_get_item (list, count - 1 - position) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HikaeNewestList,
                               hikae_newest_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
items_changed_cb (GListModel *list,
                  guint position,
                  guint removed,
                  guint added,
                  gpointer user_data)
{
  const guint count = g_list_model_get_n_items (list);

  g_list_model_items_changed (
      G_LIST_MODEL (user_data), count - position - added, removed, added);
}

static void
hikae_newest_list_finalize (GObject *object)
{
  g_clear_object (&HIKAE_NEWEST_LIST (object)->list);
  G_OBJECT_CLASS (hikae_newest_list_parent_class)->finalize (object);
}

static void
hikae_newest_list_class_init (HikaeNewestListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_newest_list_finalize;
}

static void
hikae_newest_list_init (HikaeNewestList *self)
{
}

HikaeNewestList *
hikae_newest_list_new (GListModel *list)
{
  HikaeNewestList *self = g_object_new (HIKAE_TYPE_NEWEST_LIST, NULL);

  self->list = g_object_ref (list);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (items_changed_cb), self, 0);
  return self;
}
