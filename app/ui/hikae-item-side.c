/* hikae-item-side.c: the list of the case: searched, filtered, grouped, chosen from
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-item-side.h"

#include "hikae-filling.h"
#include "hikae-grouped-list.h"
#include "hikae-item-filters.h"
#include "hikae-item-places.h"
#include "hikae-item-row.h"
#include "hikae-newest-list.h"

#include <glib/gi18n.h>

struct _HikaeItemSide {
  AdwBin parent_instance;

  HikaeSession *session;        /* (owned) (nullable) */
  GtkMultiSelection *selection; /* (owned) */
  GArray *chosen;               /* (owned): of guint */
  HikaeItemOrder order;
  GListModel *shown; /* (owned) (nullable): the whole of what the list shows */
  gboolean choosing;
  gboolean changing;    /* the selection moves by our own hand */
  GCancellable *search; /* (owned) (nullable): while one runs */

  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkDropDown *show;
  GtkSpinner *spinner;
  GtkStack *list_stack;
  GtkListView *list;
  GtkLabel *empty_label;
};

enum {
  PROP_ORDER = 1,
  PROP_CHOOSING,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];
static guint chosen_changed;

G_DEFINE_FINAL_TYPE (HikaeItemSide, hikae_item_side, ADW_TYPE_BIN)

static const char *const order_names[] = {
    [HIKAE_ITEM_ORDER_NEWEST] = "newest",
    [HIKAE_ITEM_ORDER_SITE] = "site",
    [HIKAE_ITEM_ORDER_ACCOUNT] = "account",
};

static HikaeCase *
get_case (HikaeItemSide *self)
{
  return self->session != NULL ? hikae_session_get_case (self->session) : NULL;
}

/* ---- what is chosen ---- */

/* (transfer full): places of the chosen numbers in the list. */
static GtkBitset *
find_chosen (HikaeItemSide *self)
{
  return self->shown != NULL
             ? hikae_item_places_find (self->shown, get_case (self), self->chosen)
             : gtk_bitset_new_empty ();
}

/* Items that were sealed meanwhile are new objects, and a search brings a new list: what
 * was chosen stays chosen. */
static void
restore_chosen (HikaeItemSide *self)
{
  /* It may be anywhere. */
  if (self->chosen->len > 0)
    hikae_filling_finish (GTK_WIDGET (self->list));
  g_autoptr (GtkBitset) places = find_chosen (self);
  g_autoptr (GtkBitset) all =
      gtk_bitset_new_range (0, g_list_model_get_n_items (G_LIST_MODEL (self->selection)));

  self->changing = TRUE;
  (void)gtk_selection_model_set_selection (
      GTK_SELECTION_MODEL (self->selection), places, all);
  self->changing = FALSE;
}

static void
read_chosen (HikaeItemSide *self)
{
  g_autoptr (GtkBitset) places =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GtkBitsetIter iter;
  guint place = 0;

  g_array_set_size (self->chosen, 0);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, places, &place); more;
       more = gtk_bitset_iter_next (&iter, &place)) {
    const guint number =
        hikae_item_places_get_number (self->shown, get_case (self), place);

    if (number != 0)
      g_array_append_val (self->chosen, number);
  }
}

/* All are all that the list will have, not the rows that have come so far. */
static void
complete_all (HikaeItemSide *self)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self->selection);
  const guint count = g_list_model_get_n_items (G_LIST_MODEL (model));
  g_autoptr (GtkBitset) places = gtk_selection_model_get_selection (model);

  if (self->shown == NULL || count <= 1 || gtk_bitset_get_size (places) < count ||
      count == g_list_model_get_n_items (self->shown))
    return;
  self->changing = TRUE;
  hikae_filling_finish (GTK_WIDGET (self->list));
  (void)gtk_selection_model_select_all (model);
  self->changing = FALSE;
}

static void
selected_cb (HikaeItemSide *self)
{
  if (self->changing)
    return;
  complete_all (self);
  read_chosen (self);
  g_signal_emit (self, chosen_changed, 0);
}

