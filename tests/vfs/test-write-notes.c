/* test-write-notes.c: a journal that was taken away, or swapped for an older one
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-vfs.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define NOTE_SIZE 512
#define NOTE_OFFSET(i) ((gsize)(i)*32768 + 16384)
#define ALL "SELECT group_concat (a || ':' || length (b) || substr (b, 1, 8)) FROM t"

/* The case and its journal as they lie there, like after `kill -9`. */
typedef struct {
  char *image;
  gsize size;
  char *journal;
  gsize journal_size;
} Snapshot;

static void
clear_snapshot (Snapshot *self)
{
  g_free (self->image);
  g_free (self->journal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Snapshot, clear_snapshot)

static void
take (const char *path, Snapshot *self)
{
  g_autofree char *name = g_strconcat (path, "-journal", NULL);

  g_assert_true (g_file_get_contents (path, &self->image, &self->size, NULL));
  g_assert_true (g_file_get_contents (name, &self->journal, &self->journal_size, NULL));
}

static void
put (const char *path, const char *image, gsize size, const char *journal, gsize length)
{
  g_autofree char *name = g_strconcat (path, "-journal", NULL);

  (void)g_unlink (name);
  g_assert_true (g_file_set_contents (path, image, (gssize)size, NULL));
  if (journal != NULL)
    g_assert_true (g_file_set_contents (name, journal, (gssize)length, NULL));
}

/* (nullable): what the case says; NULL when it was refused as damaged. */
static char *
read_all (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCaseFile) file = hikae_test_unlock (path, "x", &error);
  sqlite3 *db = NULL;
  char *all = NULL;

  g_assert_no_error (error);
  if (!hikae_case_file_connect (file, &db, &error)) {
    hikae_assert_error (error, HIKAE_ERROR_DAMAGED);
    return NULL;
  }
  all = hikae_test_ask (db, ALL);
  hikae_test_close (db);
  return all;
}

/* Begins a change whose pages are partly written. */
static void
begin_change (sqlite3 *db)
{
  hikae_test_run (db, "PRAGMA cache_size = 1; BEGIN; UPDATE t SET b = 'gone'");
  hikae_test_run (db, "INSERT INTO t VALUES (9, hex (zeroblob (400000)))");
}

static HikaeCaseFile *
make (const char *path, sqlite3 **db)
{
  HikaeCaseFile *file = hikae_test_create (path, "x", NULL);

  *db = hikae_test_connect (file);
  hikae_test_run (*db, "CREATE TABLE t (a INTEGER, b TEXT)");
  hikae_test_run (*db,
                  "INSERT INTO t VALUES (1, 'one' || hex (zeroblob (30000))),"
                  " (2, 'two' || hex (zeroblob (60000)))");
  return file;
}

static void
test_taken_away (HikaeTestPlace *place, gconstpointer data)
{
  g_auto (Snapshot) hot = {0};
  g_autofree char *right = NULL;
  g_autofree char *junk = g_strnfill (100000, 'j');
  g_autofree char *back = NULL;
  sqlite3 *db = NULL;
  HikaeCaseFile *file = make (place->path, &db);

  right = hikae_test_ask (db, ALL);
  begin_change (db);
  take (place->path, &hot);
  hikae_test_run (db, "ROLLBACK");
  hikae_test_close (db);
  hikae_case_file_free (file);

  put (place->path, hot.image, hot.size, NULL, 0);
  g_assert_null (read_all (place->path));
  put (place->path, hot.image, hot.size, "", 0);
  g_assert_null (read_all (place->path));
  put (place->path, hot.image, hot.size, hot.journal, 4096);
  g_assert_null (read_all (place->path));
  put (place->path, hot.image, hot.size, junk, 100000);
  g_assert_null (read_all (place->path));
  /* Put back, it still undoes the change. */
  put (place->path, hot.image, hot.size, hot.journal, hot.journal_size);
  back = read_all (place->path);
  g_assert_cmpstr (back, ==, right);
}

static void
test_older_journal_of_the_session (HikaeTestPlace *place, gconstpointer data)
{
  g_auto (Snapshot) first = {0};
  g_auto (Snapshot) second = {0};
  g_autofree char *before_second = NULL;
  g_autofree char *newest = NULL;
  g_autofree char *found = NULL;
  g_autofree char *image = NULL;
  gsize size = 0;
  sqlite3 *db = NULL;
  HikaeCaseFile *file = make (place->path, &db);

  begin_change (db);
  take (place->path, &first);
  hikae_test_run (db, "COMMIT");
  before_second = hikae_test_ask (db, ALL);
  begin_change (db);
  take (place->path, &second);
  hikae_test_run (db, "COMMIT");
  newest = hikae_test_ask (db, ALL);
  g_assert_true (g_file_get_contents (place->path, &image, &size, NULL));
  hikae_test_close (db);
  hikae_case_file_free (file);

  /* Half of the second change with the journal of the first. */
  put (place->path, second.image, second.size, first.journal, first.journal_size);
  g_assert_null (read_all (place->path));
  put (place->path, second.image, second.size, second.journal, second.journal_size);
  found = read_all (place->path);
  g_assert_cmpstr (found, ==, before_second);
  /* All of the second change with the journal of the first: passed over. */
  put (place->path, image, size, first.journal, first.journal_size);
  g_free (found);
  found = read_all (place->path);
  g_assert_cmpstr (found, ==, newest);
}

/* One note may be torn, or both: with its journal a change is undone all the same. */
static void
test_torn_notes (HikaeTestPlace *place, gconstpointer data)
{
  g_auto (Snapshot) hot = {0};
  g_autofree char *right = NULL;
  g_autofree char *image = NULL;
  gsize size = 0;
  sqlite3 *db = NULL;
  HikaeCaseFile *file = make (place->path, &db);

  right = hikae_test_ask (db, ALL);
  g_assert_true (g_file_get_contents (place->path, &image, &size, NULL));
  begin_change (db);
  take (place->path, &hot);
  hikae_test_run (db, "ROLLBACK");
  hikae_test_close (db);
  hikae_case_file_free (file);
  for (guint notes = 1; notes <= 3; notes++)
    for (gsize i = 0; i < NOTE_SIZE; i += g_test_slow () ? 1 : 37) {
      g_autofree char *quiet = NULL;
      g_autofree char *undone = NULL;

      for (guint note = 0; note < 2; note++) {
        image[NOTE_OFFSET (note) + i] ^= notes & (1u << note) ? 1 : 0;
        hot.image[NOTE_OFFSET (note) + i] ^= notes & (1u << note) ? 1 : 0;
      }
      put (place->path, image, size, NULL, 0);
      quiet = read_all (place->path);
      g_assert_cmpstr (quiet, ==, right);
      put (place->path, hot.image, hot.size, hot.journal, hot.journal_size);
      undone = read_all (place->path);
      g_assert_cmpstr (undone, ==, right);
      for (guint note = 0; note < 2; note++) {
        image[NOTE_OFFSET (note) + i] ^= notes & (1u << note) ? 1 : 0;
        hot.image[NOTE_OFFSET (note) + i] ^= notes & (1u << note) ? 1 : 0;
      }
    }
}

#define ADD(name, function)                                                              \
  g_test_add ("/write-notes/" name,                                                      \
              HikaeTestPlace,                                                            \
              NULL,                                                                      \
              hikae_test_place_set_up,                                                   \
              function,                                                                  \
              hikae_test_place_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("taken-away", test_taken_away);
  ADD ("older-journal-of-the-session", test_older_journal_of_the_session);
  ADD ("torn-notes", test_torn_notes);
  return g_test_run ();
}
