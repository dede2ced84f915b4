/* hikae-request-page.c: one letter: where it stands, what is next
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-request-page.h"

#include "hikae-dialogs.h"
#include "hikae-kept-letter.h"
#include "hikae-letter-file.h"
#include "hikae-letter-print.h"
#include "hikae-letter-words.h"
#include "hikae-proof-row.h"
#include "hikae-request-next.h"
#include "hikae-request-rows.h"
#include "hikae-request-step.h"
#include "hikae-request-steps.h"
#include "hikae-steps.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>

struct _HikaeRequestPage {
  HikaePage parent_instance;

  guint number;
  HikaeRequest *request; /* (owned) (nullable): the one that the page is filled from */
  GPtrArray *elements;   /* (owned) (nullable) (element-type HikaeLetterElement): its */
  guint formed;          /* of these the form has by now */
  char *sent_text;       /* (owned) (nullable): what the parts to send it show whole */

  GtkScrolledWindow *scroller;
  GtkBox *parts;
  GtkWidget *step_group;
  HikaeRowGroup *state;
  GtkLabel *notice;
  HikaeRowGroup *send;
  HikaeRowGroup *form;
  GtkEditable *note_row;
  HikaeProofRow *proof_row;
  GtkFlowBox *steps;
  HikaeRowGroup *history;
  HikaeRowGroup *escalate;
  GtkTextView *text;
};

G_DEFINE_FINAL_TYPE (HikaeRequestPage, hikae_request_page, HIKAE_TYPE_PAGE)

/* Where the letter stands is what she comes for. */
static void
show_top (HikaeRequestPage *self)
{
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  (void)gtk_widget_grab_focus (GTK_WIDGET (self->scroller));
}

/* First how to send it; once it is sent, what came of it. */
static void
order_parts (HikaeRequestPage *self, gboolean is_sent)
{
  GtkWidget *send[] = {
      GTK_WIDGET (self->notice), GTK_WIDGET (self->send), GTK_WIDGET (self->form)};
  GtkWidget *follow[] = {self->step_group,
                         GTK_WIDGET (self->steps),
                         GTK_WIDGET (self->history),
                         GTK_WIDGET (self->escalate)};
  GtkWidget *last = GTK_WIDGET (self->state);

  for (guint round = 0; round < 2; round++) {
    const gboolean sending = (round == 0) != is_sent;
    GtkWidget **group = sending ? send : follow;
    const gsize count = sending ? G_N_ELEMENTS (send) : G_N_ELEMENTS (follow);

    for (gsize i = 0; i < count; i++) {
      gtk_box_reorder_child_after (self->parts, group[i], last);
      last = group[i];
    }
  }
}

static HikaeRequest *
dup_request (HikaeRequestPage *self)
{
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));

  return open_case != NULL ? hikae_kept_letter_dup_request (open_case, self->number)
                           : NULL;
}

static HikaeLawPack *
get_pack (HikaeRequestPage *self)
{
  return hikae_session_get_law_pack (hikae_page_get_session (HIKAE_PAGE (self)), NULL);
}

/* (transfer full) (nullable): NULL was said why. */
static HikaeLetter *
compose (HikaeRequestPage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  HikaeCase *open_case = hikae_session_get_case (session);
  g_autoptr (HikaeRequest) request = dup_request (self);
  g_autoptr (GError) error = NULL;
  HikaeLawPack *pack = hikae_session_get_law_pack (session, &error);
  HikaeLetter *letter = pack != NULL && request != NULL
                            ? hikae_kept_letter_compose (open_case, request, pack, &error)
                            : NULL;

  if (letter == NULL)
    hikae_session_fail (session, error);
  return letter;
}

static void
write_letter (HikaeRequestPage *self, const char *path)
{
  HikaeLetter *letter = compose (self);

  if (letter != NULL)
    hikae_letter_file_save (hikae_page_get_session (HIKAE_PAGE (self)),
                            letter,
                            path,
                            _ ("The letter is written. The file is not encrypted."));
}

