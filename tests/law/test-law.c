/* test-law.c: the law pack: what is refused, whom an address leads to, which bases fit
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-digest.h"
#include "hikae-law-fit.h"
#include "hikae-law-host.h"
#include "hikae-law-pack.h"
#include "hikae-test.h"

#include <string.h>

#define PACK "data/law/hikae.core.json"

static gint64
parse_time (const char *text)
{
  gint64 when = 0;

  g_assert_true (hikae_clock_parse (text, &when));
  return when;
}

static HikaeLawPack *
load_shipped (void)
{
  g_autoptr (GError) error = NULL;
  HikaeLawPack *pack = hikae_law_pack_load_shipped (&error);

  g_assert_no_error (error);
  return pack;
}

static char *
load_text (const char *relative)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", relative, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
test_shipped (void)
{
  g_autoptr (HikaeLawPack) pack = load_shipped ();
  g_autoptr (GPtrArray) fresh =
      hikae_law_pack_list_warnings (pack, parse_time ("2026-11-25T00:00:00Z"));
  g_autoptr (GPtrArray) stale =
      hikae_law_pack_list_warnings (pack, parse_time ("2027-11-25T00:00:00Z"));
  g_autoptr (GPtrArray) past =
      hikae_law_pack_list_warnings (pack, parse_time ("2001-01-01T00:00:00Z"));

  g_assert_nonnull (hikae_law_pack_find_basis (pack, "us.tida.223a"));
  g_assert_null (hikae_law_pack_find_basis (pack, "no.such"));
  g_assert_null (hikae_law_pack_find_basis (pack, NULL));
  g_assert_nonnull (hikae_law_pack_find_recipient (pack, "x"));
  g_assert_cmpuint (json_array_get_length (hikae_law_pack_list_support (pack)), >, 30);
  g_assert_cmpuint (fresh->len, ==, 1);
  g_assert_cmpuint (stale->len, ==, 2);
  g_assert_nonnull (strstr (g_ptr_array_index (stale, 0), "not been checked since 2026"));
  g_assert_nonnull (strstr (g_ptr_array_index (past, 0), "later than this computer"));
}

/* Each row changes the shipped pack in one place; the whole is then refused and the
 * message says where. */
static const struct {
  const char *old_text;
  const char *new_text;
  const char *names;
} breaks[] = {
    {"\"schema_version\": 1,", "", "\"schema_version\" is missing"},
    {"\"issued\": \"2026-11-26\"",
     "\"issued\": \"2026-02-30\"",
     "issued: not a calendar"},
    {"\"pack_id\": \"hikae.core\"", "\"pack_id\": 7", "pack_id: not of type string"},
    {"\"pack_id\": \"hikae.core\"", "\"pack_id\": \"No Id\"", "pack_id: does not follow"},
    {"\"stale_after_days\": 180", "\"stale_after_days\": 3", "stale_after_days"},
    {"\"status\": \"in_force\"",
     "\"status\": \"maybe\"",
     "legal_bases[0] (us.tida.223a)"},
    {"\"citation\":",
     "\"zitation\":",
     "us.tida.223a): the member \"citation\" is missing"},
    {"\"nature\": \"notice_and_removal\"", "\"natur\": \"x\"", ".natur: a member that"},
    {"\"real_nude_or_sexual\": \"yes\"", "\"real_nude_or_sexual\": \"ja\"", "not one of"},
    {"\"in_force_from\": \"2026-05-19\"", "\"in_force_from\": \"26-5-19\"", "calendar"},
    {"\"us.15usc6851\"\n", "\"us.none\"\n", "names \"us.none\", which is nowhere"},
    {"\"id\": \"us.tida.crime\"", "\"id\": \"us.tida.223a\"", "is there twice"},
    {"\"id\": \"x.japan\"", "\"id\": \"x.tida\"", "channel id \"x.tida\" is there twice"},
    {"\"reviewed\": null", "\"reviewed\": \"2026-01-01\"", "without a reviewer"},
    {"\"value\": 48", "\"value\": 0", "the number is too small"},
    {"\"value\": 48", "\"value\": 1.5", "cannot be counted"},
    {"\"value\": 48,", "", "either a number with its unit"},
    {"\"twitter.com\"", "\"https://twitter.com/\"", "is not a domain name"},
    {"\"twitter.com\"", "\"reddit.com\"", "leads to two recipients"},
    {"\"url\": \"https://uscode", "\"locator2\": \"https://uscode", "sources[0]"},
    {"\"en\": \"TAKE IT DOWN Act: notice", "\"de\": \"TAKE", "\"en\" is missing"},
    {"\"confidence\": \"high\"", "\"confidence\": null", "confidence"},
    {"\"schema_version\": 1", "\"schema_version\": 1, \"schema_version\": 1", "line 2"},
    {"\"recipients\": [", "\"recipients\": [[", "law pack: JSON line "},
    {"\"twitter.com\"", "\"co.jp\"", "belongs to no single operator"},
    {"\"address\": \"https://help.x.com/forms/",
     "\"address\": \"file:///etc/",
     "begins with https"},
    {"\"address\": \"https://help.x.com/forms/",
     "\"address\": \"javascript:alert(1)//",
     "begins with https"},
    {"\"address\": \"abuse@telegram.org\"",
     "\"address\": \"abuse at telegram.org\"",
     "not a mail address"},
    {"\"url\": \"https://uscode", "\"url\": \"file://uscode", "on the web or for mail"},
    {"{", "\xef\xbb\xbf{", "byte order mark"},
    {"\"accessed\": \"2026-11-23\"",
     "\"accessed\": \"2027-01-01\"",
     "later than the pack"},
    {"\"status\": \"in_force\"",
     "\"status\": \"maybe\"",
     "law pack: line 20: legal_bases[0]"},
};

