/* hikae-due.c: which clocks run: from the requests of a case to a list of what is due
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-due.h"

#include "hikae-clock.h"
#include "hikae-law-pack.h"
#include "hikae-session.h"
#include "hikae-text.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>

static void
due_free (HikaeDue *due)
{
  g_clear_pointer (&due->title, g_free);
  g_clear_pointer (&due->text, g_free);
  g_free (due);
}

static GDateTime *
add_business_days (GDateTime *start, int days)
{
  GDateTime *day = g_date_time_ref (start);

  while (days > 0) {
    GDateTime *next = g_date_time_add_days (day, 1);

    g_date_time_unref (day);
    day = next;
    if (g_date_time_get_day_of_week (day) <= 5)
      days--;
  }
  return day;
}

/* The end of a limit of whole days is the end of its last day. */
static gint64
find_end (gint64 start_us, int value, const char *unit)
{
  g_autoptr (GDateTime) start =
      g_date_time_new_from_unix_local (start_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) last = NULL;

  if (start == NULL)
    return 0;
  if (g_strcmp0 (unit, "hour") == 0)
    return start_us + (gint64)value * 3600 * G_USEC_PER_SEC;
  if (g_strcmp0 (unit, "day") == 0)
    last = g_date_time_add_days (start, value);
  else if (g_strcmp0 (unit, "business_day") == 0)
    last = add_business_days (start, value);
  else if (g_strcmp0 (unit, "week") == 0)
    last = g_date_time_add_weeks (start, value);
  else if (g_strcmp0 (unit, "month") == 0)
    last = g_date_time_add_months (start, value);
  else if (g_strcmp0 (unit, "year") == 0)
    last = g_date_time_add_years (start, value);
  if (last == NULL)
    return 0;
  g_autoptr (GDateTime) end = g_date_time_new_local (g_date_time_get_year (last),
                                                     g_date_time_get_month (last),
                                                     g_date_time_get_day_of_month (last),
                                                     23,
                                                     59,
                                                     59);
  return end != NULL ? g_date_time_to_unix (end) * G_USEC_PER_SEC : 0;
}

static const char *
describe_nature (const char *nature)
{
  if (g_strcmp0 (nature, "statutory") == 0 || g_strcmp0 (nature, "regulatory") == 0)
    return _ ("a limit set by law");
  if (g_strcmp0 (nature, "committed") == 0)
    return _ ("promised by the recipient");
  return _ ("our reminder, not a limit of law");
}

/* When the letter was marked as sent: a later confirmation must not move its clocks. */
static gint64
find_sent_at (HikaeCase *open_case, HikaeRequest *request)
{
  GListModel *events = hikae_case_get_events (open_case);
  const guint number = hikae_request_get_number (request);

  for (guint i = g_list_model_get_n_items (events); i > 0; i--) {
    g_autoptr (HikaeEvent) event = g_list_model_get_item (events, i - 1);
    JsonObject *body = hikae_event_get_body (event);

    if (g_str_equal (hikae_event_get_kind (event), "request.changed") &&
        hikae_json_get_int (body, "request", 0) == number &&
        g_strcmp0 (hikae_json_get_string (body, "to"), "sent") == 0)
      return hikae_event_get_time (event);
  }
  return hikae_request_get_changed_at (request);
}

static HikaeDue *
due_new (HikaeRequest *request, JsonObject *clock, gint64 sent_at)
{
  const int value = (int)hikae_json_get_int (clock, "value", 0);
  const char *unit = hikae_json_get_string (clock, "unit");
  const char *what = hikae_law_pack_pick (hikae_json_get_object (clock, "what"),
                                          hikae_session_get_language ());
  const char *nature = describe_nature (hikae_json_get_string (clock, "nature"));
  HikaeDue *due = g_new0 (HikaeDue, 1);

  due->request = hikae_request_get_number (request);
  due->title = hikae_text_for_display (what != NULL ? what : _ ("An answer"), 200);
  if (value > 0)
    due->time = find_end (sent_at, value, unit);
  if (due->time == 0) {
    due->text = g_strdup_printf (_ ("No number of days is set; %s"), nature);
    return due;
  }
  g_autofree char *day = hikae_wording_day (due->time);
  due->is_past = due->time < hikae_clock_get_now ();
  due->text = due->is_past
                  /* Translators: first a date and time, then whose limit it is. */
                  ? g_strdup_printf (_ ("Was due %s (%s)"), day, nature)
                  : g_strdup_printf (_ ("Due %s (%s)"), day, nature);
  return due;
}

/* "request_sent" and "request_received" both begin when the person says it was sent:
 * nothing better is known, and a form or an e-mail arrives at once. */
static gboolean
has_begun (JsonObject *clock)
{
  const char *starts = hikae_json_get_string (clock, "starts");

  return g_strcmp0 (starts, "request_sent") == 0 ||
         g_strcmp0 (starts, "request_received") == 0;
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  const HikaeDue *first = *(const HikaeDue *const *)a;
  const HikaeDue *second = *(const HikaeDue *const *)b;
  const gint64 x = first->time != 0 ? first->time : G_MAXINT64;
  const gint64 y = second->time != 0 ? second->time : G_MAXINT64;

  return x < y ? -1 : x > y;
}

static void
add_clocks (GPtrArray *clocks, HikaeCase *open_case, HikaeRequest *request)
{
  const HikaeRequestState state = hikae_request_get_state (request);
  JsonArray *array =
      hikae_json_get_array (hikae_request_get_record_object (request), "clocks");

  if (array == NULL ||
      (state != HIKAE_REQUEST_SENT && state != HIKAE_REQUEST_ACKNOWLEDGED))
    return;
  const gint64 sent_at = find_sent_at (open_case, request);
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);

    if (JSON_NODE_HOLDS_OBJECT (node) && has_begun (json_node_get_object (node)))
      g_ptr_array_add (clocks, due_new (request, json_node_get_object (node), sent_at));
  }
}

GPtrArray *
hikae_due_list_for (HikaeCase *open_case, HikaeRequest *request)
{
  GPtrArray *clocks = g_ptr_array_new_with_free_func ((GDestroyNotify)due_free);

  add_clocks (clocks, open_case, request);
  g_ptr_array_sort (clocks, compare_cb);
  return clocks;
}

GPtrArray *
hikae_due_list (HikaeCase *open_case)
{
  GListModel *requests = hikae_case_get_requests (open_case);
  GPtrArray *clocks = g_ptr_array_new_with_free_func ((GDestroyNotify)due_free);

  for (guint i = 0; i < g_list_model_get_n_items (requests); i++) {
    g_autoptr (HikaeRequest) request = g_list_model_get_item (requests, i);

    add_clocks (clocks, open_case, request);
  }
  g_ptr_array_sort (clocks, compare_cb);
  return clocks;
}
