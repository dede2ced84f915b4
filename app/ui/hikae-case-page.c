/* hikae-case-page.c: the open case: its items in a list, beside it the overview, one item
 * or what can be done with several
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-case-page.h"

#include "hikae-adder.h"
#include "hikae-chosen-pane.h"
#include "hikae-item-pane.h"
#include "hikae-item-side.h"
#include "hikae-overview.h"

#include <glib/gi18n.h>

/* Milliseconds: more than a held key takes to repeat, and after the list's own frame. */
#define MOVING_ON 150
#define NEXT_FRAME 25

struct _HikaeCasePage {
  HikaePage parent_instance;

  guint detail_source; /* a choice is to be shown */
  gint64 chosen_at;    /* monotonic time of the last one, microseconds */
  guint fold_idle;
  guint widen_idle;
  int wanted;          /* width of the list: ours, or as the person drew it */
  gboolean allocating; /* the paned makes the list narrower, not the person */

  GtkPaned *paned;
  GtkToggleButton *overview_button;
  HikaeItemSide *side;
  GtkStack *detail;
  HikaeOverview *overview;
  HikaeItemPane *item_pane;
  HikaeChosenPane *chosen_pane;
};

G_DEFINE_FINAL_TYPE (HikaeCasePage, hikae_case_page, HIKAE_TYPE_PAGE)

static gboolean
has_focus_in (GtkWidget *holder)
{
  GtkRoot *root = gtk_widget_get_root (holder);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, holder);
}

/* The focus stays beside the list when it was there. */
static void
show_pane (HikaeCasePage *self, const char *name, gboolean had_focus)
{
  GtkWidget *before = gtk_stack_get_visible_child (self->detail);

  gtk_stack_set_visible_child_name (self->detail, name);
  if (gtk_stack_get_visible_child (self->detail) == before ||
      has_focus_in (gtk_stack_get_visible_child (self->detail)))
    return;
  hikae_page_forget_focus (GTK_WIDGET (self->detail));
  if (had_focus)
    (void)gtk_widget_child_focus (GTK_WIDGET (self->detail), GTK_DIR_TAB_FORWARD);
}

/* What the choice in the list asks for. */
static void
show_detail (HikaeCasePage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  HikaeCase *open_case = hikae_session_get_case (session);
  GArray *chosen = hikae_item_side_get_chosen (self->side);
  const gboolean several = chosen->len > 1 || hikae_item_side_get_choosing (self->side);
  HikaeItem *item =
      open_case != NULL && chosen->len == 1 && !several
          ? hikae_case_find_item (open_case, g_array_index (chosen, guint, 0))
          : NULL;
  const gboolean had_focus = has_focus_in (GTK_WIDGET (self->detail));

  hikae_item_pane_show (self->item_pane, session, item);
  hikae_chosen_pane_show (self->chosen_pane, session, several ? chosen : NULL);
  gtk_toggle_button_set_active (self->overview_button, item == NULL && !several);
  if (several)
    show_pane (self, "chosen", had_focus);
  else if (item != NULL)
    show_pane (self, "item", had_focus);
  else {
    hikae_overview_show (self->overview, session);
    show_pane (self, "overview", had_focus);
  }
}

static gboolean
detail_cb (gpointer user_data)
{
  HikaeCasePage *self = HIKAE_CASE_PAGE (user_data);

  self->detail_source = 0;
  if (hikae_page_get_case (HIKAE_PAGE (self)) != NULL)
    show_detail (self);
  return G_SOURCE_REMOVE;
}

/* The list moves on first. While a key is held down only the choice that it ends at is
 * shown. */
static void
chosen_cb (HikaeCasePage *self)
{
  const gint64 now = g_get_monotonic_time ();
  const gboolean moves_on = now - self->chosen_at < MOVING_ON * 1000;

  self->chosen_at = now;
  g_clear_handle_id (&self->detail_source, g_source_remove);
  self->detail_source =
      g_timeout_add (moves_on ? MOVING_ON : NEXT_FRAME, detail_cb, self);
}

/* 0: the overview. */
static void
show_item (HikaeCasePage *self, guint number)
{
  if (hikae_item_side_get_choosing (self->side))
    g_object_set (self->side, "choosing", FALSE, NULL);
  hikae_item_side_choose (self->side, number);
  g_clear_handle_id (&self->detail_source, g_source_remove);
  self->detail_source = g_idle_add (detail_cb, self);
}

static void
overview_cb (HikaeCasePage *self)
{
  show_item (self, 0);
}

void
hikae_case_page_toggle_search (HikaeCasePage *self)
{
  g_return_if_fail (HIKAE_IS_CASE_PAGE (self));
  hikae_item_side_toggle_search (self->side);
}

/* An item was kept, sealed or stamped: the same item is a new object then. Only what is
 * on the screen is made anew. */
static void
content_changed_cb (HikaeCasePage *self)
{
  if (hikae_page_get_case (HIKAE_PAGE (self)) != NULL &&
      gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_detail (self);
}

static void
case_changed_cb (HikaeCasePage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));

  if (hikae_session_get_case (session) != NULL)
    return;
  hikae_overview_show (self->overview, session);
  hikae_item_pane_show (self->item_pane, session, NULL);
  hikae_chosen_pane_show (self->chosen_pane, session, NULL);
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

  if (open_case == NULL)
    return FALSE;
  if (hikae_case_get_minor (open_case)) {
    hikae_session_say (hikae_page_get_session (self),
                       _ ("This case keeps no files, only addresses and words."));
    return FALSE;
  }
  for (GSList *link = g_value_get_boxed (value); link != NULL; link = link->next)
    g_list_store_append (files, link->data);
  hikae_adder_add_files (hikae_page_get_session (self), G_LIST_MODEL (files));
  return TRUE;
}

