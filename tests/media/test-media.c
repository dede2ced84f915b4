/* test-media.c: what files say of themselves, through the real helper process
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-file.h"
#include "hikae-json.h"
#include "hikae-media-container.h"
#include "hikae-media-inspect.h"
#include "hikae-media-marks.h"
#include "hikae-media-pixels.h"
#include "hikae-media-report.h"
#include "hikae-media-sandbox-private.h"
#include "hikae-test-media.h"
#include "hikae-test.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define HOSTILE_SECONDS_MAX 5 /* of a processor: a wall clock would judge the machine */
#define HOSTILE_MEMORY_MAX_KIB (512 * 1024)

static JsonObject *
inspect (const char *path)
{
  g_autoptr (GError) error = NULL;
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  JsonObject *report = NULL;

  g_assert_cmpint (fd, >=, 0);
  report = hikae_media_inspect (fd, NULL, &error);
  close (fd);
  if (report == NULL)
    hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  return report;
}

static JsonArray *
load_expected (JsonNode **owner, char **root)
{
  g_autofree char *path = hikae_test_corpus_path ("media/expected.json");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize size = 0;

  if (path == NULL)
    return NULL;
  g_assert_true (g_file_get_contents (path, &text, &size, &error));
  *owner = hikae_json_parse (text, (gssize)size, 16 << 20, &error);
  g_assert_no_error (error);
  *root = g_path_get_dirname (path);
  return hikae_json_get_array (json_node_get_object (*owner), "files");
}

static gboolean
is_code (JsonObject *c2pa, const char *code)
{
  JsonArray *codes = hikae_json_get_array (c2pa, "failure_codes");

  for (guint i = 0; codes != NULL && i < json_array_get_length (codes); i++)
    if (g_strcmp0 (json_array_get_string_element (codes, i), code) == 0)
      return TRUE;
  return FALSE;
}

/* Signature and hashes as an independent reader judged them. */
static void
check_c2pa (JsonObject *expected, JsonObject *found)
{
  const char *signature = hikae_json_get_string (found, "signature");
  const char *data = hikae_json_get_string (found, "data_hash");

  g_assert_true (hikae_json_get_boolean (found, "present", FALSE));
  if (hikae_json_get_string (expected, "active") == NULL)
    return;
  g_assert_cmpstr (hikae_json_get_string (found, "active"),
                   ==,
                   hikae_json_get_string (expected, "active"));
  g_assert_cmpstr (
      signature, ==, is_code (expected, "claimSignature.mismatch") ? "broken" : "intact");
  if (is_code (expected, "assertion.dataHash.mismatch"))
    g_assert_cmpstr (data, ==, "mismatch");
  else
    g_assert_cmpstr (data, !=, "mismatch");
  g_assert_cmpstr (hikae_json_get_string (found, "assertion_hashes"), ==, "match");
}

static void
check_pdq (JsonObject *expected, JsonObject *found)
{
  HikaePdqHash wanted;
  HikaePdqHash got;

  g_assert_nonnull (found);
  g_assert_true (hikae_pdq_hash_parse (
      hikae_json_get_string (expected, "hash_full_resolution"), &wanted));
  g_assert_true (hikae_pdq_hash_parse (hikae_json_get_string (found, "hash"), &got));
  g_assert_cmpuint (hikae_pdq_get_distance (&wanted, &got), <=, 2);
  g_assert_cmpint (hikae_json_get_int (found, "quality", -1),
                   ==,
                   hikae_json_get_int (expected, "quality", -2));
}

static void
check_finding (JsonObject *finding, JsonObject *report)
{
  const char *generator = hikae_json_get_string (finding, "generator");
  JsonArray *marks = hikae_json_get_array (report, "marks");
  guint named = 0;

  for (guint i = 0; i < json_array_get_length (marks); i++) {
    const char *mark =
        hikae_json_get_string (json_array_get_object_element (marks, i), "generator");

    named += !g_str_has_prefix (mark, "credentials ");
  }
  if (generator == NULL)
    g_assert_cmpuint (named, ==, 0);
  else
    g_assert_cmpuint (named, >, 0);
}

