/* test-long-life.c: revocation lists fetched twice, stamps renewed before they end
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-authority-own.h"
#include "hikae-clock.h"
#include "hikae-stamp-outlook.h"
#include "hikae-test-authority.h"
#include "hikae-test-case.h"
#include "hikae-test.h"
#include "hikae-workflow.h"

#include <glib/gstdio.h>
#include <malloc.h>

/* What a round may leave on the heap: less than a case or a list that nobody freed;
 * smaller things are for valgrind. With a report more: cairo 1.16 forgets some of each
 * CFF font that it puts into a PDF, and what libraries keep for good comes bit by bit.
 * Threads that come and go take and leave what the last one allows. */
#define LEFT_MAX 4096
#define REPORT_MAX (256 * 1024)
#define THREADS_MAX (64 * 1024)

#define DAY ((gint64)24 * 60 * 60)
/* The sources that the signer's and its authority's certificates name. */
#define SOURCES 3

typedef struct {
  char *folder;
  char *path;
  gint64 start; /* seconds */
  HikaeTestAuthority *server;
  GBytes *root;
  HikaeCase *open_case;
} Place;

/* Clock and authority @days after the start. */
static void
go_to (Place *place, gint64 days)
{
  hikae_clock_hold ((place->start + days * DAY) * G_USEC_PER_SEC);
  hikae_test_authority_shift (place->server, days * DAY);
}

static void
set_up (Place *place, gconstpointer days)
{
  gint64 life = GPOINTER_TO_INT (days) * DAY;

  place->folder = hikae_test_make_folder ();
  place->path = g_build_filename (place->folder, "case.hikae", NULL);
  place->start = g_get_real_time () / G_USEC_PER_SEC;
  place->server = hikae_test_authority_new_until (life != 0 ? place->start + life : 0);
  place->root = hikae_test_pki_format_root (hikae_test_authority_get_pki (place->server));
  place->open_case = hikae_test_case_create (place->path, FALSE);
  go_to (place, 0);
}

static void
tear_down (Place *place, gconstpointer unused)
{
  hikae_test_case_close (place->open_case);
  hikae_test_authority_free (place->server);
  g_bytes_unref (place->root);
  g_free (place->path);
  hikae_test_remove_folder (place->folder);
  hikae_clock_hold (-1);
}

static HikaeStampRun *
stamp_at (Place *place, HikaeTestAuthority *server, GBytes *root)
{
  g_autoptr (GPtrArray) authorities =
      g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_authority_free);
  g_autofree char *url = hikae_test_authority_dup_url (server, "");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  HikaeStampRun *run = NULL;

  g_ptr_array_add (authorities, hikae_authority_new_for_url (url, root, &error));
  g_assert_no_error (error);
  hikae_stamp_case_async (place->open_case,
                          &(HikaeStampChoice){.authorities = authorities, .patience = 5},
                          NULL,
                          NULL,
                          hikae_test_result_cb,
                          &result);
  hikae_test_wait (&result);
  run = hikae_stamp_case_finish (place->open_case, result, &error);
  g_assert_no_error (error);
  return run;
}

static HikaeStampRun *
stamp (Place *place)
{
  return stamp_at (place, place->server, place->root);
}

static guint
count_findings (Place *place)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) findings = NULL;

  hikae_verify_case_async (
      place->open_case, NULL, NULL, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  findings = hikae_verify_case_finish (place->open_case, result, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < findings->len; i++)
    g_test_message ("%s", ((HikaeFinding *)findings->pdata[i])->message);
  return findings->len;
}

static void
get_outlook (Place *place, guint number, HikaeStampOutlook *outlook)
{
  g_autoptr (HikaeStamp) first =
      g_list_model_get_item (hikae_case_get_stamps (place->open_case), number);

  hikae_stamp_outlook_compute (place->open_case, first, outlook);
}

