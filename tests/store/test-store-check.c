/* test-store-check.c: every kind of tampering is found and named
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-case-file.h"
#include "hikae-db.h"
#include "hikae-statement.h"
#include "hikae-store.h"
#include "hikae-test-case.h"
#include "hikae-test.h"

#include <sqlite3.h>
#include <string.h>

typedef struct {
  char *folder;
  char *path;
  HikaeCaseFile *file;
} Fixture;

static sqlite3 *
connect_db (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *db = NULL;

  g_assert_true (hikae_case_file_connect (fixture->file, &db, &error));
  g_assert_no_error (error);
  return db;
}

static void
keep (HikaeStore *store, const char *text)
{
  g_autoptr (HikaeDraft) draft =
      hikae_test_draft (HIKAE_ITEM_FILE, "a.txt", text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItem) item = hikae_store_keep (store, draft, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
}

static HikaeStore *
open_store (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  HikaeStore *store = hikae_store_open (connect_db (fixture), &error);

  g_assert_no_error (error);
  return store;
}

/* Four items, the first two sealed, the third deleted. Events: 1 created, 2–3 kept,
 * 4 sealed, 5–6 kept, 7 deleted. */
static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HikaeSecret) secret = hikae_test_secret (HIKAE_TEST_PASSPHRASE);
  g_autoptr (HikaeSecret) words = NULL;
  g_autoptr (HikaeStore) store = NULL;
  g_autoptr (HikaeSeal) seal = NULL;
  guint last = 0;
  g_autoptr (HikaeItem) deleted = NULL;
  g_autoptr (GBytes) record = g_bytes_new_static ("record", 6);
  g_autoptr (HikaeRenewal) renewal =
      hikae_renewal_new (1, "x", FALSE, 1, 2, record, record);
  g_autoptr (GError) error = NULL;

  fixture->folder = hikae_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "a.hikae", NULL);
  fixture->file = hikae_case_file_create (
      fixture->path, secret, hikae_test_fast_cost (), &words, &error);
  g_assert_no_error (error);
  store = hikae_store_create (connect_db (fixture),
                              hikae_case_file_get_id (fixture->file),
                              "Summer",
                              FALSE,
                              &error);
  g_assert_no_error (error);
  keep (store, "one");
  keep (store, "two");
  g_assert_true (hikae_store_seal (store, FALSE, NULL, &seal, &last, &error));
  g_assert_cmpuint (last, ==, 2);
  keep (store, "three");
  keep (store, "four");
  deleted = hikae_store_delete_item (store, 3, "by mistake", &error);
  g_assert_no_error (error);
  g_assert_true (hikae_store_add_renewal (store, renewal, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_clear_pointer (&fixture->file, hikae_case_file_free);
  g_free (fixture->path);
  hikae_test_remove_folder (fixture->folder);
}

static int
take_text_cb (void *list, int columns, char **values, char **names)
{
  g_ptr_array_add (list, g_strdup (values[0]));
  return 0;
}

/* (transfer full): the first column of what @sql finds. */
static GPtrArray *
query (sqlite3 *db, const char *sql)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);

  if (sqlite3_exec (db, sql, take_text_cb, list, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
  return list;
}

static void
execute (sqlite3 *db, const char *sql)
{
  g_autoptr (GPtrArray) none = query (db, sql);

  g_assert_cmpuint (none->len, ==, 0);
}

/* What a person with the key and a database tool could do: the triggers do not stop her,
 * and she puts them back. */
static void
tamper (Fixture *fixture, const char *sql)
{
  sqlite3 *db = connect_db (fixture);
  g_autoptr (GPtrArray) names =
      query (db, "SELECT name FROM sqlite_schema WHERE type = 'trigger'");
  g_autoptr (GPtrArray) texts =
      query (db, "SELECT sql FROM sqlite_schema WHERE type = 'trigger'");

  g_assert_cmpuint (names->len, >=, 10);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *drop =
        g_strconcat ("DROP TRIGGER ", (const char *)names->pdata[i], NULL);

    execute (db, drop);
  }
  execute (db, sql);
  for (guint i = 0; i < texts->len; i++)
    execute (db, texts->pdata[i]);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static GPtrArray *
check (Fixture *fixture)
{
  g_autoptr (HikaeStore) store = open_store (fixture);
  g_autoptr (GError) error = NULL;
  GPtrArray *findings = hikae_store_check (store, NULL, NULL, &error);

  g_assert_no_error (error);
  return findings;
}

static void
assert_found (GPtrArray *findings, guint item, const char *part, const char *words)
{
  for (guint i = 0; i < findings->len; i++) {
    HikaeFinding *finding = g_ptr_array_index (findings, i);

    if (finding->item == item && g_str_equal (finding->part, part) &&
        strstr (finding->message, words) != NULL)
      return;
  }
  for (guint i = 0; i < findings->len; i++) {
    HikaeFinding *finding = g_ptr_array_index (findings, i);

    g_test_message ("item %u, %s: %s", finding->item, finding->part, finding->message);
  }
  g_error ("not found: item %u, %s: %s", item, part, words);
}

static void
test_whole (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GPtrArray) findings = check (fixture);

  g_assert_cmpuint (findings->len, ==, 0);
}

