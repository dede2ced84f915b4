/* hikae-recovery-page.c: the recovery sheet, shown once
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-recovery-page.h"

#include "hikae-dialogs.h"
#include "hikae-recovery-sheet.h"

#include <glib/gi18n.h>

struct _HikaeRecoveryPage {
  HikaePage parent_instance;

  gboolean busy;

  GtkLabel *code_label;
  GtkEditable *check_row;
  GtkWidget *done_button;
};

G_DEFINE_FINAL_TYPE (HikaeRecoveryPage, hikae_recovery_page, HIKAE_TYPE_PAGE)

static HikaeSecret *
get_code (HikaeRecoveryPage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));

  return session != NULL ? hikae_session_get_recovery_code (session) : NULL;
}

/* What follows the last space or hyphen of the code. */
static const char *
find_last_group (HikaeSecret *code)
{
  const char *text = (const char *)hikae_secret_get_bytes (code);
  const char *last = text;

  for (const char *at = text; *at != '\0'; at++)
    if (*at == ' ' || *at == '-' || *at == '\n')
      last = at + 1;
  return last;
}

static gboolean
is_confirmed (HikaeRecoveryPage *self)
{
  HikaeSecret *code = get_code (self);

  return code != NULL && g_ascii_strcasecmp (gtk_editable_get_text (self->check_row),
                                             find_last_group (code)) == 0;
}

static void
check_changed_cb (HikaeRecoveryPage *self)
{
  gtk_widget_set_sensitive (self->done_button, !self->busy && is_confirmed (self));
}

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeRecoveryPage) self = HIKAE_RECOVERY_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  const gboolean noted =
      hikae_case_confirm_recovery_finish (HIKAE_CASE (source), result, &error);
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));

  self->busy = FALSE;
  check_changed_cb (self);
  if (session == NULL || !hikae_session_is_current (session, HIKAE_CASE (source)))
    return;
  /* She has the code either way: what could not be written only asks again. */
  hikae_session_take_recovery_code (session, NULL);
  hikae_session_go (session, "case", NULL);
  if (!noted)
    hikae_session_fail (session, error);
}

static void
done_cb (HikaeRecoveryPage *self)
{
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));

  if (self->busy || open_case == NULL || !is_confirmed (self))
    return;
  self->busy = TRUE;
  check_changed_cb (self);
  hikae_case_confirm_recovery_async (open_case, noted_cb, g_object_ref (self));
}

static void
sheet_done_cb (const GError *error, gpointer data)
{
  HikaeRecoveryPage *self = HIKAE_RECOVERY_PAGE (data);
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));

  if (session != NULL)
    hikae_print_tell (
        session, error, _ ("The sheet is ready. Keep it where nobody looks."));
}

static void
make_sheet (HikaeRecoveryPage *self, const char *path)
{
  HikaeSecret *code = get_code (self);
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));

  if (code != NULL && open_case != NULL)
    hikae_recovery_sheet_print (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                code,
                                hikae_case_get_title (open_case),
                                path,
                                sheet_done_cb,
                                self);
}

static void
print_cb (HikaeRecoveryPage *self)
{
  make_sheet (self, NULL);
}

static void
place_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeRecoveryPage) self = HIKAE_RECOVERY_PAGE (user_data);
  g_autofree char *path = hikae_dialogs_save_finish (result, NULL);

  if (path != NULL)
    make_sheet (self, path);
}

static void
save_cb (HikaeRecoveryPage *self)
{
  g_autofree char *path =
      g_build_filename (g_get_home_dir (), _ ("Recovery sheet.pdf"), NULL);

  hikae_dialogs_save_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                            _ ("Save the recovery sheet"),
                            path,
                            place_chosen_cb,
                            g_object_ref (self));
}

/* "page.save" with a path. */
static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  make_sheet (HIKAE_RECOVERY_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
hikae_recovery_page_enter (HikaePage *page, const char *argument)
{
  HikaeRecoveryPage *self = HIKAE_RECOVERY_PAGE (page);
  HikaeSecret *code = get_code (self);

  gtk_label_set_text (self->code_label,
                      code != NULL ? (const char *)hikae_secret_get_bytes (code) : "");
  gtk_editable_set_text (self->check_row, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->check_row));
  check_changed_cb (self);
}

static void
hikae_recovery_page_leave (HikaePage *page, gboolean locking)
{
  HikaeRecoveryPage *self = HIKAE_RECOVERY_PAGE (page);

  /* The session keeps the code as long as the case is open and she has not confirmed it:
   * who looks for help in between finds it again on the way back. */
  gtk_label_set_text (self->code_label, "");
  gtk_editable_set_text (self->check_row, "");
}

static void
hikae_recovery_page_class_init (HikaeRecoveryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  HIKAE_PAGE_CLASS (klass)->enter = hikae_recovery_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_recovery_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-recovery-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeRecoveryPage, code_label);
  gtk_widget_class_bind_template_child (widget_class, HikaeRecoveryPage, check_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeRecoveryPage, done_button);
  gtk_widget_class_bind_template_callback (widget_class, check_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
  gtk_widget_class_bind_template_callback (widget_class, print_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_install_action (widget_class, "page.save", "s", save_action);
}

static void
hikae_recovery_page_init (HikaeRecoveryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
