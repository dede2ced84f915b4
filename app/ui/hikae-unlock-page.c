/* hikae-unlock-page.c: open a case by passphrase or recovery code
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-unlock-page.h"

#include "hikae-backup.h"
#include "hikae-error-text.h"
#include "hikae-error.h"
#include "hikae-passphrase.h"
#include "hikae-text.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>

/* More than a path of Linux has bytes; asks for one line. */
#define PATH_SHOWN 8192

struct _HikaeUnlockPage {
  HikaePage parent_instance;

  gboolean busy;
  char *
      damaged_path; /* (owned) (nullable): what did not open whole: a rescue is offered */
  HikaeSecret *secret; /* (owned) (nullable): what it was tried with */

  GtkLabel *name_label;
  GtkLabel *folder_label;
  GtkEditable *secret_row;
  GtkLabel *wrong_label;
  GtkWidget *open_button;
  GtkWidget *rescue_button;
};

G_DEFINE_FINAL_TYPE (HikaeUnlockPage, hikae_unlock_page, HIKAE_TYPE_PAGE)

static const char *
find_path (HikaeUnlockPage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));

  return session != NULL ? hikae_session_get_path (session) : NULL;
}

static void
note_damage (HikaeUnlockPage *self, gboolean damaged)
{
  g_clear_pointer (&self->damaged_path, g_free);
  if (damaged)
    self->damaged_path = g_strdup (find_path (self));
}

static void
update (HikaeUnlockPage *self)
{
  const gboolean empty = *gtk_editable_get_text (self->secret_row) == '\0';

  gtk_widget_set_sensitive (self->open_button, !empty && !self->busy);
  gtk_widget_set_visible (self->rescue_button,
                          self->damaged_path != NULL &&
                              g_strcmp0 (self->damaged_path, find_path (self)) == 0);
  gtk_widget_set_sensitive (self->rescue_button,
                            (self->secret != NULL || !empty) && !self->busy);
}

static void
changed_cb (HikaeUnlockPage *self)
{
  update (self);
}

static void
forget_secret (HikaeUnlockPage *self)
{
  g_clear_pointer (&self->secret, hikae_secret_unref);
}

static void
rescue_cb (HikaeUnlockPage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  const char *path = hikae_session_get_path (session);

  if (*gtk_editable_get_text (self->secret_row) != '\0') {
    forget_secret (self);
    self->secret = hikae_passphrase_take (self->secret_row);
  }
  if (path != NULL && self->secret != NULL)
    hikae_rescue_start (session,
                        GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                        path,
                        self->secret);
}

static void
say_wrong (HikaeUnlockPage *self, const GError *error)
{
  HikaeErrorText text = hikae_error_text_find (error);

  if (g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED)) {
    text.sentence = _ ("This file is not a case of Hikae.");
    text.next = _ ("Choose another one; its name ends in .hikae. Nothing was changed.");
  }
  g_autofree char *both = g_strdup_printf ("%s\n%s", text.sentence, text.next);

  gtk_label_set_text (self->wrong_label, both);
  gtk_widget_set_visible (GTK_WIDGET (self->wrong_label), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->secret_row));
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeUnlockPage) self = HIKAE_UNLOCK_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  g_autoptr (HikaeCase) open_case = hikae_case_open_finish (result, &error);

  self->busy = FALSE;
  if (session == NULL)
    return;
  hikae_session_end_work (session);
  note_damage (self,
               open_case != NULL
                   ? hikae_case_get_damaged (open_case)
                   : g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED));
  if (self->damaged_path == NULL)
    forget_secret (self);
  update (self);
  if (open_case != NULL) {
    forget_secret (self);
    hikae_session_set_case (session, open_case);
    hikae_session_go (session, "case", NULL);
    return;
  }
  if (!hikae_error_is_cancelled (error))
    say_wrong (self, error);
}

static void
open_cb (HikaeUnlockPage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  const char *path = hikae_session_get_path (session);
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  if (self->busy || path == NULL || *gtk_editable_get_text (self->secret_row) == '\0' ||
      !hikae_session_begin_work (
          session, _ ("Opening the case…"), &progress, &cancellable))
    return;
  g_autoptr (HikaeSecret) secret = hikae_passphrase_take (self->secret_row);

  forget_secret (self);
  self->secret = hikae_secret_ref (secret);
  self->busy = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->wrong_label), FALSE);
  update (self);
  hikae_case_open_async (path, secret, cancellable, opened_cb, g_object_ref (self));
}

/* Which file it is: its name, and where it lies, for two may have one name; that it lies
 * where most do needs no words. */
static void
show_place (HikaeUnlockPage *self)
{
  const char *path = find_path (self);
  GtkLabel *labels[] = {self->name_label, self->folder_label};
  g_autofree char *base = g_path_get_basename (path != NULL ? path : "");
  g_autofree char *folder = g_path_get_dirname (path != NULL ? path : "");
  g_autofree char *whole = hikae_text_for_display (path != NULL ? path : "", PATH_SHOWN);
  g_autofree char *name = hikae_text_for_display (base, PATH_SHOWN);
  g_autofree char *place =
      g_str_equal (folder, g_get_home_dir ()) ? NULL : hikae_wording_place (folder);

  gtk_label_set_text (self->name_label, name);
  gtk_label_set_text (self->folder_label, place != NULL ? place : "");
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    gtk_widget_set_tooltip_text (GTK_WIDGET (labels[i]), whole);
    gtk_widget_set_visible (GTK_WIDGET (labels[i]),
                            path != NULL && *gtk_label_get_text (labels[i]) != '\0');
    gtk_accessible_update_property (
        GTK_ACCESSIBLE (labels[i]), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, whole, -1);
  }
}

static void
hikae_unlock_page_enter (HikaePage *page, const char *argument)
{
  HikaeUnlockPage *self = HIKAE_UNLOCK_PAGE (page);

  gtk_widget_set_visible (GTK_WIDGET (self->wrong_label), FALSE);
  if (g_strcmp0 (argument, "rescue") == 0)
    note_damage (self, TRUE);
  show_place (self);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->secret_row));
}

static void
hikae_unlock_page_leave (HikaePage *page, gboolean locking)
{
  hikae_passphrase_clear (HIKAE_UNLOCK_PAGE (page)->secret_row);
  forget_secret (HIKAE_UNLOCK_PAGE (page));
}

static void
hikae_unlock_page_finalize (GObject *object)
{
  forget_secret (HIKAE_UNLOCK_PAGE (object));
  g_free (HIKAE_UNLOCK_PAGE (object)->damaged_path);
  G_OBJECT_CLASS (hikae_unlock_page_parent_class)->finalize (object);
}

static void
hikae_unlock_page_class_init (HikaeUnlockPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hikae_unlock_page_finalize;
  HIKAE_PAGE_CLASS (klass)->enter = hikae_unlock_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_unlock_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-unlock-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeUnlockPage, name_label);
  gtk_widget_class_bind_template_child (widget_class, HikaeUnlockPage, folder_label);
  gtk_widget_class_bind_template_child (widget_class, HikaeUnlockPage, secret_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeUnlockPage, wrong_label);
  gtk_widget_class_bind_template_child (widget_class, HikaeUnlockPage, open_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeUnlockPage, rescue_button);
  gtk_widget_class_bind_template_callback (widget_class, rescue_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
}

static void
hikae_unlock_page_init (HikaeUnlockPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
