/* hikae-test-portal.c: a screenshot portal that answers as told
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-portal.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define REQUEST_NAME "org.freedesktop.portal.Request"

struct _HikaeTestPortal {
  GDBusConnection *bus;
  GDBusNodeInfo *node;
  HikaeTestPortalAnswer answer;
  char *handle;
  char *caller;
  char *question;
  guint request;
  guint timer;
  guint closed;
};

static const char interfaces[] =
    "<node>"
    "<interface name='org.freedesktop.portal.Screenshot'>"
    "<method name='Screenshot'><arg type='s' direction='in'/>"
    "<arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>"
    "</interface>"
    "<interface name='org.freedesktop.portal.Request'>"
    "<method name='Close'/>"
    "</interface>"
    "</node>";

static void
call_bus (HikaeTestPortal *self, const char *method, GVariant *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (self->bus,
                                                            "org.freedesktop.DBus",
                                                            "/org/freedesktop/DBus",
                                                            "org.freedesktop.DBus",
                                                            method,
                                                            arguments,
                                                            NULL,
                                                            G_DBUS_CALL_FLAGS_NONE,
                                                            -1,
                                                            NULL,
                                                            &error);

  g_assert_no_error (error);
}

static void
forget_request (HikaeTestPortal *self)
{
  if (self->request != 0)
    g_dbus_connection_unregister_object (self->bus, self->request);
  self->request = 0;
}

static gboolean
respond_cb (gpointer user_data)
{
  HikaeTestPortal *self = user_data;
  g_auto (GVariantDict) results = G_VARIANT_DICT_INIT (NULL);
  GVariant *body = NULL;
  g_autoptr (GError) error = NULL;

  self->timer = 0;
  forget_request (self);
  if (self->answer.leave) {
    call_bus (self, "ReleaseName", g_variant_new ("(s)", PORTAL_NAME));
    return G_SOURCE_REMOVE;
  }
  if (self->answer.uri != NULL)
    g_variant_dict_insert (&results, "uri", "s", self->answer.uri);
  if (self->answer.malformed)
    body = g_variant_new ("(s)", "no");
  else
    body = g_variant_new ("(u@a{sv})", self->answer.code, g_variant_dict_end (&results));
  g_dbus_connection_emit_signal (
      self->bus, self->caller, self->handle, REQUEST_NAME, "Response", body, &error);
  g_assert_no_error (error);
  return G_SOURCE_REMOVE;
}

static void
close_cb (GDBusConnection *bus,
          const char *sender,
          const char *path,
          const char *interface,
          const char *method,
          GVariant *arguments,
          GDBusMethodInvocation *invocation,
          gpointer user_data)
{
  HikaeTestPortal *self = user_data;

  self->closed++;
  if (!self->answer.answer_closed)
    g_clear_handle_id (&self->timer, g_source_remove);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static const GDBusInterfaceVTable request_table = {.method_call = close_cb};

static char *
dup_handle (HikaeTestPortal *self, const char *sender, const char *token)
{
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');

  if (self->answer.own_handle)
    token = "chosen";
  return g_strdup_printf (PORTAL_PATH "/request/%s/%s", name, token);
}

static void
screenshot_cb (GDBusConnection *bus,
               const char *sender,
               const char *path,
               const char *interface,
               const char *method,
               GVariant *arguments,
               GDBusMethodInvocation *invocation,
               gpointer user_data)
{
  HikaeTestPortal *self = user_data;
  const char *parent = NULL;
  const char *token = NULL;
  gboolean interactive = FALSE;
  gboolean modal = FALSE;
  g_autoptr (GVariant) options = NULL;
  g_autoptr (GError) error = NULL;

  if (self->answer.error_name != NULL) {
    g_dbus_method_invocation_return_dbus_error (
        invocation, self->answer.error_name, "as told");
    return;
  }
  g_variant_get (arguments, "(&s@a{sv})", &parent, &options);
  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  g_assert_true (g_variant_lookup (options, "interactive", "b", &interactive));
  g_assert_true (g_variant_lookup (options, "modal", "b", &modal));
  g_free (self->question);
  self->question = g_strdup_printf ("%s %d %d", parent, interactive, modal);
  g_free (self->caller);
  self->caller = g_strdup (sender);
  g_free (self->handle);
  self->handle = dup_handle (self, sender, token);
  forget_request (self);
  self->request = g_dbus_connection_register_object (self->bus,
                                                     self->handle,
                                                     self->node->interfaces[1],
                                                     &request_table,
                                                     self,
                                                     NULL,
                                                     &error);
  g_assert_no_error (error);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", self->handle));
  self->timer = g_timeout_add (self->answer.delay_ms, respond_cb, self);
}

static const GDBusInterfaceVTable screenshot_table = {.method_call = screenshot_cb};

HikaeTestPortal *
hikae_test_portal_new (const char *address, gboolean with_screenshots)
{
  HikaeTestPortal *self = g_new0 (HikaeTestPortal, 1);
  g_autoptr (GError) error = NULL;

  self->node = g_dbus_node_info_new_for_xml (interfaces, &error);
  g_assert_no_error (error);
  self->bus = g_dbus_connection_new_for_address_sync (
      address,
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
          G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL,
      NULL,
      &error);
  g_assert_no_error (error);
  if (with_screenshots)
    g_dbus_connection_register_object (self->bus,
                                       PORTAL_PATH,
                                       self->node->interfaces[0],
                                       &screenshot_table,
                                       self,
                                       NULL,
                                       &error);
  g_assert_no_error (error);
  call_bus (self, "RequestName", g_variant_new ("(su)", PORTAL_NAME, 0));
  return self;
}

void
hikae_test_portal_free (HikaeTestPortal *self)
{
  if (self == NULL)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  (void)g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_dbus_node_info_unref (self->node);
  g_free (self->handle);
  g_free (self->caller);
  g_free (self->question);
  g_free (self);
}

void
hikae_test_portal_set_answer (HikaeTestPortal *self, const HikaeTestPortalAnswer *answer)
{
  self->answer = *answer;
}

guint
hikae_test_portal_get_closed (HikaeTestPortal *self)
{
  return self->closed;
}

const char *
hikae_test_portal_get_question (HikaeTestPortal *self)
{
  return self->question;
}

gboolean
hikae_test_portal_is_idle (HikaeTestPortal *self)
{
  return self->timer == 0;
}
