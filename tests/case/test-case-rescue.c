/* test-case-rescue.c: a case is damaged in every way, and what can be read is saved
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By default some pages; HIKAE_TEST_LONG=1 damages every page, and every pair of them. */
#include "config.h"

#include "hikae-case-file.h"
#include "hikae-hasher.h"
#include "hikae-store.h"
#include "hikae-test-case.h"
#include "hikae-test.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#define REGION 65536
#define PAGE 32768
/* Of a payload, in a page of its own: without the reserve and the next page's number. */
#define PAGE_BYTES (PAGE - 40 - 4)
#define SMALL 40
#define BIG_SIZE (2500 * 1024 + 7)
#define BIG (SMALL + 1)
#define NOTE (SMALL + 2)
#define DELETED 3

typedef struct {
  char *folder;
  char *path;
  char *damaged;
  char *rescued;
  guint8 *bytes; /* of the whole case */
  gsize size;
  guint8 *big;
} Fixture;

static char *
small_text (guint number)
{
  return g_strdup_printf ("item %u of those that must not be lost", number);
}

/* @in_parts: not NULL: the seal list lies in parts, as a long one does. */
static void
set_up (Fixture *fixture, gconstpointer in_parts)
{
  const gsize usual = hikae_store_seal_part;
  HikaeCase *open_case = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (HikaeSeal) seal = NULL;
  g_autoptr (HikaeDraft) draft = NULL;
  g_autoptr (HikaeItem) item = NULL;
  g_autoptr (GError) error = NULL;
  char *bytes = NULL;

  fixture->folder = hikae_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "a.hikae", NULL);
  fixture->damaged = g_build_filename (fixture->folder, "damaged.hikae", NULL);
  fixture->rescued = g_build_filename (fixture->folder, "rescued.hikae", NULL);
  fixture->big = g_malloc (BIG_SIZE);
  for (gsize i = 0; i < BIG_SIZE; i++)
    fixture->big[i] = (guint8)g_rand_int (random);
  open_case = hikae_test_case_create (fixture->path, FALSE);
  for (guint i = 1; i <= SMALL; i++) {
    g_autofree char *text = small_text (i);

    g_assert_cmpuint (hikae_test_case_keep_text (open_case, "a.txt", text), ==, i);
  }
  hikae_store_seal_part = in_parts != NULL ? 64 : usual;
  seal = hikae_test_case_seal (open_case);
  hikae_store_seal_part = usual;
  hikae_test_case_delete (open_case, DELETED);
  draft = hikae_test_draft (HIKAE_ITEM_FILE, "film.mp4", fixture->big, BIG_SIZE);
  item = hikae_test_case_try_keep (open_case, draft, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hikae_test_case_keep_text (open_case, "n.txt", "last"), ==, NOTE);
  hikae_test_case_close (open_case);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &fixture->size, NULL));
  fixture->bytes = (guint8 *)bytes;
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_free (fixture->path);
  g_free (fixture->damaged);
  g_free (fixture->rescued);
  g_free (fixture->bytes);
  g_free (fixture->big);
  hikae_test_remove_folder (fixture->folder);
}

static HikaeRescueReport *
rescue (Fixture *fixture, GCancellable *cancellable, GError **error)
{
  g_autoptr (HikaeSecret) secret = hikae_test_secret (HIKAE_TEST_PASSPHRASE);
  g_autoptr (HikaeSecret) words = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  HikaeRescueReport *report = NULL;

  hikae_case_rescue_async (fixture->damaged,
                           secret,
                           fixture->rescued,
                           secret,
                           hikae_test_fast_cost (),
                           NULL,
                           cancellable,
                           hikae_test_result_cb,
                           &result);
  hikae_test_wait (&result);
  report = hikae_case_rescue_finish (result, &words, error);
  if (report != NULL)
    g_assert_nonnull (words);
  return report;
}

static void
write_damaged (Fixture *fixture, const guint8 *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;

  (void)g_unlink (fixture->rescued);
  g_file_set_contents (fixture->damaged, (const char *)bytes, (gssize)size, &error);
  g_assert_no_error (error);
}