static void
test_lists (Place *place, gconstpointer unused)
{
  HikaeStampOutlook outlook = {0};
  g_autoptr (HikaeStampRun) first = NULL;
  g_autoptr (HikaeStampRun) again = NULL;
  g_autoptr (HikaeStampRun) later = NULL;
  g_autoptr (HikaeStampRun) last = NULL;

  hikae_test_case_keep_text (place->open_case, "a.txt", "first");
  first = stamp (place);
  g_assert_cmpuint (first->stamps->len, ==, 1);
  g_assert_cmpuint (first->lists, ==, SOURCES);
  g_assert_cmpuint (first->lists_missing, ==, 0);
  again = stamp (place);
  g_assert_cmpuint (again->lists, ==, 0);
  go_to (place, 2);
  later = stamp (place);
  g_assert_cmpuint (later->stamps->len, ==, 0);
  g_assert_cmpuint (later->lists + later->lists_missing, ==, SOURCES);
  g_assert_cmpuint (later->lists, ==, SOURCES);
  last = stamp (place);
  g_assert_cmpuint (last->lists, ==, 0);
  get_outlook (place, 0, &outlook);
  g_assert_cmpint (outlook.lists_due, ==, 0);
  g_assert_cmpint (outlook.listed_at, >=, (place->start + 2 * DAY) * G_USEC_PER_SEC);
  g_assert_cmpuint (count_findings (place), ==, 0);
  /* They are in the file, not only in memory. */
  hikae_test_case_close (place->open_case);
  place->open_case = hikae_test_case_open (place->path);
  g_assert_cmpuint (
      g_list_model_get_n_items (hikae_case_get_revocations (place->open_case)),
      ==,
      2 * SOURCES);
  hikae_test_case_assert_whole (place->open_case);
}

/* Revoked without a reason undoes a stamp whenever it was; superseded, only from then. */
static void
test_revoked (Place *place, gconstpointer unused)
{
  g_autoptr (HikaeStampRun) first = NULL;
  g_autoptr (HikaeStampRun) superseded = NULL;
  g_autoptr (HikaeStampRun) lost = NULL;

  hikae_test_case_keep_text (place->open_case, "a.txt", "first");
  first = stamp (place);
  g_assert_cmpuint (first->revoked->len, ==, 0);
  go_to (place, 2);
  hikae_test_authority_revoke (place->server, place->start + DAY, 4);
  superseded = stamp (place);
  g_assert_cmpuint (superseded->lists, ==, SOURCES);
  g_assert_cmpuint (superseded->revoked->len, ==, 0);
  g_assert_cmpuint (count_findings (place), ==, 0);
  hikae_test_case_keep_text (place->open_case, "b.txt", "second");
  go_to (place, 4);
  hikae_test_authority_revoke (place->server, place->start + 3 * DAY, -1);
  lost = stamp (place);
  g_test_message ("%u lists, %u missing, %u stamps",
                  lost->lists,
                  lost->lists_missing,
                  lost->stamps->len);
  g_assert_cmpuint (lost->revoked->len, ==, 2);
  g_assert_nonnull (g_strstr_len (lost->revoked->pdata[0], -1, "revoked"));
  g_assert_cmpuint (count_findings (place), ==, 2);
}

/* Nobody there: the stamps stand, and what is due stays due. */
static void
test_offline (Place *place, gconstpointer unused)
{
  HikaeStampOutlook outlook = {0};
  g_autoptr (HikaeTestAuthority) other = NULL;
  g_autoptr (GBytes) other_root = NULL;
  g_autoptr (HikaeStampRun) first = NULL;
  g_autoptr (HikaeStampRun) offline = NULL;

  hikae_test_case_keep_text (place->open_case, "a.txt", "first");
  first = stamp (place);
  hikae_test_authority_free (place->server);
  place->server = hikae_test_authority_new (NULL);
  go_to (place, 2);
  other = hikae_test_authority_new (hikae_test_pki_new ("Bare", "EC", 0));
  hikae_test_authority_shift (other, 2 * DAY);
  other_root = hikae_test_pki_format_root (hikae_test_authority_get_pki (other));
  offline = stamp_at (place, other, other_root);
  g_assert_cmpuint (offline->stamps->len, ==, 1);
  g_assert_cmpuint (offline->lists, ==, 0);
  g_assert_cmpuint (offline->lists_missing, ==, SOURCES);
  get_outlook (place, 0, &outlook);
  g_assert_cmpint (outlook.lists_due, >, 0);
  g_assert_cmpint (outlook.lists_due, <, hikae_clock_get_now ());
  g_assert_cmpuint (count_findings (place), ==, 0);
}