static void
test_corpus (void)
{
  g_autoptr (JsonNode) owner = NULL;
  g_autofree char *root = NULL;
  JsonArray *files = load_expected (&owner, &root);
  guint checked = 0;

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++) {
    JsonObject *expected = json_array_get_object_element (files, i);
    const char *name = hikae_json_get_string (expected, "path");
    g_autofree char *path = g_build_filename (root, name, NULL);
    JsonObject *c2pa = hikae_json_get_object (expected, "c2pa");
    g_autoptr (JsonObject) report = NULL;

    if (!g_file_test (path, G_FILE_TEST_EXISTS))
      continue;
    g_test_message ("%s", name);
    report = inspect (path);
    g_assert_nonnull (report);
    g_assert_cmpstr (
        hikae_json_get_string (hikae_json_get_object (report, "digests"), "sha256"),
        ==,
        hikae_json_get_string (expected, "sha256"));
    if (hikae_json_get_boolean (c2pa, "present", FALSE) &&
        hikae_json_get_object (c2pa, "manifests") != NULL)
      check_c2pa (c2pa, hikae_json_get_object (report, "c2pa"));
    if (hikae_json_get_object (expected, "pdq") != NULL)
      check_pdq (hikae_json_get_object (expected, "pdq"),
                 hikae_json_get_object (report, "pdq"));
    if (hikae_json_get_object (expected, "finding") != NULL)
      check_finding (hikae_json_get_object (expected, "finding"), report);
    checked++;
  }
  g_assert_true (files == NULL || checked > 50);
}

/* Microseconds of a processor that ended children have used. */
static gint64
get_children_time (void)
{
  struct rusage usage = {0};

  g_assert_cmpint (getrusage (RUSAGE_CHILDREN, &usage), ==, 0);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_TIME_SPAN_SECOND +
         usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static void
inspect_folder (const char *folder, guint *count)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    gint64 start = get_children_time ();

    if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
      inspect_folder (path, count);
      continue;
    }
    g_test_message ("%s", path);
    {
      /* A report or a refusal; never a crash of ours, never a wait. */
      g_autoptr (JsonObject) report = inspect (path);

      g_assert_cmpint (
          get_children_time () - start, <, HOSTILE_SECONDS_MAX * G_TIME_SPAN_SECOND);
      (*count)++;
    }
  }
}

static void
test_hostile (void)
{
  g_autofree char *folder = hikae_test_corpus_path ("hostile-media");
  struct rusage usage;
  guint count = 0;

  if (folder == NULL)
    return;
  inspect_folder (folder, &count);
  g_assert_cmpuint (count, >, 50);
  g_assert_cmpint (getrusage (RUSAGE_CHILDREN, &usage), ==, 0);
  g_test_message ("%u files, the largest helper took %ld KiB", count, usage.ru_maxrss);
#ifndef HIKAE_SANITIZED
  g_assert_cmpint (usage.ru_maxrss, <, HOSTILE_MEMORY_MAX_KIB);
#endif
}

/* Per-frame hashes of the reference program: "frame,quality,hash,seconds" lines. */
static char *
find_reference (char **lines, double seconds)
{
  char *best = NULL;
  double least = 1;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (lines[i], ",", 4);
    double away = 0;

    if (g_strv_length (parts) != 4)
      continue;
    away = g_ascii_strtod (parts[3], NULL) - seconds;
    away = away < 0 ? -away : away;
    if (away >= least)
      continue;
    least = away;
    g_free (best);
    best = g_strdup (parts[2]);
  }
  return best;
}

