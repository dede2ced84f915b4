/* hikae-accessible-name.c: the name a screen reader says, on every GTK
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-accessible-name.h"

void
hikae_accessible_name_set (GtkWidget *widget, const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (name != NULL);

  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget),
                                 GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
hikae_accessible_name_set_row (GtkWidget *row, const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (row));

  GtkWidget *holder = gtk_widget_get_parent (row);
  hikae_accessible_name_set (holder != NULL ? holder : row, name);
}
