/* test-case-slots.c: key slots added, changed, renewed, removed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-vfs.h"

static guint
count_slots (HikaeCaseFile *file)
{
  g_autoptr (GArray) list = hikae_case_file_list_slots (file);

  return list->len;
}

static void
assert_add_rejected (HikaeCaseFile *file, HikaeSlotKind kind, const char *label)
{
  g_autoptr (HikaeSecret) helper = hikae_test_secret ("helper");
  g_autoptr (GError) error = NULL;
  guint before = count_slots (file);

  g_assert_false (hikae_case_file_add_slot (
      file, kind, label, helper, HIKAE_TEST_COST, NULL, &error));
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  g_assert_cmpuint (count_slots (file), ==, before);
}

static void
assert_not_owner (HikaeCaseFile *file, HikaeSecret *secret)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (hikae_case_file_check_owner (file, secret, &error));
  hikae_assert_error (error, HIKAE_ERROR_WRONG_SECRET);
}

static void
test_add_and_list (HikaeTestPlace *place, gconstpointer data)
{
  g_autoptr (HikaeSecret) helper = hikae_test_secret ("helper");
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCaseFile) file = hikae_test_create (place->path, "owner", NULL);
  g_autoptr (GArray) list = NULL;
  g_autofree char *long_label = g_strnfill (65, 'l');
  guint index = 99;

  g_assert_true (hikae_case_file_add_slot (
      file, HIKAE_SLOT_HELPER, "Helper 一", helper, HIKAE_TEST_COST, &index, &error));
  g_assert_cmpuint (index, ==, 2);
  assert_not_owner (file, helper);
  assert_add_rejected (file, HIKAE_SLOT_HELPER, long_label);
  assert_add_rejected (file, HIKAE_SLOT_HELPER, "\xff");
  assert_add_rejected (file, HIKAE_SLOT_RECOVERY, "");
  g_clear_pointer (&file, hikae_case_file_free);
  file = hikae_test_unlock (place->path, "helper", &error);
  g_assert_no_error (error);
  g_assert_cmpint (hikae_case_file_get_opened_by (file), ==, HIKAE_SLOT_HELPER);
  list = hikae_case_file_list_slots (file);
  g_assert_cmpuint (list->len, ==, 3);
  g_assert_cmpint (
      g_array_index (list, HikaeSlotInfo, 0).kind, ==, HIKAE_SLOT_PASSPHRASE);
  g_assert_cmpint (g_array_index (list, HikaeSlotInfo, 1).kind, ==, HIKAE_SLOT_RECOVERY);
  g_assert_cmpint (g_array_index (list, HikaeSlotInfo, 2).kind, ==, HIKAE_SLOT_HELPER);
  g_assert_cmpstr (g_array_index (list, HikaeSlotInfo, 2).label, ==, "Helper 一");
  while (count_slots (file) < HIKAE_SLOT_COUNT)
    g_assert_true (hikae_case_file_add_slot (
        file, HIKAE_SLOT_HELPER, "", helper, HIKAE_TEST_COST, NULL, &error));
  assert_add_rejected (file, HIKAE_SLOT_HELPER, "one too many");
}

static void
test_change (HikaeTestPlace *place, gconstpointer data)
{
  g_autoptr (HikaeSecret) code = NULL;
  g_autoptr (HikaeSecret) renewed = NULL;
  g_autoptr (HikaeSecret) changed = hikae_test_secret ("changed");
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCaseFile) file = hikae_test_create (place->path, "owner", &code);

  g_assert_true (hikae_case_file_check_owner (file, code, &error));
  renewed = hikae_case_file_renew_recovery (file, &error);
  g_assert_no_error (error);
  assert_not_owner (file, code);
  g_assert_true (hikae_case_file_check_owner (file, renewed, &error));
  g_assert_true (hikae_case_file_change_slot (file, 0, changed, HIKAE_TEST_COST, &error));
  g_assert_false (
      hikae_case_file_change_slot (file, 1, changed, HIKAE_TEST_COST, &error));
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  g_clear_error (&error);
  g_assert_false (
      hikae_case_file_change_slot (file, 7, changed, HIKAE_TEST_COST, &error));
  hikae_assert_error (error, HIKAE_ERROR_NOT_FOUND);
  g_assert_cmpuint (count_slots (file), ==, 2);
  g_clear_pointer (&file, hikae_case_file_free);
  g_clear_error (&error);
  file = hikae_case_file_unlock (place->path, renewed, &error);
  g_assert_no_error (error);
  g_assert_cmpint (hikae_case_file_get_opened_by (file), ==, HIKAE_SLOT_RECOVERY);
  g_clear_pointer (&file, hikae_case_file_free);
  hikae_test_assert_opens (place->path, "changed");
  hikae_test_assert_opens (place->path, (const char *)hikae_secret_get_bytes (renewed));
  hikae_test_assert_refused (place->path, "owner", HIKAE_ERROR_WRONG_SECRET);
  hikae_test_assert_refused (
      place->path, (const char *)hikae_secret_get_bytes (code), HIKAE_ERROR_WRONG_SECRET);
}

static void
test_remove (HikaeTestPlace *place, gconstpointer data)
{
  g_autoptr (HikaeSecret) code = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCaseFile) file = hikae_test_create (place->path, "owner", &code);

  g_assert_true (hikae_case_file_remove_slot (file, 0, &error));
  g_assert_false (hikae_case_file_remove_slot (file, 0, &error));
  hikae_assert_error (error, HIKAE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (hikae_case_file_remove_slot (file, 1, &error));
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  g_clear_error (&error);
  g_assert_false (hikae_case_file_remove_slot (file, G_MAXUINT, &error));
  hikae_assert_error (error, HIKAE_ERROR_NOT_FOUND);
  g_clear_pointer (&file, hikae_case_file_free);
  hikae_test_assert_refused (place->path, "owner", HIKAE_ERROR_WRONG_SECRET);
  hikae_test_assert_opens (place->path, (const char *)hikae_secret_get_bytes (code));
}

/* A slot that was changed must not come back when one header copy is destroyed. */
static void
test_old_slot_is_gone (HikaeTestPlace *place, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;
  HikaeCaseFile *file = hikae_test_create (place->path, "old", NULL);
  g_autoptr (HikaeSecret) fresh = hikae_test_secret ("new");
  g_autoptr (GError) error = NULL;

  g_assert_true (hikae_case_file_change_slot (file, 0, fresh, HIKAE_TEST_COST, &error));
  hikae_case_file_free (file);
  g_assert_true (g_file_get_contents (place->path, &bytes, &size, NULL));
  for (gsize copy = 0; copy < 2; copy++) {
    bytes[copy * 32768 + 300] ^= 1;
    g_assert_true (g_file_set_contents (place->path, bytes, (gssize)size, NULL));
    hikae_test_assert_refused (place->path, "old", HIKAE_ERROR_WRONG_SECRET);
    hikae_test_assert_opens (place->path, "new");
    bytes[copy * 32768 + 300] ^= 1;
  }
}

#define ADD(name, function)                                                              \
  g_test_add ("/case-slots/" name,                                                       \
              HikaeTestPlace,                                                            \
              NULL,                                                                      \
              hikae_test_place_set_up,                                                   \
              function,                                                                  \
              hikae_test_place_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("add-and-list", test_add_and_list);
  ADD ("change", test_change);
  ADD ("remove", test_remove);
  ADD ("old-slot-is-gone", test_old_slot_is_gone);
  return g_test_run ();
}
