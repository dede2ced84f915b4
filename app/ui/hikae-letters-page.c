/* hikae-letters-page.c: all letters and where they stand
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-letters-page.h"

#include "hikae-clock.h"
#include "hikae-dialogs.h"
#include "hikae-due.h"
#include "hikae-file.h"
#include "hikae-row-group.h"
#include "hikae-running-clocks.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>
#include <string.h>

struct _HikaeLettersPage {
  HikaePage parent_instance;

  HikaeRowGroup *letters;
  HikaeRowGroup *due;
};

G_DEFINE_FINAL_TYPE (HikaeLettersPage, hikae_letters_page, HIKAE_TYPE_PAGE)

static HikaeLawPack *
get_pack (HikaeLettersPage *self)
{
  return hikae_session_get_law_pack (hikae_page_get_session (HIKAE_PAGE (self)), NULL);
}

static void
add_letter (HikaeLettersPage *self, HikaeRequest *request)
{
  JsonObject *record = hikae_request_get_record_object (request);
  JsonObject *entry = hikae_json_get_object (record, "entry");
  const char *name = entry != NULL
                         ? hikae_law_pack_pick (hikae_json_get_object (entry, "name"),
                                                hikae_session_get_language ())
                         : NULL;
  HikaeLawPack *pack = get_pack (self);
  g_autoptr (GPtrArray) clocks =
      pack != NULL
          ? hikae_due_list_for (hikae_page_get_case (HIKAE_PAGE (self)), request, pack)
          : g_ptr_array_new ();
  const HikaeDue *next = clocks->len > 0 ? g_ptr_array_index (clocks, 0) : NULL;
  const char *state = hikae_wording_request_state (hikae_request_get_state (request));
  g_autofree char *day = hikae_wording_day (hikae_request_get_changed_at (request));
  g_autofree char *text = next != NULL
                              ? g_strdup_printf ("%s · %s\n%s", state, day, next->text)
                              : g_strdup_printf ("%s · %s", state, day);
  g_autofree char *target =
      g_strdup_printf ("request:%u", hikae_request_get_number (request));

  if (name == NULL)
    name = hikae_request_get_field (request, "basis");
  hikae_row_group_add_link (self->letters,
                            "document-edit-symbolic",
                            name != NULL ? name : _ ("Letter"),
                            text,
                            "win.go",
                            target);
}

static void
write_calendar (HikaeLettersPage *self, const char *path)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  HikaeLawPack *pack = get_pack (self);
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));
  const gint64 now = hikae_clock_get_now ();
  g_autoptr (GError) error = NULL;

  if (pack == NULL || open_case == NULL)
    return;
  g_autoptr (GPtrArray) clocks = hikae_running_clocks_list (open_case, pack, now);
  g_autofree char *ics =
      hikae_running_clocks_format_ics (clocks, hikae_session_get_language (), now);
  g_autoptr (HikaeNewFile) file = hikae_new_file_create (path, FALSE, &error);

  if (file != NULL && hikae_new_file_write (file, ics, strlen (ics), &error) &&
      hikae_new_file_commit (file, &error))
    hikae_session_say (session, _ ("The dates are written. The file is not encrypted."));
  else
    hikae_session_fail (session, error);
}

static void
place_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeLettersPage) self = HIKAE_LETTERS_PAGE (user_data);
  g_autofree char *path = hikae_dialogs_save_finish (result, NULL);

  if (path != NULL)
    write_calendar (self, path);
}

/* "page.calendar" with "", or with a path, which needs no dialog. */
static void
calendar_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeLettersPage *self = HIKAE_LETTERS_PAGE (widget);
  const char *given = g_variant_get_string (parameter, NULL);
  g_autofree char *path = g_build_filename (g_get_home_dir (), "dates.ics", NULL);

  if (*given != '\0')
    write_calendar (self, given);
  else
    hikae_dialogs_save_async (GTK_WINDOW (gtk_widget_get_root (widget)),
                              _ ("Save the dates"),
                              path,
                              place_chosen_cb,
                              g_object_ref (self));
}

static void
show_due (HikaeLettersPage *self, HikaeCase *open_case)
{
  HikaeLawPack *pack = get_pack (self);
  g_autoptr (GPtrArray) clocks =
      pack != NULL ? hikae_due_list (open_case, pack) : g_ptr_array_new ();

  hikae_row_group_clear (self->due);
  for (guint i = 0; i < clocks->len; i++) {
    const HikaeDue *due = g_ptr_array_index (clocks, i);

    hikae_row_group_add_text (self->due,
                              due->is_past ? "task-past-due-symbolic" : "alarm-symbolic",
                              due->title,
                              due->text);
  }
  if (clocks->len > 0)
    hikae_row_group_add_link (self->due,
                              "x-office-calendar-symbolic",
                              _ ("Save the dates for a calendar…"),
                              _ ("Others who see that calendar will see what is due."),
                              "page.calendar",
                              "");
  gtk_widget_set_visible (GTK_WIDGET (self->due), clocks->len > 0);
}

static void
show (HikaeLettersPage *self)
{
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));

  hikae_row_group_clear (self->letters);
  hikae_row_group_clear (self->due);
  if (open_case == NULL)
    return;
  show_due (self, open_case);
  GListModel *requests = hikae_case_get_requests (open_case);
  for (guint i = g_list_model_get_n_items (requests); i > 0; i--) {
    g_autoptr (HikaeRequest) request = g_list_model_get_item (requests, i - 1);

    add_letter (self, request);
  }
  if (hikae_row_group_get_count (self->letters) == 0)
    hikae_row_group_add_text (self->letters,
                              "document-edit-symbolic",
                              _ ("No letters yet"),
                              _ ("A few questions lead to the ones that fit."));
}

static void
hikae_letters_page_set_up (HikaePage *page, HikaeSession *session)
{
  g_signal_connect_object (
      session, "content-changed", G_CALLBACK (show), page, G_CONNECT_SWAPPED);
}

static void
hikae_letters_page_enter (HikaePage *page, const char *argument)
{
  show (HIKAE_LETTERS_PAGE (page));
}

static void
hikae_letters_page_leave (HikaePage *page, gboolean locking)
{
  if (!locking)
    return;
  hikae_row_group_clear (HIKAE_LETTERS_PAGE (page)->letters);
  hikae_row_group_clear (HIKAE_LETTERS_PAGE (page)->due);
}

static void
hikae_letters_page_class_init (HikaeLettersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  HIKAE_PAGE_CLASS (klass)->set_up = hikae_letters_page_set_up;
  HIKAE_PAGE_CLASS (klass)->enter = hikae_letters_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_letters_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-letters-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeLettersPage, letters);
  gtk_widget_class_bind_template_child (widget_class, HikaeLettersPage, due);
  gtk_widget_class_install_action (widget_class, "page.calendar", "s", calendar_action);
}

static void
hikae_letters_page_init (HikaeLettersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
