/* hikae-window.c: the frame: one page at a time, header, notices, progress, lock
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-window.h"

#include "hikae-case-page.h"
#include "hikae-dialogs.h"
#include "hikae-error-text.h"
#include "hikae-foreign-names.h"
#include "hikae-lent-case.h"
#include "hikae-lock.h"
#include "hikae-neutral.h"
#include "hikae-pages.h"
#include "hikae-passing.h"
#include "hikae-print.h"
#include "hikae-sandbox.h"
#include "hikae-text.h"
#include "hikae-types-private.h"
#include "hikae-window-private.h"

#include <glib/gi18n.h>

/* Work shorter than this shows no progress bar. */
#define WORK_DELAY_MS 300
#define WORK_TICK_MS 150

struct _HikaeWindow {
  AdwApplicationWindow parent_instance;

  HikaeSession *session;      /* (owned) */
  HikaeLock *lock;            /* (owned) */
  GdkContentProvider *copied; /* (owned) (nullable): what we put on the clipboard */
  guint work_timer;
  gboolean began_locked; /* the last first page was that of the passphrase */

  AdwToastOverlay *toasts; /* template children from here on */
  AdwWindowTitle *title;
  GtkWidget *back_button;
  GtkWidget *add_button;
  GtkWidget *search_button;
  GtkWidget *lock_button;
  GtkStack *stack;
  GtkRevealer *notice;
  GtkLabel *notice_sentence;
  GtkLabel *notice_next;
  GtkRevealer *work;
  GtkLabel *work_label;
  GtkProgressBar *work_bar;
  GtkButton *stop_button;
};

G_DEFINE_FINAL_TYPE (HikaeWindow, hikae_window, ADW_TYPE_APPLICATION_WINDOW)

static HikaePage *
get_visible_page (HikaeWindow *self)
{
  GtkWidget *child = gtk_stack_get_visible_child (self->stack);

  return HIKAE_IS_PAGE (child) ? HIKAE_PAGE (child) : NULL;
}

static void
update_header (HikaeWindow *self)
{
  HikaePage *page = get_visible_page (self);
  HikaeCase *open_case = hikae_session_get_case (self->session);
  const gboolean is_case = HIKAE_IS_CASE_PAGE (page);
  g_autofree char *name =
      open_case != NULL ? hikae_text_for_display (hikae_case_get_title (open_case), 60)
                        : g_strdup ("");
  const char *title = is_case ? name : hikae_page_get_title (page);

  /* The first pages are called like the program. */
  adw_window_title_set_title (
      self->title, g_strcmp0 (title, "Hikae") == 0 ? hikae_neutral_get_name () : title);
  adw_window_title_set_subtitle (self->title, is_case ? "" : name);
  /* The desktop's own list of windows never shows more than the program's name. */
  gtk_window_set_title (GTK_WINDOW (self), hikae_neutral_get_name ());
  gtk_widget_set_visible (self->back_button, hikae_page_get_back (page) != NULL);
  gtk_widget_set_visible (self->add_button, is_case);
  gtk_widget_set_visible (self->search_button, is_case);
  gtk_widget_set_visible (self->lock_button, open_case != NULL);
  hikae_window_update_actions (self);
}

static void
hide_notice (HikaeWindow *self)
{
  gtk_revealer_set_reveal_child (self->notice, FALSE);
}

/* (nullable): the page, made now when it was not shown before. */
static GtkWidget *
ensure_page (HikaeWindow *self, const char *name)
{
  GtkWidget *child = gtk_stack_get_child_by_name (self->stack, name);
  g_autoptr (GError) error = NULL;
  HikaePage *page = NULL;

  if (child != NULL)
    return child;
  page = hikae_pages_new (name, &error);
  if (page == NULL) {
    hikae_session_fail (self->session, error);
    return NULL;
  }
  gtk_stack_add_named (self->stack, GTK_WIDGET (page), name);
  hikae_page_set_session (page, self->session);
  return GTK_WIDGET (page);
}

/* A page that shows something else than before is read from its beginning: the stack
 * would give the focus back to where it was, far down perhaps. */
static void
begin_at_top (HikaeWindow *self, GtkWidget *page)
{
  GtkWidget *child = gtk_widget_get_first_child (page);

  gtk_root_set_focus (GTK_ROOT (self), NULL);
  hikae_page_forget_focus (page);
  if (GTK_IS_SCROLLED_WINDOW (child))
    gtk_adjustment_set_value (
        gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (child)), 0);
}

