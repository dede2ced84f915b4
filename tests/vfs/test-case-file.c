/* test-case-file.c: a case file made, opened, refused, locked, its slots changed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-vfs.h"

#include <glib/gstdio.h>
#include <string.h>

#define CANARY "the secret words of this evidence"

static void
test_round_trip (HikaeTestPlace *place, gconstpointer data)
{
  g_autoptr (HikaeSecret) code = NULL;
  HikaeCaseFile *file = hikae_test_create (place->path, "open sesame", &code);
  sqlite3 *db = hikae_test_connect (file);
  g_autofree char *text = NULL;
  g_autofree char *checked = NULL;
  guint8 id[16];

  memcpy (id, hikae_case_file_get_id (file), sizeof id);
  hikae_test_run (db, "CREATE TABLE t (id INTEGER PRIMARY KEY, words TEXT)");
  hikae_test_run (db, "INSERT INTO t VALUES (1, '" CANARY "')");
  hikae_test_run (db,
                  "WITH RECURSIVE n (v) AS (SELECT 2 UNION ALL SELECT v + 1 FROM n"
                  " WHERE v < 2000) INSERT INTO t SELECT v, randomblob (3000) FROM n");
  hikae_test_close (db);
  hikae_case_file_free (file);
  g_assert_false (hikae_test_folder_contains (place->folder, CANARY, strlen (CANARY)));
  g_assert_false (hikae_test_folder_contains (place->folder, "SQLite format", 13));
  g_assert_false (hikae_test_folder_contains (place->folder, "CREATE TABLE", 12));

  file =
      hikae_test_unlock (place->path, (const char *)hikae_secret_get_bytes (code), NULL);
  g_assert_nonnull (file);
  g_assert_cmpmem (hikae_case_file_get_id (file), 16, id, 16);
  db = hikae_test_connect (file);
  text = hikae_test_ask (db, "SELECT words FROM t WHERE id = 1");
  checked = hikae_test_ask (db, "PRAGMA integrity_check");
  g_assert_cmpstr (text, ==, CANARY);
  g_assert_cmpstr (checked, ==, "ok");
  hikae_test_run (db, "DELETE FROM t WHERE id > 10; VACUUM");
  hikae_test_close (db);
  hikae_case_file_free (file);
  hikae_test_assert_opens (place->path, "open sesame");
}

/* The journal of a transaction that is under way holds old pages: sealed, too. */
static void
test_journal_is_sealed (HikaeTestPlace *place, gconstpointer data)
{
  g_autoptr (HikaeCaseFile) file = hikae_test_create (place->path, "x", NULL);
  sqlite3 *db = hikae_test_connect (file);
  g_autofree char *journal = g_strconcat (place->path, "-journal", NULL);
  g_autofree char *bytes = NULL;
  gsize size = 0;

  hikae_test_run (db, "CREATE TABLE t (a); INSERT INTO t VALUES ('" CANARY "')");
  /* A tiny cache spills, so that journal and database are both half written. */
  hikae_test_run (db, "PRAGMA cache_size = 2; PRAGMA cache_spill = 1; BEGIN");
  hikae_test_run (db, "UPDATE t SET a = 'replaced'");
  hikae_test_run (db,
                  "WITH RECURSIVE n (v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n"
                  " WHERE v < 200) INSERT INTO t SELECT randomblob (30000) FROM n");
  g_assert_true (g_file_get_contents (journal, &bytes, &size, NULL));
  g_assert_cmpuint (size, >, 32768);
  g_assert_false (hikae_test_folder_contains (place->folder, CANARY, strlen (CANARY)));
  g_assert_false (hikae_test_folder_contains (place->folder, "replaced", 8));
  hikae_test_run (db, "ROLLBACK");
  g_free (g_steal_pointer (&bytes));
  bytes = hikae_test_ask (db, "SELECT a FROM t");
  g_assert_cmpstr (bytes, ==, CANARY);
  hikae_test_close (db);
  g_clear_pointer (&file, hikae_case_file_free);
  g_assert_false (g_file_test (journal, G_FILE_TEST_EXISTS));
}

