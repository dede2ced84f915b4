/* hikae-bundle-members.c: the files of a bundle, in the order in which they are written
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-members.h"

#include "hikae-bundle-documents.h"
#include "hikae-bundle-findings.h"
#include "hikae-error.h"
#include "hikae-hasher.h"

#include <string.h>

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

void
hikae_bundle_members_add (GPtrArray *members, const char *path, GBytes *bytes)
{
  g_ptr_array_add (members, new_member (path, bytes));
}

static void
add_new_bytes (GPtrArray *members, const char *path, GBytes *bytes)
{
  hikae_bundle_members_add (members, path, bytes);
  g_bytes_unref (bytes);
}

static void
add_text (GPtrArray *members, const char *path, char *text)
{
  add_new_bytes (members, path, g_bytes_new_take (text, strlen (text)));
}

static gboolean
add_document (GPtrArray *members,
              const char *path,
              const HikaeBundlePlan *plan,
              HikaeBundleWriteFunc write,
              GCancellable *cancellable,
              GError **error)
{
  HikaeBundleMember *member = NULL;
  HikaeBundleMeasure measure = {0};

  if (!hikae_bundle_measure (plan, write, &measure, cancellable, error))
    return FALSE;
  member = g_new0 (HikaeBundleMember, 1);
  member->path = g_strdup (path);
  member->write = write;
  member->size = measure.size;
  member->crc = measure.crc;
  member->sha256 = measure.sha256;
  member->sha512 = measure.sha512;
  g_ptr_array_add (members, member);
  return TRUE;
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

    hikae_bundle_members_add (members, path, hikae_item_get_record (item));
  }
  return TRUE;
}

static void
add_part (GPtrArray *members, const char *base, const char *ending, GBytes *bytes)
{
  g_autofree char *path = g_strconcat ("data/", base, ending, NULL);

  if (bytes != NULL)
    hikae_bundle_members_add (members, path, bytes);
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

/* What has a line or more for every event of the log. */
static gboolean
add_log (const HikaeBundlePlan *plan,
         GPtrArray *members,
         GCancellable *cancellable,
         GError **error)
{
  static const struct {
    const char *path;
    HikaeBundleWriteFunc write;
  } documents[] = {
      {"data/case-uco.jsonld", hikae_bundle_write_case_uco},
      {"data/custody.jsonl", hikae_bundle_write_custody_lines},
      {"data/custody.txt", hikae_bundle_write_custody_text},
  };

  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    if (!add_document (
            members, documents[i].path, plan, documents[i].write, cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
add_data (const HikaeBundlePlan *plan,
          GPtrArray *members,
          GCancellable *cancellable,
          GError **error)
{
  GPtrArray *files = plan->content->files;

  if (!add_items (plan, members, error))
    return FALSE;
  add_new_bytes (members, "data/meta-schema.json", hikae_bundle_load_schema ());
  add_new_bytes (members, "data/choice.json", hikae_bundle_render_choice (plan));
  add_new_bytes (members, "data/findings.json", hikae_bundle_render_findings (plan));
  if (!add_log (plan, members, cancellable, error) || !add_seals (plan, members, error))
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
  if (member->item != NULL)
    return hikae_item_get_size (member->item);
  return member->bytes != NULL ? g_bytes_get_size (member->bytes) : member->size;
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
GPtrArray *
hikae_bundle_list_members (const HikaeBundlePlan *plan,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (GPtrArray) data = g_ptr_array_new_with_free_func (free_member);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (free_member);
  GBytes *report = NULL;

  if (!add_data (plan, data, cancellable, error))
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
