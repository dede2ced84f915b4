/* test-case-recovery.c: a case knows whether somebody has its recovery code
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-case.h"
#include "hikae-test.h"

#include <glib/gstdio.h>

typedef struct {
  char *folder;
  char *path;
  HikaeCase *open_case;
  HikaeSecret *code;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HikaeSecret) passphrase = hikae_test_secret (HIKAE_TEST_PASSPHRASE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = hikae_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "a.hikae", NULL);
  hikae_case_create_async (fixture->path,
                           "Summer",
                           FALSE,
                           passphrase,
                           hikae_test_fast_cost (),
                           NULL,
                           hikae_test_result_cb,
                           &result);
  hikae_test_wait (&result);
  fixture->open_case = hikae_case_create_finish (result, &fixture->code, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  hikae_test_case_close (fixture->open_case);
  hikae_secret_unref (fixture->code);
  g_free (fixture->path);
  hikae_test_remove_folder (fixture->folder);
}

/* @secret: (nullable): the passphrase when NULL. */
static void
reopen (Fixture *fixture, const char *path, HikaeSecret *secret)
{
  g_autoptr (HikaeSecret) passphrase = hikae_test_secret (HIKAE_TEST_PASSPHRASE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hikae_test_case_close (fixture->open_case);
  hikae_case_open_async (
      path, secret != NULL ? secret : passphrase, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  fixture->open_case = hikae_case_open_finish (result, &error);
  g_assert_no_error (error);
}

static gboolean
confirm (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hikae_case_confirm_recovery_async (fixture->open_case, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  return hikae_case_confirm_recovery_finish (fixture->open_case, result, error);
}

static HikaeSecret *
renew (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hikae_case_renew_recovery_async (fixture->open_case, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  return hikae_case_renew_recovery_finish (fixture->open_case, result, error);
}

static void
test_confirmed (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  const guint events =
      g_list_model_get_n_items (hikae_case_get_events (fixture->open_case));

  g_assert_true (hikae_case_get_recovery_waits (fixture->open_case));
  reopen (fixture, fixture->path, NULL);
  g_assert_true (hikae_case_get_recovery_waits (fixture->open_case));
  g_assert_true (confirm (fixture, &error));
  g_assert_no_error (error);
  g_assert_false (hikae_case_get_recovery_waits (fixture->open_case));
  reopen (fixture, fixture->path, NULL);
  g_assert_false (hikae_case_get_recovery_waits (fixture->open_case));
  /* It is hers, and no part of what is proved. */
  g_assert_cmpuint (
      g_list_model_get_n_items (hikae_case_get_events (fixture->open_case)), ==, events);
  hikae_test_case_assert_whole (fixture->open_case);
}

/* Who opens the case with the code has it; that needs no question. */
static void
test_used (Fixture *fixture, gconstpointer unused)
{
  reopen (fixture, fixture->path, fixture->code);
  g_assert_true (hikae_case_get_by_code (fixture->open_case));
  g_assert_false (hikae_case_get_recovery_waits (fixture->open_case));
  reopen (fixture, fixture->path, NULL);
  g_assert_false (hikae_case_get_recovery_waits (fixture->open_case));
}

static void
test_renewed (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeSecret) code = NULL;

  g_assert_true (confirm (fixture, &error));
  code = renew (fixture, &error);
  g_assert_no_error (error);
  g_assert_true (hikae_case_get_recovery_waits (fixture->open_case));
  reopen (fixture, fixture->path, NULL);
  g_assert_true (hikae_case_get_recovery_waits (fixture->open_case));
  reopen (fixture, fixture->path, code);
  g_assert_false (hikae_case_get_recovery_waits (fixture->open_case));
}

/* Where nothing can be written: neither said to be confirmed, nor made new. */
static void
test_read_only (Fixture *fixture, gconstpointer confirmed)
{
  const gboolean waits = confirmed == NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeSecret) code = NULL;
  g_autofree char *copy = g_build_filename (fixture->folder, "read", "a.hikae", NULL);
  g_autofree char *folder = g_path_get_dirname (copy);
  g_autofree char *bytes = NULL;
  gsize size = 0;

  if (!waits)
    g_assert_true (confirm (fixture, &error));
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, &error));
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (copy, bytes, (gssize)size, &error));
  g_assert_cmpint (g_chmod (copy, 0400), ==, 0);
  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
  hikae_test_set_rights (FALSE);
  reopen (fixture, copy, NULL);
  g_assert_true (hikae_case_get_read_only (fixture->open_case));
  g_assert_true (hikae_case_get_recovery_waits (fixture->open_case) == waits);
  g_assert_false (confirm (fixture, &error));
  hikae_assert_error (error, HIKAE_ERROR_DENIED);
  g_clear_error (&error);
  code = renew (fixture, &error);
  g_assert_null (code);
  hikae_assert_error (error, HIKAE_ERROR_DENIED);
  g_assert_true (hikae_case_get_recovery_waits (fixture->open_case) == waits);
  reopen (fixture, copy, fixture->code);
  g_assert_false (hikae_case_get_recovery_waits (fixture->open_case));
  reopen (fixture, copy, NULL);
  g_assert_true (hikae_case_get_recovery_waits (fixture->open_case) == waits);
  hikae_test_set_rights (TRUE);
}