static char *
replace_first (const char *text, const char *old_text, const char *new_text)
{
  const char *at = strstr (text, old_text);
  g_autofree char *head = NULL;

  g_assert_nonnull (at);
  head = g_strndup (text, (gsize)(at - text));
  return g_strconcat (head, new_text, at + strlen (old_text), NULL);
}

static void
test_broken (void)
{
  g_autofree char *text = load_text (PACK);

  for (guint i = 0; i < G_N_ELEMENTS (breaks); i++) {
    g_autofree char *broken =
        replace_first (text, breaks[i].old_text, breaks[i].new_text);
    g_autoptr (GError) error = NULL;

    g_assert_null (hikae_law_pack_load (broken, -1, 0, &error));
    hikae_assert_error (error, HIKAE_ERROR_REJECTED);
    if (strstr (error->message, breaks[i].names) == NULL)
      g_error ("break %u: \"%s\" does not name %s", i, error->message, breaks[i].names);
  }
}

static void
test_not_a_pack (void)
{
  static const char *const texts[] = {"", "[]", "7", "{}", "{\"a\":", "\xff\xfe"};
  g_autoptr (GError) newer = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (hikae_law_pack_load (texts[i], -1, 0, &error));
    hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  }
  g_assert_null (hikae_law_pack_load ("{\"schema_version\": 2}", -1, 0, &newer));
  hikae_assert_error (newer, HIKAE_ERROR_TOO_NEW);
}

/* A keyword that the checker does not know would be a hole: the schema is walked. */
static void
check_keywords (JsonObject *schema)
{
  static const char *const known[] = {"$schema",
                                      "$id",
                                      "$defs",
                                      "$ref",
                                      "title",
                                      "description",
                                      "type",
                                      "required",
                                      "properties",
                                      "items",
                                      "enum",
                                      "const",
                                      "pattern",
                                      "minItems",
                                      "minLength",
                                      "minProperties",
                                      "propertyNames",
                                      "format",
                                      "minimum",
                                      "additionalProperties",
                                      "exclusiveMinimum",
                                      "uniqueItems",
                                      "oneOf",
                                      "if",
                                      "then",
                                      "not",
                                      "default",
                                      NULL};
  static const char *const maps[] = {"properties", "$defs", NULL};
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *node = NULL;

  json_object_iter_init (&iter, schema);
  while (json_object_iter_next (&iter, &name, &node)) {
    if (!g_strv_contains (known, name))
      g_error ("the schema uses %s", name);
    if (!JSON_NODE_HOLDS_OBJECT (node))
      continue;
    if (g_strv_contains (maps, name)) {
      JsonObjectIter inner;
      JsonNode *child = NULL;

      json_object_iter_init (&inner, json_node_get_object (node));
      while (json_object_iter_next (&inner, NULL, &child))
        check_keywords (json_node_get_object (child));
    } else {
      check_keywords (json_node_get_object (node));
    }
  }
}

