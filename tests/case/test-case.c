/* test-case.c: the open case: keep, read, seal, stamp, ask, delete, close
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-hasher.h"
#include "hikae-store.h"
#include "hikae-test-case.h"
#include "hikae-test.h"

#include <malloc.h>
#include <string.h>

typedef struct {
  char *folder;
  char *path;
  HikaeCase *open_case;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer minor)
{
  fixture->folder = hikae_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "a.hikae", NULL);
  fixture->open_case =
      hikae_test_case_create (fixture->path, GPOINTER_TO_INT (minor) != 0);
}

static void
tear_down (Fixture *fixture, gconstpointer minor)
{
  if (fixture->open_case != NULL)
    hikae_test_case_close (fixture->open_case);
  g_free (fixture->path);
  hikae_test_remove_folder (fixture->folder);
}

static void
reopen (Fixture *fixture)
{
  hikae_test_case_close (fixture->open_case);
  fixture->open_case = hikae_test_case_open (fixture->path);
}

static const char *
event_kind (HikaeCase *open_case, guint seq)
{
  g_autoptr (HikaeEvent) event =
      g_list_model_get_item (hikae_case_get_events (open_case), seq - 1);

  g_assert_nonnull (event);
  g_assert_cmpuint (hikae_event_get_seq (event), ==, seq);
  return hikae_event_get_kind (event);
}

static guint
count (GListModel *list)
{
  return g_list_model_get_n_items (list);
}

static void
test_new (Fixture *fixture, gconstpointer unused)
{
  reopen (fixture);
  g_assert_cmpstr (hikae_case_get_title (fixture->open_case), ==, "Summer");
  g_assert_false (hikae_case_get_minor (fixture->open_case));
  g_assert_cmpuint (count (hikae_case_get_events (fixture->open_case)), ==, 1);
  g_assert_cmpstr (event_kind (fixture->open_case, 1), ==, "case.created");
  g_assert_cmpuint (count (hikae_case_get_items (fixture->open_case)), ==, 0);
  hikae_test_case_assert_whole (fixture->open_case);
}

/* Sizes around every border of the chunks come back as they went in. */
static void
test_sizes (Fixture *fixture, gconstpointer unused)
{
  static const gsize sizes[] = {
      0, 1, 4096, 1048575, 1048576, 1048577, 2 * 1048576, 3 * 1048576 + 17};

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree guint8 *bytes = g_malloc (sizes[i] + 1);
    g_autoptr (HikaeDraft) draft = NULL;
    g_autoptr (HikaeItem) item = NULL;
    g_autoptr (GError) error = NULL;
    HikaeDigest digest = {0};
    g_autofree char *hex = NULL;

    for (gsize j = 0; j < sizes[i]; j++)
      bytes[j] = (guint8)((j * 2654435761u) >> 13);
    digest = hikae_hash_bytes (HIKAE_DIGEST_SHA512, bytes, sizes[i]);
    hex = hikae_digest_format_hex (&digest);
    draft = hikae_test_draft (HIKAE_ITEM_FILE, "clip.MP4", bytes, sizes[i]);
    item = hikae_test_case_try_keep (fixture->open_case, draft, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (hikae_item_get_number (item), ==, i + 1);
    g_assert_cmpuint (hikae_item_get_size (item), ==, sizes[i]);
    g_assert_cmpstr (hikae_item_get_sha512 (item), ==, hex);
  }
  reopen (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = hikae_test_case_read (fixture->open_case, i + 1, &error);
    const guint8 *data = NULL;

    g_assert_no_error (error);
    g_assert_cmpuint (g_bytes_get_size (bytes), ==, sizes[i]);
    data = g_bytes_get_data (bytes, NULL);
    for (gsize j = 0; j < sizes[i]; j++)
      g_assert_cmpuint (data[j], ==, (guint8)((j * 2654435761u) >> 13));
  }
  hikae_test_case_assert_whole (fixture->open_case);
}

static void
test_event_of_keep (Fixture *fixture, gconstpointer unused)
{
  guint number = hikae_test_case_keep_text (fixture->open_case, "a.txt", "abc");
  HikaeItem *item = hikae_case_find_item (fixture->open_case, number);
  g_autoptr (HikaeEvent) event =
      g_list_model_get_item (hikae_case_get_events (fixture->open_case), 1);
  JsonObject *body = hikae_event_get_body (event);
  HikaeDigest digest = {0};
  g_autofree char *hex = NULL;
  gsize size = 0;
  const void *record = g_bytes_get_data (hikae_item_get_record (item), &size);

  digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, record, size);
  hex = hikae_digest_format_hex (&digest);
  g_assert_cmpstr (hikae_event_get_kind (event), ==, "item.kept");
  g_assert_cmpint (hikae_json_get_int (body, "item", 0), ==, number);
  g_assert_cmpint (hikae_json_get_int (body, "size", 0), ==, 3);
  g_assert_cmpstr (hikae_json_get_string (body, "path"), ==, "items/000001.txt");
  g_assert_cmpstr (
      hikae_json_get_string (body, "sha256"), ==, hikae_item_get_sha256 (item));
  g_assert_cmpstr (hikae_json_get_string (body, "record_sha256"), ==, hex);
}