/* There is nothing left to confirm. */
static void
test_removed (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GAsyncResult) listing = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GArray) slots = NULL;
  g_autoptr (GError) error = NULL;

  hikae_case_list_slots_async (fixture->open_case, hikae_test_result_cb, &listing);
  hikae_test_wait (&listing);
  slots = hikae_case_list_slots_finish (fixture->open_case, listing, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (slots->len, ==, 2);
  g_assert_cmpint (g_array_index (slots, HikaeSlotInfo, 1).kind, ==, HIKAE_SLOT_RECOVERY);
  hikae_case_remove_slot_async (fixture->open_case,
                                g_array_index (slots, HikaeSlotInfo, 1).index,
                                hikae_test_result_cb,
                                &result);
  hikae_test_wait (&result);
  g_assert_true (hikae_case_remove_slot_finish (fixture->open_case, result, &error));
  g_assert_false (hikae_case_get_recovery_waits (fixture->open_case));
  reopen (fixture, fixture->path, NULL);
  g_assert_false (hikae_case_get_recovery_waits (fixture->open_case));
}

/* A helper can not make a new code, and is not asked to. */
static void
test_helper (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HikaeSecret) helper = hikae_test_secret ("somebody she trusts");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hikae_case_add_slot_async (fixture->open_case,
                             HIKAE_SLOT_HELPER,
                             "",
                             helper,
                             hikae_test_fast_cost (),
                             hikae_test_result_cb,
                             &result);
  hikae_test_wait (&result);
  g_assert_true (hikae_case_add_slot_finish (fixture->open_case, result, NULL, &error));
  reopen (fixture, fixture->path, helper);
  g_assert_false (hikae_case_get_recovery_waits (fixture->open_case));
  reopen (fixture, fixture->path, NULL);
  g_assert_true (hikae_case_get_recovery_waits (fixture->open_case));
}

/* A rescued case has a code of its own, whatever she has of the damaged one. */
static void
test_rescued (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HikaeSecret) passphrase = hikae_test_secret (HIKAE_TEST_PASSPHRASE);
  g_autoptr (HikaeSecret) code = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeRescueReport) report = NULL;
  g_autofree char *rescued = g_build_filename (fixture->folder, "b.hikae", NULL);

  g_assert_true (confirm (fixture, &error));
  reopen (fixture, fixture->path, NULL);
  hikae_test_case_close (fixture->open_case);
  hikae_case_rescue_async (fixture->path,
                           passphrase,
                           rescued,
                           passphrase,
                           hikae_test_fast_cost (),
                           NULL,
                           NULL,
                           hikae_test_result_cb,
                           &result);
  hikae_test_wait (&result);
  report = hikae_case_rescue_finish (result, &code, &error);
  g_assert_no_error (error);
  fixture->open_case = hikae_test_case_open (rescued);
  g_assert_true (hikae_case_get_recovery_waits (fixture->open_case));
  reopen (fixture, fixture->path, NULL);
  g_assert_false (hikae_case_get_recovery_waits (fixture->open_case));
}

#define ADD(path, data, test)                                                            \
  g_test_add (path, Fixture, GINT_TO_POINTER (data), set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/recovery/confirmed", 0, test_confirmed);
  ADD ("/recovery/used", 0, test_used);
  ADD ("/recovery/renewed", 0, test_renewed);
  ADD ("/recovery/removed", 0, test_removed);
  ADD ("/recovery/helper", 0, test_helper);
  ADD ("/recovery/read-only", 0, test_read_only);
  ADD ("/recovery/read-only-confirmed", 1, test_read_only);
  ADD ("/recovery/rescued", 0, test_rescued);
  return g_test_run ();
}
