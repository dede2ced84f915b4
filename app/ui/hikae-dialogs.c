/* hikae-dialogs.c: choosing files, asking once, about: the windows beside the window
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-dialogs.h"

#include "hikae-foreign-words.h"
#include "hikae-sandbox.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define LICENCE_URL "https://www.gnu.org/licenses/gpl-3.0.html"

/* What is open now: (element-type GObject), each a GtkNativeDialog or GtkWindow. The
 * tasks that wait are kept by the dialogs' signal closures. */
static GPtrArray *open_dialogs;

static void
remember (gpointer dialog)
{
  if (open_dialogs == NULL)
    open_dialogs = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (open_dialogs, g_object_ref (dialog));
}

static void
forget (gpointer dialog)
{
  if (open_dialogs != NULL)
    g_ptr_array_remove (open_dialogs, dialog);
}

static void
return_cancelled (GTask *task)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "dialog closed");
}

static void
return_chosen (GTask *task, GtkFileChooser *chooser)
{
  if (g_task_get_source_tag (task) == hikae_dialogs_open_async) {
    g_task_return_pointer (task, gtk_file_chooser_get_files (chooser), g_object_unref);
    return;
  }
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);
  char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    g_task_return_pointer (task, path, g_free);
  else
    return_cancelled (task);
}

static void
chooser_response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (G_TASK (user_data));

  if (g_task_get_completed (task))
    return;
  if (response == GTK_RESPONSE_ACCEPT)
    return_chosen (task, GTK_FILE_CHOOSER (dialog));
  else
    return_cancelled (task);
  gtk_native_dialog_destroy (dialog);
  forget (dialog);
}

static void
show_chooser (GtkFileChooserNative *chooser, GTask *task)
{
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_data (chooser,
                         "response",
                         G_CALLBACK (chooser_response_cb),
                         g_object_ref (task),
                         (GClosureNotify)g_object_unref,
                         0);
  remember (chooser);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
add_filters (GtkFileChooser *chooser, const char *suffix)
{
  g_autoptr (GtkFileFilter) fitting = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_add_suffix (fitting, suffix + 1);
  gtk_file_filter_set_name (fitting, suffix);
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_chooser_add_filter (chooser, fitting);
  gtk_file_chooser_add_filter (chooser, all);
}

/* In a sandbox cases have one folder; elsewhere the desktop's choice is as good. */
static void
start_where_cases_lie (GtkFileChooser *chooser)
{
  g_autofree char *folder = hikae_sandbox_dup_folder ();
  g_autoptr (GFile) file = folder != NULL ? g_file_new_for_path (folder) : NULL;

  if (file != NULL)
    (void)gtk_file_chooser_set_current_folder (chooser, file, NULL);
}

void
hikae_dialogs_open_async (GtkWindow *parent,
                          const char *title,
                          const char *suffix,
                          gboolean many,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (parent, NULL, callback, user_data);
  g_autoptr (GtkFileChooserNative) chooser = gtk_file_chooser_native_new (
      title, parent, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Choose"), _ ("_Cancel"));

  g_task_set_source_tag (task, hikae_dialogs_open_async);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), many);
  if (suffix != NULL)
    add_filters (GTK_FILE_CHOOSER (chooser), suffix);
  if (g_strcmp0 (suffix, ".hikae") == 0)
    start_where_cases_lie (GTK_FILE_CHOOSER (chooser));
  show_chooser (chooser, task);
}

void
hikae_dialogs_folder_async (GtkWindow *parent,
                            const char *title,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (parent, NULL, callback, user_data);
  g_autoptr (GtkFileChooserNative) chooser = gtk_file_chooser_native_new (
      title, parent, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Choose"), _ ("_Cancel"));

  g_task_set_source_tag (task, hikae_dialogs_folder_async);
  show_chooser (chooser, task);
}

char *
hikae_dialogs_folder_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

GListModel *
hikae_dialogs_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
hikae_dialogs_save_async (GtkWindow *parent,
                          const char *title,
                          const char *path,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (parent, NULL, callback, user_data);
  g_autoptr (GtkFileChooserNative) chooser = gtk_file_chooser_native_new (
      title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Choose"), _ ("_Cancel"));
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GFile) folder_file = g_file_new_for_path (folder);

  g_task_set_source_tag (task, hikae_dialogs_save_async);
  (void)gtk_file_chooser_set_current_folder (
      GTK_FILE_CHOOSER (chooser), folder_file, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  show_chooser (chooser, task);
}

char *
hikae_dialogs_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ask_response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (G_TASK (user_data));

  if (g_task_get_completed (task))
    return;
  if (g_strcmp0 (response, "agree") == 0)
    g_task_return_boolean (task, TRUE);
  else
    return_cancelled (task);
  forget (dialog);
}

void
hikae_dialogs_ask_async (GtkWindow *parent,
                         const char *heading,
                         const char *body,
                         const char *agree,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (parent, NULL, callback, user_data);
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);

  adw_message_dialog_add_responses (
      message, "cancel", _ ("_Cancel"), "agree", agree, NULL);
  adw_message_dialog_set_default_response (message, "cancel");
  adw_message_dialog_set_close_response (message, "cancel");
  g_signal_connect_data (dialog,
                         "response",
                         G_CALLBACK (ask_response_cb),
                         g_object_ref (task),
                         (GClosureNotify)g_object_unref,
                         0);
  remember (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

gboolean
hikae_dialogs_ask_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
hikae_dialogs_show_about (GtkWindow *parent)
{
  /* Translators: below it stands the address of that licence. */
  const char *licence =
      _ ("Hikae is free software under the GNU General Public License, version 3 or any "
         "later one. It comes without any warranty.");
  g_autofree char *legal =
      g_strdup_printf ("%s\n\n<a href=\"%s\">%s</a>", licence, LICENCE_URL, LICENCE_URL);
  GtkWidget *window = adw_about_window_new ();

  g_object_set (
      window,
      "transient-for",
      parent,
      "modal",
      TRUE,
      "application-name",
      "Hikae",
      "application-icon",
      HIKAE_APP_ID,
      "version",
      HIKAE_VERSION,
      "developer-name",
      _ ("Hikae contributors"),
      "license-type",
      GTK_LICENSE_CUSTOM,
      "license",
      legal,
      "comments",
      _ ("Keeps proof of what was done to you, writes the letters, and hands it over so "
         "that others can check it. It gives no legal advice and cannot promise that "
         "anything is removed."),
      /* Translators: your name, one per line. */
      "translator-credits",
      _ ("translator-credits"),
      NULL);
  hikae_foreign_words_translate (GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
}

static void
close_dialog (gpointer data, gpointer user_data)
{
  if (GTK_IS_NATIVE_DIALOG (data))
    g_signal_emit_by_name (data, "response", GTK_RESPONSE_CANCEL);
  else
    gtk_window_close (GTK_WINDOW (data));
}

void
hikae_dialogs_close_all (void)
{
  if (open_dialogs == NULL)
    return;
  g_autoptr (GPtrArray) closing = g_steal_pointer (&open_dialogs);

  g_ptr_array_foreach (closing, close_dialog, NULL);
}