void
hikae_item_side_choose (HikaeItemSide *self, guint number)
{
  g_return_if_fail (HIKAE_IS_ITEM_SIDE (self));

  g_array_set_size (self->chosen, 0);
  if (number != 0)
    g_array_append_val (self->chosen, number);
  restore_chosen (self);
  g_autoptr (GtkBitset) places = find_chosen (self);

  if (!gtk_bitset_is_empty (places))
    (void)gtk_widget_activate_action (GTK_WIDGET (self->list),
                                      "list.scroll-to-item",
                                      "u",
                                      gtk_bitset_get_minimum (places));
}

GArray *
hikae_item_side_get_chosen (HikaeItemSide *self)
{
  g_return_val_if_fail (HIKAE_IS_ITEM_SIDE (self), NULL);
  return self->chosen;
}

gboolean
hikae_item_side_get_choosing (HikaeItemSide *self)
{
  g_return_val_if_fail (HIKAE_IS_ITEM_SIDE (self), FALSE);
  return self->choosing;
}

/* ---- what is shown ---- */

static void
update_empty (HikaeItemSide *self)
{
  HikaeCase *open_case = get_case (self);
  const gboolean shown = g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0;
  const gboolean any = open_case != NULL &&
                       g_list_model_get_n_items (hikae_case_get_items (open_case)) > 0;

  const gboolean is_minor = open_case != NULL && hikae_case_get_minor (open_case);

  gtk_label_set_text (
      self->empty_label,
      any        ? _ ("Nothing matches.")
      : is_minor ? _ ("Nothing is kept yet. Press “Add” for an address or a note.")
                 : _ ("Nothing is kept yet. Drop files here, or press “Add”."));
  gtk_stack_set_visible_child_name (self->list_stack, shown ? "list" : "empty");
}

static void
filled_cb (gpointer user_data)
{
  restore_chosen (HIKAE_ITEM_SIDE (user_data));
}

/* @model: (transfer full) (nullable). */
static void
take_model (HikaeItemSide *self, GListModel *model)
{
  const gboolean several = self->chosen->len > 1;

  g_set_object (&self->shown, model);
  hikae_filling_stop (GTK_WIDGET (self->list));
  if (model != NULL && !several)
    model = hikae_filling_start (GTK_WIDGET (self->list), model, filled_cb, self);
  self->changing = TRUE;
  /* GTK would look for each chosen object among all the new ones. */
  (void)gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
  gtk_multi_selection_set_model (self->selection, model);
  self->changing = FALSE;
  g_clear_object (&model);
  if (several) {
    restore_chosen (self);
    read_chosen (self);
    g_signal_emit (self, chosen_changed, 0);
  }
  update_empty (self);
}

static void
stop_search (HikaeItemSide *self)
{
  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  gtk_spinner_set_spinning (self->spinner, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), FALSE);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItemSide) self = HIKAE_ITEM_SIDE (user_data);
  g_autoptr (GListModel) found =
      hikae_case_search_finish (HIKAE_CASE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      get_case (self) != HIKAE_CASE (source))
    return;
  stop_search (self);
  if (found == NULL)
    hikae_session_fail (self->session, error);
  else if (self->order != HIKAE_ITEM_ORDER_NEWEST)
    take_model (self, G_LIST_MODEL (hikae_grouped_list_new (found)));
  else
    take_model (self, g_steal_pointer (&found));
}

static void
start_search (HikaeItemSide *self, HikaeCase *open_case, const HikaeItemQuery *query)
{
  self->search = g_cancellable_new ();
  gtk_spinner_set_spinning (self->spinner, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), TRUE);
  hikae_case_search_async (open_case, query, self->search, found_cb, g_object_ref (self));
}

static void
refresh (HikaeItemSide *self)
{
  HikaeCase *open_case = get_case (self);
  const guint filter = gtk_drop_down_get_selected (self->show);
  HikaeItemQuery query = {
      .text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry)),
      .order = self->order,
  };
  const gboolean plain = hikae_item_filters_apply (filter, &query) &&
                         *query.text == '\0' && self->order == HIKAE_ITEM_ORDER_NEWEST;

  stop_search (self);
  if (open_case == NULL)
    take_model (self, NULL);
  else if (!plain)
    start_search (self, open_case, &query);
  else if (!HIKAE_IS_NEWEST_LIST (self->shown))
    take_model (self,
                G_LIST_MODEL (hikae_newest_list_new (hikae_case_get_items (open_case))));
  else {
    restore_chosen (self);
    update_empty (self);
  }
}

