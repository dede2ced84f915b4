/* hikae-new-page.c: make a case: name, place, passphrase, the early question
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-new-page.h"

#include "hikae-dialogs.h"
#include "hikae-error.h"
#include "hikae-lent-case.h"
#include "hikae-passphrase.h"
#include "hikae-place-row.h"
#include "hikae-sandbox.h"
#include "hikae-strength.h"

#include <glib/gi18n.h>

struct _HikaeNewPage {
  HikaePage parent_instance;

  gboolean busy;

  GtkEditable *name_row;
  HikaePlaceRow *place_row;
  GtkEditable *passphrase_row;
  GtkEditable *again_row;
  GtkLevelBar *strength_bar;
  GtkLabel *strength_label;
  GtkCheckButton *adult;
  GtkCheckButton *minor;
  GtkLabel *still;
  GtkWidget *create_button;
};

G_DEFINE_FINAL_TYPE (HikaeNewPage, hikae_new_page, HIKAE_TYPE_PAGE)

/* What is missing before a case can be made; "" when nothing is. */
static const char *
find_still (HikaeNewPage *self)
{
  const char *passphrase = gtk_editable_get_text (self->passphrase_row);
  const char *again = gtk_editable_get_text (self->again_row);

  if (*gtk_editable_get_text (self->name_row) == '\0')
    return _ ("Still open: a name.");
  if (g_utf8_strlen (passphrase, -1) < HIKAE_STRENGTH_LEAST_CHARS)
    return _ ("Still open: a passphrase.");
  if (strcmp (passphrase, again) != 0)
    return *again != '\0' ? _ ("The two passphrases are not the same yet.")
                          : _ ("Still open: the same passphrase again.");
  if (!gtk_check_button_get_active (self->adult) &&
      !gtk_check_button_get_active (self->minor))
    return _ ("Still open: whether the person shown is under 18.");
  return "";
}

static void
update (HikaeNewPage *self)
{
  const char *passphrase = gtk_editable_get_text (self->passphrase_row);
  const char *again = gtk_editable_get_text (self->again_row);
  const gboolean differs = *again != '\0' && strcmp (passphrase, again) != 0;
  const char *still = find_still (self);

  if (differs)
    gtk_widget_add_css_class (GTK_WIDGET (self->again_row), "unfinished");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->again_row), "unfinished");
  gtk_label_set_text (self->still, still);
  gtk_widget_set_visible (GTK_WIDGET (self->still), *still != '\0' && !self->busy);
  gtk_widget_set_sensitive (self->create_button, *still == '\0' && !self->busy);
}

static void
question_cb (HikaeNewPage *self)
{
  update (self);
}

static void
again_changed_cb (HikaeNewPage *self)
{
  update (self);
}

static void
passphrase_changed_cb (HikaeNewPage *self)
{
  const char *passphrase = gtk_editable_get_text (self->passphrase_row);
  const HikaeStrength strength =
      hikae_strength_estimate (passphrase, gtk_editable_get_text (self->name_row));

  gtk_level_bar_set_value (self->strength_bar, *passphrase == '\0' ? 0 : strength);
  gtk_label_set_text (self->strength_label, hikae_strength_describe (strength));
  update (self);
}

/* The name as a file name: what file systems, other systems and shells trip over goes. */
static void
name_changed_cb (HikaeNewPage *self)
{
  g_autofree char *stem = g_strdup (gtk_editable_get_text (self->name_row));

  g_strdelimit (g_strstrip (stem), "/\\:*?\"<>|\n\t", '-');
  const gboolean usable = *stem != '.' && *stem != '\0';
  g_autofree char *name = g_strconcat (usable ? stem : "case", ".hikae", NULL);

  hikae_place_row_set_file_name (self->place_row, name);
  update (self);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeNewPage) self = HIKAE_NEW_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  g_autoptr (HikaeSecret) code = NULL;
  g_autoptr (HikaeCase) open_case = hikae_case_create_finish (result, &code, &error);

  self->busy = FALSE;
  if (session == NULL)
    return;
  hikae_session_end_work (session);
  update (self);
  if (open_case == NULL) {
    hikae_session_fail (session, error);
    return;
  }
  hikae_passphrase_clear (self->passphrase_row);
  hikae_passphrase_clear (self->again_row);
  hikae_session_set_case (session, open_case);
  hikae_session_take_recovery_code (session, g_steal_pointer (&code));
  hikae_session_go (session, "recovery", NULL);
}

static void
use_own_folder_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeNewPage) self = HIKAE_NEW_PAGE (user_data);

  if (hikae_dialogs_ask_finish (result, NULL))
    name_changed_cb (self);
}

static void
create_cb (HikaeNewPage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  if (hikae_sandbox_lends (hikae_place_row_get_path (self->place_row))) {
    hikae_lent_case_explain (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                             _ ("Use that folder"),
                             use_own_folder_cb,
                             g_object_ref (self));
    return;
  }
  if (self->busy || !hikae_session_begin_work (
                        session, _ ("Creating the case…"), &progress, &cancellable))
    return;
  g_autoptr (HikaeSecret) passphrase = hikae_passphrase_take (self->passphrase_row);

  hikae_passphrase_clear (self->again_row);
  self->busy = TRUE;
  update (self);
  hikae_case_create_async (hikae_place_row_get_path (self->place_row),
                           gtk_editable_get_text (self->name_row),
                           gtk_check_button_get_active (self->minor),
                           passphrase,
                           HIKAE_KDF_COST_MEASURE,
                           cancellable,
                           created_cb,
                           g_object_ref (self));
}

static void
hikae_new_page_enter (HikaePage *page, const char *argument)
{
  HikaeNewPage *self = HIKAE_NEW_PAGE (page);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *month = g_date_time_format (now, "%Y-%m");
  /* Translators: a name for a case that tells nothing; %s is a year and month. */
  g_autofree char *name = g_strdup_printf (_ ("Papers %s"), month);

  gtk_check_button_set_active (self->adult, FALSE);
  gtk_check_button_set_active (self->minor, FALSE);
  gtk_editable_set_text (self->name_row, name);
  passphrase_changed_cb (self);
}

static void
hikae_new_page_leave (HikaePage *page, gboolean locking)
{
  HikaeNewPage *self = HIKAE_NEW_PAGE (page);

  hikae_passphrase_clear (self->passphrase_row);
  hikae_passphrase_clear (self->again_row);
  gtk_editable_set_text (self->name_row, "");
}

static void
hikae_new_page_class_init (HikaeNewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  HIKAE_PAGE_CLASS (klass)->enter = hikae_new_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_new_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-new-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeNewPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeNewPage, still);
  gtk_widget_class_bind_template_child (widget_class, HikaeNewPage, place_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeNewPage, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeNewPage, again_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeNewPage, strength_bar);
  gtk_widget_class_bind_template_child (widget_class, HikaeNewPage, strength_label);
  gtk_widget_class_bind_template_child (widget_class, HikaeNewPage, adult);
  gtk_widget_class_bind_template_child (widget_class, HikaeNewPage, minor);
  gtk_widget_class_bind_template_child (widget_class, HikaeNewPage, create_button);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, passphrase_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, question_cb);
  gtk_widget_class_bind_template_callback (widget_class, create_cb);
}

static void
hikae_new_page_init (HikaeNewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
