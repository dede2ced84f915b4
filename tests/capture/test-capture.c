/* test-capture.c: files, words and bytes become drafts, or are refused clearly
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-capture.h"
#include "hikae-test.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#define PNG_START "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\2\0\0\0\3"

static char *
write_file (const char *folder, const char *name, const char *bytes, gsize size)
{
  char *path = g_build_filename (folder, name, NULL);
  FILE *file = g_fopen (path, "wb");

  /* Not g_file_set_contents(): its temporary name is longer than the name. */
  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (bytes, 1, size, file), ==, size);
  g_assert_cmpint (fclose (file), ==, 0);
  return path;
}

static GBytes *
read_payload (HikaeDraft *draft, GError **error)
{
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  gssize size = g_output_stream_splice (sink,
                                        hikae_draft_get_payload (draft),
                                        G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                        NULL,
                                        error);

  return size < 0 ? NULL
                  : g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (sink));
}

static void
assert_payload (HikaeDraft *draft, const char *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = read_payload (draft, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (
      g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), bytes, size);
}

static gint64
get_fact (HikaeDraft *draft, const char *name)
{
  return hikae_json_get_int (hikae_draft_get_facts (draft), name, -1);
}

static const char *
get_text_fact (HikaeDraft *draft, const char *name)
{
  return hikae_json_get_string (hikae_draft_get_facts (draft), name);
}

static void
test_file (void)
{
  g_autofree char *folder = hikae_test_make_folder ();
  g_autofree char *path =
      write_file (folder, "shot.png", PNG_START, sizeof PNG_START - 1);
  struct utimbuf times = {1000, 2000};
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeDraft) draft = NULL;

  g_assert_cmpint (utime (path, &times), ==, 0);
  draft = hikae_capture_file (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (hikae_draft_get_kind (draft), ==, HIKAE_ITEM_FILE);
  g_assert_cmpstr (hikae_draft_get_name (draft), ==, "shot.png");
  g_assert_cmpstr (hikae_draft_get_media_type (draft), ==, "image/png");
  g_assert_cmpuint (hikae_draft_get_expected_size (draft), ==, sizeof PNG_START - 1);
  g_assert_cmpint (get_fact (draft, "source_size"), ==, sizeof PNG_START - 1);
  g_assert_cmpstr (get_text_fact (draft, "modified_at"), ==, "1970-01-01T00:33:20Z");
  g_assert_cmpint (get_fact (draft, "empty"), ==, -1);
  assert_payload (draft, PNG_START, sizeof PNG_START - 1);
  hikae_test_remove_folder (g_steal_pointer (&folder));
}

