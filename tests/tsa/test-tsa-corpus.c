/* test-tsa-corpus.c: every collected token is judged as its file says
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-file.h"
#include "hikae-json.h"
#include "hikae-test.h"
#include "hikae-tsa-verifier.h"

#define MAX_FILE (64 * 1024 * 1024)

/* (nullable): a file of the case. */
static GBytes *
load_part (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  GBytes *bytes = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  bytes = hikae_file_load (path, MAX_FILE, &error);
  g_assert_no_error (error);
  return bytes;
}

static gint64
get_time (JsonObject *object, const char *member, gint64 fallback)
{
  const char *text = hikae_json_get_string (object, member);
  gint64 time_us = fallback;

  if (text != NULL)
    g_assert_true (hikae_clock_parse (text, &time_us));
  return time_us;
}

static JsonObject *
load_expected (const char *folder)
{
  g_autoptr (GBytes) bytes = load_part (folder, "expected.json");
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (bytes);
  node = hikae_json_parse (g_bytes_get_data (bytes, NULL),
                           (gssize)g_bytes_get_size (bytes),
                           HIKAE_JSON_MAX_SIZE,
                           &error);
  g_assert_no_error (error);
  return json_object_ref (json_node_get_object (node));
}

static HikaeTsaVerdict *
judge (const char *folder, JsonObject *expected)
{
  g_autoptr (GBytes) token = load_part (folder, "token.tsr");
  gboolean response = token != NULL;
  g_autoptr (GBytes) bare = response ? NULL : load_part (folder, "token.tst");
  g_autoptr (GBytes) query = load_part (folder, "request.tsq");
  g_autoptr (GBytes) data = load_part (folder, "data");
  g_autoptr (GBytes) imprint = load_part (folder, "imprint");
  g_autoptr (GBytes) anchors = load_part (folder, "ca.pem");
  g_autoptr (GBytes) untrusted = load_part (folder, "untrusted.pem");
  g_autoptr (GBytes) crls = load_part (folder, "crl.pem");
  g_autofree char *text = imprint != NULL
                              ? g_strchomp (g_strndup (g_bytes_get_data (imprint, NULL),
                                                       g_bytes_get_size (imprint)))
                              : NULL;
  HikaeTsaInput input = {
      .token = response ? token : bare,
      .query = query,
      .data = data,
      .imprint = text,
      .anchors = anchors,
      .untrusted = untrusted,
      .crls = crls,
      .now = get_time (expected, "now", g_get_real_time ()),
      .sent_at = get_time (expected, "sent", 0),
      .received_at = get_time (expected, "received", 0),
      .form = response ? HIKAE_TSA_FORM_RESPONSE : HIKAE_TSA_FORM_ANY,
  };

  return hikae_tsa_verify (&input);
}

static gboolean
has_code (const HikaeTsaVerdict *verdict, const char *code)
{
  return code == NULL ||
         g_ptr_array_find_with_equal_func (verdict->codes, code, g_str_equal, NULL);
}

static void
test_case (gconstpointer user_data)
{
  const char *folder = user_data;
  g_autoptr (JsonObject) expected = load_expected (folder);
  g_autoptr (HikaeTsaVerdict) verdict = judge (folder, expected);
  g_autofree char *codes = hikae_tsa_verdict_dup_codes (verdict);
  const char *state = hikae_json_get_string (expected, "verdict");

  g_test_message ("%s: %s", codes, verdict->sentence);
  g_assert_cmpstr (hikae_tsa_state_get_name (verdict->state), ==, state);
  if (!has_code (verdict, hikae_json_get_string (expected, "code")))
    g_error ("%s: wanted %s, found %s",
             folder,
             hikae_json_get_string (expected, "code"),
             codes);
  if (verdict->state == HIKAE_TSA_VALID)
    g_assert_true (verdict->gen_time == get_time (expected, "gen_time", 0));
}

static guint
add_cases (const char *part)
{
  g_autofree char *root = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name = NULL;
  const char *corpus = g_getenv ("HIKAE_TEST_CORPUS");
  guint count = 0;

  root = g_build_filename (corpus != NULL ? corpus : "", "timestamps", part, NULL);
  dir = g_dir_open (root, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_strdup_printf ("/tsa/corpus/%s/%s", part, name);

    g_test_add_data_func_full (
        path, g_build_filename (root, name, NULL), test_case, g_free);
    count++;
  }
  return count;
}

static void
test_absent (void)
{
  g_test_skip ("corpus not present");
}

int
main (int argc, char **argv)
{
  guint count = 0;

  g_test_init (&argc, &argv, NULL);
  count = add_cases ("valid") + add_cases ("invalid");
  if (count == 0)
    g_test_add_func ("/tsa/corpus", test_absent);
  return g_test_run ();
}
