/* hikae-dialogs.h: choosing files, asking once, about: the windows beside the window
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The only file that calls GtkFileChooserNative, AdwMessageDialog and AdwAboutWindow,
 * which later platform versions replace. All fail with %G_IO_ERROR_CANCELLED when the
 * person closes the dialog, and when hikae_dialogs_close_all() does. */

/* @suffix: (nullable): ".hikae": show only such files at first. */
void hikae_dialogs_open_async (GtkWindow *parent,
                               const char *title,
                               const char *suffix,
                               gboolean many,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* (transfer full): of #GFile; local ones only. */
GListModel *hikae_dialogs_open_finish (GAsyncResult *result,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_dialogs_folder_async (GtkWindow *parent,
                                 const char *title,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* (transfer full): an absolute path. */
char *hikae_dialogs_folder_finish (GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @path: place suggested. */
void hikae_dialogs_save_async (GtkWindow *parent,
                               const char *title,
                               const char *path,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* (transfer full): an absolute path. */
char *hikae_dialogs_save_finish (GAsyncResult *result,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Asks once, plainly. Texts are plain, translated. Finishes only on @agree. */
void hikae_dialogs_ask_async (GtkWindow *parent,
                              const char *heading,
                              const char *body,
                              const char *agree,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean hikae_dialogs_ask_finish (GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_dialogs_show_about (GtkWindow *parent);
/* On locking and leaving: nothing stays open beside the window. */
void hikae_dialogs_close_all (void);

G_END_DECLS
