/* hikae-bundle-writer.c: a bundle, whole or not at all
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything but the payloads is small and made in memory first. Then the archive is
 * written front to back: the page to start with, the tag files, the data, and last the
 * manifests, because a payload's digests are known for certain only after its last byte
 * went by. With a passphrase the same archive runs through a pipe into the one encrypted
 * entry of the outer one, so that neither names nor contents are ever on disk in plain.
 */
#include "config.h"

#include "hikae-bundle-documents.h"
#include "hikae-bundle-findings.h"
#include "hikae-bundle-manifest.h"
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

static void
free_member (gpointer data)
{
  HikaeBundleMember *member = data;

  g_free (member->path);
  g_clear_pointer (&member->bytes, g_bytes_unref);
  g_clear_object (&member->item);
  g_free (member);
}

static HikaeBundleMember *
new_member (const char *path, GBytes *bytes)
{
  HikaeBundleMember *member = g_new0 (HikaeBundleMember, 1);
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  member->path = g_strdup (path);
  member->bytes = g_bytes_ref (bytes);
  member->sha256 = hikae_hash_bytes (HIKAE_DIGEST_SHA256, data, size);
  member->sha512 = hikae_hash_bytes (HIKAE_DIGEST_SHA512, data, size);
  return member;
}

static void
add_bytes (GPtrArray *members, const char *path, GBytes *bytes)
{
  g_ptr_array_add (members, new_member (path, bytes));
}

static void
add_new_bytes (GPtrArray *members, const char *path, GBytes *bytes)
{
  add_bytes (members, path, bytes);
  g_bytes_unref (bytes);
}

static void
add_text (GPtrArray *members, const char *path, char *text)
{
  add_new_bytes (members, path, g_bytes_new_take (text, strlen (text)));
}

static gboolean
add_payload (GPtrArray *members, HikaeItem *item, GError **error)
{
  HikaeBundleMember *member = g_new0 (HikaeBundleMember, 1);

  g_ptr_array_add (members, member);
  member->path = g_strconcat ("data/", hikae_item_get_path (item), NULL);
  member->item = g_object_ref (item);
  if (hikae_digest_parse_hex (
          &member->sha256, HIKAE_DIGEST_SHA256, hikae_item_get_sha256 (item)) &&
      hikae_digest_parse_hex (
          &member->sha512, HIKAE_DIGEST_SHA512, hikae_item_get_sha512 (item)))
    return TRUE;
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_DAMAGED,
               "the record of item %u holds no digests",
               hikae_item_get_number (item));
  return FALSE;
}

static gboolean
add_items (const HikaeBundlePlan *plan, GPtrArray *members, GError **error)
{
  for (guint i = 0; i < plan->payloads->len; i++)
    if (!add_payload (members, plan->payloads->pdata[i], error))
      return FALSE;
  for (guint i = 0; i < plan->content->items->len; i++) {
    HikaeItem *item = plan->content->items->pdata[i];
    g_autofree char *path =
        g_strdup_printf ("data/meta/%06u.json", hikae_item_get_number (item));

    add_bytes (members, path, hikae_item_get_record (item));
  }
  return TRUE;
}

static void
add_part (GPtrArray *members, const char *base, const char *ending, GBytes *bytes)
{
  g_autofree char *path = g_strconcat ("data/", base, ending, NULL);

  if (bytes != NULL)
    add_bytes (members, path, bytes);
}

/* A seal list with its token, for European validators. */
static gboolean
add_asics (const HikaeBundlePlan *plan,
           const HikaeBundleToken *token,
           GPtrArray *members,
           GError **error)
{
  guint number = hikae_stamp_get_seal (token->stamp);
  HikaeSeal *seal = hikae_bundle_plan_find_seal (plan, number);
  g_autoptr (GBytes) list = NULL;
  g_autoptr (GBytes) container = NULL;

  if (hikae_seal_get_size (seal) > HIKAE_BUNDLE_ASICS_MAX)
    return TRUE;
  list = hikae_seal_load_list (seal, error);
  if (list == NULL)
    return FALSE;
  container =
      hikae_bundle_make_asics (number, list, hikae_stamp_get_token (token->stamp));
  add_part (members, token->base, ".asics", container);
  return TRUE;
}

static gboolean
add_lists (const HikaeBundlePlan *plan, GPtrArray *members, GError **error)
{
  for (guint i = 0; i < plan->content->seals->len; i++) {
    HikaeSeal *seal = plan->content->seals->pdata[i];
    g_autoptr (GBytes) list = hikae_seal_load_list (seal, error);
    g_autofree char *base =
        g_strdup_printf ("seals/seal-%04u", hikae_seal_get_number (seal));

    if (list == NULL)
      return FALSE;
    add_part (members, base, ".sha256", list);
    add_part (members, base, ".head.json", hikae_seal_get_head (seal));
  }
  return TRUE;
}