static const struct {
  const char *sql;
  guint item;
  const char *part;
  const char *words;
} damages[] = {
    {"UPDATE chunk SET bytes = x'6f6e66' WHERE id = 1 << 24", 1, "payload", "chunk 0"},
    {"UPDATE chunk SET sha256 = zeroblob (32) WHERE id = 2 << 24",
     2,
     "payload",
     "not what was kept"},
    {"DELETE FROM chunk WHERE id = 4 << 24", 4, "payload", "missing"},
    {"INSERT INTO chunk VALUES ((4 << 24) + 1, zeroblob (32), x'00')",
     4,
     "payload",
     "more bytes"},
    {"INSERT INTO chunk VALUES (3 << 24, zeroblob (32), x'00')", 3, "payload", "none"},
    {"INSERT INTO chunk VALUES (9 << 24, zeroblob (32), x'00')", 0, "payload", "no item"},
    /* Far away: nobody may count up to there. */
    {"PRAGMA ignore_check_constraints = ON; INSERT INTO item SELECT 1 << 62, seal, "
     "deleted, size, sha256, sha512, record FROM item WHERE number = 1",
     0,
     "record",
     "number too large"},
    {"INSERT INTO item SELECT 9999999, seal, deleted, size, sha256, sha512, record FROM "
     "item WHERE number = 1",
     5,
     "record",
     "missing"},
    {"INSERT INTO event SELECT 1 << 62, line FROM event WHERE seq = 2",
     0,
     "custody",
     "event 9 is missing"},
    {"INSERT INTO seal SELECT 1 << 62, created_at, list, head FROM seal WHERE number = 1",
     0,
     "seal",
     "number too large"},
    {"INSERT INTO seal SELECT 2000000000, created_at, list, head FROM seal WHERE number "
     "= "
     "1",
     0,
     "seal",
     "seal 2 is missing"},
    {"UPDATE item SET record = CAST (replace (CAST (record AS TEXT), 'a.txt', 'b.txt') "
     "AS BLOB) WHERE number = 1",
     1,
     "record",
     "event 2"},
    {"UPDATE item SET record = CAST (replace (CAST (record AS TEXT), 'a.txt', 'b.txt') "
     "AS BLOB) WHERE number = 2",
     2,
     "seal",
     "seal 1"},
    {"UPDATE item SET record = x'7b7d' WHERE number = 4", 4, "record", "required"},
    {"UPDATE item SET record = (SELECT record FROM item WHERE number = 1) "
     "WHERE number = 4",
     4,
     "record",
     "another item's"},
    {"UPDATE item SET size = 7 WHERE number = 1", 1, "record", "size or digests"},
    {"UPDATE item SET sha512 = zeroblob (64) WHERE number = 4",
     4,
     "record",
     "size or digests"},
    {"DELETE FROM item WHERE number = 2", 2, "record", "missing"},
    {"UPDATE item SET deleted = 1 WHERE number = 4", 4, "custody", "no event says so"},
    {"UPDATE item SET deleted = 0 WHERE number = 3", 3, "custody", "it was not"},
    {"UPDATE item SET seal = 0 WHERE number = 1", 1, "seal", "seal 1"},
    {"UPDATE item SET seal = 5 WHERE number = 4", 4, "seal", "seal 5"},
    {"DELETE FROM event WHERE seq = 3", 0, "custody", "event 3 is missing"},
    {"DELETE FROM event WHERE seq = 1", 0, "custody", "event 1 is missing"},
    {"UPDATE event SET line = CAST (replace (CAST (line AS TEXT), 'keyholder', "
     "'somebody') AS BLOB) WHERE seq = 5",
     0,
     "custody",
     "between event 5 and event 6"},
    {"UPDATE event SET line = CAST (replace (CAST (line AS TEXT), 'keyholder', "
     "'somebody') AS BLOB) WHERE seq = 3",
     0,
     "custody",
     "event 3 is not the one that seal 1 covers"},
    {"UPDATE event SET line = x'7b7d' WHERE seq = 4", 0, "custody", "event 4"},
    {"UPDATE event SET seq = 99 WHERE seq = 5; UPDATE event SET seq = 5 WHERE seq = 6; "
     "UPDATE event SET seq = 6 WHERE seq = 99",
     0,
     "custody",
     "event 5 is in another's place"},
    {"UPDATE event SET seq = seq + 100 WHERE seq >= 5; INSERT INTO event SELECT 5, line "
     "FROM event WHERE seq = 4; UPDATE event SET seq = seq - 99 WHERE seq >= 105",
     0,
     "custody",
     "event 5 is in another's place"},
    {"UPDATE seal SET list = CAST (replace (CAST (list AS TEXT), '000002', '000009') AS "
     "BLOB)",
     2,
     "seal",
     "seal 1"},
    {"UPDATE seal SET head = (SELECT line FROM event WHERE seq = 2)", 0, "seal", "head"},
    {"DELETE FROM seal", 1, "seal", "seal 1"},
    {"INSERT INTO stamp (seal, authority, state, sent_at, received_at, gen_time) VALUES "
     "(1, 'x', 'odd', 0, 0, 0)",
     0,
     "stamp",
     "not whole"},
    {"DELETE FROM renewal", 0, "stamp", "evidence record is missing: seal 1"},
    {"UPDATE renewal SET record = x'61'", 0, "stamp", "not whole"},
    {"UPDATE renewal SET record = x'61', sha256 = "
     "x'ca978112ca1bbdcafac231b39a23dc4da786eff"
     "8147c4e72b9807785afee48bb'",
     0,
     "stamp",
     "is here and no event says so: seal 1"},
    {"INSERT INTO renewal SELECT 9, seal, authority, kind, made_at, gen_time, chain, "
     "sha256, record FROM renewal",
     0,
     "stamp",
     "is here and no event says so"},
    {"INSERT INTO request VALUES (1, 'sent', 0, x'7b7d')", 0, "request", "request 1"},
};

