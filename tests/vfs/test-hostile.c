/* test-hostile.c: a case file that somebody worked on: named, or without effect
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every change is made, the case is opened and read to its end, the change is undone.
 * With
 * `-m slow` every byte is flipped and every length tried, otherwise a part. */
#include "config.h"

#include "hikae-test-vfs.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define REGION 65536
#define PAGE 32768
/* Of a copy of the header: its size, and where its two digests begin. */
#define COPY 8192
#define DIGESTS 8128
#define ALL                                                                              \
  "SELECT count(*) || hex (group_concat (x)) FROM (SELECT a || quote (b) AS x FROM t"    \
  " ORDER BY a)"

static void
write_at (const char *path, gint64 offset, const void *bytes, gsize size)
{
  int fd = g_open (path, O_WRONLY, 0);

  g_assert_cmpint (pwrite (fd, bytes, size, offset), ==, (gssize)size);
  close (fd);
}

static void
fill (const char *path, const char *passphrase, const char *word)
{
  g_autoptr (HikaeCaseFile) file = hikae_test_create (path, passphrase, NULL);
  sqlite3 *db = hikae_test_connect (file);
  g_autofree char *sql =
      g_strdup_printf ("INSERT INTO t VALUES (1, '%s' || hex (zeroblob (20000))),"
                       " (2, '%s' || hex (zeroblob (40000)))",
                       word,
                       word);

  hikae_test_run (db, "CREATE TABLE t (a INTEGER, b TEXT)");
  hikae_test_run (db, sql);
  hikae_test_close (db);
}

/* (nullable): all the case says; NULL when it was refused as damaged or not opening. */
static char *
read_all (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCaseFile) file = hikae_test_unlock (path, "x", &error);
  sqlite3 *db = NULL;
  char *all = NULL;

  if (file != NULL && hikae_case_file_connect (file, &db, &error)) {
    all = hikae_test_ask (db, ALL);
    if (all == NULL)
      g_assert_cmpint (sqlite3_extended_errcode (db), ==, SQLITE_IOERR_DATA);
    hikae_test_close (db);
    return all;
  }
  g_assert_true (g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED) ||
                 g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_WRONG_SECRET) ||
                 g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED));
  return NULL;
}

/* Every byte with `-m slow`; otherwise some, and all of the digests that end a copy. */
static gsize
get_next_flip (gsize i)
{
  gsize in_copy = i % (REGION / 2);

  if (g_test_slow () || (i < REGION && in_copy >= DIGESTS && in_copy < COPY))
    return i + 1;
  if (i < REGION && in_copy < DIGESTS && in_copy + 199 > DIGESTS)
    return i - in_copy + DIGESTS;
  return i + 199;
}

static void
test_flips (HikaeTestPlace *place, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  g_autofree char *right = NULL;
  gsize size = 0;
  gsize refused = 0;

  fill (place->path, "x", "flip");
  right = read_all (place->path);
  g_assert_nonnull (right);
  g_assert_true (g_file_get_contents (place->path, &bytes, &size, NULL));
  for (gsize i = 0; i < size; i = get_next_flip (i)) {
    char flipped = bytes[i] ^ (char)(1 << (i % 8));
    g_autofree char *found = NULL;

    write_at (place->path, (gint64)i, &flipped, 1);
    found = read_all (place->path);
    write_at (place->path, (gint64)i, bytes + i, 1);
    /* One copy of the header may go; of the pages, nothing may. */
    if (i < REGION)
      g_assert_nonnull (found);
    else
      g_assert_null (found);
    refused += found == NULL;
    g_assert_true (found == NULL || strcmp (found, right) == 0);
  }
  g_assert_cmpuint (refused, >, 0);
}

static void
test_header_pairs (HikaeTestPlace *place, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;

  fill (place->path, "x", "pair");
  g_assert_true (g_file_get_contents (place->path, &bytes, &size, NULL));
  for (gsize i = 0; i < 8192; i += g_test_slow () ? 1 : 31) {
    g_autofree char *found = NULL;

    for (gsize copy = 0; copy < REGION; copy += REGION / 2) {
      char flipped = bytes[copy + i] ^ 1;

      write_at (place->path, (gint64)(copy + i), &flipped, 1);
    }
    found = read_all (place->path);
    g_assert_null (found);
    for (gsize copy = 0; copy < REGION; copy += REGION / 2)
      write_at (place->path, (gint64)(copy + i), bytes + copy + i, 1);
  }
}

static void
test_pages (HikaeTestPlace *place, gconstpointer data)
{
  g_autofree char *other_path = g_build_filename (place->folder, "other.hikae", NULL);
  g_autofree char *bytes = NULL;
  g_autofree char *other = NULL;
  gsize size = 0;
  gsize other_size = 0;

  fill (place->path, "x", "here");
  fill (other_path, "x", "over there");
  g_assert_true (g_file_get_contents (place->path, &bytes, &size, NULL));
  g_assert_true (g_file_get_contents (other_path, &other, &other_size, NULL));
  g_assert_cmpuint (size, >=, REGION + 4 * PAGE);
  for (gsize i = REGION; i < size; i += PAGE) {
    for (gsize j = REGION; j < size; j += PAGE) {
      g_autofree char *swapped = NULL;
      g_autofree char *foreign = NULL;

      if (i != j) {
        write_at (place->path, (gint64)i, bytes + j, PAGE);
        swapped = read_all (place->path);
        g_assert_null (swapped);
      }
      write_at (place->path, (gint64)i, other + MIN (j, other_size - PAGE), PAGE);
      foreign = read_all (place->path);
      g_assert_null (foreign);
    }
    write_at (place->path, (gint64)i, bytes + i, PAGE);
  }
  /* The header of another case with the same passphrase: opens, and not one page fits. */
  write_at (place->path, 0, other, REGION);
  g_assert_null (read_all (place->path));
}

