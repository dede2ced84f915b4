/* hikae-accessible-name.h: the name a screen reader says, on every GTK
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * hikae_accessible_name_set:
 * @widget: a widget
 * @name: plain text, translated; copied
 *
 * Gives @widget this name and no other. From GTK 4.10 on a button or row is named by the
 * label inside it, and that goes before a name of its own (WAI-ARIA accname 1.2, step
 * 2B): this takes the label away first. Give it after the label. Main context.
 */
void hikae_accessible_name_set (GtkWidget *widget, const char *name);

/**
 * hikae_accessible_name_set_row:
 * @row: what a list shows for one of its items
 * @name: plain text, translated; copied
 *
 * Names the list's own widget around @row, which is what takes the focus. Give it when
 * the row is bound. Main context.
 */
void hikae_accessible_name_set_row (GtkWidget *row, const char *name);

G_END_DECLS
