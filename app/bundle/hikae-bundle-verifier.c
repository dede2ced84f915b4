/* hikae-bundle-verifier.c: a bundle is checked by everything it says of itself
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-manifest.h"
#include "hikae-bundle-plan.h"
#include "hikae-bundle-verifier-private.h"
#include "hikae-error.h"

#include <string.h>

static const char *const verdict_names[] = {"good", "damaged", "cannot-tell"};

const char *
hikae_bundle_verdict_get_name (HikaeBundleVerdict verdict)
{
  g_return_val_if_fail ((guint)verdict < G_N_ELEMENTS (verdict_names), "damaged");
  return verdict_names[verdict];
}

static GPtrArray *
parse_manifest (HikaeBundleInventory *inventory,
                const char *name,
                HikaeDigestAlgorithm algorithm)
{
  HikaeBundleEntry *entry = hikae_bundle_inventory_find (inventory, name);
  g_autoptr (GError) error = NULL;
  GPtrArray *lines = NULL;

  if (entry == NULL || entry->bytes == NULL) {
    hikae_bundle_inventory_say (
        inventory, HIKAE_BUNDLE_DAMAGED, name, "it is missing or too large");
    return NULL;
  }
  lines = hikae_manifest_parse (g_bytes_get_data (entry->bytes, NULL),
                                g_bytes_get_size (entry->bytes),
                                algorithm,
                                &error);
  if (lines == NULL)
    hikae_bundle_inventory_say (
        inventory, HIKAE_BUNDLE_DAMAGED, name, "%s", error->message);
  return lines;
}

static const HikaeDigest *
get_digest (const HikaeBundleEntry *entry, HikaeDigestAlgorithm algorithm)
{
  return algorithm == HIKAE_DIGEST_SHA256 ? &entry->sha256 : &entry->sha512;
}

/* RFC 8493 §3: complete (every file listed, every listed file there) and valid. */
static void
check_manifest (HikaeBundleInventory *inventory,
                const char *name,
                HikaeDigestAlgorithm algorithm,
                gboolean of_data)
{
  g_autoptr (GPtrArray) lines = parse_manifest (inventory, name, algorithm);

  for (guint i = 0; i < inventory->order->len; i++)
    ((HikaeBundleEntry *)inventory->order->pdata[i])->listed = FALSE;
  for (guint i = 0; lines != NULL && i < lines->len; i++) {
    const HikaeManifestEntry *line = lines->pdata[i];
    HikaeBundleEntry *entry = hikae_bundle_inventory_find (inventory, line->path);

    if (g_str_has_prefix (line->path, "data/") != of_data) {
      hikae_bundle_inventory_say (
          inventory, HIKAE_BUNDLE_DAMAGED, name, "it lists a file of the other kind");
      continue;
    }
    if (entry == NULL) {
      hikae_bundle_inventory_say (inventory,
                                  HIKAE_BUNDLE_DAMAGED,
                                  line->path,
                                  "%s lists it, but it is not there",
                                  name);
      continue;
    }
    entry->listed = TRUE;
    if (!hikae_digest_equal (&line->digest, get_digest (entry, algorithm)))
      hikae_bundle_inventory_say (inventory,
                                  HIKAE_BUNDLE_DAMAGED,
                                  line->path,
                                  "its content is not what %s says",
                                  name);
  }
  for (guint i = 0; lines != NULL && i < inventory->order->len; i++) {
    const HikaeBundleEntry *entry = inventory->order->pdata[i];

    if (entry->listed || g_str_has_prefix (entry->name, "data/") != of_data ||
        (!of_data && g_str_has_prefix (entry->name, "tagmanifest-")))
      continue;
    hikae_bundle_inventory_say (inventory,
                                HIKAE_BUNDLE_DAMAGED,
                                entry->name,
                                "%s does not list it: it was added or renamed",
                                name);
  }
}

static void
check_declaration (HikaeBundleInventory *inventory)
{
  HikaeBundleEntry *entry = hikae_bundle_inventory_find (inventory, "bagit.txt");

  if (entry != NULL && entry->bytes != NULL &&
      g_bytes_get_size (entry->bytes) == strlen (HIKAE_BUNDLE_BAGIT) &&
      memcmp (g_bytes_get_data (entry->bytes, NULL),
              HIKAE_BUNDLE_BAGIT,
              strlen (HIKAE_BUNDLE_BAGIT)) == 0)
    return;
  hikae_bundle_inventory_say (
      inventory, HIKAE_BUNDLE_DAMAGED, "bagit.txt", "it is not BagIt 1.0's declaration");
}

