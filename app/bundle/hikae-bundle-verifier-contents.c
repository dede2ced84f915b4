/* hikae-bundle-verifier-contents.c: records, log and seal lists against one another
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-authority.h"
#include "hikae-bundle-manifest.h"
#include "hikae-bundle-verifier-private.h"
#include "hikae-error.h"
#include "hikae-hasher.h"

#include <stdio.h>
#include <string.h>

typedef struct {
  HikaeBundleInventory *inventory;
  GPtrArray *events;   /* (element-type HikaeEvent): in order, as far as they are sound */
  GHashTable *lines;   /* hash of a line (hex) → itself */
  GHashTable *kept;    /* number → HikaeEvent "item.kept" (unowned) */
  GHashTable *items;   /* number → HikaeItem */
  GHashTable *covered; /* number → how many valid stamps, plus one */
  GHashTable *payloads; /* path of every record */
} Check;

static void
say_line (Check *check, guint line, const char *what)
{
  hikae_bundle_inventory_say (check->inventory,
                              HIKAE_BUNDLE_DAMAGED,
                              "data/custody.jsonl",
                              "line %u %s",
                              line,
                              what);
}

/* One line at a time; the chain is checked where both neighbours are sound, so that one
 * altered line is named and does not hide the others. */
static void
add_line (Check *check, const char *text, gsize size, guint number)
{
  g_autoptr (GBytes) line = g_bytes_new (text, size);
  g_autoptr (HikaeEvent) event = hikae_event_new (line, NULL);
  HikaeEvent *previous =
      check->events->len > 0 ? check->events->pdata[check->events->len - 1] : NULL;

  if (event == NULL) {
    say_line (check, number, "is not an entry in its canonical form");
    return;
  }
  if (!hikae_event_follows (event, previous))
    say_line (check, number, "does not follow the line before it");
  if (g_str_equal (hikae_event_get_kind (event), "item.kept"))
    g_hash_table_insert (check->kept,
                         GINT_TO_POINTER ((int)hikae_json_get_int (
                             hikae_event_get_body (event), "item", 0)),
                         event);
  g_hash_table_add (check->lines, hikae_digest_format_hex (hikae_event_get_hash (event)));
  g_ptr_array_add (check->events, g_steal_pointer (&event));
}

static void
check_log (Check *check)
{
  HikaeBundleEntry *entry =
      hikae_bundle_inventory_find (check->inventory, "data/custody.jsonl");
  const char *at = NULL;
  const char *end = NULL;
  guint number = 1;

  if (entry == NULL || entry->bytes == NULL) {
    hikae_bundle_inventory_say (check->inventory,
                                HIKAE_BUNDLE_DAMAGED,
                                "data/custody.jsonl",
                                "it is missing or too large");
    return;
  }
  at = g_bytes_get_data (entry->bytes, NULL);
  end = at + g_bytes_get_size (entry->bytes);
  for (; at < end; number++) {
    const char *stop = memchr (at, '\n', (gsize)(end - at));

    if (stop == NULL) {
      say_line (check, number, "has no end");
      return;
    }
    add_line (check, at, (gsize)(stop - at), number);
    at = stop + 1;
  }
  if (check->events->len == 0)
    say_line (check, 1, "is missing: the log is empty");
  else
    hikae_bundle_inventory_say (check->inventory,
                                HIKAE_BUNDLE_GOOD,
                                "data/custody.jsonl",
                                "%u entries, each chained to the one before",
                                check->events->len);
}

static void
say_item (Check *check, guint number, HikaeBundleVerdict verdict, const char *reason)
{
  g_autofree char *subject = g_strdup_printf ("item %u", number);

  hikae_bundle_inventory_say (check->inventory, verdict, subject, "%s", reason);
}

/* Whether something was already found wrong with a file. */
static gboolean
is_damaged (Check *check, const char *name)
{
  const HikaeBundleFinding *finding =
      g_hash_table_lookup (check->inventory->findings, name);

  return finding != NULL && finding->verdict == HIKAE_BUNDLE_DAMAGED;
}

