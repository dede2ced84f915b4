/* test-workflow.c: the use cases over an open case, with a real authority on the loopback
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-authority.h"
#include "hikae-test-case.h"
#include "hikae-test.h"
#include "hikae-workflow.h"

#include <string.h>

typedef struct {
  char *folder;
  char *path;
  HikaeTestAuthority *server;
  GBytes *root;
  HikaeCase *open_case;
} Place;

static void
set_up (Place *place, gconstpointer minor)
{
  place->folder = hikae_test_make_folder ();
  place->path = g_build_filename (place->folder, "case.hikae", NULL);
  place->server = hikae_test_authority_new (NULL);
  place->root = hikae_test_pki_format_root (hikae_test_authority_get_pki (place->server));
  place->open_case = hikae_test_case_create (place->path, minor != NULL);
}

static void
tear_down (Place *place, gconstpointer minor)
{
  hikae_test_case_close (place->open_case);
  hikae_test_authority_free (place->server);
  g_bytes_unref (place->root);
  g_free (place->path);
  hikae_test_remove_folder (place->folder);
}

static HikaeStampRun *
stamp (Place *place, const char *behaviour, GError **error)
{
  g_autoptr (GPtrArray) authorities =
      g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_authority_free);
  g_autofree char *url = hikae_test_authority_dup_url (place->server, behaviour);
  g_autoptr (GAsyncResult) result = NULL;
  HikaeAuthority *authority = hikae_authority_new_for_url (url, place->root, error);

  g_assert_nonnull (authority);
  g_ptr_array_add (authorities, authority);
  hikae_stamp_case_async (
      place->open_case, authorities, NULL, NULL, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  return hikae_stamp_case_finish (place->open_case, result, error);
}

static HikaeStamp *
get_only (const HikaeStampRun *run)
{
  g_assert_cmpuint (run->stamps->len, ==, 1);
  return run->stamps->pdata[0];
}

static void
test_stamp (Place *place, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeStampRun) run = NULL;
  g_autoptr (HikaeStampRun) again = NULL;

  hikae_test_case_keep_text (place->open_case, "a.txt", "first");
  run = stamp (place, "", &error);
  g_assert_no_error (error);
  g_assert_true (run->sealed);
  g_assert_cmpint (hikae_stamp_get_state (get_only (run)), ==, HIKAE_STAMP_VALID);
  g_assert_nonnull (hikae_stamp_get_query (get_only (run)));
  g_assert_nonnull (hikae_stamp_get_response (get_only (run)));
  g_assert_cmpuint (run->pending, ==, 1);
  /* Nothing new, and this authority has answered: nobody is asked twice. */
  again = stamp (place, "", &error);
  g_assert_no_error (error);
  g_assert_false (again->sealed);
  g_assert_cmpuint (again->stamps->len, ==, 0);
  hikae_test_case_assert_whole (place->open_case);
}

/* An answer that proves nothing is kept, and the seal stays without a stamp. */
static void
test_stamp_lies (Place *place, gconstpointer unused)
{
  static const char *const lies[] = {"html", "wrong-nonce", "wrong-imprint", "replay"};
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeStampRun) honest = NULL;

  hikae_test_case_keep_text (place->open_case, "a.txt", "first");
  for (guint i = 0; i < G_N_ELEMENTS (lies); i++) {
    g_autoptr (HikaeStampRun) run = stamp (place, lies[i], &error);

    g_test_message ("%s", lies[i]);
    g_assert_no_error (error);
    g_assert_cmpint (hikae_stamp_get_state (get_only (run)), !=, HIKAE_STAMP_VALID);
  }
  honest = stamp (place, "", &error);
  g_assert_no_error (error);
  g_assert_cmpint (hikae_stamp_get_state (get_only (honest)), ==, HIKAE_STAMP_VALID);
}