static void
hikae_case_page_set_up (HikaePage *page, HikaeSession *session)
{
  hikae_item_side_set_session (HIKAE_CASE_PAGE (page)->side, session);
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

  if (argument != NULL)
    show_item (self, (guint)g_ascii_strtoull (argument, NULL, 10));
  else
    show_detail (self);
}

static void
side_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hikae_item_side_set_up (HIKAE_CASE_PAGE (widget)->side,
                          g_variant_get_string (parameter, NULL));
}

/* ---- list beside the detail, or above it where both do not fit ---- */

/* What the page asks for at least; the window has its own minimum. */
#define LEAST_WIDTH 300
/* The line between the two. */
#define BAR 2

static gboolean
fold_cb (gpointer user_data)
{
  HikaeCasePage *self = HIKAE_CASE_PAGE (user_data);
  const gboolean beside = gtk_orientable_get_orientation (GTK_ORIENTABLE (self->paned)) ==
                          GTK_ORIENTATION_HORIZONTAL;

  self->fold_idle = 0;
  self->allocating = TRUE;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->paned),
                                  beside ? GTK_ORIENTATION_VERTICAL
                                         : GTK_ORIENTATION_HORIZONTAL);
  self->allocating = FALSE;
  return G_SOURCE_REMOVE;
}

/* A window that was narrow for a while gives the list its width back. */
static gboolean
widen_cb (gpointer user_data)
{
  HikaeCasePage *self = HIKAE_CASE_PAGE (user_data);

  self->widen_idle = 0;
  self->allocating = TRUE;
  gtk_paned_set_position (self->paned, self->wanted);
  self->allocating = FALSE;
  return G_SOURCE_REMOVE;
}

static void
position_cb (HikaeCasePage *self)
{
  if (!self->allocating && gtk_orientable_get_orientation (GTK_ORIENTABLE (
                               self->paned)) == GTK_ORIENTATION_HORIZONTAL)
    self->wanted = gtk_paned_get_position (self->paned);
}

static int
measure_width (GtkWidget *widget)
{
  int least = 0;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  return least;
}

/* Large text in a narrow window makes the two wider than it. */
static void
fold_or_unfold (HikaeCasePage *self, int width)
{
  const int needed = measure_width (gtk_paned_get_start_child (self->paned)) + BAR +
                     measure_width (gtk_paned_get_end_child (self->paned));
  const GtkOrientation wanted =
      needed > width ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;

  if (gtk_orientable_get_orientation (GTK_ORIENTABLE (self->paned)) != wanted &&
      self->fold_idle == 0)
    self->fold_idle = g_idle_add (fold_cb, self);
}

static void
measure_cb (GtkWidget *widget,
            GtkOrientation orientation,
            int for_size,
            int *minimum,
            int *natural,
            int *minimum_baseline,
            int *natural_baseline)
{
  HikaeCasePage *self = HIKAE_CASE_PAGE (widget);

  gtk_widget_measure (
      GTK_WIDGET (self->paned), orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, LEAST_WIDTH);
}

static void
allocate_cb (GtkWidget *widget, int width, int height, int baseline)
{
  HikaeCasePage *self = HIKAE_CASE_PAGE (widget);
  const int room = width - BAR - measure_width (gtk_paned_get_end_child (self->paned));

  self->allocating = TRUE;
  gtk_widget_allocate (GTK_WIDGET (self->paned),
                       MAX (width, measure_width (GTK_WIDGET (self->paned))),
                       height,
                       baseline,
                       NULL);
  self->allocating = FALSE;
  fold_or_unfold (self, width);
  if (self->fold_idle == 0 && self->widen_idle == 0 && room >= self->wanted &&
      gtk_orientable_get_orientation (GTK_ORIENTABLE (self->paned)) ==
          GTK_ORIENTATION_HORIZONTAL &&
      gtk_paned_get_position (self->paned) < self->wanted)
    self->widen_idle = g_idle_add (widen_cb, self);
}

static void
hikae_case_page_dispose (GObject *object)
{
  HikaeCasePage *self = HIKAE_CASE_PAGE (object);

  g_clear_handle_id (&self->detail_source, g_source_remove);
  g_clear_handle_id (&self->fold_idle, g_source_remove);
  g_clear_handle_id (&self->widen_idle, g_source_remove);
  G_OBJECT_CLASS (hikae_case_page_parent_class)->dispose (object);
}

static void
hikae_case_page_class_init (HikaeCasePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hikae_case_page_dispose;
  HIKAE_PAGE_CLASS (klass)->set_up = hikae_case_page_set_up;
  HIKAE_PAGE_CLASS (klass)->enter = hikae_case_page_enter;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-case-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeCasePage, paned);
  gtk_widget_class_bind_template_child (widget_class, HikaeCasePage, overview_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeCasePage, side);
  gtk_widget_class_bind_template_child (widget_class, HikaeCasePage, detail);
  gtk_widget_class_bind_template_child (widget_class, HikaeCasePage, overview);
  gtk_widget_class_bind_template_child (widget_class, HikaeCasePage, item_pane);
  gtk_widget_class_bind_template_child (widget_class, HikaeCasePage, chosen_pane);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, overview_cb);
  gtk_widget_class_install_action (widget_class, "page.list", "s", side_action);
}

static void
hikae_case_page_init (HikaeCasePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->wanted = gtk_paned_get_position (self->paned);
  g_signal_connect_object (
      self->paned, "notify::position", G_CALLBACK (position_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_layout_manager (GTK_WIDGET (self),
                                 gtk_custom_layout_new (NULL, measure_cb, allocate_cb));

  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect_object (drop, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}
