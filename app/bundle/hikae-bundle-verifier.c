/* hikae-bundle-verifier.c: reads a bundle once and judges what it saw
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-check.h"
#include "hikae-bundle-manifest.h"
#include "hikae-bundle-plan.h"
#include "hikae-bundle-source.h"
#include "hikae-error.h"
#include "hikae-pair-hasher.h"
#include "hikae-text.h"

#include <string.h>

/* Of a case of a hundred thousand items the log has 58 MB, and so have the records; a
 * file of it, and all files that are kept in memory together. */
#define MAX_LOG (G_GUINT64_CONSTANT (192) * 1024 * 1024)
#define MAX_KEPT (G_GUINT64_CONSTANT (384) * 1024 * 1024)
#define LOG "data/custody.jsonl"

typedef struct {
  HikaePairHasher *hasher;
  GByteArray *kept; /* (nullable) */
  guint64 size;
  HikaeProgress *progress;
} Intake;

const char *
hikae_bundle_verdict_get_name (HikaeBundleVerdict verdict)
{
  static const char *const names[] = {"good", "damaged", "cannot-tell"};

  g_return_val_if_fail ((guint)verdict < G_N_ELEMENTS (names), "damaged");
  return names[verdict];
}

static void
free_finding (gpointer data)
{
  HikaeBundleFinding *finding = data;

  g_free (finding->subject);
  g_free (finding->reason);
  g_free (finding);
}

void
hikae_bundle_report_free (HikaeBundleReport *report)
{
  if (report == NULL)
    return;
  g_ptr_array_unref (report->findings);
  g_free (report);
}

static void
free_seen (gpointer data)
{
  HikaeBundleSeen *seen = data;

  g_free (seen->path);
  g_clear_pointer (&seen->bytes, g_bytes_unref);
  g_free (seen);
}

static void
intake_cb (const void *bytes, gsize size, gpointer data)
{
  Intake *intake = data;

  hikae_pair_hasher_begin (intake->hasher, bytes, size);
  intake->size += size;
  if (intake->kept != NULL)
    g_byte_array_append (intake->kept, bytes, (guint)size);
  hikae_progress_add (intake->progress, size);
  hikae_pair_hasher_wait (intake->hasher);
}

/* What is only compared with the manifests goes by. */
static gboolean
must_keep (const char *path)
{
  return !g_str_equal (path, "data/case-uco.jsonld") &&
         !g_str_equal (path, "data/findings.json") &&
         !g_str_has_prefix (path, "data/items/") &&
         !g_str_has_prefix (path, "data/letters/") &&
         !g_str_has_prefix (path, "data/certification/") &&
         !g_str_equal (path, "report.pdf") && !g_str_equal (path, "START-HERE.html") &&
         !g_str_equal (path, "data/custody.txt") && !g_str_equal (path, "VERIFY.txt");
}

/* Reads one file into @seen; FALSE with @error only when nothing more can be read. */
static gboolean
take_in (HikaeBundleCheck *self,
         HikaeBundleSource *source,
         const HikaeBundleEntry *entry,
         const char *path,
         guint64 *kept,
         HikaeProgress *progress,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (HikaePairHasher) hasher = hikae_pair_hasher_new ();
  g_autoptr (GByteArray) bytes = must_keep (path) ? g_byte_array_new () : NULL;
  g_autoptr (GError) inner = NULL;
  Intake intake = {hasher, bytes, 0, progress};
  HikaeBundleSeen *seen = NULL;

  if (bytes != NULL &&
      (entry->size > (g_str_equal (path, LOG) ? MAX_LOG : HIKAE_MANIFEST_MAX) ||
       (*kept += entry->size) > MAX_KEPT)) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "its descriptions are too large");
    return FALSE;
  }
  if (!hikae_bundle_source_read (
          source, entry, intake_cb, &intake, cancellable, &inner)) {
    if (!g_error_matches (inner, HIKAE_ERROR, HIKAE_ERROR_DAMAGED)) {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }
    hikae_bundle_check_note (self, HIKAE_BUNDLE_DAMAGED, path, g_strdup (inner->message));
  }
  seen = g_new0 (HikaeBundleSeen, 1);
  seen->path = g_strdup (path);
  seen->size = intake.size;
  hikae_pair_hasher_finish (hasher, &seen->sha256, &seen->sha512);
  if (bytes != NULL)
    seen->bytes = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  g_hash_table_insert (self->files, seen->path, seen);
  return TRUE;
}

/* A bundle that somebody unpacked and packed again often has one folder around it. */
static char *
dup_root (GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++) {
    const HikaeBundleEntry *entry = entries->pdata[i];
    gsize length = strlen (entry->path);

    if (g_str_equal (entry->path, "bagit.txt"))
      return g_strdup ("");
    if (g_str_has_suffix (entry->path, "/bagit.txt") &&
        memchr (entry->path, '/', length - 10) == NULL)
      return g_strndup (entry->path, length - 9);
  }
  return NULL;
}

/* The entry's name inside the bundle, or NULL after saying what is wrong with it. A
 * folder has a name to mind, and nothing else. */