/* "page.print" */
static void
print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeLetter *letter = compose (HIKAE_REQUEST_PAGE (widget));

  if (letter != NULL)
    hikae_letter_print (hikae_page_get_session (HIKAE_PAGE (widget)),
                        letter,
                        GTK_WINDOW (gtk_widget_get_root (widget)));
}

static void
place_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeRequestPage) self = HIKAE_REQUEST_PAGE (user_data);
  g_autofree char *path = hikae_dialogs_save_finish (result, NULL);

  if (path != NULL && hikae_page_get_case (HIKAE_PAGE (self)) != NULL)
    write_letter (self, path);
}

/* "page.save" with "pdf", or "pdf:/a/path" which needs no dialog. */
static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeRequestPage *self = HIKAE_REQUEST_PAGE (widget);
  g_auto (GStrv) parts = g_strsplit (g_variant_get_string (parameter, NULL), ":", 2);

  if (parts[0] == NULL || self->number == 0)
    return;
  if (parts[1] != NULL) {
    write_letter (self, parts[1]);
    return;
  }
  g_autofree char *file = g_strdup_printf ("letter-%04u.%s", self->number, parts[0]);
  g_autofree char *path = g_build_filename (g_get_home_dir (), file, NULL);

  hikae_dialogs_save_async (GTK_WINDOW (gtk_widget_get_root (widget)),
                            _ ("Save the letter"),
                            path,
                            place_chosen_cb,
                            g_object_ref (self));
}

/* "page.step" with the name of a state. */
static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeRequestPage *self = HIKAE_REQUEST_PAGE (widget);
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));
  HikaeRequestState state = HIKAE_REQUEST_READY;

  if (open_case == NULL || self->number == 0 ||
      !hikae_request_state_parse (g_variant_get_string (parameter, NULL), &state))
    return;
  g_autoptr (HikaeRequest) request = dup_request (self);

  if (request == NULL)
    return;
  hikae_request_step_take (hikae_page_get_session (HIKAE_PAGE (self)),
                           request,
                           state,
                           gtk_editable_get_text (self->note_row),
                           hikae_proof_row_get_chosen (self->proof_row));
  gtk_editable_set_text (self->note_row, "");
  hikae_proof_row_reset (self->proof_row, hikae_page_get_session (HIKAE_PAGE (self)));
  show_top (self);
}

/* "page.next" with the id of a basis: the letter that follows this one. */
static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeRequestPage *self = HIKAE_REQUEST_PAGE (widget);
  g_autoptr (HikaeRequest) request = dup_request (self);

  if (request != NULL)
    hikae_request_next_write (hikae_page_get_session (HIKAE_PAGE (self)),
                              request,
                              g_variant_get_string (parameter, NULL));
}

/* "page.sheet" with the id of a way that is no letter. */
static void
sheet_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeRequestPage *self = HIKAE_REQUEST_PAGE (widget);
  g_autofree char *target =
      g_strdup_printf ("%u|%s", self->number, g_variant_get_string (parameter, NULL));

  hikae_session_go (hikae_page_get_session (HIKAE_PAGE (self)), "sheet", target);
}

static gboolean
is_draft (HikaeRequest *request)
{
  return hikae_request_get_state (request) == HIKAE_REQUEST_DRAFTED;
}

/* "page.continue" */
static void
continue_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeRequestPage *self = HIKAE_REQUEST_PAGE (widget);
  g_autoptr (HikaeRequest) request = dup_request (self);

  if (request != NULL)
    hikae_request_next_continue (hikae_page_get_session (HIKAE_PAGE (self)), request);
}

/* ---- filled from the top, a part in each frame ---- */

/* The parts to send it depend on this alone: they are not made again. */
static gboolean
is_whole (HikaeRequestPage *self)
{
  return self->sent_text != NULL && !is_draft (self->request) &&
         g_strcmp0 (self->sent_text, hikae_request_get_field (self->request, "text")) ==
             0;
}

