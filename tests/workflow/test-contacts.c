/* test-contacts.c: registries asked on loopback: real-shaped, hostile and absent answers
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-hasher.h"
#include "hikae-test-case.h"
#include "hikae-test-site.h"
#include "hikae-test.h"
#include "hikae-wacz.h"
#include "hikae-workflow.h"

#include <string.h>

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/rdap+json\r\n"
#define CARD(mail)                                                                       \
  "\"vcardArray\":[\"vcard\",[[\"fn\",{},\"text\",\"Abuse\"],[\"email\",{},\"text\","    \
  "\"" mail "\"]]]"

typedef struct {
  HikaeTestSite *site;
  HikaeLawPack *pack;
  char *base;
} Fixture;

static void
answer (Fixture *fixture, const char *path, const char *body)
{
  g_autofree char *whole =
      g_strdup_printf (HEAD "Content-Length: %zu\r\n\r\n%s", strlen (body), body);

  hikae_test_site_add (fixture->site, path, whole, -1, TRUE);
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *related = NULL;

  (void)unused;
  fixture->site = hikae_test_site_new (NULL);
  fixture->pack = hikae_law_pack_load_shipped (&error);
  g_assert_no_error (error);
  fixture->base =
      g_strdup_printf ("http://127.0.0.1:%u", hikae_test_site_get_port (fixture->site));
  related = g_strdup_printf (
      "{\"objectClassName\":\"domain\",\"ldhName\":\"two.example\",\"links\":[{\"rel\":"
      "\"related\",\"type\":\"application/rdap+json\",\"href\":\"%s/registrar\"}],"
      "\"entities\":[{\"roles\":[\"registrar\"],\"vcardArray\":[\"vcard\",[[\"fn\",{},"
      "\"text\",\"Thick Ltd\"]]]}]}",
      fixture->base);
  answer (fixture, "/domain/two.example", related);
  answer (fixture,
          "/registrar",
          "{\"objectClassName\":\"domain\",\"entities\":[{\"roles\":[\"registrar\"],"
          "\"entities\":[{\"roles\":[\"abuse\"]," CARD ("abuse@thick.example") "}]}]}");
  answer (fixture,
          "/ip/192.0.2.7",
          "{\"objectClassName\":\"ip network\",\"name\":\"CLOUDFLARENET\",\"country\":"
          "\"US\",\"entities\":[{\"roles\":[\"registrant\"],\"entities\":[{\"roles\":["
          "\"abuse\"]," CARD ("abuse@net.example") "}]}]}");
  answer (fixture, "/ip/192.0.2.8", "<html>no</html>");
  answer (fixture,
          "/domain/inside.example",
          "{\"objectClassName\":\"domain\",\"links\":[{\"rel\":\"related\",\"type\":"
          "\"application/rdap+json\",\"href\":\"http://127.0.0.1:1/secret\"}]}");
  hikae_test_site_add (fixture->site,
                       "/domain/moved.example",
                       "HTTP/1.1 302 Found\r\nLocation: /domain/two.example\r\n"
                       "Content-Length: 0\r\n\r\n",
                       -1,
                       TRUE);
  hikae_test_site_add (fixture->site,
                       "/domain/away.example",
                       "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/x\r\n"
                       "Content-Length: 0\r\n\r\n",
                       -1,
                       TRUE);
  hikae_test_site_add (fixture->site,
                       "/domain/circle.example",
                       "HTTP/1.1 302 Found\r\nLocation: /domain/circle.example\r\n"
                       "Content-Length: 0\r\n\r\n",
                       -1,
                       TRUE);
  hikae_test_site_add (fixture->site,
                       "/domain/none.example",
                       "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
                       -1,
                       TRUE);
  hikae_test_site_add_endless (fixture->site, "/ip/192.0.2.9", HEAD "\r\n", "[[[[[[[[[[");
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  (void)unused;
  hikae_test_site_free (fixture->site);
  hikae_law_pack_free (fixture->pack);
  g_free (fixture->base);
}

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer slot)
{
  (void)source;
  *(GAsyncResult **)slot = g_object_ref (result);
}

static JsonObject *
find (Fixture *fixture, HikaeCase *open_case, const char *url, gboolean ask)
{
  const HikaeContactsQuery query = {
      .url = url, .lang = "en", .rdap = fixture->base, .ask = ask};
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *reply = NULL;

  hikae_find_contacts_async (open_case, fixture->pack, &query, NULL, ready_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  reply = hikae_find_contacts_finish (result, &error);
  g_assert_no_error (error);
  return reply;
}

static const char *
first_mail (JsonObject *reply, const char *member)
{
  JsonArray *contacts =
      hikae_json_get_array (hikae_json_get_object (reply, member), "contacts");

  return contacts != NULL && json_array_get_length (contacts) > 0
             ? hikae_json_get_string (json_array_get_object_element (contacts, 0),
                                      "email")
             : NULL;
}

static gboolean
has_problem (JsonObject *reply, const char *about, const char *code)
{
  JsonArray *problems = hikae_json_get_array (reply, "problems");

  for (guint i = 0; i < json_array_get_length (problems); i++) {
    JsonObject *problem = json_array_get_object_element (problems, i);

    if (g_strcmp0 (hikae_json_get_string (problem, "about"), about) == 0 &&
        g_strcmp0 (hikae_json_get_string (problem, "code"), code) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
test_registrar (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (JsonObject) reply = find (fixture, NULL, "https://img.two.example/a", TRUE);
  g_autoptr (JsonObject) moved = find (fixture, NULL, "https://moved.example/a", TRUE);

  (void)unused;
  g_assert_cmpstr (first_mail (reply, "registrar"), ==, "abuse@thick.example");
  g_assert_cmpstr (
      hikae_json_get_string (hikae_json_get_object (reply, "registrar"), "registrar"),
      ==,
      "Thick Ltd");
  g_assert_cmpstr (hikae_json_get_string (reply, "fallback"), ==, "abuse@two.example");
  g_assert_true (has_problem (reply, "network", "no-address"));
  g_assert_cmpstr (first_mail (moved, "registrar"), ==, "abuse@thick.example");
}

static void
test_network (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (JsonObject) reply = find (fixture, NULL, "http://192.0.2.7/a", TRUE);

  (void)unused;
  g_assert_cmpstr (first_mail (reply, "network"), ==, "abuse@net.example");
  g_assert_cmpstr (
      hikae_json_get_string (hikae_json_get_object (reply, "cdn"), "recipient"),
      ==,
      "cloudflare");
}

static void
test_hostile (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (JsonObject) page = find (fixture, NULL, "http://192.0.2.8/a", TRUE);
  g_autoptr (JsonObject) endless = find (fixture, NULL, "http://192.0.2.9/a", TRUE);
  g_autoptr (JsonObject) away = find (fixture, NULL, "https://away.example/", TRUE);
  g_autoptr (JsonObject) circle = find (fixture, NULL, "https://circle.example/", TRUE);
  g_autoptr (JsonObject) none = find (fixture, NULL, "https://none.example/", TRUE);
  g_autoptr (JsonObject) inside = find (fixture, NULL, "https://inside.example/", TRUE);

  (void)unused;
  g_assert_true (has_problem (page, "network", "unreadable"));
  g_assert_true (has_problem (endless, "network", "unreachable"));
  g_assert_true (has_problem (away, "domain", "refused"));
  g_assert_true (has_problem (circle, "domain", "unreadable"));
  g_assert_true (has_problem (none, "domain", "unknown"));
  g_assert_null (first_mail (inside, "registrar"));
  g_assert_cmpuint (
      json_array_get_length (hikae_json_get_array (inside, "asked")), ==, 1);
}

/* Nobody is asked without a yes, nor about a platform that is known. */
static void
test_asks_only_when_told (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (JsonObject) quiet = find (fixture, NULL, "https://two.example/", FALSE);
  g_autoptr (JsonObject) known = find (fixture, NULL, "https://mobile.x.com/a", TRUE);
  g_autofree char *log = hikae_test_site_dup_log (fixture->site);

  (void)unused;
  g_assert_cmpstr (log, ==, "");
  g_assert_false (json_object_has_member (quiet, "asked_at"));
  g_assert_cmpstr (hikae_json_get_string (known, "recipient"), ==, "x");
  g_assert_cmpuint (
      json_array_get_length (hikae_json_get_array (known, "channels")), >, 2);
}

