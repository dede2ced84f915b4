/* hikae-test-life.c: a short life of a case file, to be broken at every point
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-life.h"

#include <glib/gstdio.h>
#include <string.h>

#define STATE                                                                            \
  "SELECT count (*) || '/' || sum (length (b)) || '/' || sum (id) || '/' || max (n)"     \
  " FROM t"

static const char *const steps[HIKAE_TEST_LIFE_STEPS] = {
    "INSERT INTO t (n, b) VALUES (1, '" HIKAE_TEST_CANARY "')",
    ("BEGIN; UPDATE t SET n = 2, b = b || b; DELETE FROM t WHERE id % 5 = 3;"
     " INSERT INTO t (n, b) VALUES (2, hex (zeroblob (90000))); COMMIT"),
    "VACUUM; INSERT INTO t (n, b) VALUES (3, '')",
};

static void
make_start (const char *path)
{
  g_autoptr (HikaeCaseFile) file = hikae_test_create (path, "x", NULL);
  sqlite3 *db = hikae_test_connect (file);

  hikae_test_run (db, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, b TEXT)");
  hikae_test_run (db,
                  "WITH RECURSIVE n (v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n"
                  " WHERE v < 12) INSERT INTO t (n, b) SELECT 0, '" HIKAE_TEST_CANARY
                  "' || hex (zeroblob (9000)) FROM n");
  hikae_test_close (db);
}

static guint
live (const char *path, char **states)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCaseFile) file = hikae_test_unlock (path, "x", &error);
  sqlite3 *db = NULL;
  guint done = 0;

  if (file == NULL || !hikae_case_file_connect (file, &db, &error)) {
    /* A failing disk is not a wrong passphrase, nor somebody else's lock. */
    g_assert_false (g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_WRONG_SECRET));
    g_assert_false (g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_LOCKED));
    return 0;
  }
  (void)sqlite3_exec (db, "PRAGMA cache_size = 2", NULL, NULL, NULL);
  if (states != NULL)
    states[0] = hikae_test_ask (db, STATE);
  while (done < HIKAE_TEST_LIFE_STEPS &&
         sqlite3_exec (db, steps[done], NULL, NULL, NULL) == SQLITE_OK) {
    done++;
    if (states != NULL)
      states[done] = hikae_test_ask (db, STATE);
  }
  hikae_test_close (db);
  return done;
}

HikaeTestLife *
hikae_test_life_new (HikaeTestPlace *place)
{
  HikaeTestLife *self = g_new0 (HikaeTestLife, 1);

  self->place = place;
  make_start (place->path);
  g_assert_true (g_file_get_contents (place->path, &self->start, &self->size, NULL));
  g_assert_cmpuint (live (place->path, self->states), ==, HIKAE_TEST_LIFE_STEPS);
  return self;
}

void
hikae_test_life_free (HikaeTestLife *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->states); i++)
    g_free (self->states[i]);
  g_free (self->start);
  g_free (self);
}

void
hikae_test_life_rewind (HikaeTestLife *self)
{
  g_autofree char *journal = g_strconcat (self->place->path, "-journal", NULL);

  (void)g_unlink (journal);
  g_assert_true (g_file_set_contents_full (self->place->path,
                                           self->start,
                                           (gssize)self->size,
                                           G_FILE_SET_CONTENTS_NONE,
                                           0600,
                                           NULL));
}

guint
hikae_test_life_run (HikaeTestLife *self)
{
  return live (self->place->path, NULL);
}

void
hikae_test_life_check (HikaeTestLife *self, guint committed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCaseFile) file = hikae_test_unlock (self->place->path, "x", &error);
  g_autofree char *found = NULL;
  g_autofree char *checked = NULL;
  sqlite3 *db = NULL;

  g_assert_no_error (error);
  db = hikae_test_connect (file);
  found = hikae_test_ask (db, STATE);
  checked = hikae_test_ask (db, "PRAGMA integrity_check");
  g_assert_cmpstr (checked, ==, "ok");
  if (g_strcmp0 (found, self->states[committed]) != 0)
    g_assert_cmpstr (found, ==, self->states[committed + 1]);
  hikae_test_close (db);
}

void
hikae_test_life_check_secrets (HikaeTestLife *self)
{
  const char *temporary = g_getenv ("TMPDIR");
  gsize size = strlen (HIKAE_TEST_CANARY);

  g_assert_false (
      hikae_test_folder_contains (self->place->folder, HIKAE_TEST_CANARY, size));
  if (temporary != NULL)
    g_assert_false (hikae_test_folder_contains (temporary, HIKAE_TEST_CANARY, size));
}
