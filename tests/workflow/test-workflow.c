/* test-workflow.c: the use cases over an open case, with a real authority on the loopback
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-hasher.h"
#include "hikae-test-authority.h"
#include "hikae-test-case.h"
#include "hikae-test.h"
#include "hikae-tsa-request.h"
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
  hikae_stamp_case_async (place->open_case,
                          &(HikaeStampChoice){.authorities = authorities},
                          NULL,
                          NULL,
                          hikae_test_result_cb,
                          &result);
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

/* What the authority does, what becomes of it, and a word that the log must have. */
static const struct {
  const char *behaviour;
  HikaeStampState state;
  const char *code;
  const char *words;
} faults[] = {
    {"wrong-type", HIKAE_STAMP_VALID, NULL, "existed at"},
    {"html", HIKAE_STAMP_INVALID, "PARSE", "the network answered and not the authority"},
    {"gzip", HIKAE_STAMP_INVALID, "PARSE", "not a time-stamp answer"},
    {"empty", HIKAE_STAMP_INVALID, "PARSE", "not a time-stamp answer"},
    {"truncated", HIKAE_STAMP_INVALID, "PARSE", "not a time-stamp answer"},
    {"trailing", HIKAE_STAMP_INVALID, "TRAILING", "bytes after the end"},
    {"replay", HIKAE_STAMP_INVALID, "NONCE_MISMATCH", "about other bytes"},
    {"wrong-nonce", HIKAE_STAMP_INVALID, "NONCE_MISMATCH", "another query"},
    {"no-nonce", HIKAE_STAMP_INVALID, "NONCE_MISSING", "random number"},
    {"wrong-imprint", HIKAE_STAMP_INVALID, "IMPRINT_MISMATCH", "about other bytes"},
    {"wrong-policy", HIKAE_STAMP_INVALID, "POLICY_MISMATCH", "policy"},
    {"stranger", HIKAE_STAMP_INDETERMINATE, "CHAIN_TRUST", "pinned authority"},
    {"no-certificate", HIKAE_STAMP_INDETERMINATE, "SIGNER_CERT", "not at hand"},
    {"rejection", HIKAE_STAMP_INVALID, "REJECTED", "busy"},
    {"rejection-with-token", HIKAE_STAMP_INVALID, "REJECTED", "refused the request"},
    {"past", HIKAE_STAMP_INVALID, "CLOCK_WINDOW", "between asking and answering"},
    {"future", HIKAE_STAMP_INVALID, "GENTIME_FUTURE", "in the future"},
    {"slow", HIKAE_STAMP_QUEUED, "", "Timeout"},
    {"drip", HIKAE_STAMP_QUEUED, "", "Timeout"},
    {"drop", HIKAE_STAMP_QUEUED, "", "HTTP request"},
    {"drop-middle", HIKAE_STAMP_QUEUED, "", "HTTP request"},
    {"huge", HIKAE_STAMP_QUEUED, "", "larger than the limit"},
    {"endless", HIKAE_STAMP_QUEUED, "", "larger than the limit"},
    {"429",
     HIKAE_STAMP_QUEUED,
     HIKAE_STAMP_TURNED_AWAY,
     "429 and asks to wait 3600 seconds"},
    {"503",
     HIKAE_STAMP_QUEUED,
     HIKAE_STAMP_TURNED_AWAY,
     "503 and asks to wait 1 seconds"},
    {"500", HIKAE_STAMP_QUEUED, HIKAE_STAMP_TURNED_AWAY, "status 500"},
    {"404", HIKAE_STAMP_QUEUED, HIKAE_STAMP_TURNED_AWAY, "status 404"},
    {"redirect", HIKAE_STAMP_QUEUED, HIKAE_STAMP_TURNED_AWAY, "status 308"},
};