/* The list is byte for byte what its documentation says. */
static void
test_seal (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (HikaeSeal) none = hikae_test_case_seal (fixture->open_case);
  g_autoptr (HikaeSeal) seal = NULL;
  g_autoptr (HikaeSeal) again = NULL;
  g_autoptr (HikaeEvent) head = NULL;
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autofree char *hash = NULL;
  gsize size = 0;
  const char *list = NULL;

  g_assert_null (none);
  hikae_test_case_keep_text (fixture->open_case, "a.txt", "abc");
  hikae_test_case_keep_text (fixture->open_case, "b", "");
  seal = hikae_test_case_seal (fixture->open_case);
  again = hikae_test_case_seal (fixture->open_case);
  g_assert_null (again);
  g_assert_cmpuint (hikae_seal_get_number (seal), ==, 1);
  for (guint number = 1; number <= 2; number++) {
    HikaeItem *item = hikae_case_find_item (fixture->open_case, number);
    const void *record = g_bytes_get_data (hikae_item_get_record (item), &size);
    HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, record, size);
    g_autofree char *hex = hikae_digest_format_hex (&digest);

    g_assert_cmpuint (hikae_item_get_seal (item), ==, 1);
    g_string_append_printf (expected,
                            "%s  %s\n%s  meta/%06u.json\n",
                            hikae_item_get_sha256 (item),
                            hikae_item_get_path (item),
                            hex,
                            number);
  }
  head = g_list_model_get_item (hikae_case_get_events (fixture->open_case), 2);
  hash = hikae_digest_format_hex (hikae_event_get_hash (head));
  g_string_append_printf (expected, "%s  seals/seal-0001.head.json\n", hash);
  bytes = hikae_seal_load_list (seal, NULL);
  list = g_bytes_get_data (bytes, &size);
  g_assert_cmpmem (list, size, expected->str, expected->len);
  g_assert_true (g_bytes_equal (hikae_seal_get_head (seal), hikae_event_get_line (head)));
  g_assert_cmpstr (event_kind (fixture->open_case, 4), ==, "seal.created");
  reopen (fixture);
  g_assert_cmpuint (count (hikae_case_get_seals (fixture->open_case)), ==, 1);
  g_assert_cmpuint (
      hikae_item_get_seal (hikae_case_find_item (fixture->open_case, 2)), ==, 1);
  hikae_test_case_assert_whole (fixture->open_case);
}

/* A list too long for memory says the same; what is asked for is read from the case, and
 * no more once that is closed. */
static void
test_seal_in_parts (Fixture *fixture, gconstpointer unused)
{
  const gsize usual = hikae_store_seal_part;
  g_autoptr (HikaeSeal) seal = NULL;
  g_autoptr (GBytes) list = NULL;
  g_autofree char *sha256 = NULL;
  g_autoptr (GError) error = NULL;

  hikae_store_seal_part = 64;
  test_seal (fixture, NULL);
  seal = g_list_model_get_item (hikae_case_get_seals (fixture->open_case), 0);
  list = hikae_seal_load_list (seal, &error);
  g_assert_no_error (error);
  sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, list);
  g_assert_cmpstr (sha256, ==, hikae_seal_get_sha256 (seal));
  g_assert_cmpuint (hikae_seal_get_size (seal), ==, g_bytes_get_size (list));
  /* Only what is about no item is at hand. */
  g_assert_false (hikae_seal_covers (
      seal,
      hikae_item_get_sha256 (hikae_case_find_item (fixture->open_case, 1)),
      "items/000001.txt"));
  reopen (fixture);
  g_clear_pointer (&list, g_bytes_unref);
  list = hikae_seal_load_list (seal, &error);
  g_assert_null (list);
  hikae_assert_error (error, HIKAE_ERROR_INTERRUPTED);
  hikae_store_seal_part = usual;
}