static void
test_damage (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  Fixture fixture = {0};
  g_autoptr (GPtrArray) findings = NULL;

  set_up (&fixture, NULL);
  tamper (&fixture, damages[i].sql);
  findings = check (&fixture);
  assert_found (findings, damages[i].item, damages[i].part, damages[i].words);
  tear_down (&fixture, NULL);
}

static void
test_too_new (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize size_before = 0;
  gsize size_after = 0;

  tamper (fixture, "PRAGMA user_version = 9");
  g_assert_true (g_file_get_contents (fixture->path, &before, &size_before, NULL));
  g_assert_null (hikae_store_open (connect_db (fixture), &error));
  hikae_assert_error (error, HIKAE_ERROR_TOO_NEW);
  g_assert_true (g_file_get_contents (fixture->path, &after, &size_after, NULL));
  g_assert_cmpmem (before, size_before, after, size_after);
}

/* Flips one byte of each page in turn. The case opens or says why not; whatever opens
 * and had a damaged page says so in the check, and items elsewhere stay readable. */
static void
test_pages (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *whole = NULL;
  gsize size = 0;
  guint opened = 0;
  guint named = 0;

  g_clear_pointer (&fixture->file, hikae_case_file_free);
  g_assert_true (g_file_get_contents (fixture->path, &whole, &size, NULL));
  for (gsize at = 65536 + 2000; at < size; at += 4096) {
    g_autoptr (HikaeSecret) secret = hikae_test_secret (HIKAE_TEST_PASSPHRASE);
    g_autoptr (GError) error = NULL;
    g_autoptr (HikaeStore) store = NULL;
    g_autoptr (HikaeStoreRows) items = NULL;
    g_autoptr (GPtrArray) findings = NULL;
    sqlite3 *db = NULL;

    whole[at] ^= 0x40;
    g_assert_true (g_file_set_contents (fixture->path, whole, (gssize)size, NULL));
    whole[at] ^= 0x40;
    fixture->file = hikae_case_file_unlock (fixture->path, secret, &error);
    g_assert_no_error (error);
    if (hikae_case_file_connect (fixture->file, &db, &error))
      store = hikae_store_open (db, &error);
    if (store != NULL) {
      opened++;
      items = hikae_store_load_items (store, &error);
      g_assert_no_error (error);
      findings = hikae_store_check (store, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (findings->len, >, 0);
      for (guint i = 0; i < findings->len; i++)
        named += ((HikaeFinding *)g_ptr_array_index (findings, i))->item != 0;
    } else {
      hikae_assert_error (error, HIKAE_ERROR_DAMAGED);
    }
    g_clear_pointer (&store, hikae_store_free);
    g_clear_pointer (&fixture->file, hikae_case_file_free);
  }
  g_assert_cmpuint (opened, >, 3);
  g_assert_cmpuint (named, >, 3);
}

/* Each statement of queries.sql is valid in the newest schema. */
static void
test_statements (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HikaeDb) db = hikae_db_new (connect_db (fixture));
  g_autoptr (GList) names = hikae_db_list_statements (db);
  guint count = 0;

  g_assert_true (hikae_db_run_script (db, "same.sql", NULL));
  g_assert_true (hikae_db_run_script (db, "search.sql", NULL));
  for (GList *name = names; name != NULL; name = name->next, count++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HikaeStatement) statement = hikae_statement_new (db, name->data, &error);

    g_assert_no_error (error);
    g_assert_nonnull (statement);
  }
  g_assert_cmpuint (count, >, 20);
}