static void
test_file_empty (void)
{
  g_autofree char *folder = hikae_test_make_folder ();
  g_autofree char *path = write_file (folder, "nothing", "", 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeDraft) draft = hikae_capture_file (path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (get_fact (draft, "empty"), ==, 1);
  g_assert_cmpint (get_fact (draft, "source_size"), ==, 0);
  assert_payload (draft, "", 0);
  hikae_test_remove_folder (g_steal_pointer (&folder));
}

static void
test_file_names (void)
{
  g_autofree char *folder = hikae_test_make_folder ();
  g_autofree char *longest = g_strnfill (255, 'a');
  const char *const names[] = {
      longest,
      "new\nline.txt",
      "\xe2\x80\xaegnp.exe",
      "\xf0\x9f\x98\xa2.jpg",
      "日本語 の 証拠.txt",
      "-rf",
      " ",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = write_file (folder, names[i], "x", 1);
    g_autoptr (GError) error = NULL;
    g_autoptr (HikaeDraft) draft = hikae_capture_file (path, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (hikae_draft_get_name (draft), ==, names[i]);
    g_assert_null (get_text_fact (draft, "name_bytes"));
    assert_payload (draft, "x", 1);
  }
  hikae_test_remove_folder (g_steal_pointer (&folder));
}

static void
test_file_name_bytes (void)
{
  g_autofree char *folder = hikae_test_make_folder ();
  g_autofree char *path = write_file (folder, "\x83\x65.txt", "x", 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeDraft) draft = hikae_capture_file (path, &error);

  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (hikae_draft_get_name (draft), -1, NULL));
  g_assert_cmpstr (get_text_fact (draft, "name_bytes"), ==, "83652e747874");
  hikae_test_remove_folder (g_steal_pointer (&folder));
}

static void
assert_refused (const char *path, int code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hikae_capture_file (path, &error));
  hikae_assert_error (error, code);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_file_refused (void)
{
  g_autofree char *folder = hikae_test_make_folder ();
  g_autofree char *file = write_file (folder, "file", "x", 1);
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autofree char *dangling = g_build_filename (folder, "dangling", NULL);
  g_autofree char *fifo = g_build_filename (folder, "fifo", NULL);
  g_autofree char *absent = g_build_filename (folder, "absent", NULL);
  g_autofree char *below = g_build_filename (file, "below", NULL);
  g_autofree char *too_long = g_strnfill (256, 'n');
  g_autofree char *long_path = g_build_filename (folder, too_long, NULL);

  g_assert_cmpint (symlink (file, link), ==, 0);
  g_assert_cmpint (symlink (absent, dangling), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  assert_refused ("", HIKAE_ERROR_REJECTED, "no file was named");
  assert_refused (folder, HIKAE_ERROR_REJECTED, "folder");
  assert_refused (link, HIKAE_ERROR_REJECTED, "link to another file");
  assert_refused (dangling, HIKAE_ERROR_REJECTED, "link to another file");
  assert_refused (fifo, HIKAE_ERROR_REJECTED, "not a regular file");
  assert_refused ("/dev/null", HIKAE_ERROR_REJECTED, "not a regular file");
  assert_refused (absent, HIKAE_ERROR_NOT_FOUND, "adding a file: ");
  assert_refused (below, HIKAE_ERROR_NOT_FOUND, "adding a file: ");
  assert_refused (long_path, HIKAE_ERROR_REJECTED, "adding a file: ");
  hikae_test_remove_folder (g_steal_pointer (&folder));
}

/* Root may read everything, so the refusal is asked for as somebody else, in a child. */
static void
test_file_unreadable (void)
{
  if (g_test_subprocess ()) {
    if (geteuid () == 0)
      g_assert_cmpint (seteuid (65534), ==, 0);
    assert_refused (g_getenv ("HIKAE_TEST_PATH"), HIKAE_ERROR_DENIED, "adding a file: ");
  } else {
    g_autofree char *folder = hikae_test_make_folder ();
    g_autofree char *path = write_file (folder, "secret", "x", 1);

    g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
    g_assert_cmpint (g_chmod (path, 0), ==, 0);
    g_setenv ("HIKAE_TEST_PATH", path, TRUE);
    g_test_trap_subprocess (NULL, 0, 0);
    g_test_trap_assert_passed ();
    hikae_test_remove_folder (g_steal_pointer (&folder));
  }
}

/* The name goes away after the draft was made: the bytes are still the file's. */
static void
test_file_vanished (void)
{
  g_autofree char *folder = hikae_test_make_folder ();
  g_autofree char *path = write_file (folder, "file", "evidence", 8);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeDraft) draft = hikae_capture_file (path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_payload (draft, "evidence", 8);
  hikae_test_remove_folder (g_steal_pointer (&folder));
}

static void
assert_changed (void (*change) (const char *path))
{
  g_autofree char *folder = hikae_test_make_folder ();
  g_autofree char *path = write_file (folder, "file", "evidence", 8);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeDraft) draft = hikae_capture_file (path, &error);

  g_assert_no_error (error);
  change (path);
  g_assert_null (read_payload (draft, &error));
  hikae_assert_error (error, HIKAE_ERROR_INTERRUPTED);
  hikae_test_remove_folder (g_steal_pointer (&folder));
}

static void
shorten (const char *path)
{
  g_assert_cmpint (truncate (path, 3), ==, 0);
}

static void
lengthen (const char *path)
{
  g_assert_cmpint (truncate (path, 30), ==, 0);
}

static void
rewrite (const char *path)
{
  struct utimbuf times = {1000, 2000};

  g_assert_cmpint (utime (path, &times), ==, 0);
}

static void
test_file_changed (void)
{
  assert_changed (shorten);
  assert_changed (lengthen);
  assert_changed (rewrite);
}

/* 3 GiB of holes: opened at once, sizes beyond 32 bits kept, nothing read into memory. */
static void
test_file_huge (void)
{
  g_autofree char *folder = hikae_test_make_folder ();
  g_autofree char *path = write_file (folder, "huge", "x", 1);
  const gint64 size = G_GINT64_CONSTANT (3) * 1024 * 1024 * 1024;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeDraft) draft = NULL;

  g_assert_cmpint (truncate (path, size), ==, 0);
  draft = hikae_capture_file (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (get_fact (draft, "source_size"), ==, size);
  g_assert_cmpuint (hikae_draft_get_expected_size (draft), ==, size);
  hikae_test_remove_folder (g_steal_pointer (&folder));
}

static void
test_file_cancelled (void)
{
  g_autofree char *folder = hikae_test_make_folder ();
  g_autofree char *path = write_file (folder, "file", "evidence", 8);
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (HikaeDraft) draft = hikae_capture_file (path, &error);
  char buffer[8] = {0};

  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_assert_cmpint (
      g_input_stream_read (
          hikae_draft_get_payload (draft), buffer, sizeof buffer, cancellable, &error),
      ==,
      -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  hikae_test_remove_folder (g_steal_pointer (&folder));
}

static void
test_note (void)
{
  static const char text[] = "He called at 3 am.\n「消して」と言った。";
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeDraft) draft =
      hikae_capture_note (text, "https://example.org/?a=日本", &error);

  g_assert_no_error (error);
  g_assert_cmpint (hikae_draft_get_kind (draft), ==, HIKAE_ITEM_NOTE);
  g_assert_cmpstr (hikae_draft_get_claim (draft, "note"), ==, text);
  g_assert_cmpstr (
      hikae_draft_get_claim (draft, "url"), ==, "https://example.org/?a=日本");
  assert_payload (draft, text, strlen (text));
}

static void
test_note_long (void)
{
  g_autofree char *most = g_strnfill (HIKAE_CAPTURE_TEXT_MAX, 'n');
  g_autofree char *more = g_strnfill (HIKAE_CAPTURE_TEXT_MAX + 1, 'n');
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeDraft) draft = hikae_capture_note (most, NULL, &error);

  g_assert_no_error (error);
  g_assert_null (hikae_draft_get_claim (draft, "note"));
  assert_payload (draft, most, HIKAE_CAPTURE_TEXT_MAX);
  g_assert_null (hikae_capture_note (more, NULL, &error));
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
}

