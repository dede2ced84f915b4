/* test-portal.c: the real xdg-desktop-portal on a headless desktop
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Run by support/headless-desktop.sh, whose desktop is 1280×800 and one colour. */
#include "config.h"

#include "hikae-capture.h"
#include "hikae-test.h"

#include <glib/gstdio.h>
#include <png.h>
#include <string.h>

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static HikaeDraft *
take (gboolean interactive, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hikae_capture_screenshot_async ("", interactive, NULL, ready_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return hikae_capture_screenshot_finish (result, error);
}

/* The picture is what the screen shows: every pixel has the desktop's colour. */
static void
assert_picture (HikaeDraft *draft, guint width, guint height)
{
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (sink);
  png_image image = {.version = PNG_IMAGE_VERSION};
  g_autofree guint8 *pixels = NULL;
  g_autoptr (GError) error = NULL;

  g_output_stream_splice (
      sink, hikae_draft_get_payload (draft), G_OUTPUT_STREAM_SPLICE_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (
      png_image_begin_read_from_memory (&image,
                                        g_memory_output_stream_get_data (memory),
                                        g_memory_output_stream_get_data_size (memory)));
  g_assert_cmpuint (image.width, ==, width);
  g_assert_cmpuint (image.height, ==, height);
  image.format = PNG_FORMAT_RGB;
  pixels = g_malloc (PNG_IMAGE_SIZE (image));
  g_assert_true (png_image_finish_read (&image, NULL, pixels, 0, NULL));
  for (gsize i = 0; i < PNG_IMAGE_SIZE (image); i += 3)
    g_assert_cmpmem (pixels + i, 3, "\x33\x66\x99", 3);
}

static void
assert_nothing_left (HikaeDraft *draft)
{
  JsonObject *facts = hikae_draft_get_facts (draft);

  g_assert_null (hikae_json_get_string (facts, "source_left_at"));
  g_assert_cmpint (hikae_json_get_int (facts, "removed_source", 0), ==, 1);
  /* The one name the wlroots half writes to. */
  g_assert_false (g_file_test ("/tmp/out.png", G_FILE_TEST_EXISTS));
}

static void
test_whole (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeDraft) draft = take (FALSE, &error);

  g_assert_no_error (error);
  assert_nothing_left (draft);
  assert_picture (draft, 1280, 800);
}

static void
test_area (void)
{
  const char *area = g_getenv ("HIKAE_TEST_AREA");
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeDraft) draft = NULL;

  g_assert_true (g_file_set_contents (area, "10,10 200x100\n", -1, &error));
  draft = take (TRUE, &error);
  g_assert_cmpint (g_unlink (area), ==, 0);
  g_assert_no_error (error);
  assert_nothing_left (draft);
  assert_picture (draft, 200, 100);
}

static void
test_cancelled (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (take (TRUE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/capture/portal/whole", test_whole);
  g_test_add_func ("/capture/portal/area", test_area);
  g_test_add_func ("/capture/portal/cancelled", test_cancelled);
  return g_test_run ();
}
