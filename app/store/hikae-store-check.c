/* hikae-store-check.c: reads every byte of the case and says what is wrong
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each row is asked for by its own key, so that damage in one place is a finding about
 * that place and the check goes on. */
#include "config.h"

#include "hikae-error.h"
#include "hikae-hasher.h"
#include "hikae-secret.h"
#include "hikae-store-check-private.h"

#include <string.h>

#define STRUCTURE_LINES_MAX 100

static void
checked_item_free (HikaeCheckedItem *self)
{
  g_free (self->path);
  g_free (self->sha256);
  g_free (self->record_sha256);
  g_free (self);
}

static gboolean
matches (const guint8 *bytes, gsize size, HikaeDigestAlgorithm algorithm, const char *hex)
{
  HikaeDigest digest = {0};

  return hikae_digest_parse_hex (&digest, algorithm, hex) &&
         size == hikae_digest_get_size (&digest) &&
         hikae_bytes_equal (bytes, digest.bytes, size);
}

/* The columns beside the record must say what the record says. */
static void
check_columns (HikaeCheck *self, HikaeStatement *row, HikaeItem *item, guint number)
{
  gsize size256 = 0;
  gsize size512 = 0;
  const guint8 *sha256 = hikae_statement_get_bytes (row, 4, &size256);
  const guint8 *sha512 = hikae_statement_get_bytes (row, 5, &size512);

  if (hikae_item_get_number (item) != number)
    hikae_check_add (self,
                     hikae_finding_new (number, "record", "it is another item's record"));
  if ((guint64)hikae_statement_get_int (row, 3) != hikae_item_get_size (item) ||
      !matches (sha256, size256, HIKAE_DIGEST_SHA256, hikae_item_get_sha256 (item)) ||
      !matches (sha512, size512, HIKAE_DIGEST_SHA512, hikae_item_get_sha512 (item)))
    hikae_check_add (
        self,
        hikae_finding_new (
            number, "record", "its size or digests are not those noted beside it"));
}

static void
remember_item (HikaeCheck *self, HikaeItem *item, guint number)
{
  HikaeCheckedItem *checked = g_new0 (HikaeCheckedItem, 1);

  checked->number = number;
  checked->seal = hikae_item_get_seal (item);
  checked->deleted = hikae_item_get_deleted (item);
  checked->path = g_strdup (hikae_item_get_path (item));
  checked->sha256 = g_strdup (hikae_item_get_sha256 (item));
  checked->record_sha256 = hikae_store_hash_hex (hikae_item_get_record (item));
  g_ptr_array_add (self->items, checked);
}

static void
say_item_missing (HikaeCheck *self, guint64 number)
{
  hikae_check_add (self,
                   hikae_finding_new ((guint)number, "record", "the item is missing"));
}

/* (transfer full) (nullable): the item when its record can be read. @missing: there is no
 * row of it. */
static HikaeItem *
check_record (HikaeCheck *self, guint number, gboolean *missing)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeStatement) row =
      hikae_statement_new (self->store->db, "item-get", &error);
  g_autoptr (GBytes) record = NULL;
  HikaeItem *item = NULL;
  HikaeStep step = HIKAE_STEP_FAILED;

  if (row != NULL) {
    hikae_statement_bind_int (row, 1, number);
    step = hikae_statement_step (row, &error);
  }
  *missing = step == HIKAE_STEP_DONE;
  if (*missing)
    say_item_missing (self, number);
  if (step == HIKAE_STEP_ROW) {
    record = hikae_statement_dup_record (row, 6);
    item = hikae_item_new (record,
                           (guint)hikae_statement_get_int (row, 1),
                           hikae_statement_get_int (row, 2) != 0,
                           &error);
  }
  if (error != NULL)
    hikae_check_add (self, hikae_finding_new (number, "record", "%s", error->message));
  self->unreadable += error != NULL;
  if (item == NULL)
    return NULL;
  check_columns (self, row, item, number);
  remember_item (self, item, number);
  return item;
}

/* Reads chunk after chunk; @bad counts those that are not as they were kept, @first tells
 * of the first. FALSE only when cancelled. */
