/* hikae-request-rows.c: what the page of one letter lists
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-request-rows.h"

#include "hikae-accessible-name.h"
#include "hikae-due.h"
#include "hikae-kept-letter.h"
#include "hikae-letter-words.h"
#include "hikae-session.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>

/* A letter about forty addresses needs no forty rows. */
#define ITEMS_SHOWN 5
#define ROWS_A_FRAME 3

static const char *
pick (JsonObject *object, const char *member)
{
  return object != NULL ? hikae_law_pack_pick (hikae_json_get_object (object, member),
                                               hikae_session_get_language ())
                        : NULL;
}

static void
show_if_any (HikaeRowGroup *group)
{
  gtk_widget_set_visible (GTK_WIDGET (group), hikae_row_group_get_count (group) > 0);
}

void
hikae_request_rows_show_channel (HikaeRowGroup *group,
                                 HikaeRequest *request,
                                 const HikaeLawPack *pack)
{
  JsonObject *record = hikae_request_get_record_object (request);
  JsonObject *channel = hikae_json_get_object (record, "channel_entry");
  JsonObject *review = NULL;
  const char *address = NULL;
  const char *path = NULL;

  if (channel == NULL && pack != NULL)
    channel =
        hikae_law_pack_find_channel (pack, hikae_request_get_field (request, "channel"));
  if (channel == NULL)
    return;
  address = hikae_json_get_string (channel, "address");
  path = pick (channel, "menu_path");
  review = hikae_json_get_object (channel, "review");
  if (address != NULL)
    hikae_row_group_add_copyable (group, _ ("Where to send it"), address, FALSE);
  if (path != NULL)
    hikae_row_group_add_text (group, NULL, _ ("Where to click"), path);
  if (hikae_json_get_string (review, "reviewed") == NULL ||
      g_strcmp0 (hikae_json_get_string (review, "confidence"), "low") == 0)
    hikae_row_group_add_text (
        group,
        "dialog-information-symbolic",
        _ ("Check this address yourself"),
        _ ("Nobody has reviewed it, and such addresses change. Look "
           "at the recipient's own pages before you send."));
}

gboolean
hikae_request_rows_show_form (HikaeRowGroup *group, GPtrArray *elements, guint *next)
{
  const guint end = hikae_row_group_get_count (group) + ROWS_A_FRAME;

  for (; *next < elements->len && hikae_row_group_get_count (group) < end; (*next)++) {
    const HikaeLetterElement *element = g_ptr_array_index (elements, *next);

    g_autofree char *fault =
        element->faulty ? hikae_letter_words_dup_fault (element) : NULL;

    if (fault != NULL)
      hikae_row_group_add_text (group, "list-remove-symbolic", element->label, fault);
    else if (element->value != NULL && *element->value != '\0')
      hikae_row_group_add_copyable (group, element->label, element->value, FALSE);
  }
  show_if_any (group);
  return *next >= elements->len;
}

/* A way that is no letter: how to go it, to read, copy and save. */
static void
add_sheet (HikaeRowGroup *group, const HikaeLetterWay *way)
{
  AdwActionRow *row = hikae_row_group_add_link (group,
                                                way->is_support ? "system-users-symbolic"
                                                                : "go-next-symbolic",
                                                way->name,
                                                way->note,
                                                "page.sheet",
                                                way->id);
  g_autofree char *name = g_strdup_printf (_ ("How to go on with %s"), way->name);

  /* In the place of the title, not before it. */
  hikae_accessible_name_set (GTK_WIDGET (row), name);
}

void
hikae_request_rows_show_next (HikaeRowGroup *group,
                              HikaeRequest *request,
                              const HikaeLawPack *pack)
{
  g_autoptr (GPtrArray) ways =
      pack != NULL ? hikae_letter_list_ways (pack,
                                             hikae_request_get_record_object (request),
                                             hikae_request_get_state (request),
                                             hikae_session_get_language ())
                   : NULL;

  hikae_row_group_clear (group);
  for (guint i = 0; ways != NULL && i < ways->len; i++) {
    const HikaeLetterWay *way = g_ptr_array_index (ways, i);

    if (way->has_letter)
      hikae_row_group_add_link (group,
                                "document-edit-symbolic",
                                way->name,
                                _ ("Prepare this letter from what you wrote"),
                                "page.next",
                                way->id);
    else
      add_sheet (group, way);
  }
  show_if_any (group);
}

/* What a re-check speaks for is proposed in words; the step stays the person's. */
static void
add_advice (HikaeRowGroup *group, HikaeCase *open_case, HikaeRequest *request)
{
  HikaeRecheckAdvice advice = {0};
  g_autofree char *day = NULL;
  g_autofree char *title = NULL;

  if (!hikae_kept_letter_advise (open_case, request, &advice))
    return;
  day = hikae_wording_day (advice.asked_at);
  if (advice.state == HIKAE_REQUEST_GONE)
    /* Translators: %s is a day. */
    title = g_strdup_printf (_ ("On %s it was not found there any more"), day);
  else
    title = g_strdup_printf (_ ("On %s it was there again"), day);
  hikae_row_group_add_link (group,
                            "emblem-ok-symbolic",
                            title,
                            advice.state == HIKAE_REQUEST_GONE
                                ? _ ("Mark this letter: it is gone")
                                : _ ("Mark this letter: it is back"),
                            "page.step",
                            hikae_request_state_get_name (advice.state));
}

