/* hikae-request-page.c: one letter: where it stands, what is next
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-request-page.h"

#include "hikae-dialogs.h"
#include "hikae-due.h"
#include "hikae-kept-letter.h"
#include "hikae-letter-file.h"
#include "hikae-letter-print.h"
#include "hikae-proof-row.h"
#include "hikae-request-rows.h"
#include "hikae-wording.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

struct _HikaeRequestPage {
  HikaePage parent_instance;

  guint number;

  GtkScrolledWindow *scroller;
  GtkBox *parts;
  GtkWidget *step_group;
  HikaeRowGroup *state;
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
  GtkWidget *send[] = {GTK_WIDGET (self->send), GTK_WIDGET (self->form)};
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

static const char *
pick_entry_name (JsonObject *entry)
{
  return entry != NULL ? hikae_law_pack_pick (hikae_json_get_object (entry, "name"),
                                              hikae_session_get_language ())
                       : NULL;
}

static void
show_state (HikaeRequestPage *self, HikaeRequest *request)
{
  JsonObject *record = hikae_request_get_record_object (request);
  const char *name = pick_entry_name (hikae_json_get_object (record, "entry"));
  g_autofree char *time = hikae_wording_time (hikae_request_get_changed_at (request));
  HikaeLawPack *pack = get_pack (self);
  g_autoptr (GPtrArray) clocks = NULL;

  hikae_row_group_clear (self->state);
  hikae_row_group_add_text (
      self->state, "document-edit-symbolic", name != NULL ? name : _ ("Letter"), NULL);
  hikae_row_group_add_text (
      self->state,
      NULL,
      hikae_wording_request_state (hikae_request_get_state (request)),
      time);
  hikae_request_rows_add_links (
      self->state, hikae_page_get_case (HIKAE_PAGE (self)), request);
  if (pack == NULL)
    return;
  clocks = hikae_due_list_for (hikae_page_get_case (HIKAE_PAGE (self)), request, pack);
  for (guint i = 0; i < clocks->len; i++) {
    const HikaeDue *due = g_ptr_array_index (clocks, i);

    hikae_row_group_add_text (self->state,
                              due->is_past ? "task-past-due-symbolic" : "alarm-symbolic",
                              due->title,
                              due->text);
  }
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

static void
show_send (HikaeRequestPage *self, HikaeRequest *request)
{
  static const struct {
    const char *format;
    const char *title;
    const char *icon;
  } formats[] = {
      {"pdf", N_ ("Save as PDF…"), "x-office-document-symbolic"},
      {"odt", N_ ("Save as a document to edit (ODT)…"), "x-office-document-symbolic"},
      {"eml", N_ ("Save as an e-mail draft…"), "mail-message-new-symbolic"},
      {"txt", N_ ("Save as plain text…"), "text-x-generic-symbolic"},
  };
  const char *text = hikae_request_get_field (request, "text");

  hikae_row_group_clear (self->send);
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (self->send),
      _ ("Hikae sends nothing itself. Open the address in your own browser, paste the "
         "text "
         "there or attach the file, and then mark here that you sent it."));
  hikae_request_rows_show_channel (self->send, request, get_pack (self));
  if (text != NULL)
    hikae_row_group_add_link (self->send,
                              "edit-copy-symbolic",
                              _ ("Copy the whole text"),
                              _ ("For a web form. It is taken off the clipboard when you "
                                 "lock."),
                              "win.copy",
                              text);
  hikae_row_group_add_link (self->send,
                            "printer-symbolic",
                            _ ("Print…"),
                            _ ("On paper, without a file in your folders."),
                            "page.print",
                            NULL);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    hikae_row_group_add_link (self->send,
                              formats[i].icon,
                              _ (formats[i].title),
                              NULL,
                              "page.save",
                              formats[i].format);
}

/* A step that was taken, and where the letter stood before it. */
typedef struct {
  HikaeSession *session; /* (owned) */
  guint number;
  HikaeRequestState before;
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_object_unref (step->session);
  g_free (step);
}