static void
show_page (HikaeWindow *self, const char *name, const char *argument, gboolean locking)
{
  GtkWidget *next = ensure_page (self, name);
  HikaePage *before = get_visible_page (self);

  if (next == NULL)
    return;
  hide_notice (self);
  if (before != NULL)
    hikae_page_leave (before, locking);
  if (g_str_equal (name, "unlock") || g_str_equal (name, "welcome"))
    self->began_locked = g_str_equal (name, "unlock");
  gtk_stack_set_visible_child_full (self->stack,
                                    name,
                                    locking ? GTK_STACK_TRANSITION_TYPE_NONE
                                            : GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  if (argument != NULL && !g_str_equal (name, "case"))
    begin_at_top (self, next);
  hikae_page_enter (HIKAE_PAGE (next), argument);
  update_header (self);
  if (gtk_root_get_focus (GTK_ROOT (self)) == NULL ||
      !gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (self)), next))
    (void)gtk_widget_child_focus (next, GTK_DIR_TAB_FORWARD);
  /* A text that can be copied would come with all of it marked. */
  if (GTK_IS_LABEL (gtk_root_get_focus (GTK_ROOT (self))))
    gtk_label_select_region (GTK_LABEL (gtk_root_get_focus (GTK_ROOT (self))), 0, 0);
}

void
hikae_window_go (HikaeWindow *self, const char *name, const char *argument)
{
  g_return_if_fail (HIKAE_IS_WINDOW (self));

  if (!hikae_pages_has (name))
    return;

  const gboolean is_open = hikae_session_get_case (self->session) != NULL;
  if (hikae_pages_need_case (name) && !is_open)
    name = hikae_session_get_path (self->session) != NULL ? "unlock" : "welcome";
  else if (is_open && (g_str_equal (name, "welcome") || g_str_equal (name, "unlock")))
    name = "case";
  /* It is shown only once: help may come between, the way into the case does not. */
  if (is_open && g_str_equal (name, "case") &&
      hikae_session_get_recovery_code (self->session) != NULL) {
    name = "recovery";
    argument = NULL;
  }
  show_page (self, name, argument, FALSE);
}

void
hikae_window_go_back (HikaeWindow *self)
{
  g_return_if_fail (HIKAE_IS_WINDOW (self));

  HikaePage *page = get_visible_page (self);
  const char *back = page != NULL ? hikae_page_get_back (page) : NULL;

  /* From help or settings to where she was; from the passphrase to the beginning. */
  if (g_strcmp0 (back, "welcome") == 0 && self->began_locked &&
      !g_str_equal (hikae_window_get_page (self), "unlock"))
    back = "unlock";
  if (back != NULL)
    hikae_window_go (self, back, NULL);
}

const char *
hikae_window_get_page (HikaeWindow *self)
{
  g_return_val_if_fail (HIKAE_IS_WINDOW (self), NULL);
  return gtk_stack_get_visible_child_name (self->stack);
}

void
hikae_window_activate_on_page (HikaeWindow *self, const char *action, GVariant *parameter)
{
  HikaePage *page = get_visible_page (self);

  if (page != NULL)
    (void)gtk_widget_activate_action_variant (GTK_WIDGET (page), action, parameter);
}

void
hikae_window_toggle_search (HikaeWindow *self)
{
  g_return_if_fail (HIKAE_IS_WINDOW (self));

  HikaePage *page = get_visible_page (self);
  if (HIKAE_IS_CASE_PAGE (page))
    hikae_case_page_toggle_search (HIKAE_CASE_PAGE (page));
}

static void
choose_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeWindow) self = HIKAE_WINDOW (user_data);

  if (hikae_dialogs_ask_finish (result, NULL))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-case", NULL);
}

/* At the second frame: what is shown before the window stands on the screen may come to
 * lie under it, as when a file manager starts the program with a file. */
static gboolean
explain_lent_case_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  if (gdk_frame_clock_get_frame_counter (clock) < 2)
    return G_SOURCE_CONTINUE;
  hikae_lent_case_explain (
      GTK_WINDOW (widget), _ ("Choose again"), choose_again_cb, g_object_ref (widget));
  return G_SOURCE_REMOVE;
}

void
hikae_window_open_path (HikaeWindow *self, const char *path)
{
  g_return_if_fail (HIKAE_IS_WINDOW (self));

  if (!g_str_has_suffix (path, ".hikae")) {
    hikae_window_go (self, "check", path);
    return;
  }
  if (hikae_sandbox_lends (path)) {
    (void)gtk_widget_add_tick_callback (
        GTK_WIDGET (self), explain_lent_case_cb, NULL, NULL);
    gtk_widget_queue_draw (GTK_WIDGET (self));
    return;
  }
  if (hikae_session_get_case (self->session) != NULL)
    hikae_window_lock_async (self, NULL, NULL);
  hikae_session_set_path (self->session, path);
  show_page (self, "unlock", NULL, FALSE);
}

