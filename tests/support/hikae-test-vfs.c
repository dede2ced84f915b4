/* hikae-test-vfs.c: a case file in a folder of its own, and SQL without ceremony
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-vfs.h"

#include <string.h>

void
hikae_test_place_set_up (HikaeTestPlace *place, gconstpointer data)
{
  place->folder = hikae_test_make_folder ();
  place->path = g_build_filename (place->folder, "test.hikae", NULL);
}

void
hikae_test_place_tear_down (HikaeTestPlace *place, gconstpointer data)
{
  hikae_test_remove_folder (place->folder);
  g_free (place->path);
}

HikaeSecret *
hikae_test_secret (const char *text)
{
  return hikae_secret_new_copy (text, strlen (text));
}

HikaeCaseFile *
hikae_test_create (const char *path, const char *passphrase, HikaeSecret **code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeSecret) secret = hikae_test_secret (passphrase);
  HikaeCaseFile *file =
      hikae_case_file_create (path, secret, HIKAE_TEST_COST, code, &error);

  g_assert_no_error (error);
  g_assert_nonnull (file);
  return file;
}

HikaeCaseFile *
hikae_test_unlock (const char *path, const char *passphrase, GError **error)
{
  g_autoptr (HikaeSecret) secret = hikae_test_secret (passphrase);

  return hikae_case_file_unlock (path, secret, error);
}

void
hikae_test_assert_opens (const char *path, const char *passphrase)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCaseFile) file = hikae_test_unlock (path, passphrase, &error);

  g_assert_no_error (error);
  g_assert_nonnull (file);
}

void
hikae_test_assert_refused (const char *path, const char *passphrase, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCaseFile) file = hikae_test_unlock (path, passphrase, &error);

  g_assert_null (file);
  g_assert_error (error, HIKAE_ERROR, code);
}

sqlite3 *
hikae_test_connect (HikaeCaseFile *file)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *db = NULL;
  gboolean connected = hikae_case_file_connect (file, &db, &error);

  g_assert_no_error (error);
  g_assert_true (connected);
  return db;
}

void
hikae_test_run (sqlite3 *db, const char *sql)
{
  char *message = NULL;

  if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s: %s (%d)", sql, message, sqlite3_extended_errcode (db));
}

char *
hikae_test_ask (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  char *answer = NULL;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step (statement) == SQLITE_ROW)
    answer = g_strdup ((const char *)sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  return answer;
}

void
hikae_test_close (sqlite3 *db)
{
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}