/* The damaged file is as it was, and nothing else lies about. */
static void
assert_untouched (Fixture *fixture, const guint8 *bytes, gsize size, guint files)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  g_autofree char *now = NULL;
  gsize now_size = 0;
  guint count = 0;

  g_assert_true (g_file_get_contents (fixture->damaged, &now, &now_size, NULL));
  g_assert_cmpmem (now, now_size, bytes, size);
  while (g_dir_read_name (folder) != NULL)
    count++;
  g_assert_cmpuint (count, ==, files);
}

/* What the report calls whole must read as it was kept. */
static void
assert_payload (Fixture *fixture, HikaeCase *open_case, const HikaeRescuedItem *item)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  gboolean good =
      item->state == HIKAE_RESCUED_WHOLE || item->state == HIKAE_RESCUED_REBUILT;

  if (item->state == HIKAE_RESCUED_LOST || item->state == HIKAE_RESCUED_DELETED)
    return;
  bytes = hikae_test_case_read (open_case, item->number, &error);
  if (g_strcmp0 (item->where, HIKAE_RESCUED_END_UNKNOWN) == 0) {
    g_assert_no_error (error);
    g_assert_cmpuint (item->number, ==, BIG);
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL),
                     g_bytes_get_size (bytes),
                     fixture->big,
                     item->size);
    return;
  }
  if (!good) {
    hikae_assert_error (error, HIKAE_ERROR_DAMAGED);
    return;
  }
  g_assert_no_error (error);
  if (item->number == BIG) {
    g_assert_cmpmem (
        g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), fixture->big, BIG_SIZE);
    return;
  }
  text = item->number == NOTE ? g_strdup ("last") : small_text (item->number);
  g_assert_cmpmem (
      g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
}

static void
assert_rescued (Fixture *fixture, const HikaeRescueReport *report)
{
  HikaeCase *open_case = hikae_test_case_open (fixture->rescued);
  g_autoptr (GPtrArray) findings = hikae_test_case_check (open_case);

  g_assert_cmpuint (findings->len, ==, report->findings->len);
  /* Every row that was saved can be read, so work can go on in the new case. */
  g_assert_false (hikae_case_get_damaged (open_case));
  for (guint i = 0; i < report->items->len; i++)
    assert_payload (fixture, open_case, g_ptr_array_index (report->items, i));
  (void)hikae_test_case_keep_text (open_case, "new.txt", "and it goes on");
  hikae_test_case_close (open_case);
}

static guint
count_pages (Fixture *fixture)
{
  return (guint)((fixture->size - REGION) / PAGE);
}

static void
damage_pages (Fixture *fixture, guint first, guint second)
{
  g_autofree guint8 *bytes = g_memdup2 (fixture->bytes, fixture->size);
  g_autoptr (HikaeRescueReport) report = NULL;
  g_autoptr (GError) error = NULL;
  guint damaged = 0;

  bytes[REGION + (gsize)(first - 1) * PAGE + 777] ^= 0x10;
  if (second != 0)
    bytes[REGION + (gsize)(second - 1) * PAGE] ^= 0x80;
  write_damaged (fixture, bytes, fixture->size);
  report = rescue (fixture, NULL, &error);
  g_assert_no_error (error);
  assert_untouched (fixture, bytes, fixture->size, 3);
  g_assert_cmpuint (report->pages, ==, count_pages (fixture));
  g_assert_cmpuint (report->bad_pages, ==, second != 0 ? 2 : 1);
  for (guint i = HIKAE_RESCUED_PARTLY; i <= HIKAE_RESCUED_LOST; i++)
    damaged += report->counts[i];
  /* A page of the payload table holds many small items; one of the film is one item. */
  g_assert_cmpuint (damaged, <=, SMALL + 2);
  assert_rescued (fixture, report);
}

