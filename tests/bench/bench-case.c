/* bench-case.c: our side of bench-store: one piece of work on a case, in seconds
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-case-file.h"
#include "hikae-clock.h"
#include "hikae-hasher.h"
#include "hikae-store-private.h"
#include "hikae-test-case.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static HikaeCaseFile *
unlock (const char *path, gboolean create)
{
  g_autoptr (HikaeSecret) secret = hikae_test_secret (HIKAE_TEST_PASSPHRASE);
  g_autoptr (HikaeSecret) words = NULL;
  g_autoptr (GError) error = NULL;
  HikaeCaseFile *file =
      create
          ? hikae_case_file_create (path, secret, hikae_test_fast_cost (), &words, &error)
          : hikae_case_file_unlock (path, secret, &error);

  if (file == NULL)
    g_error ("%s", error->message);
  return file;
}

static sqlite3 *
connect_db (HikaeCaseFile *file)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *db = NULL;

  if (!hikae_case_file_connect (file, &db, &error))
    g_error ("%s", error->message);
  return db;
}

static HikaeStore *
open_store (HikaeCaseFile *file, gboolean create)
{
  g_autoptr (GError) error = NULL;
  HikaeStore *store =
      create
          ? hikae_store_create (
                connect_db (file), hikae_case_file_get_id (file), "bench", FALSE, &error)
          : hikae_store_open (connect_db (file), &error);

  if (store == NULL)
    g_error ("%s", error->message);
  return store;
}

static void
ingest (HikaeStore *store, const char *source)
{
  g_autoptr (GFile) file = g_file_new_for_path (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &error);
  g_autoptr (HikaeDraft) draft = NULL;
  g_autoptr (HikaeItem) item = NULL;

  if (stream == NULL)
    g_error ("%s", error->message);
  draft =
      hikae_draft_new (HIKAE_ITEM_FILE, "film.mp4", "video/mp4", G_INPUT_STREAM (stream));
  item = hikae_store_keep (store, draft, NULL, NULL, NULL, &error);
  if (item == NULL)
    g_error ("%s", error->message);
}

static void
check (HikaeStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) findings = hikae_store_check (store, NULL, NULL, &error);

  if (findings == NULL || findings->len > 0)
    g_error ("the case is not whole");
}

static void
must (sqlite3 *db, int status)
{
  if (status != SQLITE_OK && status != SQLITE_DONE && status != SQLITE_ROW)
    g_error ("%s", sqlite3_errmsg (db));
}

static void
write_rows (sqlite3 *db, guint count)
{
  sqlite3_stmt *insert = NULL;
  char text[201] = {0};

  memset (text, 'x', 200);
  must (db,
        sqlite3_exec (
            db,
            "CREATE TABLE small (id INTEGER PRIMARY KEY NOT NULL, text TEXT NOT NULL);"
            "BEGIN IMMEDIATE",
            NULL,
            NULL,
            NULL));
  must (db,
        sqlite3_prepare_v2 (
            db, "INSERT INTO small (id, text) VALUES (?1, ?2)", -1, &insert, NULL));
  for (guint i = 1; i <= count; i++) {
    must (db, sqlite3_bind_int64 (insert, 1, i));
    must (db, sqlite3_bind_text (insert, 2, text, 200, SQLITE_STATIC));
    must (db, sqlite3_step (insert));
    must (db, sqlite3_reset (insert));
  }
  must (db, sqlite3_finalize (insert));
  must (db, sqlite3_exec (db, "COMMIT", NULL, NULL, NULL));
}

static void
read_rows (sqlite3 *db, guint count)
{
  sqlite3_stmt *get = NULL;
  guint32 state = 1;
  guint64 sum = 0;

  must (db,
        sqlite3_prepare_v2 (db, "SELECT text FROM small WHERE id = ?1", -1, &get, NULL));
  for (guint i = 0; i < count; i++) {
    state = state * 1664525 + 1013904223;
    must (db, sqlite3_bind_int64 (get, 1, 1 + (state >> 8) % count));
    must (db, sqlite3_step (get));
    sum += (guint64)sqlite3_column_bytes (get, 0);
    must (db, sqlite3_reset (get));
  }
  must (db, sqlite3_finalize (get));
  g_assert_cmpuint (sum, ==, 200 * (guint64)count);
}

/* One item as hikae_store_keep() makes it, but all in one change. */
static void
make_item (HikaeStore *store, guint number)
{
  g_autofree char *name = g_strdup_printf ("picture-%u.png", number);
  g_autofree char *url =
      g_strdup_printf ("https://social.example/someone/status/%u/photo", number);
  g_autoptr (HikaeDraft) draft =
      hikae_test_draft (HIKAE_ITEM_FILE, name, name, strlen (name));
  HikaeDigest sha256 = hikae_hash_bytes (HIKAE_DIGEST_SHA256, name, strlen (name));
  HikaeDigest sha512 = hikae_hash_bytes (HIKAE_DIGEST_SHA512, name, strlen (name));
  g_autoptr (GBytes) record = NULL;
  g_autoptr (HikaeItem) item = NULL;
  g_autoptr (HikaeStatement) row = hikae_statement_new (store->db, "item-insert", NULL);
  g_autoptr (HikaeStatement) chunk =
      hikae_statement_new (store->db, "chunk-insert", NULL);
  g_autoptr (HikaeEvent) event = NULL;
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *hex256 = hikae_digest_format_hex (&sha256);
  g_autofree char *hex512 = hikae_digest_format_hex (&sha512);
  g_autofree char *record_hex = NULL;

  hikae_draft_set_claim (draft, "url", url);
  hikae_draft_set_claim (draft, "account", number % 7 == 0 ? "@seven" : "@someone");
  record = hikae_draft_format_record (draft, number, strlen (name), &sha256, &sha512);
  item = hikae_item_new (record, 0, FALSE, NULL);
  hikae_statement_bind_int (row, 1, number);
  hikae_statement_bind_int (row, 2, (gint64)strlen (name));
  hikae_statement_bind_bytes (row, 3, sha256.bytes, HIKAE_SHA256_SIZE);
  hikae_statement_bind_bytes (row, 4, sha512.bytes, HIKAE_SHA512_SIZE);
  hikae_statement_bind_gbytes (row, 5, record);
  g_assert_true (hikae_statement_run (row, NULL));
  hikae_statement_bind_int (chunk, 1, (gint64)number << 24);
  hikae_statement_bind_bytes (chunk, 2, sha256.bytes, HIKAE_SHA256_SIZE);
  hikae_statement_bind_bytes (chunk, 3, name, strlen (name));
  g_assert_true (hikae_statement_run (chunk, NULL));
  record_hex = hikae_store_hash_hex (record);
  json_object_set_int_member (body, "item", number);
  json_object_set_string_member (body, "kind", "file");
  json_object_set_string_member (body, "path", hikae_item_get_path (item));
  json_object_set_int_member (body, "size", (gint64)strlen (name));
  json_object_set_string_member (body, "sha256", hex256);
  json_object_set_string_member (body, "sha512", hex512);
  json_object_set_string_member (body, "record_sha256", record_hex);
  event = hikae_store_append_event (store, "item.kept", body, NULL);
  g_assert_nonnull (event);
}

