/* test-base.c: what C and GLib leave out
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-buffer.h"
#include "hikae-clock.h"
#include "hikae-digest.h"
#include "hikae-file.h"
#include "hikae-json.h"
#include "hikae-reader.h"
#include "hikae-secret.h"
#include "hikae-test.h"
#include "hikae-text.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
test_reader (void)
{
  const guint8 bytes[] = {1, 2, 3, 4, 5, 6};
  HikaeReader reader;
  HikaeReader sub;

  hikae_reader_init (&reader, bytes, sizeof bytes);
  g_assert_cmpuint (hikae_reader_read_u16be (&reader), ==, 0x0102);
  g_assert_cmpuint (hikae_reader_read_u16le (&reader), ==, 0x0403);
  g_assert_false (hikae_reader_sub (&reader, G_MAXSIZE, &sub));
  g_assert_true (reader.failed && sub.failed);
  g_assert_cmpuint (hikae_reader_read_u8 (&reader), ==, 0);
  g_assert_cmpuint (hikae_reader_get_left (&reader), ==, 0);
}

static void
test_buffer (void)
{
  g_autoptr (HikaeBuffer) buffer = hikae_buffer_new (4);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (hikae_buffer_append (buffer, "abc", 3, &error));
  g_assert_false (hikae_buffer_append (buffer, "de", 2, &error));
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  /* What was refused left no room taken and nothing behind. */
  g_assert_true (hikae_buffer_append (buffer, "d", 1, NULL));
  bytes = hikae_buffer_steal (g_steal_pointer (&buffer));
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "abcd", 4);
}

static void
test_digest (void)
{
  HikaeDigest digest;
  g_autofree char *hex = g_strnfill (64, 'A');
  g_autofree char *again = NULL;

  g_assert_true (hikae_digest_parse_hex (&digest, HIKAE_DIGEST_SHA256, hex));
  again = hikae_digest_format_hex (&digest);
  g_assert_cmpint (strspn (again, "a"), ==, 64);
  hex[63] = 'x';
  g_assert_false (hikae_digest_parse_hex (&digest, HIKAE_DIGEST_SHA256, hex));
  hex[63] = '\0';
  g_assert_false (hikae_digest_parse_hex (&digest, HIKAE_DIGEST_SHA256, hex));
  g_assert_false (hikae_digest_equal (&digest, &digest));
}

static void
test_secret (void)
{
  g_autoptr (HikaeSecret) secret = hikae_secret_new_take_text (g_strdup ("canary"));
  g_autoptr (HikaeSecret) same = hikae_secret_new_copy ("canary", 6);
  g_autoptr (HikaeSecret) other = hikae_secret_new_copy ("canarz", 6);

  g_assert_cmpuint (hikae_secret_get_size (secret), ==, 6);
  g_assert_cmpint (hikae_secret_get_bytes (secret)[6], ==, 0);
  g_assert_true (hikae_secret_equal (secret, same));
  g_assert_false (hikae_secret_equal (secret, other));
  hikae_wipe (hikae_secret_get_writable (other), 6);
  for (guint i = 0; i < 6; i++)
    g_assert_cmpuint (hikae_secret_get_bytes (other)[i], ==, 0);
}

/* The kernel's flags of the page on which a secret lies; NULL when there is no such page.
 */
static char *
dup_page_flags (guintptr at)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean inside = FALSE;

  g_assert_true (g_file_get_contents ("/proc/self/smaps", &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    unsigned long first = 0;
    unsigned long end = 0;

    if (sscanf (lines[i], "%lx-%lx ", &first, &end) == 2)
      inside = at >= first && at < end;
    else if (inside && g_str_has_prefix (lines[i], "VmFlags:"))
      return g_strconcat (lines[i], " ", NULL);
  }
  return NULL;
}

/* In no core file, in no child, and gone with its last user. */
static void
test_secret_page (void)
{
  HikaeSecret *secret = hikae_secret_new_copy ("canary", 6);
  guintptr at = (guintptr)hikae_secret_get_bytes (secret);
  g_autofree char *flags = dup_page_flags (at);
  g_autofree char *after = NULL;

  if (flags == NULL) {
    g_test_skip ("this kernel tells no flags of pages");
    hikae_secret_unref (secret);
    return;
  }
  g_assert_nonnull (strstr (flags, " dd "));
  g_assert_nonnull (strstr (flags, " wf "));
  hikae_secret_unref (secret);
  after = dup_page_flags (at);
  g_assert_true (after == NULL || strstr (after, " wf ") == NULL);
}

static void
test_clock (void)
{
  const gint64 time_us = G_GINT64_CONSTANT (1795168800123456);
  g_autofree char *text = hikae_clock_format_utc (time_us);
  gint64 back = 0;

  g_assert_cmpstr (text, ==, "2026-11-20T10:00:00.123456Z");
  g_assert_true (hikae_clock_parse (text, &back));
  g_assert_cmpint (back, ==, time_us);
  g_assert_true (hikae_clock_parse ("2026-11-20T19:00:00+09:00", &back));
  g_assert_cmpint (back, ==, time_us - 123456);
  g_assert_false (hikae_clock_parse ("yesterday", &back));
  hikae_clock_hold (time_us);
  g_assert_cmpint (hikae_clock_get_now (), ==, time_us);
  hikae_clock_hold (-1);
  g_assert_cmpint (hikae_clock_get_now (), !=, time_us);
}