static void
test_lengths (HikaeTestPlace *place, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;

  fill (place->path, "x", "cut");
  g_assert_true (g_file_get_contents (place->path, &bytes, &size, NULL));
  for (gsize length = 0; length < size; length += g_test_slow () ? 1 : 1021) {
    g_autofree char *found = NULL;

    g_assert_true (g_file_set_contents (place->path, bytes, (gssize)length, NULL));
    found = read_all (place->path);
    g_assert_null (found);
  }
  for (gsize length = REGION; length < size; length += PAGE) {
    g_assert_true (g_file_set_contents (place->path, bytes, (gssize)length, NULL));
    g_assert_null (read_all (place->path));
  }
}

/* Copies the journal of a half-done transaction, and with @image also the half-written
 * case, as `kill -9` would leave them. */
static void
take_hot_journal (const char *path,
                  char **journal,
                  gsize *size,
                  char **image,
                  gsize *length)
{
  g_autoptr (HikaeCaseFile) file = hikae_test_unlock (path, "x", NULL);
  g_autofree char *name = g_strconcat (path, "-journal", NULL);
  sqlite3 *db = hikae_test_connect (file);

  hikae_test_run (db, "PRAGMA cache_size = 1; BEGIN; UPDATE t SET b = 'gone'");
  hikae_test_run (db, "INSERT INTO t VALUES (9, hex (zeroblob (400000)))");
  g_assert_true (g_file_get_contents (name, journal, size, NULL));
  if (image != NULL)
    g_assert_true (g_file_get_contents (path, image, length, NULL));
  hikae_test_run (db, "ROLLBACK");
  hikae_test_close (db);
}

static void
test_stale_and_foreign_journals (HikaeTestPlace *place, gconstpointer data)
{
  g_autofree char *other_path = g_build_filename (place->folder, "other.hikae", NULL);
  g_autofree char *name = g_strconcat (place->path, "-journal", NULL);
  g_autofree char *right = NULL;
  char *journals[3] = {NULL};
  gsize sizes[3] = {0};
  HikaeCaseFile *file = NULL;
  sqlite3 *db = NULL;

  fill (place->path, "x", "here");
  fill (other_path, "x", "there");
  take_hot_journal (place->path, &journals[0], &sizes[0], NULL, NULL);
  take_hot_journal (other_path, &journals[1], &sizes[1], NULL, NULL);
  journals[2] = g_strnfill (100000, 'j');
  sizes[2] = 100000;
  /* A later session: from here the first journal is old. */
  file = hikae_test_unlock (place->path, "x", NULL);
  db = hikae_test_connect (file);
  hikae_test_run (db, "UPDATE t SET b = 'newer' WHERE a = 1");
  hikae_test_close (db);
  hikae_case_file_free (file);
  right = read_all (place->path);
  for (guint i = 0; i < 3; i++) {
    g_autofree char *found = NULL;

    g_assert_true (g_file_set_contents (name, journals[i], (gssize)sizes[i], NULL));
    found = read_all (place->path);
    g_assert_cmpstr (found, ==, right);
    g_free (journals[i]);
  }
}

/* A flipped byte in a journal that is needed: rolled back all the same, or refused; never
 * a third state. */
static void
test_damaged_hot_journal (HikaeTestPlace *place, gconstpointer data)
{
  g_autofree char *name = g_strconcat (place->path, "-journal", NULL);
  g_autofree char *right = NULL;
  g_autofree char *journal = NULL;
  g_autofree char *image = NULL;
  g_autofree char *undamaged = NULL;
  gsize size = 0;
  gsize length = 0;
  gsize refused = 0;

  fill (place->path, "x", "here");
  right = read_all (place->path);
  take_hot_journal (place->path, &journal, &size, &image, &length);
  g_assert_true (g_file_set_contents (place->path, image, (gssize)length, NULL));
  g_assert_true (g_file_set_contents (name, journal, (gssize)size, NULL));
  undamaged = read_all (place->path);
  g_assert_cmpstr (undamaged, ==, right);
  for (gsize i = 0; i < size; i += g_test_slow () || i < 100 ? 1 : 487) {
    g_autofree char *found = NULL;

    journal[i] ^= 4;
    g_assert_true (g_file_set_contents (place->path, image, (gssize)length, NULL));
    g_assert_true (g_file_set_contents (name, journal, (gssize)size, NULL));
    found = read_all (place->path);
    journal[i] ^= 4;
    refused += found == NULL;
    g_assert_true (found == NULL || strcmp (found, right) == 0);
  }
  g_assert_cmpuint (refused, >, 0);
}

#define ADD(name, function)                                                              \
  g_test_add ("/hostile/" name,                                                          \
              HikaeTestPlace,                                                            \
              NULL,                                                                      \
              hikae_test_place_set_up,                                                   \
              function,                                                                  \
              hikae_test_place_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("flips", test_flips);
  ADD ("header-pairs", test_header_pairs);
  ADD ("pages", test_pages);
  ADD ("lengths", test_lengths);
  ADD ("stale-and-foreign-journals", test_stale_and_foreign_journals);
  ADD ("damaged-hot-journal", test_damaged_hot_journal);
  return g_test_run ();
}
