/* test-follow-up.c: from a sent letter to its clocks, its proof and the letter after it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-kept-letter.h"
#include "hikae-running-clocks.h"
#include "hikae-test-case.h"
#include "hikae-test.h"
#include "hikae-workflow.h"

#include <string.h>

typedef struct {
  char *folder;
  HikaeCase *open_case;
  HikaeLawPack *pack;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  (void)unused;
  fixture->folder = hikae_test_make_folder ();
  path = g_build_filename (fixture->folder, "a.hikae", NULL);
  fixture->open_case = hikae_test_case_create (path, FALSE);
  fixture->pack = hikae_law_pack_load_shipped (&error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  (void)unused;
  hikae_test_case_close (fixture->open_case);
  hikae_law_pack_free (fixture->pack);
  hikae_test_remove_folder (fixture->folder);
}

static JsonObject *
make_answers (const char *country)
{
  static const char *const texts[][2] = {
      {"adult", "yes"},
      {"shows", "ai_nude_or_sexual"},
      {"full_name", "Name"},
      {"email", "name@example.org"},
      {"reason", "reason"},
      {"right_infringed", "privacy"},
      {"signature", "Name"},
      {"content_description", "one picture"},
      {"truth_statement", "yes"},
      {"good_faith_statement", "yes"},
  };
  JsonObject *answers = json_object_new ();

  json_object_set_string_member (answers, "country", country);
  json_object_set_string_member (answers, "urls", "https://x.com/a/status/1");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    json_object_set_string_member (answers, texts[i][0], texts[i][1]);
  return answers;
}

static HikaeRequest *
write_letter (Fixture *fixture, const char *basis, JsonObject *answers, gboolean as_draft)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  HikaeRequest *request = NULL;

  const HikaeLetterChoice choice = {
      .basis = basis,
      .recipient = "x",
      .lang = "ja",
      .answers = answers,
      .as_draft = as_draft,
  };

  hikae_write_letter_async (
      fixture->open_case, &choice, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  request = hikae_write_letter_finish (fixture->open_case, result, NULL, &error);
  g_assert_no_error (error);
  return request;
}

static HikaeRequest *
change (Fixture *fixture,
        HikaeRequest *request,
        HikaeRequestState state,
        guint item,
        GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hikae_change_request_async (fixture->open_case,
                              hikae_request_get_number (request),
                              state,
                              "by the form",
                              item,
                              NULL,
                              hikae_test_result_cb,
                              &result);
  hikae_test_wait (&result);
  return hikae_change_request_finish (fixture->open_case, result, error);
}

static const HikaeRunningClock *
find_clock (GPtrArray *clocks, const char *id)
{
  for (guint i = 0; i < clocks->len; i++) {
    const HikaeRunningClock *clock = g_ptr_array_index (clocks, i);

    if (g_strcmp0 (hikae_json_get_string (clock->clock, "id"), id) == 0)
      return clock;
  }
  return NULL;
}

/* Seven days by the calendar of Tokyo, wherever this computer is. */
static void
test_clocks (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (JsonObject) answers = make_answers ("JP");
  g_autoptr (HikaeRequest) request =
      write_letter (fixture, "jp.joupura.designated", answers, FALSE);
  g_autoptr (GError) error = NULL;
  guint item = hikae_test_case_keep_text (fixture->open_case, "proof.txt", "sent");
  g_autoptr (HikaeRequest) sent =
      change (fixture, request, HIKAE_REQUEST_SENT, item, &error);
  g_autoptr (GPtrArray) clocks = hikae_running_clocks_list (
      fixture->open_case, fixture->pack, hikae_clock_get_now ());
  const HikaeRunningClock *week = find_clock (clocks, "jp.joupura.7d");
  const HikaeRunningClock *own = find_clock (clocks, "jp.criminal.complaint");
  g_autoptr (GTimeZone) tokyo = g_time_zone_new_identifier ("Asia/Tokyo");
  g_autoptr (GDateTime) end = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *ics = NULL;

  (void)unused;
  g_assert_no_error (error);
  g_assert_nonnull (week);
  g_assert_true (week->due.is_law && !week->is_own);
  end = g_date_time_new_from_unix_utc (week->due.due / G_USEC_PER_SEC);
  local = g_date_time_to_timezone (end, tokyo);
  g_assert_cmpint (g_date_time_get_hour (local), ==, 23);
  g_assert_cmpint (week->due.due - week->start, >, (gint64)7 * 86400 * G_USEC_PER_SEC);
  g_assert_cmpint (week->due.due - week->start, <, (gint64)8 * 86400 * G_USEC_PER_SEC);
  g_assert_nonnull (own);
  g_assert_true (own->is_own && own->due.due == 0 && own->due.is_law);
  ics = hikae_running_clocks_format_ics (clocks, "ja", hikae_clock_get_now ());
  g_assert_nonnull (strstr (ics, "BEGIN:VEVENT"));
  g_assert_null (find_clock (clocks, "jp.homukyoku.after"));
}

