/* test-case-backup.c: a verified copy in a second place, on request and before an upgrade
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-schema.h"
#include "hikae-test-case.h"
#include "hikae-test.h"

#include <glib/gstdio.h>
#include <string.h>

#define REGION 65536
#define PAGE 32768

typedef struct {
  char *folder;
  char *path;
  char *copy;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  HikaeCase *open_case = NULL;
  g_autofree char *text = g_strnfill (300000, 'x');

  fixture->folder = hikae_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "a.hikae", NULL);
  fixture->copy = g_build_filename (fixture->folder, "copy.hikae", NULL);
  open_case = hikae_test_case_create (fixture->path, FALSE);
  (void)hikae_test_case_keep_text (open_case, "a.txt", text);
  hikae_test_case_close (open_case);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_free (fixture->path);
  g_free (fixture->copy);
  hikae_test_remove_folder (fixture->folder);
}

static gboolean
back_up (HikaeCase *open_case,
         const char *path,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hikae_case_back_up_async (
      open_case, path, NULL, cancellable, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  return hikae_case_back_up_finish (open_case, result, error);
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name = NULL;
  guint count = 0;

  while ((name = g_dir_read_name (folder)) != NULL)
    count += !g_str_has_suffix (name, "-journal");
  return count;
}

static void
test_exact (Fixture *fixture, gconstpointer unused)
{
  HikaeCase *open_case = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *copy = NULL;
  gsize before_size = 0;
  gsize copy_size = 0;

  g_assert_true (g_file_get_contents (fixture->path, &before, &before_size, NULL));
  open_case = hikae_test_case_open (fixture->path);
  g_assert_null (hikae_case_get_backup_folder (open_case));
  g_assert_true (back_up (open_case, fixture->copy, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (hikae_case_get_backup_folder (open_case), ==, fixture->folder);
  hikae_test_case_assert_whole (open_case);
  hikae_test_case_close (open_case);
  g_assert_true (g_file_get_contents (fixture->copy, &copy, &copy_size, NULL));
  g_assert_cmpmem (before, before_size, copy, copy_size);
  open_case = hikae_test_case_open (fixture->copy);
  hikae_test_case_assert_whole (open_case);
  hikae_test_case_close (open_case);
  /* The place is remembered in the case. */
  open_case = hikae_test_case_open (fixture->path);
  g_assert_cmpstr (hikae_case_get_backup_folder (open_case), ==, fixture->folder);
  hikae_test_case_close (open_case);
}

static void
test_nothing_left (Fixture *fixture, gconstpointer unused)
{
  HikaeCase *open_case = hikae_test_case_open (fixture->path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GListModel *events = hikae_case_get_events (open_case);
  guint count = g_list_model_get_n_items (events);

  g_cancellable_cancel (cancellable);
  g_assert_false (back_up (open_case, fixture->copy, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (fixture->copy, "mine", -1, NULL));
  g_assert_false (back_up (open_case, fixture->copy, NULL, &error));
  hikae_assert_error (error, HIKAE_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (back_up (open_case, "/nowhere/at/all.hikae", NULL, &error));
  hikae_assert_error (error, HIKAE_ERROR_NOT_FOUND);
  g_assert_cmpuint (g_list_model_get_n_items (events), ==, count);
  g_assert_cmpuint (count_files (fixture), ==, 2);
  hikae_test_case_close (open_case);
}

/* A copy of a damaged case is no backup, and must not push an older good one aside. */
static void
test_damaged (Fixture *fixture, gconstpointer unused)
{
  HikaeCase *open_case = NULL;
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, NULL));
  g_assert_cmpuint (size, >, REGION + 14 * PAGE);
  bytes[size - PAGE / 2] ^= 1;
  g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize)size, NULL));
  open_case = hikae_test_case_open (fixture->path);
  g_assert_false (back_up (open_case, fixture->copy, NULL, &error));
  hikae_assert_error (error, HIKAE_ERROR_DAMAGED);
  g_assert_cmpuint (count_files (fixture), ==, 1);
  hikae_test_case_close (open_case);
}

/* An older case is copied before it is brought up to date; a newer one is not touched. */
static void
test_upgrade (Fixture *fixture, gconstpointer unused)
{
  HikaeCase *open_case = NULL;
  g_autoptr (HikaeSecret) secret = hikae_test_secret (HIKAE_TEST_PASSPHRASE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GDir) folder = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *copy = NULL;
  const char *name = NULL;
  gsize before_size = 0;
  gsize after_size = 0;

  g_assert_true (g_file_get_contents (fixture->path, &before, &before_size, NULL));
  hikae_schema_next_sql = "CREATE TABLE later (number INTEGER PRIMARY KEY) STRICT";
  open_case = hikae_test_case_open (fixture->path);
  hikae_test_case_assert_whole (open_case);
  hikae_test_case_close (open_case);
  g_assert_cmpuint (count_files (fixture), ==, 2);
  folder = g_dir_open (fixture->folder, 0, NULL);
  while ((name = g_dir_read_name (folder)) != NULL)
    if (strstr (name, "a-before-update-") != NULL && copy == NULL)
      copy = g_build_filename (fixture->folder, name, NULL);
  g_assert_nonnull (copy);
  g_assert_true (g_file_get_contents (copy, &after, &after_size, NULL));
  g_assert_cmpmem (before, before_size, after, after_size);
  /* Up to date now: no second copy. */
  open_case = hikae_test_case_open (fixture->path);
  hikae_test_case_close (open_case);
  g_assert_cmpuint (count_files (fixture), ==, 2);
  /* For the program before it, this case is too new. */
  hikae_schema_next_sql = NULL;
  g_clear_pointer (&before, g_free);
  g_clear_pointer (&after, g_free);
  g_assert_true (g_file_get_contents (fixture->path, &before, &before_size, NULL));
  hikae_case_open_async (fixture->path, secret, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  open_case = hikae_case_open_finish (result, &error);
  g_assert_null (open_case);
  hikae_assert_error (error, HIKAE_ERROR_TOO_NEW);
  g_assert_true (g_file_get_contents (fixture->path, &after, &after_size, NULL));
  g_assert_cmpmem (before, before_size, after, after_size);
}

/* A step that fails leaves the case as it was. */
static void
test_upgrade_fails (Fixture *fixture, gconstpointer unused)
{
  HikaeCase *open_case = NULL;
  g_autoptr (HikaeSecret) secret = hikae_test_secret (HIKAE_TEST_PASSPHRASE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hikae_schema_next_sql = "CREATE TABLE later (a INTEGER) STRICT; SELECT nonsense";
  hikae_case_open_async (fixture->path, secret, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  open_case = hikae_case_open_finish (result, &error);
  g_assert_null (open_case);
  g_assert_nonnull (error);
  hikae_schema_next_sql = NULL;
  open_case = hikae_test_case_open (fixture->path);
  hikae_test_case_assert_whole (open_case);
  hikae_test_case_close (open_case);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *fixture, gconstpointer unused);
  } tests[] = {
      {"/case-backup/exact", test_exact},
      {"/case-backup/nothing-left", test_nothing_left},
      {"/case-backup/damaged", test_damaged},
      {"/case-backup/upgrade", test_upgrade},
      {"/case-backup/upgrade-fails", test_upgrade_fails},
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
