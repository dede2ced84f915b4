/* hikae-foreign-names.h: names for a screen reader that libadwaita leaves out or doubles
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* In @widget and below: entry rows are named by their titles; the buttons inside them, as
 * the eye of a password row, and menu buttons by their tooltips; the items of menus by
 * what they show. Main context; once for each page, and for each row that comes later. */
void hikae_foreign_names_give (GtkWidget *widget);

/* The button that closes a toast is named in each toast from now on. Main context. */
void hikae_foreign_names_watch (AdwToastOverlay *toasts);

G_END_DECLS
