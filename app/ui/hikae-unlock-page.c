/* hikae-unlock-page.c: open a case by passphrase or recovery code
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-unlock-page.h"

#include "hikae-error-text.h"
#include "hikae-error.h"
#include "hikae-passphrase.h"

#include <glib/gi18n.h>

struct _HikaeUnlockPage {
  HikaePage parent_instance;

  gboolean busy;

  GtkEditable *secret_row;
  GtkLabel *wrong_label;
  GtkWidget *open_button;
};

G_DEFINE_FINAL_TYPE (HikaeUnlockPage, hikae_unlock_page, HIKAE_TYPE_PAGE)

static void
update (HikaeUnlockPage *self)
{
  const gboolean empty = *gtk_editable_get_text (self->secret_row) == '\0';

  gtk_widget_set_sensitive (self->open_button, !empty && !self->busy);
}

static void
changed_cb (HikaeUnlockPage *self)
{
  update (self);
}

static void
say_wrong (HikaeUnlockPage *self, const GError *error)
{
  const HikaeErrorText text = hikae_error_text_find (error);
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
  update (self);
  if (open_case != NULL) {
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

  self->busy = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->wrong_label), FALSE);
  update (self);
  hikae_case_open_async (path, secret, cancellable, opened_cb, g_object_ref (self));
}

static void
hikae_unlock_page_enter (HikaePage *page, const char *argument)
{
  HikaeUnlockPage *self = HIKAE_UNLOCK_PAGE (page);

  gtk_widget_set_visible (GTK_WIDGET (self->wrong_label), FALSE);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->secret_row));
}

static void
hikae_unlock_page_leave (HikaePage *page, gboolean locking)
{
  hikae_passphrase_clear (HIKAE_UNLOCK_PAGE (page)->secret_row);
}

static void
hikae_unlock_page_class_init (HikaeUnlockPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  HIKAE_PAGE_CLASS (klass)->enter = hikae_unlock_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_unlock_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-unlock-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeUnlockPage, secret_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeUnlockPage, wrong_label);
  gtk_widget_class_bind_template_child (widget_class, HikaeUnlockPage, open_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
}

static void
hikae_unlock_page_init (HikaeUnlockPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