static gboolean
add_seals (const HikaeBundlePlan *plan, GPtrArray *members, GError **error)
{
  g_autoptr (GList) chains = g_hash_table_get_keys (plan->chains);

  if (!add_lists (plan, members, error))
    return FALSE;
  for (guint i = 0; i < plan->tokens->len; i++) {
    const HikaeBundleToken *token = plan->tokens->pdata[i];

    add_part (members, token->base, ".tst", hikae_stamp_get_token (token->stamp));
    add_part (members, token->base, ".tsr", hikae_stamp_get_response (token->stamp));
    add_part (members, token->base, ".tsq", hikae_stamp_get_query (token->stamp));
    add_part (members, token->base, ".ers", token->record);
    if (!add_asics (plan, token, members, error))
      return FALSE;
  }
  chains = g_list_sort (g_steal_pointer (&chains), (GCompareFunc)strcmp);
  for (GList *at = chains; at != NULL; at = at->next)
    add_part (members, at->data, "", g_hash_table_lookup (plan->chains, at->data));
  return TRUE;
}

static gboolean
add_data (const HikaeBundlePlan *plan, GPtrArray *members, GError **error)
{
  GPtrArray *files = plan->content->files;

  if (!add_items (plan, members, error))
    return FALSE;
  add_new_bytes (members, "data/meta-schema.json", hikae_bundle_load_schema ());
  add_new_bytes (members, "data/choice.json", hikae_bundle_render_choice (plan));
  add_new_bytes (members, "data/findings.json", hikae_bundle_render_findings (plan));
  add_new_bytes (members, "data/case-uco.jsonld", hikae_bundle_render_case_uco (plan));
  add_new_bytes (members, "data/custody.jsonl", hikae_bundle_render_custody_lines (plan));
  add_new_bytes (members, "data/custody.txt", hikae_bundle_render_custody_text (plan));
  if (!add_seals (plan, members, error))
    return FALSE;
  add_new_bytes (members,
                 "data/certification/fre-902-draft.txt",
                 hikae_bundle_render_certification (plan, FALSE));
  add_new_bytes (members,
                 "data/certification/shoko-setsumeisho-draft.txt",
                 hikae_bundle_render_certification (plan, TRUE));
  for (guint i = 0; files != NULL && i < files->len; i++) {
    const HikaeBundleFile *file = files->pdata[i];

    add_part (members, file->path, "", file->bytes);
  }
  return TRUE;
}

static guint64
get_size (const HikaeBundleMember *member)
{
  return member->bytes != NULL ? g_bytes_get_size (member->bytes)
                               : hikae_item_get_size (member->item);
}

/* RFC 8493 §2.2.2. */
static char *
format_bag_info (const HikaeBundlePlan *plan, GPtrArray *data)
{
  g_autoptr (GDateTime) when =
      g_date_time_new_from_unix_utc (plan->content->made_at / G_USEC_PER_SEC);
  g_autofree char *date = g_date_time_format (when, "%Y-%m-%d");
  guint64 octets = 0;

  for (guint i = 0; i < data->len; i++)
    octets += get_size (data->pdata[i]);
  return g_strdup_printf ("Bag-Software-Agent: hikae " HIKAE_VERSION "\n"
                          "Bagging-Date: %s\n"
                          "Payload-Oxum: %" G_GUINT64_FORMAT ".%u\n",
                          date,
                          octets,
                          data->len);
}

/* Two members of one name would be a bundle that nobody can check. */
static gboolean
check_names (GPtrArray *members, GError **error)
{
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < members->len; i++) {
    const HikaeBundleMember *member = members->pdata[i];

    if (g_hash_table_add (seen, g_ascii_strdown (member->path, -1)))
      continue;
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "two files of the bundle would have the same name");
    return FALSE;
  }
  return TRUE;
}

/* Tag files first, so that whoever opens the archive sees where to start. */
static GPtrArray *
list_members (const HikaeBundlePlan *plan, GError **error)
{
  g_autoptr (GPtrArray) data = g_ptr_array_new_with_free_func (free_member);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (free_member);
  GBytes *report = NULL;

  if (!add_data (plan, data, error))
    return NULL;
  report = hikae_bundle_render_report (plan, error);
  if (report == NULL) {
    g_prefix_error_literal (error, "making the report: ");
    return NULL;
  }
  add_new_bytes (all, "START-HERE.html", hikae_bundle_render_start_page (plan, data));
  add_new_bytes (all, "report.pdf", report);
  add_new_bytes (all, "VERIFY.txt", hikae_bundle_render_verify (plan));
  add_text (all, "bagit.txt", g_strdup (HIKAE_BUNDLE_BAGIT));
  add_text (all, "bag-info.txt", format_bag_info (plan, data));
  g_ptr_array_extend_and_steal (all, g_steal_pointer (&data));
  return check_names (all, error) ? g_steal_pointer (&all) : NULL;
}

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

static gboolean
write_member (HikaeZipWriter *zip,
              const HikaeBundleMember *member,
              const Job *job,
              GError **error)
{
  if (g_cancellable_set_error_if_cancelled (job->cancellable, error))
    return FALSE;
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
    GBytes *bytes = format_manifest (job->members, TRUE, kinds[i].algorithm);

    add_new_bytes (job->members, kinds[i].payload, bytes);
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
  members = job.members = list_members (plan, error);
  if (members == NULL)
    return FALSE;
  if (!write_file (content, &job, file, sha256, error))
    return FALSE;
  return !g_cancellable_set_error_if_cancelled (cancellable, error) &&
         hikae_new_file_commit (file, error);
}