/* Nothing is wrong: everything is saved, and the report says so. */
static void
test_whole (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HikaeRescueReport) report = NULL;
  g_autoptr (GError) error = NULL;

  write_damaged (fixture, fixture->bytes, fixture->size);
  report = rescue (fixture, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (hikae_rescue_report_is_complete (report));
  g_assert_cmpuint (report->items->len, ==, SMALL + 2);
  g_assert_cmpuint (report->counts[HIKAE_RESCUED_WHOLE], ==, SMALL + 1);
  g_assert_cmpuint (report->counts[HIKAE_RESCUED_DELETED], ==, 1);
  g_assert_cmpuint (report->events, ==, SMALL + 5);
  g_assert_cmpuint (report->seals, ==, 1);
  assert_rescued (fixture, report);
  assert_untouched (fixture, fixture->bytes, fixture->size, 3);
}

static void
test_pages (Fixture *fixture, gconstpointer unused)
{
  gboolean all = g_getenv ("HIKAE_TEST_LONG") != NULL;
  guint pages = count_pages (fixture);

  g_assert_cmpuint (pages, >, 80);
  /* The tables begin in the first pages; the rest is mostly the film. */
  for (guint page = 1; page <= pages; page += all || page < 14 ? 1 : 17)
    damage_pages (fixture, page, 0);
  for (guint page = 1; page < pages; page += all ? 1 : 23)
    damage_pages (fixture, page, page + 1);
}

/* Around the bytes @where ("FIRST-LAST, …") the film reads as it was kept; there it reads
 * as zeros. And nothing takes it for whole. */
static void
assert_around (Fixture *fixture, const char *where)
{
  HikaeCase *open_case = hikae_test_case_open (fixture->rescued);
  g_autoptr (GInputStream) stream = hikae_case_open_damaged_payload (open_case, BIG);
  g_autoptr (GPtrArray) holes = hikae_case_find_holes (open_case, BIG);
  g_autoptr (GPtrArray) findings = hikae_test_case_check (open_case);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) whole = hikae_test_case_read (open_case, BIG, &error);
  g_autofree guint8 *expected = g_memdup2 (fixture->big, BIG_SIZE);
  g_autofree guint8 *bytes = g_malloc (BIG_SIZE + 1);
  g_auto (GStrv) ranges = g_strsplit (where, ", ", -1);
  gsize size = 0;

  g_assert_null (whole);
  hikae_assert_error (error, HIKAE_ERROR_DAMAGED);
  g_assert_cmpuint (findings->len, >, 0);
  for (guint i = 0; ranges[i] != NULL; i++) {
    char *rest = NULL;
    guint64 first = g_ascii_strtoull (ranges[i], &rest, 10);
    guint64 last = g_ascii_strtoull (rest + 1, NULL, 10);
    g_autofree char *hole = g_strdup_printf (
        "%" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT, first, last - first + 1);

    memset (expected + first, 0, last - first + 1);
    g_assert_true (g_ptr_array_find_with_equal_func (holes, hole, g_str_equal, NULL));
  }
  g_assert_true (
      g_input_stream_read_all (stream, bytes, BIG_SIZE + 1, &size, NULL, NULL));
  g_assert_false (hikae_case_payload_is_whole (stream));
  g_assert_cmpuint (size, ==, BIG_SIZE);
  g_assert_true (memcmp (bytes, expected, size) == 0);
  hikae_test_case_close (open_case);
}

/* One page of the film is damaged: the other items are whole, and its report says where.
 */
static void
test_where (Fixture *fixture, gconstpointer unused)
{
  guint page = count_pages (fixture) - 20;
  g_autofree guint8 *bytes = g_memdup2 (fixture->bytes, fixture->size);
  g_autoptr (HikaeRescueReport) report = NULL;
  g_autoptr (GError) error = NULL;
  const HikaeRescuedItem *film = NULL;

  bytes[REGION + (gsize)(page - 1) * PAGE + 5] ^= 1;
  write_damaged (fixture, bytes, fixture->size);
  report = rescue (fixture, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->counts[HIKAE_RESCUED_PARTLY], ==, 1);
  g_assert_cmpuint (report->counts[HIKAE_RESCUED_WHOLE], ==, SMALL);
  film = g_ptr_array_index (report->items, BIG - 1);
  g_assert_cmpuint (film->state, ==, HIKAE_RESCUED_PARTLY);
  g_assert_cmpuint (film->missing, ==, PAGE_BYTES);
  g_assert_null (report->missing_events);
  assert_around (fixture, film->where);
}

