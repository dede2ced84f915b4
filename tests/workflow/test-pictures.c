/* test-pictures.c: pictures of a case looked at, found again, changed, by the real helper
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-finder.h"
#include "hikae-look.h"
#include "hikae-prints-private.h"
#include "hikae-test-case.h"
#include "hikae-test.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef enum {
  PLAIN,
  MIRRORED,
  OTHER,
  FLAT,
} Look;

typedef struct {
  char *folder;
  char *path;
  HikaeCase *open_case;
} Place;

static void
set_up (Place *place, gconstpointer minor)
{
  place->folder = hikae_test_make_folder ();
  place->path = g_build_filename (place->folder, "case.hikae", NULL);
  place->open_case = hikae_test_case_create (place->path, minor != NULL);
}

static void
tear_down (Place *place, gconstpointer minor)
{
  hikae_test_case_close (place->open_case);
  g_free (place->path);
  hikae_test_remove_folder (place->folder);
}

/* Fields of brightness that depend on the place alone: the same at every size. */
static guint8
get_brightness (double x, double y, Look look)
{
  guint32 field = 0;

  if (look == FLAT)
    return 128;
  if (look == MIRRORED)
    x = 1 - x;
  field = (guint32)(x * 12) * 2654435761u ^ (guint32)(y * 9) * 2246822519u;
  if (look == OTHER)
    field = (field ^ 0x5bd1e995u) * 3266489917u;
  return (guint8)((field * 668265263u >> 24) * 3 / 4 + (guint32)(60 * y));
}

static GBytes *
make_picture (guint width, guint height, Look look)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "P5 %u %u 255\n", width, height);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      g_string_append_c (
          text, (char)get_brightness ((x + 0.5) / width, (y + 0.5) / height, look));
  return g_string_free_to_bytes (text);
}

static guint
keep (Place *place, guint width, guint height, Look look)
{
  g_autoptr (GBytes) bytes = make_picture (width, height, look);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (HikaeDraft) draft =
      hikae_draft_new (HIKAE_ITEM_FILE, "a.pgm", "image/x-portable-graymap", stream);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItem) item =
      hikae_test_case_try_keep (place->open_case, draft, NULL, &error);

  g_assert_no_error (error);
  return hikae_item_get_number (item);
}

static HikaeFound *
search (HikaeFinder *finder, guint number, int fd, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hikae_finder_search_async (
      finder, number, fd, HIKAE_PDQ_MATCH, NULL, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  return hikae_finder_search_finish (finder, result, error);
}

static const HikaeSimilar *
find (const HikaeFound *found, guint number)
{
  for (guint i = 0; i < found->similar->len; i++)
    if (g_array_index (found->similar, HikaeSimilar, i).item == number)
      return &g_array_index (found->similar, HikaeSimilar, i);
  return NULL;
}

static void
test_similar (Place *place, gconstpointer data)
{
  const guint plain = keep (place, 640, 480, PLAIN);
  const guint smaller = keep (place, 400, 300, PLAIN);
  const guint mirrored = keep (place, 640, 480, MIRRORED);
  const guint other = keep (place, 640, 480, OTHER);
  const guint same = keep (place, 640, 480, PLAIN);
  g_autoptr (HikaeFinder) finder = hikae_finder_new (place->open_case);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeFound) found = NULL;
  g_autoptr (HikaeFound) outside = NULL;
  g_autoptr (GBytes) file = make_picture (512, 384, MIRRORED);
  int fd = memfd_create ("test", MFD_CLOEXEC);

  (void)hikae_test_case_keep_text (place->open_case, "note.txt", "no picture");
  found = search (finder, plain, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->compared, ==, 4);
  g_assert_nonnull (find (found, smaller));
  g_assert_true (find (found, smaller)->sure);
  g_assert_false (find (found, smaller)->same_bytes);
  g_assert_true (find (found, same)->same_bytes);
  g_assert_nonnull (find (found, mirrored));
  g_assert_cmpint (find (found, mirrored)->form, ==, HIKAE_PDQ_MIRRORED);
  g_assert_null (find (found, other));
  /* A file outside the case; the fingerprints are known by now. */
  g_assert_cmpint (write (fd, g_bytes_get_data (file, NULL), g_bytes_get_size (file)),
                   ==,
                   (gssize)g_bytes_get_size (file));
  outside = search (finder, 0, fd, &error);
  close (fd);
  g_assert_no_error (error);
  g_assert_cmpint (find (outside, mirrored)->form, ==, HIKAE_PDQ_AS_IS);
  g_assert_nonnull (find (outside, plain));
}

static GHashTable *
load_kept (Place *place)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GHashTable *kept = NULL;

  hikae_case_load_prints_async (
      place->open_case, HIKAE_PRINTS_FORM, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  kept = hikae_case_load_prints_finish (place->open_case, result, &error);
  g_assert_no_error (error);
  return kept;
}