static void
test_vpdq (void)
{
  static const char *const names[] = {"doorknob-hd-no-bar", "test-padded-dimensions"};

  for (guint n = 0; n < G_N_ELEMENTS (names); n++) {
    g_autofree char *film = g_strdup_printf ("media/vpdq/%s.mp4", names[n]);
    g_autofree char *list = g_strdup_printf ("media/vpdq/%s.txt", names[n]);
    g_autofree char *film_path = hikae_test_corpus_path (film);
    g_autofree char *list_path = hikae_test_corpus_path (list);
    g_autofree char *text = NULL;
    g_auto (GStrv) lines = NULL;
    g_autoptr (JsonObject) report = NULL;
    JsonArray *frames = NULL;

    if (film_path == NULL || list_path == NULL)
      return;
    g_assert_true (g_file_get_contents (list_path, &text, NULL, NULL));
    lines = g_strsplit (text, "\n", -1);
    report = inspect (film_path);
    frames = hikae_json_get_array (hikae_json_get_object (report, "vpdq"), "frames");
    g_assert_nonnull (frames);
    g_assert_cmpuint (json_array_get_length (frames), >=, 2);
    for (guint i = 0; i < json_array_get_length (frames); i++) {
      JsonObject *frame = json_array_get_object_element (frames, i);
      double at = (double)hikae_json_get_int (frame, "at", 0) / 1000;
      g_autofree char *wanted = find_reference (lines, at);
      HikaePdqHash a;
      HikaePdqHash b;

      g_assert_true (hikae_pdq_hash_parse (wanted, &a));
      g_assert_true (hikae_pdq_hash_parse (hikae_json_get_string (frame, "hash"), &b));
      g_test_message ("%s at %.3f: %u", names[n], at, hikae_pdq_get_distance (&a, &b));
      /* Another decoder and scaler: the reference itself allows 10 bits, of frames with
       * something to see. */
      if (hikae_json_get_int (frame, "quality", 0) >= HIKAE_PDQ_LEAST_QUALITY)
        g_assert_cmpuint (hikae_pdq_get_distance (&a, &b), <=, 10);
    }
  }
}

/* Published hashes for given pixels: no decoder in between, so not a bit may differ. */
static void
test_pdq_exact (void)
{
  static const char *const vectors[][2] = {
      {"shrink-a-lot",
       "d0f8f1ccc0f4a84d0a370a3a228f67f0b36e2ed5b6623e1d33e6339c4e9c9b22"},
      {"square-128x128",
       "d8f8f1eec0f4a84f0e37022a078f63f0b36e2ed596621e1d33e6239c4e9c9b22"},
      {"wee", "6227401f601ff4ccafcc9fad4b0d95d371a2eb7265a3285234d228ca94deeb2d"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autofree char *relative =
        g_strdup_printf ("media/pdq/exact-pixels/%s.ppm", vectors[i][0]);
    g_autofree char *path = hikae_test_corpus_path (relative);
    g_autofree char *bytes = NULL;
    g_autofree char *hex = NULL;
    gsize size = 0;
    guint width = 0;
    guint height = 0;
    HikaeMediaPixels pixels = {.channels = 3};
    HikaePdq pdq;

    if (path == NULL)
      return;
    g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
    g_assert_cmpint (sscanf (bytes, "P6\n#%*[^\n]\n%u %u\n255", &width, &height), ==, 2);
    pixels.width = width;
    pixels.height = height;
    pixels.stride = (gsize)width * 3;
    pixels.rgba = (const guint8 *)bytes + size - height * pixels.stride;
    hikae_media_pixels_get_pdq (&pixels, &pdq);
    hex = hikae_pdq_hash_format (&pdq.forms[0]);
    g_assert_cmpstr (hex, ==, vectors[i][1]);
  }
}

/* Every truncation of a small file, and one changed bit in every byte: a report or a
 * complaint, never a fault. In this process, so that a sanitizer sees it. */
static void
test_walkers (void)
{
  static const char *const names[] = {
      "media/ai-marks/sd-parsers/automatic1111_cropped.jpg",
      "media/ai-marks/sd-parsers/invokeai_imeta1.png",
      "media/negative/test_xmp.webp",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = hikae_test_corpus_path (names[i]);
    g_autofree char *bytes = NULL;
    gsize size = 0;

    if (path == NULL)
      return;
    g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
    size = MIN (size, 6000);
    for (gsize at = 0; at < size; at++) {
      g_autofree guint8 *cut = g_memdup2 (bytes, at);
      g_autoptr (HikaeMediaContainer) shorter =
          hikae_media_container_read (cut != NULL ? cut : (guint8 *)"", at);
      g_autoptr (HikaeMediaContainer) changed = NULL;

      bytes[at] ^= 1 << (at % 8);
      changed = hikae_media_container_read ((guint8 *)bytes, size);
      bytes[at] ^= 1 << (at % 8);
      g_assert_nonnull (shorter);
      g_assert_nonnull (changed);
    }
  }
}

/* Files made by code: every carrier, found by the walkers in this process. */
static void
test_carriers (void)
{
  for (const HikaeTestMedia *sample = hikae_test_media_list (); sample->name != NULL;
       sample++) {
    g_autoptr (GBytes) file = sample->make ();
    g_autoptr (HikaeMediaContainer) container = hikae_media_container_read (
        g_bytes_get_data (file, NULL), g_bytes_get_size (file));
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonArray) marks = NULL;
    const char *strength = NULL;

    g_test_message ("%s", sample->name);
    g_assert_cmpstr (hikae_media_format_get_name (container->format), ==, sample->format);
    hikae_media_read_all (container);
    marks = hikae_media_find_marks (container, &error);
    g_assert_no_error (error);
    if (sample->generator == NULL)
      g_assert_cmpuint (json_array_get_length (marks), ==, 0);
    for (guint i = 0; i < json_array_get_length (marks); i++) {
      JsonObject *mark = json_array_get_object_element (marks, i);

      if (g_strcmp0 (hikae_json_get_string (mark, "generator"), sample->generator) == 0)
        strength = hikae_json_get_string (mark, "strength");
    }
    g_assert_cmpstr (strength, ==, sample->strength);
  }
}