static void
test_note_refused (void)
{
  static const char *const notes[] = {"", " \n\t ", "\xe3\x80\x80", "\xff\xfe"};

  for (guint i = 0; i < G_N_ELEMENTS (notes); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (hikae_capture_note (notes[i], NULL, &error));
    hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  }
}

static void
test_link (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeDraft) draft =
      hikae_capture_link ("https://example.org/p#x", "two pictures", &error);

  g_assert_no_error (error);
  g_assert_cmpint (hikae_draft_get_kind (draft), ==, HIKAE_ITEM_LINK);
  g_assert_cmpstr (hikae_draft_get_claim (draft, "url"), ==, "https://example.org/p#x");
  g_assert_cmpstr (hikae_draft_get_claim (draft, "note"), ==, "two pictures");
  assert_payload (draft, "https://example.org/p#x\n\ntwo pictures", 37);
}

static void
test_link_addresses (void)
{
  static const char *const good[] = {
      "http://a",
      "https://user@[2001:db8::1]:8443/x?y=%20",
      "https://例え.テスト/日本",
      "http://duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion/",
      "tg://resolve?domain=x",
      "mailto:a@example.org",
  };
  static const char *const bad[] = {
      "",
      "example.org/x",
      "https://",
      "https:///x",
      "https://a b/",
      "https://a/\nb",
      "https://a/\x7f",
      "https://\xff/",
      "javascript:alert(1)",
      "JavaScript:alert(1)",
      "data:text/html,x",
      "file:///etc/passwd",
      "http://[::1/",
      "http://a:99999/",
  };
  g_autofree char *tail = g_strnfill (HIKAE_ITEM_CLAIM_MAX, 'a');
  g_autofree char *longest = g_strconcat ("https://a/", tail, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_assert_true (hikae_capture_check_url (good[i], &error));
    g_assert_no_error (error);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) refusal = NULL;

    g_test_message ("%u", i);
    g_assert_null (hikae_capture_link (bad[i], NULL, &refusal));
    hikae_assert_error (refusal, HIKAE_ERROR_REJECTED);
  }
  g_assert_false (hikae_capture_check_url (longest, &error));
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
}

static void
test_bytes (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (PNG_START, sizeof PNG_START - 1);
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
  g_autoptr (HikaeDraft) draft =
      hikae_capture_bytes (HIKAE_ITEM_CLIPBOARD, "pasted.png", NULL, bytes);
  g_autoptr (HikaeDraft) empty =
      hikae_capture_bytes (HIKAE_ITEM_CLIPBOARD, NULL, NULL, none);

  g_assert_cmpstr (hikae_draft_get_media_type (draft), ==, "image/png");
  assert_payload (draft, PNG_START, sizeof PNG_START - 1);
  g_assert_cmpstr (hikae_draft_get_name (empty), ==, "");
  g_assert_cmpint (get_fact (empty, "empty"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/capture/file", test_file);
  g_test_add_func ("/capture/file/empty", test_file_empty);
  g_test_add_func ("/capture/file/names", test_file_names);
  g_test_add_func ("/capture/file/name-bytes", test_file_name_bytes);
  g_test_add_func ("/capture/file/refused", test_file_refused);
  g_test_add_func ("/capture/file/unreadable", test_file_unreadable);
  g_test_add_func ("/capture/file/vanished", test_file_vanished);
  g_test_add_func ("/capture/file/changed", test_file_changed);
  g_test_add_func ("/capture/file/huge", test_file_huge);
  g_test_add_func ("/capture/file/cancelled", test_file_cancelled);
  g_test_add_func ("/capture/note", test_note);
  g_test_add_func ("/capture/note/long", test_note_long);
  g_test_add_func ("/capture/note/refused", test_note_refused);
  g_test_add_func ("/capture/link", test_link);
  g_test_add_func ("/capture/link/addresses", test_link_addresses);
  g_test_add_func ("/capture/bytes", test_bytes);
  return g_test_run ();
}