/* Fingerprints are kept in the case, are what the next search goes by, and go with their
 * item; damaged ones are made anew. */
static void
test_kept (Place *place, gconstpointer data)
{
  const guint plain = keep (place, 320, 240, PLAIN);
  const guint other = keep (place, 320, 240, OTHER);
  const guint mirrored = keep (place, 320, 240, MIRRORED);
  g_autoptr (HikaeFinder) first = hikae_finder_new (place->open_case);
  g_autoptr (HikaeFinder) second = hikae_finder_new (place->open_case);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeFound) found = search (first, plain, -1, &error);
  g_autoptr (HikaeFound) again = NULL;
  g_autoptr (GHashTable) kept = load_kept (place);
  g_autoptr (GHashTable) left = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GBytes *bytes = g_hash_table_lookup (kept, GUINT_TO_POINTER (plain));
  GBytes *theirs = g_hash_table_lookup (kept, GUINT_TO_POINTER (other));

  g_assert_no_error (error);
  g_assert_nonnull (find (found, mirrored));
  g_assert_cmpuint (g_hash_table_size (kept), ==, 3);
  for (gsize size = 0; size < g_bytes_get_size (bytes); size++) {
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bytes, 0, size);

    g_assert_null (hikae_prints_parse (cut));
  }
  /* Were it not the kept ones, a search would not find this. The table owns them. */
  g_assert_true (g_bytes_compare (bytes, theirs) != 0);
  g_hash_table_replace (kept, GUINT_TO_POINTER (other), g_bytes_ref (bytes));
  hikae_case_add_prints_async (
      place->open_case, kept, HIKAE_PRINTS_FORM, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  g_assert_true (hikae_case_add_prints_finish (place->open_case, result, &error));
  again = search (second, plain, -1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (find (again, other));
  hikae_test_case_delete (place->open_case, other);
  left = load_kept (place);
  g_assert_false (g_hash_table_contains (left, GUINT_TO_POINTER (other)));
  g_assert_cmpuint (g_hash_table_size (left), ==, 2);
}

/* What has nothing to see matches many, and none of it is sure; what is no picture at all
 * is named as not compared. */
static void
test_unsure (Place *place, gconstpointer data)
{
  const guint flat = keep (place, 64, 64, FLAT);
  const guint again = keep (place, 80, 80, FLAT);
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data ("no picture", 10, NULL);
  g_autoptr (HikaeDraft) draft =
      hikae_draft_new (HIKAE_ITEM_FILE, "a.png", "image/png", stream);
  g_autoptr (HikaeFinder) finder = hikae_finder_new (place->open_case);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItem) broken =
      hikae_test_case_try_keep (place->open_case, draft, NULL, &error);
  g_autoptr (HikaeFound) found = search (finder, flat, -1, &error);
  g_autoptr (HikaeFound) none = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (found->quality, <, HIKAE_PDQ_LEAST_QUALITY);
  g_assert_false (find (found, again)->sure);
  g_assert_cmpuint (found->unreadable->len, ==, 1);
  g_assert_cmpuint (
      g_array_index (found->unreadable, guint, 0), ==, hikae_item_get_number (broken));
  none = search (finder, hikae_item_get_number (broken), -1, &error);
  g_assert_null (none);
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
}

static HikaeMediaPreview *
preview (Place *place, guint number, const char *kind, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hikae_preview_async (
      place->open_case, number, kind, 240, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  return hikae_preview_finish (place->open_case, result, error);
}

static HikaeItem *
change (Place *place, guint number, const char *steps, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hikae_change_async (
      place->open_case, number, steps, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  return hikae_change_finish (place->open_case, result, error);
}

static void
test_preview (Place *place, gconstpointer data)
{
  const guint number = keep (place, 480, 360, PLAIN);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeMediaPreview) outline = preview (place, number, "outline", &error);
  g_autoptr (HikaeMediaPreview) full = preview (place, number, "full", &error);
  g_autoptr (HikaeMediaPreview) none = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (outline->width, ==, 8);
  g_assert_cmpuint (outline->height, ==, 6);
  g_assert_cmpuint (outline->channels, ==, 1);
  g_assert_cmpuint (full->width, ==, 240);
  g_assert_cmpuint (full->channels, ==, 3);
  g_assert_cmpuint (full->source_width, ==, 480);
  none = preview (place, number, "secret", &error);
  g_assert_null (none);
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
}

/* The original stays; the copy names it, and nothing of the covered part is left. */
static void
test_change (Place *place, gconstpointer data)
{
  const guint number = keep (place, 240, 180, PLAIN);
  static const char steps[] =
      "[{\"do\":\"box\",\"x\":20,\"y\":10,\"width\":60,\"height\":40},"
      "{\"do\":\"blur\",\"x\":120,\"y\":90,\"width\":80,\"height\":80}]";
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItem) copy = change (place, number, steps, &error);
  HikaeItem *original = hikae_case_find_item (place->open_case, number);
  JsonObject *facts = NULL;
  g_autoptr (HikaeMediaPreview) shown = NULL;
  const guint8 *pixels = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (hikae_item_get_derived_from (copy), ==, number);
  g_assert_cmpint (hikae_item_get_kind (copy), ==, HIKAE_ITEM_DERIVED);
  facts = hikae_json_get_object (hikae_item_get_record_object (copy), "facts");
  g_assert_cmpstr (hikae_json_get_string (facts, "original_sha256"),
                   ==,
                   hikae_item_get_sha256 (original));
  g_assert_cmpstr (hikae_json_get_string (facts, "steps"), ==, steps);
  shown = preview (place, hikae_item_get_number (copy), "full", &error);
  g_assert_no_error (error);
  pixels = g_bytes_get_data (shown->pixels, NULL);
  for (guint y = 10; y < 50; y++)
    for (guint x = 20; x < 80; x++)
      g_assert_cmpuint (pixels[(y * 240 + x) * 3], ==, 0);
  /* One field of the mosaic is one colour. */
  for (guint y = 90; y < 100; y++)
    for (guint x = 120; x < 130; x++)
      g_assert_cmpuint (pixels[(y * 240 + x) * 3], ==, pixels[(90 * 240 + 120) * 3]);
  g_assert_cmpuint (
      pixels[(5 * 240 + 5) * 3], ==, get_brightness (5.5 / 240, 5.5 / 180, PLAIN));
}

