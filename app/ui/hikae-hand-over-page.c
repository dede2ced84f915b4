/* hikae-hand-over-page.c: make a bundle for others
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-hand-over-page.h"

#include "hikae-item-part.h"
#include "hikae-passphrase.h"
#include "hikae-place-row.h"
#include "hikae-row-group.h"
#include "hikae-wording.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

#define ITEMS_SHOWN 500

struct _HikaeHandOverPage {
  HikaePage parent_instance;

  GHashTable *checks; /* (owned): number to GtkCheckButton (unowned): in @items */
  GArray *wanted;     /* (owned) (nullable): of guint: only these were asked for */
  char *written;      /* (owned) (nullable): path of the bundle being made */

  GtkSwitch *letters_switch;
  AdwComboRow *content;
  AdwComboRow *pictures;
  GtkSwitch *address_switch;
  GtkSwitch *phone_switch;
  GtkSwitch *cookies_switch;
  AdwComboRow *language;
  HikaeRowGroup *items;
  HikaeRowGroup *inside;
  GtkEditable *passphrase_row;
  HikaePlaceRow *place_row;
  GtkWidget *export_button;
  HikaeRowGroup *result;
};

G_DEFINE_FINAL_TYPE (HikaeHandOverPage, hikae_hand_over_page, HIKAE_TYPE_PAGE)

static guint
count_items (HikaeCase *open_case)
{
  const guint all = g_list_model_get_n_items (hikae_case_get_items (open_case));
  guint count = 0;

  for (guint i = 0; i < all; i++)
    count += !hikae_case_glance (open_case, i).deleted;
  return count;
}

/* (transfer full) (nullable): NULL while every item of the case is chosen. */
static GArray *
dup_numbers (HikaeHandOverPage *self)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  GHashTableIter iter;
  gpointer number = NULL;
  gpointer check = NULL;

  if (self->wanted != NULL && self->wanted->len > ITEMS_SHOWN)
    return g_array_ref (self->wanted);
  g_hash_table_iter_init (&iter, self->checks);
  while (g_hash_table_iter_next (&iter, &number, &check)) {
    const guint value = GPOINTER_TO_UINT (number);

    if (gtk_check_button_get_active (check))
      g_array_append_val (numbers, value);
  }
  if (self->wanted == NULL && numbers->len == g_hash_table_size (self->checks))
    return NULL;
  return g_steal_pointer (&numbers);
}

static void changed_cb (HikaeHandOverPage *self);

static void
add_check (HikaeHandOverPage *self, HikaeItem *item)
{
  g_autofree char *words = hikae_wording_item_title (item, 120);
  g_autofree char *title =
      g_strdup_printf ("%u. %s", hikae_item_get_number (item), words);
  /* All that was kept of one page has its title. */
  AdwActionRow *row = hikae_row_group_add_text (
      self->items, NULL, title, hikae_item_part_get_name (item));
  GtkWidget *check = gtk_check_button_new ();

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_signal_connect_object (
      check, "toggled", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (row, check);
  adw_action_row_set_activatable_widget (row, check);
  g_hash_table_insert (
      self->checks, GUINT_TO_POINTER (hikae_item_get_number (item)), check);
}

static gboolean
is_wanted (HikaeHandOverPage *self, guint number)
{
  for (guint i = 0; self->wanted != NULL && i < self->wanted->len; i++)
    if (g_array_index (self->wanted, guint, i) == number)
      return TRUE;
  return self->wanted == NULL;
}

/* In a case too large for such a list everything goes, or what was chosen in the list of
 * the case. */
static void
show_items (HikaeHandOverPage *self, HikaeCase *open_case)
{
  GListModel *items = hikae_case_get_items (open_case);
  const gboolean is_long =
      (self->wanted != NULL ? self->wanted->len : count_items (open_case)) > ITEMS_SHOWN;

  g_hash_table_remove_all (self->checks);
  hikae_row_group_clear (self->items);
  for (guint i = 0; !is_long && i < g_list_model_get_n_items (items); i++) {
    const HikaeItemGlance glance = hikae_case_glance (open_case, i);
    g_autoptr (HikaeItem) item = NULL;

    if (glance.deleted || !is_wanted (self, glance.number))
      continue;
    item = g_list_model_get_item (items, i);
    add_check (self, item);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->items), g_hash_table_size (self->checks) > 0);
}

