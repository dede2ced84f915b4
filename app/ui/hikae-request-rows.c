/* hikae-request-rows.c: what the page of one letter lists
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-request-rows.h"

#include "hikae-session.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>

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

void
hikae_request_rows_show_form (HikaeRowGroup *group, const HikaeLetter *letter)
{
  g_autoptr (GPtrArray) elements =
      letter != NULL ? hikae_letter_list_elements (letter, hikae_session_get_language ())
                     : NULL;

  hikae_row_group_clear (group);
  for (guint i = 0; elements != NULL && i < elements->len; i++) {
    const HikaeLetterElement *element = g_ptr_array_index (elements, i);

    if (element->value != NULL && *element->value != '\0')
      hikae_row_group_add_copyable (group, element->label, element->value, FALSE);
  }
  show_if_any (group);
}

static void
add_next (HikaeRowGroup *group,
          const HikaeLawPack *pack,
          const char *id,
          gboolean is_over)
{
  JsonObject *basis = hikae_law_pack_find_basis (pack, id);
  JsonObject *support = hikae_law_pack_find_support (pack, id);
  const char *name = pick (basis != NULL ? basis : support, "name");

  if (name == NULL || (basis != NULL && is_over))
    return;
  if (basis != NULL && json_object_has_member (basis, "template"))
    hikae_row_group_add_link (group,
                              "document-edit-symbolic",
                              name,
                              _ ("Prepare this letter from what you wrote"),
                              "page.next",
                              id);
  else if (basis != NULL)
    hikae_row_group_add_text (group, "go-next-symbolic", name, pick (basis, "addressee"));
  else
    hikae_row_group_add_link (group,
                              "system-users-symbolic",
                              name,
                              pick (support, "does"),
                              "win.help-now",
                              NULL);
}

void
hikae_request_rows_show_next (HikaeRowGroup *group,
                              HikaeRequest *request,
                              const HikaeLawPack *pack)
{
  JsonObject *entry =
      hikae_json_get_object (hikae_request_get_record_object (request), "entry");
  JsonArray *ways = hikae_json_get_array (entry, "escalate_to");
  const HikaeRequestState state = hikae_request_get_state (request);
  /* No further letter about what is gone; whoever helps can be asked all the same. */
  const gboolean is_over = state == HIKAE_REQUEST_GONE || state == HIKAE_REQUEST_CLOSED;

  hikae_row_group_clear (group);
  for (guint i = 0; pack != NULL && ways != NULL && i < json_array_get_length (ways); i++)
    add_next (group, pack, json_array_get_string_element (ways, i), is_over);
  show_if_any (group);
}

static gboolean
holds_item (HikaeRequest *request, gint64 item)
{
  JsonArray *items =
      hikae_json_get_array (hikae_request_get_record_object (request), "items");

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    if (json_array_get_int_element (items, i) == item)
      return TRUE;
  return FALSE;
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
  else if (g_str_equal (kind, "recheck.done") && holds_item (request, item))
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
  GListModel *events = hikae_case_get_events (open_case);

  hikae_row_group_clear (group);
  for (guint i = g_list_model_get_n_items (events); i > 0; i--) {
    g_autoptr (HikaeEvent) event = g_list_model_get_item (events, i - 1);

    if (hikae_event_mentions (event, "\"request") ||
        hikae_event_mentions (event, "\"recheck.done\""))
      add_event (group, request, event);
  }
  show_if_any (group);
}
