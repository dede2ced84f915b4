/* hikae-running-clocks.c: which time limits of a case run now, and until when
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-running-clocks.h"

#include "hikae-clock.h"

static void
running_clock_free (HikaeRunningClock *self)
{
  g_clear_pointer (&self->clock, json_object_unref);
  g_free (self);
}

static GPtrArray *
make_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)running_clock_free);
}

/* When the request was first marked with one of @states; 0 never. */
static gint64
find_state_time (HikaeCase *open_case, guint number, const char *const *states)
{
  g_autoptr (GPtrArray) events =
      hikae_case_find_events (open_case, "\"request.changed\"", NULL);

  for (guint i = 0; i < events->len; i++) {
    HikaeEvent *event = g_ptr_array_index (events, i);
    JsonObject *body = hikae_event_get_body (event);
    const char *to = hikae_json_get_string (body, "to");

    if (g_str_equal (hikae_event_get_kind (event), "request.changed") &&
        hikae_json_get_int (body, "request", 0) == number && to != NULL &&
        g_strv_contains (states, to))
      return hikae_event_get_time (event);
  }
  return 0;
}

gint64
hikae_running_clocks_find_sent_at (HikaeCase *open_case, HikaeRequest *request)
{
  g_autoptr (GPtrArray) events =
      hikae_case_find_events (open_case, "\"request.changed\"", NULL);
  const guint number = hikae_request_get_number (request);

  for (guint i = events->len; i > 0; i--) {
    HikaeEvent *event = g_ptr_array_index (events, i - 1);
    JsonObject *body = hikae_event_get_body (event);

    if (g_str_equal (hikae_event_get_kind (event), "request.changed") &&
        hikae_json_get_int (body, "request", 0) == number &&
        g_strcmp0 (hikae_json_get_string (body, "to"), "sent") == 0)
      return hikae_event_get_time (event);
  }
  return 0;
}

/* "request_sent" and "request_received" both begin when the person says it was sent:
 * nothing better is known, and a form or an e-mail arrives at once. What begins with a
 * step of somebody else has no start until then. */
static gint64
find_start (HikaeCase *open_case, HikaeRequest *request, const char *starts)
{
  static const char *const decided[] = {"answered", "refused", NULL};
  const HikaeRequestState state = hikae_request_get_state (request);
  const gboolean waits =
      state == HIKAE_REQUEST_SENT || state == HIKAE_REQUEST_ACKNOWLEDGED;

  if (g_strcmp0 (starts, "request_sent") == 0 ||
      g_strcmp0 (starts, "request_received") == 0)
    return waits ? hikae_running_clocks_find_sent_at (open_case, request) : 0;
  if (g_strcmp0 (starts, "decision_received") == 0 &&
      (state == HIKAE_REQUEST_ANSWERED || state == HIKAE_REQUEST_REFUSED))
    return find_state_time (open_case, hikae_request_get_number (request), decided);
  return 0;
}

static HikaeRunningClock *
running_clock_new (const HikaeLawPack *pack,
                   JsonObject *clock,
                   const char *jurisdiction,
                   gint64 start)
{
  HikaeRunningClock *self = g_new0 (HikaeRunningClock, 1);
  g_autoptr (GError) error = NULL;

  self->clock = json_object_ref (clock);
  self->start = start;
  self->is_own = g_strcmp0 (hikae_json_get_string (clock, "on"), "user") == 0;
  /* A kept entry that cannot be counted is shown without an end. One that has not begun
   * is counted too, as that tells whose limit it is. */
  if (!hikae_clock_rule_find_due (pack,
                                  clock,
                                  jurisdiction != NULL ? jurisdiction : "XX",
                                  start,
                                  &self->due,
                                  &error) ||
      start == 0) {
    self->due.due = 0;
    self->due.is_uncertain = FALSE;
  }
  return self;
}

/* Limits that are over, or that begin with a step the program cannot know of, are left
 * out once the matter has moved on. */
static gboolean
is_worth_showing (HikaeRequest *request, JsonObject *clock, gint64 start)
{
  const HikaeRequestState state = hikae_request_get_state (request);
  const char *starts = hikae_json_get_string (clock, "starts");
  const gboolean waits =
      state == HIKAE_REQUEST_SENT || state == HIKAE_REQUEST_ACKNOWLEDGED;

  if (start != 0)
    return TRUE;
  return waits && (g_strcmp0 (starts, "poster_inquiry") == 0 ||
                   g_strcmp0 (starts, "regulator_notice") == 0);
}

static void
add_request (GPtrArray *clocks,
             HikaeCase *open_case,
             HikaeRequest *request,
             const HikaeLawPack *pack)
{
  JsonObject *record = hikae_request_get_record_object (request);
  JsonArray *array = hikae_json_get_array (record, "clocks");
  const char *jurisdiction =
      hikae_json_get_string (hikae_json_get_object (record, "entry"), "jurisdiction");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);
    JsonObject *clock =
        JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    gint64 start = 0;
    HikaeRunningClock *running = NULL;

    if (clock == NULL)
      continue;
    start = find_start (open_case, request, hikae_json_get_string (clock, "starts"));
    if (!is_worth_showing (request, clock, start))
      continue;
    running = running_clock_new (pack, clock, jurisdiction, start);
    running->request = hikae_request_get_number (request);
    g_ptr_array_add (clocks, running);
  }
}

/* When the content was posted, as far as the items tell: what was read from the page,
 * else when it was kept, which can only be later. 0: there is nothing. */
