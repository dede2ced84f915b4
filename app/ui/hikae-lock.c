/* hikae-lock.c: when to lock: idle, suspend, the session's own lock
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-lock.h"

#include "hikae-settings.h"

#define CHECK_SECONDS 5

struct _HikaeLock {
  GObject parent_instance;

  gboolean armed;
  gboolean patient;
  gint64 last_input; /* monotonic microseconds */
  guint timer;
  GDBusConnection *buses[2]; /* (owned) (nullable): system, session */
  guint subscriptions[2][3];
  GCancellable *cancellable; /* (owned) */
};

static guint lock_wanted;

G_DEFINE_FINAL_TYPE (HikaeLock, hikae_lock, G_TYPE_OBJECT)

static void
want_lock (HikaeLock *self)
{
  if (self->armed)
    g_signal_emit (self, lock_wanted, 0);
}

static gboolean
timer_cb (gpointer user_data)
{
  HikaeLock *self = user_data;
  const gint64 limit = (gint64)hikae_settings_get_lock_minutes () * 60 * G_USEC_PER_SEC;

  if (self->patient)
    self->last_input = g_get_monotonic_time ();
  else if (g_get_monotonic_time () - self->last_input >= limit)
    want_lock (self);
  return G_SOURCE_CONTINUE;
}

static void
bus_signal_cb (GDBusConnection *bus,
               const char *sender,
               const char *path,
               const char *interface,
               const char *name,
               GVariant *parameters,
               gpointer user_data)
{
  HikaeLock *self = user_data;
  gboolean begins = TRUE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &begins);
  if (begins)
    want_lock (self);
}

static guint
subscribe (HikaeLock *self, GDBusConnection *bus, const char *interface, const char *name)
{
  return g_dbus_connection_signal_subscribe (bus,
                                             NULL,
                                             interface,
                                             name,
                                             NULL,
                                             NULL,
                                             G_DBUS_SIGNAL_FLAGS_NONE,
                                             bus_signal_cb,
                                             self,
                                             NULL);
}

static void
system_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeLock) self = HIKAE_LOCK (user_data);
  GDBusConnection *bus = g_bus_get_finish (result, NULL);

  if (bus == NULL)
    return;

  self->buses[0] = bus;
  self->subscriptions[0][0] =
      subscribe (self, bus, "org.freedesktop.login1.Manager", "PrepareForSleep");
  self->subscriptions[0][1] =
      subscribe (self, bus, "org.freedesktop.login1.Session", "Lock");
}

static void
session_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeLock) self = HIKAE_LOCK (user_data);
  GDBusConnection *bus = g_bus_get_finish (result, NULL);

  if (bus == NULL)
    return;

  self->buses[1] = bus;
  self->subscriptions[1][0] =
      subscribe (self, bus, "org.freedesktop.ScreenSaver", "ActiveChanged");
  self->subscriptions[1][1] =
      subscribe (self, bus, "org.gnome.ScreenSaver", "ActiveChanged");
  self->subscriptions[1][2] =
      subscribe (self, bus, "org.cinnamon.ScreenSaver", "ActiveChanged");
}

static void
hikae_lock_dispose (GObject *object)
{
  HikaeLock *self = HIKAE_LOCK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  for (guint i = 0; i < G_N_ELEMENTS (self->buses); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (self->subscriptions[i]); j++)
      if (self->subscriptions[i][j] != 0)
        g_dbus_connection_signal_unsubscribe (self->buses[i], self->subscriptions[i][j]);
    memset (self->subscriptions[i], 0, sizeof self->subscriptions[i]);
    g_clear_object (&self->buses[i]);
  }
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (hikae_lock_parent_class)->dispose (object);
}

static void
hikae_lock_class_init (HikaeLockClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hikae_lock_dispose;
  lock_wanted = g_signal_new ("lock-wanted",
                              HIKAE_TYPE_LOCK,
                              G_SIGNAL_RUN_LAST,
                              0,
                              NULL,
                              NULL,
                              NULL,
                              G_TYPE_NONE,
                              0);
}

static void
hikae_lock_init (HikaeLock *self)
{
  self->cancellable = g_cancellable_new ();
  self->last_input = g_get_monotonic_time ();
}

static gboolean
input_cb (GtkEventControllerLegacy *controller, GdkEvent *event, gpointer user_data)
{
  HikaeLock *self = user_data;

  switch (gdk_event_get_event_type (event)) {
  case GDK_KEY_PRESS:
  case GDK_BUTTON_PRESS:
  case GDK_MOTION_NOTIFY:
  case GDK_SCROLL:
  case GDK_TOUCH_BEGIN:
    self->last_input = g_get_monotonic_time ();
    break;
  default:
    break;
  }
  return GDK_EVENT_PROPAGATE;
}

HikaeLock *
hikae_lock_new (GtkWidget *window)
{
  HikaeLock *self = g_object_new (HIKAE_TYPE_LOCK, NULL);
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "event", G_CALLBACK (input_cb), self, 0);
  gtk_widget_add_controller (window, controller);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, system_bus_cb, g_object_ref (self));
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, session_bus_cb, g_object_ref (self));
  return self;
}

void
hikae_lock_set_armed (HikaeLock *self, gboolean armed)
{
  g_return_if_fail (HIKAE_IS_LOCK (self));

  self->armed = armed;
  self->last_input = g_get_monotonic_time ();
  g_clear_handle_id (&self->timer, g_source_remove);
  if (armed)
    self->timer = g_timeout_add_seconds (CHECK_SECONDS, timer_cb, self);
}

void
hikae_lock_set_patient (HikaeLock *self, gboolean patient)
{
  g_return_if_fail (HIKAE_IS_LOCK (self));

  self->patient = patient;
  self->last_input = g_get_monotonic_time ();
}
