/* test-share-page.c: a page with cookies handed over without them, and with them
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-hasher.h"
#include "hikae-test-archive.h"
#include "hikae-test-case.h"
#include "hikae-test.h"
#include "hikae-wacz.h"
#include "hikae-workflow.h"

#include <string.h>

#define SECRET "SENTINEL-SECRET"

typedef struct {
  char *folder;
  HikaeCase *open_case;
  GBytes *archive;
  guint page;
} Place;

static HikaeWarcBlock
make_block (const char *text)
{
  HikaeWarcBlock block = {0};
  const gsize head = (gsize)(strstr (text, "\r\n\r\n") + 4 - text);

  block.stream = g_memory_input_stream_new_from_data (g_strdup (text), -1, g_free);
  block.size = strlen (text);
  block.sha256 = hikae_hash_bytes (HIKAE_DIGEST_SHA256, text, block.size);
  block.payload_offset = head;
  block.payload_sha256 =
      hikae_hash_bytes (HIKAE_DIGEST_SHA256, text + head, block.size - head);
  return block;
}

/* One page of a signed-in person. */
static GBytes *
make_archive (void)
{
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeWacz) wacz =
      hikae_wacz_new (sink, "https://e.example/", "title", 1000000, &error);
  HikaeWarcExchange exchange = {0};

  g_assert_no_error (error);
  exchange.uri = "https://e.example/";
  exchange.method = "GET";
  exchange.date = 1000000;
  exchange.status = 200;
  exchange.mime = "text/html";
  exchange.request = make_block ("GET / HTTP/1.1\r\nHost: e.example\r\n"
                                 "Cookie: id=" SECRET "\r\n\r\n");
  exchange.response = make_block ("HTTP/1.1 200 OK\r\nSet-Cookie: a=" SECRET
                                  "\r\nContent-Length: 8\r\n\r\nthe-page");
  g_assert_true (hikae_wacz_add (wacz, &exchange, &error));
  g_assert_no_error (error);
  g_object_unref (exchange.request.stream);
  g_object_unref (exchange.response.stream);
  g_assert_true (hikae_wacz_finish (wacz, &error));
  g_output_stream_close (sink, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (sink));
}

static guint
keep (HikaeCase *open_case, HikaeItemKind kind, const char *name, GBytes *bytes, guint of)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (HikaeDraft) draft =
      hikae_draft_new (kind, name, "application/octet-stream", stream);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItem) item = NULL;

  json_object_set_string_member (hikae_draft_get_facts (draft), "method", "web");
  json_object_set_int_member (hikae_draft_get_facts (draft), "credentials", 2);
  if (of != 0)
    hikae_draft_set_derived_from (draft, of);
  item = hikae_test_case_try_keep (open_case, draft, NULL, &error);
  g_assert_no_error (error);
  return hikae_item_get_number (item);
}

static void
set_up (Place *place, gconstpointer data)
{
  g_autofree char *path = NULL;

  place->folder = hikae_test_make_folder ();
  path = g_build_filename (place->folder, "case.hikae", NULL);
  place->open_case = hikae_test_case_create (path, FALSE);
  place->archive = make_archive ();
  place->page =
      keep (place->open_case, HIKAE_ITEM_WEB_PAGE, "page.wacz", place->archive, 0);
}

static void
tear_down (Place *place, gconstpointer data)
{
  hikae_test_case_close (place->open_case);
  g_bytes_unref (place->archive);
  hikae_test_remove_folder (place->folder);
}