static void
test_bad_changes (Place *place, gconstpointer data)
{
  static const char *const steps[] = {
      "",
      "{}",
      "[7]",
      "[{\"do\":\"box\"}]",
      "[{\"do\":\"box\",\"x\":230,\"y\":0,\"width\":20,\"height\":5}]",
      "[{\"do\":\"crop\",\"x\":-1,\"y\":0,\"width\":20,\"height\":5}]",
      "[{\"do\":\"crop\",\"x\":1,\"y\":0,\"width\":9223372036854775807,\"height\":5}]",
      "[{\"do\":\"open\",\"x\":1,\"y\":0,\"width\":1,\"height\":5}]",
  };
  const guint number = keep (place, 240, 180, PLAIN);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HikaeItem) copy = change (place, number, steps[i], &error);

    g_test_message ("%s", steps[i]);
    g_assert_null (copy);
    hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  }
}

/* The crop is found again where the whole picture is not. */
static void
test_crop (Place *place, gconstpointer data)
{
  const guint whole = keep (place, 400, 300, PLAIN);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItem) part =
      change (place,
              whole,
              "[{\"do\":\"crop\",\"x\":100,\"y\":60,\"width\":200,\"height\":150}]",
              &error);
  g_autoptr (HikaeItem) again =
      change (place,
              whole,
              "[{\"do\":\"crop\",\"x\":101,\"y\":60,\"width\":198,\"height\":150}]",
              &error);
  g_autoptr (HikaeFinder) finder = hikae_finder_new (place->open_case);
  g_autoptr (HikaeFound) found = NULL;

  g_assert_no_error (error);
  found = search (finder, hikae_item_get_number (part), -1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (find (found, hikae_item_get_number (again)));
  g_assert_null (find (found, whole));
}

/* In minor mode nothing is shown or changed, whatever the case holds. */
static void
test_minor (Place *place, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeMediaPreview) shown = preview (place, 1, "outline", &error);
  g_autoptr (HikaeItem) copy = NULL;
  g_autoptr (JsonObject) report = NULL;

  g_assert_null (shown);
  hikae_assert_error (error, HIKAE_ERROR_DENIED);
  g_clear_error (&error);
  copy = change (place, 1, "[{\"do\":\"grey\"}]", &error);
  g_assert_null (copy);
  hikae_assert_error (error, HIKAE_ERROR_DENIED);
  g_clear_error (&error);
  hikae_look_async (place->open_case, 1, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  report = hikae_look_finish (place->open_case, result, &error);
  g_assert_null (report);
  hikae_assert_error (error, HIKAE_ERROR_DENIED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/pictures/similar", Place, NULL, set_up, test_similar, tear_down);
  g_test_add ("/pictures/kept", Place, NULL, set_up, test_kept, tear_down);
  g_test_add ("/pictures/unsure", Place, NULL, set_up, test_unsure, tear_down);
  g_test_add ("/pictures/preview", Place, NULL, set_up, test_preview, tear_down);
  g_test_add ("/pictures/change", Place, NULL, set_up, test_change, tear_down);
  g_test_add ("/pictures/bad-changes", Place, NULL, set_up, test_bad_changes, tear_down);
  g_test_add ("/pictures/crop", Place, NULL, set_up, test_crop, tear_down);
  g_test_add ("/pictures/minor", Place, "minor", set_up, test_minor, tear_down);
  return g_test_run ();
}