static gboolean
read_chunks (HikaeCheck *self,
             HikaeItem *item,
             guint number,
             HikaeHasher *hasher,
             guint64 *bad,
             char **first,
             GError **error)
{
  guint64 size = hikae_item_get_size (item);
  guint64 count = (size + HIKAE_STORE_CHUNK_SIZE - 1) / HIKAE_STORE_CHUNK_SIZE;

  for (guint64 index = 0; index < count; index++) {
    guint64 expected =
        MIN (size - index * HIKAE_STORE_CHUNK_SIZE, HIKAE_STORE_CHUNK_SIZE);
    g_autoptr (GError) inner = NULL;
    g_autoptr (GBytes) bytes = NULL;

    if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
      return FALSE;
    bytes = hikae_store_read_chunk (self->store, number, index, &inner);
    if (bytes != NULL && g_bytes_get_size (bytes) == expected) {
      if (count > 1)
        hikae_hasher_update_beside (hasher, bytes);
      else
        hikae_hasher_update (hasher, g_bytes_get_data (bytes, NULL), expected);
    } else if ((*bad)++ == 0)
      *first = inner != NULL ? g_strdup (inner->message)
                             : g_strdup_printf ("chunk %" G_GUINT64_FORMAT
                                                " of item %u has another size",
                                                index,
                                                number);
    hikae_progress_add (self->progress, expected);
  }
  return TRUE;
}

static void
check_digests (HikaeCheck *self, HikaeItem *item, guint number, HikaeHasher *hasher)
{
  HikaeDigest sha256 = hikae_hasher_finish (hasher, HIKAE_DIGEST_SHA256);
  HikaeDigest sha512 = hikae_hasher_finish (hasher, HIKAE_DIGEST_SHA512);

  if (!matches (sha256.bytes,
                HIKAE_SHA256_SIZE,
                HIKAE_DIGEST_SHA256,
                hikae_item_get_sha256 (item)) ||
      !matches (sha512.bytes,
                HIKAE_SHA512_SIZE,
                HIKAE_DIGEST_SHA512,
                hikae_item_get_sha512 (item)))
    hikae_check_add (
        self,
        hikae_finding_new (
            number, "payload", "the payload's digests are not those of the record"));
}

static void
check_chunk_count (HikaeCheck *self, guint number, guint64 expected)
{
  g_autoptr (GError) error = NULL;
  guint64 count = 0;

  if (!hikae_store_count_chunks (self->store, number, &count, &error))
    hikae_check_add (self, hikae_finding_new (number, "payload", "%s", error->message));
  else if (count > expected)
    hikae_check_add (self,
                     hikae_finding_new (number,
                                        "payload",
                                        expected == 0
                                            ? "there are bytes where none should be"
                                            : "there are more bytes than were kept"));
}

static gboolean
check_payload (HikaeCheck *self, HikaeItem *item, guint number, GError **error)
{
  g_autoptr (HikaeHasher) hasher =
      hikae_hasher_new (HIKAE_DIGEST_SHA256, HIKAE_DIGEST_SHA512, HIKAE_DIGEST_NONE);
  g_autofree char *first = NULL;
  guint64 bad = 0;
  guint64 size = hikae_item_get_deleted (item) ? 0 : hikae_item_get_size (item);

  check_chunk_count (
      self, number, (size + HIKAE_STORE_CHUNK_SIZE - 1) / HIKAE_STORE_CHUNK_SIZE);
  if (hikae_item_get_deleted (item))
    return TRUE;
  if (!read_chunks (self, item, number, hasher, &bad, &first, error))
    return FALSE;
  if (bad > 0)
    hikae_check_add (self,
                     hikae_finding_new (number,
                                        "payload",
                                        "%" G_GUINT64_FORMAT
                                        " of its chunks cannot be trusted; the first: %s",
                                        bad,
                                        first));
  else
    check_digests (self, item, number, hasher);
  return TRUE;
}

/* The largest number in a table. When even that cannot be read, @at_least, which the
 * caller knows from elsewhere. */
static guint64
find_last (HikaeCheck *self, const char *name, const char *part, guint64 at_least)
{
  g_autoptr (GError) error = NULL;
  gint64 last = 0;

  if (!hikae_store_query_int (self->store, name, &last, &error))
    hikae_check_add (self, hikae_finding_new (0, part, "%s", error->message));
  return MAX ((guint64)MAX (last, 0), at_least);
}