static void
test_answer_ends_them (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (JsonObject) answers = make_answers ("JP");
  g_autoptr (HikaeRequest) request =
      write_letter (fixture, "jp.joupura.designated", answers, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeRequest) sent =
      change (fixture, request, HIKAE_REQUEST_SENT, 0, &error);
  g_autoptr (HikaeRequest) refused =
      change (fixture, request, HIKAE_REQUEST_REFUSED, 0, &error);
  g_autoptr (GPtrArray) clocks =
      hikae_running_clocks_list_for (fixture->open_case, refused, fixture->pack);
  const HikaeLetterPast past = {
      hikae_running_clocks_find_sent_at (fixture->open_case, refused),
      hikae_request_get_state (refused),
      hikae_request_get_changed_at (refused),
  };
  g_autoptr (JsonObject) next = hikae_letter_prepare_next (
      fixture->pack, hikae_request_get_record_object (refused), &past, "ja");
  const char *reason = hikae_json_get_string (next, "reason");

  (void)unused;
  g_assert_no_error (error);
  g_assert_cmpuint (clocks->len, ==, 0);
  g_assert_nonnull (strstr (reason, "応じられないとの回答"));
  g_assert_nonnull (strstr (reason, "X（旧Twitter）"));
  g_assert_cmpstr (
      hikae_letter_find_next_recipient (
          fixture->pack, hikae_request_get_record_object (refused), "jp.soumu"),
      ==,
      "jp.soumu.office");
}

/* Of what is gone, or closed, no letter says that nobody answered. */
static void
test_over (Fixture *fixture, gconstpointer unused)
{
  static const HikaeRequestState states[] = {HIKAE_REQUEST_GONE, HIKAE_REQUEST_CLOSED};
  g_autoptr (JsonObject) answers = make_answers ("JP");
  g_autoptr (HikaeRequest) request =
      write_letter (fixture, "jp.joupura.designated", answers, FALSE);

  (void)unused;
  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    const HikaeLetterPast past = {1795478400 * (gint64)G_USEC_PER_SEC, states[i], 0};
    g_autoptr (JsonObject) next = hikae_letter_prepare_next (
        fixture->pack, hikae_request_get_record_object (request), &past, "en");
    const char *reason = hikae_json_get_string (next, "reason");

    g_assert_nonnull (strstr (reason, "I asked X"));
    g_assert_null (strstr (reason, "No answer"));
  }
}

/* A draft is kept, and nothing calls it sent. */
static void
test_draft (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (JsonObject) answers = make_answers ("JP");
  g_autoptr (HikaeRequest) draft = NULL;
  g_autoptr (GError) error = NULL;

  (void)unused;
  json_object_remove_member (answers, "reason");
  draft = write_letter (fixture, "jp.joupura.designated", answers, TRUE);
  g_assert_cmpint (hikae_request_get_state (draft), ==, HIKAE_REQUEST_DRAFTED);
  g_assert_null (change (fixture, draft, HIKAE_REQUEST_SENT, 0, &error));
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  g_assert_nonnull (strstr (error->message, "reason"));
  g_clear_error (&error);
  g_assert_null (change (fixture, draft, HIKAE_REQUEST_CLOSED, 99, &error));
  hikae_assert_error (error, HIKAE_ERROR_NOT_FOUND);
}

/* What the newest letter says of the person is known for the next; what she signed, or
 * told there, is not said in her place. */
static void
test_recall (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (JsonObject) first = make_answers ("JP");
  g_autoptr (JsonObject) second = make_answers ("US");
  g_autoptr (JsonObject) known = json_object_new ();
  g_autoptr (HikaeRequest) older = NULL;
  g_autoptr (HikaeRequest) newer = NULL;

  (void)unused;
  hikae_kept_letter_recall (fixture->open_case, known);
  g_assert_cmpuint (json_object_get_size (known), ==, 0);
  json_object_set_string_member (second, "full_name", "Newer");
  older = write_letter (fixture, "jp.joupura.designated", first, FALSE);
  newer = write_letter (fixture, "us.tida.223a", second, TRUE);
  json_object_set_string_member (known, "email", "other@example.org");
  hikae_kept_letter_recall (fixture->open_case, known);
  g_assert_cmpstr (hikae_json_get_string (known, "country"), ==, "US");
  g_assert_cmpstr (hikae_json_get_string (known, "adult"), ==, "yes");
  g_assert_cmpstr (hikae_json_get_string (known, "full_name"), ==, "Newer");
  g_assert_cmpstr (hikae_json_get_string (known, "email"), ==, "other@example.org");
  g_assert_false (json_object_has_member (known, "signature"));
  g_assert_false (json_object_has_member (known, "reason"));
  g_assert_false (json_object_has_member (known, "good_faith_statement"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/follow-up/clocks", Fixture, NULL, set_up, test_clocks, tear_down);
  g_test_add (
      "/follow-up/answer", Fixture, NULL, set_up, test_answer_ends_them, tear_down);
  g_test_add ("/follow-up/draft", Fixture, NULL, set_up, test_draft, tear_down);
  g_test_add ("/follow-up/recall", Fixture, NULL, set_up, test_recall, tear_down);
  g_test_add ("/follow-up/over", Fixture, NULL, set_up, test_over, tear_down);
  return g_test_run ();
}
