/* hikae-picture-view.c: a picture that is not shown until somebody wants to see it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-picture-view.h"

#include "hikae-accessible-name.h"

#include <glib/gi18n.h>
#include <string.h>

#define SIDE 1280

struct _HikaePictureView {
  AdwBin parent_instance;

  HikaeSession *session;     /* (owned) (nullable) */
  HikaeItem *item;           /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable): of the picture being made */
  GtkWindow *window;         /* (nullable): while mapped */
  guint timer;
  guint settling;   /* idle source: after it, a click is none of the pointer's */
  gboolean held;    /* shown as long as pointer or key is down */
  gboolean pressed; /* shown by the press of a screen reader */
  gboolean pointed; /* the click that comes is that of a pointer */

  GtkStack *stack;
  GtkPicture *picture;
  GtkWidget *outline_button;
  GtkToggleButton *grey_button;
  GtkToggleButton *full_button;
};

G_DEFINE_FINAL_TYPE (HikaePictureView, hikae_picture_view, ADW_TYPE_BIN)

/* What it shows is nobody's business but the looker's: the name says only which, and only
 * while it is there. */
static void
name_picture (HikaePictureView *self, gboolean shown)
{
  g_autofree char *name = shown ? g_strdup_printf (_ ("Picture of item %u"),
                                                   hikae_item_get_number (self->item))
                                : g_strdup (_ ("No picture is shown"));

  hikae_accessible_name_set (GTK_WIDGET (self->picture), name);
}

/* Everything that was shown is let go. */
static void
forget (HikaePictureView *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  self->held = FALSE;
  self->pressed = FALSE;
  gtk_picture_set_paintable (self->picture, NULL);
  name_picture (self, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "tile");
}

static void
hide (HikaePictureView *self)
{
  forget (self);
  gtk_toggle_button_set_active (self->grey_button, FALSE);
  gtk_toggle_button_set_active (self->full_button, FALSE);
}

static void
hide_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hide (HIKAE_PICTURE_VIEW (widget));
}

static gboolean
time_is_over_cb (gpointer user_data)
{
  HikaePictureView *self = HIKAE_PICTURE_VIEW (user_data);

  self->timer = 0;
  hide (self);
  return G_SOURCE_REMOVE;
}

GdkTexture *
hikae_picture_view_make_texture (const HikaeMediaPreview *preview)
{
  const gsize count = (gsize)preview->width * preview->height;
  const guint8 *in = g_bytes_get_data (preview->pixels, NULL);
  g_autoptr (GBytes) rgb = NULL;

  if (preview->channels == 3) {
    rgb = g_bytes_ref (preview->pixels);
  } else {
    guint8 *out = g_malloc (count * 3);

    for (gsize i = 0; i < count; i++)
      memset (out + i * 3, in[i], 3);
    rgb = g_bytes_new_take (out, count * 3);
  }
  return gdk_memory_texture_new ((int)preview->width,
                                 (int)preview->height,
                                 GDK_MEMORY_R8G8B8,
                                 rgb,
                                 (gsize)preview->width * 3);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeMediaPreview) preview =
      hikae_preview_finish (HIKAE_CASE (source), result, &error);
  g_autoptr (HikaePictureView) self = HIKAE_PICTURE_VIEW (user_data);
  g_autoptr (GdkTexture) texture = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      self->session == NULL || self->item == NULL ||
      !hikae_session_is_current (self->session, HIKAE_CASE (source)))
    return;
  if (preview == NULL) {
    hide (self);
    hikae_session_fail (self->session, error);
    return;
  }
  texture = hikae_picture_view_make_texture (preview);
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  name_picture (self, TRUE);
  gtk_stack_set_visible_child_name (self->stack, "picture");
  if (!self->held)
    self->timer = g_timeout_add_seconds (HIKAE_PICTURE_SECONDS, time_is_over_cb, self);
}