/* The second time the case answers. */
static void
test_kept (Fixture *fixture, gconstpointer unused)
{
  char *folder = hikae_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "a.hikae", NULL);
  HikaeCase *open_case = hikae_test_case_create (path, FALSE);
  g_autoptr (JsonObject) first = find (fixture, open_case, "http://192.0.2.7/a", TRUE);
  g_autofree char *log = hikae_test_site_dup_log (fixture->site);
  g_autoptr (JsonObject) second = find (fixture, open_case, "http://192.0.2.7/b", FALSE);
  g_autofree char *same = hikae_test_site_dup_log (fixture->site);

  (void)unused;
  g_assert_false (hikae_json_get_boolean (first, "cached", TRUE));
  g_assert_true (hikae_json_get_boolean (second, "cached", FALSE));
  g_assert_cmpstr (first_mail (second, "network"), ==, "abuse@net.example");
  g_assert_cmpstr (log, ==, same);
  hikae_test_case_close (open_case);
  hikae_test_remove_folder (folder);
}

/* An answer in which nobody was found is no answer to keep. */
static void
test_failure_is_not_kept (Fixture *fixture, gconstpointer unused)
{
  char *folder = hikae_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "a.hikae", NULL);
  HikaeCase *open_case = hikae_test_case_create (path, FALSE);
  g_autoptr (JsonObject) first = find (fixture, open_case, "http://192.0.2.8/a", TRUE);
  g_autoptr (JsonObject) second = find (fixture, open_case, "http://192.0.2.8/a", TRUE);
  g_autoptr (JsonObject) quiet = find (fixture, open_case, "http://192.0.2.8/a", FALSE);

  (void)unused;
  g_assert_true (has_problem (first, "network", "unreadable"));
  g_assert_false (hikae_json_get_boolean (second, "cached", TRUE));
  g_assert_true (has_problem (second, "network", "unreadable"));
  g_assert_false (hikae_json_get_boolean (quiet, "cached", TRUE));
  hikae_test_case_close (open_case);
  hikae_test_remove_folder (folder);
}

