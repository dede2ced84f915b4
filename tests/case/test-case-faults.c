/* test-case-faults.c: what goes wrong while a case is open leaves nothing half done
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-case-worker-private.h"
#include "hikae-test-case.h"
#include "hikae-test.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MIB (1024 * 1024)

/* A source of @size bytes that does something on the way. */
#define TEST_TYPE_SOURCE (test_source_get_type ())
G_DECLARE_FINAL_TYPE (TestSource, test_source, TEST, SOURCE, GInputStream)

struct _TestSource {
  GInputStream parent_instance;
  guint64 size;
  guint64 at;
  guint64 trouble_at;
  void (*trouble) (TestSource *self);
  GError *error;
  gpointer data;
};

G_DEFINE_FINAL_TYPE (TestSource, test_source, G_TYPE_INPUT_STREAM)

static gssize
test_source_read (GInputStream *stream,
                  void *buffer,
                  gsize count,
                  GCancellable *cancellable,
                  GError **error)
{
  TestSource *self = TEST_SOURCE (stream);
  gsize given = MIN (count, self->size - self->at);

  if (self->trouble != NULL && self->at >= self->trouble_at)
    self->trouble (self);
  if (self->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&self->error));
    return -1;
  }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  memset (buffer, (int)(self->at / MIB) + 1, given);
  self->at += given;
  return (gssize)given;
}

static void
test_source_finalize (GObject *object)
{
  g_clear_error (&TEST_SOURCE (object)->error);
  G_OBJECT_CLASS (test_source_parent_class)->finalize (object);
}

static void
test_source_class_init (TestSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_source_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = test_source_read;
}

static void
test_source_init (TestSource *self)
{
}

static HikaeDraft *
make_draft (guint64 size, void (*trouble) (TestSource *self), gpointer data)
{
  g_autoptr (TestSource) source = g_object_new (TEST_TYPE_SOURCE, NULL);

  source->size = size;
  source->trouble_at = size / 2;
  source->trouble = trouble;
  source->data = data;
  return hikae_draft_new (
      HIKAE_ITEM_FILE, "clip.mp4", "video/mp4", G_INPUT_STREAM (source));
}

typedef struct {
  char *folder;
  char *path;
  HikaeCase *open_case;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->folder = hikae_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "a.hikae", NULL);
  fixture->open_case = hikae_test_case_create (fixture->path, FALSE);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  if (fixture->open_case != NULL)
    hikae_test_case_close (fixture->open_case);
  g_free (fixture->path);
  hikae_test_remove_folder (fixture->folder);
}

static guint
count (GListModel *list)
{
  return g_list_model_get_n_items (list);
}

/* Nothing of the failed item is left, now and after reopening, and the next one gets its
 * number. */
static void
assert_nothing_left (Fixture *fixture, guint items)
{
  for (guint pass = 0; pass < 2; pass++) {
    g_assert_cmpuint (count (hikae_case_get_items (fixture->open_case)), ==, items);
    g_assert_cmpuint (count (hikae_case_get_events (fixture->open_case)), ==, items + 1);
    hikae_test_case_assert_whole (fixture->open_case);
    hikae_test_case_close (fixture->open_case);
    fixture->open_case = hikae_test_case_open (fixture->path);
  }
  g_assert_cmpuint (
      hikae_test_case_keep_text (fixture->open_case, "next", "n"), ==, items + 1);
}

static void
cancel_on_the_way (TestSource *source)
{
  g_cancellable_cancel (source->data);
}

static void
test_cancel (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (HikaeDraft) draft = make_draft (6 * MIB, cancel_on_the_way, cancellable);
  g_autoptr (GError) error = NULL;

  g_assert_null (
      hikae_test_case_try_keep (fixture->open_case, draft, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_nothing_left (fixture, 0);
}

static void
break_read (TestSource *source)
{
  source->error =
      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "Input/output error");
}

static void
test_read_error (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HikaeDraft) draft = make_draft (6 * MIB, break_read, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (hikae_test_case_try_keep (fixture->open_case, draft, NULL, &error));
  hikae_assert_error (error, HIKAE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "reading the source"));
  assert_nothing_left (fixture, 0);
}

