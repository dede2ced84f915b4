/* test-system.c: the system itself fails: a call is interrupted, half done, refused;
 * there is no memory
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Below SQLite's own VFS: each call fails for the n-th time, for every n with `-m slow`.
 * What the system lets one try again must do no harm at all. Memory: what SQLite asks
 * for. GLib ends the program when it gets none, which is a kill -9 (test-faults.c). */
#include "config.h"

#include "hikae-test-life.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef enum {
  FAULT_INTERRUPTED, /* EINTR: tried again */
  FAULT_HALF,        /* half the bytes: the rest is asked for */
  FAULT_NO_SPACE,
  FAULT_IO,
} Fault;

static struct {
  Fault fault;
  guint left; /* 0: not armed */
  gboolean fired;
  gboolean stays; /* later calls fail too */
} armed;

static gboolean
fire (void)
{
  if (armed.fired)
    return armed.stays;
  if (armed.left == 0 || --armed.left > 0)
    return FALSE;
  armed.fired = TRUE;
  return TRUE;
}

static int
get_errno (void)
{
  if (armed.fault == FAULT_NO_SPACE)
    return ENOSPC;
  return armed.fault == FAULT_INTERRUPTED ? EINTR : EIO;
}

/* -2: not fired; otherwise what to return. */
static ssize_t
transfer (size_t *count)
{
  if (!fire ())
    return -2;
  if (armed.fault == FAULT_HALF && *count > 1) {
    *count /= 2;
    return -2;
  }
  errno = get_errno ();
  return armed.fault == FAULT_HALF ? -2 : -1;
}

static ssize_t
test_pread (int fd, void *bytes, size_t count, off_t offset)
{
  ssize_t result = transfer (&count);

  return result == -2 ? pread (fd, bytes, count, offset) : result;
}

static ssize_t
test_pwrite (int fd, const void *bytes, size_t count, off_t offset)
{
  ssize_t result = transfer (&count);

  return result == -2 ? pwrite (fd, bytes, count, offset) : result;
}

static ssize_t
test_read (int fd, void *bytes, size_t count)
{
  ssize_t result = transfer (&count);

  return result == -2 ? read (fd, bytes, count) : result;
}

static ssize_t
test_write (int fd, const void *bytes, size_t count)
{
  ssize_t result = transfer (&count);

  return result == -2 ? write (fd, bytes, count) : result;
}

static int
test_truncate (int fd, off_t size)
{
  if (armed.fault != FAULT_HALF && fire ()) {
    errno = get_errno ();
    return -1;
  }
  return ftruncate (fd, size);
}

static int
test_open (const char *path, int flags, int mode)
{
  if (armed.fault != FAULT_HALF && fire ()) {
    errno = get_errno ();
    return -1;
  }
  return open (path, flags, mode);
}

static int
test_fstat (int fd, struct stat *facts)
{
  if (armed.fault == FAULT_IO && fire ()) {
    errno = EIO;
    return -1;
  }
  return fstat (fd, facts);
}

static void
replace_calls (void)
{
  static const struct {
    const char *name;
    sqlite3_syscall_ptr call;
  } calls[] = {
      {"pread", (sqlite3_syscall_ptr)test_pread},
      {"pread64", (sqlite3_syscall_ptr)test_pread},
      {"pwrite", (sqlite3_syscall_ptr)test_pwrite},
      {"pwrite64", (sqlite3_syscall_ptr)test_pwrite},
      {"read", (sqlite3_syscall_ptr)test_read},
      {"write", (sqlite3_syscall_ptr)test_write},
      {"ftruncate", (sqlite3_syscall_ptr)test_truncate},
      {"open", (sqlite3_syscall_ptr)test_open},
      {"fstat", (sqlite3_syscall_ptr)test_fstat},
  };
  sqlite3_vfs *base = sqlite3_vfs_find ("unix-none");

  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    g_assert_cmpint (
        base->xSetSystemCall (base, calls[i].name, calls[i].call), ==, SQLITE_OK);
}

