/* hikae-application.c: the one instance: options, application actions, the window
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-application.h"

#include "hikae-dialogs.h"
#include "hikae-file.h"
#include "hikae-memory.h"
#include "hikae-network-notice.h"
#include "hikae-neutral.h"
#include "hikae-window.h"

#include <glib/gi18n.h>

#define ANCHORS_MAX (1024 * 1024)
/* Leaving waits so long for the case to close, then ends the program anyway. */
#define LEAVE_PATIENCE_MS 3000

struct _HikaeApplication {
  AdwApplication parent_instance;

  HikaeAuthority
      *authority; /* (owned) (nullable): --authority, until the window has it */
};

G_DEFINE_FINAL_TYPE (HikaeApplication, hikae_application, ADW_TYPE_APPLICATION)

static HikaeWindow *
get_window (HikaeApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window != NULL)
    while (gtk_window_get_transient_for (window) != NULL)
      window = gtk_window_get_transient_for (window);
  return HIKAE_IS_WINDOW (window) ? HIKAE_WINDOW (window) : NULL;
}

static HikaeWindow *
ensure_window (HikaeApplication *self)
{
  HikaeWindow *window = get_window (self);

  if (window == NULL) {
    window = hikae_window_new (GTK_APPLICATION (self));
    hikae_network_notice_watch (window);
    if (self->authority != NULL)
      hikae_session_take_authority (hikae_window_get_session (window),
                                    g_steal_pointer (&self->authority));
  }
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
hikae_application_activate (GApplication *application)
{
  (void)ensure_window (HIKAE_APPLICATION (application));
}

static void
hikae_application_open (GApplication *application,
                        GFile **files,
                        int count,
                        const char *hint)
{
  HikaeWindow *window = ensure_window (HIKAE_APPLICATION (application));
  g_autofree char *path = count > 0 ? g_file_get_path (files[0]) : NULL;

  if (path != NULL)
    hikae_window_open_path (window, path);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GApplication) application = G_APPLICATION (user_data);

  g_application_quit (application);
}

static gboolean
patience_cb (gpointer user_data)
{
  g_application_quit (G_APPLICATION (user_data));
  return G_SOURCE_REMOVE;
}

/* The screen first: the window goes away before anything that takes time. */
static void
leave_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HikaeApplication *self = HIKAE_APPLICATION (user_data);
  HikaeWindow *window = get_window (self);

  if (window == NULL) {
    g_application_quit (G_APPLICATION (self));
    return;
  }
  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  g_timeout_add (LEAVE_PATIENCE_MS, patience_cb, self);
  hikae_window_lock_async (window, closed_cb, g_object_ref (self));
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HikaeWindow *window = get_window (HIKAE_APPLICATION (user_data));

  if (window != NULL)
    hikae_dialogs_show_about (GTK_WINDOW (window));
}

static const GActionEntry action_entries[] = {
    {"about", about_cb, NULL, NULL, NULL, {0}},
    {"leave", leave_cb, NULL, NULL, NULL, {0}},
    {"quit", leave_cb, NULL, NULL, NULL, {0}},
};

/* GTK's file choosers would write folders into the list of recently used files. */
static void
keep_out_of_recent_files (void)
{
  GtkSettings *settings = gtk_settings_get_default ();

  if (settings != NULL)
    g_object_set (settings, "gtk-recent-files-enabled", FALSE, NULL);
}

static void
hikae_application_startup (GApplication *application)
{
  static const char *const leave_keys[] = {"<Control><Shift>q", NULL};
  static const char *const quit_keys[] = {"<Control>q", NULL};

  G_APPLICATION_CLASS (hikae_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (application),
                                   action_entries,
                                   G_N_ELEMENTS (action_entries),
                                   application);
  gtk_application_set_accels_for_action (
      GTK_APPLICATION (application), "app.leave", leave_keys);
  gtk_application_set_accels_for_action (
      GTK_APPLICATION (application), "app.quit", quit_keys);
  hikae_window_install_keys (GTK_APPLICATION (application));
  gtk_window_set_default_icon_name (hikae_neutral_get_icon ());
  keep_out_of_recent_files ();
  hikae_memory_close ();
}

static gboolean
take_authority (HikaeApplication *self, const char *url, const char *ca_path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) anchors = NULL;

  if (ca_path != NULL) {
    anchors = hikae_file_load (ca_path, ANCHORS_MAX, &error);
    if (anchors == NULL) {
      g_printerr ("hikae: %s\n", error->message);
      return FALSE;
    }
  }
  self->authority = hikae_authority_new_for_url (url, anchors, &error);
  if (self->authority == NULL)
    g_printerr ("hikae: %s\n", error->message);
  return self->authority != NULL;
}

static int
hikae_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  const char *url = NULL;
  const char *ca_path = NULL;

  if (g_variant_dict_contains (options, "version")) {
    g_print ("hikae %s\nbuilt with GTK %d.%d.%d, libadwaita %s, GLib %d.%d.%d\n"
             "running with GTK %u.%u.%u, libadwaita %u.%u.%u, GLib %u.%u.%u\n",
             HIKAE_VERSION,
             GTK_MAJOR_VERSION,
             GTK_MINOR_VERSION,
             GTK_MICRO_VERSION,
             ADW_VERSION_S,
             GLIB_MAJOR_VERSION,
             GLIB_MINOR_VERSION,
             GLIB_MICRO_VERSION,
             gtk_get_major_version (),
             gtk_get_minor_version (),
             gtk_get_micro_version (),
             adw_get_major_version (),
             adw_get_minor_version (),
             adw_get_micro_version (),
             glib_major_version,
             glib_minor_version,
             glib_micro_version);
    return 0;
  }
  (void)g_variant_dict_lookup (options, "authority-ca", "^&ay", &ca_path);
  if (g_variant_dict_lookup (options, "authority", "&s", &url) &&
      !take_authority (HIKAE_APPLICATION (application), url, ca_path))
    return 2;
  return -1;
}

static void
hikae_application_finalize (GObject *object)
{
  HikaeApplication *self = HIKAE_APPLICATION (object);

  g_clear_pointer (&self->authority, hikae_authority_free);
  G_OBJECT_CLASS (hikae_application_parent_class)->finalize (object);
}

static void
hikae_application_class_init (HikaeApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hikae_application_finalize;
  application_class->activate = hikae_application_activate;
  application_class->open = hikae_application_open;
  application_class->startup = hikae_application_startup;
  application_class->handle_local_options = hikae_application_handle_local_options;
}

static void
hikae_application_init (HikaeApplication *self)
{
  static const GOptionEntry entries[] = {
      {"version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show versions and exit"), NULL},
      {"authority",
       0,
       0,
       G_OPTION_ARG_STRING,
       NULL,
       N_ ("For developers: ask this time-stamp authority instead of the shipped ones"),
       "URL"},
      {"authority-ca",
       0,
       0,
       G_OPTION_ARG_FILENAME,
       NULL,
       N_ ("For developers: certificates that authority must chain to"),
       "FILE"},
      {0}};

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
}

HikaeApplication *
hikae_application_new (void)
{
  return g_object_new (HIKAE_TYPE_APPLICATION,
                       "application-id",
                       HIKAE_APP_ID,
                       "resource-base-path",
                       "/io/github/hikae/Hikae",
                       "flags",
                       G_APPLICATION_HANDLES_OPEN,
                       NULL);
}
