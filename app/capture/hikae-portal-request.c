/* hikae-portal-request.c: one question to the desktop portal, and its one answer
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A request lives until it is answered *and* nothing can arrive for it any more. After a
 * cancelling it stays for a minute, so that a file which the portal writes too late is
 * not left lying in somebody's picture folder. */
#include "config.h"

#include "hikae-portal-request.h"

#include "hikae-error.h"

#include <string.h>

#define REQUEST_INTERFACE "org.freedesktop.portal.Request"
#define NO_PORTAL                                                                        \
  "this desktop offers no screenshots to programs; take one with the desktop's own "     \
  "key and add the file, or paste the picture"

/**
 * Request:
 * @task: (nullable) (owned): until answered
 * @bus: (nullable) (owned): after the bus was reached
 * @handle: (nullable): object path of the portal's Request
 * @present: the portal has been seen on the bus
 *
 * Counted by the sources that may still call back.
 */
typedef struct {
  GTask *task;
  GDBusConnection *bus;
  char *interface;
  char *method;
  char *parent;
  GVariant *options;
  HikaePortalLate late;
  char *handle;
  guint subscription;
  guint watch;
  gboolean present;
  GSource *cancelled;
  GSource *deadline;
} Request;

static void
request_clear (gpointer data)
{
  Request *self = data;

  g_assert (self->subscription == 0 && self->watch == 0);
  g_clear_object (&self->task);
  g_clear_object (&self->bus);
  g_clear_pointer (&self->options, g_variant_unref);
  g_clear_pointer (&self->cancelled, g_source_unref);
  g_clear_pointer (&self->deadline, g_source_unref);
  g_free (self->interface);
  g_free (self->method);
  g_free (self->parent);
  g_free (self->handle);
}

static void
request_unref (gpointer data)
{
  g_rc_box_release_full (data, request_clear);
}

static void
unsubscribe (Request *self)
{
  guint id = self->subscription;

  self->subscription = 0;
  if (id != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, id);
}

/* Ends every source. The caller holds a reference of its own. */
static void
stop (Request *self)
{
  guint watch = self->watch;

  self->watch = 0;
  if (watch != 0)
    g_bus_unwatch_name (watch);
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  if (self->deadline != NULL)
    g_source_destroy (self->deadline);
  unsubscribe (self);
}

static void
fail (Request *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (task != NULL)
    g_task_return_error (task, error);
  else
    g_error_free (error);
}

static void
fail_with (Request *self, int code, const char *message)
{
  fail (self, g_error_new_literal (HIKAE_ERROR, code, message));
}

static void
answer (Request *self, guint32 code, GVariant *results)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (task == NULL) {
    if (code == 0 && self->late != NULL)
      self->late (results);
  } else if (code == 0) {
    g_task_return_pointer (
        task, g_variant_ref (results), (GDestroyNotify)g_variant_unref);
  } else if (code == 1 || code == 2) {
    g_task_return_new_error (
        task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the screenshot was cancelled");
  } else {
    g_task_return_new_error (
        task, HIKAE_ERROR, HIKAE_ERROR_FAILED, "the portal answered with code %u", code);
  }
}

static void
response_cb (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *parameters,
             gpointer user_data)
{
  Request *self = g_rc_box_acquire (user_data);
  g_autoptr (GVariant) results = NULL;
  guint32 code = 0;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})"))) {
    g_variant_get (parameters, "(u@a{sv})", &code, &results);
    answer (self, code, results);
  } else {
    fail_with (self, HIKAE_ERROR_FAILED, "the portal's answer cannot be read");
  }
  stop (self);
  request_unref (self);
}

static void
subscribe (Request *self)
{
  self->subscription = g_dbus_connection_signal_subscribe (self->bus,
                                                           HIKAE_PORTAL_NAME,
                                                           REQUEST_INTERFACE,
                                                           "Response",
                                                           self->handle,
                                                           NULL,
                                                           G_DBUS_SIGNAL_FLAGS_NONE,
                                                           response_cb,
                                                           g_rc_box_acquire (self),
                                                           request_unref);
}

static gboolean
deadline_cb (gpointer user_data)
{
  Request *self = g_rc_box_acquire (user_data);

  stop (self);
  request_unref (self);
  return G_SOURCE_REMOVE;
}

