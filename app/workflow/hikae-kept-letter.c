/* hikae-kept-letter.c: a letter that the case keeps: again, and what follows it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-kept-letter.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-running-clocks.h"

HikaeRequest *
hikae_kept_letter_dup_request (HikaeCase *open_case, guint number)
{
  GListModel *requests = hikae_case_get_requests (open_case);

  for (guint i = 0; i < g_list_model_get_n_items (requests); i++) {
    g_autoptr (HikaeRequest) request = g_list_model_get_item (requests, i);

    if (hikae_request_get_number (request) == number)
      return g_steal_pointer (&request);
  }
  return NULL;
}

GPtrArray *
hikae_kept_letter_list_items (HikaeCase *open_case, HikaeRequest *request)
{
  JsonArray *numbers =
      hikae_json_get_array (hikae_request_get_record_object (request), "items");
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; numbers != NULL && i < json_array_get_length (numbers); i++) {
    HikaeItem *item =
        hikae_case_find_item (open_case, (guint)json_array_get_int_element (numbers, i));

    if (item != NULL)
      g_ptr_array_add (items, g_object_ref (item));
  }
  return items;
}

gboolean
hikae_kept_letter_is_about (HikaeRequest *request, guint number)
{
  JsonArray *items =
      hikae_json_get_array (hikae_request_get_record_object (request), "items");

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    if (json_array_get_int_element (items, i) == (gint64)number)
      return TRUE;
  return FALSE;
}

HikaeLetter *
hikae_kept_letter_compose (HikaeCase *open_case,
                           HikaeRequest *request,
                           const HikaeLawPack *pack,
                           GError **error)
{
  JsonObject *record = hikae_request_get_record_object (request);
  JsonObject *answers = hikae_json_get_object (record, "answers");
  const gint64 created = hikae_request_get_created_at (request);
  g_autoptr (GPtrArray) items = hikae_kept_letter_list_items (open_case, request);
  g_autoptr (HikaeLawPack) kept = NULL;

  if (answers == NULL) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, "the request has no answers");
    return NULL;
  }
  kept = hikae_law_pack_with_entries (pack,
                                      hikae_json_get_object (record, "entry"),
                                      hikae_json_get_object (record, "recipient_entry"),
                                      error);
  if (kept == NULL)
    return NULL;
  return hikae_letter_compose (kept,
                               hikae_request_get_field (request, "basis"),
                               hikae_request_get_field (request, "recipient"),
                               hikae_request_get_field (request, "lang"),
                               answers,
                               items,
                               created != 0 ? created
                                            : hikae_request_get_changed_at (request),
                               error);
}

/* (transfer full) (nullable): the newest that has any. */
static JsonObject *
dup_newest_answers (HikaeCase *open_case)
{
  GListModel *requests = hikae_case_get_requests (open_case);

  for (guint i = g_list_model_get_n_items (requests); i > 0; i--) {
    g_autoptr (HikaeRequest) request = g_list_model_get_item (requests, i - 1);
    JsonObject *answers =
        hikae_json_get_object (hikae_request_get_record_object (request), "answers");

    if (answers != NULL)
      return json_object_ref (answers);
  }
  return NULL;
}

void
hikae_kept_letter_recall (HikaeCase *open_case, JsonObject *answers)
{
  static const char *const lasting[] = {"country",
                                        "adult",
                                        "shows",
                                        "own_work",
                                        "acting",
                                        "full_name",
                                        "email",
                                        "phone",
                                        "postal_address",
                                        "agent_name",
                                        "agent_capacity",
                                        "content_description",
                                        "right_infringed"};
  g_autoptr (JsonObject) known = dup_newest_answers (open_case);

  for (guint i = 0; known != NULL && i < G_N_ELEMENTS (lasting); i++)
    if (json_object_has_member (known, lasting[i]) &&
        !json_object_has_member (answers, lasting[i]))
      json_object_set_member (
          answers,
          lasting[i],
          json_node_copy (json_object_get_member (known, lasting[i])));
}

HikaeLetterPast
hikae_kept_letter_look (HikaeCase *open_case, HikaeRequest *request)
{
  const HikaeLetterPast past = {
      hikae_running_clocks_find_sent_at (open_case, request),
      hikae_request_get_state (request),
      hikae_request_get_changed_at (request),
      hikae_request_get_number (request),
  };

  return past;
}

HikaeLetter *
hikae_kept_letter_compose_sheet (HikaeCase *open_case,
                                 HikaeRequest *request,
                                 const HikaeLawPack *pack,
                                 const char *id,
                                 const char *lang,
                                 GError **error)
{
  const HikaeLetterPast past = hikae_kept_letter_look (open_case, request);
  g_autoptr (GPtrArray) items = hikae_kept_letter_list_items (open_case, request);

  return hikae_letter_compose_sheet (pack,
                                     id,
                                     hikae_request_get_record_object (request),
                                     items,
                                     &past,
                                     lang,
                                     hikae_clock_get_now (),
                                     error);
}

/* (nullable) (transfer none): what the newest re-check of the address of @item since
 * @since answered. Items of one address are asked about once. */
static const char *
find_answer (HikaeCase *open_case, HikaeItem *item, gint64 since, gint64 *asked_at)
{
  GListModel *events = hikae_case_get_events (open_case);
  const char *url = hikae_item_get_claim (item, "url");

  for (guint i = g_list_model_get_n_items (events); url != NULL && i > 0; i--) {
    g_autoptr (HikaeEvent) event = g_list_model_get_item (events, i - 1);
    JsonObject *body = hikae_event_get_body (event);

    if (hikae_event_get_time (event) < since)
      return NULL;
    if (!g_str_equal (hikae_event_get_kind (event), "recheck.done") ||
        g_strcmp0 (hikae_json_get_string (body, "url"), url) != 0)
      continue;
    *asked_at = hikae_event_get_time (event);
    return hikae_json_get_string (body, "answer");
  }
  return NULL;
}

static gboolean
is_waiting (HikaeRequestState state)
{
  return state >= HIKAE_REQUEST_SENT && state <= HIKAE_REQUEST_BACK &&
         state != HIKAE_REQUEST_GONE;
}

gboolean
hikae_kept_letter_advise (HikaeCase *open_case,
                          HikaeRequest *request,
                          HikaeRecheckAdvice *advice)
{
  const HikaeRequestState state = hikae_request_get_state (request);
  const gint64 since = hikae_request_get_changed_at (request);
  g_autoptr (GPtrArray) items = hikae_kept_letter_list_items (open_case, request);
  guint gone = 0;
  guint others = 0;

  if (!is_waiting (state) && state != HIKAE_REQUEST_GONE)
    return FALSE;
  advice->state = is_waiting (state) ? HIKAE_REQUEST_GONE : HIKAE_REQUEST_BACK;
  for (guint i = 0; i < items->len; i++) {
    HikaeItem *item = g_ptr_array_index (items, i);
    gint64 asked_at = 0;
    const char *answer = find_answer (open_case, item, since, &asked_at);

    if (answer == NULL && hikae_item_get_claim (item, "url") == NULL)
      continue;
    if (g_strcmp0 (answer, is_waiting (state) ? "gone" : "same") != 0) {
      others++;
      continue;
    }
    gone++;
    advice->item = hikae_item_get_number (item);
    advice->asked_at = asked_at;
  }
  return gone > 0 && (others == 0 || state == HIKAE_REQUEST_GONE);
}
