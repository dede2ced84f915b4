/* hikae-letter-items.c: which items a letter is about
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-letter-items.h"

#include "hikae-law-fit.h"
#include "hikae-law-host.h"
#include "hikae-wording.h"

struct _HikaeLetterItems {
  HikaeRowGroup *group; /* (unowned): the page's */
  HikaeLetterItemsFunc changed;
  gpointer data;
  GArray *chosen; /* (owned) (element-type guint): numbers */
  char *site;     /* (owned) (nullable): domain, when the recipient is any site */
  gboolean filling;
};

HikaeLetterItems *
hikae_letter_items_new (HikaeRowGroup *group, HikaeLetterItemsFunc changed, gpointer data)
{
  HikaeLetterItems *self = g_new0 (HikaeLetterItems, 1);

  self->group = group;
  self->changed = changed;
  self->data = data;
  self->chosen = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
hikae_letter_items_free (HikaeLetterItems *self)
{
  g_clear_pointer (&self->chosen, g_array_unref);
  g_clear_pointer (&self->site, g_free);
  g_free (self);
}

static void
toggled_cb (GtkCheckButton *button, gpointer user_data)
{
  HikaeLetterItems *self = user_data;
  const guint number = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "number"));

  for (guint i = self->chosen->len; i > 0; i--)
    if (g_array_index (self->chosen, guint, i - 1) == number)
      g_array_remove_index (self->chosen, i - 1);
  if (gtk_check_button_get_active (button))
    g_array_append_val (self->chosen, number);
  if (!self->filling)
    self->changed (self->data);
}

/* Whether an address is at the one the letter goes to: what is elsewhere is nobody else's
 * business. An authority hears of all. */
static gboolean
belongs_here (HikaeLetterItems *self,
              HikaeLawPack *pack,
              JsonObject *basis,
              const char *recipient_id,
              const char *url)
{
  JsonObject *recipient = NULL;
  g_autofree char *host = hikae_law_dup_host (url);
  g_autofree char *site = hikae_law_dup_registrable (host);

  if (host == NULL)
    return FALSE;
  if (hikae_law_pack_is_to_authority (pack, basis))
    return TRUE;
  recipient = hikae_law_pack_match_recipient (pack, url);
  if (recipient != NULL)
    return g_strcmp0 (hikae_json_get_string (recipient, "id"), recipient_id) == 0;
  if (g_strcmp0 (hikae_json_get_string (hikae_law_pack_find_generic (pack), "id"),
                 recipient_id) != 0)
    return FALSE;
  /* Of several unknown sites the first one that is met. */
  if (self->site == NULL)
    self->site = g_strdup (site != NULL ? site : host);
  return g_strcmp0 (self->site, site != NULL ? site : host) == 0;
}

static void
add_item (HikaeLetterItems *self, HikaeItem *item, gboolean is_chosen)
{
  const guint number = hikae_item_get_number (item);
  const char *url = hikae_item_get_claim (item, "url");
  g_autofree char *title = hikae_wording_item_title (item, 120);
  AdwActionRow *row =
      hikae_row_group_add_text (self->group, NULL, title, url != NULL ? url : "");
  GtkWidget *check = gtk_check_button_new ();

  g_object_set_data (G_OBJECT (check), "number", GUINT_TO_POINTER (number));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (row, check);
  adw_action_row_set_activatable_widget (row, check);
  /* The rows go with the page, and the page's list of them after. */
  g_signal_connect (check, "toggled", G_CALLBACK (toggled_cb), self);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_chosen);
}

static gboolean
holds (JsonArray *wanted, guint number)
{
  for (guint i = 0; i < json_array_get_length (wanted); i++)
    if (json_array_get_int_element (wanted, i) == (gint64)number)
      return TRUE;
  return FALSE;
}

void
hikae_letter_items_clear (HikaeLetterItems *self)
{
  hikae_row_group_clear (self->group);
  g_array_set_size (self->chosen, 0);
  g_clear_pointer (&self->site, g_free);
}

void
hikae_letter_items_show (HikaeLetterItems *self,
                         HikaeCase *open_case,
                         HikaeLawPack *pack,
                         const char *basis_id,
                         const char *recipient,
                         JsonArray *wanted)
{
  GListModel *items = open_case != NULL ? hikae_case_get_items (open_case) : NULL;
  JsonObject *basis = pack != NULL ? hikae_law_pack_find_basis (pack, basis_id) : NULL;

  hikae_letter_items_clear (self);
  self->filling = TRUE;
  for (guint i = 0; items != NULL && i < g_list_model_get_n_items (items); i++) {
    g_autoptr (HikaeItem) item = g_list_model_get_item (items, i);
    const char *url = hikae_item_get_claim (item, "url");

    if (hikae_item_get_deleted (item))
      continue;
    add_item (self,
              item,
              wanted != NULL ? holds (wanted, hikae_item_get_number (item))
                             : url != NULL && basis != NULL &&
                                   belongs_here (self, pack, basis, recipient, url));
  }
  self->filling = FALSE;
}

guint
hikae_letter_items_get_count (HikaeLetterItems *self)
{
  return self->chosen->len;
}

GPtrArray *
hikae_letter_items_list (HikaeLetterItems *self, HikaeCase *open_case)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; open_case != NULL && i < self->chosen->len; i++) {
    HikaeItem *item =
        hikae_case_find_item (open_case, g_array_index (self->chosen, guint, i));

    if (item != NULL && !hikae_item_get_deleted (item))
      g_ptr_array_add (items, g_object_ref (item));
  }
  return items;
}