/* Several pages in a row and apart: the chain is found again behind each. */
static void
test_holes (Fixture *fixture, gconstpointer unused)
{
  static const guint tries[][4] = {{20, 19, 18, 0}, {40, 20, 8, 0}, {75, 74, 40, 39}};

  for (guint i = 0; i < G_N_ELEMENTS (tries); i++) {
    g_autofree guint8 *bytes = g_memdup2 (fixture->bytes, fixture->size);
    g_autoptr (HikaeRescueReport) report = NULL;
    g_autoptr (GError) error = NULL;
    const HikaeRescuedItem *film = NULL;
    guint pages = 0;

    while (pages < G_N_ELEMENTS (tries[i]) && tries[i][pages] != 0)
      bytes[REGION + (gsize)(count_pages (fixture) - tries[i][pages++]) * PAGE] ^= 1;
    write_damaged (fixture, bytes, fixture->size);
    report = rescue (fixture, NULL, &error);
    g_assert_no_error (error);
    film = g_ptr_array_index (report->items, BIG - 1);
    g_assert_cmpuint (film->state, ==, HIKAE_RESCUED_PARTLY);
    g_assert_cmpuint (film->missing, ==, pages * PAGE_BYTES);
    assert_around (fixture, film->where);
  }
}

static void
test_truncated (Fixture *fixture, gconstpointer unused)
{
  for (guint part = 1; part < 8; part++) {
    gsize size = REGION + (fixture->size - REGION) * part / 8;
    g_autoptr (HikaeRescueReport) report = NULL;
    g_autoptr (GError) error = NULL;

    write_damaged (fixture, fixture->bytes, size);
    report = rescue (fixture, NULL, &error);
    g_assert_no_error (error);
    assert_untouched (fixture, fixture->bytes, size, 3);
    assert_rescued (fixture, report);
  }
}

/* Nothing at all is left: nothing is made. */
static void
test_hopeless (Fixture *fixture, gconstpointer unused)
{
  g_autofree guint8 *bytes = g_memdup2 (fixture->bytes, fixture->size);
  g_autoptr (HikaeRescueReport) report = NULL;
  g_autoptr (GError) error = NULL;

  memset (bytes + REGION, 0x5a, fixture->size - REGION);
  write_damaged (fixture, bytes, fixture->size);
  report = rescue (fixture, NULL, &error);
  hikae_assert_error (error, HIKAE_ERROR_DAMAGED);
  assert_untouched (fixture, bytes, fixture->size, 2);
  g_clear_error (&error);
  /* And without a header there is no key. */
  memset (bytes, 0, REGION);
  write_damaged (fixture, bytes, fixture->size);
  report = rescue (fixture, NULL, &error);
  g_assert_null (report);
  g_assert_nonnull (error);
  assert_untouched (fixture, bytes, fixture->size, 2);
}

static void
test_refused (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HikaeRescueReport) report = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  write_damaged (fixture, fixture->bytes, fixture->size);
  g_cancellable_cancel (cancellable);
  report = rescue (fixture, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_untouched (fixture, fixture->bytes, fixture->size, 2);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (fixture->rescued, "mine", -1, NULL));
  report = rescue (fixture, NULL, &error);
  g_assert_null (report);
  hikae_assert_error (error, HIKAE_ERROR_EXISTS);
  assert_untouched (fixture, fixture->bytes, fixture->size, 3);
}