static HikaeDraft *
make_file_draft (Fixture *fixture, char **path)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = g_malloc0 (3 * MIB);

  *path = g_build_filename (fixture->folder, "source.bin", NULL);
  g_assert_true (g_file_set_contents (*path, bytes, 3 * MIB, &error));
  file = g_file_new_for_path (*path);
  stream = g_file_read (file, NULL, &error);
  g_assert_no_error (error);
  return hikae_draft_new (HIKAE_ITEM_FILE, "source.bin", NULL, G_INPUT_STREAM (stream));
}

static gboolean stop_growing;

static gpointer
grow_thread (gpointer path)
{
  int fd = g_open (path, O_WRONLY | O_APPEND | O_CLOEXEC, 0);
  g_autofree char *bytes = g_malloc0 (MIB);

  for (guint i = 0; i < 400 && !g_atomic_int_get (&stop_growing); i++)
    g_assert_cmpint (write (fd, bytes, MIB), ==, MIB);
  close (fd);
  return NULL;
}

static void
test_growing (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = NULL;
  g_autoptr (HikaeDraft) draft = make_file_draft (fixture, &path);
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("grow", grow_thread, path);

  g_usleep (5000);
  g_assert_null (hikae_test_case_try_keep (fixture->open_case, draft, NULL, &error));
  g_atomic_int_set (&stop_growing, TRUE);
  g_thread_join (thread);
  hikae_assert_error (error, HIKAE_ERROR_INTERRUPTED);
  assert_nothing_left (fixture, 0);
}

/* Gone from its folder but still open: every byte is there, so it is kept. */
static void
test_unlinked (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = NULL;
  g_autoptr (HikaeDraft) draft = make_file_draft (fixture, &path);
  g_autoptr (HikaeItem) item = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_unlink (path), ==, 0);
  item = hikae_test_case_try_keep (fixture->open_case, draft, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hikae_item_get_size (item), ==, 3 * MIB);
  hikae_test_case_assert_whole (fixture->open_case);
}

static void
test_no_space (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HikaeDraft) draft = make_draft (16 * MIB, NULL, NULL);
  g_autoptr (GError) error = NULL;
  struct rlimit old = {0};
  struct rlimit small = {0};

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  small.rlim_cur = 6 * MIB;
  small.rlim_max = old.rlim_max;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_null (hikae_test_case_try_keep (fixture->open_case, draft, NULL, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  hikae_assert_error (error, HIKAE_ERROR_NO_SPACE);
  assert_nothing_left (fixture, 0);
}

/* Commands sent before the close are done, those after it are refused, in order. */
static void
test_close_while_busy (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HikaeDraft) first = make_draft (8 * MIB, NULL, NULL);
  g_autoptr (HikaeDraft) late = make_draft (MIB, NULL, NULL);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GAsyncResult) kept = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GAsyncResult) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItem) item = NULL;
  g_autoptr (HikaeItem) none = NULL;
  char byte = 0;

  hikae_test_case_keep_text (fixture->open_case, "a", "abc");
  stream = hikae_case_open_payload (fixture->open_case, 1);
  hikae_case_keep_async (
      fixture->open_case, first, NULL, NULL, hikae_test_result_cb, &kept);
  hikae_case_close_async (fixture->open_case, hikae_test_result_cb, &closed);
  hikae_case_keep_async (
      fixture->open_case, late, NULL, NULL, hikae_test_result_cb, &refused);
  hikae_case_close_async (fixture->open_case, hikae_test_result_cb, &again);
  hikae_test_wait (&again);
  item = hikae_case_keep_finish (fixture->open_case, kept, &error);
  g_assert_no_error (error);
  g_assert_nonnull (item);
  none = hikae_case_keep_finish (fixture->open_case, refused, &error);
  g_assert_null (none);
  hikae_assert_error (error, HIKAE_ERROR_INTERRUPTED);
  g_clear_error (&error);
  g_assert_cmpint (g_input_stream_read (stream, &byte, 1, NULL, &error), ==, -1);
  hikae_assert_error (error, HIKAE_ERROR_INTERRUPTED);
  g_clear_object (&fixture->open_case);
  /* A stream that outlives its case is refused, not left waiting. */
  g_clear_error (&error);
  g_assert_cmpint (g_input_stream_read (stream, &byte, 1, NULL, &error), ==, -1);
  hikae_assert_error (error, HIKAE_ERROR_INTERRUPTED);
  fixture->open_case = hikae_test_case_open (fixture->path);
  g_assert_cmpuint (count (hikae_case_get_items (fixture->open_case)), ==, 2);
}

