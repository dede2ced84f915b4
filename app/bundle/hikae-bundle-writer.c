/* hikae-bundle-writer.c: a bundle, whole or not at all
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Payloads, and what is as long as the custody log, are streamed; everything else is
 * small and made in memory first. Then the archive is written front to back: the page to
 * start with, the tag files, the data, and last the manifests, because a payload's
 * digests are known for certain only after its last byte went by. With a passphrase the
 * same archive runs through a pipe into the one encrypted entry of the outer one, so that
 * neither names nor contents are ever on disk in plain.
 */
#include "config.h"

#include "hikae-bundle-findings.h"
#include "hikae-bundle-manifest.h"
#include "hikae-bundle-members.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-hasher.h"
#include "hikae-pair-hasher.h"
#include "hikae-zip-lock.h"
#include "hikae-zip-writer.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define CHUNK (1024 * 1024)

typedef struct {
  const HikaeBundlePlan *plan;
  GPtrArray *members; /* (element-type HikaeBundleMember) */
  HikaeProgress *progress;
  GCancellable *cancellable;
} Job;

static gboolean
write_stream (HikaeZipWriter *zip,
              GInputStream *stream,
              HikaePairHasher *hasher,
              const Job *job,
              GError **error)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK);

  for (;;) {
    g_autoptr (GError) inner = NULL;
    gssize got = g_input_stream_read (stream, chunk, CHUNK, job->cancellable, &inner);
    gboolean done = FALSE;

    if (got < 0 && inner->domain == HIKAE_ERROR) {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }
    if (got < 0) {
      hikae_error_take_from_io (error, g_steal_pointer (&inner), "reading it");
      return FALSE;
    }
    if (got == 0)
      return TRUE;
    hikae_pair_hasher_begin (hasher, chunk, (gsize)got);
    done = hikae_zip_writer_append (zip, chunk, (gsize)got, error);
    hikae_pair_hasher_wait (hasher);
    if (!done)
      return FALSE;
    hikae_progress_add (job->progress, (guint64)got);
  }
}

static gboolean
write_payload (HikaeZipWriter *zip,
               const HikaeBundleMember *member,
               const Job *job,
               GError **error)
{
  const HikaeBundleContent *content = job->plan->content;
  g_autoptr (HikaePairHasher) hasher = hikae_pair_hasher_new ();
  g_autoptr (GInputStream) stream =
      content->open_payload (member->item, content->open_data);
  HikaeDigest sha256 = {0};
  HikaeDigest sha512 = {0};

  if (stream == NULL) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, "its payload cannot be opened");
    return FALSE;
  }
  if (!hikae_zip_writer_begin (
          zip, member->path, hikae_item_get_size (member->item), error) ||
      !write_stream (zip, stream, hasher, job, error) ||
      !hikae_zip_writer_end (zip, error))
    return FALSE;
  hikae_pair_hasher_finish (hasher, &sha256, &sha512);
  if (hikae_digest_equal (&sha256, &member->sha256) &&
      hikae_digest_equal (&sha512, &member->sha512))
    return TRUE;
  g_set_error_literal (
      error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, "its payload is not what its record says");
  return FALSE;
}

typedef struct {
  HikaeZipWriter *zip;
  GCancellable *cancellable;
} Entry;

static gboolean
entry_sink (const void *bytes, gsize size, gpointer data, GError **error)
{
  Entry *entry = data;

  return !g_cancellable_set_error_if_cancelled (entry->cancellable, error) &&
         hikae_zip_writer_append (entry->zip, bytes, size, error);
}

static gboolean
write_document (HikaeZipWriter *zip,
                const HikaeBundleMember *member,
                const Job *job,
                GError **error)
{
  Entry entry = {zip, job->cancellable};

  if (!hikae_zip_writer_begin_known (zip, member->path, member->size, member->crc, error))
    return FALSE;
  return member->write (job->plan, entry_sink, &entry, error) &&
         hikae_zip_writer_end (zip, error);
}

static gboolean
write_member (HikaeZipWriter *zip,
              const HikaeBundleMember *member,
              const Job *job,
              GError **error)
{
  if (g_cancellable_set_error_if_cancelled (job->cancellable, error))
    return FALSE;
  if (member->write != NULL)
    return write_document (zip, member, job, error);
  if (member->item == NULL)
    return hikae_zip_writer_add (zip, member->path, member->bytes, error);
  if (write_payload (zip, member, job, error))
    return TRUE;
  if (!hikae_error_is_cancelled (*error))
    g_prefix_error (error, "item %u: ", hikae_item_get_number (member->item));
  return FALSE;
}

static GBytes *
format_manifest (GPtrArray *members, gboolean data, HikaeDigestAlgorithm algorithm)
{
  GString *text = g_string_new (NULL);
  gsize length = 0;

  for (guint i = 0; i < members->len; i++) {
    const HikaeBundleMember *member = members->pdata[i];
    g_autofree char *line = NULL;

    if (g_str_has_prefix (member->path, "data/") != data)
      continue;
    line = hikae_manifest_format_line (algorithm == HIKAE_DIGEST_SHA256 ? &member->sha256
                                                                        : &member->sha512,
                                       member->path);
    g_string_append (text, line);
  }
  length = text->len;
  return g_bytes_new_take (g_string_free (text, FALSE), length);
}