static void
test_refusals (HikaeTestPlace *place, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeSecret) empty = hikae_test_secret ("");
  g_autoptr (HikaeSecret) typed = hikae_test_secret ("x");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize size = 0;

  hikae_test_assert_refused (place->path, "x", HIKAE_ERROR_NOT_FOUND);
  g_assert_null (
      hikae_case_file_create (place->path, empty, HIKAE_TEST_COST, NULL, &error));
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  g_clear_error (&error);
  hikae_case_file_free (hikae_test_create (place->path, "right", NULL));
  g_assert_true (g_file_get_contents (place->path, &before, &size, NULL));
  hikae_test_assert_refused (place->path, "wrong", HIKAE_ERROR_WRONG_SECRET);
  hikae_test_assert_refused (place->path,
                             "babab-babab-babab-babab-babab-babab-babab-babab-babab",
                             HIKAE_ERROR_WRONG_SECRET);
  hikae_test_assert_refused (place->path, "", HIKAE_ERROR_REJECTED);
  g_assert_null (
      hikae_case_file_create (place->path, typed, HIKAE_TEST_COST, NULL, &error));
  hikae_assert_error (error, HIKAE_ERROR_EXISTS);
  g_assert_true (g_file_get_contents (place->path, &after, NULL, NULL));
  g_assert_cmpmem (before, size, after, size);
}

static void
test_foreign_files (HikaeTestPlace *place, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *other = g_build_filename (place->folder, "other", NULL);
  g_autofree char *link = g_build_filename (place->folder, "link", NULL);

  g_assert_true (g_file_set_contents (other, "not a case", -1, NULL));
  g_assert_false (hikae_case_file_probe (other, &error));
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  hikae_test_assert_refused (other, "x", HIKAE_ERROR_REJECTED);
  hikae_test_assert_refused (place->folder, "x", HIKAE_ERROR_REJECTED);
  hikae_case_file_free (hikae_test_create (place->path, "x", NULL));
  g_assert_true (hikae_case_file_probe (place->path, NULL));
  g_assert_cmpint (symlink (place->path, link), ==, 0);
  hikae_test_assert_opens (link, "x");
}

static void
test_lock (HikaeTestPlace *place, gconstpointer data)
{
  HikaeCaseFile *file = hikae_test_create (place->path, "one", NULL);
  sqlite3 *db = hikae_test_connect (file);
  g_autoptr (GError) error = NULL;

  hikae_test_assert_refused (place->path, "one", HIKAE_ERROR_LOCKED);
  /* Looking at it does not open the lock (as it would with POSIX locks). */
  g_assert_true (hikae_case_file_probe (place->path, &error));
  hikae_test_assert_refused (place->path, "one", HIKAE_ERROR_LOCKED);
  hikae_test_close (db);
  hikae_case_file_free (file);
  hikae_test_assert_opens (place->path, "one");
}

static void
test_normalization (HikaeTestPlace *place, gconstpointer data)
{
  /* が as one character, and as か with a combining mark. */
  hikae_case_file_free (hikae_test_create (place->path, "\xe3\x81\x8c", NULL));
  hikae_test_assert_opens (place->path, "\xe3\x81\x8b\xe3\x82\x99");
  hikae_test_assert_refused (place->path, "\xe3\x81\x8b", HIKAE_ERROR_WRONG_SECRET);
}

static void
test_connection_settings (HikaeTestPlace *place, gconstpointer data)
{
  static const char *const expected[][2] = {
      {"PRAGMA temp_store", "2"},
      {"PRAGMA mmap_size", "0"},
      {"PRAGMA secure_delete", "1"},
      {"PRAGMA synchronous", "2"},
      {"PRAGMA foreign_keys", "1"},
      {"PRAGMA trusted_schema", "0"},
      {"PRAGMA cell_size_check", "1"},
      {"PRAGMA locking_mode", "exclusive"},
      {"PRAGMA journal_mode", "truncate"},
  };
  g_autoptr (HikaeCaseFile) file = hikae_test_create (place->path, "x", NULL);
  sqlite3 *db = hikae_test_connect (file);
  g_autofree char *other = g_build_filename (place->folder, "stolen", NULL);
  g_autofree char *attach = g_strdup_printf ("ATTACH '%s' AS stolen", other);
  int reserved = -1;

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_autofree char *answer = hikae_test_ask (db, expected[i][0]);

    g_assert_cmpstr (answer, ==, expected[i][1]);
  }
  g_assert_cmpint (
      sqlite3_file_control (db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved),
      ==,
      SQLITE_OK);
  g_assert_cmpint (reserved, ==, 40);
  /* A copy of the case in plain text is one statement away, if the VFS lets it. */
  g_assert_cmpint (sqlite3_exec (db, attach, NULL, NULL, NULL), !=, SQLITE_OK);
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
  hikae_test_close (db);
}