/* No registry is asked about an address of somebody's own network. */
static void
test_private (Fixture *fixture, gconstpointer unused)
{
  static const char *const urls[] = {
      "http://[fd12::1]/", "http://100.64.0.1/", "http://198.18.0.1/"};

  (void)unused;
  g_clear_pointer (&fixture->base, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++) {
    g_autoptr (JsonObject) reply = find (fixture, NULL, urls[i], TRUE);

    g_assert_true (has_problem (reply, "network", "private"));
    g_assert_cmpuint (
        json_array_get_length (hikae_json_get_array (reply, "asked")), ==, 0);
  }
}

static HikaeWarcBlock
make_block (const char *text)
{
  HikaeWarcBlock block = {0};

  block.stream = g_memory_input_stream_new_from_data (text, -1, NULL);
  block.size = strlen (text);
  block.sha256 = hikae_hash_bytes (HIKAE_DIGEST_SHA256, text, block.size);
  block.payload_offset = block.size;
  block.payload_sha256 = hikae_hash_bytes (HIKAE_DIGEST_SHA256, "", 0);
  return block;
}

static void
add_exchange (HikaeWacz *wacz, const char *uri, const char *response)
{
  g_autoptr (GError) error = NULL;
  HikaeWarcExchange exchange = {.uri = uri, .method = "GET", .date = 1, .status = 200};

  exchange.request = make_block ("GET / HTTP/1.1\r\n\r\n");
  exchange.response = make_block (response);
  g_assert_true (hikae_wacz_add (wacz, &exchange, &error));
  g_assert_no_error (error);
  g_object_unref (exchange.request.stream);
  g_object_unref (exchange.response.stream);
}