/* A journal beside a damaged file is played back in a copy, not there. */
static void
test_journal (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *journal = g_strconcat (fixture->damaged, "-journal", NULL);
  g_autofree char *now = NULL;
  g_autoptr (HikaeRescueReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *bytes = g_memdup2 (fixture->bytes, fixture->size);

  bytes[REGION + 100] ^= 1;
  write_damaged (fixture, bytes, fixture->size);
  g_assert_true (g_file_set_contents (journal, "left by a crash", -1, NULL));
  report = rescue (fixture, NULL, &error);
  g_assert_no_error (error);
  assert_untouched (fixture, bytes, fixture->size, 4);
  g_assert_true (g_file_get_contents (journal, &now, NULL, NULL));
  g_assert_cmpstr (now, ==, "left by a crash");
  g_assert_cmpuint (report->counts[HIKAE_RESCUED_WHOLE], ==, SMALL + 1);
}

/* Rows are lost as if the pages they lay on were. */
static void
lose (Fixture *fixture, const char *sql)
{
  g_autoptr (HikaeSecret) secret = hikae_test_secret (HIKAE_TEST_PASSPHRASE);
  g_autoptr (GError) error = NULL;
  HikaeCaseFile *file = hikae_case_file_unlock (fixture->damaged, secret, &error);
  sqlite3 *db = NULL;

  g_assert_no_error (error);
  g_assert_true (hikae_case_file_connect (file, &db, &error));
  if (sqlite3_exec (
          db, "DROP TRIGGER item_stays; DROP TRIGGER event_stays;", NULL, NULL, NULL) !=
          SQLITE_OK ||
      sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  hikae_case_file_free (file);
}

static const char *
find_rescued (Fixture *fixture, guint number, char **kept)
{
  HikaeCase *open_case = hikae_test_case_open (fixture->rescued);
  HikaeItem *item = hikae_case_find_item (open_case, number);
  JsonObject *facts = NULL;

  g_assert_nonnull (item);
  facts = hikae_json_get_object (hikae_item_get_record_object (item), "facts");
  *kept = g_strdup (hikae_json_get_string (facts, "rescued"));
  hikae_test_case_close (open_case);
  return *kept;
}

/* Record, log line and the last of three chunks of the film are lost: nothing that is
 * left knows that there was a third. */
static void
test_no_end (Fixture *fixture, gconstpointer unused)
{
  static const char *const losses[] = {
      "DELETE FROM item WHERE number = 41; DELETE FROM event WHERE seq = 44;",
      "DELETE FROM item WHERE number = 41; DELETE FROM event WHERE seq = 44;"
      "DELETE FROM chunk WHERE id = (41 << 24) + 2;"};

  for (guint i = 0; i < G_N_ELEMENTS (losses); i++) {
    g_autoptr (HikaeRescueReport) report = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *said = NULL;
    const HikaeRescuedItem *film = NULL;

    write_damaged (fixture, fixture->bytes, fixture->size);
    lose (fixture, losses[i]);
    report = rescue (fixture, NULL, &error);
    g_assert_no_error (error);
    film = g_ptr_array_index (report->items, BIG - 1);
    g_assert_cmpuint (film->number, ==, BIG);
    g_assert_false (hikae_rescue_report_is_complete (report));
    /* The short third chunk is an end; two full ones are none. */
    g_assert_cmpuint (
        film->state, ==, i == 0 ? HIKAE_RESCUED_REBUILT : HIKAE_RESCUED_PARTLY);
    g_assert_cmpstr (film->where, ==, i == 0 ? NULL : HIKAE_RESCUED_END_UNKNOWN);
    g_assert_cmpuint (film->size, ==, i == 0 ? BIG_SIZE : 2 * 1024 * 1024);
    g_assert_cmpstr (report->missing_events, ==, "44");
    g_assert_nonnull (strstr (find_rescued (fixture, BIG, &said),
                              "captured_at is the time of the rescue"));
    g_assert_true ((strstr (said, "the end may be missing") != NULL) == (i == 1));
    assert_rescued (fixture, report);
  }
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *fixture, gconstpointer unused);
  } tests[] = {
      {"/case-rescue/whole", test_whole},
      {"/case-rescue/pages", test_pages},
      {"/case-rescue/where", test_where},
      {"/case-rescue/holes", test_holes},
      {"/case-rescue/no-end", test_no_end},
      {"/case-rescue/truncated", test_truncated},
      {"/case-rescue/hopeless", test_hopeless},
      {"/case-rescue/refused", test_refused},
      {"/case-rescue/journal", test_journal},
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].run, tear_down);
  g_test_add ("/rescue/whole-in-parts", Fixture, "parts", set_up, test_whole, tear_down);
  return g_test_run ();
}