static void
assert_bundle_good (Place *place, guint lists)
{
  g_autofree char *path = g_build_filename (place->folder, "bundle.zip", NULL);
  HikaeExportChoice choice = {.lang = "en"};
  g_autoptr (GAsyncResult) exported = NULL;
  g_autoptr (GAsyncResult) verified = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeBundleReport) report = NULL;
  guint seen = 0;

  hikae_export_bundle_async (
      place->open_case, &choice, path, NULL, NULL, hikae_test_result_cb, &exported);
  hikae_test_wait (&exported);
  g_assert_true (hikae_export_bundle_finish (place->open_case, exported, &error));
  g_assert_no_error (error);
  hikae_verify_bundle_async (
      path, NULL, place->root, NULL, NULL, hikae_test_result_cb, &verified);
  hikae_test_wait (&verified);
  report = hikae_verify_bundle_finish (verified, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report->findings->len; i++) {
    const HikaeBundleFinding *one = report->findings->pdata[i];

    g_test_message ("%s: %s", one->subject, one->reason);
    seen += g_strstr_len (one->reason, -1, "REVOCATION_UNCHECKED") != NULL;
  }
  g_assert_cmpint (report->verdict, ==, HIKAE_BUNDLE_GOOD);
  g_assert_cmpuint (seen, ==, lists);
}

/* The signer's certificate ends after 500 days. */
static void
test_renewal (Place *place, gconstpointer unused)
{
  HikaeStampOutlook outlook = {0};
  g_autoptr (HikaeStampRun) first = NULL;
  g_autoptr (HikaeStampRun) early = NULL;
  g_autoptr (HikaeStampRun) renewed = NULL;
  g_autoptr (HikaeStampRun) again = NULL;
  g_autoptr (HikaeSeal) seal = NULL;
  g_autoptr (GBytes) list = NULL;

  hikae_test_case_keep_text (place->open_case, "a.txt", "first");
  first = stamp (place);
  get_outlook (place, 0, &outlook);
  g_assert_cmpint (outlook.ends, ==, (place->start + 500 * DAY) * G_USEC_PER_SEC);
  /* Half way, because less than twelve months would be left of a year and a half. */
  g_assert_cmpint (outlook.due, >, (place->start + 240 * DAY) * G_USEC_PER_SEC);
  g_assert_cmpint (outlook.due, <, (place->start + 260 * DAY) * G_USEC_PER_SEC);
  go_to (place, 200);
  early = stamp (place);
  g_assert_cmpuint (early->renewed, ==, 0);
  g_assert_cmpuint (early->stamps->len, ==, 0);
  g_assert_cmpuint (early->records, ==, 0);
  go_to (place, 300);
  renewed = stamp (place);
  g_assert_true (renewed->sealed);
  g_assert_cmpuint (renewed->renewed, ==, 1);
  g_assert_cmpuint (renewed->stamps->len, ==, 1);
  g_assert_cmpuint (renewed->records, ==, 1);
  g_assert_cmpuint (renewed->records_missing, ==, 0);
  again = stamp (place);
  g_assert_cmpuint (again->records, ==, 0);
  g_assert_false (again->sealed);
  g_assert_cmpuint (again->renewed, ==, 0);
  seal = g_list_model_get_item (hikae_case_get_seals (place->open_case), 1);
  list = hikae_seal_load_list (seal, NULL);
  g_test_message ("%s", (char *)g_bytes_get_data (list, NULL));
  get_outlook (place, 0, &outlook);
  g_assert_cmpuint (outlook.renewed_by, ==, 2);
  g_assert_cmpint (outlook.renewed_at / G_USEC_PER_SEC, >=, place->start + 300 * DAY);
  hikae_test_case_assert_whole (place->open_case);
  /* Long after the certificate: both stamps verify, in the case and in a bundle. */
  go_to (place, 900);
  g_assert_cmpuint (count_findings (place), ==, 0);
  assert_bundle_good (place, 0);
}