static HikaeAuthority *
make_faulty (Place *place, const char *behaviour)
{
  g_autofree char *url = hikae_test_authority_dup_url (place->server, behaviour);
  g_autoptr (GError) error = NULL;
  HikaeAuthority *authority = hikae_authority_new_for_url (url, place->root, &error);

  g_assert_no_error (error);
  authority->spacing_seconds = 0;
  authority->policies = g_strdup ("1.3.6.1.4.1.13762.3");
  return authority;
}

static void
assert_fault (const HikaeStampRun *run, const HikaeAuthority *authority, guint fault)
{
  HikaeStamp *found = NULL;

  for (guint i = 0; i < run->stamps->len; i++)
    if (g_str_equal (hikae_stamp_get_authority (run->stamps->pdata[i]), authority->id))
      found = run->stamps->pdata[i];
  g_assert_nonnull (found);
  g_test_message ("%s: %s (%s)",
                  faults[fault].behaviour,
                  hikae_stamp_get_detail (found),
                  hikae_stamp_get_codes (found));
  g_assert_cmpint (hikae_stamp_get_state (found), ==, faults[fault].state);
  g_assert_nonnull (
      g_strstr_len (hikae_stamp_get_detail (found), -1, faults[fault].words));
  if (g_strcmp0 (faults[fault].code, "") == 0)
    g_assert_cmpstr (hikae_stamp_get_codes (found), ==, "");
  else if (faults[fault].code != NULL)
    g_assert_nonnull (
        g_strstr_len (hikae_stamp_get_codes (found), -1, faults[fault].code));
}

/* What /replay will tell again. */
static void
remember_old_answer (Place *place)
{
  HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, "old", 3);
  g_autoptr (GBytes) query = hikae_tsa_request_new (&digest, NULL, NULL);
  g_autoptr (GBytes) answer = hikae_test_authority_answer (place->server, "", query);

  g_assert_cmpuint (g_bytes_get_size (answer), >, 0);
}

/* All of them at once, each an authority of its own; nobody waits longer than is patient.
 * Afterwards nothing is lost and an honest one can be asked. */
static void
test_faults (Place *place, gconstpointer unused)
{
  g_autoptr (GPtrArray) authorities =
      g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_authority_free);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeStampRun) run = NULL;
  g_autoptr (HikaeStampRun) honest = NULL;
  gint64 start = g_get_monotonic_time ();

  hikae_test_case_keep_text (place->open_case, "a.txt", "first");
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    g_ptr_array_add (authorities, make_faulty (place, faults[i].behaviour));
  remember_old_answer (place);
  hikae_stamp_case_async (place->open_case,
                          &(HikaeStampChoice){.authorities = authorities, .patience = 3},
                          NULL,
                          NULL,
                          hikae_test_result_cb,
                          &result);
  hikae_test_wait (&result);
  run = hikae_stamp_case_finish (place->open_case, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (run->stamps->len, ==, G_N_ELEMENTS (faults));
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    assert_fault (run, authorities->pdata[i], i);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 30 * G_USEC_PER_SEC);
  g_assert_cmpuint (run->pending, ==, 1);
  hikae_test_case_assert_whole (place->open_case);
  honest = stamp (place, "", &error);
  g_assert_no_error (error);
  g_assert_cmpint (hikae_stamp_get_state (get_only (honest)), ==, HIKAE_STAMP_VALID);
  g_assert_cmpuint (honest->pending, ==, 0);
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
  const HikaeLetterChoice choice = {
      .basis = "us.tida.223a",
      .recipient = "reddit",
      .lang = "en",
      .answers = answers,
      .items = items,
  };

  hikae_write_letter_async (
      place->open_case, &choice, NULL, hikae_test_result_cb, &result);
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
  ADD ("stamp/faults", NULL, test_faults);
  ADD ("export", NULL, test_export);
  ADD ("verify-case", NULL, test_verify_case);
  ADD ("verify-case/stranger", NULL, test_verify_case_stranger);
  ADD ("extract", NULL, test_extract);
  ADD ("letter/incomplete", NULL, test_letter_incomplete);
  ADD ("letter/minor", "minor", test_letter_minor);
  return g_test_run ();
}
