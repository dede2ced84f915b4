/* hikae-bundle-check-files.c: manifests, custody log and seal lists against the files
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-check.h"
#include "hikae-bundle-manifest.h"
#include "hikae-bundle-plan.h"
#include "hikae-hasher.h"

#include <string.h>

/* Characters; a few entries show what happened. */
#define SET_BACK_SHOWN 60

static const struct {
  const char *path;
  HikaeDigestAlgorithm algorithm;
  gboolean data;
  guint bit;
} manifests[] = {
    {"manifest-sha256.txt", HIKAE_DIGEST_SHA256, TRUE, 1},
    {"manifest-sha512.txt", HIKAE_DIGEST_SHA512, TRUE, 2},
    {"tagmanifest-sha256.txt", HIKAE_DIGEST_SHA256, FALSE, 1},
    {"tagmanifest-sha512.txt", HIKAE_DIGEST_SHA512, FALSE, 2},
};

static void
note_damage (HikaeBundleCheck *self, const char *subject, const char *reason)
{
  hikae_bundle_check_note (self, HIKAE_BUNDLE_DAMAGED, subject, g_strdup (reason));
}

static void
check_line (HikaeBundleCheck *self, const HikaeManifestEntry *entry, guint kind)
{
  HikaeBundleSeen *seen = hikae_bundle_check_find (self, entry->path);
  const HikaeDigest *have = NULL;

  if (g_str_has_prefix (entry->path, "data/") != manifests[kind].data ||
      g_str_has_prefix (entry->path, "tagmanifest-")) {
    note_damage (self, manifests[kind].path, "it lists a file that is not its own");
    return;
  }
  if (seen == NULL) {
    note_damage (self, entry->path, "it is listed, but missing");
    return;
  }
  have = manifests[kind].algorithm == HIKAE_DIGEST_SHA256 ? &seen->sha256 : &seen->sha512;
  if (!hikae_digest_equal (have, &entry->digest))
    note_damage (self, entry->path, "it is not what the manifest says: changed");
  seen->listed |= manifests[kind].bit;
}

static void
check_manifest (HikaeBundleCheck *self, guint kind)
{
  const HikaeBundleSeen *seen = hikae_bundle_check_find (self, manifests[kind].path);
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 0;
  const char *text = NULL;

  if (seen == NULL) {
    note_damage (self, manifests[kind].path, "it is missing");
    return;
  }
  text = g_bytes_get_data (seen->bytes, &size);
  entries = hikae_manifest_parse (text, size, manifests[kind].algorithm, &error);
  if (entries == NULL) {
    note_damage (self, manifests[kind].path, error->message);
    return;
  }
  for (guint i = 0; i < entries->len; i++)
    check_line (self, entries->pdata[i], kind);
}

static void
check_bag_info (HikaeBundleCheck *self, guint64 octets, guint count)
{
  const HikaeBundleSeen *info = hikae_bundle_check_find (self, "bag-info.txt");
  const HikaeBundleSeen *bagit = hikae_bundle_check_find (self, "bagit.txt");
  g_autofree char *line =
      g_strdup_printf ("Payload-Oxum: %" G_GUINT64_FORMAT ".%u\n", octets, count);
  gsize size = 0;
  const char *text = info != NULL ? g_bytes_get_data (info->bytes, &size) : NULL;

  if (info == NULL)
    note_damage (self, "bag-info.txt", "it is missing");
  else if (memmem (text, size, line, strlen (line)) == NULL)
    note_damage (self, "bag-info.txt", "its count of files and bytes does not fit");
  if (bagit != NULL &&
      (bagit->size != strlen (HIKAE_BUNDLE_BAGIT) ||
       memcmp (g_bytes_get_data (bagit->bytes, NULL), HIKAE_BUNDLE_BAGIT, bagit->size) !=
           0))
    note_damage (self, "bagit.txt", "it was changed");
}