/* Renewed by an authority whose certificates live longer, the proof lives longer too. */
static void
test_renewal_elsewhere (Place *place, gconstpointer unused)
{
  g_autoptr (HikaeTestAuthority) other = hikae_test_authority_new (NULL);
  g_autoptr (GBytes) root =
      hikae_test_pki_format_root (hikae_test_authority_get_pki (other));
  HikaeStampOutlook outlook = {0};
  g_autoptr (HikaeStampRun) first = NULL;
  g_autoptr (HikaeStampRun) renewed = NULL;

  hikae_test_case_keep_text (place->open_case, "a.txt", "first");
  first = stamp (place);
  go_to (place, 300);
  hikae_test_authority_shift (other, 300 * DAY);
  renewed = stamp_at (place, other, root);
  g_assert_cmpuint (renewed->renewed, ==, 1);
  get_outlook (place, 0, &outlook);
  g_assert_cmpint (outlook.ends, >, (place->start + 3000 * DAY) * G_USEC_PER_SEC);
  g_assert_cmpint (outlook.due, >, (place->start + 2000 * DAY) * G_USEC_PER_SEC);
}

/* The root is no longer in the list of its authority: due at once, whatever it says. */
/* data/authorities/algorithms.conf ends all that authorities use today on 2035-12-31. In
 * the year before, a stamp is renewed; afterwards what cannot be renewed is left in
 * peace. */
static void
test_algorithms_end (Place *place, gconstpointer unused)
{
  const gint64 end = 2082758399; /* 2035-12-31T23:59:59Z */
  const gint64 left = (end - place->start) / DAY;
  HikaeStampOutlook outlook = {0};
  g_autoptr (HikaeStampRun) first = NULL;
  g_autoptr (HikaeStampRun) renewed = NULL;
  g_autoptr (HikaeStampRun) again = NULL;
  g_autoptr (HikaeStampRun) late = NULL;
  g_autoptr (HikaeStampRun) peace = NULL;

  hikae_test_case_keep_text (place->open_case, "a.txt", "first");
  first = stamp (place);
  get_outlook (place, 0, &outlook);
  g_assert_cmpint (outlook.ends / G_USEC_PER_SEC, ==, end);
  go_to (place, left - 300);
  renewed = stamp (place);
  g_assert_cmpuint (renewed->renewed, >, 0);
  again = stamp (place);
  g_assert_cmpuint (again->renewed, ==, 0);
  hikae_test_case_keep_text (place->open_case, "b.txt", "second");
  go_to (place, left + 100);
  late = stamp (place);
  g_assert_cmpuint (late->stamps->len, ==, 1);
  g_assert_cmpuint (late->renewed, ==, 0);
  peace = stamp (place);
  g_assert_cmpuint (peace->stamps->len, ==, 0);
}

static void
test_root_left (Place *place, gconstpointer unused)
{
  g_autofree char *folder = g_build_filename (place->folder, "own", NULL);
  g_autofree char *url = hikae_test_authority_dup_url (place->server, "");
  g_autoptr (HikaeTestAuthority) other = hikae_test_authority_new (NULL);
  g_autoptr (GBytes) root =
      hikae_test_pki_format_root (hikae_test_authority_get_pki (other));
  g_autoptr (HikaeAuthority) before = NULL;
  g_autoptr (HikaeAuthority) after = NULL;
  g_autoptr (HikaeStampRun) first = NULL;
  g_autoptr (HikaeStampRun) renewed = NULL;
  guint due = 0;

  g_setenv ("HIKAE_AUTHORITIES_FOLDER", folder, TRUE);
  before = hikae_authority_add_own (url, place->root, NULL);
  g_assert_nonnull (before);
  hikae_test_case_keep_text (place->open_case, "a.txt", "first");
  first = stamp (place);
  g_ptr_array_unref (
      hikae_stamp_list_due (place->open_case, hikae_clock_get_now (), &due));
  g_assert_cmpuint (due, ==, 0);
  g_assert_true (hikae_authority_remove_own (before->id, NULL));
  after = hikae_authority_add_own (url, root, NULL);
  g_assert_cmpstr (before->id, ==, after->id);
  g_ptr_array_unref (
      hikae_stamp_list_due (place->open_case, hikae_clock_get_now (), &due));
  g_assert_cmpuint (due, ==, 1);
  renewed = stamp_at (place, other, root);
  g_assert_cmpuint (renewed->renewed, ==, 1);
  g_assert_true (hikae_authority_remove_own (after->id, NULL));
  g_unsetenv ("HIKAE_AUTHORITIES_FOLDER");
}