static void
case_changed_cb (HikaeItemSide *self)
{
  self->changing = TRUE;
  g_array_set_size (self->chosen, 0);
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_drop_down_set_selected (self->show, 0);
  g_object_set (self, "order", "newest", "choosing", FALSE, NULL);
  g_clear_object (&self->shown);
  gtk_multi_selection_set_model (self->selection, NULL);
  self->changing = FALSE;
  refresh (self);
}

static void
filter_changed_cb (HikaeItemSide *self)
{
  if (!self->changing && self->session != NULL)
    refresh (self);
}

void
hikae_item_side_set_session (HikaeItemSide *self, HikaeSession *session)
{
  g_return_if_fail (HIKAE_IS_ITEM_SIDE (self));

  g_set_object (&self->session, session);
  g_signal_connect_object (
      session, "case-changed", G_CALLBACK (case_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      session, "content-changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
}

void
hikae_item_side_toggle_search (HikaeItemSide *self)
{
  g_return_if_fail (HIKAE_IS_ITEM_SIDE (self));

  const gboolean on = !gtk_search_bar_get_search_mode (self->search_bar);
  gtk_search_bar_set_search_mode (self->search_bar, on);
  if (on)
    gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
choose_numbers (HikaeItemSide *self, const char *list)
{
  g_auto (GStrv) parts = g_strsplit (list, ",", -1);

  g_array_set_size (self->chosen, 0);
  for (guint i = 0; parts[i] != NULL; i++) {
    const guint number = (guint)g_ascii_strtoull (parts[i], NULL, 10);

    if (number != 0)
      g_array_append_val (self->chosen, number);
  }
  restore_chosen (self);
  read_chosen (self);
  g_signal_emit (self, chosen_changed, 0);
}

void
hikae_item_side_set_up (HikaeItemSide *self, const char *what)
{
  g_return_if_fail (HIKAE_IS_ITEM_SIDE (self));

  g_auto (GStrv) parts = g_strsplit (what, ":", 2);
  if (g_strv_length (parts) != 2)
    return;
  if (g_str_equal (parts[0], "search"))
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), parts[1]);
  else if (g_str_equal (parts[0], "order"))
    g_object_set (self, "order", parts[1], NULL);
  else if (g_str_equal (parts[0], "choosing"))
    g_object_set (self, "choosing", g_str_equal (parts[1], "yes"), NULL);
  else if (g_str_equal (parts[0], "choose"))
    choose_numbers (self, parts[1]);
  else if (g_str_equal (parts[0], "show"))
    gtk_drop_down_set_selected (self->show, hikae_item_filters_find (parts[1]));
}

/* ---- rows ---- */

static void
ticked_cb (HikaeItemRow *row, gboolean ticked, GtkListItem *list_item)
{
  GtkWidget *side = gtk_widget_get_ancestor (GTK_WIDGET (row), HIKAE_TYPE_ITEM_SIDE);
  const guint position = gtk_list_item_get_position (list_item);

  if (side == NULL || position == GTK_INVALID_LIST_POSITION ||
      ticked == gtk_list_item_get_selected (list_item))
    return;
  GtkSelectionModel *model = GTK_SELECTION_MODEL (HIKAE_ITEM_SIDE (side)->selection);
  if (ticked)
    (void)gtk_selection_model_select_item (model, position, FALSE);
  else
    (void)gtk_selection_model_unselect_item (model, position);
}

static void
setup_row_cb (GtkSignalListItemFactory *factory,
              GtkListItem *list_item,
              gpointer user_data)
{
  GtkWidget *row = hikae_item_row_new ();

  gtk_list_item_set_child (list_item, row);
  g_object_bind_property (user_data, "choosing", row, "choosing", G_BINDING_SYNC_CREATE);
  g_object_bind_property (list_item, "selected", row, "ticked", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (row, "ticked-by-hand", G_CALLBACK (ticked_cb), list_item, 0);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory,
             GtkListItem *list_item,
             gpointer user_data)
{
  HikaeItemSide *self = HIKAE_ITEM_SIDE (user_data);
  HikaeCase *open_case = get_case (self);
  HikaeItemRow *row = HIKAE_ITEM_ROW (gtk_list_item_get_child (list_item));
  GObject *object = gtk_list_item_get_item (list_item);
  const gboolean is_item = HIKAE_IS_ITEM (object);

  gtk_list_item_set_selectable (list_item, is_item);
  gtk_list_item_set_activatable (list_item, is_item);
  if (is_item)
    hikae_item_row_show (row,
                         HIKAE_ITEM (object),
                         open_case != NULL ? hikae_case_get_stamps (open_case) : NULL);
  else
    hikae_item_row_show_head (
        row, HIKAE_GROUP_HEAD (object), self->order == HIKAE_ITEM_ORDER_SITE);
}

/* ---- the widget ---- */

static void
set_order (HikaeItemSide *self, const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (order_names); i++)
    if (g_str_equal (order_names[i], name) && self->order != (HikaeItemOrder)i) {
      self->order = (HikaeItemOrder)i;
      filter_changed_cb (self);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ORDER]);
      return;
    }
}

