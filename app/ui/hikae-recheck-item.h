/* hikae-recheck-item.h: whether the address of one item still answers
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Says what would be sent and asks; then asks the address once, keeps the answer in the
 * log, says it, and offers the letter that it is about. */
void hikae_recheck_item_start (HikaeSession *session, GtkWindow *parent, HikaeItem *item);

G_END_DECLS