static void
pause_worker (void)
{
  g_usleep (2000);
}

static void
note_thread_cb (gpointer user_data, GObject *gone)
{
  *(GThread **)user_data = g_thread_self ();
}

/* The trap: the caller lets go at once, so the task holds the last reference. With the
 * worker held up after each hand-over it would be the one to drop it. */
static void
test_last_reference (Fixture *fixture, gconstpointer unused)
{
  hikae_test_case_close (g_steal_pointer (&fixture->open_case));
  hikae_case_worker_pause = pause_worker;
  for (guint i = 0; i < 20; i++) {
    HikaeCase *open_case = hikae_test_case_open (fixture->path);
    g_autoptr (GAsyncResult) result = NULL;
    GThread *where = NULL;

    g_object_weak_ref (G_OBJECT (open_case), note_thread_cb, &where);
    hikae_case_list_slots_async (open_case, hikae_test_result_cb, &result);
    g_object_unref (open_case);
    hikae_test_wait (&result);
    g_clear_object (&result);
    while (where == NULL)
      g_main_context_iteration (NULL, FALSE);
    g_assert_true (where == g_thread_self ());
    /* Nobody closed it: the worker does so by itself. */
    for (guint tries = 0; tries < 500; tries++) {
      g_autoptr (HikaeSecret) secret = hikae_test_secret (HIKAE_TEST_PASSPHRASE);
      g_autoptr (GError) error = NULL;
      g_autoptr (HikaeCaseFile) file =
          hikae_case_file_unlock (fixture->path, secret, &error);

      if (file != NULL)
        break;
      hikae_assert_error (error, HIKAE_ERROR_LOCKED);
      g_assert_cmpuint (tries, <, 499);
      g_usleep (2000);
    }
  }
  hikae_case_worker_pause = NULL;
}

typedef struct {
  guint signals;
  guint position;
  guint removed;
  guint added;
  GThread *thread;
} Signals;

static void
items_changed_cb (GListModel *list,
                  guint position,
                  guint removed,
                  guint added,
                  Signals *signals)
{
  signals->signals++;
  signals->position = position;
  signals->removed = removed;
  signals->added = added;
  signals->thread = g_thread_self ();
}

static void
test_signals (Fixture *fixture, gconstpointer unused)
{
  Signals signals = {0};
  g_autoptr (HikaeSeal) seal = NULL;

  g_signal_connect (hikae_case_get_items (fixture->open_case),
                    "items-changed",
                    G_CALLBACK (items_changed_cb),
                    &signals);
  for (guint i = 1; i <= 4; i++) {
    hikae_test_case_keep_text (fixture->open_case, "a", "abc");
    g_assert_cmpuint (signals.signals, ==, i);
    g_assert_cmpuint (signals.position, ==, i - 1);
    g_assert_cmpuint (signals.removed, ==, 0);
    g_assert_cmpuint (signals.added, ==, 1);
    g_assert_true (signals.thread == g_thread_self ());
  }
  hikae_test_case_delete (fixture->open_case, 2);
  g_assert_cmpuint (signals.signals, ==, 5);
  g_assert_cmpuint (signals.position, ==, 1);
  g_assert_cmpuint (signals.removed, ==, 1);
  seal = hikae_test_case_seal (fixture->open_case);
  g_assert_cmpuint (signals.signals, ==, 6);
  g_assert_cmpuint (signals.position, ==, 0);
  g_assert_cmpuint (signals.removed, ==, 4);
  g_assert_cmpuint (signals.added, ==, 4);
  g_signal_handlers_disconnect_by_data (hikae_case_get_items (fixture->open_case),
                                        &signals);
}

