/* hikae-proof-row.c: which item proves a step of a letter
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-proof-row.h"

#include "hikae-item-finder.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>

/* What came last is most often what proves the last step. */
#define SHOWN 6

struct _HikaeProofRow {
  AdwExpanderRow parent_instance;

  HikaeSession *session;   /* (owned) (nullable) */
  HikaeItemFinder *finder; /* (owned) */
  GPtrArray *rows;         /* (owned) (element-type GtkWidget): borrowed */
  guint chosen;
  gboolean filling;

  GtkEditable *entry;
  GtkCheckButton *none;
};

G_DEFINE_FINAL_TYPE (HikaeProofRow, hikae_proof_row, ADW_TYPE_EXPANDER_ROW)

/* (transfer full): "7 · Name". */
static char *
dup_name (HikaeItem *item)
{
  g_autofree char *title = hikae_wording_item_title (item, 60);

  return g_strdup_printf ("%u · %s", hikae_item_get_number (item), title);
}

static void
choose (HikaeProofRow *self, guint number)
{
  HikaeCase *open_case =
      self->session != NULL ? hikae_session_get_case (self->session) : NULL;
  HikaeItem *item =
      open_case != NULL && number != 0 ? hikae_case_find_item (open_case, number) : NULL;
  g_autofree char *name = item != NULL ? dup_name (item) : NULL;

  self->chosen = item != NULL ? number : 0;
  adw_expander_row_set_subtitle (
      ADW_EXPANDER_ROW (self),
      name != NULL
          ? name
          : _ ("Not required. A picture of the confirmation, or the answer as a file."));
}

static void
none_cb (HikaeProofRow *self)
{
  if (!self->filling && gtk_check_button_get_active (self->none))
    choose (self, 0);
}

static void
toggled_cb (GtkCheckButton *button, gpointer user_data)
{
  HikaeProofRow *self = HIKAE_PROOF_ROW (user_data);

  if (!self->filling && gtk_check_button_get_active (button))
    choose (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "number")));
}

static GtkWidget *
add_row (HikaeProofRow *self, const char *title)
{
  GtkWidget *row =
      g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title, NULL);

  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->rows, row);
  return row;
}

static void
add_item (HikaeProofRow *self, HikaeItem *item)
{
  const guint number = hikae_item_get_number (item);
  g_autofree char *name = dup_name (item);
  AdwActionRow *row = ADW_ACTION_ROW (add_row (self, name));
  GtkWidget *check = gtk_check_button_new ();

  g_object_set_data (G_OBJECT (check), "number", GUINT_TO_POINTER (number));
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->none);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), number == self->chosen);
  adw_action_row_add_prefix (row, check);
  adw_action_row_set_activatable_widget (row, check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, 0);
}

static void
drop_rows (HikaeProofRow *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static void
found_cb (GArray *numbers, gboolean more, gpointer data)
{
  HikaeProofRow *self = HIKAE_PROOF_ROW (data);
  HikaeCase *open_case = hikae_session_get_case (self->session);

  self->filling = TRUE;
  drop_rows (self);
  gtk_check_button_set_active (self->none, self->chosen == 0);
  for (guint i = 0; open_case != NULL && i < numbers->len; i++) {
    HikaeItem *item = hikae_case_find_item (open_case, g_array_index (numbers, guint, i));

    if (item != NULL)
      add_item (self, item);
  }
  if (numbers->len == 0)
    (void)add_row (self, _ ("No item has this in its name, address or note."));
  else if (more)
    (void)add_row (self, _ ("There are more. Type a number or words to find one."));
  self->filling = FALSE;
}

static void
look_cb (HikaeProofRow *self)
{
  if (self->session != NULL && adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    hikae_item_finder_look (
        self->finder, self->session, gtk_editable_get_text (self->entry), SHOWN);
}

void
hikae_proof_row_reset (HikaeProofRow *self, HikaeSession *session)
{
  g_return_if_fail (HIKAE_IS_PROOF_ROW (self));

  hikae_item_finder_stop (self->finder);
  g_set_object (&self->session, session);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), FALSE);
  gtk_editable_set_text (self->entry, "");
  drop_rows (self);
  gtk_check_button_set_active (self->none, TRUE);
  choose (self, 0);
}

guint
hikae_proof_row_get_chosen (HikaeProofRow *self)
{
  g_return_val_if_fail (HIKAE_IS_PROOF_ROW (self), 0);
  return self->chosen;
}

static void
hikae_proof_row_dispose (GObject *object)
{
  HikaeProofRow *self = HIKAE_PROOF_ROW (object);

  if (self->finder != NULL)
    hikae_item_finder_stop (self->finder);
  g_clear_object (&self->finder);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hikae_proof_row_parent_class)->dispose (object);
}

static void
hikae_proof_row_finalize (GObject *object)
{
  g_clear_pointer (&HIKAE_PROOF_ROW (object)->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (hikae_proof_row_parent_class)->finalize (object);
}

static void
hikae_proof_row_class_init (HikaeProofRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hikae_proof_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = hikae_proof_row_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-proof-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeProofRow, entry);
  gtk_widget_class_bind_template_child (widget_class, HikaeProofRow, none);
  gtk_widget_class_bind_template_callback (widget_class, look_cb);
  gtk_widget_class_bind_template_callback (widget_class, none_cb);
}

static void
hikae_proof_row_init (HikaeProofRow *self)
{
  self->rows = g_ptr_array_new ();
  self->finder = hikae_item_finder_new (found_cb, self);
  gtk_widget_init_template (GTK_WIDGET (self));
  choose (self, 0);
}