void
hikae_bundle_check_manifests (HikaeBundleCheck *self)
{
  GHashTableIter iter;
  gpointer value = NULL;
  guint64 octets = 0;
  guint count = 0;

  for (guint i = 0; i < G_N_ELEMENTS (manifests); i++)
    check_manifest (self, i);
  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const HikaeBundleSeen *seen = value;

    if (g_str_has_prefix (seen->path, "data/")) {
      octets += seen->size;
      count++;
    }
    if (seen->listed != 3 && !g_str_has_prefix (seen->path, "tagmanifest-"))
      note_damage (self, seen->path, "it is not listed in both manifests: added");
    else if (g_str_has_prefix (seen->path, "tagmanifest-") &&
             !g_str_equal (seen->path, "tagmanifest-sha256.txt") &&
             !g_str_equal (seen->path, "tagmanifest-sha512.txt"))
      note_damage (self, seen->path, "it does not belong here: added");
  }
  check_bag_info (self, octets, count);
  if (self->report->verdict == HIKAE_BUNDLE_GOOD)
    hikae_bundle_check_note (
        self,
        HIKAE_BUNDLE_GOOD,
        "bundle",
        g_strdup_printf ("all %u files of data/ are as the manifests say", count));
}

/* Which entries were made after the computer's clock had been set back, as they say or as
 * their times show; of many the first ones. That is no damage, but whoever reads the
 * times must know. @previous: (nullable). */
static void
take_set_back (GString *set_back, HikaeEvent *event, HikaeEvent *previous)
{
  const gboolean is_earlier =
      previous != NULL && hikae_event_get_time (event) < hikae_event_get_time (previous);

  if ((!is_earlier && !hikae_event_get_set_back (event)) ||
      set_back->len > SET_BACK_SHOWN)
    return;
  g_string_append_printf (set_back,
                          "%s%" G_GUINT64_FORMAT,
                          set_back->len > 0 ? ", " : "",
                          hikae_event_get_seq (event));
  if (set_back->len > SET_BACK_SHOWN)
    g_string_append (set_back, "…");
}

/* (transfer full) (nullable): the first line that does not follow, or NULL. */
static char *
find_break (HikaeBundleCheck *self,
            const char *text,
            gsize size,
            guint *count,
            GString *set_back)
{
  const char *at = text;
  const char *end = size > 0 ? text + size : text; /* of no bytes text may be NULL */
  g_autoptr (HikaeEvent) previous = NULL;

  for (*count = 0; at < end; (*count)++) {
    const char *stop = memchr (at, '\n', (gsize)(end - at));
    g_autoptr (GBytes) line = stop != NULL ? g_bytes_new (at, (gsize)(stop - at)) : NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (HikaeEvent) event = line != NULL ? hikae_event_new (line, &error) : NULL;

    if (event == NULL)
      return g_strdup_printf ("line %u cannot be read as an entry", *count + 1);
    if (!hikae_event_follows (event, previous))
      return g_strdup_printf ("line %u does not follow the line before it", *count + 1);
    g_hash_table_add (self->lines,
                      hikae_digest_format_hex (hikae_event_get_hash (event)));
    hikae_bundle_check_take_event (self, event);
    take_set_back (set_back, event, previous);
    g_set_object (&previous, event);
    at = stop + 1;
  }
  return NULL;
}

void
hikae_bundle_check_custody (HikaeBundleCheck *self)
{
  static const char *const subject = "data/custody.jsonl";
  const HikaeBundleSeen *seen = hikae_bundle_check_find (self, subject);
  gsize size = 0;
  guint count = 0;
  const char *text = seen != NULL ? g_bytes_get_data (seen->bytes, &size) : NULL;
  g_autoptr (GString) set_back = g_string_new (NULL);
  char *broken = seen == NULL ? g_strdup ("the custody log is missing")
                              : find_break (self, text, size, &count, set_back);

  if (broken == NULL && count == 0)
    broken = g_strdup ("the custody log is empty");
  if (broken != NULL)
    hikae_bundle_check_note (self, HIKAE_BUNDLE_DAMAGED, subject, broken);
  else
    hikae_bundle_check_note (
        self,
        HIKAE_BUNDLE_GOOD,
        subject,
        set_back->len == 0
            ? g_strdup_printf ("%u entries, an unbroken chain", count)
            : g_strdup_printf ("%u entries, an unbroken chain; the clock of the computer "
                               "had been set back before entry %s",
                               count,
                               set_back->str));
}