void
hikae_window_copy (HikaeWindow *self, const char *text)
{
  g_return_if_fail (HIKAE_IS_WINDOW (self));

  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  g_autoptr (GdkContentProvider) provider =
      gdk_content_provider_new_typed (G_TYPE_STRING, text);

  if (gdk_clipboard_set_content (clipboard, provider)) {
    g_set_object (&self->copied, provider);
    hikae_session_say (self->session, _ ("Copied"));
  }
}

static void
clear_clipboard (HikaeWindow *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));

  if (self->copied != NULL && gdk_clipboard_get_content (clipboard) == self->copied)
    (void)gdk_clipboard_set_content (clipboard, NULL);
  g_clear_object (&self->copied);
}

/* Pages that are not on the screen hold text too, and a screen reader can read it. */
static void
forget_all (HikaeWindow *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->stack));
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    hikae_page_leave (HIKAE_PAGE (child), TRUE);
}

static void
case_closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);

  /* A failure to close cleanly is repaired by the journal at the next opening; there is
   * nothing the person could do about it now. */
  (void)hikae_case_close_finish (HIKAE_CASE (source), result, NULL);
  g_task_return_boolean (task, TRUE);
}

void
hikae_window_lock_async (HikaeWindow *self,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (HIKAE_IS_WINDOW (self));

  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  HikaeCase *open_case = hikae_session_get_case (self->session);

  hikae_session_cancel_work (self->session);
  clear_clipboard (self);
  hikae_dialogs_close_all ();
  hikae_print_forget ();
  if (open_case == NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  g_autoptr (HikaeCase) closing = g_object_ref (open_case);

  show_page (self, "unlock", NULL, TRUE);
  hikae_session_set_case (self->session, NULL);
  forget_all (self);
  hikae_case_close_async (closing, case_closed_cb, g_steal_pointer (&task));
}

gboolean
hikae_window_lock_finish (HikaeWindow *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
lock_wanted_cb (HikaeWindow *self)
{
  hikae_window_lock_async (self, NULL, NULL);
}

static void
case_changed_cb (HikaeWindow *self)
{
  hikae_lock_set_armed (self->lock, hikae_session_get_case (self->session) != NULL);
  update_header (self);
}

static void
said_cb (HikaeWindow *self, const char *text)
{
  hikae_passing_say (self->toasts, text);
}

static void
offered_cb (HikaeWindow *self, const char *text, const char *button, const char *action)
{
  hikae_passing_offer (self->toasts, text, button, action);
}

void
hikae_window_undo (HikaeWindow *self)
{
  g_return_if_fail (HIKAE_IS_WINDOW (self));
  /* By a key or the menu: its line would offer what has been done. */
  hikae_passing_withdraw (self->toasts, "win.undo");
  hikae_session_undo (self->session);
}

static void
explained_cb (HikaeWindow *self, const char *sentence, const char *next)
{
  gtk_label_set_text (self->notice_sentence, sentence);
  gtk_label_set_text (self->notice_next, next);
  gtk_revealer_set_reveal_child (self->notice, TRUE);
}

static void
failed_cb (HikaeWindow *self, const GError *error)
{
  const HikaeErrorText text = hikae_error_text_find (error);

  explained_cb (self, text.sentence, text.next);
}

static void
go_cb (HikaeWindow *self, const char *page, const char *argument)
{
  hikae_window_go (self, page, argument);
}

static gboolean
work_tick_cb (gpointer user_data)
{
  HikaeWindow *self = HIKAE_WINDOW (user_data);
  const double fraction = hikae_session_get_work_fraction (self->session);
  const char *stop = hikae_session_get_stop (self->session);

  gtk_widget_set_sensitive (GTK_WIDGET (self->stop_button), stop != NULL);
  if (stop != NULL && !g_str_equal (gtk_button_get_label (self->stop_button), stop))
    gtk_button_set_label (self->stop_button, stop);
  gtk_revealer_set_reveal_child (self->work, TRUE);
  if (fraction < 0)
    gtk_progress_bar_pulse (self->work_bar);
  else
    gtk_progress_bar_set_fraction (self->work_bar, fraction);
  return G_SOURCE_CONTINUE;
}

static gboolean
work_begin_cb (gpointer user_data)
{
  HikaeWindow *self = HIKAE_WINDOW (user_data);

  self->work_timer = g_timeout_add (WORK_TICK_MS, work_tick_cb, self);
  (void)work_tick_cb (self);
  return G_SOURCE_REMOVE;
}

static void
work_changed_cb (HikaeWindow *self)
{
  const char *label = hikae_session_get_work (self->session);

  g_clear_handle_id (&self->work_timer, g_source_remove);
  gtk_label_set_text (self->work_label, label != NULL ? label : "");
  gtk_progress_bar_set_fraction (self->work_bar, 0);
  if (label != NULL) {
    /* What went wrong before says nothing about this. */
    hide_notice (self);
    self->work_timer = g_timeout_add (WORK_DELAY_MS, work_begin_cb, self);
  } else
    gtk_revealer_set_reveal_child (self->work, FALSE);
  hikae_lock_set_patient (self->lock, label != NULL);
  hikae_window_update_actions (self);
}

static void
stop_work_cb (HikaeWindow *self)
{
  hikae_session_stop_work (self->session);
}

/* GTK would give the first focus to what leaves at once, in the header. */
static void
hikae_window_map (GtkWidget *widget)
{
  HikaeWindow *self = HIKAE_WINDOW (widget);
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);

  GTK_WIDGET_CLASS (hikae_window_parent_class)->map (widget);
  if (page != NULL && gtk_root_get_focus (GTK_ROOT (self)) == NULL)
    (void)gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

/* Closing the window is leaving: nothing stays decrypted behind a closed window. */
static gboolean
hikae_window_close_request (GtkWindow *window)
{
  g_action_group_activate_action (
      G_ACTION_GROUP (gtk_window_get_application (window)), "leave", NULL);
  return TRUE;
}

static void
hikae_window_dispose (GObject *object)
{
  HikaeWindow *self = HIKAE_WINDOW (object);

  g_clear_handle_id (&self->work_timer, g_source_remove);
  g_clear_object (&self->lock);
  g_clear_object (&self->copied);
  gtk_widget_dispose_template (GTK_WIDGET (object), HIKAE_TYPE_WINDOW);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hikae_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HikaeWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, HikaeWindow, title);
  gtk_widget_class_bind_template_child (widget_class, HikaeWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeWindow, add_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeWindow, lock_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, HikaeWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, HikaeWindow, notice_sentence);
  gtk_widget_class_bind_template_child (widget_class, HikaeWindow, notice_next);
  gtk_widget_class_bind_template_child (widget_class, HikaeWindow, work);
  gtk_widget_class_bind_template_child (widget_class, HikaeWindow, work_label);
  gtk_widget_class_bind_template_child (widget_class, HikaeWindow, work_bar);
  gtk_widget_class_bind_template_child (widget_class, HikaeWindow, stop_button);
  gtk_widget_class_bind_template_callback (widget_class, hide_notice);
  gtk_widget_class_bind_template_callback (widget_class, stop_work_cb);
}

static void
hikae_window_class_init (HikaeWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hikae_window_dispose;
  GTK_WIDGET_CLASS (klass)->map = hikae_window_map;
  GTK_WINDOW_CLASS (klass)->close_request = hikae_window_close_request;
  hikae_types_ensure ();
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-window.ui");
  bind_children (widget_class);
}

/* A bundle dropped on any page is checked; pages that take files in come first. */
static gboolean
drop_cb (GtkDropTarget *target,
         const GValue *value,
         double x,
         double y,
         gpointer user_data)
{
  GSList *files = g_value_get_boxed (value);
  g_autofree char *path = files != NULL ? g_file_get_path (files->data) : NULL;

  if (path == NULL || !g_str_has_suffix (path, ".zip"))
    return FALSE;
  hikae_window_open_path (HIKAE_WINDOW (user_data), path);
  return TRUE;
}

static void
add_drop_target (HikaeWindow *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (drop, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}

static void
hikae_window_init (HikaeWindow *self)
{
  self->session = hikae_session_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  hikae_window_add_actions (self);
  add_drop_target (self);
  hikae_foreign_names_give (GTK_WIDGET (self));
  hikae_foreign_names_watch (self->toasts);

  g_signal_connect_object (self->session,
                           "case-changed",
                           G_CALLBACK (case_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session,
                           "work-changed",
                           G_CALLBACK (work_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->session, "said", G_CALLBACK (said_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->session, "offered", G_CALLBACK (offered_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->session, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->session, "explained", G_CALLBACK (explained_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->session, "go", G_CALLBACK (go_cb), self, G_CONNECT_SWAPPED);

  self->lock = hikae_lock_new (GTK_WIDGET (self));
  g_signal_connect_object (
      self->lock, "lock-wanted", G_CALLBACK (lock_wanted_cb), self, G_CONNECT_SWAPPED);

  show_page (self, "welcome", NULL, FALSE);
}

HikaeWindow *
hikae_window_new (GtkApplication *application)
{
  return g_object_new (HIKAE_TYPE_WINDOW, "application", application, NULL);
}

HikaeSession *
hikae_window_get_session (HikaeWindow *self)
{
  g_return_val_if_fail (HIKAE_IS_WINDOW (self), NULL);
  return self->session;
}