/* An item made from another of the same case: the case thread reads what it writes. */
static void
test_derive (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HikaeDraft) draft = make_draft (3 * MIB + 5, NULL, NULL);
  g_autoptr (HikaeDraft) derived = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (HikaeItem) original = NULL;
  g_autoptr (HikaeItem) copy = NULL;
  g_autoptr (GError) error = NULL;

  original = hikae_test_case_try_keep (fixture->open_case, draft, NULL, &error);
  g_assert_no_error (error);
  stream = hikae_case_open_payload (fixture->open_case, 1);
  derived = hikae_draft_new (HIKAE_ITEM_DERIVED, "copy", NULL, stream);
  hikae_draft_set_derived_from (derived, 1);
  copy = hikae_test_case_try_keep (fixture->open_case, derived, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hikae_item_get_sha256 (copy), ==, hikae_item_get_sha256 (original));
  hikae_test_case_assert_whole (fixture->open_case);
}

static void
test_second_opener (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HikaeSecret) right = hikae_test_secret (HIKAE_TEST_PASSPHRASE);
  g_autoptr (HikaeSecret) wrong = hikae_test_secret ("another");
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GError) error = NULL;

  hikae_case_open_async (fixture->path, right, NULL, hikae_test_result_cb, &second);
  hikae_test_wait (&second);
  g_assert_null (hikae_case_open_finish (second, &error));
  hikae_assert_error (error, HIKAE_ERROR_LOCKED);
  g_clear_error (&error);
  hikae_test_case_close (g_steal_pointer (&fixture->open_case));
  hikae_case_open_async (fixture->path, wrong, NULL, hikae_test_result_cb, &refused);
  hikae_test_wait (&refused);
  g_assert_null (hikae_case_open_finish (refused, &error));
  hikae_assert_error (error, HIKAE_ERROR_WRONG_SECRET);
}

/* The child of test_kill: keeps items until it is killed, telling of each. */
static int
keep_for_ever (const char *path)
{
  HikaeCase *open_case = hikae_test_case_open (path);

  for (;;) {
    g_autoptr (HikaeDraft) draft = make_draft (3 * MIB, NULL, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (HikaeItem) item =
        hikae_test_case_try_keep (open_case, draft, NULL, &error);

    g_assert_no_error (error);
    g_print ("%u\n", hikae_item_get_number (item));
  }
  return 0;
}

static guint
keep_and_kill (const char *path, guint more)
{
  const char *argv[] = {"/proc/self/exe", "--keep-for-ever", path, NULL};
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  guint last = 0;

  argv[0] = self;
  child = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  for (guint i = 0; i < more; i++) {
    g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);

    g_assert_no_error (error);
    g_assert_nonnull (line);
    last = (guint)g_ascii_strtoull (line, NULL, 10);
  }
  g_usleep (g_test_rand_int_range (0, 30000));
  g_subprocess_force_exit (child);
  g_assert_true (g_subprocess_wait (child, NULL, &error));
  return last;
}

static void
test_kill (Fixture *fixture, gconstpointer unused)
{
  for (guint i = 0; i < 5; i++) {
    guint promised = 0;

    hikae_test_case_close (g_steal_pointer (&fixture->open_case));
    promised = keep_and_kill (fixture->path, 1 + i % 3);
    fixture->open_case = hikae_test_case_open (fixture->path);
    g_assert_cmpuint (count (hikae_case_get_items (fixture->open_case)), >=, promised);
    hikae_test_case_assert_whole (fixture->open_case);
  }
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--keep-for-ever"))
    return keep_for_ever (argv[2]);
  g_test_init (&argc, &argv, NULL);
  ADD ("/case-faults/cancel", test_cancel);
  ADD ("/case-faults/read-error", test_read_error);
  ADD ("/case-faults/growing", test_growing);
  ADD ("/case-faults/unlinked", test_unlinked);
  ADD ("/case-faults/no-space", test_no_space);
  ADD ("/case-faults/close-while-busy", test_close_while_busy);
  ADD ("/case-faults/last-reference", test_last_reference);
  ADD ("/case-faults/signals", test_signals);
  ADD ("/case-faults/derive", test_derive);
  ADD ("/case-faults/second-opener", test_second_opener);
  ADD ("/case-faults/kill", test_kill);
  return g_test_run ();
}
