/* test-power-loss.c: the power goes at every write; what was committed is there
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A short life of a case is run again and again; the power goes at the first change of
 * the disk, the second, and so on until the life is over. After each, several disks that
 * may be found are opened (HIKAE_TEST_DISKS of them, 2 by default). */
#include "config.h"

#include "hikae-fault-vfs.h"
#include "hikae-test-vfs.h"

#include <glib/gstdio.h>
#include <string.h>

#define CANARY "what nobody else may read"

/* One transaction each. Small cache: pages and journal interleave (spilling). */
static const char *const steps[] = {
    "INSERT INTO t (a, b) VALUES (1, '" CANARY "')",
    ("BEGIN; UPDATE t SET b = b || hex (zeroblob (20)); DELETE FROM t WHERE id % 7 = 3;"
     " INSERT INTO t (a, b) SELECT a + 1, b FROM t WHERE id % 2 = 0 LIMIT 5; COMMIT"),
    "CREATE INDEX i ON t (a)",
    "DELETE FROM t WHERE id > 20",
    "VACUUM",
    "UPDATE t SET a = a + 100, b = substr (b, 1, 100)",
};

#define STATE                                                                            \
  "SELECT (SELECT count(*) FROM sqlite_schema) || '/' || count (*) || '/' ||"            \
  " sum (a) || '/' || sum (length (b)) || '/' || sum (id * a) FROM t"

static void
make_start (const char *path)
{
  g_autoptr (HikaeCaseFile) file = hikae_test_create (path, "old", NULL);
  sqlite3 *db = hikae_test_connect (file);

  hikae_test_run (db, "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b TEXT)");
  hikae_test_run (db,
                  "WITH RECURSIVE n (v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n"
                  " WHERE v < 40) INSERT INTO t (a, b) SELECT v, '" CANARY
                  "' || hex (zeroblob (6000)) FROM n");
  hikae_test_close (db);
}

/* Runs steps until one fails; returns how many committed. */
static guint
live (sqlite3 *db, char **states)
{
  guint done = 0;

  (void)sqlite3_exec (db, "PRAGMA cache_size = 3", NULL, NULL, NULL);
  if (states != NULL)
    states[0] = hikae_test_ask (db, STATE);
  while (done < G_N_ELEMENTS (steps)) {
    if (sqlite3_exec (db, steps[done], NULL, NULL, NULL) != SQLITE_OK)
      return done;
    done++;
    if (states != NULL)
      states[done] = hikae_test_ask (db, STATE);
  }
  return done;
}

static void
assert_state (const char *folder, guint committed, char **states)
{
  g_autofree char *path = g_build_filename (folder, "test.hikae", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCaseFile) file = hikae_test_unlock (path, "old", &error);
  g_autofree char *found = NULL;
  g_autofree char *checked = NULL;
  sqlite3 *db = NULL;

  g_assert_no_error (error);
  db = hikae_test_connect (file);
  found = hikae_test_ask (db, STATE);
  checked = hikae_test_ask (db, "PRAGMA integrity_check");
  g_assert_cmpstr (checked, ==, "ok");
  /* The transaction under way may have made it, though nobody was told. */
  if (g_strcmp0 (found, states[committed]) != 0)
    g_assert_cmpstr (found, ==, states[committed + 1]);
  hikae_test_run (db, "INSERT INTO t (a, b) VALUES (7, 'life goes on')");
  hikae_test_close (db);
}

static guint
get_disks (void)
{
  const char *text = g_getenv ("HIKAE_TEST_DISKS");

  return text != NULL ? (guint)g_ascii_strtoull (text, NULL, 10) : 2;
}

static void
check_crashes (guint committed, char **states, GRand *random)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new ();

  for (guint i = 0; i < get_disks (); i++) {
    char *folder = hikae_test_make_folder ();

    hikae_fault_vfs_save_crash (folder, random);
    g_assert_false (hikae_test_folder_contains (folder, CANARY, strlen (CANARY)));
    g_ptr_array_add (folders, folder);
  }
  hikae_fault_vfs_arm (HIKAE_FAULT_NONE, 0, 0);
  for (guint i = 0; i < folders->len; i++) {
    assert_state (folders->pdata[i], committed, states);
    hikae_test_remove_folder (folders->pdata[i]);
  }
}

