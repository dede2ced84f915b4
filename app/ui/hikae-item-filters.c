/* hikae-item-filters.c: what the list of the case can show
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-item-filters.h"

#include "hikae-accessible-name.h"

#include <glib/gi18n.h>

/* In the order of the drop-down. */
static const struct {
  const char *name;
  const char *label;
  gboolean any_kind;
  HikaeItemKind kind;
  HikaeItemStanding standing;
} filters[] = {
    {"all", N_ ("Everything"), TRUE, HIKAE_ITEM_FILE, HIKAE_ITEM_STANDING_ANY},
    {"waiting",
     N_ ("Without outside time"),
     TRUE,
     HIKAE_ITEM_FILE,
     HIKAE_ITEM_STANDING_WAITING},
    {"file", N_ ("Files"), FALSE, HIKAE_ITEM_FILE, HIKAE_ITEM_STANDING_ANY},
    {"screenshot",
     N_ ("Screenshots"),
     FALSE,
     HIKAE_ITEM_SCREENSHOT,
     HIKAE_ITEM_STANDING_ANY},
    {"web-page", N_ ("Web pages"), FALSE, HIKAE_ITEM_WEB_PAGE, HIKAE_ITEM_STANDING_ANY},
    {"clipboard",
     N_ ("From the clipboard"),
     FALSE,
     HIKAE_ITEM_CLIPBOARD,
     HIKAE_ITEM_STANDING_ANY},
    {"note", N_ ("Notes"), FALSE, HIKAE_ITEM_NOTE, HIKAE_ITEM_STANDING_ANY},
    {"link", N_ ("Addresses"), FALSE, HIKAE_ITEM_LINK, HIKAE_ITEM_STANDING_ANY},
    {"derived",
     N_ ("Made from another item"),
     FALSE,
     HIKAE_ITEM_DERIVED,
     HIKAE_ITEM_STANDING_ANY},
    {"removed",
     N_ ("Content removed"),
     TRUE,
     HIKAE_ITEM_FILE,
     HIKAE_ITEM_STANDING_REMOVED},
};

void
hikae_item_filters_fill (GtkDropDown *drop_down)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    gtk_string_list_append (labels, _ (filters[i].label));
  gtk_drop_down_set_model (drop_down, G_LIST_MODEL (labels));
  /* The button inside takes the focus, and has no name of its own. */
  hikae_accessible_name_set (gtk_widget_get_first_child (GTK_WIDGET (drop_down)),
                             _ ("What the list shows"));
}

gboolean
hikae_item_filters_apply (guint position, HikaeItemQuery *query)
{
  const guint filter = MIN (position, G_N_ELEMENTS (filters) - 1);

  query->any_kind = filters[filter].any_kind;
  query->kind = filters[filter].kind;
  query->standing = filters[filter].standing;
  return filter == 0;
}

guint
hikae_item_filters_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    if (g_str_equal (filters[i].name, name))
      return i;
  return 0;
}
