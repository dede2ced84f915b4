/* test-case-same.c: the same bytes kept twice
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-case.h"
#include "hikae-test.h"

#include <string.h>

typedef struct {
  char *folder;
  char *path;
  HikaeCase *open_case;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->folder = hikae_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "a.hikae", NULL);
  fixture->open_case = hikae_test_case_create (fixture->path, FALSE);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  hikae_test_case_close (fixture->open_case);
  g_free (fixture->path);
  hikae_test_remove_folder (fixture->folder);
}

static void
reopen (Fixture *fixture)
{
  hikae_test_case_close (fixture->open_case);
  fixture->open_case = hikae_test_case_open (fixture->path);
}

static guint
count (GListModel *list)
{
  return g_list_model_get_n_items (list);
}

static guint
keep_again (Fixture *fixture,
            const char *text,
            gboolean once,
            guint *same,
            GError **error)
{
  g_autoptr (HikaeDraft) draft =
      hikae_test_draft (HIKAE_ITEM_FILE, "a.txt", text, strlen (text));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeItem) item = NULL;

  hikae_draft_set_once (draft, once);
  hikae_case_keep_async (
      fixture->open_case, draft, NULL, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  item = hikae_case_keep_finish (fixture->open_case, result, error);
  *same = hikae_case_keep_get_same (result);
  return item != NULL ? hikae_item_get_number (item) : 0;
}

static guint
find_same (Fixture *fixture, guint number)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint same = 99;

  hikae_case_find_same_async (
      fixture->open_case, number, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  g_assert_true (hikae_case_find_same_finish (fixture->open_case, result, &same, &error));
  g_assert_no_error (error);
  return same;
}

/* The same bytes twice are kept twice, and said to be the same. */
static void
test_same (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  guint same = 99;
  guint events = 0;

  g_assert_cmpuint (keep_again (fixture, "abc", TRUE, &same, &error), ==, 1);
  g_assert_cmpuint (same, ==, 0);
  g_assert_cmpuint (keep_again (fixture, "abd", FALSE, &same, &error), ==, 2);
  g_assert_cmpuint (same, ==, 0);
  g_assert_cmpuint (keep_again (fixture, "abc", FALSE, &same, &error), ==, 3);
  g_assert_cmpuint (same, ==, 1);
  reopen (fixture);
  g_assert_cmpuint (keep_again (fixture, "abc", FALSE, &same, &error), ==, 4);
  g_assert_cmpuint (same, ==, 1);
  g_assert_cmpuint (find_same (fixture, 1), ==, 3);
  g_assert_cmpuint (find_same (fixture, 2), ==, 0);
  g_assert_cmpuint (find_same (fixture, 4), ==, 1);
  g_assert_cmpuint (find_same (fixture, 5), ==, 0);
  hikae_test_case_delete (fixture->open_case, 1);
  g_assert_cmpuint (find_same (fixture, 1), ==, 3);
  g_assert_cmpuint (find_same (fixture, 4), ==, 3);
  g_assert_cmpuint (keep_again (fixture, "abc", FALSE, &same, &error), ==, 5);
  g_assert_cmpuint (same, ==, 3);
  /* Nothing is the same as nothing. */
  g_assert_cmpuint (keep_again (fixture, "", FALSE, &same, &error), ==, 6);
  g_assert_cmpuint (keep_again (fixture, "", TRUE, &same, &error), ==, 7);
  g_assert_cmpuint (same, ==, 0);
  g_assert_no_error (error);
  /* Once only: no trace of a second one, and its number goes to the next. */
  events = count (hikae_case_get_events (fixture->open_case));
  g_assert_cmpuint (keep_again (fixture, "abd", TRUE, &same, &error), ==, 0);
  hikae_assert_error (error, HIKAE_ERROR_EXISTS);
  g_assert_cmpuint (same, ==, 2);
  g_assert_cmpuint (count (hikae_case_get_events (fixture->open_case)), ==, events);
  g_clear_error (&error);
  g_assert_cmpuint (keep_again (fixture, "new", TRUE, &same, &error), ==, 8);
  g_assert_no_error (error);
  hikae_test_case_assert_whole (fixture->open_case);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/case-same/kept-again", Fixture, NULL, set_up, test_same, tear_down);
  return g_test_run ();
}