/* @argument: (nullable): "1,2,3": only these. */
static void
read_wanted (HikaeHandOverPage *self, const char *argument)
{
  g_auto (GStrv) parts = argument != NULL ? g_strsplit (argument, ",", -1) : NULL;

  g_clear_pointer (&self->wanted, g_array_unref);
  if (parts == NULL)
    return;
  self->wanted = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; parts[i] != NULL; i++) {
    const guint number = (guint)g_ascii_strtoull (parts[i], NULL, 10);

    if (number != 0)
      g_array_append_val (self->wanted, number);
  }
}

/* @numbers, @passphrase: (nullable): borrowed by the choice. */
static HikaeExportChoice
read_choice (HikaeHandOverPage *self, GArray *numbers, HikaeSecret *passphrase)
{
  const guint content = adw_combo_row_get_selected (self->content);
  guint private_fields = 0;

  if (gtk_switch_get_active (self->address_switch))
    private_fields |= HIKAE_BUNDLE_ADDRESS;
  if (gtk_switch_get_active (self->phone_switch))
    private_fields |= HIKAE_BUNDLE_PHONE;
  if (gtk_switch_get_active (self->cookies_switch))
    private_fields |= HIKAE_BUNDLE_COOKIES;
  return (HikaeExportChoice){
      .items = numbers,
      .lang = adw_combo_row_get_selected (self->language) == 1 ? "ja" : "en",
      .text_only = content == 2,
      .redacted = content == 1,
      .pictures = (HikaeBundlePictures)MIN (adw_combo_row_get_selected (self->pictures),
                                            HIKAE_BUNDLE_GREY),
      .private_fields = (HikaeBundlePrivate)private_fields,
      .with_letters = gtk_switch_get_active (self->letters_switch),
      .passphrase = passphrase};
}

/* In the very words that the bundle itself will carry. */
static void
show_inside (HikaeHandOverPage *self, HikaeCase *open_case)
{
  /* Only whether there is one matters here. */
  g_autoptr (HikaeSecret) some = *gtk_editable_get_text (self->passphrase_row) != '\0'
                                     ? hikae_secret_new_copy ("x", 1)
                                     : NULL;
  g_autoptr (GArray) numbers = dup_numbers (self);
  const HikaeExportChoice choice = read_choice (self, numbers, some);
  g_auto (GStrv) lines =
      hikae_export_describe (open_case, &choice, hikae_session_get_language (), NULL);

  hikae_row_group_clear (self->inside);
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    hikae_row_group_add_text (self->inside, NULL, lines[i], NULL);
}

static void
changed_cb (HikaeHandOverPage *self)
{
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));

  if (open_case == NULL || self->inside == NULL)
    return;
  show_inside (self, open_case);
  g_autoptr (GArray) numbers = dup_numbers (self);

  gtk_widget_set_sensitive (self->export_button,
                            numbers != NULL ? numbers->len > 0
                                            : count_items (open_case) > 0);
}

/* It stands below what fills the screen: gone to, and so read by a screen reader. A word
 * that passes over it would lie on the name of the file. */
static void
show_result (HikaeHandOverPage *self)
{
  hikae_row_group_clear (self->result);
  hikae_row_group_add_copyable (
      self->result, _ ("The bundle is written"), self->written, FALSE);
  hikae_row_group_add_link (self->result,
                            "emblem-ok-symbolic",
                            _ ("Check it now"),
                            _ ("As the one who gets it can. START-HERE.html inside says "
                               "how to do it without Hikae."),
                            "page.check",
                            NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->result), TRUE);
  hikae_page_lead_to (GTK_WIDGET (self->result));
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeHandOverPage) self = HIKAE_HAND_OVER_PAGE (user_data);
  HikaeCase *open_case = HIKAE_CASE (source);
  g_autoptr (GError) error = NULL;
  const gboolean done = hikae_export_bundle_finish (open_case, result, &error);
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));

  if (session == NULL)
    return;
  hikae_session_end_work (session);
  if (!hikae_session_is_current (session, open_case))
    return;
  gtk_widget_set_sensitive (self->export_button, TRUE);
  if (done)
    show_result (self);
  else
    hikae_session_fail (session, error);
}