static void
make_items (HikaeStore *store, guint count)
{
  g_assert_true (hikae_store_begin (store, NULL));
  for (guint i = 1; i <= count; i++)
    make_item (store, i);
  g_assert_true (hikae_store_commit (store, NULL));
}

/* The whole way to filled lists, and back out through the case thread for "read". */
static void
work_on_case (const char *work, const char *path, guint count)
{
  HikaeCase *open_case = hikae_test_case_open (path);

  if (g_str_equal (work, "read")) {
    g_autoptr (GInputStream) stream = hikae_case_open_payload (open_case, 1);
    g_autofree char *buffer = g_malloc (HIKAE_STORE_CHUNK_SIZE);
    g_autoptr (GError) error = NULL;

    while (g_input_stream_read (stream, buffer, HIKAE_STORE_CHUNK_SIZE, NULL, &error) > 0)
      continue;
    g_assert_no_error (error);
  } else {
    g_assert_cmpuint (
        g_list_model_get_n_items (hikae_case_get_items (open_case)), ==, count);
  }
  hikae_test_case_close (open_case);
}

static void
work_on_store (const char *work, const char *path, const char *argument)
{
  guint count = (guint)strtoul (argument, NULL, 10);
  gboolean create = g_str_equal (work, "ingest") || g_str_equal (work, "make-items");
  g_autoptr (HikaeCaseFile) file = unlock (path, create);
  g_autoptr (HikaeStore) store = open_store (file, create);

  if (g_str_equal (work, "ingest"))
    ingest (store, argument);
  else if (g_str_equal (work, "check"))
    check (store);
  else if (g_str_equal (work, "make-items"))
    make_items (store, count);
  else
    g_error ("no such work: %s", work);
}

static void
work_on_rows (const char *work, const char *path, guint count)
{
  gboolean create = g_str_equal (work, "rows");
  g_autoptr (HikaeCaseFile) file = unlock (path, create);
  sqlite3 *db = connect_db (file);

  if (create)
    write_rows (db, count);
  else
    read_rows (db, count);
  must (db, sqlite3_close (db));
}

int
main (int argc, char **argv)
{
  gint64 start = g_get_monotonic_time ();
  const char *work = argc > 3 ? argv[1] : "";
  guint count = argc > 3 ? (guint)strtoul (argv[3], NULL, 10) : 0;

  if (argc < 4) {
    fprintf (stderr, "usage: bench-case WORK CASE COUNT|SOURCE\n");
    return 2;
  }
  if (g_str_equal (work, "rows") || g_str_equal (work, "random"))
    work_on_rows (work, argv[2], count);
  else if (g_str_equal (work, "open") || g_str_equal (work, "read"))
    work_on_case (work, argv[2], count);
  else
    work_on_store (work, argv[2], argv[3]);
  printf ("%.4f\n", (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  return 0;
}