static void
fail_each (HikaeTestLife *life, Fault fault, gboolean stays)
{
  guint step = g_test_slow () ? 1 : 7;
  gboolean fired = TRUE;
  guint nth = 0;

  for (nth = 1 + (guint)fault; fired; nth += step) {
    guint committed = 0;

    hikae_test_life_rewind (life);
    memset (&armed, 0, sizeof armed);
    armed.fault = fault;
    armed.stays = stays;
    armed.left = nth;
    committed = hikae_test_life_run (life);
    fired = armed.fired;
    memset (&armed, 0, sizeof armed);
    hikae_test_life_check_secrets (life);
    hikae_test_life_check (life, committed);
    if (fault == FAULT_INTERRUPTED || fault == FAULT_HALF)
      g_assert_cmpuint (committed, ==, HIKAE_TEST_LIFE_STEPS);
  }
  g_assert_cmpuint (nth, >, 100);
}

static void
test_calls (HikaeTestPlace *place, gconstpointer data)
{
  g_autoptr (HikaeTestLife) life = hikae_test_life_new (place);

  fail_each (life, FAULT_INTERRUPTED, FALSE);
  fail_each (life, FAULT_HALF, FALSE);
  fail_each (life, FAULT_HALF, TRUE);
  fail_each (life, FAULT_NO_SPACE, FALSE);
  fail_each (life, FAULT_NO_SPACE, TRUE);
  fail_each (life, FAULT_IO, FALSE);
  fail_each (life, FAULT_IO, TRUE);
}

/* ---- memory ---- */

static sqlite3_mem_methods real_memory;
static struct {
  guint left;
  gboolean fired;
  gboolean stays;
} memory;

static gboolean
is_out_of_memory (void)
{
  if (memory.fired)
    return memory.stays;
  if (memory.left == 0 || --memory.left > 0)
    return FALSE;
  memory.fired = TRUE;
  return TRUE;
}

static void *
test_malloc (int size)
{
  return is_out_of_memory () ? NULL : real_memory.xMalloc (size);
}

static void *
test_realloc (void *block, int size)
{
  return is_out_of_memory () ? NULL : real_memory.xRealloc (block, size);
}

static void
replace_memory (void)
{
  sqlite3_mem_methods methods;

  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_GETMALLOC, &real_memory), ==, SQLITE_OK);
  methods = real_memory;
  methods.xMalloc = test_malloc;
  methods.xRealloc = test_realloc;
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_MALLOC, &methods), ==, SQLITE_OK);
}

static void
test_memory (HikaeTestPlace *place, gconstpointer data)
{
  g_autoptr (HikaeTestLife) life = hikae_test_life_new (place);
  guint step = g_test_slow () ? 1 : 29;
  guint runs = 0;

  for (guint stays = 0; stays < 2; stays++) {
    gboolean fired = TRUE;

    for (guint nth = 1 + stays; fired; nth += step) {
      guint committed = 0;

      hikae_test_life_rewind (life);
      memory.fired = FALSE;
      memory.stays = stays != 0;
      memory.left = nth;
      committed = hikae_test_life_run (life);
      fired = memory.fired;
      memset (&memory, 0, sizeof memory);
      hikae_test_life_check_secrets (life);
      hikae_test_life_check (life, committed);
      runs++;
    }
  }
  g_test_message ("%u runs without memory", runs);
  g_assert_cmpuint (runs, >, 20);
}

#define ADD(name, function)                                                              \
  g_test_add ("/system/" name,                                                           \
              HikaeTestPlace,                                                            \
              NULL,                                                                      \
              hikae_test_place_set_up,                                                   \
              function,                                                                  \
              hikae_test_place_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  replace_memory ();
  replace_calls ();
  ADD ("calls", test_calls);
  ADD ("memory", test_memory);
  return g_test_run ();
}
