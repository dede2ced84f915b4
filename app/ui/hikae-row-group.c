/* hikae-row-group.c: a preferences group whose rows are made from data
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-row-group.h"

#include "hikae-accessible-name.h"
#include "hikae-text.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>

/* Characters of foreign text in one row. */
#define LONGEST_SHOWN 4000
/* Of whose it is, in the name of a button. */
#define OWNER_SHOWN 200

static const char icon_key[] = "hikae-row-icon";

struct _HikaeRowGroup {
  AdwPreferencesGroup parent_instance;

  GPtrArray *rows; /* (owned) (element-type GtkWidget): our children, borrowed */
};

G_DEFINE_FINAL_TYPE (HikaeRowGroup, hikae_row_group, ADW_TYPE_PREFERENCES_GROUP)

static void
hikae_row_group_finalize (GObject *object)
{
  HikaeRowGroup *self = HIKAE_ROW_GROUP (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (hikae_row_group_parent_class)->finalize (object);
}

static void
hikae_row_group_class_init (HikaeRowGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_row_group_finalize;
}

static void
hikae_row_group_init (HikaeRowGroup *self)
{
  self->rows = g_ptr_array_new ();
}

void
hikae_row_group_clear (HikaeRowGroup *self)
{
  g_return_if_fail (HIKAE_IS_ROW_GROUP (self));

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self),
                                  g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

void
hikae_row_group_shrink (HikaeRowGroup *self, guint count)
{
  g_return_if_fail (HIKAE_IS_ROW_GROUP (self));

  while (self->rows->len > count)
    hikae_row_group_drop_row (self, self->rows->pdata[self->rows->len - 1]);
}

void
hikae_row_group_drop_row (HikaeRowGroup *self, GtkWidget *row)
{
  g_return_if_fail (HIKAE_IS_ROW_GROUP (self));

  if (g_ptr_array_remove (self->rows, row))
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), row);
}

gboolean
hikae_row_group_focus (HikaeRowGroup *self, const char *title)
{
  g_return_val_if_fail (HIKAE_IS_ROW_GROUP (self), FALSE);

  for (guint i = 0; i < self->rows->len; i++) {
    GtkWidget *row = g_ptr_array_index (self->rows, i);

    if (ADW_IS_PREFERENCES_ROW (row) &&
        g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title))
      return gtk_widget_grab_focus (row);
  }
  return FALSE;
}

guint
hikae_row_group_get_count (HikaeRowGroup *self)
{
  g_return_val_if_fail (HIKAE_IS_ROW_GROUP (self), 0);
  return self->rows->len;
}

void
hikae_row_group_add_row (HikaeRowGroup *self, GtkWidget *row)
{
  g_return_if_fail (HIKAE_IS_ROW_GROUP (self));

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

/* The same words again cost no new layout. */
static void
set_words (AdwActionRow *row, const char *title, const char *subtitle)
{
  g_autofree char *safe_title = hikae_text_for_display (title, LONGEST_SHOWN);
  g_autofree char *cut = g_utf8_make_valid (subtitle != NULL ? subtitle : "", -1);

  /* Only what a row shows; the whole is in the case and in what Copy gives. */
  if (g_utf8_strlen (cut, -1) > LONGEST_SHOWN)
    *g_utf8_offset_to_pointer (cut, LONGEST_SHOWN) = '\0';
  g_autofree char *safe_subtitle = hikae_wording_safe_lines (cut);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), safe_title);
  adw_action_row_set_subtitle (row, safe_subtitle);
  /* The row is named by its title already. */
  if (*safe_subtitle != '\0')
    gtk_accessible_update_property (
        GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, safe_subtitle, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (row),
                                   GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

AdwActionRow *
hikae_row_group_add_text (HikaeRowGroup *self,
                          const char *icon,
                          const char *title,
                          const char *subtitle)
{
  g_return_val_if_fail (HIKAE_IS_ROW_GROUP (self), NULL);

  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, NULL);

  set_words (ADW_ACTION_ROW (row), title, subtitle);
  if (icon != NULL) {
    GtkWidget *image = gtk_image_new_from_icon_name (icon);

    gtk_widget_add_css_class (image, "row-icon");
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
    g_object_set_data (G_OBJECT (row), icon_key, image);
  }
  hikae_row_group_add_row (self, row);
  return ADW_ACTION_ROW (row);
}

void
hikae_row_group_show_text (HikaeRowGroup *self,
                           guint place,
                           const char *icon,
                           const char *title,
                           const char *subtitle)
{
  g_return_if_fail (HIKAE_IS_ROW_GROUP (self));
  g_return_if_fail (icon != NULL);
  g_return_if_fail (place <= self->rows->len);

  if (place == self->rows->len) {
    hikae_row_group_add_text (self, icon, title, subtitle);
    return;
  }
  GtkWidget *row = g_ptr_array_index (self->rows, place);

  set_words (ADW_ACTION_ROW (row), title, subtitle);
  gtk_image_set_from_icon_name (g_object_get_data (G_OBJECT (row), icon_key), icon);
}

void
hikae_row_group_forbid_hyphens (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget)) {
    PangoAttrList *attributes = pango_attr_list_new ();

    pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
    gtk_label_set_attributes (GTK_LABEL (widget), attributes);
    pango_attr_list_unref (attributes);
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    hikae_row_group_forbid_hyphens (child);
}

/* @name: of the button. */
static AdwActionRow *
add_copyable (HikaeRowGroup *self,
              const char *title,
              const char *value,
              const char *name,
              gboolean monospace)
{
  AdwActionRow *row = hikae_row_group_add_text (self, NULL, title, value);
  GtkWidget *button = g_object_new (GTK_TYPE_BUTTON,
                                    "icon-name",
                                    "edit-copy-symbolic",
                                    "tooltip-text",
                                    name,
                                    "valign",
                                    GTK_ALIGN_CENTER,
                                    NULL);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", value);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.copy");
  gtk_widget_add_css_class (button, "flat");
  hikae_accessible_name_set (button, name);
  adw_action_row_add_suffix (row, button);
  hikae_row_group_forbid_hyphens (GTK_WIDGET (row));
  if (monospace)
    gtk_widget_add_css_class (GTK_WIDGET (row), "digest");
  return row;
}

AdwActionRow *
hikae_row_group_add_copyable (HikaeRowGroup *self,
                              const char *title,
                              const char *value,
                              gboolean monospace)
{
  /* Translators: name of a button; %s is what it copies, for example "SHA-256". */
  g_autofree char *name = g_strdup_printf (_ ("Copy %s"), title);

  return add_copyable (self, title, value, name, monospace);
}

AdwActionRow *
hikae_row_group_add_copyable_of (HikaeRowGroup *self,
                                 const char *owner,
                                 const char *title,
                                 const char *value)
{
  g_autofree char *safe = hikae_text_for_display (owner, OWNER_SHOWN);
  /* Translators: name of a button; %1$s is what it copies, for example "Telephone", and
   * %2$s whose that is. */
  g_autofree char *name = g_strdup_printf (_ ("Copy %1$s: %2$s"), title, safe);

  return add_copyable (self, title, value, name, FALSE);
}

AdwActionRow *
hikae_row_group_add_link (HikaeRowGroup *self,
                          const char *icon,
                          const char *title,
                          const char *subtitle,
                          const char *action,
                          const char *target)
{
  AdwActionRow *row = hikae_row_group_add_text (self, icon, title, subtitle);

  adw_action_row_add_suffix (row, gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  /* The target first: with the name alone the action would not fit. */
  if (target != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  return row;
}