static gint64
find_posted_at (HikaeCase *open_case, gboolean *is_estimate)
{
  GListModel *items = hikae_case_get_items (open_case);
  gint64 posted = 0;

  /* Of a long case only the records that have what is looked for are read. */
  for (guint i = hikae_case_find_record (open_case, "\"posted_at\"", 0); i != G_MAXUINT;
       i = hikae_case_find_record (open_case, "\"posted_at\"", i + 1)) {
    g_autoptr (HikaeItem) item = g_list_model_get_item (items, i);
    const char *text = hikae_item_get_claim (item, "posted_at");
    gint64 time = 0;

    if (!hikae_item_get_deleted (item) && hikae_item_get_claim (item, "url") != NULL &&
        text != NULL && hikae_clock_parse (text, &time) && (posted == 0 || time < posted))
      posted = time;
  }
  *is_estimate = posted == 0;
  for (guint i = hikae_case_find_record (open_case, "\"url\"", 0);
       posted == 0 && i != G_MAXUINT;
       i = hikae_case_find_record (open_case, "\"url\"", i + 1)) {
    g_autoptr (HikaeItem) item = g_list_model_get_item (items, i);

    if (!hikae_item_get_deleted (item) && hikae_item_get_claim (item, "url") != NULL)
      posted = hikae_item_get_captured_at (item);
  }
  return posted;
}

/* (nullable) (transfer none): what the questionnaire said for the newest letter. */
static JsonObject *
find_answers (HikaeCase *open_case)
{
  GListModel *requests = hikae_case_get_requests (open_case);

  for (guint i = g_list_model_get_n_items (requests); i > 0; i--) {
    g_autoptr (HikaeRequest) request = g_list_model_get_item (requests, i - 1);
    JsonObject *answers =
        hikae_json_get_object (hikae_request_get_record_object (request), "answers");

    if (hikae_json_get_string (answers, "country") != NULL &&
        hikae_json_get_string (answers, "shows") != NULL)
      return answers;
  }
  return NULL;
}

static void
add_own (GPtrArray *clocks, HikaeCase *open_case, const HikaeLawPack *pack, gint64 now)
{
  JsonObject *answers = find_answers (open_case);
  g_autoptr (JsonNode) reply =
      answers != NULL ? hikae_law_pack_evaluate (pack, answers, "en", now, NULL) : NULL;
  JsonArray *own = reply != NULL
                       ? hikae_json_get_array (json_node_get_object (reply), "own_clocks")
                       : NULL;
  gboolean is_estimate = FALSE;
  const gint64 posted = find_posted_at (open_case, &is_estimate);

  for (guint i = 0; own != NULL && i < json_array_get_length (own); i++) {
    JsonObject *entry = json_array_get_object_element (own, i);
    JsonObject *basis =
        hikae_law_pack_find_basis (pack, hikae_json_get_string (entry, "basis"));
    JsonObject *clock =
        hikae_law_pack_find_clock (basis, hikae_json_get_string (entry, "id"));
    const char *starts = hikae_json_get_string (entry, "starts");
    const gboolean begun = g_strcmp0 (starts, "content_posted") == 0;
    HikaeRunningClock *running = NULL;

    if (clock == NULL || (!begun && g_strcmp0 (starts, "offender_known") != 0))
      continue;
    running = running_clock_new (
        pack, clock, hikae_json_get_string (basis, "jurisdiction"), begun ? posted : 0);
    running->is_estimate = begun && is_estimate;
    g_ptr_array_add (clocks, running);
  }
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  const HikaeRunningClock *first = *(const HikaeRunningClock *const *)a;
  const HikaeRunningClock *second = *(const HikaeRunningClock *const *)b;
  const gint64 x = first->due.due != 0 ? first->due.due : G_MAXINT64;
  const gint64 y = second->due.due != 0 ? second->due.due : G_MAXINT64;

  return x < y ? -1 : x > y;
}

GPtrArray *
hikae_running_clocks_list_for (HikaeCase *open_case,
                               HikaeRequest *request,
                               const HikaeLawPack *pack)
{
  GPtrArray *clocks = make_list ();

  add_request (clocks, open_case, request, pack);
  g_ptr_array_sort (clocks, compare_cb);
  return clocks;
}

GPtrArray *
hikae_running_clocks_list (HikaeCase *open_case, const HikaeLawPack *pack, gint64 now)
{
  GListModel *requests = hikae_case_get_requests (open_case);
  GPtrArray *clocks = make_list ();

  for (guint i = 0; i < g_list_model_get_n_items (requests); i++) {
    g_autoptr (HikaeRequest) request = g_list_model_get_item (requests, i);

    add_request (clocks, open_case, request, pack);
  }
  add_own (clocks, open_case, pack, now);
  g_ptr_array_sort (clocks, compare_cb);
  return clocks;
}

char *
hikae_running_clocks_format_ics (GPtrArray *clocks, const char *lang, gint64 now)
{
  g_autofree HikaeCalendarEntry *entries = g_new0 (HikaeCalendarEntry, clocks->len);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  guint count = 0;

  for (guint i = 0; i < clocks->len; i++) {
    const HikaeRunningClock *running = g_ptr_array_index (clocks, i);
    const char *what =
        hikae_law_pack_pick (hikae_json_get_object (running->clock, "what"), lang);
    const char *id = hikae_json_get_string (running->clock, "id");

    if (running->due.due == 0)
      continue;
    entries[count].uid =
        g_strdup_printf ("%u.%s@hikae", running->request, id != NULL ? id : "clock");
    g_ptr_array_add (texts, (gpointer)entries[count].uid);
    entries[count].summary = what != NULL ? what : "";
    entries[count].due = running->due.due;
    count++;
  }
  return hikae_clock_rule_format_ics (entries, count, now);
}
