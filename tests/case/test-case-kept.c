/* test-case-kept.c: the kept case of today's schema: read, and brought up to the next one
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Those of earlier schemas: interop/read-case. What each is: data/cases/ORIGIN.md. */
#include "config.h"

#include "hikae-schema.h"
#include "hikae-test-case.h"
#include "hikae-test.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *folder;
  char *path;
  char *bytes; /* of the kept case */
  gsize size;
} Fixture;

static char *
kept_path (guint version)
{
  g_autofree char *name = g_strdup_printf ("v%u.hikae", version);

  return g_test_build_filename (G_TEST_DIST, "data", "cases", name, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *kept = kept_path (HIKAE_SCHEMA_VERSION);
  g_autoptr (GError) error = NULL;

  g_file_get_contents (kept, &fixture->bytes, &fixture->size, &error);
  g_assert_no_error (error);
  fixture->folder = hikae_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "a.hikae", NULL);
  g_file_set_contents (fixture->path, fixture->bytes, (gssize)fixture->size, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  hikae_schema_next_sql = NULL;
  g_free (fixture->bytes);
  g_free (fixture->path);
  hikae_test_remove_folder (fixture->folder);
}

static guint
count (GListModel *list)
{
  return g_list_model_get_n_items (list);
}

/* What ORIGIN.md says is in it. */
static void
assert_content (HikaeCase *open_case)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = hikae_test_case_read (open_case, 1, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL),
                   g_bytes_get_size (bytes),
                   "It was on the page at nine.\n",
                   strlen ("It was on the page at nine.\n"));
  g_assert_cmpstr (hikae_case_get_title (open_case), ==, "Fixture of version 4");
  g_assert_cmpuint (count (hikae_case_get_items (open_case)), ==, 3);
  g_assert_cmpuint (count (hikae_case_get_seals (open_case)), ==, 2);
  g_assert_cmpuint (count (hikae_case_get_stamps (open_case)), ==, 2);
  g_assert_cmpuint (count (hikae_case_get_revocations (open_case)), ==, 3);
  g_assert_cmpuint (count (hikae_case_get_renewals (open_case)), ==, 2);
  hikae_test_case_assert_whole (open_case);
}

/* Every schema has a kept case; a new step comes with one of the schema before. */
static void
test_every (Fixture *fixture, gconstpointer unused)
{
  for (guint version = 1; version <= HIKAE_SCHEMA_VERSION; version++) {
    g_autofree char *path = kept_path (version);

    g_test_message ("%s", path);
    g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  }
}

/* Opened where nothing can be written, and not changed. */
static void
test_read_only (Fixture *fixture, gconstpointer unused)
{
  HikaeCase *open_case = NULL;
  g_autofree char *after = NULL;
  gsize size = 0;

  g_assert_cmpint (g_chmod (fixture->path, 0400), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0500), ==, 0);
  hikae_test_set_rights (FALSE);
  open_case = hikae_test_case_open (fixture->path);
  g_assert_true (hikae_case_get_read_only (open_case));
  assert_content (open_case);
  hikae_test_case_close (open_case);
  hikae_test_set_rights (TRUE);
  g_assert_cmpint (g_chmod (fixture->folder, 0700), ==, 0);
  g_assert_true (g_file_get_contents (fixture->path, &after, &size, NULL));
  g_assert_cmpmem (after, size, fixture->bytes, fixture->size);
}

/* The next schema's program opens it: whole, with all that was in it. */
static void
test_next_schema (Fixture *fixture, gconstpointer unused)
{
  HikaeCase *open_case = NULL;

  hikae_schema_next_sql = "CREATE TABLE later (number INTEGER PRIMARY KEY) STRICT";
  open_case = hikae_test_case_open (fixture->path);
  assert_content (open_case);
  g_assert_cmpuint (hikae_test_case_keep_text (open_case, "a.txt", "goes on"), ==, 4);
  hikae_test_case_assert_whole (open_case);
  hikae_test_case_close (open_case);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/case-kept/every", test_every);
  ADD ("/case-kept/read-only", test_read_only);
  ADD ("/case-kept/next-schema", test_next_schema);
  return g_test_run ();
}
