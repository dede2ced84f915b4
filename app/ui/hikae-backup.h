/* hikae-backup.h: a copy of the case in a second place; a damaged case into a new one
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Copies the open case to where the last backup went, or asks once for a place. */
void hikae_backup_start (HikaeSession *session, GtkWindow *parent);
/* Asks for a name, saves everything readable of the damaged case @path there, says what
 * was saved and opens the new case, which @secret opens too. */
void hikae_rescue_start (HikaeSession *session,
                         GtkWindow *parent,
                         const char *path,
                         HikaeSecret *secret);

G_END_DECLS