static GSource *
attach (Request *self, GSource *source, GSourceFunc callback)
{
  g_source_set_callback (source, callback, g_rc_box_acquire (self), request_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Request *self = g_rc_box_acquire (user_data);

  fail (
      self,
      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Operation was cancelled"));
  if (self->bus == NULL || self->handle == NULL) {
    stop (self);
  } else {
    g_dbus_connection_call (self->bus,
                            HIKAE_PORTAL_NAME,
                            self->handle,
                            REQUEST_INTERFACE,
                            "Close",
                            NULL,
                            NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START,
                            -1,
                            NULL,
                            NULL,
                            NULL);
    self->deadline = attach (
        self, g_timeout_source_new_seconds (HIKAE_PORTAL_LATE_SECONDS), deadline_cb);
  }
  request_unref (self);
  return G_SOURCE_REMOVE;
}

static void
appeared_cb (GDBusConnection *bus,
             const char *name,
             const char *owner,
             gpointer user_data)
{
  Request *self = user_data;

  self->present = TRUE;
}

/* Called at once when the portal has yet to be started by the call; only a portal that
 * was there and went leaves its question unanswered. */
static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  Request *self = g_rc_box_acquire (user_data);

  if (self->present) {
    fail_with (
        self, HIKAE_ERROR_FAILED, "the desktop's portal stopped before it answered");
    stop (self);
  }
  request_unref (self);
}

static HikaeError
code_of_remote (const char *name)
{
  static const char *const absent[] = {
      "org.freedesktop.DBus.Error.ServiceUnknown",
      "org.freedesktop.DBus.Error.NameHasNoOwner",
      "org.freedesktop.DBus.Error.UnknownMethod",
      "org.freedesktop.DBus.Error.UnknownInterface",
      "org.freedesktop.DBus.Error.UnknownObject",
      "org.freedesktop.DBus.Error.NotSupported",
      NULL,
  };
  static const char *const refused[] = {
      "org.freedesktop.DBus.Error.AccessDenied",
      "org.freedesktop.portal.Error.NotAllowed",
      NULL,
  };

  if (name == NULL)
    return HIKAE_ERROR_FAILED;
  /* A service file whose program does not start is no portal either. */
  if (g_strv_contains (absent, name) ||
      g_str_has_prefix (name, "org.freedesktop.DBus.Error.Spawn."))
    return HIKAE_ERROR_UNSUPPORTED;
  return g_strv_contains (refused, name) ? HIKAE_ERROR_DENIED : HIKAE_ERROR_FAILED;
}

static GError *
translate (GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);
  HikaeError code = code_of_remote (name);
  GError *own = NULL;

  if (code == HIKAE_ERROR_UNSUPPORTED)
    own = g_error_new_literal (HIKAE_ERROR, code, NO_PORTAL);
  else if (code == HIKAE_ERROR_DENIED)
    own = g_error_new_literal (HIKAE_ERROR, code, "the desktop does not allow it");
  else
    own = g_error_new (HIKAE_ERROR, code, "asking the portal: %s", error->message);
  g_error_free (error);
  return own;
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request *self = user_data;
  GError *error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  const char *handle = NULL;

  if (reply == NULL) {
    fail (self, translate (error));
    stop (self);
  } else {
    self->present = TRUE;
    /* Portals before 0.9 chose the handle themselves. */
    g_variant_get (reply, "(&o)", &handle);
    if (self->subscription != 0 && !g_str_equal (handle, self->handle)) {
      unsubscribe (self);
      g_free (self->handle);
      self->handle = g_strdup (handle);
      subscribe (self);
    }
  }
  request_unref (self);
}

static GVariant *
add_token (GVariant *options, const char *token)
{
  GVariantDict dict = G_VARIANT_DICT_INIT (options);

  g_variant_dict_insert (&dict, "handle_token", "s", token);
  return g_variant_dict_end (&dict);
}

static void
ask (Request *self)
{
  g_autofree char *token =
      g_strdup_printf ("hikae%08x%08x", g_random_int (), g_random_int ());
  g_autofree char *sender = g_strdelimit (
      g_strdup (g_dbus_connection_get_unique_name (self->bus) + 1), ".", '_');

  self->handle = g_strdup_printf (HIKAE_PORTAL_PATH "/request/%s/%s", sender, token);
  subscribe (self);
  self->watch = g_bus_watch_name_on_connection (self->bus,
                                                HIKAE_PORTAL_NAME,
                                                G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                appeared_cb,
                                                vanished_cb,
                                                g_rc_box_acquire (self),
                                                request_unref);
  g_dbus_connection_call (
      self->bus,
      HIKAE_PORTAL_NAME,
      HIKAE_PORTAL_PATH,
      self->interface,
      self->method,
      g_variant_new ("(s@a{sv})", self->parent, add_token (self->options, token)),
      G_VARIANT_TYPE ("(o)"),
      G_DBUS_CALL_FLAGS_NONE,
      G_MAXINT,
      NULL,
      called_cb,
      g_rc_box_acquire (self));
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (self->task != NULL && bus == NULL) {
    fail_with (self, HIKAE_ERROR_UNSUPPORTED, NO_PORTAL);
    stop (self);
  } else if (self->task != NULL) {
    self->bus = g_steal_pointer (&bus);
    ask (self);
  }
  request_unref (self);
}

void
hikae_portal_request_async (const char *interface,
                            const char *method,
                            const char *parent,
                            GVariant *options,
                            HikaePortalLate late,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  Request *self = g_rc_box_new0 (Request);

  self->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, hikae_portal_request_async);
  /* The answer decides; a cancelling arrives as cancelled_cb(). */
  g_task_set_check_cancellable (self->task, FALSE);
  self->interface = g_strdup (interface);
  self->method = g_strdup (method);
  self->parent = g_strdup (parent);
  self->options = g_variant_ref_sink (options);
  self->late = late;
  if (cancellable != NULL)
    self->cancelled = attach (
        self, g_cancellable_source_new (cancellable), G_SOURCE_FUNC (cancelled_cb));
  g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_cb, self);
}

GVariant *
hikae_portal_request_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