static void
check_seal_line (HikaeBundleCheck *self,
                 const char *list,
                 const HikaeManifestEntry *entry,
                 guint number)
{
  g_autofree char *path = g_strconcat ("data/", entry->path, NULL);
  const HikaeBundleSeen *seen = hikae_bundle_check_find (self, path);

  g_hash_table_insert (self->covered, g_strdup (entry->path), GUINT_TO_POINTER (number));
  if (seen != NULL && !hikae_digest_equal (&seen->sha256, &entry->digest)) {
    g_autofree char *reason = g_strdup_printf ("it is not what %s says: changed", list);

    note_damage (self, path, reason);
  }
}

static void
check_head (HikaeBundleCheck *self, const char *list, guint number)
{
  g_autofree char *path = g_strdup_printf ("data/seals/seal-%04u.head.json", number);
  const HikaeBundleSeen *head = hikae_bundle_check_find (self, path);
  g_autofree char *hex = head != NULL ? hikae_digest_format_hex (&head->sha256) : NULL;

  if (head == NULL || !g_hash_table_contains (self->covered, path + strlen ("data/")))
    note_damage (self, list, "the log's line that it sealed is missing");
  else if (!g_hash_table_contains (self->lines, hex))
    note_damage (self, path, "the custody log does not hold this line");
}

static void
check_seal (HikaeBundleCheck *self, const HikaeBundleSeen *seen, guint number)
{
  gsize size = 0;
  const char *text = g_bytes_get_data (seen->bytes, &size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries =
      hikae_manifest_parse (text, size, HIKAE_DIGEST_SHA256, &error);

  if (entries == NULL) {
    note_damage (self, seen->path, error->message);
    return;
  }
  for (guint i = 0; i < entries->len; i++)
    check_seal_line (self, seen->path, entries->pdata[i], number);
  check_head (self, seen->path, number);
  hikae_bundle_check_note (
      self,
      HIKAE_BUNDLE_GOOD,
      seen->path,
      g_strdup_printf ("a seal list of %u lines; what is here of it fits", entries->len));
}

/* The number has four digits, or more without zeros in front. */
static gboolean
is_seal_file (const char *path)
{
  static const char *const endings[] = {
      ".sha256", ".head.json", ".tst", ".tsr", ".tsq", ".asics", ".ers"};
  guint number = 0;
  g_autofree char *start = NULL;

  if (!g_str_has_prefix (path, "data/seals/seal-"))
    return FALSE;
  number = (guint)g_ascii_strtoull (path + strlen ("data/seals/seal-"), NULL, 10);
  start = g_strdup_printf ("data/seals/seal-%04u.", number);
  if (!g_str_has_prefix (path, start))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (path, endings[i]))
      return TRUE;
  return FALSE;
}

void
hikae_bundle_check_seals (HikaeBundleCheck *self)
{
  g_autoptr (GList) paths = g_hash_table_get_keys (self->files);

  paths = g_list_sort (g_steal_pointer (&paths), (GCompareFunc)strcmp);
  for (GList *at = paths; at != NULL; at = at->next) {
    const char *path = at->data;
    guint number = 0;
    g_autofree char *expected = NULL;

    if (!g_str_has_prefix (path, "data/seals/"))
      continue;
    if (!is_seal_file (path)) {
      note_damage (self, path, "it does not belong here: added");
      continue;
    }
    number = (guint)g_ascii_strtoull (path + strlen ("data/seals/seal-"), NULL, 10);
    expected = g_strdup_printf ("data/seals/seal-%04u.sha256", number);
    if (g_str_equal (path, expected))
      check_seal (self, hikae_bundle_check_find (self, path), number);
    else if (hikae_bundle_check_find (self, expected) == NULL)
      note_damage (self, path, "its seal list is missing");
  }
}
