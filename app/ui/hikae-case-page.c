/* hikae-case-page.c: the open case: its items in a list, beside it the overview or one
 * item
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-case-page.h"

#include "hikae-adder.h"
#include "hikae-item-pane.h"
#include "hikae-item-row.h"
#include "hikae-overview.h"

#include <glib/gi18n.h>

struct _HikaeCasePage {
  HikaePage parent_instance;

  GtkFilterListModel *filtered;  /* (owned) */
  GtkSingleSelection *selection; /* (owned) */
  GtkFilter *filter;             /* (owned) */
  char *needle;                  /* (owned) (nullable): case-folded search text */
  gboolean changing;             /* the selection moves by our own hand */

  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkToggleButton *overview_button;
  GtkStack *list_stack;
  GtkListView *list;
  GtkLabel *empty_label;
  GtkStack *detail;
  HikaeOverview *overview;
  HikaeItemPane *item_pane;
};

G_DEFINE_FINAL_TYPE (HikaeCasePage, hikae_case_page, HIKAE_TYPE_PAGE)

static gboolean
contains (const char *text, const char *needle)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return folded != NULL && strstr (folded, needle) != NULL;
}

static gboolean
matches_cb (gpointer object, gpointer user_data)
{
  static const char *const claims[] = {"title", "url", "final_url", "account", "note"};
  HikaeCasePage *self = HIKAE_CASE_PAGE (user_data);
  HikaeItem *item = HIKAE_ITEM (object);

  if (self->needle == NULL)
    return TRUE;
  if (contains (hikae_item_get_title (item), self->needle) ||
      contains (hikae_item_get_name (item), self->needle))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (claims); i++)
    if (contains (hikae_item_get_claim (item, claims[i]), self->needle))
      return TRUE;
  return FALSE;
}

static void
update_empty (HikaeCasePage *self)
{
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));
  const gboolean shown = g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) > 0;
  const gboolean any = open_case != NULL &&
                       g_list_model_get_n_items (hikae_case_get_items (open_case)) > 0;

  gtk_label_set_text (self->empty_label,
                      any ? _ ("Nothing matches.")
                          : _ ("Nothing is kept yet. Drop files here, or press “Add”."));
  gtk_stack_set_visible_child_name (self->list_stack, shown ? "list" : "empty");
}

static void
search_changed_cb (HikaeCasePage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  g_clear_pointer (&self->needle, g_free);
  if (*text != '\0')
    self->needle = g_utf8_casefold (text, -1);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_empty (self);
}

static void
show_detail (HikaeCasePage *self, HikaeItem *item)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));

  gtk_toggle_button_set_active (self->overview_button, item == NULL);
  if (item == NULL)
    hikae_overview_show (self->overview,
                         hikae_session_get_case (session),
                         hikae_session_get_law_pack (session, NULL));
  hikae_item_pane_show (self->item_pane, session, item);
  gtk_stack_set_visible_child_name (self->detail, item != NULL ? "item" : "overview");
}

static void
selected_cb (HikaeCasePage *self)
{
  if (self->changing)
    return;
  show_detail (self, gtk_single_selection_get_selected_item (self->selection));
}

static void
overview_cb (HikaeCasePage *self)
{
  hikae_case_page_show_item (self, 0);
}

static void
select_number (HikaeCasePage *self, guint number)
{
  const guint count = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; number != 0 && i < count; i++) {
    g_autoptr (HikaeItem) item =
        g_list_model_get_item (G_LIST_MODEL (self->selection), i);

    if (hikae_item_get_number (item) == number) {
      gtk_single_selection_set_selected (self->selection, i);
      return;
    }
  }
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}

void
hikae_case_page_show_item (HikaeCasePage *self, guint number)
{
  g_return_if_fail (HIKAE_IS_CASE_PAGE (self));

  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));
  HikaeItem *item =
      open_case != NULL && number != 0 ? hikae_case_find_item (open_case, number) : NULL;

  self->changing = TRUE;
  select_number (self, number);
  self->changing = FALSE;
  show_detail (self, item);
}

void
hikae_case_page_toggle_search (HikaeCasePage *self)
{
  g_return_if_fail (HIKAE_IS_CASE_PAGE (self));

  const gboolean on = !gtk_search_bar_get_search_mode (self->search_bar);
  gtk_search_bar_set_search_mode (self->search_bar, on);
  if (on)
    gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/* An item was kept, sealed or stamped: the same item is a new object then. */
static void
content_changed_cb (HikaeCasePage *self)
{
  HikaeItem *shown = gtk_single_selection_get_selected_item (self->selection);

  if (hikae_page_get_case (HIKAE_PAGE (self)) == NULL)
    return;
  update_empty (self);
  hikae_case_page_show_item (self, shown != NULL ? hikae_item_get_number (shown) : 0);
}

static void
case_changed_cb (HikaeCasePage *self)
{
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));

  self->changing = TRUE;
  gtk_filter_list_model_set_model (
      self->filtered, open_case != NULL ? hikae_case_get_items (open_case) : NULL);
  self->changing = FALSE;
  if (open_case == NULL) {
    gtk_search_bar_set_search_mode (self->search_bar, FALSE);
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
    hikae_overview_show (self->overview, NULL, NULL);
    hikae_item_pane_show (
        self->item_pane, hikae_page_get_session (HIKAE_PAGE (self)), NULL);
  }
  update_empty (self);
}

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, hikae_item_row_new ());
}

