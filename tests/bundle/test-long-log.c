/* test-long-log.c: documents of a log so long that they are written in pieces are whole
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-source.h"
#include "hikae-bundle.h"
#include "hikae-test.h"

#include <string.h>

#define MADE_AT G_GINT64_CONSTANT (1767225600000000)
#define EVENTS 2500
#define PIECE (256 * 1024)

static void
append_cb (const void *bytes, gsize size, gpointer data)
{
  g_string_append_len (data, bytes, (gssize)size);
}

/* (transfer full): the file of the bundle; it must be there. */
static GString *
read_file (HikaeBundleSource *source, const char *path)
{
  GPtrArray *entries = hikae_bundle_source_get_entries (source);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++) {
    const HikaeBundleEntry *entry = entries->pdata[i];

    if (g_str_equal (entry->path, path))
      g_assert_true (
          hikae_bundle_source_read (source, entry, append_cb, text, NULL, NULL));
  }
  g_assert_cmpuint (text->len, >, PIECE);
  return text;
}

static guint
count_text (const char *text, const char *what)
{
  guint count = 0;

  for (const char *at = strstr (text, what); at != NULL;
       at = strstr (at + strlen (what), what))
    count++;
  return count;
}

/* (transfer full): events, and in @lines what the log must be. */
static GPtrArray *
make_events (GString *lines)
{
  GPtrArray *events = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (JsonObject) body = json_object_new ();

  for (guint i = 0; i < EVENTS; i++) {
    g_autoptr (GBytes) line =
        hikae_event_format_line (i > 0 ? events->pdata[i - 1] : NULL,
                                 i > 0 ? "recheck.done" : "case.created",
                                 "owner",
                                 MADE_AT,
                                 body);

    g_string_append_len (
        lines, g_bytes_get_data (line, NULL), (gssize)g_bytes_get_size (line));
    g_string_append_c (lines, '\n');
    g_ptr_array_add (events, hikae_event_new (line, NULL));
  }
  return events;
}

static void
check_files (const char *path, const GString *lines)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeBundleSource) source =
      hikae_bundle_source_open (path, NULL, NULL, &error);
  g_autoptr (GString) log = read_file (source, "data/custody.jsonl");
  g_autoptr (GString) words = read_file (source, "data/custody.txt");
  g_autoptr (GString) uco = read_file (source, "data/case-uco.jsonld");
  g_autoptr (JsonNode) graph =
      hikae_json_parse (uco->str, (gssize)uco->len, HIKAE_JSON_MAX_SIZE, &error);

  g_assert_no_error (error);
  g_assert_nonnull (graph);
  g_assert_cmpmem (log->str, log->len, lines->str, lines->len);
  g_assert_cmpuint (count_text (words->str, "   SHA-256 "), ==, EVENTS);
  g_assert_cmpuint (count_text (uco->str, ":InvestigativeAction\""), ==, EVENTS);
}

static void
test_long_log (void)
{
  char *folder = hikae_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "long.zip", NULL);
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GPtrArray) events = make_events (lines);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeBundleReport) report = NULL;
  const HikaeBundleContent content = {
      .title = "long",
      .lang = "en",
      .made_at = MADE_AT,
      .items = none,
      .all_items = none,
      .events = events,
      .seals = none,
      .stamps = none,
      .requests = none,
  };

  g_assert_true (hikae_bundle_write (&content, path, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  report = hikae_bundle_verify (path, NULL, NULL, MADE_AT, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report->verdict, ==, HIKAE_BUNDLE_GOOD);
  check_files (path, lines);
  hikae_test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bundle/long-log", test_long_log);
  return g_test_run ();
}
