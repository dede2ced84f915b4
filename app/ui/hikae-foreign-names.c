/* hikae-foreign-names.c: names for a screen reader that libadwaita leaves out or doubles
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Most are buttons with a picture only, deep inside a widget of libadwaita's; GTK names
 * them by the class of the picture, and that is what a screen reader says. */
#include "config.h"

#include "hikae-foreign-names.h"

#include "hikae-accessible-name.h"
#include "hikae-foreign-words.h"

#include <glib/gi18n.h>

static void
tip_changed_cb (GtkWidget *button)
{
  const char *tip = gtk_widget_get_tooltip_text (button);
  const char *ours = hikae_foreign_words_find (tip);

  /* Setting it leads here once more. */
  if (ours != NULL)
    gtk_widget_set_tooltip_text (button, ours);
  else if (tip != NULL)
    hikae_accessible_name_set (button, tip);
}

/* An entry row has its title in two labels, and newer libadwaita names it by both. */
static void
title_changed_cb (GtkWidget *row)
{
  hikae_accessible_name_set (row,
                             adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
}

/* Newer GTK loses the name of a menu's item that is one of several or can be ticked. */
static void
name_items (GtkWidget *widget)
{
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkModelButton")) {
    g_autofree char *text = NULL;

    g_object_get (widget, "text", &text, NULL);
    g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", "_", -1);
    g_autofree char *name = g_strjoinv ("", parts);
    if (*name != '\0')
      hikae_accessible_name_set (widget, name);
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_items (child);
}

static void
name_menu (GtkMenuButton *button)
{
  GtkPopover *popover = gtk_menu_button_get_popover (button);

  if (gtk_widget_get_tooltip_text (GTK_WIDGET (button)) != NULL)
    /* What takes the focus is the button inside, and GTK 4.8 names it by what it shows.
     */
    hikae_accessible_name_set (gtk_widget_get_first_child (GTK_WIDGET (button)),
                               gtk_widget_get_tooltip_text (GTK_WIDGET (button)));
  if (popover != NULL && gtk_check_version (4, 10, 0) == NULL)
    g_signal_connect (popover, "map", G_CALLBACK (name_items), NULL);
}

static void
give (GtkWidget *widget, gboolean in_row)
{
  if (ADW_IS_ENTRY_ROW (widget)) {
    g_signal_connect (widget, "notify::title", G_CALLBACK (title_changed_cb), NULL);
    title_changed_cb (widget);
  }
  if (GTK_IS_MENU_BUTTON (widget))
    name_menu (GTK_MENU_BUTTON (widget));
  if (in_row && GTK_IS_BUTTON (widget) && gtk_widget_get_tooltip_text (widget) != NULL) {
    /* "Show Text" becomes "Hide Text". */
    g_signal_connect (widget, "notify::tooltip-text", G_CALLBACK (tip_changed_cb), NULL);
    tip_changed_cb (widget);
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    give (child, in_row || ADW_IS_ENTRY_ROW (widget));
}

void
hikae_foreign_names_give (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  give (widget, FALSE);
}

static void
name_closing (GtkWidget *widget)
{
  /* GTK names a button by its label and by what it shows: twice the same. */
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
    gtk_accessible_reset_property (GTK_ACCESSIBLE (widget),
                                   GTK_ACCESSIBLE_PROPERTY_LABEL);
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)),
                                           "window-close-symbolic") == 0)
    hikae_accessible_name_set (widget, _ ("Close this notice"));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_closing (child);
}

static void
toasts_changed_cb (GListModel *children, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++) {
    g_autoptr (GtkWidget) child = g_list_model_get_item (children, i);

    if (g_str_equal (G_OBJECT_TYPE_NAME (child), "AdwToastWidget"))
      name_closing (child);
  }
}

void
hikae_foreign_names_watch (AdwToastOverlay *toasts)
{
  g_return_if_fail (ADW_IS_TOAST_OVERLAY (toasts));

  /* The overlay keeps the list, and the list knows the overlay only weakly. */
  GListModel *children = gtk_widget_observe_children (GTK_WIDGET (toasts));
  g_signal_connect (children, "items-changed", G_CALLBACK (toasts_changed_cb), NULL);
  g_object_set_data_full (
      G_OBJECT (toasts), "hikae-foreign-names", children, g_object_unref);
}