static void
check_payload (Check *check, HikaeItem *item)
{
  guint number = hikae_item_get_number (item);
  g_autofree char *path = g_strconcat ("data/", hikae_item_get_path (item), NULL);
  HikaeBundleEntry *entry = hikae_bundle_inventory_find (check->inventory, path);
  g_autofree char *sha256 = NULL;
  g_autofree char *sha512 = NULL;

  g_hash_table_add (check->payloads, g_strdup (path));
  if (entry == NULL) {
    /* The manifests say whether it should be here; left out by choice is not damage. */
    say_item (check,
              number,
              is_damaged (check, path) ? HIKAE_BUNDLE_DAMAGED : HIKAE_BUNDLE_GOOD,
              is_damaged (check, path) ? "its file is missing"
                                       : "only its record is in this bundle");
    return;
  }
  sha256 = hikae_digest_format_hex (&entry->sha256);
  sha512 = hikae_digest_format_hex (&entry->sha512);
  if (entry->size != hikae_item_get_size (item) ||
      g_strcmp0 (sha256, hikae_item_get_sha256 (item)) != 0 ||
      g_strcmp0 (sha512, hikae_item_get_sha512 (item)) != 0)
    say_item (check,
              number,
              HIKAE_BUNDLE_DAMAGED,
              "its file is not the one that its record describes");
  else if (is_damaged (check, path))
    say_item (check, number, HIKAE_BUNDLE_DAMAGED, "its file is not listed as it is");
  else
    say_item (check, number, HIKAE_BUNDLE_GOOD, "its file is the one that was kept");
}

/* What the log said when it was kept. */
static void
check_kept_event (Check *check, HikaeItem *item, const HikaeBundleEntry *record)
{
  guint number = hikae_item_get_number (item);
  HikaeEvent *event = g_hash_table_lookup (check->kept, GUINT_TO_POINTER (number));
  JsonObject *body = event != NULL ? hikae_event_get_body (event) : NULL;
  g_autofree char *digest = hikae_digest_format_hex (&record->sha256);

  if (body == NULL)
    say_item (
        check, number, HIKAE_BUNDLE_DAMAGED, "the custody log does not say it was kept");
  else if (g_strcmp0 (hikae_json_get_string (body, "record_sha256"), digest) != 0 ||
           g_strcmp0 (hikae_json_get_string (body, "sha256"),
                      hikae_item_get_sha256 (item)) != 0)
    say_item (check,
              number,
              HIKAE_BUNDLE_DAMAGED,
              "the custody log describes another record or file");
}

static void
check_record (Check *check, const HikaeBundleEntry *entry)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItem) item = NULL;
  g_autofree char *expected = NULL;
  guint number = 0;

  if (sscanf (entry->name, "data/meta/%u.json", &number) != 1 || entry->bytes == NULL) {
    hikae_bundle_inventory_say (
        check->inventory, HIKAE_BUNDLE_DAMAGED, entry->name, "it is not a record");
    return;
  }
  item = hikae_item_new (entry->bytes, 0, FALSE, &error);
  expected = g_strdup_printf ("data/meta/%06u.json", number);
  if (item == NULL || hikae_item_get_number (item) != number ||
      !g_str_equal (expected, entry->name)) {
    say_item (check, number, HIKAE_BUNDLE_DAMAGED, "its record is damaged");
    return;
  }
  if (is_damaged (check, entry->name))
    say_item (check, number, HIKAE_BUNDLE_DAMAGED, "its record was altered");
  check_payload (check, item);
  check_kept_event (check, item, entry);
  g_hash_table_insert (check->items, GUINT_TO_POINTER (number), g_steal_pointer (&item));
}

static void
check_records (Check *check)
{
  for (guint i = 0; i < check->inventory->order->len; i++) {
    const HikaeBundleEntry *entry = check->inventory->order->pdata[i];

    if (g_str_has_prefix (entry->name, "data/meta/"))
      check_record (check, entry);
  }
  for (guint i = 0; i < check->inventory->order->len; i++) {
    const HikaeBundleEntry *entry = check->inventory->order->pdata[i];

    if (g_str_has_prefix (entry->name, "data/items/") &&
        !g_hash_table_contains (check->payloads, entry->name))
      hikae_bundle_inventory_say (check->inventory,
                                  HIKAE_BUNDLE_DAMAGED,
                                  entry->name,
                                  "no record speaks of this file");
  }
}

/* The number in "items/000001.jpg" or "meta/000001.json"; 0 for another path. */
static guint
get_item_number (const char *path)
{
  guint number = 0;

  if (sscanf (path, "items/%u.", &number) != 1 &&
      sscanf (path, "meta/%u.json", &number) != 1)
    return 0;
  return number;
}

static void
cover (Check *check, guint number, guint valid)
{
  guint before =
      GPOINTER_TO_UINT (g_hash_table_lookup (check->covered, GUINT_TO_POINTER (number)));

  g_hash_table_insert (check->covered,
                       GUINT_TO_POINTER (number),
                       GUINT_TO_POINTER (MAX (before, valid + 1)));
}