/* A page of @uri as the recorder keeps it: something of another site comes first. */
static void
keep_page (HikaeCase *open_case, const char *uri, const char *response)
{
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeWacz) wacz = hikae_wacz_new (sink, uri, "title", 1, &error);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (HikaeDraft) draft = NULL;
  g_autoptr (HikaeItem) item = NULL;

  g_assert_no_error (error);
  add_exchange (
      wacz, "https://elsewhere.example/", "HTTP/1.1 200 OK\r\nServer: a\r\n\r\n");
  add_exchange (wacz, uri, response);
  g_assert_true (hikae_wacz_finish (wacz, &error));
  g_assert_true (g_output_stream_close (sink, NULL, &error));
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (sink));
  stream = g_memory_input_stream_new_from_bytes (bytes);
  draft = hikae_draft_new (HIKAE_ITEM_WEB_PAGE, "page.wacz", "application/wacz", stream);
  hikae_draft_set_claim (draft, "url", uri);
  item = hikae_test_case_try_keep (open_case, draft, NULL, &error);
  g_assert_no_error (error);
}

/* What a kept page's own head says tells who stands before the host; nobody is asked. */
static void
test_recorded_head (Fixture *fixture, gconstpointer unused)
{
  char *folder = hikae_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "a.hikae", NULL);
  HikaeCase *open_case = hikae_test_case_create (path, FALSE);
  g_autoptr (JsonObject) behind = NULL;
  g_autoptr (JsonObject) plain = NULL;
  g_autoptr (JsonObject) other = NULL;
  g_autofree char *log = NULL;
  JsonObject *cdn = NULL;

  (void)unused;
  keep_page (open_case,
             "https://img.two.example/1",
             "HTTP/1.1 200 OK\r\nServer: cloudflare\r\nCF-RAY: 8f-NRT\r\n\r\n");
  keep_page (open_case,
             "https://plain.example/1",
             "HTTP/1.1 200 OK\r\nServer: nginx\r\nX-Note: cf-ray: no\r\n\r\n");
  behind = find (fixture, open_case, "https://img.two.example/2", FALSE);
  plain = find (fixture, open_case, "https://plain.example/2", FALSE);
  other = find (fixture, open_case, "https://two.example/", FALSE);
  log = hikae_test_site_dup_log (fixture->site);
  cdn = hikae_json_get_object (behind, "cdn");
  g_assert_cmpstr (hikae_json_get_string (cdn, "name"), ==, "Cloudflare");
  g_assert_cmpint (hikae_json_get_int (cdn, "item", 0), ==, 1);
  g_assert_cmpuint (json_array_get_length (hikae_json_get_array (cdn, "channels")), >, 0);
  g_assert_false (json_object_has_member (plain, "cdn"));
  g_assert_false (json_object_has_member (other, "cdn"));
  g_assert_cmpstr (log, ==, "");
  hikae_test_case_close (open_case);
  hikae_test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/contacts/registrar", Fixture, NULL, set_up, test_registrar, tear_down);
  g_test_add ("/contacts/network", Fixture, NULL, set_up, test_network, tear_down);
  g_test_add ("/contacts/hostile", Fixture, NULL, set_up, test_hostile, tear_down);
  g_test_add ("/contacts/asks-only-when-told",
              Fixture,
              NULL,
              set_up,
              test_asks_only_when_told,
              tear_down);
  g_test_add ("/contacts/kept", Fixture, NULL, set_up, test_kept, tear_down);
  g_test_add ("/contacts/failure-is-not-kept",
              Fixture,
              NULL,
              set_up,
              test_failure_is_not_kept,
              tear_down);
  g_test_add (
      "/contacts/recorded-head", Fixture, NULL, set_up, test_recorded_head, tear_down);
  g_test_add ("/contacts/private", Fixture, NULL, set_up, test_private, tear_down);
  return g_test_run ();
}
