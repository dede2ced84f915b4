/* test-case-kill.c: the program is killed at any moment of its work
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A child keeps, deletes, seals, stamps and changes the passphrase, and says on a pipe
 * what was begun (small letter) and what was done (capital). HIKAE_TEST_KILLS times, 12
 * by default, it is killed; then everything it said was done must be there and whole. */
#include "config.h"

#include "hikae-test-case.h"
#include "hikae-test.h"

#include <string.h>
#include <unistd.h>

#define CANARY "words that must not leave the case"
/* A case grows; a new one is begun so often. */
#define KILLS_PER_CASE 40
#define ITEM_MAX 400000

static const char *const passphrases[] = {HIKAE_TEST_PASSPHRASE, "four other words here"};

/* ---- the child ---- */

static HikaeCase *
try_open (const char *path, const char *passphrase)
{
  g_autoptr (HikaeSecret) secret = hikae_test_secret (passphrase);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  HikaeCase *self = NULL;

  hikae_case_open_async (path, secret, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  self = hikae_case_open_finish (result, &error);
  if (self == NULL)
    hikae_assert_error (error, HIKAE_ERROR_WRONG_SECRET);
  return self;
}

static void
say (char what, guint number)
{
  g_autofree char *line = g_strdup_printf ("%c%u\n", what, number);

  g_assert_cmpint (write (STDOUT_FILENO, line, strlen (line)), ==, (int)strlen (line));
}

static void
keep (HikaeCase *self, GRand *random)
{
  gsize size = (gsize)g_rand_int_range (random, 1, ITEM_MAX);
  g_autofree char *bytes = g_malloc0 (size + sizeof CANARY);
  g_autoptr (HikaeDraft) draft = NULL;
  g_autoptr (HikaeItem) item = NULL;

  memcpy (bytes + size, CANARY, sizeof CANARY);
  draft = hikae_test_draft (HIKAE_ITEM_FILE, "clip", bytes, size + sizeof CANARY);
  item = hikae_test_case_try_keep (self, draft, NULL, NULL);
  g_assert_nonnull (item);
  say ('K', hikae_item_get_number (item));
}

static void
delete_one (HikaeCase *self, GRand *random)
{
  guint count = g_list_model_get_n_items (hikae_case_get_items (self));
  guint number = count > 0 ? (guint)g_rand_int_range (random, 1, (gint32)count + 1) : 0;
  g_autoptr (HikaeItem) item = NULL;

  if (number == 0)
    return;
  item = g_list_model_get_item (hikae_case_get_items (self), number - 1);
  if (hikae_item_get_deleted (item))
    return;
  hikae_test_case_delete (self, number);
  say ('D', number);
}

static void
seal_and_stamp (HikaeCase *self)
{
  g_autoptr (HikaeSeal) seal = hikae_test_case_seal (self);
  g_autoptr (HikaeStamp) stamp = NULL;
  g_autoptr (GBytes) query = g_bytes_new_static ("query", 5);
  g_autoptr (GAsyncResult) result = NULL;

  if (seal == NULL)
    return;
  say ('S', hikae_seal_get_number (seal));
  stamp = hikae_stamp_new (
      hikae_seal_get_number (seal), "one", "http://tsa.example/", HIKAE_STAMP_QUEUED);
  hikae_stamp_set_exchange (stamp, query, NULL, 1, 2, "{}");
  hikae_case_add_stamp_async (self, stamp, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  g_assert_true (hikae_case_add_stamp_finish (self, result, NULL));
  say ('T', hikae_seal_get_number (seal));
}

static void
change_passphrase (HikaeCase *self, guint which)
{
  g_autoptr (HikaeSecret) secret = hikae_test_secret (passphrases[which]);
  g_autoptr (GAsyncResult) result = NULL;

  say ('p', which);
  hikae_case_change_slot_async (
      self, 0, secret, hikae_test_fast_cost (), hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  g_assert_true (hikae_case_change_slot_finish (self, result, NULL));
  say ('P', which);
}

static int
work_for_ever (const char *path, guint which)
{
  HikaeCase *self = try_open (path, passphrases[which]);
  g_autoptr (GRand) random = g_rand_new ();

  g_assert_nonnull (self);
  say ('O', 0);
  for (;;) {
    switch (g_rand_int_range (random, 0, 8)) {
    case 0:
    case 1:
    case 2:
    case 3:
      keep (self, random);
      break;
    case 4:
    case 5:
      delete_one (self, random);
      break;
    case 6:
      seal_and_stamp (self);
      break;
    default:
      which = 1 - which;
      change_passphrase (self, which);
    }
  }
  return 0;
}

/* ---- the parent ---- */

typedef struct {
  guint items;
  guint seals;
  guint stamps;
  GHashTable *deleted; /* (element-type guint): item numbers */
  guint passphrase;
  gboolean is_changing; /* to the other one */
  guint done;
} Promised;

static void
note_line (Promised *promised, const char *line)
{
  guint number = (guint)g_ascii_strtoull (line + 1, NULL, 10);

  promised->done += g_ascii_isupper (line[0]);
  switch (line[0]) {
  case 'K':
    promised->items = number;
    break;
  case 'D':
    g_hash_table_add (promised->deleted, GUINT_TO_POINTER (number));
    break;
  case 'S':
    promised->seals = number;
    break;
  case 'T':
    promised->stamps++;
    break;
  case 'p':
    promised->is_changing = TRUE;
    break;
  case 'P':
    promised->is_changing = FALSE;
    promised->passphrase = number;
    break;
  default:
    break;
  }
}

static void
work_and_kill (const char *path, Promised *promised, guint delay_us)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *which = g_strdup_printf ("%u", promised->passphrase);
  const char *argv[] = {self, "--work-for-ever", path, which, NULL};
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *first = NULL;

  child = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  first = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (first, ==, "O0");
  g_usleep (delay_us);
  g_subprocess_force_exit (child);
  for (;;) {
    g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

    if (line == NULL)
      break;
    note_line (promised, line);
  }
  g_assert_true (g_subprocess_wait (child, NULL, &error));
  g_assert_true (g_subprocess_get_if_signaled (child));
}

static HikaeCase *
open_after (const char *path, Promised *promised)
{
  HikaeCase *self = try_open (path, passphrases[promised->passphrase]);

  if (self == NULL && promised->is_changing) {
    promised->passphrase = 1 - promised->passphrase;
    self = try_open (path, passphrases[promised->passphrase]);
  }
  promised->is_changing = FALSE;
  g_assert_nonnull (self);
  return self;
}

static void
assert_kept (HikaeCase *self, Promised *promised)
{
  GListModel *items = hikae_case_get_items (self);
  guint count = g_list_model_get_n_items (items);
  guint seals = g_list_model_get_n_items (hikae_case_get_seals (self));
  guint stamps = g_list_model_get_n_items (hikae_case_get_stamps (self));

  hikae_test_case_assert_whole (self);
  /* One more of each may have been committed without a word. */
  g_assert_cmpuint (count, >=, promised->items);
  g_assert_cmpuint (count, <=, promised->items + 1);
  g_assert_cmpuint (seals, >=, promised->seals);
  g_assert_cmpuint (stamps, >=, promised->stamps);
  promised->items = count;
  promised->seals = seals;
  promised->stamps = stamps;
  for (guint i = 0; i < count; i++) {
    g_autoptr (HikaeItem) item = g_list_model_get_item (items, i);

    if (g_hash_table_contains (promised->deleted, GUINT_TO_POINTER (i + 1)))
      g_assert_true (hikae_item_get_deleted (item));
    else if (hikae_item_get_deleted (item))
      g_hash_table_add (promised->deleted, GUINT_TO_POINTER (i + 1));
  }
}

/* Returns how much was done in @kills lives of one case. */
static guint
live (guint kills)
{
  g_autofree char *folder = hikae_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "a.hikae", NULL);
  g_autoptr (GHashTable) deleted = g_hash_table_new (NULL, NULL);
  Promised promised = {.deleted = deleted};

  hikae_test_case_close (hikae_test_case_create (path, FALSE));
  for (guint i = 0; i < kills; i++) {
    /* A slow machine gets longer lives, so that there is something to lose. */
    int longest = promised.done > i ? 40000 : 400000;
    HikaeCase *self = NULL;

    work_and_kill (path, &promised, (guint)g_test_rand_int_range (0, longest));
    g_assert_false (hikae_test_folder_contains (folder, CANARY, strlen (CANARY)));
    self = open_after (path, &promised);
    assert_kept (self, &promised);
    hikae_test_case_close (self);
  }
  hikae_test_remove_folder (g_steal_pointer (&folder));
  return promised.done;
}

static void
test_kill (void)
{
  const char *text = g_getenv ("HIKAE_TEST_KILLS");
  guint kills = text != NULL ? (guint)g_ascii_strtoull (text, NULL, 10) : 12;
  guint done = 0;

  for (guint i = 0; i < kills; i += KILLS_PER_CASE)
    done += live (MIN (kills - i, KILLS_PER_CASE));
  g_test_message ("%u kills, %u changes done before them", kills, done);
  g_assert_cmpuint (done, >=, kills / 2);
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--work-for-ever"))
    return work_for_ever (argv[2], argv[3][0] == '1');
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/case-kill/any-moment", test_kill);
  return g_test_run ();
}
