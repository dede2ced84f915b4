/* hikae-hand-over-page.c: make a bundle for others
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-hand-over-page.h"

#include "hikae-passphrase.h"
#include "hikae-place-row.h"
#include "hikae-row-group.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

struct _HikaeHandOverPage {
  HikaePage parent_instance;

  char *written; /* (owned) (nullable): path of the bundle being made */

  GtkSwitch *letters_switch;
  GtkSwitch *text_switch;
  AdwComboRow *language;
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
  GListModel *items = hikae_case_get_items (open_case);
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++) {
    g_autoptr (HikaeItem) item = g_list_model_get_item (items, i);

    count += !hikae_item_get_deleted (item);
  }
  return count;
}

static void
show_inside (HikaeHandOverPage *self, HikaeCase *open_case)
{
  const guint count = count_items (open_case);
  const guint letters = g_list_model_get_n_items (hikae_case_get_requests (open_case));
  const guint stamps = g_list_model_get_n_items (hikae_case_get_stamps (open_case));
  const gboolean text_only = gtk_switch_get_active (self->text_switch);
  g_autofree char *items = g_strdup_printf (
      text_only ? ngettext ("The record of %u item, without its content",
                            "The records of %u items, without their content",
                            count)
                : ngettext ("%u item, byte for byte, with its record",
                            "%u items, byte for byte, with their records",
                            count),
      count);

  hikae_row_group_clear (self->inside);
  hikae_row_group_add_text (self->inside, "text-x-generic-symbolic", items, NULL);
  hikae_row_group_add_text (
      self->inside,
      "x-office-document-symbolic",
      _ ("A report to read: time line, items, what each one proves"),
      NULL);
  hikae_row_group_add_text (
      self->inside,
      "emblem-ok-symbolic",
      stamps > 0 ? _ ("Digests, log and time stamps, with a page on how to check them")
                 : _ ("Digests and log, with a page on how to check them. There is no "
                      "outside time yet."),
      NULL);
  if (letters > 0 && gtk_switch_get_active (self->letters_switch)) {
    g_autofree char *text = g_strdup_printf (
        ngettext ("%u letter with your name and contact as you wrote them",
                  "%u letters with your name and contact as you wrote them",
                  letters),
        letters);

    hikae_row_group_add_text (self->inside, "document-edit-symbolic", text, NULL);
  }
}

static void
changed_cb (HikaeHandOverPage *self)
{
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));

  if (open_case == NULL || self->inside == NULL)
    return;
  show_inside (self, open_case);
  gtk_widget_set_sensitive (self->export_button, count_items (open_case) > 0);
}

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
  const HikaeExportChoice choice = {
      .items = NULL,
      .lang = adw_combo_row_get_selected (self->language) == 1 ? "ja" : "en",
      .text_only = gtk_switch_get_active (self->text_switch),
      .with_letters = gtk_switch_get_active (self->letters_switch),
      .passphrase = passphrase};

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
  changed_cb (self);
}

static void
hikae_hand_over_page_leave (HikaePage *page, gboolean locking)
{
  HikaeHandOverPage *self = HIKAE_HAND_OVER_PAGE (page);

  hikae_passphrase_clear (self->passphrase_row);
  hikae_row_group_clear (self->result);
  if (locking)
    hikae_row_group_clear (self->inside);
}

static void
hikae_hand_over_page_finalize (GObject *object)
{
  g_clear_pointer (&HIKAE_HAND_OVER_PAGE (object)->written, g_free);
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
  gtk_widget_class_bind_template_child (widget_class, HikaeHandOverPage, text_switch);
  gtk_widget_class_bind_template_child (widget_class, HikaeHandOverPage, language);
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
  gtk_widget_init_template (GTK_WIDGET (self));
  if (g_str_equal (hikae_session_get_language (), "ja"))
    adw_combo_row_set_selected (self->language, 1);
}
