/* hikae-save-copy.h: the content of one item as a file outside the case
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks for a place, writes, says how it went. When the item is damaged nothing is
 * written, and she is asked whether she wants what is left of it. */
void hikae_save_copy_start (HikaeSession *session, GtkWindow *parent, HikaeItem *item);

G_END_DECLS