static void
test_read_only (HikaeTestPlace *place, gconstpointer data)
{
  HikaeCaseFile *file = hikae_test_create (place->path, "x", NULL);
  sqlite3 *db = hikae_test_connect (file);
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;

  hikae_test_run (db, "CREATE TABLE t (a); INSERT INTO t VALUES ('kept')");
  hikae_test_close (db);
  hikae_case_file_free (file);
  g_assert_cmpint (g_chmod (place->path, 0400), ==, 0);
  hikae_test_set_rights (FALSE);
  file = hikae_test_unlock (place->path, "x", &error);
  g_assert_no_error (error);
  db = hikae_test_connect (file);
  kept = hikae_test_ask (db, "SELECT a FROM t");
  g_assert_cmpstr (kept, ==, "kept");
  g_assert_cmpint (
      sqlite3_exec (db, "DELETE FROM t", NULL, NULL, NULL), ==, SQLITE_READONLY);
  g_assert_false (hikae_case_file_remove_slot (file, 1, &error));
  hikae_assert_error (error, HIKAE_ERROR_DENIED);
  hikae_test_close (db);
  hikae_case_file_free (file);
  hikae_test_set_rights (TRUE);
}

/* Cases of the schemas after the first, kept likewise. */
static void
test_version_later (HikaeTestPlace *place, gconstpointer data)
{
  g_autofree char *kept =
      g_test_build_filename (G_TEST_DIST, "data", "cases", data, NULL);
  g_autofree char *bytes = NULL;
  g_autofree char *items = NULL;
  g_autoptr (HikaeCaseFile) file = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *db = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (kept, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (place->path, bytes, (gssize)size, NULL));
  file = hikae_test_unlock (place->path, "four short words here", &error);
  g_assert_no_error (error);
  db = hikae_test_connect (file);
  items = hikae_test_ask (db, "SELECT count (*) FROM item");
  g_assert_cmpstr (items, ==, "3");
  hikae_test_close (db);
}

/* The first version's case, kept for ever (tests/data/cases/ORIGIN.md). */
static void
test_version_1 (HikaeTestPlace *place, gconstpointer data)
{
  static const char *const secrets[] = {
      "huval-nakib-ranor-fupig-fuhub-jikur-pigot-madid-jojog", "four short words here"};
  g_autofree char *kept =
      g_test_build_filename (G_TEST_DIST, "data", "cases", "v1.hikae", NULL);
  g_autofree char *bytes = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (kept, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (place->path, bytes, (gssize)size, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HikaeCaseFile) file = hikae_test_unlock (place->path, secrets[i], &error);
    g_autofree char *items = NULL;
    g_autofree char *checked = NULL;
    sqlite3 *db = NULL;

    g_assert_no_error (error);
    db = hikae_test_connect (file);
    items = hikae_test_ask (db, "SELECT count (*) FROM item");
    checked = hikae_test_ask (db, "PRAGMA integrity_check");
    g_assert_cmpstr (items, ==, "4");
    g_assert_cmpstr (checked, ==, "ok");
    hikae_test_close (db);
  }
}

#define ADD(name, function)                                                              \
  g_test_add ("/case-file/" name,                                                        \
              HikaeTestPlace,                                                            \
              NULL,                                                                      \
              hikae_test_place_set_up,                                                   \
              function,                                                                  \
              hikae_test_place_tear_down)

#define ADD_KEPT(name)                                                                   \
  g_test_add ("/case-file/kept/" name,                                                   \
              HikaeTestPlace,                                                            \
              name,                                                                      \
              hikae_test_place_set_up,                                                   \
              test_version_later,                                                        \
              hikae_test_place_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", test_round_trip);
  ADD ("journal-is-sealed", test_journal_is_sealed);
  ADD ("refusals", test_refusals);
  ADD ("foreign-files", test_foreign_files);
  ADD ("lock", test_lock);
  ADD ("normalization", test_normalization);
  ADD ("connection-settings", test_connection_settings);
  ADD ("read-only", test_read_only);
  ADD ("version-1", test_version_1);
  ADD_KEPT ("v2.hikae");
  ADD_KEPT ("v3.hikae");
  ADD_KEPT ("v4.hikae");
  return g_test_run ();
}
