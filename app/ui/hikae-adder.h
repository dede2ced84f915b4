/* hikae-adder.h: what the person brings goes into the case: files, screen, clipboard,
 * words
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* All: into the open case of @session, with progress and cancel; says or shows what came
 * of it. Nothing is decoded. */

/* @files: of #GFile; one after the other; one that fails does not stop the rest. */
void hikae_adder_add_files (HikaeSession *session, GListModel *files);
/* @window: for the portal's dialog. */
void hikae_adder_add_screenshot (HikaeSession *session, GtkWidget *window);
/* Files, a picture's own bytes, or text, whichever the clipboard offers first. */
void hikae_adder_add_clipboard (HikaeSession *session, GdkClipboard *clipboard);
/* Keeps @draft; finishes with the new item. */
void hikae_adder_keep_async (HikaeSession *session,
                             HikaeDraft *draft,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
HikaeItem *hikae_adder_keep_finish (GAsyncResult *result,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