static void
test_seal_log (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeSeal) seal = NULL;

  hikae_case_seal_async (
      fixture->open_case, TRUE, NULL, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  seal = hikae_case_seal_finish (fixture->open_case, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (seal);
  hikae_test_case_assert_whole (fixture->open_case);
}

static void
test_delete (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HikaeSeal) seal = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  hikae_test_case_keep_text (fixture->open_case, "a.txt", "abc");
  hikae_test_case_keep_text (fixture->open_case, "b.txt", "def");
  seal = hikae_test_case_seal (fixture->open_case);
  hikae_test_case_delete (fixture->open_case, 2);
  g_assert_true (hikae_item_get_deleted (hikae_case_find_item (fixture->open_case, 2)));
  bytes = hikae_test_case_read (fixture->open_case, 2, &error);
  hikae_assert_error (error, HIKAE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  hikae_case_delete_item_async (
      fixture->open_case, 2, "again", NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  g_assert_false (hikae_case_delete_item_finish (fixture->open_case, result, &error));
  hikae_assert_error (error, HIKAE_ERROR_NOT_FOUND);
  g_assert_cmpuint (
      hikae_test_case_keep_text (fixture->open_case, "c.txt", "ghi"), ==, 3);
  reopen (fixture);
  g_assert_true (hikae_item_get_deleted (hikae_case_find_item (fixture->open_case, 2)));
  g_assert_cmpuint (count (hikae_case_get_items (fixture->open_case)), ==, 3);
  hikae_test_case_assert_whole (fixture->open_case);
}

static void
add_stamp (HikaeCase *open_case, const char *authority, HikaeStampState state, int code)
{
  g_autoptr (HikaeStamp) stamp =
      hikae_stamp_new (1, authority, "http://tsa.example/", state);
  g_autoptr (GBytes) query = g_bytes_new ("query", 5);
  g_autoptr (GBytes) token = g_bytes_new ("token", 5);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hikae_stamp_set_exchange (stamp, query, NULL, 1, 2, "{}");
  hikae_stamp_set_verdict (stamp, token, NULL, 3, "signer", "", "a sentence");
  hikae_case_add_stamp_async (open_case, stamp, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  if (code < 0) {
    g_assert_true (hikae_case_add_stamp_finish (open_case, result, &error));
    g_assert_no_error (error);
    return;
  }
  g_assert_false (hikae_case_add_stamp_finish (open_case, result, &error));
  hikae_assert_error (error, code);
}

static void
test_stamps (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HikaeSeal) seal = NULL;

  add_stamp (fixture->open_case, "one", HIKAE_STAMP_VALID, HIKAE_ERROR_NOT_FOUND);
  hikae_test_case_keep_text (fixture->open_case, "a.txt", "abc");
  seal = hikae_test_case_seal (fixture->open_case);
  add_stamp (fixture->open_case, "one", HIKAE_STAMP_QUEUED, -1);
  add_stamp (fixture->open_case, "two", HIKAE_STAMP_QUEUED, -1);
  add_stamp (fixture->open_case, "one", HIKAE_STAMP_VALID, -1);
  add_stamp (fixture->open_case, "one", HIKAE_STAMP_INVALID, -1);
  /* Named by the log as received, so it stays beside the better one. */
  add_stamp (fixture->open_case, "two", HIKAE_STAMP_INDETERMINATE, -1);
  add_stamp (fixture->open_case, "two", HIKAE_STAMP_QUEUED, -1);
  for (guint pass = 0; pass < 2; pass++) {
    g_autoptr (HikaeStamp) one =
        g_list_model_get_item (hikae_case_get_stamps (fixture->open_case), 0);
    g_autoptr (HikaeStamp) two =
        g_list_model_get_item (hikae_case_get_stamps (fixture->open_case), 1);

    g_assert_cmpuint (count (hikae_case_get_stamps (fixture->open_case)), ==, 2);
    g_assert_cmpuint (hikae_case_get_older_stamps (fixture->open_case)->len, ==, 1);
    g_assert_cmpint (hikae_stamp_get_state (one), ==, HIKAE_STAMP_VALID);
    g_assert_cmpint (hikae_stamp_get_state (two), ==, HIKAE_STAMP_QUEUED);
    g_assert_cmpuint (g_bytes_get_size (hikae_stamp_get_query (one)), ==, 5);
    g_assert_null (hikae_stamp_get_response (one));
    g_assert_cmpstr (hikae_stamp_get_signer (one), ==, "signer");
    g_assert_cmpint (hikae_stamp_get_gen_time (one), ==, 3);
    reopen (fixture);
  }
  g_assert_cmpstr (event_kind (fixture->open_case, 6), ==, "stamp.received");
  g_assert_cmpstr (event_kind (fixture->open_case, 7), ==, "stamp.failed");
  hikae_test_case_assert_whole (fixture->open_case);
}

static HikaeRequest *
change_request (HikaeCase *open_case, guint number, const char *note, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hikae_case_change_request_async (
      open_case, number, HIKAE_REQUEST_SENT, note, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  return hikae_case_change_request_finish (open_case, result, error);
}

static void
test_requests (Fixture *fixture, gconstpointer unused)
{
  const char *text = "{\"basis\":\"jp.x\",\"schema\":\"hikae-request/1\"}";
  g_autoptr (GBytes) record = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes) wrong = g_bytes_new ("{}", 2);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeRequest) request = NULL;
  g_autoptr (HikaeRequest) changed = NULL;
  g_autoptr (HikaeRequest) missing = NULL;

  hikae_case_add_request_async (fixture->open_case,
                                record,
                                HIKAE_REQUEST_READY,
                                NULL,
                                hikae_test_result_cb,
                                &result);
  hikae_test_wait (&result);
  request = hikae_case_add_request_finish (fixture->open_case, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hikae_request_get_number (request), ==, 1);
  changed = change_request (fixture->open_case, 1, "by web form", &error);
  g_assert_no_error (error);
  g_assert_cmpint (hikae_request_get_state (changed), ==, HIKAE_REQUEST_SENT);
  missing = change_request (fixture->open_case, 9, NULL, &error);
  hikae_assert_error (error, HIKAE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_clear_object (&result);
  hikae_case_add_request_async (fixture->open_case,
                                wrong,
                                HIKAE_REQUEST_READY,
                                NULL,
                                hikae_test_result_cb,
                                &result);
  hikae_test_wait (&result);
  g_assert_null (hikae_case_add_request_finish (fixture->open_case, result, &error));
  hikae_assert_error (error, HIKAE_ERROR_DAMAGED);
  reopen (fixture);
  g_assert_cmpuint (count (hikae_case_get_requests (fixture->open_case)), ==, 1);
  g_assert_cmpstr (event_kind (fixture->open_case, 3), ==, "request.changed");
  hikae_test_case_assert_whole (fixture->open_case);
}

static void
test_events (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeEvent) event = NULL;

  json_object_set_string_member (body, "name", "証拠\n\"x\"");
  hikae_case_add_event_async (
      fixture->open_case, "bundle.exported", body, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  event = hikae_case_add_event_finish (fixture->open_case, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hikae_event_get_seq (event), ==, 2);
  g_clear_object (&result);
  hikae_case_add_event_async (
      fixture->open_case, "Not a kind", NULL, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  g_assert_null (hikae_case_add_event_finish (fixture->open_case, result, &error));
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  reopen (fixture);
  g_assert_cmpuint (count (hikae_case_get_events (fixture->open_case)), ==, 2);
  hikae_test_case_assert_whole (fixture->open_case);
}

static void
assert_refused (Fixture *fixture, HikaeDraft *draft, int code)
{
  guint items = count (hikae_case_get_items (fixture->open_case));
  guint events = count (hikae_case_get_events (fixture->open_case));
  g_autoptr (GError) error = NULL;

  g_assert_null (hikae_test_case_try_keep (fixture->open_case, draft, NULL, &error));
  hikae_assert_error (error, code);
  g_assert_cmpuint (count (hikae_case_get_items (fixture->open_case)), ==, items);
  g_assert_cmpuint (count (hikae_case_get_events (fixture->open_case)), ==, events);
}

static void
test_minor (Fixture *fixture, gconstpointer unused)
{
  static const HikaeItemKind media[] = {HIKAE_ITEM_FILE,
                                        HIKAE_ITEM_SCREENSHOT,
                                        HIKAE_ITEM_WEB_PAGE,
                                        HIKAE_ITEM_CLIPBOARD,
                                        HIKAE_ITEM_DERIVED};
  g_autoptr (HikaeDraft) note = hikae_test_draft (HIKAE_ITEM_NOTE, "note.txt", "a", 1);
  g_autoptr (HikaeDraft) binary =
      hikae_test_draft (HIKAE_ITEM_NOTE, "note.txt", "\x89PNG\xff", 5);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new ();
  g_autoptr (HikaeDraft) picture =
      hikae_draft_new (HIKAE_ITEM_LINK, "x", "image/png", stream);
  g_autoptr (HikaeItem) item = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (media); i++) {
    g_autoptr (HikaeDraft) draft = hikae_test_draft (media[i], "x.jpg", "abc", 3);

    assert_refused (fixture, draft, HIKAE_ERROR_DENIED);
    /* Not a byte of it was read. */
    g_assert_cmpint (
        g_seekable_tell (G_SEEKABLE (hikae_draft_get_payload (draft))), ==, 0);
  }
  assert_refused (fixture, binary, HIKAE_ERROR_DENIED);
  assert_refused (fixture, picture, HIKAE_ERROR_DENIED);
  item = hikae_test_case_try_keep (fixture->open_case, note, NULL, &error);
  g_assert_no_error (error);
  reopen (fixture);
  g_assert_true (hikae_case_get_minor (fixture->open_case));
  hikae_test_case_assert_whole (fixture->open_case);
}

static void
test_claims (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (HikaeDraft) draft = hikae_test_draft (HIKAE_ITEM_FILE, "x", "abc", 3);
  g_autoptr (HikaeDraft) twice = hikae_test_draft (HIKAE_ITEM_FILE, "x", "abc", 3);
  g_autofree char *longest = g_strnfill (HIKAE_ITEM_CLAIM_MAX + 1, 'a');
  g_autoptr (HikaeItem) item = NULL;
  g_autoptr (GError) error = NULL;

  hikae_draft_set_claim (draft, "url", longest);
  assert_refused (fixture, draft, HIKAE_ERROR_REJECTED);
  longest[HIKAE_ITEM_CLAIM_MAX] = '\0';
  hikae_draft_set_claim (draft, "url", longest);
  item = hikae_test_case_try_keep (fixture->open_case, draft, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hikae_item_get_claim (item, "url"), ==, longest);
  g_clear_object (&item);
  /* Control characters take six bytes each in the record. */
  memset (longest, '\1', HIKAE_ITEM_CLAIM_MAX);
  hikae_draft_set_claim (twice, "note", longest);
  assert_refused (fixture, twice, HIKAE_ERROR_REJECTED);
  hikae_draft_set_claim (twice, "note", NULL);
  item = hikae_test_case_try_keep (fixture->open_case, twice, NULL, &error);
  g_assert_no_error (error);
  /* A draft can be kept once: a second time its stream would be empty. */
  assert_refused (fixture, twice, HIKAE_ERROR_REJECTED);
  hikae_test_case_assert_whole (fixture->open_case);
}

/* An export has the streams of all items open at once: none may keep what it has read. */
static void
test_streams_keep_nothing (Fixture *fixture, gconstpointer unused)
{
  const gsize size = HIKAE_STORE_CHUNK_SIZE;
  g_autofree char *bytes = g_strnfill (size, 'b');
  g_autofree char *back = g_malloc (size);
  g_autoptr (GPtrArray) streams = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (HikaeDraft) draft = hikae_test_draft (HIKAE_ITEM_FILE, "x", bytes, size);
  g_autoptr (HikaeItem) item = NULL;
  g_autoptr (GError) error = NULL;
  struct mallinfo2 before = {0};
  struct mallinfo2 after = {0};

  item = hikae_test_case_try_keep (fixture->open_case, draft, NULL, &error);
  g_assert_no_error (error);
  before = mallinfo2 ();
  for (guint i = 0; i < 40; i++) {
    GInputStream *stream = hikae_case_open_payload (fixture->open_case, 1);
    gsize got = 0;

    g_ptr_array_add (streams, stream);
    g_assert_true (g_input_stream_read_all (stream, back, size, &got, NULL, &error));
    g_assert_no_error (error);
    g_assert_cmpmem (back, got, bytes, size);
  }
  after = mallinfo2 ();
  g_assert_cmpuint (after.uordblks + after.hblkhd,
                    <,
                    before.uordblks + before.hblkhd + 8 * HIKAE_STORE_CHUNK_SIZE);
}

#define ADD(path, minor, test)                                                           \
  g_test_add (path, Fixture, GINT_TO_POINTER (minor), set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/case/new", 0, test_new);
  ADD ("/case/sizes", 0, test_sizes);
  ADD ("/case/streams-keep-nothing", 0, test_streams_keep_nothing);
  ADD ("/case/event-of-keep", 0, test_event_of_keep);
  ADD ("/case/seal", 0, test_seal);
  ADD ("/case/seal-in-parts", 0, test_seal_in_parts);
  ADD ("/case/seal-log", 0, test_seal_log);
  ADD ("/case/delete", 0, test_delete);
  ADD ("/case/stamps", 0, test_stamps);
  ADD ("/case/requests", 0, test_requests);
  ADD ("/case/events", 0, test_events);
  ADD ("/case/minor", 1, test_minor);
  ADD ("/case/claims", 0, test_claims);
  return g_test_run ();
}