/* Without dropping them first, the triggers stop what must never happen. */
static void
test_triggers (Fixture *fixture, gconstpointer unused)
{
  static const char *const forbidden[] = {
      "DELETE FROM item WHERE number = 1",
      "UPDATE item SET record = x'7b7d' WHERE number = 1",
      "DELETE FROM event WHERE seq = 1",
      "UPDATE event SET line = x'7b7d' WHERE seq = 1",
      "DELETE FROM seal",
      "UPDATE seal SET list = x'00'",
  };
  sqlite3 *db = connect_db (fixture);
  g_autoptr (GPtrArray) findings = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++)
    g_assert_cmpint (
        sqlite3_exec (db, forbidden[i], NULL, NULL, NULL), ==, SQLITE_CONSTRAINT_TRIGGER);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  findings = check (fixture);
  g_assert_cmpuint (findings->len, ==, 0);
}

/* Tables, views and rules that are not ours: refused before anything is read of them. */
static void
test_forged_schema (gconstpointer sql)
{
  Fixture fixture = {0};
  g_autoptr (GError) error = NULL;
  sqlite3 *db = NULL;

  set_up (&fixture, NULL);
  db = connect_db (&fixture);
  execute (db, sql);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  g_assert_null (hikae_store_open (connect_db (&fixture), &error));
  g_assert_error (error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED);
  tear_down (&fixture, NULL);
}

/* A chain of pages, each naming the next a hundred times: 100 to the power of 18 rows.
 * The page of the real table's root, number @root, becomes the first. */