static gboolean
fill_send (GtkWidget *widget)
{
  HikaeRequestPage *self = HIKAE_REQUEST_PAGE (widget);

  if (is_whole (self))
    return TRUE;
  hikae_row_group_clear (self->send);
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (self->send),
      is_draft (self->request)
          ? NULL
          : _ ("Hikae sends nothing itself. Open the address in your own browser, paste "
               "the text there or attach the file, and then mark here that you sent "
               "it."));
  /* A draft is written on, not sent. */
  if (is_draft (self->request))
    hikae_row_group_add_link (self->send,
                              "document-edit-symbolic",
                              _ ("Continue writing"),
                              _ ("Something that the law asks for is still missing."),
                              "page.continue",
                              NULL);
  else
    hikae_request_rows_show_channel (self->send, self->request, get_pack (self));
  return TRUE;
}

static gboolean
fill_ways (GtkWidget *widget)
{
  HikaeRequestPage *self = HIKAE_REQUEST_PAGE (widget);

  if (!is_draft (self->request) && !is_whole (self))
    hikae_request_rows_add_ways (self->send, self->request);
  return TRUE;
}

static gboolean
fill_form (GtkWidget *widget)
{
  HikaeRequestPage *self = HIKAE_REQUEST_PAGE (widget);

  if (is_whole (self))
    return TRUE;
  if (self->elements == NULL) {
    HikaeLawPack *pack = get_pack (self);
    HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));
    g_autoptr (HikaeLetter) letter =
        pack != NULL && open_case != NULL
            ? hikae_kept_letter_compose (open_case, self->request, pack, NULL)
            : NULL;

    hikae_letter_words_show_notice (self->notice, letter);
    hikae_row_group_clear (self->form);
    self->formed = 0;
    self->elements =
        letter != NULL
            ? hikae_letter_list_elements (letter, hikae_session_get_language ())
            : g_ptr_array_new ();
  }
  if (!hikae_request_rows_show_form (self->form, self->elements, &self->formed))
    return FALSE;
  g_free (self->sent_text);
  self->sent_text = is_draft (self->request)
                        ? NULL
                        : g_strdup (hikae_request_get_field (self->request, "text"));
  return TRUE;
}

static gboolean
fill_history (GtkWidget *widget)
{
  HikaeRequestPage *self = HIKAE_REQUEST_PAGE (widget);
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));

  if (open_case != NULL)
    hikae_request_rows_show_history (self->history, open_case, self->request);
  return TRUE;
}

static gboolean
fill_next (GtkWidget *widget)
{
  HikaeRequestPage *self = HIKAE_REQUEST_PAGE (widget);

  hikae_request_rows_show_next (
      self->escalate, self->request, is_draft (self->request) ? NULL : get_pack (self));
  return TRUE;
}

static gboolean
fill_text (GtkWidget *widget)
{
  HikaeRequestPage *self = HIKAE_REQUEST_PAGE (widget);
  const char *raw = hikae_request_get_field (self->request, "text");
  g_autofree char *text = hikae_wording_safe_lines (raw != NULL ? raw : "");

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), text, -1);
  return TRUE;
}

/* Of a letter that is not sent yet the way to send it comes first. */
static const HikaeStep sending_first[] = {
    fill_send,
    fill_ways,
    fill_form,
    fill_history,
    fill_next,
    fill_text,
    NULL,
};
static const HikaeStep following_first[] = {
    fill_history,
    fill_next,
    fill_send,
    fill_ways,
    fill_form,
    fill_text,
    NULL,
};

static void
drop_request (HikaeRequestPage *self)
{
  hikae_steps_stop (GTK_WIDGET (self));
  g_clear_object (&self->request);
  g_clear_pointer (&self->elements, g_ptr_array_unref);
}