/* A packet that costs far more than its size is not read: neither an element with
 * thousands of attributes, nor one damaged packet after another. */
static void
test_costly_xmp (void)
{
  g_autoptr (HikaeMediaContainer) container =
      hikae_media_container_read ((const guint8 *)"", 0);
  g_autoptr (GString) crowd = g_string_new ("<photoshop:Headline ");
  g_autofree char *words = g_strnfill (400000, 'x');
  g_autofree char *damaged =
      g_strdup_printf ("<photoshop:Credit>& %s</photoshop:Credit>"
                       "<photoshop:Headline>behind</photoshop:Headline>",
                       words);
  /* Of text nothing is counted, quoted or not. */
  g_autofree char *signs = g_strnfill (3000, '=');
  g_autofree char *harmless =
      g_strdup_printf ("<photoshop:Headline>behind \"%s</photoshop:Headline>", signs);
  guint found = 0;
  gboolean whole = FALSE;

  for (guint i = 0; i < 1100; i++)
    g_string_append_printf (crowd, "photoshop:a%u='>' ", i);
  g_string_append (crowd, "/><photoshop:Headline>behind</photoshop:Headline>");
  for (guint i = 0; i < 5; i++)
    g_ptr_array_add (
        container->xmp,
        g_byte_array_free_to_bytes (hikae_test_media_xmp (i == 0   ? crowd->str
                                                          : i == 1 ? harmless
                                                                   : damaged)));
  hikae_media_read_all (container);
  g_assert_nonnull (container->complaint);
  for (guint i = 0; i < container->texts->len; i++) {
    const HikaeMediaText *text = container->texts->pdata[i];

    found += g_str_equal (text->value, "behind");
    whole = whole || g_str_has_suffix (text->value, signs);
  }
  /* Two of the three fit into what is read of damaged ones. */
  g_assert_cmpuint (found, ==, 2);
  g_assert_true (whole);
}