/* Where its items stand, from there each address can be asked about again. */
static void
add_items (HikaeRowGroup *group, HikaeCase *open_case, HikaeRequest *request)
{
  g_autoptr (GPtrArray) items = hikae_kept_letter_list_items (open_case, request);

  for (guint i = 0; i < MIN (items->len, ITEMS_SHOWN); i++) {
    HikaeItem *item = g_ptr_array_index (items, i);
    g_autofree char *title = hikae_wording_item_title (item, 120);
    g_autofree char *target = g_strdup_printf ("case:%u", hikae_item_get_number (item));

    if (hikae_item_get_claim (item, "url") != NULL && !hikae_item_get_deleted (item))
      hikae_row_group_add_link (group,
                                "view-refresh-symbolic",
                                title,
                                _ ("Look whether it is still there"),
                                "win.go",
                                target);
  }
}

void
hikae_request_rows_add_links (HikaeRowGroup *group,
                              HikaeCase *open_case,
                              HikaeRequest *request)
{
  const gint64 before =
      hikae_json_get_int (hikae_request_get_record_object (request), "follows", 0);
  g_autofree char *target = g_strdup_printf ("request:%u", (guint)before);

  if (before > 0)
    hikae_row_group_add_link (group,
                              "go-previous-symbolic",
                              _ ("The letter before this one"),
                              NULL,
                              "win.go",
                              target);
  if (open_case == NULL)
    return;
  add_advice (group, open_case, request);
  if (hikae_request_get_state (request) >= HIKAE_REQUEST_SENT)
    add_items (group, open_case, request);
}

static void
add_event (HikaeRowGroup *group, HikaeRequest *request, HikaeEvent *event)
{
  JsonObject *body = hikae_event_get_body (event);
  const char *kind = hikae_event_get_kind (event);
  const gboolean ours =
      hikae_json_get_int (body, "request", 0) == hikae_request_get_number (request);
  const gint64 item = hikae_json_get_int (body, "item", 0);
  const char *note = hikae_json_get_string (body, "note");
  HikaeRequestState state = HIKAE_REQUEST_READY;
  g_autofree char *day = hikae_wording_day (hikae_event_get_time (event));
  g_autofree char *title = NULL;

  if (ours && g_str_equal (kind, "request.changed") &&
      hikae_request_state_parse (hikae_json_get_string (body, "to"), &state))
    title = g_strdup (hikae_wording_request_state (state));
  else if (ours && g_str_equal (kind, "request.proved"))
    /* Translators: %d is the number of an item that proves a step. */
    title = g_strdup_printf (_ ("Proof: item %d"), (int)item);
  else if (g_str_equal (kind, "recheck.done") &&
           hikae_kept_letter_is_about (request, (guint)item))
    title = g_strdup_printf (_ ("Item %d was looked at again"), (int)item);
  if (title == NULL)
    return;
  g_autofree char *text = note != NULL && *note != '\0'
                              ? g_strdup_printf ("%s\n%s", day, note)
                              : g_strdup (day);
  hikae_row_group_add_text (group, NULL, title, text);
}

void
hikae_request_rows_show_history (HikaeRowGroup *group,
                                 HikaeCase *open_case,
                                 HikaeRequest *request)
{
  g_autoptr (GPtrArray) events =
      hikae_case_find_events (open_case, "\"request", "\"recheck.done\"");

  hikae_row_group_clear (group);
  for (guint i = events->len; i > 0; i--)
    add_event (group, request, g_ptr_array_index (events, i - 1));
  show_if_any (group);
}

void
hikae_request_rows_show_state (HikaeRowGroup *group,
                               HikaeCase *open_case,
                               HikaeRequest *request,
                               const HikaeLawPack *pack)
{
  JsonObject *record = hikae_request_get_record_object (request);
  const char *name = pick (hikae_json_get_object (record, "entry"), "name");
  g_autofree char *time = hikae_wording_time (hikae_request_get_changed_at (request));
  g_autoptr (GPtrArray) clocks = NULL;

  hikae_row_group_clear (group);
  hikae_row_group_add_text (
      group, "document-edit-symbolic", name != NULL ? name : _ ("Letter"), NULL);
  hikae_row_group_add_text (
      group, NULL, hikae_wording_request_state (hikae_request_get_state (request)), time);
  hikae_request_rows_add_links (group, open_case, request);
  if (pack == NULL)
    return;
  clocks = hikae_due_list_for (open_case, request, pack);
  for (guint i = 0; i < clocks->len; i++) {
    const HikaeDue *due = g_ptr_array_index (clocks, i);

    hikae_row_group_add_text (group,
                              due->is_past ? "task-past-due-symbolic" : "alarm-symbolic",
                              due->title,
                              due->text);
  }
}

void
hikae_request_rows_add_ways (HikaeRowGroup *group, HikaeRequest *request)
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

  if (text != NULL)
    hikae_row_group_add_link (group,
                              "edit-copy-symbolic",
                              _ ("Copy the whole text"),
                              _ ("For a web form. It is taken off the clipboard when you "
                                 "lock."),
                              "win.copy",
                              text);
  hikae_row_group_add_link (group,
                            "printer-symbolic",
                            _ ("Print…"),
                            _ ("On paper, without a file in your folders."),
                            "page.print",
                            NULL);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    hikae_row_group_add_link (group,
                              formats[i].icon,
                              _ (formats[i].title),
                              NULL,
                              "page.save",
                              formats[i].format);
}
