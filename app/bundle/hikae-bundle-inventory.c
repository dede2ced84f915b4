/* hikae-bundle-inventory.c: everything a bundle holds, hashed in one pass
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-inventory.h"

#include "hikae-bundle-plan.h"
#include "hikae-error.h"
#include "hikae-hasher.h"
#include "hikae-text.h"

#include <string.h>

#define CHUNK_SIZE (1024 * 1024)
/* Reasons of one subject; a hostile bundle must not fill the memory with them. */
#define REASON_MAX 4000

static void
entry_free (gpointer data)
{
  HikaeBundleEntry *entry = data;

  g_free (entry->name);
  g_clear_pointer (&entry->bytes, g_bytes_unref);
  g_free (entry);
}

static void
finding_free (gpointer data)
{
  HikaeBundleFinding *finding = data;

  g_free (finding->subject);
  g_free (finding->reason);
  g_free (finding);
}

static guint
rank (HikaeBundleVerdict verdict)
{
  return verdict == HIKAE_BUNDLE_GOOD ? 0 : verdict == HIKAE_BUNDLE_CANNOT_TELL ? 1 : 2;
}

void
hikae_bundle_inventory_say (HikaeBundleInventory *self,
                            HikaeBundleVerdict verdict,
                            const char *subject,
                            const char *format,
                            ...)
{
  g_autofree char *shown = hikae_text_for_display (subject, 300);
  HikaeBundleFinding *finding = g_hash_table_lookup (self->findings, shown);
  g_autofree char *reason = NULL;
  va_list rest;

  va_start (rest, format);
  reason = g_strdup_vprintf (format, rest);
  va_end (rest);
  if (finding == NULL) {
    finding = g_new0 (HikaeBundleFinding, 1);
    finding->subject = g_steal_pointer (&shown);
    finding->verdict = verdict;
    finding->reason = g_steal_pointer (&reason);
    g_hash_table_insert (self->findings, finding->subject, finding);
  } else if (rank (verdict) > rank (finding->verdict)) {
    finding->verdict = verdict;
    g_free (finding->reason);
    finding->reason = g_steal_pointer (&reason);
  } else if (verdict == finding->verdict && strstr (finding->reason, reason) == NULL &&
             strlen (finding->reason) < REASON_MAX) {
    char *joined = g_strconcat (finding->reason, "; ", reason, NULL);

    g_free (finding->reason);
    finding->reason = joined;
  }
}

HikaeBundleEntry *
hikae_bundle_inventory_find (HikaeBundleInventory *self, const char *name)
{
  g_autofree char *folded = g_ascii_strdown (name, -1);
  HikaeBundleEntry *entry = g_hash_table_lookup (self->names, folded);

  return entry != NULL && g_str_equal (entry->name, name) ? entry : NULL;
}

/* Payloads stream by; everything else is small and looked at afterwards. */
static gboolean
is_kept (HikaeBundleInventory *self, const char *name, guint64 size)
{
  return !g_str_has_prefix (name, "data/items/") && size <= HIKAE_BUNDLE_TEXT_MAX &&
         size <= HIKAE_BUNDLE_TEXTS_MAX - self->kept;
}

static gboolean
read_entry (HikaeBundleInventory *self,
            HikaeBundleReader *reader,
            HikaeBundleEntry *entry,
            guint8 *chunk,
            HikaeProgress *progress,
            GError **error)
{
  g_autoptr (HikaeHasher) hasher =
      hikae_hasher_new (HIKAE_DIGEST_SHA256, HIKAE_DIGEST_SHA512, HIKAE_DIGEST_NONE);
  g_autoptr (GByteArray) kept =
      is_kept (self, entry->name, entry->size) ? g_byte_array_new () : NULL;
  gssize got = 0;

  while ((got = hikae_bundle_reader_read (reader, chunk, CHUNK_SIZE, error)) > 0) {
    hikae_hasher_update (hasher, chunk, (gsize)got);
    hikae_progress_add (progress, (guint64)got);
    if (kept != NULL)
      g_byte_array_append (kept, chunk, (guint)got);
  }
  if (got < 0)
    return FALSE;
  entry->sha256 = hikae_hasher_finish (hasher, HIKAE_DIGEST_SHA256);
  entry->sha512 = hikae_hasher_finish (hasher, HIKAE_DIGEST_SHA512);
  if (kept != NULL) {
    self->kept += kept->len;
    entry->bytes = g_byte_array_free_to_bytes (g_steal_pointer (&kept));
  }
  return TRUE;
}

/* Takes @name. FALSE when there is nothing to read: the name itself is the finding. */
static HikaeBundleEntry *
accept_name (HikaeBundleInventory *self, char *name, guint64 size, const char *trouble)
{
  g_autofree char *owned = name;
  g_autofree char *folded = NULL;
  HikaeBundleEntry *entry = NULL;

  if (trouble != NULL || !hikae_bundle_is_plain_path (name)) {
    hikae_bundle_inventory_say (
        self,
        HIKAE_BUNDLE_DAMAGED,
        name,
        "%s",
        trouble != NULL ? trouble : "its name is not one that a bundle may hold");
    return NULL;
  }
  folded = g_ascii_strdown (name, -1);
  if (g_hash_table_contains (self->names, folded)) {
    hikae_bundle_inventory_say (self,
                                HIKAE_BUNDLE_DAMAGED,
                                name,
                                "its name stands there more than once (upper and lower "
                                "case taken as the same)");
    return NULL;
  }
  entry = g_new0 (HikaeBundleEntry, 1);
  entry->name = g_steal_pointer (&owned);
  entry->size = size;
  g_hash_table_insert (self->names, g_steal_pointer (&folded), entry);
  g_ptr_array_add (self->order, entry);
  return entry;
}

/* What is wrong with one entry of a ZIP leaves the others readable; a locked archive is
 * one stream, and ends with its first fault. */
static gboolean
is_of_one_entry (const GError *error)
{
  return g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED);
}

HikaeBundleInventory *
hikae_bundle_inventory_take (HikaeBundleReader *reader,
                             HikaeProgress *progress,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (HikaeBundleInventory) self = g_new0 (HikaeBundleInventory, 1);
  g_autofree guint8 *chunk = g_malloc (CHUNK_SIZE);
  g_autoptr (GError) failure = NULL;
  char *name = NULL;
  guint64 size = 0;
  char *next_trouble = NULL;

  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->order = g_ptr_array_new_with_free_func (entry_free);
  self->findings = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, finding_free);
  hikae_progress_set_total (progress, hikae_bundle_reader_get_total (reader));
  while (hikae_bundle_reader_next (reader, &name, &size, &next_trouble, &failure)) {
    g_autofree char *trouble = g_steal_pointer (&next_trouble);
    HikaeBundleEntry *entry = accept_name (self, g_steal_pointer (&name), size, trouble);
    g_autoptr (GError) fault = NULL;

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
    if (entry == NULL || read_entry (self, reader, entry, chunk, progress, &fault))
      continue;
    if (!is_of_one_entry (fault)) {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
    hikae_bundle_inventory_say (
        self, HIKAE_BUNDLE_DAMAGED, entry->name, "%s", fault->message);
  }
  if (failure != NULL && !is_of_one_entry (failure)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return NULL;
  }
  if (failure != NULL)
    hikae_bundle_inventory_say (
        self, HIKAE_BUNDLE_DAMAGED, "bundle", "%s", failure->message);
  return g_steal_pointer (&self);
}

void
hikae_bundle_inventory_free (HikaeBundleInventory *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->order, g_ptr_array_unref);
  g_clear_pointer (&self->findings, g_hash_table_unref);
  g_free (self);
}
