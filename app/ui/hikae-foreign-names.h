/* hikae-foreign-names.h: names for a screen reader that libadwaita 1.2 leaves out
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The buttons inside the entry rows below @widget, as the eye of a password row, are
 * named by their tooltips. Main context; once for each page. */
void hikae_foreign_names_give (GtkWidget *widget);

/* The button that closes a toast is named in each toast from now on. Main context. */
void hikae_foreign_names_watch (AdwToastOverlay *toasts);

G_END_DECLS
