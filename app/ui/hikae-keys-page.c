/* hikae-keys-page.c: all keyboard shortcuts
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-keys-page.h"

#include "hikae-row-group.h"
#include "hikae-window-private.h"

#include <glib/gi18n.h>

struct _HikaeKeysPage {
  HikaePage parent_instance;

  HikaeRowGroup *keys;
};

G_DEFINE_FINAL_TYPE (HikaeKeysPage, hikae_keys_page, HIKAE_TYPE_PAGE)

static void
add_key (HikaeKeysPage *self, const char *label, const char *accelerator)
{
  guint key = 0;
  GdkModifierType modifiers = 0;

  if (!gtk_accelerator_parse (accelerator, &key, &modifiers))
    return;
  g_autofree char *keys = gtk_accelerator_get_label (key, modifiers);
  AdwActionRow *row = hikae_row_group_add_text (self->keys, NULL, label, NULL);
  GtkWidget *words = gtk_label_new (keys);

  gtk_widget_add_css_class (words, "dim-label");
  adw_action_row_add_suffix (row, words);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, keys, -1);
}

static void
hikae_keys_page_class_init (HikaeKeysPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-keys-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeKeysPage, keys);
}

static void
hikae_keys_page_init (HikaeKeysPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_key (self, _ ("Leave at once: close everything"), "<Control><Shift>q");
  for (const HikaeWindowAction *entry = hikae_window_list_actions (); entry->name != NULL;
       entry++)
    if (entry->label != NULL && entry->keys[0] != NULL)
      add_key (self, _ (entry->label), entry->keys[0]);
  add_key (self, _ ("Main menu"), "F10");
}