static gboolean
check_items (HikaeCheck *self, GError **error)
{
  guint64 last = find_last (self, "item-last", "record", self->store->last_item);
  guint64 number = 1;

  if (last > HIKAE_ITEM_NUMBER_MAX)
    hikae_check_add (self,
                     hikae_finding_new (0, "record", "an item has a number too large"));
  last = MIN (last, HIKAE_ITEM_NUMBER_MAX);
  self->unreadable = 0;
  while (number <= last && self->unreadable < HIKAE_CHECK_UNREADABLE_MAX) {
    g_autoptr (HikaeItem) item = NULL;
    gboolean missing = FALSE;

    if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
      return FALSE;
    item = check_record (self, (guint)number, &missing);
    if (item != NULL && !check_payload (self, item, (guint)number, error))
      return FALSE;
    number =
        missing ? hikae_check_pass_gap (self, "item-next", number, last, say_item_missing)
                : number + 1;
  }
  self->left_out += last + 1 - number;
  return TRUE;
}

static void
check_orphans (HikaeCheck *self)
{
  g_autoptr (GError) error = NULL;
  gint64 count = 0;

  if (!hikae_store_query_int (self->store, "chunk-orphans", &count, &error))
    hikae_check_add (self, hikae_finding_new (0, "payload", "%s", error->message));
  else if (count > 0)
    hikae_check_add (self,
                     hikae_finding_new (0,
                                        "payload",
                                        "%" G_GINT64_FORMAT
                                        " chunks belong to no item that has a payload",
                                        count));
}

static void
check_loads (HikaeCheck *self, const char *name, HikaeStoreRowFunc make, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = hikae_store_load_list (self->store, name, make, &error);

  if (list == NULL)
    hikae_check_add (self, hikae_finding_new (0, part, "%s", error->message));
}

static void
check_structure (HikaeCheck *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines =
      hikae_db_check_structure (self->store->db, STRUCTURE_LINES_MAX, &error);

  if (lines == NULL)
    hikae_check_add (self, hikae_finding_new (0, "database", "%s", error->message));
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    if (!g_str_equal (g_ptr_array_index (lines, i), "ok"))
      hikae_check_add (
          self,
          hikae_finding_new (0, "database", "%s", (char *)g_ptr_array_index (lines, i)));
}

static void
set_total (HikaeCheck *self)
{
  g_autoptr (GError) error = NULL;
  gint64 total = 0;

  /* Only for the bar: without it the check goes on, and will say what is wrong. Who
   * checks as a part of more has set a total of his own. */
  if (self->progress != NULL && hikae_progress_get_total (self->progress) == 0 &&
      hikae_store_query_int (self->store, "item-total-size", &total, &error))
    hikae_progress_set_total (self->progress, (guint64)total);
}

GPtrArray *
hikae_store_check (HikaeStore *self,
                   HikaeProgress *progress,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GPtrArray) findings =
      g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_finding_free);
  g_autoptr (GPtrArray) items =
      g_ptr_array_new_with_free_func ((GDestroyNotify)checked_item_free);
  g_autoptr (GHashTable) lists = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (GHashTable) proofs =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) renewed =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  HikaeCheck check = {
      self, progress, cancellable, findings, 0, items, 0, lists, proofs, renewed};

  g_assert (hikae_store_is_owner (self));
  set_total (&check);
  hikae_check_gather_proofs (&check);
  if (!check_items (&check, error) || !hikae_check_events (&check, error) ||
      !hikae_check_seals (&check, error))
    return NULL;
  check_loads (&check, "stamp-list", hikae_store_make_stamp, "stamp");
  check_loads (&check, "revocation-list", hikae_store_make_revocation, "stamp");
  hikae_check_renewals (&check);
  check_loads (&check, "request-list", hikae_store_make_request, "request");
  check_orphans (&check);
  check_structure (&check);
  if (check.left_out > 0)
    g_ptr_array_add (
        findings,
        hikae_finding_new (
            0, "database", "and %" G_GUINT64_FORMAT " findings more", check.left_out));
  return g_steal_pointer (&findings);
}