static char *
dup_inner_name (HikaeBundleCheck *self, const HikaeBundleEntry *entry, const char *root)
{
  gsize length = strlen (entry->path);
  gboolean folder = length > 0 && entry->path[length - 1] == '/' && entry->size == 0;
  gboolean inside = g_str_has_prefix (entry->path, root);
  g_autofree char *path = inside ? g_strdup (entry->path + strlen (root)) : NULL;

  if (folder && strcmp (entry->path, root) == 0)
    return NULL;
  if (path == NULL) {
    g_autofree char *shown = hikae_text_for_display (entry->path, 200);

    hikae_bundle_check_note (self,
                             HIKAE_BUNDLE_DAMAGED,
                             shown,
                             g_strdup ("it lies outside of the bundle's folder"));
    return NULL;
  }
  if (folder)
    path[strlen (path) - 1] = '\0';
  if (!hikae_bundle_check_take_name (self, path, folder) || folder)
    return NULL;
  return g_steal_pointer (&path);
}

static void
pass_cb (const void *bytes, gsize size, gpointer data)
{
  hikae_progress_add (data, size);
}

/* Its bytes say nothing, but it must be what the archive says, or something else could be
 * hidden there. */
static gboolean
pass_by (HikaeBundleCheck *self,
         HikaeBundleSource *source,
         const HikaeBundleEntry *entry,
         HikaeProgress *progress,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (GError) inner = NULL;

  if ((g_str_has_suffix (entry->path, "/") && entry->size == 0) ||
      hikae_bundle_source_read (source, entry, pass_cb, progress, cancellable, &inner))
    return TRUE;
  if (!g_error_matches (inner, HIKAE_ERROR, HIKAE_ERROR_DAMAGED)) {
    g_propagate_error (error, g_steal_pointer (&inner));
    return FALSE;
  }
  hikae_bundle_check_note (
      self, HIKAE_BUNDLE_DAMAGED, entry->path, g_strdup (inner->message));
  return TRUE;
}

static void
note_leftovers (HikaeBundleCheck *self, const char *first, guint count)
{
  if (count > 0)
    hikae_bundle_check_note (
        self,
        HIKAE_BUNDLE_GOOD,
        first,
        g_strdup_printf ("put there by the system of a computer, %u such files in all: "
                         "not a part of the bundle, and left out",
                         count));
}

static gboolean
read_all (HikaeBundleCheck *self,
          HikaeBundleSource *source,
          const char *root,
          HikaeProgress *progress,
          GCancellable *cancellable,
          GError **error)
{
  GPtrArray *entries = hikae_bundle_source_get_entries (source);
  const char *leftover = NULL;
  guint leftovers = 0;
  guint64 kept = 0;

  for (guint i = 0; i < entries->len; i++) {
    const HikaeBundleEntry *entry = entries->pdata[i];
    const gboolean left_over = hikae_bundle_check_is_leftover (entry->path);
    g_autofree char *path = left_over ? NULL : dup_inner_name (self, entry, root);

    if (left_over) {
      leftover = leftovers++ == 0 ? entry->path : leftover;
      if (!pass_by (self, source, entry, progress, cancellable, error))
        return FALSE;
    } else if (path != NULL &&
               !take_in (
                   self, source, entry, path, &kept, progress, cancellable, error)) {
      return FALSE;
    }
  }
  note_leftovers (self, leftover, leftovers);
  if (hikae_bundle_source_has_comment (source))
    hikae_bundle_check_note (
        self,
        HIKAE_BUNDLE_GOOD,
        "archive",
        g_strdup ("it has a comment, which nothing vouches for: not a "
                  "part of the bundle, and not shown"));
  return TRUE;
}

static void
clear_check (HikaeBundleCheck *self)
{
  g_hash_table_unref (self->files);
  g_hash_table_unref (self->findings);
  g_hash_table_unref (self->lines);
  g_hash_table_unref (self->covered);
  g_hash_table_unref (self->stamped);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->kept);
  g_hash_table_unref (self->said);
}

static void
judge (HikaeBundleCheck *self)
{
  hikae_bundle_check_manifests (self);
  hikae_bundle_check_custody (self);
  hikae_bundle_check_seals (self);
  hikae_bundle_check_log (self);
  hikae_bundle_check_stamps (self);
  hikae_bundle_check_items (self);
}

HikaeBundleReport *
hikae_bundle_verify (const char *path,
                     HikaeSecret *passphrase,
                     GBytes *anchors,
                     gint64 now,
                     HikaeProgress *progress,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (HikaeBundleSource) source =
      hikae_bundle_source_open (path, passphrase, cancellable, error);
  g_autoptr (HikaeBundleReport) report = g_new0 (HikaeBundleReport, 1);
  g_autofree char *root = NULL;
  HikaeBundleCheck check = {.anchors = anchors, .now = now, .report = report};
  guint64 total = 0;
  gboolean done = FALSE;

  report->findings = g_ptr_array_new_with_free_func (free_finding);
  if (source == NULL)
    return NULL;
  root = dup_root (hikae_bundle_source_get_entries (source));
  if (root == NULL) {
    g_set_error_literal (
        error,
        HIKAE_ERROR,
        HIKAE_ERROR_REJECTED,
        "there is no evidence bundle in it; if there is another archive in it, take that "
        "one out and check it");
    return NULL;
  }
  for (guint i = 0; i < hikae_bundle_source_get_entries (source)->len; i++)
    total +=
        ((HikaeBundleEntry *)hikae_bundle_source_get_entries (source)->pdata[i])->size;
  hikae_progress_set_total (progress, total);
  check.files = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_seen);
  check.findings = g_hash_table_new (g_str_hash, g_str_equal);
  check.lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  check.covered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  check.stamped = g_hash_table_new (NULL, NULL);
  check.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  check.kept = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  check.said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  done = read_all (&check, source, root, progress, cancellable, error);
  if (done)
    judge (&check);
  clear_check (&check);
  return done ? g_steal_pointer (&report) : NULL;
}