/* One line of a seal list against the file it names. Files that were left out of a part
 * handover are no damage. */
static void
check_seal_line (Check *check,
                 const char *seal,
                 const HikaeManifestEntry *line,
                 guint valid)
{
  g_autofree char *path = g_strconcat ("data/", line->path, NULL);
  HikaeBundleEntry *entry = hikae_bundle_inventory_find (check->inventory, path);
  guint number = get_item_number (line->path);

  if (entry == NULL)
    return;
  if (hikae_digest_equal (&entry->sha256, &line->digest)) {
    if (number != 0)
      cover (check, number, valid);
    return;
  }
  if (number != 0)
    say_item (check, number, HIKAE_BUNDLE_DAMAGED, "it is not what its seal list says");
  hikae_bundle_inventory_say (
      check->inventory, HIKAE_BUNDLE_DAMAGED, path, "it is not what %s says", seal);
}

/* The head that a seal list covers must be a line of the log: that ties the time to the
 * order and completeness of everything before it. */
static void
check_head (Check *check, const char *seal, guint number)
{
  g_autofree char *path = g_strdup_printf ("data/seals/seal-%04u.head.json", number);
  HikaeBundleEntry *head = hikae_bundle_inventory_find (check->inventory, path);
  g_autofree char *hex = head != NULL ? hikae_digest_format_hex (&head->sha256) : NULL;

  if (head == NULL)
    hikae_bundle_inventory_say (
        check->inventory, HIKAE_BUNDLE_DAMAGED, path, "it is missing");
  else if (!g_hash_table_contains (check->lines, hex))
    hikae_bundle_inventory_say (check->inventory,
                                HIKAE_BUNDLE_DAMAGED,
                                seal,
                                "the log's entry that it sealed is not in the log");
}

static void
check_seal (Check *check,
            const HikaeBundleEntry *entry,
            guint number,
            GBytes *anchors,
            GPtrArray *authorities,
            gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  guint valid = 0;

  if (entry->bytes != NULL)
    lines = hikae_manifest_parse (g_bytes_get_data (entry->bytes, NULL),
                                  g_bytes_get_size (entry->bytes),
                                  HIKAE_DIGEST_SHA256,
                                  &error);
  if (lines == NULL) {
    hikae_bundle_inventory_say (check->inventory,
                                HIKAE_BUNDLE_DAMAGED,
                                entry->name,
                                "%s",
                                error != NULL ? error->message : "it is too large");
    return;
  }
  valid = hikae_bundle_check_tokens (
      check->inventory, number, entry->bytes, anchors, authorities, now);
  check_head (check, entry->name, number);
  for (guint i = 0; i < lines->len; i++)
    check_seal_line (check, entry->name, lines->pdata[i], valid);
  if (!is_damaged (check, entry->name))
    hikae_bundle_inventory_say (
        check->inventory, HIKAE_BUNDLE_GOOD, entry->name, "%u valid time stamps", valid);
}

static void
say_coverage (Check *check)
{
  GHashTableIter iter;
  gpointer key = NULL;

  g_hash_table_iter_init (&iter, check->items);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    guint covered = GPOINTER_TO_UINT (g_hash_table_lookup (check->covered, key));

    say_item (check,
              GPOINTER_TO_UINT (key),
              HIKAE_BUNDLE_GOOD,
              covered == 0   ? "no seal list covers it yet"
              : covered == 1 ? "sealed, with no outside time that could be confirmed"
                             : "sealed, and the time is confirmed from outside");
  }
}

gboolean
hikae_bundle_check_contents (HikaeBundleInventory *inventory,
                             GBytes *anchors,
                             gint64 now,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (GPtrArray) authorities = hikae_authority_list_shipped (error);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) lines =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) kept = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) items = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  g_autoptr (GHashTable) covered = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) payloads =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Check check = {inventory, events, lines, kept, items, covered, payloads};

  if (authorities == NULL)
    return FALSE;
  check_log (&check);
  check_records (&check);
  for (guint i = 0; i < inventory->order->len; i++) {
    const HikaeBundleEntry *entry = inventory->order->pdata[i];
    guint number = 0;

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (g_str_has_suffix (entry->name, ".sha256") &&
        sscanf (entry->name, "data/seals/seal-%u.sha256", &number) == 1)
      check_seal (&check, entry, number, anchors, authorities, now);
  }
  say_coverage (&check);
  return TRUE;
}
