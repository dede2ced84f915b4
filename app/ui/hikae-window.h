/* hikae-window.h: the frame: one page at a time, header, notices, progress, lock
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_WINDOW (hikae_window_get_type ())
G_DECLARE_FINAL_TYPE (HikaeWindow, hikae_window, HIKAE, WINDOW, AdwApplicationWindow)

HikaeWindow *hikae_window_new (GtkApplication *application) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none). */
HikaeSession *hikae_window_get_session (HikaeWindow *self);
/* Shows the page @name about @argument (nullable). A page that needs a case leads to the
 * unlock page while locked. */
void hikae_window_go (HikaeWindow *self, const char *name, const char *argument);
const char *hikae_window_get_page (HikaeWindow *self);
/* A case file goes to the unlock page, anything else to the bundle check. */
void hikae_window_open_path (HikaeWindow *self, const char *path);
/* Takes everything off the screen at once, then closes the case. */
void hikae_window_lock_async (HikaeWindow *self,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean hikae_window_lock_finish (HikaeWindow *self,
                                   GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Puts @text on the clipboard; taken off again on locking unless something else is there.
 */
void hikae_window_copy (HikaeWindow *self, const char *text);
void hikae_window_go_back (HikaeWindow *self);
void hikae_window_toggle_search (HikaeWindow *self);

/* Shortcuts of all window actions; once, at start. hikae-window-actions.c. */
void hikae_window_install_keys (GtkApplication *application);

G_END_DECLS