static void
test_transactions (HikaeTestPlace *place, gconstpointer data)
{
  g_autofree char *start = NULL;
  gsize size = 0;
  char *states[G_N_ELEMENTS (steps) + 2] = {NULL};
  g_autoptr (GRand) random = g_rand_new_with_seed (4711);
  guint nth = 0;
  gboolean fired = TRUE;

  hikae_fault_vfs_arm (HIKAE_FAULT_NONE, 0, 0);
  make_start (place->path);
  g_assert_true (g_file_get_contents (place->path, &start, &size, NULL));
  while (fired) {
    g_autofree char *journal = g_strconcat (place->path, "-journal", NULL);
    HikaeCaseFile *file = NULL;
    sqlite3 *db = NULL;
    guint committed = 0;

    (void)g_unlink (journal);
    g_assert_true (g_file_set_contents (place->path, start, (gssize)size, NULL));
    /* First time without a cut, to learn the states. */
    hikae_fault_vfs_arm (nth == 0 ? HIKAE_FAULT_NONE : HIKAE_FAULT_POWER, nth, 0);
    file = hikae_test_unlock (place->path, "old", NULL);
    g_assert_nonnull (file);
    db = hikae_test_connect (file);
    committed = live (db, nth == 0 ? states : NULL);
    g_assert_true (nth > 0 || committed == G_N_ELEMENTS (steps));
    hikae_test_close (db);
    hikae_case_file_free (file);
    fired = nth == 0 || hikae_fault_vfs_has_fired ();
    if (nth > 0 && fired)
      check_crashes (committed, states, random);
    nth++;
  }
  g_test_message ("%u places to cut the power", nth - 2);
  g_assert_cmpuint (nth, >, 100);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    g_free (states[i]);
}

/* Whether @passphrase opens the case in @folder. */
static gboolean
opens (const char *folder, const char *passphrase)
{
  g_autofree char *path = g_build_filename (folder, "test.hikae", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCaseFile) file = hikae_test_unlock (path, passphrase, &error);

  if (file == NULL)
    hikae_assert_error (error, HIKAE_ERROR_WRONG_SECRET);
  return file != NULL;
}

/* At every moment of a change exactly one of the two passphrases opens the case, and only
 * the new one once the change was reported. */
static void
test_slot_change (HikaeTestPlace *place, gconstpointer data)
{
  g_autofree char *start = NULL;
  gsize size = 0;
  g_autoptr (GRand) random = g_rand_new_with_seed (42);
  g_autoptr (HikaeSecret) fresh = hikae_test_secret ("new");

  hikae_fault_vfs_arm (HIKAE_FAULT_NONE, 0, 0);
  make_start (place->path);
  g_assert_true (g_file_get_contents (place->path, &start, &size, NULL));
  for (guint nth = 1;; nth++) {
    HikaeCaseFile *file = NULL;
    gboolean changed = FALSE;

    for (guint disk = 0; disk < 20; disk++) {
      char *folder = hikae_test_make_folder ();
      gboolean old_opens = FALSE;
      gboolean new_opens = FALSE;

      g_assert_true (g_file_set_contents (place->path, start, (gssize)size, NULL));
      hikae_fault_vfs_arm (HIKAE_FAULT_POWER, nth, 0);
      file = hikae_test_unlock (place->path, "old", NULL);
      changed = hikae_case_file_change_slot (file, 0, fresh, HIKAE_TEST_COST, NULL);
      hikae_case_file_free (file);
      hikae_fault_vfs_save_crash (folder, random);
      g_assert_true (changed == !hikae_fault_vfs_has_fired ());
      hikae_fault_vfs_arm (HIKAE_FAULT_NONE, 0, 0);
      old_opens = opens (folder, "old");
      new_opens = opens (folder, "new");
      g_assert_true (old_opens != new_opens);
      g_assert_false (changed && old_opens);
      hikae_test_remove_folder (folder);
    }
    if (changed)
      break;
    g_assert_cmpuint (nth, <, 10);
  }
}

#define ADD(name, function)                                                              \
  g_test_add ("/power-loss/" name,                                                       \
              HikaeTestPlace,                                                            \
              NULL,                                                                      \
              hikae_test_place_set_up,                                                   \
              function,                                                                  \
              hikae_test_place_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hikae_fault_vfs_install ();
  ADD ("transactions", test_transactions);
  ADD ("slot-change", test_slot_change);
  return g_test_run ();
}
