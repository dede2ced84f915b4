/* bench-sqlite.c: the peers of bench-store: SQLite as it is, and SQLCipher
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Built twice, because the two libraries have the same symbols. Does one piece of work
 * and prints its seconds. Same settings as a case: rollback journal, full sync,
 * exclusive. */
#include "config.h"

#include <fcntl.h>
#include <glib.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK (1024 * 1024)

static sqlite3 *db = NULL;

static void
run (const char *sql)
{
  char *problem = NULL;

  if (sqlite3_exec (db, sql, NULL, NULL, &problem) != SQLITE_OK)
    g_error ("%s: %s", sql, problem);
}

static void
must (int status)
{
  if (status != SQLITE_OK && status != SQLITE_DONE && status != SQLITE_ROW)
    g_error ("%s", sqlite3_errmsg (db));
}

static void
open_db (const char *path, const char *page_size)
{
  g_autofree char *pages = NULL;

  must (sqlite3_open (path, &db));
#ifdef HIKAE_BENCH_SQLCIPHER
  run (
      "PRAGMA key = \"x'2DD29CA851E7B56E4697B0E1F08507293D761A05CE4D1B628663F411A8086D99'"
      "\"");
  pages = g_strdup_printf ("PRAGMA cipher_page_size = %s", page_size);
#else
  pages = g_strdup_printf ("PRAGMA page_size = %s", page_size);
#endif
  run (pages);
  run ("PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY;"
       "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL;"
       "PRAGMA secure_delete = ON; PRAGMA cache_size = -32768");
}

static sqlite3_stmt *
prepare (const char *sql)
{
  sqlite3_stmt *statement = NULL;

  must (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL));
  return statement;
}

static void
ingest (const char *source)
{
  g_autofree char *buffer = g_malloc (CHUNK);
  int fd = open (source, O_RDONLY | O_CLOEXEC);
  sqlite3_stmt *insert = NULL;
  gssize got = 0;

  run ("CREATE TABLE chunk (id INTEGER PRIMARY KEY NOT NULL, bytes BLOB NOT NULL)");
  run ("BEGIN IMMEDIATE");
  insert = prepare ("INSERT INTO chunk (bytes) VALUES (?1)");
  while ((got = read (fd, buffer, CHUNK)) > 0) {
    must (sqlite3_bind_blob (insert, 1, buffer, (int)got, SQLITE_STATIC));
    must (sqlite3_step (insert));
    must (sqlite3_reset (insert));
  }
  must (sqlite3_finalize (insert));
  run ("COMMIT");
  close (fd);
}

/* Copied out, as a reader needs them. */
static void
read_all (const char *sql)
{
  sqlite3_stmt *all = prepare (sql);
  g_autofree char *copy = g_malloc (CHUNK);

  while (sqlite3_step (all) == SQLITE_ROW) {
    const void *bytes = sqlite3_column_blob (all, 0);

    memcpy (copy, bytes, (gsize)sqlite3_column_bytes (all, 0));
  }
  must (sqlite3_finalize (all));
}

static void
write_rows (guint count)
{
  sqlite3_stmt *insert = NULL;
  char text[201] = {0};

  memset (text, 'x', 200);
  run ("CREATE TABLE small (id INTEGER PRIMARY KEY NOT NULL, text TEXT NOT NULL)");
  run ("BEGIN IMMEDIATE");
  insert = prepare ("INSERT INTO small (id, text) VALUES (?1, ?2)");
  for (guint i = 1; i <= count; i++) {
    must (sqlite3_bind_int64 (insert, 1, i));
    must (sqlite3_bind_text (insert, 2, text, 200, SQLITE_STATIC));
    must (sqlite3_step (insert));
    must (sqlite3_reset (insert));
  }
  must (sqlite3_finalize (insert));
  run ("COMMIT");
}

static void
read_rows (guint count)
{
  sqlite3_stmt *get = prepare ("SELECT text FROM small WHERE id = ?1");
  guint32 state = 1;
  guint64 sum = 0;

  for (guint i = 0; i < count; i++) {
    state = state * 1664525 + 1013904223;
    must (sqlite3_bind_int64 (get, 1, 1 + (state >> 8) % count));
    must (sqlite3_step (get));
    sum += (guint64)sqlite3_column_bytes (get, 0);
    must (sqlite3_reset (get));
  }
  must (sqlite3_finalize (get));
  g_assert_cmpuint (sum, ==, 200 * (guint64)count);
}

/* What a list of @count items and the log behind it is in a database. */
static void
make_items (guint count)
{
  sqlite3_stmt *insert = NULL;
  char text[801] = {0};

  memset (text, 'x', 800);
  run ("CREATE TABLE item (number INTEGER PRIMARY KEY NOT NULL, record BLOB NOT NULL);"
       "CREATE TABLE event (seq INTEGER PRIMARY KEY NOT NULL, line BLOB NOT NULL);"
       "BEGIN IMMEDIATE");
  for (guint table = 0; table < 2; table++) {
    insert = prepare (table == 0 ? "INSERT INTO item VALUES (?1, ?2)"
                                 : "INSERT INTO event VALUES (?1, ?2)");
    for (guint i = 1; i <= count; i++) {
      must (sqlite3_bind_int64 (insert, 1, i));
      must (sqlite3_bind_blob (insert, 2, text, 750, SQLITE_STATIC));
      must (sqlite3_step (insert));
      must (sqlite3_reset (insert));
    }
    must (sqlite3_finalize (insert));
  }
  run ("COMMIT");
}

static void
load_items (void)
{
  static const char *const lists[] = {"SELECT record FROM item",
                                      "SELECT line FROM event"};

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_autoptr (GPtrArray) all =
        g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    sqlite3_stmt *list = prepare (lists[i]);

    while (sqlite3_step (list) == SQLITE_ROW)
      g_ptr_array_add (all,
                       g_bytes_new (sqlite3_column_blob (list, 0),
                                    (gsize)sqlite3_column_bytes (list, 0)));
    must (sqlite3_finalize (list));
  }
}

int
main (int argc, char **argv)
{
  const char *work = argc > 4 ? argv[1] : "";
  guint count = argc > 4 ? (guint)strtoul (argv[4], NULL, 10) : 0;
  gint64 start = 0;

  if (argc < 5) {
    fprintf (stderr, "usage: bench-sqlite WORK FILE PAGE-SIZE COUNT|SOURCE\n");
    return 2;
  }
  start = g_get_monotonic_time ();
  open_db (argv[2], argv[3]);
  if (g_str_equal (work, "ingest"))
    ingest (argv[4]);
  else if (g_str_equal (work, "read"))
    read_all ("SELECT bytes FROM chunk ORDER BY id");
  else if (g_str_equal (work, "rows"))
    write_rows (count);
  else if (g_str_equal (work, "random"))
    read_rows (count);
  else if (g_str_equal (work, "make-items"))
    make_items (count);
  else if (g_str_equal (work, "open"))
    load_items ();
  else
    g_error ("no such work: %s", work);
  must (sqlite3_close (db));
  printf ("%.4f\n", (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  return 0;
}
