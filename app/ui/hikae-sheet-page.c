/* hikae-sheet-page.c: how to go on where no letter is written: one page to take along
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-sheet-page.h"

#include "hikae-dialogs.h"
#include "hikae-kept-letter.h"
#include "hikae-letter-file.h"
#include "hikae-letter-print.h"
#include "hikae-row-group.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>

struct _HikaeSheetPage {
  HikaePage parent_instance;

  guint number; /* of the request; 0: none */
  char *way;    /* (owned) (nullable): id */

  GtkLabel *text;
  HikaeRowGroup *take;
};

G_DEFINE_FINAL_TYPE (HikaeSheetPage, hikae_sheet_page, HIKAE_TYPE_PAGE)

/* (transfer full) (nullable): NULL after it was said why. */
static HikaeLetter *
compose (HikaeSheetPage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  HikaeCase *open_case = hikae_session_get_case (session);
  g_autoptr (GError) error = NULL;
  HikaeLawPack *pack = hikae_session_get_law_pack (session, &error);
  g_autoptr (HikaeRequest) request =
      open_case != NULL ? hikae_kept_letter_dup_request (open_case, self->number) : NULL;
  HikaeLetter *sheet = NULL;

  if (pack != NULL && request != NULL)
    sheet = hikae_kept_letter_compose_sheet (
        open_case, request, pack, self->way, hikae_session_get_language (), &error);
  if (sheet == NULL && error != NULL)
    hikae_session_fail (session, error);
  return sheet;
}

static void
show (HikaeSheetPage *self)
{
  g_autoptr (HikaeLetter) sheet = compose (self);
  g_autofree char *raw = sheet != NULL ? hikae_letter_format_text (sheet) : g_strdup ("");
  g_autofree char *text = hikae_wording_safe_lines (raw);

  gtk_label_set_text (self->text, text);
  hikae_row_group_clear (self->take);
  if (sheet == NULL)
    return;
  hikae_row_group_add_link (self->take,
                            "edit-copy-symbolic",
                            _ ("Copy the whole text"),
                            _ ("It is taken off the clipboard when you lock."),
                            "win.copy",
                            text);
  hikae_row_group_add_link (self->take,
                            "printer-symbolic",
                            _ ("Print…"),
                            _ ("On paper, without a file in your folders."),
                            "page.print",
                            NULL);
  hikae_row_group_add_link (self->take,
                            "x-office-document-symbolic",
                            _ ("Save as PDF…"),
                            NULL,
                            "page.save-sheet",
                            "");
  hikae_row_group_add_link (self->take,
                            "system-users-symbolic",
                            _ ("Get help now"),
                            _ ("Telephone numbers and pages by country"),
                            "win.help-now",
                            NULL);
}

static void
write_sheet (HikaeSheetPage *self, const char *path)
{
  HikaeLetter *sheet = compose (self);

  if (sheet != NULL)
    hikae_letter_file_save (hikae_page_get_session (HIKAE_PAGE (self)),
                            sheet,
                            path,
                            _ ("The page is written. The file is not encrypted."));
}

static void
place_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeSheetPage) self = HIKAE_SHEET_PAGE (user_data);
  g_autofree char *path = hikae_dialogs_save_finish (result, NULL);

  if (path != NULL && hikae_page_get_case (HIKAE_PAGE (self)) != NULL)
    write_sheet (self, path);
}

/* "page.print" */
static void
print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeLetter *sheet = compose (HIKAE_SHEET_PAGE (widget));

  if (sheet != NULL)
    hikae_letter_print (hikae_page_get_session (HIKAE_PAGE (widget)),
                        sheet,
                        GTK_WINDOW (gtk_widget_get_root (widget)));
}

/* "page.save-sheet" with "", or with a path, which needs no dialog. */
static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeSheetPage *self = HIKAE_SHEET_PAGE (widget);
  const char *given = g_variant_get_string (parameter, NULL);
  g_autofree char *path = g_build_filename (g_get_home_dir (), "next-step.pdf", NULL);

  if (*given != '\0')
    write_sheet (self, given);
  else
    hikae_dialogs_save_async (GTK_WINDOW (gtk_widget_get_root (widget)),
                              _ ("Save this page"),
                              path,
                              place_chosen_cb,
                              g_object_ref (self));
}

static void
hikae_sheet_page_enter (HikaePage *page, const char *argument)
{
  HikaeSheetPage *self = HIKAE_SHEET_PAGE (page);
  g_auto (GStrv) parts = argument != NULL ? g_strsplit (argument, "|", 2) : NULL;

  if (parts != NULL && parts[0] != NULL && parts[1] != NULL) {
    self->number = (guint)g_ascii_strtoull (parts[0], NULL, 10);
    g_free (self->way);
    self->way = g_strdup (parts[1]);
  }
  if (self->way != NULL)
    show (self);
}

static void
hikae_sheet_page_leave (HikaePage *page, gboolean locking)
{
  HikaeSheetPage *self = HIKAE_SHEET_PAGE (page);

  if (!locking)
    return;
  self->number = 0;
  g_clear_pointer (&self->way, g_free);
  hikae_row_group_clear (self->take);
  gtk_label_set_text (self->text, "");
}

static void
hikae_sheet_page_finalize (GObject *object)
{
  g_clear_pointer (&HIKAE_SHEET_PAGE (object)->way, g_free);
  G_OBJECT_CLASS (hikae_sheet_page_parent_class)->finalize (object);
}

static void
hikae_sheet_page_class_init (HikaeSheetPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hikae_sheet_page_finalize;
  HIKAE_PAGE_CLASS (klass)->enter = hikae_sheet_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_sheet_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-sheet-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeSheetPage, text);
  gtk_widget_class_bind_template_child (widget_class, HikaeSheetPage, take);
  gtk_widget_class_install_action (widget_class, "page.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "page.save-sheet", "s", save_action);
}

static void
hikae_sheet_page_init (HikaeSheetPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