static void
test_schema_keywords (void)
{
  g_autofree char *text = load_text ("data/law/law-pack.schema.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = hikae_json_parse (text, -1, HIKAE_LAW_PACK_MAX, &error);

  g_assert_no_error (error);
  check_keywords (json_node_get_object (node));
}

static void
test_host (void)
{
  static const struct {
    const char *address;
    const char *host;
  } rows[] = {
      {"https://x.com/a/status/1", "x.com"},
      {"  HTTPS://WWW.X.COM./a ", "www.x.com"},
      {"x.com/a", "x.com"},
      {"//x.com/a", "x.com"},
      {"x.com:8443/a", "x.com"},
      {"https://user:pass@x.com/a", "x.com"},
      {"https://x.com@evil.org/a", "evil.org"},
      {"https://evil.org\\@x.com/a", "evil.org"},
      {"https://evil.org/@x.com", "evil.org"},
      {"https://evil.org?@x.com", "evil.org"},
      {"https://evil.org#@x.com", "evil.org"},
      {"https:/\\x.com/a", "x.com"},
      {"https://例え.テスト/あ", "xn--r8jz45g.xn--zckzah"},
      {"https://[2001:db8::1]:8080/a", "2001:db8::1"},
      {"http://192.0.2.7/a", "192.0.2.7"},
      {"https://x。com/", "x.com"},
      {"", NULL},
      {"not an address", NULL},
      {"https://", NULL},
      {"https://a..b/", NULL},
      {"https://x%2ecom/", NULL},
      {"mailto:someone@example.org", "example.org"},
      {"localhost", NULL},
      {"https://[::1", NULL},
      {"\xff\xfe", NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *host = hikae_law_dup_host (rows[i].address);

    g_assert_cmpstr (host, ==, rows[i].host);
  }
  g_assert_null (hikae_law_dup_host (NULL));
}

/* Several addresses are told apart only where each of them says that it is one: a place
 * inside a program is told in words. */
static void
test_split (void)
{
  static const struct {
    const char *text;
    guint count;
  } rows[] = {
      {"https://x.com/a", 1},
      {" https://x.com/a\thttp://b.example/ ", 2},
      {"https://x.com/a　HTTPS://b.example/　https://c.example", 3},
      {"Discord server \"a b\", channel general", 1},
      {"https://x.com/a the second picture", 1},
      {"", 1},
      {"   ", 1},
      {"https://x.com/a\xff https://b.example", 1},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_auto (GStrv) parts = hikae_law_split_addresses (rows[i].text);

    g_assert_cmpuint (g_strv_length (parts), ==, rows[i].count);
    if (rows[i].count == 1)
      g_assert_cmpstr (parts[0], ==, rows[i].text);
  }
}

/* Of a name in other letters both forms are shown: one of them looks like another. */
static void
test_shown_host (void)
{
  static const char *const rows[][2] = {
      {"x.com", "x.com"},
      {"xn--r8jz45g.jp", "例え.jp (xn--r8jz45g.jp)"},
      {"xn--80ak6aa92e.com", "аррӏе.com (xn--80ak6aa92e.com)"},
      {"192.0.2.7", "192.0.2.7"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *shown = hikae_law_dup_shown_host (rows[i][0]);

    g_assert_cmpstr (shown, ==, rows[i][1]);
  }
}

static void
test_match (void)
{
  static const struct {
    const char *address;
    const char *recipient;
  } rows[] = {
      {"https://x.com/a", "x"},
      {"https://mobile.twitter.com/a", "x"},
      {"https://evil-x.com/a", NULL},
      {"https://x.com.evil.org/a", NULL},
      {"https://notx.com", NULL},
      {"https://www.google.com/search?q=a", "google-search"},
      {"https://drive.google.com/file/d/1", "google-hosting"},
      {"https://m.youtube.com/watch?v=1", "youtube"},
      {"https://chiebukuro.yahoo.co.jp/1", "lineyahoo"},
      {"https://www.yahoo.co.jp/", NULL},
      {"https://old.reddit.com/r/a", "reddit"},
      {"https://board.example/1", NULL},
  };
  g_autoptr (HikaeLawPack) pack = load_shipped ();
  g_autofree char *path = g_strnfill (10240, 'a');
  g_autofree char *long_address = g_strconcat ("https://x.com/", path, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    JsonObject *recipient = hikae_law_pack_match_recipient (pack, rows[i].address);

    g_assert_cmpstr (hikae_json_get_string (recipient, "id"), ==, rows[i].recipient);
  }
  g_assert_nonnull (hikae_law_pack_match_recipient (pack, long_address));
}

/* An overlay of two entries, signed by a key made for this test. */
static const char overlay_text[] =
    "{\"schema_version\":1,\"pack_id\":\"ngo.example\",\"pack_version\":\"2"
    "026.11.20\",\"issued\":\"2026-11-20\",\"legal_bases\":[],\"recipients"
    "\":[],\"support\":[{\"id\":\"jp.ihc\",\"name\":{\"en\":\"Ours\"},\"jur"
    "isdiction\":\"JP\",\"kind\":\"hotline\",\"sources\":[{\"kind\":\"knowl"
    "edge\",\"accessed\":\"2026-11-20\"}],\"review\":{\"reviewed\":null,\"r"
    "eviewer_role\":\"none\",\"confidence\":\"high\"}},{\"id\":\"ngo.desk\""
    ",\"name\":{\"en\":\"Desk\"},\"jurisdiction\":\"JP\",\"kind\":\"helplin"
    "e\",\"sources\":[{\"kind\":\"knowledge\",\"accessed\":\"2026-11-20\"}]"
    ",\"review\":{\"reviewed\":null,\"reviewer_role\":\"none\",\"confidence"
    "\":\"high\"}}]}";
static const char overlay_key[] =
    "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";
static const char overlay_signature[] =
    "52696b9ab2fa25af7f72009b1fd1d062242c4f1672d0c54429cfd7423b92646c"
    "a68072973dc2ae04cc035b70342051c70d085dae53921a59752451db1ef1cb09";

static GBytes *
make_bytes (const char *hex)
{
  gsize size = strlen (hex);
  guint8 *bytes = g_malloc (size / 2);

  g_assert_true (hikae_hex_parse (hex, size, bytes));
  return g_bytes_new_take (bytes, size / 2);
}

static void
test_overlay (void)
{
  g_autoptr (HikaeLawPack) base = load_shipped ();
  g_autoptr (GBytes) text = g_bytes_new_static (overlay_text, sizeof overlay_text - 1);
  g_autoptr (GBytes) cut = g_bytes_new_static (overlay_text, sizeof overlay_text - 2);
  g_autoptr (GBytes) key = make_bytes (overlay_key);
  g_autoptr (GBytes) signature = make_bytes (overlay_signature);
  g_autoptr (HikaeLawPack) pack = NULL;
  g_autoptr (GError) error = NULL;
  guint count = json_array_get_length (hikae_law_pack_list_support (base));

  pack = hikae_law_pack_overlay (base, text, signature, key, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (
      json_array_get_length (hikae_law_pack_list_support (pack)), ==, count + 1);
  g_assert_cmpstr (
      hikae_law_pack_pick (
          hikae_json_get_object (hikae_law_pack_find_support (pack, "jp.ihc"), "name"),
          "en"),
      ==,
      "Ours");
  g_assert_nonnull (hikae_law_pack_find_basis (pack, "us.tida.223a"));
  g_assert_null (hikae_law_pack_overlay (base, cut, signature, key, &error));
  hikae_assert_error (error, HIKAE_ERROR_UNTRUSTED);
  g_clear_error (&error);
  g_assert_null (hikae_law_pack_overlay (base, text, signature, signature, &error));
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
}

static void
write_file (const char *folder, const char *name, const char *text, gsize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, (gssize)size, &error);
  g_assert_no_error (error);
}

/* A folder of overlays: one that holds, one whose bytes were changed. */
static void
test_overlay_folder (void)
{
  char *folder = hikae_test_make_folder ();
  const gint64 now = parse_time ("2026-11-25T00:00:00Z");
  g_autoptr (HikaeLawPack) shipped = load_shipped ();
  g_autoptr (HikaeLawPack) pack = NULL;
  g_autoptr (GPtrArray) warnings = NULL;
  g_autoptr (GError) error = NULL;
  gboolean said = FALSE;

  write_file (folder, "a.json", overlay_text, sizeof overlay_text - 2);
  write_file (folder, "a.key", overlay_key, strlen (overlay_key));
  write_file (folder, "a.sig", overlay_signature, strlen (overlay_signature));
  write_file (folder, "b.json", overlay_text, sizeof overlay_text - 1);
  write_file (folder, "b.key", overlay_key, strlen (overlay_key));
  write_file (folder, "b.sig", overlay_signature, strlen (overlay_signature));
  write_file (folder, "c.json", overlay_text, sizeof overlay_text - 1);
  g_setenv ("HIKAE_LAW_FOLDER", folder, TRUE);
  pack = hikae_law_pack_load_used (&error);
  g_assert_no_error (error);
  g_assert_nonnull (hikae_law_pack_find_support (pack, "ngo.desk"));
  g_assert_nonnull (hikae_law_pack_find_basis (pack, "us.tida.223a"));
  warnings = hikae_law_pack_list_warnings (pack, now);
  for (guint i = 0; i < warnings->len; i++)
    said |= strstr (g_ptr_array_index (warnings, i), "a.json is not used") != NULL;
  g_assert_true (said);
  /* Both that do not hold, and the lawyer's review. */
  g_assert_cmpuint (warnings->len, ==, 3);
  g_unsetenv ("HIKAE_LAW_FOLDER");
  hikae_test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/law/shipped", test_shipped);
  g_test_add_func ("/law/broken", test_broken);
  g_test_add_func ("/law/not-a-pack", test_not_a_pack);
  g_test_add_func ("/law/schema-keywords", test_schema_keywords);
  g_test_add_func ("/law/host", test_host);
  g_test_add_func ("/law/split", test_split);
  g_test_add_func ("/law/match", test_match);
  g_test_add_func ("/law/shown-host", test_shown_host);
  g_test_add_func ("/law/overlay", test_overlay);
  g_test_add_func ("/law/overlay-folder", test_overlay_folder);
  return g_test_run ();
}