/* RFC 8493 §2.2.2: octets and number of the payload files. */
static void
check_oxum (HikaeBundleInventory *inventory)
{
  HikaeBundleEntry *info = hikae_bundle_inventory_find (inventory, "bag-info.txt");
  g_autofree char *text = info != NULL && info->bytes != NULL
                              ? g_strndup (g_bytes_get_data (info->bytes, NULL),
                                           g_bytes_get_size (info->bytes))
                              : g_strdup ("");
  g_autofree char *expected = NULL;
  guint64 octets = 0;
  guint files = 0;

  for (guint i = 0; i < inventory->order->len; i++) {
    const HikaeBundleEntry *entry = inventory->order->pdata[i];

    if (!g_str_has_prefix (entry->name, "data/"))
      continue;
    octets += entry->size;
    files++;
  }
  expected =
      g_strdup_printf ("\nPayload-Oxum: %" G_GUINT64_FORMAT ".%u\n", octets, files);
  if (strstr (text, expected) == NULL)
    hikae_bundle_inventory_say (inventory,
                                HIKAE_BUNDLE_DAMAGED,
                                "bag-info.txt",
                                "the number and size of the files are not what it says");
}

static int
compare_findings (gconstpointer a, gconstpointer b)
{
  const HikaeBundleFinding *x = *(HikaeBundleFinding *const *)a;
  const HikaeBundleFinding *y = *(HikaeBundleFinding *const *)b;
  gboolean x_item = g_str_has_prefix (x->subject, "item ");
  gboolean y_item = g_str_has_prefix (y->subject, "item ");

  if (x_item && y_item) {
    guint64 first = g_ascii_strtoull (x->subject + 5, NULL, 10);
    guint64 second = g_ascii_strtoull (y->subject + 5, NULL, 10);

    return (first > second) - (first < second);
  }
  return x_item != y_item ? (x_item ? -1 : 1) : strcmp (x->subject, y->subject);
}

static HikaeBundleReport *
make_report (HikaeBundleInventory *inventory)
{
  HikaeBundleReport *report = g_new0 (HikaeBundleReport, 1);
  GHashTableIter iter;
  gpointer finding = NULL;

  /* The report owns them from now on. */
  report->findings = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, inventory->findings);
  while (g_hash_table_iter_next (&iter, NULL, &finding)) {
    g_ptr_array_add (report->findings, finding);
    g_hash_table_iter_steal (&iter);
  }
  g_ptr_array_sort (report->findings, compare_findings);
  for (guint i = 0; i < report->findings->len; i++) {
    const HikaeBundleFinding *one = report->findings->pdata[i];
    gboolean item = g_str_has_prefix (one->subject, "item ");

    report->items_total += item;
    report->items_good += item && one->verdict == HIKAE_BUNDLE_GOOD;
    if (one->verdict == HIKAE_BUNDLE_DAMAGED ||
        (one->verdict == HIKAE_BUNDLE_CANNOT_TELL &&
         report->verdict == HIKAE_BUNDLE_GOOD))
      report->verdict = one->verdict;
  }
  return report;
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
  g_autoptr (HikaeBundleReader) reader =
      hikae_bundle_reader_open (path, passphrase, error);
  g_autoptr (HikaeBundleInventory) inventory = NULL;

  if (reader != NULL)
    inventory = hikae_bundle_inventory_take (reader, progress, cancellable, error);
  if (inventory == NULL)
    return NULL;
  if (hikae_bundle_inventory_find (inventory, "bagit.txt") == NULL &&
      hikae_bundle_inventory_find (inventory, "data/custody.jsonl") == NULL) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "this is not an evidence bundle");
    return NULL;
  }
  check_declaration (inventory);
  check_manifest (inventory, "manifest-sha256.txt", HIKAE_DIGEST_SHA256, TRUE);
  check_manifest (inventory, "manifest-sha512.txt", HIKAE_DIGEST_SHA512, TRUE);
  check_manifest (inventory, "tagmanifest-sha256.txt", HIKAE_DIGEST_SHA256, FALSE);
  check_manifest (inventory, "tagmanifest-sha512.txt", HIKAE_DIGEST_SHA512, FALSE);
  check_oxum (inventory);
  if (!hikae_bundle_check_contents (inventory, anchors, now, cancellable, error))
    return NULL;
  return make_report (inventory);
}

static void
finding_free (HikaeBundleFinding *finding)
{
  g_free (finding->subject);
  g_free (finding->reason);
  g_free (finding);
}

void
hikae_bundle_report_free (HikaeBundleReport *report)
{
  if (report == NULL)
    return;
  for (guint i = 0; i < report->findings->len; i++)
    finding_free (report->findings->pdata[i]);
  g_ptr_array_unref (report->findings);
  g_free (report);
}