/* Leaving the mode with several chosen leaves none, as nothing would show them. */
static void
set_choosing (HikaeItemSide *self, gboolean choosing)
{
  if (self->choosing == choosing)
    return;
  self->choosing = choosing;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOOSING]);
  if (!choosing && !self->changing)
    (void)gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
  g_signal_emit (self, chosen_changed, 0);
}

static void
hikae_item_side_set_property (GObject *object,
                              guint id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  HikaeItemSide *self = HIKAE_ITEM_SIDE (object);

  switch (id) {
  case PROP_ORDER:
    set_order (self, g_value_get_string (value));
    break;
  case PROP_CHOOSING:
    set_choosing (self, g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hikae_item_side_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HikaeItemSide *self = HIKAE_ITEM_SIDE (object);

  switch (id) {
  case PROP_ORDER:
    g_value_set_string (value, order_names[self->order]);
    break;
  case PROP_CHOOSING:
    g_value_set_boolean (value, self->choosing);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hikae_item_side_dispose (GObject *object)
{
  HikaeItemSide *self = HIKAE_ITEM_SIDE (object);

  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  gtk_widget_dispose_template (GTK_WIDGET (object), HIKAE_TYPE_ITEM_SIDE);
  g_clear_object (&self->selection);
  g_clear_object (&self->shown);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hikae_item_side_parent_class)->dispose (object);
}

static void
hikae_item_side_finalize (GObject *object)
{
  g_array_unref (HIKAE_ITEM_SIDE (object)->chosen);
  G_OBJECT_CLASS (hikae_item_side_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-item-side.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeItemSide, search_bar);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemSide, search_entry);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemSide, show);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemSide, spinner);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemSide, list_stack);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemSide, list);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemSide, empty_label);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
}

static void
hikae_item_side_class_init (HikaeItemSideClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->set_property = hikae_item_side_set_property;
  object_class->get_property = hikae_item_side_get_property;
  object_class->dispose = hikae_item_side_dispose;
  object_class->finalize = hikae_item_side_finalize;
  properties[PROP_ORDER] = g_param_spec_string ("order", NULL, NULL, "newest", flags);
  properties[PROP_CHOOSING] = g_param_spec_boolean ("choosing", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  chosen_changed = g_signal_new ("chosen-changed",
                                 HIKAE_TYPE_ITEM_SIDE,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 0);
  bind_children (widget_class);
  gtk_widget_class_install_property_action (widget_class, "side.order", "order");
  gtk_widget_class_install_property_action (widget_class, "side.choosing", "choosing");
}

static void
hikae_item_side_init (HikaeItemSide *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->chosen = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_widget_init_template (GTK_WIDGET (self));
  hikae_item_filters_fill (self->show);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  self->selection = gtk_multi_selection_new (NULL);
  g_signal_connect_object (self->selection,
                           "selection-changed",
                           G_CALLBACK (selected_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_row_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_row_cb), self, 0);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}
