/* test-window-words.c: what the window says: errors, strength, foreign text
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-check-words.h"
#include "hikae-error-text.h"
#include "hikae-error.h"
#include "hikae-strength.h"
#include "hikae-wording.h"

static void
test_every_error_has_words (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (int code = HIKAE_ERROR_FAILED; code <= HIKAE_ERROR_INTERRUPTED; code++) {
    g_autoptr (GError) error = g_error_new_literal (HIKAE_ERROR, code, "xyzzy");
    const HikaeErrorText text = hikae_error_text_find (error);

    g_assert_cmpuint (strlen (text.sentence), >, 10);
    g_assert_cmpuint (strlen (text.next), >, 10);
    g_assert_null (strstr (text.sentence, "xyzzy"));
    g_assert_true (g_hash_table_add (seen, (gpointer)text.sentence));
  }
}

static void
test_foreign_error_is_plain (void)
{
  g_autoptr (GError) foreign =
      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "xyzzy");
  g_autoptr (GError) beyond = g_error_new_literal (HIKAE_ERROR, 4711, "xyzzy");
  const char *plain = hikae_error_text_find (NULL).sentence;

  g_assert_cmpstr (hikae_error_text_find (foreign).sentence, ==, plain);
  g_assert_cmpstr (hikae_error_text_find (beyond).sentence, ==, plain);
}

static void
test_strength_is_honest (void)
{
  static const struct {
    const char *passphrase;
    const char *known;
    HikaeStrength most;
    HikaeStrength least;
  } cases[] = {
      {"", NULL, HIKAE_STRENGTH_TOO_SHORT, HIKAE_STRENGTH_TOO_SHORT},
      {"abc12!?", NULL, HIKAE_STRENGTH_TOO_SHORT, HIKAE_STRENGTH_TOO_SHORT},
      {"aaaaaaaaaaaaaaaaaaaaaaaa", NULL, HIKAE_STRENGTH_WEAK, HIKAE_STRENGTH_WEAK},
      {"abcdefghijklmnop", NULL, HIKAE_STRENGTH_WEAK, HIKAE_STRENGTH_WEAK},
      {"1234567890123456", NULL, HIKAE_STRENGTH_WEAK, HIKAE_STRENGTH_WEAK},
      {"password2026", NULL, HIKAE_STRENGTH_WEAK, HIKAE_STRENGTH_WEAK},
      {"Hanako Yamada 7", "hanako yamada", HIKAE_STRENGTH_WEAK, HIKAE_STRENGTH_WEAK},
      {"correct horse battery staple", NULL, HIKAE_STRENGTH_STRONG, HIKAE_STRENGTH_GOOD},
      {"青い自転車と古い傘の話", NULL, HIKAE_STRENGTH_STRONG, HIKAE_STRENGTH_FAIR},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const HikaeStrength strength =
        hikae_strength_estimate (cases[i].passphrase, cases[i].known);

    g_test_message ("%s", cases[i].passphrase);
    g_assert_cmpint (strength, <=, cases[i].most);
    g_assert_cmpint (strength, >=, cases[i].least);
    g_assert_nonnull (hikae_strength_describe (strength));
  }
}

static void
test_lines_stay_and_tricks_show (void)
{
  g_autofree char *lines = hikae_wording_safe_lines ("one\ntwo\n\nthree");
  g_autofree char *trick = hikae_wording_safe_lines ("a\xe2\x80\xae"
                                                     "b\nc\x01");
  g_autofree char *bad = hikae_wording_safe_lines ("\xff\xfe\n<b>");

  g_assert_cmpstr (lines, ==, "one\ntwo\n\nthree");
  g_assert_cmpstr (trick, ==, "a\\u202eb\nc\\u0001");
  g_assert_true (g_utf8_validate (bad, -1, NULL));
  g_assert_true (g_str_has_suffix (bad, "\n<b>"));
}

static void
test_stamps_decide_the_state (void)
{
  g_autoptr (GListStore) stamps = g_list_store_new (HIKAE_TYPE_STAMP);
  g_autoptr (HikaeStamp) queued =
      hikae_stamp_new (1, "a", "https://a.example/", HIKAE_STAMP_QUEUED);
  g_autoptr (HikaeStamp) late =
      hikae_stamp_new (1, "b", "https://b.example/", HIKAE_STAMP_VALID);
  g_autoptr (HikaeStamp) early =
      hikae_stamp_new (1, "c", "https://c.example/", HIKAE_STAMP_VALID);
  GListModel *model = G_LIST_MODEL (stamps);
  gint64 earliest = 0;

  hikae_stamp_set_verdict (late, NULL, NULL, 2000, "", "", "");
  hikae_stamp_set_verdict (early, NULL, NULL, 1000, "", "", "");
  g_assert_cmpint (
      hikae_wording_find_seal_state (0, model, NULL), ==, HIKAE_SEAL_STATE_OPEN);
  g_list_store_append (stamps, queued);
  g_assert_cmpint (
      hikae_wording_find_seal_state (1, model, NULL), ==, HIKAE_SEAL_STATE_LOCAL);
  g_list_store_append (stamps, late);
  g_list_store_append (stamps, early);
  g_assert_cmpint (
      hikae_wording_find_seal_state (1, model, &earliest), ==, HIKAE_SEAL_STATE_STAMPED);
  g_assert_cmpint (earliest, ==, 1000);
  g_assert_cmpint (
      hikae_wording_find_seal_state (2, model, NULL), ==, HIKAE_SEAL_STATE_LOCAL);
}

/* Without a translation every sentence comes out as it went in. */
static void
test_findings_keep_their_values (void)
{
  static const char *const same[] = {
      "payload and record are unchanged; seal list 3 has a valid time stamp",
      "all 12 files of data/ are as the manifests say",
      "line 7 does not follow the line before it",
      "it is not what data/seals/seal-0001.sha256 says: changed",
      "what only another library says; it is 100%s",
      "",
  };
  g_autofree char *stamp =
      hikae_check_words_reason ("time stamp of 2026-11-24 01:02:03 UTC: fits (X)");
  g_autofree char *odd =
      hikae_check_words_reason ("time stamp of 2026-13-24 01:02:03 UTC: fits");
  g_autofree char *good = hikae_check_words_reason (
      "time stamp of 2026-11-24 01:02:03 UTC: these bytes existed at "
      "2026-11-24T01:02:03.250000Z; note: revocation was not checked (REVOCATION)");
  g_autofree char *item = hikae_check_words_subject ("item 12");
  g_autofree char *path = hikae_check_words_subject ("data/items/000001.jpg");

  for (guint i = 0; i < G_N_ELEMENTS (same); i++) {
    g_autofree char *reason = hikae_check_words_reason (same[i]);

    g_assert_cmpstr (reason, ==, same[i]);
  }
  g_assert_cmpstr (stamp,
                   ==,
                   "Time stamp of 24 November 2026, 01:02 (UTC+00:00), exactly "
                   "2026-11-24 01:02:03 UTC: fits (X)");
  /* The time once, as a person writes it. */
  g_assert_cmpstr (good,
                   ==,
                   "Time stamp of 24 November 2026, 01:02 (UTC+00:00), exactly "
                   "2026-11-24 01:02:03 UTC: these bytes existed then; revocation was "
                   "not checked (REVOCATION)");
  g_assert_cmpstr (odd, ==, "Time stamp of 2026-13-24 01:02:03 UTC: fits");
  g_assert_cmpstr (item, ==, "Item 12");
  g_assert_cmpstr (path, ==, "data/items/000001.jpg");
}

