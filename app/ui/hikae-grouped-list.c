/* hikae-grouped-list.c: what a search found, with a heading before each site or account
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-grouped-list.h"

#include "hikae-case.h"

/* ---- the heading ---- */

struct _HikaeGroupHead {
  GObject parent_instance;
  HikaeItem *first; /* (owned) (nullable) */
  guint count;
};

G_DEFINE_FINAL_TYPE (HikaeGroupHead, hikae_group_head, G_TYPE_OBJECT)

static void
hikae_group_head_finalize (GObject *object)
{
  g_clear_object (&HIKAE_GROUP_HEAD (object)->first);
  G_OBJECT_CLASS (hikae_group_head_parent_class)->finalize (object);
}

static void
hikae_group_head_class_init (HikaeGroupHeadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_group_head_finalize;
}

static void
hikae_group_head_init (HikaeGroupHead *self)
{
}

HikaeItem *
hikae_group_head_get_first (HikaeGroupHead *self)
{
  g_return_val_if_fail (HIKAE_IS_GROUP_HEAD (self), NULL);
  return self->first;
}

guint
hikae_group_head_get_count (HikaeGroupHead *self)
{
  g_return_val_if_fail (HIKAE_IS_GROUP_HEAD (self), 0);
  return self->count;
}

/* ---- the list ---- */

struct _HikaeGroupedList {
  GObject parent_instance;
  GListModel *found; /* (owned) */
  GArray *starts;    /* (owned) (element-type guint): in @found, where groups begin */
};

static GType
get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
get_n_items (GListModel *model)
{
  HikaeGroupedList *self = HIKAE_GROUPED_LIST (model);

  return g_list_model_get_n_items (self->found) + self->starts->len;
}

/* The heading of group g stands at its start in @found plus g. */
static guint
get_head_position (HikaeGroupedList *self, guint group)
{
  return g_array_index (self->starts, guint, group) + group;
}

static guint
find_group (HikaeGroupedList *self, guint position)
{
  guint low = 0;
  guint high = self->starts->len;

  while (high - low > 1) {
    const guint middle = low + (high - low) / 2;

    if (get_head_position (self, middle) <= position)
      low = middle;
    else
      high = middle;
  }
  return low;
}

static HikaeGroupHead *
make_head (HikaeGroupedList *self, guint group)
{
  HikaeGroupHead *head = g_object_new (HIKAE_TYPE_GROUP_HEAD, NULL);
  const guint start = g_array_index (self->starts, guint, group);
  const guint end = group + 1 < self->starts->len
                        ? g_array_index (self->starts, guint, group + 1)
                        : g_list_model_get_n_items (self->found);

  head->first = g_list_model_get_item (self->found, start);
  head->count = end - start;
  return head;
}

static gpointer
get_item (GListModel *model, guint position)
{
  HikaeGroupedList *self = HIKAE_GROUPED_LIST (model);
  guint group = 0;

  if (position >= get_n_items (model))
    return NULL;
  group = find_group (self, position);
  if (get_head_position (self, group) == position)
    return make_head (self, group);
  return g_list_model_get_item (self->found, position - group - 1);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HikaeGroupedList,
                               hikae_grouped_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
hikae_grouped_list_finalize (GObject *object)
{
  HikaeGroupedList *self = HIKAE_GROUPED_LIST (object);

  g_clear_object (&self->found);
  g_array_unref (self->starts);
  G_OBJECT_CLASS (hikae_grouped_list_parent_class)->finalize (object);
}

static void
hikae_grouped_list_class_init (HikaeGroupedListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_grouped_list_finalize;
}

static void
hikae_grouped_list_init (HikaeGroupedList *self)
{
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint));
}

HikaeGroupedList *
hikae_grouped_list_new (GListModel *found)
{
  HikaeGroupedList *self = g_object_new (HIKAE_TYPE_GROUPED_LIST, NULL);
  const guint count = g_list_model_get_n_items (found);

  self->found = g_object_ref (found);
  for (guint i = 0; i < count; i++)
    if (i == 0 ||
        hikae_case_search_get_set (found, i) != hikae_case_search_get_set (found, i - 1))
      g_array_append_val (self->starts, i);
  return self;
}

guint
hikae_grouped_list_get_number (HikaeGroupedList *self, guint position)
{
  g_return_val_if_fail (HIKAE_IS_GROUPED_LIST (self), 0);
  g_return_val_if_fail (position < get_n_items (G_LIST_MODEL (self)), 0);

  const guint group = find_group (self, position);
  return get_head_position (self, group) == position
             ? 0
             : hikae_case_search_get_number (self->found, position - group - 1);
}
