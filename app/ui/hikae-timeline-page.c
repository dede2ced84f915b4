/* hikae-timeline-page.c: everything that happened, the newest first, from the custody log
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-timeline-page.h"

#include "hikae-accessible-name.h"
#include "hikae-filling.h"
#include "hikae-newest-list.h"
#include "hikae-timeline-row.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>

struct _HikaeTimelinePage {
  HikaePage parent_instance;

  HikaeCase *shown; /* (owned) (nullable): whose events the list has */

  GtkDropDown *show;
  GtkListView *list;
};

G_DEFINE_FINAL_TYPE (HikaeTimelinePage, hikae_timeline_page, HIKAE_TYPE_PAGE)

/* In the order of the drop-down: how the kinds of each begin, in their quotes. */
static const struct {
  const char *label;
  const char *kinds[5];
} filters[] = {
    {N_ ("Everything"), {NULL}},
    {N_ ("Items"), {"\"item.", "\"recheck.", NULL}},
    {N_ ("Outside time"), {"\"seal.", "\"stamp.", "\"revocation.", "\"record.", NULL}},
    {N_ ("Letters"), {"\"request.", "\"contacts.", NULL}},
    {N_ ("The case itself"), {"\"case.", "\"key.", "\"bundle.", NULL}},
};

static gboolean
matches_cb (gpointer object, gpointer user_data)
{
  const guint filter = GPOINTER_TO_UINT (user_data);

  for (guint i = 0; filters[filter].kinds[i] != NULL; i++) {
    const char *kind = filters[filter].kinds[i];

    /* The sieve may let a text through that only says so. */
    if (hikae_event_mentions (object, kind) &&
        g_str_has_prefix (hikae_event_get_kind (object), kind + 1))
      return TRUE;
  }
  return FALSE;
}

static void
forget (HikaeTimelinePage *self)
{
  hikae_filling_stop (GTK_WIDGET (self->list));
  gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->shown);
}

static void
show_events (HikaeTimelinePage *self)
{
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));
  const guint filter =
      MIN (gtk_drop_down_get_selected (self->show), G_N_ELEMENTS (filters) - 1);
  g_autoptr (GtkNoSelection) selection = NULL;
  GListModel *model = NULL;

  if (open_case == NULL) {
    forget (self);
    return;
  }
  g_set_object (&self->shown, open_case);
  model = G_LIST_MODEL (hikae_newest_list_new (hikae_case_get_events (open_case)));
  if (filter > 0) {
    GtkFilter *custom =
        GTK_FILTER (gtk_custom_filter_new (matches_cb, GUINT_TO_POINTER (filter), NULL));

    model = G_LIST_MODEL (gtk_filter_list_model_new (model, custom));
    gtk_filter_list_model_set_incremental (GTK_FILTER_LIST_MODEL (model), TRUE);
  }
  selection = gtk_no_selection_new (
      hikae_filling_start (GTK_WIDGET (self->list), model, NULL, NULL));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
}

/* (transfer full): what the event is about; "" when it says no more than its kind. */
static char *
describe_subject (HikaeTimelinePage *self, HikaeEvent *event)
{
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));
  JsonObject *body = hikae_event_get_body (event);
  const guint number = (guint)hikae_json_get_int (body, "item", 0);
  const guint request = (guint)hikae_json_get_int (body, "request", 0);
  HikaeItem *item =
      open_case != NULL && number != 0 ? hikae_case_find_item (open_case, number) : NULL;
  HikaeRequestState state = HIKAE_REQUEST_READY;

  if (item != NULL) {
    g_autofree char *title = hikae_wording_item_title (item, 120);

    /* Translators: the number of an item, its title. */
    return g_strdup_printf (_ ("Item %u: %s"), number, title);
  }
  if (request != 0 &&
      hikae_request_state_parse (hikae_json_get_string (body, "to"), &state))
    /* Translators: the number of a letter, where it stands now. */
    return g_strdup_printf (
        _ ("Letter %u: %s"), request, hikae_wording_request_state (state));
  if (request != 0)
    return g_strdup_printf (_ ("Letter %u"), request);
  if (hikae_json_get_int (body, "seal", 0) != 0)
    return g_strdup_printf (_ ("List %u"), (guint)hikae_json_get_int (body, "seal", 0));
  return g_strdup ("");
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  HikaeTimelinePage *self = HIKAE_TIMELINE_PAGE (user_data);
  HikaeEvent *event = HIKAE_EVENT (gtk_list_item_get_item (list_item));
  g_autofree char *time = hikae_wording_day (hikae_event_get_time (event));
  g_autofree char *what = hikae_wording_event (event);
  g_autofree char *subject = describe_subject (self, event);

  hikae_timeline_row_show (
      HIKAE_TIMELINE_ROW (gtk_list_item_get_child (list_item)), time, what, subject);
}

/* Where the event leads: to the item, the letter or what waits. */
static void
activate_cb (HikaeTimelinePage *self, guint position)
{
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (self->list));
  g_autoptr (HikaeEvent) event =
      model != NULL ? g_list_model_get_item (model, position) : NULL;
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));

  if (event == NULL)
    return;
  JsonObject *body = hikae_event_get_body (event);
  const guint item = (guint)hikae_json_get_int (body, "item", 0);
  const guint request = (guint)hikae_json_get_int (body, "request", 0);
  g_autofree char *target = g_strdup_printf ("%u", item != 0 ? item : request);

  if (item != 0 || request != 0)
    hikae_session_go (session, item != 0 ? "case" : "request", target);
}

static void
show_changed_cb (HikaeTimelinePage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_events (self);
}

static void
hikae_timeline_page_enter (HikaePage *page, const char *argument)
{
  HikaeTimelinePage *self = HIKAE_TIMELINE_PAGE (page);

  /* The list follows the log by itself. */
  if (self->shown == NULL || self->shown != hikae_page_get_case (page))
    show_events (self);
}

static void
hikae_timeline_page_leave (HikaePage *page, gboolean locking)
{
  HikaeTimelinePage *self = HIKAE_TIMELINE_PAGE (page);

  if (!locking)
    return;
  forget (self);
  gtk_drop_down_set_selected (self->show, 0);
}

static void
hikae_timeline_page_dispose (GObject *object)
{
  g_clear_object (&HIKAE_TIMELINE_PAGE (object)->shown);
  G_OBJECT_CLASS (hikae_timeline_page_parent_class)->dispose (object);
}

static void
hikae_timeline_page_class_init (HikaeTimelinePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hikae_timeline_page_dispose;
  HIKAE_PAGE_CLASS (klass)->enter = hikae_timeline_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_timeline_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-timeline-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeTimelinePage, show);
  gtk_widget_class_bind_template_child (widget_class, HikaeTimelinePage, list);
  gtk_widget_class_bind_template_callback (widget_class, show_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, hikae_timeline_row_new ());
}

static void
hikae_timeline_page_init (HikaeTimelinePage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    gtk_string_list_append (labels, _ (filters[i].label));
  gtk_drop_down_set_model (self->show, G_LIST_MODEL (labels));
  /* The button inside takes the focus, and has no name of its own. */
  hikae_accessible_name_set (gtk_widget_get_first_child (GTK_WIDGET (self->show)),
                             _ ("What the timeline shows"));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  gtk_list_view_set_factory (self->list, factory);
}
