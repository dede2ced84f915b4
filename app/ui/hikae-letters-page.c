/* hikae-letters-page.c: all letters and where they stand
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-letters-page.h"

#include "hikae-due.h"
#include "hikae-row-group.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>

struct _HikaeLettersPage {
  HikaePage parent_instance;

  HikaeRowGroup *letters;
};

G_DEFINE_FINAL_TYPE (HikaeLettersPage, hikae_letters_page, HIKAE_TYPE_PAGE)

static void
add_letter (HikaeLettersPage *self, HikaeRequest *request)
{
  JsonObject *record = hikae_request_get_record_object (request);
  JsonObject *entry = hikae_json_get_object (record, "entry");
  const char *name = entry != NULL
                         ? hikae_law_pack_pick (hikae_json_get_object (entry, "name"),
                                                hikae_session_get_language ())
                         : NULL;
  g_autoptr (GPtrArray) clocks =
      hikae_due_list_for (hikae_page_get_case (HIKAE_PAGE (self)), request);
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
show (HikaeLettersPage *self)
{
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));

  hikae_row_group_clear (self->letters);
  if (open_case == NULL)
    return;
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
  if (locking)
    hikae_row_group_clear (HIKAE_LETTERS_PAGE (page)->letters);
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
}

static void
hikae_letters_page_init (HikaeLettersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