typedef struct {
  gsize heap; /* bytes in use, of all threads: there is one arena */
  guint files;
} Held;

/* The least of some looks: a thread that has just answered lets go a little later. */
static gsize
measure_heap (void)
{
  gsize least = G_MAXSIZE;

  for (guint look = 0; look < 20; look++) {
    const struct mallinfo2 info = mallinfo2 ();

    least = MIN (least, info.uordblks + info.hblkhd);
    g_usleep (5000);
  }
  return least;
}

static Held
measure_held (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);
  Held held = {measure_heap (), 0};

  while (g_dir_read_name (folder) != NULL)
    held.files++;
  return held;
}

/* One round of use, by a case that is opened and locked. */
static Held
use_once (Place *place, guint round, gboolean hand_over)
{
  g_autofree char *bundle = g_build_filename (place->folder, "bundle.zip", NULL);
  g_autofree char *name = g_strdup_printf ("%06u.txt", round);
  g_autoptr (HikaeStampRun) run = NULL;
  Held held = {0, 0};

  hikae_test_case_keep_text (place->open_case, name, name);
  run = stamp (place);
  g_assert_cmpuint (run->stamps->len, ==, 1);
  g_assert_cmpuint (count_findings (place), ==, 0);
  if (hand_over) {
    assert_bundle_good (place, 0);
    g_assert_cmpint (g_unlink (bundle), ==, 0);
  }
  hikae_test_case_close (place->open_case);
  held = measure_held ();
  place->open_case = hikae_test_case_open (place->path);
  g_assert_cmpuint (
      g_list_model_get_n_items (hikae_case_get_items (place->open_case)), ==, round);
  return held;
}

/* Add, stamp, check, lock, open again, all in one process: what is held while it is
 * locked does not grow. The rounds before hand over too, and fill what libraries keep for
 * good. HIKAE_TEST_ROUNDS: how many; each is slower than the last. */
static void
test_held (Place *place, gconstpointer unused)
{
  const char *wanted = g_getenv ("HIKAE_TEST_ROUNDS");
  const guint rounds =
      wanted != NULL ? (guint)MAX (8, g_ascii_strtoull (wanted, NULL, 10)) : 12;
  Held marks[5] = {{0, 0}};

  for (guint round = 1; round <= rounds; round++) {
    const Held held = use_once (place, round, round <= rounds / 2);
    const guint quarter = (4 * round + rounds - 1) / rounds;
    const gsize least = marks[quarter].heap;

    /* The least of each later quarter: what a thread is just letting go of is not held.
     */
    marks[quarter] = held;
    if (quarter > 2 && least != 0)
      marks[quarter].heap = MIN (least, held.heap);
  }
  for (guint quarter = 1; quarter <= 4; quarter++)
    g_test_message ("round %u: %" G_GSIZE_FORMAT " bytes, %u files",
                    rounds * quarter / 4,
                    marks[quarter].heap,
                    marks[quarter].files);
#ifndef HIKAE_SANITIZED
  g_assert_cmpuint (
      marks[2].heap, <, marks[1].heap + THREADS_MAX + (gsize)REPORT_MAX * rounds / 4);
  g_assert_cmpuint (
      marks[4].heap, <, marks[3].heap + THREADS_MAX + (gsize)LEFT_MAX * rounds / 4);
#endif
  g_assert_cmpuint (marks[4].files, ==, marks[2].files);
}

int
main (int argc, char **argv)
{
  (void)mallopt (M_ARENA_MAX, 1);
  g_test_init (&argc, &argv, NULL);
#define ADD(name, days, func)                                                            \
  g_test_add ("/long-life/" name, Place, GINT_TO_POINTER (days), set_up, func, tear_down)
  ADD ("lists", 0, test_lists);
  ADD ("revoked", 0, test_revoked);
  ADD ("offline", 0, test_offline);
  ADD ("renewal", 500, test_renewal);
  ADD ("renewal-elsewhere", 500, test_renewal_elsewhere);
  ADD ("algorithms-end", 6000, test_algorithms_end);
  ADD ("root-left", 0, test_root_left);
  ADD ("held", 0, test_held);
  return g_test_run ();
}
