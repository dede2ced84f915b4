/* test-faults.c: every call to the system fails once; a process is killed at any moment
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kills: HIKAE_TEST_KILLS times, 25 by default. With `-m slow` every n, otherwise every
 * fourth. */
#include "config.h"

#include "hikae-fault-vfs.h"
#include "hikae-test-life.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
test_nth_failure (HikaeTestPlace *place, gconstpointer data)
{
  static const struct {
    HikaeFaultMode mode;
    int code;
  } faults[] = {
      {HIKAE_FAULT_ONCE, SQLITE_IOERR},
      {HIKAE_FAULT_FOREVER, SQLITE_IOERR},
      {HIKAE_FAULT_ONCE, SQLITE_FULL},
      {HIKAE_FAULT_FOREVER, SQLITE_FULL},
      {HIKAE_FAULT_ONCE, SQLITE_IOERR_SHORT_READ},
  };
  g_autoptr (HikaeTestLife) life = NULL;

  hikae_fault_vfs_arm (HIKAE_FAULT_NONE, 0, 0);
  life = hikae_test_life_new (place);
  for (gsize fault = 0; fault < G_N_ELEMENTS (faults); fault++) {
    gboolean fired = TRUE;
    guint nth = g_test_slow () ? 0 : (guint)fault % 4;

    while (fired) {
      guint committed = 0;

      nth += g_test_slow () ? 1 : 4;
      hikae_test_life_rewind (life);
      hikae_fault_vfs_arm (faults[fault].mode, nth, faults[fault].code);
      committed = hikae_test_life_run (life);
      fired = hikae_fault_vfs_has_fired ();
      hikae_fault_vfs_arm (HIKAE_FAULT_NONE, 0, 0);
      hikae_test_life_check_secrets (life);
      hikae_test_life_check (life, committed);
    }
    g_assert_cmpuint (nth, >, 100);
  }
}

/* The program dies after the n-th call and somebody takes the journal: what was committed
 * is there, or the case says that it is damaged. */
static void
test_journal_taken (HikaeTestPlace *place, gconstpointer data)
{
  g_autofree char *journal = g_strconcat (place->path, "-journal", NULL);
  g_autoptr (HikaeTestLife) life = NULL;
  gboolean fired = TRUE;
  guint refused = 0;
  guint step = g_test_slow () ? 1 : 3;

  hikae_fault_vfs_arm (HIKAE_FAULT_NONE, 0, 0);
  life = hikae_test_life_new (place);
  for (guint nth = 1; fired; nth += step) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HikaeCaseFile) file = NULL;
    sqlite3 *db = NULL;
    guint committed = 0;

    hikae_test_life_rewind (life);
    hikae_fault_vfs_arm (HIKAE_FAULT_FOREVER, nth, SQLITE_IOERR);
    committed = hikae_test_life_run (life);
    fired = hikae_fault_vfs_has_fired ();
    hikae_fault_vfs_arm (HIKAE_FAULT_NONE, 0, 0);
    (void)g_unlink (journal);
    file = hikae_test_unlock (place->path, "x", &error);
    g_assert_no_error (error);
    if (hikae_case_file_connect (file, &db, &error)) {
      hikae_test_close (db);
      g_clear_pointer (&file, hikae_case_file_free);
      hikae_test_life_check (life, committed);
    } else {
      hikae_assert_error (error, HIKAE_ERROR_DAMAGED);
      refused++;
    }
  }
  g_assert_cmpuint (refused, >, 10);
  g_test_message ("%u times a journal was missed", refused);
}

/* One row a transaction, forever; its number goes down the pipe when it is committed. */
static void
write_until_killed (const char *path, int pipe_fd)
{
  g_autoptr (HikaeCaseFile) file = hikae_test_unlock (path, "x", NULL);
  sqlite3 *db = hikae_test_connect (file);
  g_autofree char *text = hikae_test_ask (db, "SELECT max (n) FROM t");

  hikae_test_run (db, "PRAGMA cache_size = 2");
  for (gint64 n = g_ascii_strtoll (text, NULL, 10) + 1;; n++) {
    g_autofree char *sql = g_strdup_printf (
        "BEGIN; UPDATE t SET b = hex (randomblob (10000)) WHERE id %% 3 = %d;"
        " INSERT INTO t (n, b) VALUES (%" G_GINT64_FORMAT ", '" HIKAE_TEST_CANARY
        "'); DELETE FROM t WHERE n > 0 AND n < %" G_GINT64_FORMAT "; COMMIT",
        (int)(n % 3),
        n,
        n - 5);

    hikae_test_run (db, sql);
    g_assert_cmpint (write (pipe_fd, &n, sizeof n), ==, sizeof n);
  }
}

static gint64
run_and_kill (const char *path, guint delay_us)
{
  int pipe_fds[2] = {-1, -1};
  gint64 committed = 0;
  gint64 n = 0;
  int status = 0;
  pid_t child = 0;

  g_assert_cmpint (pipe (pipe_fds), ==, 0);
  child = fork ();
  if (child == 0) {
    close (pipe_fds[0]);
    write_until_killed (path, pipe_fds[1]);
    _exit (1);
  }
  close (pipe_fds[1]);
  g_usleep (delay_us);
  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  while (read (pipe_fds[0], &n, sizeof n) == sizeof n)
    committed = n;
  close (pipe_fds[0]);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
  return committed;
}

static void
test_kill (HikaeTestPlace *place, gconstpointer data)
{
  const char *text = g_getenv ("HIKAE_TEST_KILLS");
  guint kills = text != NULL ? (guint)g_ascii_strtoull (text, NULL, 10) : 25;
  gint64 total = 0;
  g_autoptr (HikaeTestLife) life = NULL;

  hikae_fault_vfs_arm (HIKAE_FAULT_NONE, 0, 0);
  life = hikae_test_life_new (place);
  hikae_test_life_rewind (life);
  for (guint i = 0; i < kills; i++) {
    gint64 committed =
        run_and_kill (place->path, (guint)g_test_rand_int_range (2000, 60000));
    g_autoptr (HikaeCaseFile) file = NULL;
    g_autofree char *found = NULL;
    g_autofree char *checked = NULL;
    sqlite3 *db = NULL;

    hikae_test_life_check_secrets (life);
    file = hikae_test_unlock (place->path, "x", NULL);
    g_assert_nonnull (file);
    db = hikae_test_connect (file);
    found = hikae_test_ask (db, "SELECT max (n) FROM t");
    checked = hikae_test_ask (db, "PRAGMA integrity_check");
    g_assert_cmpstr (checked, ==, "ok");
    g_assert_cmpint (g_ascii_strtoll (found, NULL, 10), >=, committed);
    total = MAX (total, g_ascii_strtoll (found, NULL, 10));
    g_assert_cmpint (g_ascii_strtoll (found, NULL, 10), ==, total);
    hikae_test_close (db);
  }
  /* Something must have been committed, or nothing was tested. */
  g_assert_cmpint (total, >, 0);
}

#define ADD(name, function)                                                              \
  g_test_add ("/faults/" name,                                                           \
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
  ADD ("nth-failure", test_nth_failure);
  ADD ("journal-taken", test_journal_taken);
  ADD ("kill", test_kill);
  return g_test_run ();
}
