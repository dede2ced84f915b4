/* bench-media.c: fingerprints, helper processes and search, in milliseconds
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pictures of 1, 4 and 12 million pixels are made here: noise over bands, saved as JPEG
 * of quality 85. Medians of seven runs, of the clock on the wall and of the processor
 * (ours and the helper's); the limits are for the latter, which a busy machine does not
 * change much. With --check a figure above its limit (DESIGN
 * §11) is exit 1. */
#include "config.h"

#include "hikae-media-inspect.h"
#include "hikae-media-pixels.h"
#include "hikae-pdq.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define RUNS 7
#define FINGERPRINTS 100000
#define PDQ_LIMIT 80.0
#define START_LIMIT 25.0
#define SEARCH_LIMIT 20.0

typedef struct {
  const char *name;
  guint width;
  guint height;
} Size;

static const Size sizes[] = {
    {"1 MP", 1155, 866},
    {"4 MP", 2309, 1732},
    {"12 MP", 4000, 3000},
};

static gboolean failed = FALSE;

static int
compare (const void *a, const void *b)
{
  double x = *(const double *)a;
  double y = *(const double *)b;

  return (x > y) - (x < y);
}

typedef struct {
  double wall;
  double cpu;
} Cost;

/* Milliseconds that this process and the helpers it waited for have used. */
static double
read_cpu (void)
{
  double sum = 0;

  for (int i = 0; i < 2; i++) {
    struct rusage usage;

    g_assert_cmpint (getrusage (i == 0 ? RUSAGE_SELF : RUSAGE_CHILDREN, &usage), ==, 0);
    sum += (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
  }
  return sum;
}

/* Medians. */
static Cost
measure (void (*call) (gpointer), gpointer data)
{
  double walls[RUNS];
  double cpus[RUNS];

  for (guint i = 0; i < RUNS; i++) {
    gint64 start = g_get_monotonic_time ();
    double used = read_cpu ();

    call (data);
    walls[i] = (double)(g_get_monotonic_time () - start) / 1000;
    cpus[i] = read_cpu () - used;
  }
  qsort (walls, RUNS, sizeof *walls, compare);
  qsort (cpus, RUNS, sizeof *cpus, compare);
  return (Cost){walls[RUNS / 2], cpus[RUNS / 2]};
}

static void
print (const char *size, const char *what, Cost cost)
{
  g_print ("%-6s %-38s wall %8.1f ms   cpu %8.1f ms\n", size, what, cost.wall, cost.cpu);
}

static void
check (const char *size, const char *what, Cost cost, double limit)
{
  print (size, what, cost);
  g_print ("       limit %.0f ms: %s\n", limit, cost.cpu <= limit ? "kept" : "MISSED");
  failed = failed || cost.cpu > limit;
}

static GdkPixbuf *
make_picture (const Size *size)
{
  GdkPixbuf *pixbuf =
      gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, (int)size->width, (int)size->height);
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  const gsize stride = (gsize)gdk_pixbuf_get_rowstride (pixbuf);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint y = 0; y < size->height; y++)
    for (guint x = 0; x < size->width * 3; x++)
      pixels[y * stride + x] =
          (guint8)((x * 160 / (size->width * 3) + y * 80 / size->height) +
                   (guint)g_rand_int_range (random, 0, 16));
  return pixbuf;
}

typedef struct {
  const Size *size;
  GBytes *jpeg;
  HikaeMediaPixels *pixels;
  int fd;
} Work;

static void
hash_pixels (gpointer data)
{
  Work *work = data;
  HikaePdq pdq;

  hikae_media_pixels_get_pdq (work->pixels, &pdq);
}

static void
decode_only (gpointer data)
{
  Work *work = data;
  HikaeMediaPixels *pixels =
      hikae_media_pixels_decode (HIKAE_MEDIA_JPEG,
                                 g_bytes_get_data (work->jpeg, NULL),
                                 g_bytes_get_size (work->jpeg),
                                 NULL);

  g_assert_nonnull (pixels);
  hikae_media_pixels_free (pixels);
}