static void
bind_row_cb (GtkSignalListItemFactory *factory,
             GtkListItem *list_item,
             gpointer user_data)
{
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (user_data));

  hikae_item_row_show (HIKAE_ITEM_ROW (gtk_list_item_get_child (list_item)),
                       gtk_list_item_get_item (list_item),
                       open_case != NULL ? hikae_case_get_stamps (open_case) : NULL);
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue *value,
         double x,
         double y,
         gpointer user_data)
{
  HikaePage *self = HIKAE_PAGE (user_data);
  HikaeCase *open_case = hikae_page_get_case (self);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  if (open_case == NULL || hikae_case_get_minor (open_case))
    return FALSE;
  for (GSList *link = g_value_get_boxed (value); link != NULL; link = link->next)
    g_list_store_append (files, link->data);
  hikae_adder_add_files (hikae_page_get_session (self), G_LIST_MODEL (files));
  return TRUE;
}

static void
hikae_case_page_set_up (HikaePage *page, HikaeSession *session)
{
  g_signal_connect_object (
      session, "case-changed", G_CALLBACK (case_changed_cb), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (session,
                           "content-changed",
                           G_CALLBACK (content_changed_cb),
                           page,
                           G_CONNECT_SWAPPED);
}

static void
hikae_case_page_enter (HikaePage *page, const char *argument)
{
  HikaeCasePage *self = HIKAE_CASE_PAGE (page);
  HikaeItem *shown = gtk_single_selection_get_selected_item (self->selection);
  guint64 number = shown != NULL ? hikae_item_get_number (shown) : 0;

  if (argument != NULL)
    number = g_ascii_strtoull (argument, NULL, 10);
  update_empty (self);
  hikae_case_page_show_item (self, (guint)number);
}

static void
hikae_case_page_dispose (GObject *object)
{
  HikaeCasePage *self = HIKAE_CASE_PAGE (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->filtered);
  g_clear_object (&self->filter);
  G_OBJECT_CLASS (hikae_case_page_parent_class)->dispose (object);
}

static void
hikae_case_page_finalize (GObject *object)
{
  g_clear_pointer (&HIKAE_CASE_PAGE (object)->needle, g_free);
  G_OBJECT_CLASS (hikae_case_page_parent_class)->finalize (object);
}

static void
hikae_case_page_class_init (HikaeCasePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hikae_case_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = hikae_case_page_finalize;
  HIKAE_PAGE_CLASS (klass)->set_up = hikae_case_page_set_up;
  HIKAE_PAGE_CLASS (klass)->enter = hikae_case_page_enter;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-case-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeCasePage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, HikaeCasePage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, HikaeCasePage, overview_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeCasePage, list_stack);
  gtk_widget_class_bind_template_child (widget_class, HikaeCasePage, list);
  gtk_widget_class_bind_template_child (widget_class, HikaeCasePage, empty_label);
  gtk_widget_class_bind_template_child (widget_class, HikaeCasePage, detail);
  gtk_widget_class_bind_template_child (widget_class, HikaeCasePage, overview);
  gtk_widget_class_bind_template_child (widget_class, HikaeCasePage, item_pane);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, overview_cb);
}

static void
set_up_list (HikaeCasePage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkExpression *number = gtk_property_expression_new (HIKAE_TYPE_ITEM, NULL, "number");
  g_autoptr (GtkNumericSorter) sorter =
      GTK_NUMERIC_SORTER (gtk_numeric_sorter_new (number));

  gtk_numeric_sorter_set_sort_order (sorter, GTK_SORT_DESCENDING);
  self->filter = GTK_FILTER (gtk_custom_filter_new (matches_cb, self, NULL));
  self->filtered = gtk_filter_list_model_new (NULL, g_object_ref (self->filter));
  GtkSortListModel *sorted = gtk_sort_list_model_new (
      g_object_ref (G_LIST_MODEL (self->filtered)), g_object_ref (GTK_SORTER (sorter)));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (sorted));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect_object (self->selection,
                           "notify::selected-item",
                           G_CALLBACK (selected_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_row_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_row_cb), self, 0);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}

static void
hikae_case_page_init (HikaeCasePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  set_up_list (self);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));

  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect_object (drop, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}