/* (transfer full): all bytes of the bundle, archives in it opened; it must verify. */
static GString *
export_bundle (Place *place, const char *name, const HikaeExportChoice *choice)
{
  g_autofree char *path = g_build_filename (place->folder, name, NULL);
  g_autoptr (GAsyncResult) written = NULL;
  g_autoptr (GAsyncResult) verified = NULL;
  g_autoptr (HikaeBundleReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize size = 0;

  hikae_export_bundle_async (
      place->open_case, choice, path, NULL, NULL, hikae_test_result_cb, &written);
  hikae_test_wait (&written);
  g_assert_true (hikae_export_bundle_finish (place->open_case, written, &error));
  g_assert_no_error (error);
  hikae_verify_bundle_async (
      path, NULL, NULL, NULL, NULL, hikae_test_result_cb, &verified);
  hikae_test_wait (&verified);
  report = hikae_verify_bundle_finish (verified, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report->verdict, ==, HIKAE_BUNDLE_GOOD);
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  return hikae_test_unpack ((const guint8 *)bytes, size);
}

static gboolean
has (const GString *bundle, const char *text)
{
  return memmem (bundle->str, bundle->len, text, strlen (text)) != NULL;
}

static void
test_without (Place *place, gconstpointer data)
{
  const HikaeExportChoice choice = {.lang = "en"};
  g_autoptr (GArray) only = g_array_new (FALSE, FALSE, sizeof (guint));
  const HikaeExportChoice one = {.lang = "en", .items = only};
  GString *bundle = export_bundle (place, "all.zip", &choice);

  g_assert_false (has (bundle, SECRET));
  g_assert_true (has (bundle, "the-page"));
  g_assert_true (has (bundle, "\"records_only\":[1]"));
  g_assert_true (has (bundle, "\"payloads\":[2]"));
  g_assert_true (has (bundle, "only a copy without them goes along"));
  g_string_free (bundle, TRUE);
  /* The page alone: with the copy that is there by now, and no second one. */
  g_array_append_val (only, place->page);
  bundle = export_bundle (place, "one.zip", &one);
  g_assert_false (has (bundle, SECRET));
  g_assert_true (has (bundle, "the-page"));
  g_assert_true (has (bundle, "\"payloads\":[2]"));
  g_assert_cmpuint (
      g_list_model_get_n_items (hikae_case_get_items (place->open_case)), ==, 2);
  g_string_free (bundle, TRUE);
}

static void
test_with (Place *place, gconstpointer data)
{
  const HikaeExportChoice choice = {.lang = "en", .private_fields = HIKAE_BUNDLE_COOKIES};
  GString *bundle = export_bundle (place, "all.zip", &choice);

  g_assert_true (has (bundle, SECRET));
  g_assert_true (has (bundle, "the-page"));
  g_assert_true (has (bundle, "\"payloads\":[1]"));
  g_assert_true (has (bundle, "go along with their cookies, as asked"));
  g_string_free (bundle, TRUE);
}

/* An archive of which no copy can be made stays out, and the rest goes along. */
static void
test_unknown (Place *place, gconstpointer data)
{
  const HikaeExportChoice choice = {.lang = "en"};
  g_autoptr (GBytes) other = g_bytes_new_static ("no archive " SECRET, 26);
  const guint number =
      keep (place->open_case, HIKAE_ITEM_WEB_PAGE, "other.wacz", other, 0);
  GString *bundle = export_bundle (place, "all.zip", &choice);

  g_assert_cmpuint (number, ==, 2);
  g_assert_false (has (bundle, SECRET));
  g_assert_true (has (bundle, "\"records_only\":[1,2]"));
  g_assert_true (has (bundle, "\"payloads\":[3]"));
  g_string_free (bundle, TRUE);
}

/* What a page was saved as besides shows all that the page shows: it is no redaction. */
static void
test_redacted (Place *place, gconstpointer data)
{
  const HikaeExportChoice choice = {.lang = "en", .redacted = TRUE};
  g_autoptr (GBytes) copy = g_bytes_new_static ("mhtml " SECRET, 21);
  const guint number =
      keep (place->open_case, HIKAE_ITEM_DERIVED, "page.mhtml", copy, place->page);
  GString *bundle = export_bundle (place, "all.zip", &choice);

  g_assert_cmpuint (number, ==, 2);
  g_assert_false (has (bundle, SECRET));
  g_assert_false (has (bundle, "the-page"));
  g_assert_true (has (bundle, "\"records_only\":[1,2]"));
  g_string_free (bundle, TRUE);
}

#define ADD(name, test) g_test_add (name, Place, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/share-page/without-cookies", test_without);
  ADD ("/share-page/with-cookies", test_with);
  ADD ("/share-page/unknown-archive", test_unknown);
  ADD ("/share-page/redacted", test_redacted);
  return g_test_run ();
}
