/* test-scenarios.c: which bases fit: scenarios as data, each in both languages
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-law-pack.h"
#include "hikae-test.h"

#include <string.h>

static gint64
parse_time (const char *text)
{
  gint64 when = 0;

  g_assert_true (hikae_clock_parse (text, &when));
  return when;
}

static gboolean
holds_entry (JsonArray *entries, const char *member, const char *id)
{
  for (guint i = 0; i < json_array_get_length (entries); i++)
    if (g_strcmp0 (
            hikae_json_get_string (json_array_get_object_element (entries, i), member),
            id) == 0)
      return TRUE;
  return FALSE;
}

/* "basis recipient channel clock", the later ones may be left out; "*" is any. */
static gboolean
is_offer (JsonObject *offer, const char *line)
{
  static const char *const members[] = {"basis", "recipient", "channel"};
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  guint count = g_strv_length (words);

  for (guint i = 0; i < MIN (count, G_N_ELEMENTS (members)); i++)
    if (!g_str_equal (words[i], "*") &&
        g_strcmp0 (hikae_json_get_string (offer, members[i]), words[i]) != 0)
      return FALSE;
  if (count < 4)
    return TRUE;
  for (guint i = 0; i < json_array_get_length (hikae_json_get_array (offer, "clocks"));
       i++) {
    JsonObject *clock =
        json_array_get_object_element (hikae_json_get_array (offer, "clocks"), i);
    g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT "/%s/%s/%s",
                                             hikae_json_get_int (clock, "value", 0),
                                             hikae_json_get_string (clock, "unit"),
                                             hikae_json_get_string (clock, "starts"),
                                             hikae_json_get_string (clock, "on"));

    if (g_str_equal (text, words[3]))
      return TRUE;
  }
  return FALSE;
}

static void
expect_offered (JsonArray *offered, JsonArray *expected, const char *name)
{
  for (guint i = 0; expected != NULL && i < json_array_get_length (expected); i++) {
    const char *line = json_array_get_string_element (expected, i);
    gboolean found = FALSE;

    for (guint k = 0; !found && k < json_array_get_length (offered); k++)
      found = is_offer (json_array_get_object_element (offered, k), line);
    if (!found)
      g_error ("%s: not offered: %s", name, line);
  }
}

static void
expect_refused (JsonObject *reply, JsonObject *expected, const char *name)
{
  JsonArray *refused = hikae_json_get_array (reply, "refused");
  JsonObjectIter iter;
  const char *basis = NULL;
  JsonNode *words = NULL;

  if (expected == NULL)
    return;
  json_object_iter_init (&iter, expected);
  while (json_object_iter_next (&iter, &basis, &words)) {
    gboolean found = FALSE;

    for (guint i = 0; i < json_array_get_length (refused); i++) {
      JsonObject *entry = json_array_get_object_element (refused, i);

      found |= g_strcmp0 (hikae_json_get_string (entry, "basis"), basis) == 0 &&
               strstr (hikae_json_get_string (entry, "why"),
                       json_node_get_string (words)) != NULL;
    }
    if (!found || holds_entry (hikae_json_get_array (reply, "offered"), "basis", basis))
      g_error (
          "%s: %s is not refused for \"%s\"", name, basis, json_node_get_string (words));
  }
}

static void
expect_ids (JsonArray *entries, JsonArray *expected, const char *name)
{
  for (guint i = 0; expected != NULL && i < json_array_get_length (expected); i++)
    if (!holds_entry (entries, "id", json_array_get_string_element (expected, i)))
      g_error ("%s: %s is missing", name, json_array_get_string_element (expected, i));
}

/* Whatever is offered says why it fits, what it cannot do, and who will read it. */
static void
expect_sentences (JsonObject *reply, const char *name)
{
  static const char *const members[] = {"why", "cannot", "who_sees"};
  JsonArray *offered = hikae_json_get_array (reply, "offered");

  for (guint i = 0; i < json_array_get_length (offered); i++)
    for (guint k = 0; k < G_N_ELEMENTS (members); k++) {
      const char *text =
          hikae_json_get_string (json_array_get_object_element (offered, i), members[k]);

      if (text == NULL || *text == '\0' || strchr (text, '{') != NULL)
        g_error ("%s: an offer without \"%s\": %s", name, members[k], text);
    }
}

/* Every basis is offered or refused, none both, each with a sentence. */
static void
expect_whole (const HikaeLawPack *pack, JsonObject *reply, const char *name)
{
  JsonArray *bases = hikae_law_pack_list_bases (pack);

  for (guint i = 0; i < json_array_get_length (bases); i++) {
    const char *id =
        hikae_json_get_string (json_array_get_object_element (bases, i), "id");
    gboolean offered = holds_entry (hikae_json_get_array (reply, "offered"), "basis", id);
    gboolean refused = holds_entry (hikae_json_get_array (reply, "refused"), "basis", id);

    if (offered == refused)
      g_error ("%s: %s is %s", name, id, offered ? "both" : "neither");
  }
}

static void
run_scenario (const HikaeLawPack *pack, const char *path, const char *lang)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) reply_node = NULL;
  JsonObject *scenario = NULL;
  JsonObject *expect = NULL;
  JsonObject *reply = NULL;
  JsonArray *offered = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  node = hikae_json_parse (text, -1, 1024 * 1024, &error);
  g_assert_no_error (error);
  scenario = json_node_get_object (node);
  expect = hikae_json_get_object (scenario, "expect");
  reply_node =
      hikae_law_pack_evaluate (pack,
                               hikae_json_get_object (scenario, "answers"),
                               lang,
                               parse_time (hikae_json_get_string (scenario, "now")),
                               &error);
  if (json_object_has_member (expect, "error")) {
    hikae_assert_error (error, HIKAE_ERROR_REJECTED);
    g_assert_nonnull (strstr (error->message, hikae_json_get_string (expect, "error")));
    return;
  }
  g_assert_no_error (error);
  reply = json_node_get_object (reply_node);
  offered = hikae_json_get_array (reply, "offered");
  expect_whole (pack, reply, path);
  expect_sentences (reply, path);
  expect_offered (offered, hikae_json_get_array (expect, "offered"), path);
  if (hikae_json_get_int (expect, "offers", -1) >= 0 &&
      json_array_get_length (offered) != hikae_json_get_int (expect, "offers", -1))
    g_error ("%s: %u offers", path, json_array_get_length (offered));
  if (g_str_equal (lang, "en"))
    expect_refused (reply, hikae_json_get_object (expect, "refused"), path);
  expect_ids (hikae_json_get_array (reply, "support"),
              hikae_json_get_array (expect, "support"),
              path);
  expect_ids (hikae_json_get_array (reply, "own_clocks"),
              hikae_json_get_array (expect, "own_clocks"),
              path);
  if (hikae_json_get_int (expect, "problems", -1) >= 0)
    g_assert_cmpuint (json_array_get_length (hikae_json_get_array (reply, "problems")),
                      ==,
                      hikae_json_get_int (expect, "problems", -1));
}

static void
test_scenarios (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeLawPack) pack = hikae_law_pack_load_shipped (&error);
  g_autofree char *folder =
      g_build_filename (g_getenv ("G_TEST_SRCDIR"), "data", "scenarios", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name = NULL;
  guint count = 0;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    run_scenario (pack, path, "en");
    run_scenario (pack, path, "ja");
    count++;
  }
  g_assert_cmpuint (count, >=, 110);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/law/scenarios", test_scenarios);
  return g_test_run ();
}