static void
ask_helper (gpointer data)
{
  Work *work = data;
  g_autoptr (GError) error = NULL;
  JsonObject *report = hikae_media_inspect (work->fd, NULL, &error);

  g_assert_no_error (error);
  json_object_unref (report);
}

static int
put_into_memory (const void *bytes, gsize size)
{
  int fd = memfd_create ("bench", MFD_CLOEXEC);

  g_assert_cmpint (write (fd, bytes, size), ==, (gssize)size);
  return fd;
}

static void
bench_size (const Size *size)
{
  g_autoptr (GdkPixbuf) pixbuf = make_picture (size);
  Work work = {.size = size};
  char *bytes = NULL;
  gsize length = 0;
  Cost pdq = {0, 0};
  Cost decoding = {0, 0};

  g_assert_true (gdk_pixbuf_save_to_buffer (
      pixbuf, &bytes, &length, "jpeg", NULL, "quality", "85", NULL));
  work.jpeg = g_bytes_new_take (bytes, length);
  work.pixels =
      hikae_media_pixels_decode (HIKAE_MEDIA_JPEG, (const guint8 *)bytes, length, NULL);
  g_assert_nonnull (work.pixels);
  work.fd = put_into_memory (bytes, length);
  pdq = measure (hash_pixels, &work);
  decoding = measure (decode_only, &work);
  if (size == &sizes[G_N_ELEMENTS (sizes) - 1])
    check (size->name, "PDQ", pdq, PDQ_LIMIT);
  else
    print (size->name, "PDQ", pdq);
  print (size->name, "decoding", decoding);
  g_print ("       decoding dominates: %s\n",
           pdq.cpu <= decoding.cpu ? "kept" : "MISSED");
  failed = failed || pdq.cpu > decoding.cpu;
  print (size->name, "end to end by the helper", measure (ask_helper, &work));
  close (work.fd);
  g_bytes_unref (work.jpeg);
  hikae_media_pixels_free (work.pixels);
}

/* A file of one byte: what is left is the process. */
static void
bench_start (void)
{
  static const char film[] = "\0\0\0\x14"
                             "ftypisom\0\0\0\0isom";
  Work work = {.fd = put_into_memory ("x", 1)};

  check ("-", "hikae-media-helper", measure (ask_helper, &work), START_LIMIT);
  close (work.fd);
  work.fd = put_into_memory (film, sizeof film - 1);
  print ("-", "hikae-film-helper", measure (ask_helper, &work));
  close (work.fd);
}

typedef struct {
  HikaePdqHash *hashes;
  HikaePdq needle;
} Search;

static void
search (gpointer data)
{
  Search *work = data;
  HikaePdqForm form = HIKAE_PDQ_AS_IS;
  guint hits = 0;

  for (guint i = 0; i < FINGERPRINTS; i++)
    hits +=
        hikae_pdq_measure (
            &work->needle, HIKAE_PDQ_FORMS, &work->hashes[i], HIKAE_PDQ_MATCH, &form) <=
        HIKAE_PDQ_MATCH;
  g_assert_cmpuint (hits, >=, 1);
}

static void
bench_search (void)
{
  Search work = {.hashes = g_new0 (HikaePdqHash, FINGERPRINTS)};
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (guint i = 0; i < FINGERPRINTS; i++)
    for (guint word = 0; word < G_N_ELEMENTS (work.hashes[i].words); word++)
      work.hashes[i].words[word] = (guint16)g_rand_int (random);
  work.needle.forms[HIKAE_PDQ_MIRRORED] = work.hashes[FINGERPRINTS / 2];
  check ("-", "search among 100,000, eight forms", measure (search, &work), SEARCH_LIMIT);
  g_free (work.hashes);
}

int
main (int argc, char **argv)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    bench_size (&sizes[i]);
  bench_start ();
  bench_search ();
  return argc > 1 && strcmp (argv[1], "--check") == 0 && failed ? 1 : 0;
}