static gboolean
export_bundle (Place *place, const char *path, GArray *items, GError **error)
{
  HikaeExportChoice choice = {.items = items, .lang = "en"};
  g_autoptr (GAsyncResult) result = NULL;

  hikae_export_bundle_async (
      place->open_case, &choice, path, NULL, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  return hikae_export_bundle_finish (place->open_case, result, error);
}

static HikaeBundleReport *
verify_bundle (Place *place, const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hikae_verify_bundle_async (
      path, NULL, place->root, NULL, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  return hikae_verify_bundle_finish (result, error);
}

static HikaeEvent *
get_last_event (Place *place)
{
  GListModel *events = hikae_case_get_events (place->open_case);

  return g_list_model_get_item (events, g_list_model_get_n_items (events) - 1);
}

static void
test_export (Place *place, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (place->folder, "bundle.zip", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeStampRun) run = NULL;
  g_autoptr (HikaeBundleReport) report = NULL;
  g_autoptr (HikaeEvent) event = NULL;
  g_autoptr (GArray) absent = g_array_new (FALSE, FALSE, sizeof (guint));
  guint number = 99;

  hikae_test_case_keep_text (place->open_case, "a.txt", "first");
  hikae_test_case_keep_text (place->open_case, "b.txt", "second");
  run = stamp (place, "", &error);
  g_assert_no_error (error);
  g_array_append_val (absent, number);
  g_assert_false (export_bundle (place, path, absent, &error));
  hikae_assert_error (error, HIKAE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (export_bundle (place, path, NULL, &error));
  g_assert_no_error (error);
  event = get_last_event (place);
  g_assert_cmpstr (hikae_event_get_kind (event), ==, "bundle.exported");
  g_assert_nonnull (hikae_json_get_string (hikae_event_get_body (event), "sha256"));
  report = verify_bundle (place, path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report->verdict, ==, HIKAE_BUNDLE_GOOD);
  g_assert_cmpuint (report->items_good, ==, 2);
  g_assert_false (export_bundle (place, path, NULL, &error));
  hikae_assert_error (error, HIKAE_ERROR_EXISTS);
}

static void
test_verify_case (Place *place, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeStampRun) run = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) findings = NULL;

  hikae_test_case_keep_text (place->open_case, "a.txt", "first");
  run = stamp (place, "", &error);
  g_assert_no_error (error);
  hikae_verify_case_async (
      place->open_case, NULL, NULL, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  findings = hikae_verify_case_finish (place->open_case, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (findings->len, ==, 0);
}

/* Anchors of somebody else: the stamp must not pass by them. */
static void
test_verify_case_stranger (Place *place, gconstpointer unused)
{
  g_autoptr (HikaeTestAuthority) other = hikae_test_authority_new (NULL);
  g_autoptr (GBytes) stranger =
      hikae_test_pki_format_root (hikae_test_authority_get_pki (other));
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeStampRun) run = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) findings = NULL;

  hikae_test_case_keep_text (place->open_case, "a.txt", "first");
  run = stamp (place, "", &error);
  g_assert_no_error (error);
  hikae_verify_case_async (
      place->open_case, stranger, NULL, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  findings = hikae_verify_case_finish (place->open_case, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (findings->len, ==, 1);
  g_assert_cmpstr (((HikaeFinding *)findings->pdata[0])->part, ==, "stamp");
}

static void
test_extract (Place *place, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (place->folder, "out", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 0;
  guint number = hikae_test_case_keep_text (place->open_case, "a.txt", "first");

  for (int i = 0; i < 2; i++) {
    g_autoptr (GAsyncResult) result = NULL;
    gboolean done = FALSE;

    hikae_extract_item_async (
        place->open_case, number, path, NULL, NULL, hikae_test_result_cb, &result);
    hikae_test_wait (&result);
    done = hikae_extract_item_finish (place->open_case, result, &error);
    g_assert_cmpint (done, ==, i == 0);
  }
  hikae_assert_error (error, HIKAE_ERROR_EXISTS);
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_cmpmem (bytes, size, "first", 5);
}

static HikaeRequest *
write_letter (Place *place, JsonObject *answers, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeLetter) letter = NULL;
  HikaeRequest *request = NULL;

  g_ptr_array_add (items, g_object_ref (hikae_case_find_item (place->open_case, 1)));
  hikae_write_letter_async (place->open_case,
                            "us.tida.223a",
                            "reddit",
                            "en",
                            answers,
                            items,
                            FALSE,
                            NULL,
                            hikae_test_result_cb,
                            &result);
  hikae_test_wait (&result);
  request = hikae_write_letter_finish (place->open_case, result, &letter, error);
  g_assert_true ((request != NULL) == (letter != NULL));
  return request;
}

static void
test_letter_incomplete (Place *place, gconstpointer unused)
{
  g_autoptr (JsonObject) answers = json_object_new ();
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (answers, "country", "US");
  json_object_set_string_member (answers, "adult", "yes");
  json_object_set_string_member (answers, "shows", "ai_nude_or_sexual");
  hikae_test_case_keep_text (place->open_case, "a.txt", "first");
  g_assert_null (write_letter (place, answers, &error));
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  g_assert_cmpuint (
      g_list_model_get_n_items (hikae_case_get_requests (place->open_case)), ==, 0);
}

static void
test_letter_minor (Place *place, gconstpointer unused)
{
  g_autoptr (JsonObject) answers = json_object_new ();
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data ("n", 1, NULL);
  g_autoptr (HikaeDraft) draft =
      hikae_draft_new (HIKAE_ITEM_NOTE, "note.txt", "text/plain", stream);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItem) item =
      hikae_test_case_try_keep (place->open_case, draft, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (item);
  g_assert_null (write_letter (place, answers, &error));
  hikae_assert_error (error, HIKAE_ERROR_DENIED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, minor, func)                                                           \
  g_test_add ("/workflow/" name, Place, minor, set_up, func, tear_down)
  ADD ("stamp", NULL, test_stamp);
  ADD ("stamp/lies", NULL, test_stamp_lies);
  ADD ("export", NULL, test_export);
  ADD ("verify-case", NULL, test_verify_case);
  ADD ("verify-case/stranger", NULL, test_verify_case_stranger);
  ADD ("extract", NULL, test_extract);
  ADD ("letter/incomplete", NULL, test_letter_incomplete);
  ADD ("letter/minor", "minor", test_letter_minor);
  return g_test_run ();
}