static void
test_a_place_is_near_home (void)
{
  const char *home = g_get_home_dir ();
  g_autofree char *inside = g_build_filename (home, "a", "b.hikae", NULL);
  g_autofree char *beside = g_strconcat (home, "2/b.hikae", NULL);
  g_autofree char *at_home = hikae_wording_place (home);
  g_autofree char *in_home = hikae_wording_place (inside);
  g_autofree char *elsewhere = hikae_wording_place (beside);
  g_autofree char *trick = hikae_wording_place ("/a\xe2\x80\xae"
                                                "b\n/c");

  g_assert_cmpstr (at_home, ==, "~");
  g_assert_cmpstr (in_home, ==, "~/a/b.hikae");
  g_assert_cmpstr (elsewhere, ==, beside);
  g_assert_cmpstr (trick, ==, "/a\\u202eb\\u000a/c");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/error-text/every", test_every_error_has_words);
  g_test_add_func ("/ui/error-text/foreign", test_foreign_error_is_plain);
  g_test_add_func ("/ui/strength/honest", test_strength_is_honest);
  g_test_add_func ("/ui/check-words", test_findings_keep_their_values);
  g_test_add_func ("/ui/wording/place", test_a_place_is_near_home);
  g_test_add_func ("/ui/wording/lines", test_lines_stay_and_tricks_show);
  g_test_add_func ("/ui/wording/seal-state", test_stamps_decide_the_state);
  return g_test_run ();
}