/* What is shown already stays until its part comes, so that the page does not jump. */
static void
show (HikaeRequestPage *self)
{
  drop_request (self);
  self->request = dup_request (self);
  if (self->request == NULL)
    return;
  const gboolean is_sent = hikae_request_get_state (self->request) >= HIKAE_REQUEST_SENT;

  hikae_request_rows_show_state (self->state,
                                 hikae_page_get_case (HIKAE_PAGE (self)),
                                 self->request,
                                 get_pack (self));
  order_parts (self, is_sent);
  hikae_request_steps_show (self->steps, self->request);
  gtk_widget_set_visible (self->step_group, !is_draft (self->request));
  hikae_steps_start (GTK_WIDGET (self), is_sent ? following_first : sending_first);
}

static void
clear (HikaeRequestPage *self)
{
  drop_request (self);
  g_clear_pointer (&self->sent_text, g_free);
  hikae_row_group_clear (self->state);
  hikae_letter_words_show_notice (self->notice, NULL);
  hikae_row_group_clear (self->send);
  hikae_row_group_clear (self->form);
  hikae_row_group_clear (self->history);
  hikae_row_group_clear (self->escalate);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), "", 0);
}

static void
hikae_request_page_set_up (HikaePage *page, HikaeSession *session)
{
  g_signal_connect_object (
      session, "content-changed", G_CALLBACK (show), page, G_CONNECT_SWAPPED);
}

static void
hikae_request_page_enter (HikaePage *page, const char *argument)
{
  HikaeRequestPage *self = HIKAE_REQUEST_PAGE (page);

  if (argument != NULL)
    self->number = (guint)g_ascii_strtoull (argument, NULL, 10);
  clear (self);
  hikae_proof_row_reset (self->proof_row, hikae_page_get_session (page));
  show (self);
  show_top (self);
}

static void
hikae_request_page_leave (HikaePage *page, gboolean locking)
{
  HikaeRequestPage *self = HIKAE_REQUEST_PAGE (page);

  if (!locking)
    return;
  self->number = 0;
  clear (self);
  hikae_proof_row_reset (self->proof_row, NULL);
  gtk_editable_set_text (self->note_row, "");
}

static void
hikae_request_page_dispose (GObject *object)
{
  HikaeRequestPage *self = HIKAE_REQUEST_PAGE (object);

  drop_request (self);
  g_clear_pointer (&self->sent_text, g_free);
  G_OBJECT_CLASS (hikae_request_page_parent_class)->dispose (object);
}

static void
hikae_request_page_class_init (HikaeRequestPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hikae_request_page_dispose;
  HIKAE_PAGE_CLASS (klass)->set_up = hikae_request_page_set_up;
  HIKAE_PAGE_CLASS (klass)->enter = hikae_request_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_request_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-request-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeRequestPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, HikaeRequestPage, parts);
  gtk_widget_class_bind_template_child (widget_class, HikaeRequestPage, step_group);
  gtk_widget_class_bind_template_child (widget_class, HikaeRequestPage, state);
  gtk_widget_class_bind_template_child (widget_class, HikaeRequestPage, notice);
  gtk_widget_class_bind_template_child (widget_class, HikaeRequestPage, send);
  gtk_widget_class_bind_template_child (widget_class, HikaeRequestPage, form);
  gtk_widget_class_bind_template_child (widget_class, HikaeRequestPage, note_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeRequestPage, proof_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeRequestPage, history);
  gtk_widget_class_bind_template_child (widget_class, HikaeRequestPage, steps);
  gtk_widget_class_bind_template_child (widget_class, HikaeRequestPage, escalate);
  gtk_widget_class_bind_template_child (widget_class, HikaeRequestPage, text);
  gtk_widget_class_install_action (widget_class, "page.save", "s", save_action);
  gtk_widget_class_install_action (widget_class, "page.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "page.step", "s", step_action);
  gtk_widget_class_install_action (widget_class, "page.next", "s", next_action);
  gtk_widget_class_install_action (widget_class, "page.sheet", "s", sheet_action);
  gtk_widget_class_install_action (widget_class, "page.continue", NULL, continue_action);
}

static void
hikae_request_page_init (HikaeRequestPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