/* What must not work in the helper does not; what never ends is ended. */
static void
test_sandbox (void)
{
  static const char *const denied[] = {"open",
                                       "stat",
                                       "create",
                                       "socket",
                                       "unix-socket",
                                       "execve",
                                       "fork",
                                       "ptrace",
                                       "kill",
                                       "limits",
                                       "memory"};
  static const char *const helpers[] = {"hikae-media-helper", "hikae-film-helper"};
  /* Outside of it the same attempts succeed; the others would end this process. */
  static const char *const harmless[] = {"open", "stat", "socket", "unix-socket", "kill"};

  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    g_assert_cmpstr (hikae_media_sandbox_attempt (harmless[i]), ==, "possible");
  for (guint h = 0; h < G_N_ELEMENTS (helpers); h++) {
    g_autofree char *path = g_build_filename (HIKAE_BUILD_HELPERS, helpers[h], NULL);

    for (guint i = 0; i < G_N_ELEMENTS (denied); i++) {
      const char *const words[] = {path, "attempt", denied[i], NULL};
      g_autofree char *out = NULL;
      g_autoptr (GError) error = NULL;
      int status = 0;

#ifdef HIKAE_SANITIZED
      if (g_str_equal (denied[i], "memory"))
        continue; /* the sanitizer itself reserves terabytes */
#endif
      g_test_message ("%s %s", helpers[h], denied[i]);
      g_assert_true (g_spawn_sync (NULL,
                                   (char **)words,
                                   NULL,
                                   G_SPAWN_STDERR_TO_DEV_NULL,
                                   NULL,
                                   NULL,
                                   &out,
                                   NULL,
                                   &status,
                                   &error));
      g_assert_no_error (error);
      g_assert_cmpint (status, ==, 0);
      g_assert_cmpstr (out, ==, "{\"attempt\":\"denied\"}\n");
    }
  }
}

/* A decoder that never returns: asleep, it is killed by the watch; a cancelled look ends
 * at once. */
static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) report = NULL;
  int fds[2] = {-1, -1};

  /* A pipe that nobody writes to: the helper waits for a file that never comes. */
  g_assert_cmpint (pipe2 (fds, O_CLOEXEC), ==, 0);
  g_cancellable_cancel (cancellable);
  report = hikae_media_inspect (fds[0], cancellable, &error);
  g_assert_null (report);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  close (fds[0]);
  close (fds[1]);
}

static void
test_deadline (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) report = NULL;
  gint64 start = g_get_monotonic_time ();
  int fds[2] = {-1, -1};

  if (!g_test_slow ()) {
    g_test_skip ("takes 15 seconds; run with -m slow");
    return;
  }
  g_assert_cmpint (pipe2 (fds, O_CLOEXEC), ==, 0);
  report = hikae_media_inspect (fds[0], NULL, &error);
  g_assert_null (report);
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  g_assert_cmpint (
      g_get_monotonic_time () - start, <, (HIKAE_MEDIA_SECONDS_MAX + 1) * G_USEC_PER_SEC);
  close (fds[0]);
  close (fds[1]);
}

static void
test_not_media (void)
{
  char *folder = hikae_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "empty", NULL);
  g_autoptr (JsonObject) report = NULL;

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  report = inspect (path);
  g_assert_nonnull (report);
  g_assert_cmpstr (hikae_json_get_string (report, "format"), ==, "unknown");
  hikae_test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/pdq/exact", test_pdq_exact);
  g_test_add_func ("/media/carriers", test_carriers);
  g_test_add_func ("/media/costly-xmp", test_costly_xmp);
  g_test_add_func ("/media/sandbox", test_sandbox);
  g_test_add_func ("/media/cancelled", test_cancelled);
  g_test_add_func ("/media/deadline", test_deadline);
  g_test_add_func ("/media/walkers", test_walkers);
  g_test_add_func ("/media/not-media", test_not_media);
  g_test_add_func ("/media/corpus", test_corpus);
  g_test_add_func ("/media/vpdq", test_vpdq);
  g_test_add_func ("/media/hostile", test_hostile);
  return g_test_run ();
}