static void
test_text (void)
{
  g_autofree char *shown = hikae_text_for_display ("a\xe2\x80\xae"
                                                   "b\x1b<",
                                                   0);
  g_autofree char *cut = hikae_text_for_display ("日本語", 2);
  g_autofree char *line = hikae_text_for_display ("a\nb\tc", 60);
  g_autofree char *lines = hikae_text_for_display ("a\nb\tc", 0);
  g_autofree char *markup = hikae_text_for_markup ("<b>&", 0);
  g_autofree char *html = hikae_text_for_html ("<a href='x'>\"\xff");
  const char *const names[][2] = {
      {"photo.JPG", ".jpg"},
      {"a.tar.gz", ".gz"},
      {"noext", ".bin"},
      {".hidden", ".bin"},
      {"x.\n", ".bin"},
      {"x.toolongext", ".bin"},
      {"../../etc/passwd.a/", ".bin"},
      {"x.\xe2\x80\xae"
       "gpj",
       ".bin"},
      {"", ".bin"},
  };

  g_assert_cmpstr (shown, ==, "a\\u202eb\\u001b<");
  g_assert_cmpstr (line, ==, "a\\u000ab\\u0009c");
  g_assert_cmpstr (lines, ==, "a\nb\tc");
  g_assert_cmpstr (cut, ==, "日本…");
  g_assert_cmpstr (markup, ==, "&lt;b&gt;&amp;");
  g_assert_cmpstr (html, ==, "&lt;a href=&#39;x&#39;&gt;&quot;\xef\xbf\xbd");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *extension = hikae_text_dup_extension (names[i][0]);

    g_assert_cmpstr (extension, ==, names[i][1]);
  }
}

/* Every control character is escaped, in both forms for reading. */
static void
test_json_control (void)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_VALUE);
  g_autofree char *line = NULL;
  g_autofree char *pretty = NULL;

  json_node_set_string (node, "a\x01\x1e\x1f");
  line = hikae_json_format (node);
  pretty = hikae_json_format_pretty (node);
  g_assert_cmpstr (line, ==, "\"a\\u0001\\u001e\\u001f\"");
  g_assert_cmpstr (pretty, ==, line);
}

static void
test_json_canonical (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = hikae_json_parse (
      "{ \"b\":[1, true,null], \"a\":\"\\u0001\\\"\\/日\" }", -1, 1024, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = hikae_json_format_canonical (node);
  g_assert_cmpstr (text, ==, "{\"a\":\"\\u0001\\\"/日\",\"b\":[1,true,null]}");
}

static void
test_json_hostile (void)
{
  const char *const bad[] = {
      "",
      "{",
      "{\"a\":1,\"a\":2}",
      "{\"a\":1,\"\\u0061\":2}",
      "{} {}",
      "[1,2",
      "\"\xff\"",
      "]",
      "{\"a\":\"x",
      "nonsense",
      "{\"a\":{\"b\":1,\"b\":1}}",
  };
  g_autofree char *deep = g_strnfill (100000, '[');

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = hikae_json_parse (bad[i], -1, 1024, &error);

    g_test_message ("case %u", i);
    g_assert_null (node);
    hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  }
  g_assert_null (hikae_json_parse (deep, -1, G_MAXSIZE, NULL));
  g_assert_null (hikae_json_parse ("[1]", -1, 2, NULL));
}

static void
test_new_file (void)
{
  char *folder = hikae_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "out", NULL);
  g_autoptr (GError) error = NULL;

  for (int commit = 0; commit < 2; commit++) {
    g_autoptr (HikaeNewFile) file = hikae_new_file_create (path, FALSE, &error);

    g_assert_no_error (error);
    g_assert_true (hikae_new_file_write (file, "whole", 5, &error));
    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    if (commit)
      g_assert_true (hikae_new_file_commit (file, &error));
  }
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_null (hikae_new_file_create (path, FALSE, &error));
  hikae_assert_error (error, HIKAE_ERROR_EXISTS);
  g_clear_error (&error);
  {
    g_autoptr (HikaeNewFile) file = hikae_new_file_create (path, TRUE, &error);
    g_autoptr (GBytes) back = NULL;

    g_assert_no_error (error);
    g_assert_true (hikae_new_file_write (file, "new", 3, &error));
    g_assert_true (hikae_new_file_commit (file, &error));
    back = hikae_file_load (path, 10, &error);
    g_assert_no_error (error);
    g_assert_cmpmem (g_bytes_get_data (back, NULL), g_bytes_get_size (back), "new", 3);
  }
  g_assert_null (hikae_file_load (path, 2, &error));
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  hikae_test_remove_folder (folder);
}

static void
test_file_kinds (void)
{
  char *folder = hikae_test_make_folder ();
  g_autofree char *fifo = g_build_filename (folder, "fifo", NULL);
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  const char *const paths[] = {fifo, link, folder};

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (symlink ("/etc/passwd", link), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (hikae_file_load (paths[i], 1 << 20, &error));
    hikae_assert_error (error, HIKAE_ERROR_REJECTED);
    g_assert_cmpint (
        i == 1, ==, strstr (error->message, "choose the file that it leads to") != NULL);
  }
  hikae_test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/reader", test_reader);
  g_test_add_func ("/base/buffer", test_buffer);
  g_test_add_func ("/base/digest", test_digest);
  g_test_add_func ("/base/secret", test_secret);
  g_test_add_func ("/base/secret/page", test_secret_page);
  g_test_add_func ("/base/clock", test_clock);
  g_test_add_func ("/base/text", test_text);
  g_test_add_func ("/base/json/canonical", test_json_canonical);
  g_test_add_func ("/base/json/control", test_json_control);
  g_test_add_func ("/base/json/hostile", test_json_hostile);
  g_test_add_func ("/base/new-file", test_new_file);
  g_test_add_func ("/base/file-kinds", test_file_kinds);
  return g_test_run ();
}