static void
begin (HikaePictureView *self, const char *kind)
{
  HikaeCase *open_case =
      self->session != NULL ? hikae_session_get_case (self->session) : NULL;

  forget (self);
  if (open_case == NULL || self->item == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  hikae_preview_async (open_case,
                       hikae_item_get_number (self->item),
                       kind,
                       SIDE,
                       self->cancellable,
                       made_cb,
                       g_object_ref (self));
}

static void
toggled_cb (HikaePictureView *self, GtkToggleButton *button)
{
  if (gtk_toggle_button_get_active (button))
    begin (self, button == self->full_button ? "full" : "grey");
  else if (!gtk_toggle_button_get_active (self->grey_button) &&
           !gtk_toggle_button_get_active (self->full_button))
    forget (self);
}

static void
hold (HikaePictureView *self)
{
  if (self->held)
    return;
  hide (self);
  begin (self, "outline");
  self->held = TRUE;
}

static void
let_go (HikaePictureView *self)
{
  if (self->held)
    hide (self);
}

static gboolean
settled_cb (gpointer user_data)
{
  HikaePictureView *self = HIKAE_PICTURE_VIEW (user_data);

  self->settling = 0;
  self->pointed = FALSE;
  return G_SOURCE_REMOVE;
}

/* The button's click belongs to the release and comes within the same event. */
static void
settle (HikaePictureView *self)
{
  if (self->pointed && self->settling == 0)
    self->settling = g_idle_add (settled_cb, self);
}

static void
pressed_cb (HikaePictureView *self)
{
  g_clear_handle_id (&self->settling, g_source_remove);
  self->pointed = TRUE;
  hold (self);
}

static void
released_cb (HikaePictureView *self)
{
  let_go (self);
  settle (self);
}

static gboolean
key_pressed_cb (HikaePictureView *self, guint key)
{
  if (key != GDK_KEY_space && key != GDK_KEY_Return && key != GDK_KEY_KP_Enter)
    return GDK_EVENT_PROPAGATE;
  hold (self);
  return GDK_EVENT_STOP;
}

/* The same control by the press of a screen reader, which cannot hold: once shows, for
 * half a minute at most, twice hides. */
static void
clicked_cb (HikaePictureView *self)
{
  if (self->held || self->pointed) {
    released_cb (self);
  } else if (self->pressed) {
    hide (self);
  } else {
    hide (self);
    begin (self, "outline");
    self->pressed = TRUE;
  }
}

static void
active_changed_cb (HikaePictureView *self)
{
  if (self->window != NULL && !gtk_window_is_active (self->window))
    hide (self);
}

static void
hikae_picture_view_map (GtkWidget *widget)
{
  HikaePictureView *self = HIKAE_PICTURE_VIEW (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  GTK_WIDGET_CLASS (hikae_picture_view_parent_class)->map (widget);
  self->window = GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
  if (self->window != NULL)
    g_signal_connect_object (self->window,
                             "notify::is-active",
                             G_CALLBACK (active_changed_cb),
                             self,
                             G_CONNECT_SWAPPED);
}

static void
hikae_picture_view_unmap (GtkWidget *widget)
{
  HikaePictureView *self = HIKAE_PICTURE_VIEW (widget);

  hide (self);
  if (self->window != NULL)
    g_signal_handlers_disconnect_by_data (self->window, self);
  self->window = NULL;
  GTK_WIDGET_CLASS (hikae_picture_view_parent_class)->unmap (widget);
}

void
hikae_picture_view_show (HikaePictureView *self, HikaeSession *session, HikaeItem *item)
{
  g_return_if_fail (HIKAE_IS_PICTURE_VIEW (self));

  if (self->item == item && self->session == session)
    return;
  hide (self);
  g_set_object (&self->session, session);
  g_set_object (&self->item, item);
}

static void
hikae_picture_view_dispose (GObject *object)
{
  HikaePictureView *self = HIKAE_PICTURE_VIEW (object);

  if (self->stack != NULL)
    forget (self);
  g_clear_handle_id (&self->settling, g_source_remove);
  g_clear_object (&self->session);
  g_clear_object (&self->item);
  gtk_widget_dispose_template (GTK_WIDGET (object), HIKAE_TYPE_PICTURE_VIEW);
  G_OBJECT_CLASS (hikae_picture_view_parent_class)->dispose (object);
}

static void
hikae_picture_view_class_init (HikaePictureViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hikae_picture_view_dispose;
  widget_class->map = hikae_picture_view_map;
  widget_class->unmap = hikae_picture_view_unmap;
  gtk_widget_class_install_action (widget_class, "picture.hide", NULL, hide_action);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-picture-view.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaePictureView, stack);
  gtk_widget_class_bind_template_child (widget_class, HikaePictureView, picture);
  gtk_widget_class_bind_template_child (widget_class, HikaePictureView, outline_button);
  gtk_widget_class_bind_template_child (widget_class, HikaePictureView, grey_button);
  gtk_widget_class_bind_template_child (widget_class, HikaePictureView, full_button);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
}

static void
hikae_picture_view_init (HikaePictureView *self)
{
  GtkGesture *press = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  /* Before the button's own gesture, which would take the press for a click. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (press),
                                              GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (press, "released", G_CALLBACK (released_cb), self);
  g_signal_connect_swapped (press, "unpaired-release", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (self->outline_button, GTK_EVENT_CONTROLLER (press));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect_swapped (keys, "key-released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (self->outline_button, keys);
  g_signal_connect_swapped (
      self->outline_button, "clicked", G_CALLBACK (clicked_cb), self);
}