/* Manifests of the data, then manifests of the tag files, among them the former. */
static gboolean
write_manifests (HikaeZipWriter *zip, const Job *job, GError **error)
{
  static const struct {
    HikaeDigestAlgorithm algorithm;
    const char *payload;
    const char *tags;
  } kinds[] = {
      {HIKAE_DIGEST_SHA256, "manifest-sha256.txt", "tagmanifest-sha256.txt"},
      {HIKAE_DIGEST_SHA512, "manifest-sha512.txt", "tagmanifest-sha512.txt"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (GBytes) bytes = format_manifest (job->members, TRUE, kinds[i].algorithm);

    hikae_bundle_members_add (job->members, kinds[i].payload, bytes);
    if (!hikae_zip_writer_add (zip, kinds[i].payload, bytes, error))
      return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (GBytes) bytes = format_manifest (job->members, FALSE, kinds[i].algorithm);

    if (!hikae_zip_writer_add (zip, kinds[i].tags, bytes, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_archive (HikaeZipSink sink, gpointer sink_data, gpointer data, GError **error)
{
  const Job *job = data;
  g_autoptr (HikaeZipWriter) zip =
      hikae_zip_writer_new (job->plan->content->made_at, sink, sink_data);

  for (guint i = 0; i < job->members->len; i++)
    if (!write_member (zip, job->members->pdata[i], job, error))
      return FALSE;
  return write_manifests (zip, job, error) && hikae_zip_writer_finish (zip, error);
}

typedef struct {
  HikaeNewFile *file;
  HikaeHasher *hasher; /* of what is written, in a thread of its own */
} FileSink;

static gboolean
file_sink (const void *bytes, gsize size, gpointer data, GError **error)
{
  FileSink *sink = data;
  g_autoptr (GBytes) copy = g_bytes_new (bytes, size);

  hikae_hasher_update_beside (sink->hasher, copy);
  return hikae_new_file_write (sink->file, bytes, size, error);
}

/* The encrypted archive is not written front to back, so it is read again. */
static gboolean
hash_again (int fd, HikaeHasher *hasher, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  off_t at = 0;

  while (!g_cancellable_set_error_if_cancelled (cancellable, error)) {
    const gssize got = pread (fd, chunk, CHUNK, at);

    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      hikae_error_set_from_errno (error, errno, "reading the bundle again");
    if (got <= 0)
      return got == 0;
    hikae_hasher_update (hasher, chunk, (gsize)got);
    at += got;
  }
  return FALSE;
}

static gboolean
write_file (const HikaeBundleContent *content,
            Job *job,
            HikaeNewFile *file,
            HikaeDigest *sha256,
            GError **error)
{
  g_autoptr (HikaeHasher) hasher =
      hikae_hasher_new (HIKAE_DIGEST_SHA256, HIKAE_DIGEST_NONE);
  FileSink sink = {file, hasher};
  const int fd = hikae_new_file_get_fd (file);

  if (content->passphrase == NULL
          ? !write_archive (file_sink, &sink, job, error)
          : !hikae_zip_lock_write (
                fd, content->made_at, content->passphrase, write_archive, job, error) ||
                !hash_again (fd, hasher, job->cancellable, error))
    return FALSE;
  if (sha256 != NULL)
    *sha256 = hikae_hasher_finish (hasher, HIKAE_DIGEST_SHA256);
  return TRUE;
}

gboolean
hikae_bundle_write (const HikaeBundleContent *content,
                    const char *path,
                    HikaeDigest *sha256,
                    HikaeProgress *progress,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (HikaeBundlePlan) plan = hikae_bundle_plan_new (content, error);
  g_autoptr (HikaeNewFile) file = NULL;
  g_autoptr (GPtrArray) members = NULL;
  Job job = {plan, NULL, progress, cancellable};
  guint64 total = 0;

  if (plan == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  file = hikae_new_file_create (path, FALSE, error);
  if (file == NULL)
    return FALSE;
  for (guint i = 0; i < plan->payloads->len; i++)
    total += hikae_item_get_size (plan->payloads->pdata[i]);
  hikae_progress_set_total (progress, total + hikae_bundle_measure_findings (plan));
  hikae_bundle_plan_load_pictures (plan, cancellable);
  if (!hikae_bundle_load_findings (plan, progress, cancellable, error))
    return FALSE;
  hikae_bundle_plan_read (plan);
  members = job.members = hikae_bundle_list_members (plan, cancellable, error);
  if (members == NULL)
    return FALSE;
  if (!write_file (content, &job, file, sha256, error))
    return FALSE;
  return !g_cancellable_set_error_if_cancelled (cancellable, error) &&
         hikae_new_file_commit (file, error);
}
