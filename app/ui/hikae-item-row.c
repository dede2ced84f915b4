/* hikae-item-row.c: one item in the list: neutral tile, title, state
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-item-row.h"

#include "hikae-wording.h"

#include <glib/gi18n.h>

#define TITLE_MAX 120

struct _HikaeItemRow {
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkImage *state;
};

G_DEFINE_FINAL_TYPE (HikaeItemRow, hikae_item_row, ADW_TYPE_BIN)

static void
hikae_item_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HIKAE_TYPE_ITEM_ROW);
  G_OBJECT_CLASS (hikae_item_row_parent_class)->dispose (object);
}

static void
hikae_item_row_class_init (HikaeItemRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hikae_item_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-item-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeItemRow, icon);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemRow, title);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemRow, state);
}

static void
hikae_item_row_init (HikaeItemRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
hikae_item_row_new (void)
{
  return g_object_new (HIKAE_TYPE_ITEM_ROW, NULL);
}

void
hikae_item_row_show (HikaeItemRow *self, HikaeItem *item, GListModel *stamps)
{
  g_return_if_fail (HIKAE_IS_ITEM_ROW (self));

  const HikaeItemKind kind = hikae_item_get_kind (item);
  const HikaeSealState state =
      stamps != NULL
          ? hikae_wording_find_seal_state (hikae_item_get_seal (item), stamps, NULL)
          : HIKAE_SEAL_STATE_OPEN;
  const char *words = hikae_item_get_deleted (item) ? _ ("Content removed")
                                                    : hikae_wording_seal_state (state);
  g_autofree char *title = hikae_wording_item_title (item, TITLE_MAX);
  g_autofree char *day = hikae_wording_moment (hikae_item_get_captured_at (item));
  g_autofree char *subtitle =
      g_strdup_printf ("%u · %s", hikae_item_get_number (item), day);
  g_autofree char *name = g_strdup_printf (
      "%s, %s, %s, %s", title, hikae_wording_item_kind (kind), subtitle, words);

  gtk_image_set_from_icon_name (self->icon, hikae_wording_item_icon (kind));
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->subtitle, subtitle);
  gtk_image_set_from_icon_name (self->state,
                                state == HIKAE_SEAL_STATE_STAMPED
                                    ? "emblem-ok-symbolic"
                                    : "preferences-system-time-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state), words);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