static void
taken_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeSession) session = HIKAE_SESSION (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeRequest) request =
      hikae_change_request_finish (HIKAE_CASE (source), result, &error);

  if (request == NULL && hikae_session_get_case (session) != NULL)
    hikae_session_fail (session, error);
}

/* The log keeps both: that it was marked, and that it was taken back. */
static void
take_back (HikaeSession *session, gpointer data)
{
  const Step *step = data;
  HikaeCase *open_case = hikae_session_get_case (session);

  if (open_case != NULL)
    hikae_change_request_async (open_case,
                                step->number,
                                step->before,
                                _ ("Marked by mistake"),
                                0,
                                NULL,
                                taken_back_cb,
                                g_object_ref (session));
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Step *step = user_data;
  HikaeSession *session = step->session;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeRequest) request =
      hikae_change_request_finish (HIKAE_CASE (source), result, &error);

  if (request == NULL || !hikae_session_is_current (session, HIKAE_CASE (source))) {
    if (hikae_session_get_case (session) != NULL)
      hikae_session_fail (session, error);
    step_free (step);
    return;
  }
  /* Translators: where a letter stands now, for example "Sent". */
  g_autofree char *text =
      g_strdup_printf (_ ("Marked as: %s"),
                       hikae_wording_request_state (hikae_request_get_state (request)));
  hikae_session_offer_undo (session, text, take_back, step, step_free);
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
  Step *step = NULL;

  if (request == NULL)
    return;
  step = g_new0 (Step, 1);
  step->session = g_object_ref (hikae_page_get_session (HIKAE_PAGE (self)));
  step->number = self->number;
  step->before = hikae_request_get_state (request);
  hikae_change_request_async (open_case,
                              self->number,
                              state,
                              gtk_editable_get_text (self->note_row),
                              hikae_proof_row_get_chosen (self->proof_row),
                              NULL,
                              changed_cb,
                              step);
  gtk_editable_set_text (self->note_row, "");
  hikae_proof_row_reset (self->proof_row, hikae_page_get_session (HIKAE_PAGE (self)));
  show_top (self);
}

/* What a kept letter says becomes what the next one begins with. */
static void
take_answers (HikaeSession *session, JsonObject *from)
{
  JsonObject *answers = hikae_session_get_answers (session);
  JsonObjectIter iter;
  const char *member = NULL;
  JsonNode *value = NULL;

  if (json_object_has_member (answers, "follows"))
    json_object_remove_member (answers, "follows");
  json_object_iter_init (&iter, from);
  while (json_object_iter_next (&iter, &member, &value))
    json_object_set_member (answers, member, json_node_copy (value));
}

/* "page.next" with the id of a basis: the letter that follows this one. */
static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeRequestPage *self = HIKAE_REQUEST_PAGE (widget);
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  HikaeCase *open_case = hikae_session_get_case (session);
  HikaeLawPack *pack = get_pack (self);
  g_autoptr (HikaeRequest) request = dup_request (self);
  const char *basis = g_variant_get_string (parameter, NULL);

  if (pack == NULL || request == NULL)
    return;
  JsonObject *record = hikae_request_get_record_object (request);
  const HikaeLetterPast past = hikae_kept_letter_look (open_case, request);
  g_autoptr (JsonObject) next = hikae_letter_prepare_next (
      pack, record, &past, hikae_letter_guess_language (pack, basis));

  take_answers (session, next);
  g_autofree char *target = g_strdup_printf (
      "%s|%s", basis, hikae_letter_find_next_recipient (pack, record, basis));
  hikae_session_go (session, "letter", target);
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