static void
export_cb (HikaeHandOverPage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  HikaeCase *open_case = hikae_session_get_case (session);
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  if (open_case == NULL ||
      !hikae_session_begin_work (
          session, _ ("Making the bundle…"), &progress, &cancellable))
    return;
  const gboolean open = *gtk_editable_get_text (self->passphrase_row) == '\0';
  g_autoptr (HikaeSecret) passphrase =
      open ? NULL : hikae_passphrase_take (self->passphrase_row);
  g_autoptr (GArray) numbers = dup_numbers (self);
  const HikaeExportChoice choice = read_choice (self, numbers, passphrase);

  g_free (self->written);
  self->written = g_strdup (hikae_place_row_get_path (self->place_row));
  gtk_widget_set_sensitive (self->export_button, FALSE);
  hikae_row_group_clear (self->result);
  hikae_export_bundle_async (open_case,
                             &choice,
                             self->written,
                             progress,
                             cancellable,
                             exported_cb,
                             g_object_ref (self));
}

static void
check_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeHandOverPage *self = HIKAE_HAND_OVER_PAGE (widget);

  if (self->written != NULL)
    hikae_session_go (hikae_page_get_session (HIKAE_PAGE (self)), "check", self->written);
}

static void
hikae_hand_over_page_enter (HikaePage *page, const char *argument)
{
  HikaeHandOverPage *self = HIKAE_HAND_OVER_PAGE (page);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "bundle-%Y%m%d-%H%M%S.zip");

  hikae_place_row_set_file_name (self->place_row, name);
  gtk_widget_set_visible (GTK_WIDGET (self->result), FALSE);
  read_wanted (self, argument);
  if (hikae_page_get_case (page) != NULL)
    show_items (self, hikae_page_get_case (page));
  changed_cb (self);
}

static void
hikae_hand_over_page_leave (HikaePage *page, gboolean locking)
{
  HikaeHandOverPage *self = HIKAE_HAND_OVER_PAGE (page);

  hikae_passphrase_clear (self->passphrase_row);
  hikae_row_group_clear (self->result);
  if (!locking)
    return;
  g_hash_table_remove_all (self->checks);
  hikae_row_group_clear (self->items);
  hikae_row_group_clear (self->inside);
}

static void
hikae_hand_over_page_finalize (GObject *object)
{
  HikaeHandOverPage *self = HIKAE_HAND_OVER_PAGE (object);

  g_clear_pointer (&self->written, g_free);
  g_clear_pointer (&self->wanted, g_array_unref);
  g_hash_table_unref (self->checks);
  G_OBJECT_CLASS (hikae_hand_over_page_parent_class)->finalize (object);
}

static void
hikae_hand_over_page_class_init (HikaeHandOverPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hikae_hand_over_page_finalize;
  HIKAE_PAGE_CLASS (klass)->enter = hikae_hand_over_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_hand_over_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-hand-over-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeHandOverPage, letters_switch);
  gtk_widget_class_bind_template_child (widget_class, HikaeHandOverPage, content);
  gtk_widget_class_bind_template_child (widget_class, HikaeHandOverPage, pictures);
  gtk_widget_class_bind_template_child (widget_class, HikaeHandOverPage, address_switch);
  gtk_widget_class_bind_template_child (widget_class, HikaeHandOverPage, phone_switch);
  gtk_widget_class_bind_template_child (widget_class, HikaeHandOverPage, cookies_switch);
  gtk_widget_class_bind_template_child (widget_class, HikaeHandOverPage, language);
  gtk_widget_class_bind_template_child (widget_class, HikaeHandOverPage, items);
  gtk_widget_class_bind_template_child (widget_class, HikaeHandOverPage, inside);
  gtk_widget_class_bind_template_child (widget_class, HikaeHandOverPage, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeHandOverPage, place_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeHandOverPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeHandOverPage, result);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_cb);
  gtk_widget_class_install_action (widget_class, "page.check", NULL, check_action);
}

static void
hikae_hand_over_page_init (HikaeHandOverPage *self)
{
  self->checks = g_hash_table_new (NULL, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  if (g_str_equal (hikae_session_get_language (), "ja"))
    adw_combo_row_set_selected (self->language, 1);
}