static void
forge_circle (const char *path, guint root, guint pages)
{
  enum { PAGE = 4096, DEPTH = 18, CELLS = 100 };
  g_autofree char *bytes = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_cmpuint (size, ==, pages * PAGE);
  bytes = g_realloc (bytes, size + DEPTH * PAGE);
  memmove (bytes + size + (DEPTH - 1) * PAGE, bytes + (root - 1) * PAGE, PAGE);
  for (guint level = 0; level + 1 <= DEPTH; level++) {
    guint8 *page =
        (guint8 *)bytes + (level == 0 ? (root - 1) * PAGE : size + (level - 1) * PAGE);
    guint next = pages + level + 1;
    guint at = PAGE;

    memset (page, 0, PAGE);
    page[0] = 5; /* an inner page of a table */
    page[3] = 0;
    page[4] = CELLS;
    page[10] = (guint8)(next >> 8);
    page[11] = (guint8)next;
    for (guint i = 0; i < CELLS; i++) {
      at -= 5;
      page[at + 2] = (guint8)(next >> 8);
      page[at + 3] = (guint8)next;
      page[at + 4] = (guint8)(1 + i);
      page[12 + 2 * i] = (guint8)(at >> 8);
      page[13 + 2 * i] = (guint8)at;
    }
    page[5] = (guint8)(at >> 8);
    page[6] = (guint8)at;
  }
  ((guint8 *)bytes)[30] = (guint8)((pages + DEPTH) >> 8);
  ((guint8 *)bytes)[31] = (guint8)(pages + DEPTH);
  g_assert_true (g_file_set_contents (path, bytes, (gssize)(size + DEPTH * PAGE), NULL));
}

/* Neither the list nor a sum may walk it for ever. */
static void
test_circle (void)
{
  g_autofree char *folder = hikae_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "plain.db", NULL);
  const guint8 id[16] = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeStore) store = NULL;
  g_autoptr (HikaeDb) db = NULL;
  g_autoptr (HikaeStatement) sum = NULL;
  g_autoptr (HikaeStoreRows) rows = NULL;
  g_autoptr (GPtrArray) numbers = NULL;
  const guint usual = hikae_statement_max_rounds;
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  store = hikae_store_create (handle, id, "Summer", FALSE, &error);
  g_assert_no_error (error);
  keep (store, "one");
  g_clear_pointer (&store, hikae_store_free);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  numbers = query (handle,
                   "SELECT rootpage FROM sqlite_schema WHERE name = 'item' UNION ALL "
                   "SELECT page_count FROM pragma_page_count");
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
  forge_circle (path,
                (guint)g_ascii_strtoull (numbers->pdata[0], NULL, 10),
                (guint)g_ascii_strtoull (numbers->pdata[1], NULL, 10));

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  store = hikae_store_open (handle, &error);
  g_assert_no_error (error);
  rows = hikae_store_load_items (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->rows->len, <=, 1);
  g_assert_true (hikae_store_get_damaged (store));

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  db = hikae_db_new (handle);
  sum = hikae_statement_new (db, "item-total-size", &error);
  g_assert_no_error (error);
  hikae_statement_max_rounds = 3;
  g_assert_cmpint (hikae_statement_step (sum, &error), ==, HIKAE_STEP_FAILED);
  g_assert_error (error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED);
  hikae_statement_max_rounds = usual;
  g_clear_pointer (&sum, hikae_statement_free);
  hikae_test_remove_folder (g_steal_pointer (&folder));
}

static void
test_cancel (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HikaeStore) store = open_store (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (hikae_store_check (store, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/store-check/whole", test_whole);
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++) {
    g_autofree char *path = g_strdup_printf ("/store-check/damage/%02u", i);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_damage);
  }
  ADD ("/store-check/pages", test_pages);
  ADD ("/store-check/too-new", test_too_new);
  ADD ("/store-check/statements", test_statements);
  ADD ("/store-check/triggers", test_triggers);
  g_test_add_data_func ("/store-check/forged/rule",
                        "CREATE TRIGGER later AFTER INSERT ON event "
                        "BEGIN DELETE FROM chunk; END",
                        test_forged_schema);
  g_test_add_data_func (
      "/store-check/forged/no-rule", "DROP TRIGGER event_stays", test_forged_schema);
  g_test_add_data_func ("/store-check/forged/view",
                        "DROP TABLE stamp; CREATE VIEW stamp AS WITH RECURSIVE r (n) AS "
                        "(SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n AS id FROM r",
                        test_forged_schema);
  g_test_add_data_func ("/store-check/forged/table",
                        "CREATE TABLE more (a INTEGER) STRICT",
                        test_forged_schema);
  g_test_add_func ("/store-check/circle", test_circle);
  ADD ("/store-check/cancel", test_cancel);
  return g_test_run ();
}