static void
show_steps (HikaeRequestPage *self, HikaeRequest *request)
{
  static const struct {
    const char *state;
    const char *label;
  } steps[] = {
      {"sent", N_ ("I sent it")},
      {"acknowledged", N_ ("They confirmed receipt")},
      {"answered", N_ ("They answered")},
      {"refused", N_ ("They refused")},
      {"gone", N_ ("It is gone")},
      {"back", N_ ("It is back")},
      {"closed", N_ ("Close this letter")},
  };
  const char *now = hikae_request_state_get_name (hikae_request_get_state (request));
  const gboolean is_draft = hikae_request_get_state (request) == HIKAE_REQUEST_DRAFTED;
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->steps))) != NULL)
    gtk_flow_box_remove (self->steps, child);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    /* What was never sent can only be given up. */
    if (g_str_equal (steps[i].state, now) ||
        (is_draft && !g_str_equal (steps[i].state, "closed")))
      continue;
    GtkWidget *button = gtk_button_new_with_label (_ (steps[i].label));

    if (hikae_request_get_state (request) == HIKAE_REQUEST_READY && i == 0)
      gtk_widget_add_css_class (button, "suggested-action");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", steps[i].state);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "page.step");
    gtk_flow_box_append (self->steps, button);
    gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
  }
}

/* A draft is written on, not sent. */
static void
show_draft (HikaeRequestPage *self, HikaeRequest *request)
{
  hikae_row_group_clear (self->send);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->send), NULL);
  hikae_row_group_add_link (self->send,
                            "document-edit-symbolic",
                            _ ("Continue writing"),
                            _ ("Something that the law asks for is still missing."),
                            "page.continue",
                            NULL);
}

static void
show_form (HikaeRequestPage *self, HikaeRequest *request)
{
  HikaeLawPack *pack = get_pack (self);
  g_autoptr (HikaeLetter) letter =
      pack != NULL ? hikae_kept_letter_compose (
                         hikae_page_get_case (HIKAE_PAGE (self)), request, pack, NULL)
                   : NULL;

  hikae_request_rows_show_form (self->form, letter);
}

/* "page.continue": the answers of the draft, and its letter again. */
static void
continue_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeRequestPage *self = HIKAE_REQUEST_PAGE (widget);
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  g_autoptr (HikaeRequest) request = dup_request (self);
  JsonObject *answers = NULL;

  if (request == NULL)
    return;
  answers = hikae_json_get_object (hikae_request_get_record_object (request), "answers");
  if (answers != NULL)
    take_answers (session, answers);
  g_autofree char *target =
      g_strdup_printf ("%s|%s|%u",
                       hikae_request_get_field (request, "basis"),
                       hikae_request_get_field (request, "recipient"),
                       self->number);
  hikae_session_go (session, "letter", target);
}

static void
show (HikaeRequestPage *self)
{
  g_autoptr (HikaeRequest) request = dup_request (self);

  if (request == NULL)
    return;
  const char *raw = hikae_request_get_field (request, "text");
  g_autofree char *text = hikae_wording_safe_lines (raw != NULL ? raw : "");

  show_state (self, request);
  if (hikae_request_get_state (request) == HIKAE_REQUEST_DRAFTED)
    show_draft (self, request);
  else
    show_send (self, request);
  show_form (self, request);
  order_parts (self, hikae_request_get_state (request) >= HIKAE_REQUEST_SENT);
  show_steps (self, request);
  gtk_widget_set_visible (self->step_group,
                          hikae_request_get_state (request) != HIKAE_REQUEST_DRAFTED);
  hikae_request_rows_show_history (
      self->history, hikae_page_get_case (HIKAE_PAGE (self)), request);
  hikae_request_rows_show_next (self->escalate,
                                request,
                                hikae_request_get_state (request) != HIKAE_REQUEST_DRAFTED
                                    ? get_pack (self)
                                    : NULL);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), text, -1);
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
  hikae_row_group_clear (self->state);
  hikae_row_group_clear (self->send);
  hikae_row_group_clear (self->form);
  hikae_row_group_clear (self->history);
  hikae_row_group_clear (self->escalate);
  hikae_proof_row_reset (self->proof_row, NULL);
  gtk_editable_set_text (self->note_row, "");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), "", 0);
}

static void
hikae_request_page_class_init (HikaeRequestPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  HIKAE_PAGE_CLASS (klass)->set_up = hikae_request_page_set_up;
  HIKAE_PAGE_CLASS (klass)->enter = hikae_request_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_request_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-request-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeRequestPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, HikaeRequestPage, parts);
  gtk_widget_class_bind_template_child (widget_class, HikaeRequestPage, step_group);
  gtk_widget_class_bind_template_child (widget_class, HikaeRequestPage, state);
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
