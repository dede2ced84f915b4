/* hikae-passphrase.h: from a password entry into locked memory, at once
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-secret.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (transfer full): the text of @entry; the entry is empty afterwards. GTK keeps its text
 * in memory that is not swapped, but may hold copies for drawing that we cannot wipe. */
HikaeSecret *hikae_passphrase_take (GtkEditable *entry) G_GNUC_WARN_UNUSED_RESULT;
void hikae_passphrase_clear (GtkEditable *entry);

G_END_DECLS
