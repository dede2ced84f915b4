/* hikae-store-items.c: the table of items
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-store-private.h"

#include <string.h>

/* The largest number the record's grammar knows. */

gpointer
hikae_store_make_item (HikaeStatement *row, gint64 *key, GError **error)
{
  g_autoptr (GBytes) record = hikae_statement_dup_record (row, 3);
  HikaeItem *item = NULL;

  *key = hikae_statement_get_int (row, 0);
  item = hikae_item_new (record,
                         (guint)hikae_statement_get_int (row, 1),
                         hikae_statement_get_int (row, 2) != 0,
                         error);
  if (item == NULL)
    g_prefix_error (error, "item %" G_GINT64_FORMAT ": ", *key);
  return item;
}

HikaeStoreRows *
hikae_store_load_items (HikaeStore *self, GError **error)
{
  HikaeStoreRows *loaded =
      hikae_store_load_rows (self, "item-list", 3, HIKAE_ITEM_RECORD_MAX, TRUE, error);

  if (loaded != NULL && loaded->rows->len > 0) {
    const HikaeStoreRow *last = g_ptr_array_index (loaded->rows, loaded->rows->len - 1);

    self->last_item = (guint)last->key;
  }
  return loaded;
}

HikaeItem *
hikae_store_get_item (HikaeStore *self, guint number, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "item-get", error);
  g_autoptr (GBytes) record = NULL;
  HikaeStep step = HIKAE_STEP_FAILED;

  g_assert (hikae_store_is_owner (self));
  if (statement == NULL)
    return NULL;
  hikae_statement_bind_int (statement, 1, number);
  step = hikae_statement_step (statement, error);
  if (step == HIKAE_STEP_DONE)
    g_set_error (
        error, HIKAE_ERROR, HIKAE_ERROR_NOT_FOUND, "there is no item %u", number);
  if (step != HIKAE_STEP_ROW)
    return NULL;
  record = hikae_statement_dup_record (statement, 6);
  return hikae_item_new (record,
                         (guint)hikae_statement_get_int (statement, 1),
                         hikae_statement_get_int (statement, 2) != 0,
                         error);
}

static gboolean
check_length (const char *text, const char *what, GError **error)
{
  if (text == NULL || strlen (text) <= HIKAE_ITEM_CLAIM_MAX)
    return TRUE;
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_REJECTED,
               "the claim %s is longer than %d bytes",
               what,
               HIKAE_ITEM_CLAIM_MAX);
  return FALSE;
}

/* Everything that can be refused is refused before the source is touched. */
static gboolean
check_claims (HikaeDraft *draft, GError **error)
{
  static const char *const names[] = {
      "url", "final_url", "account", "account_id", "posted_at", "note", "title"};
  HikaeDigest sha256 = {HIKAE_DIGEST_SHA256, {0}};
  HikaeDigest sha512 = {HIKAE_DIGEST_SHA512, {0}};
  g_autoptr (GBytes) longest = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (!check_length (hikae_draft_get_claim (draft, names[i]), names[i], error))
      return FALSE;
  if (!check_length (hikae_draft_get_name (draft), "name", error) ||
      !check_length (hikae_draft_get_media_type (draft), "media_type", error))
    return FALSE;
  longest = hikae_draft_format_record (
      draft, HIKAE_ITEM_NUMBER_MAX, G_MAXINT64, &sha256, &sha512);
  if (g_bytes_get_size (longest) <= HIKAE_ITEM_RECORD_MAX)
    return TRUE;
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_REJECTED,
               "what is claimed of the item is longer than %d bytes in all",
               HIKAE_ITEM_RECORD_MAX);
  return FALSE;
}

static gboolean
check_minor (HikaeStore *self, HikaeDraft *draft, GError **error)
{
  HikaeItemKind kind = hikae_draft_get_kind (draft);
  const char *media_type = hikae_draft_get_media_type (draft);

  if (!self->minor)
    return TRUE;
  if ((kind == HIKAE_ITEM_NOTE || kind == HIKAE_ITEM_LINK) &&
      (g_str_has_prefix (media_type, "text/") ||
       g_str_equal (media_type, "application/json")))
    return TRUE;
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_DENIED,
                       "a case about a minor keeps no media, only links and notes");
  return FALSE;
}

static gboolean
check_draft (HikaeStore *self, HikaeDraft *draft, GError **error)
{
  if (!check_minor (self, draft, error) || !check_claims (draft, error))
    return FALSE;
  if (!g_input_stream_is_closed (hikae_draft_get_payload (draft)))
    return TRUE;
  g_set_error_literal (
      error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the draft's payload was read before");
  return FALSE;
}

static gboolean
next_number (HikaeStore *self, guint *number, GError **error)
{
  gint64 last = 0;

  if (!hikae_store_query_int (self, "item-last", &last, error))
    return FALSE;
  if (last >= HIKAE_ITEM_NUMBER_MAX) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the case can hold no more items");
    return FALSE;
  }
  self->last_item = MAX (self->last_item, (guint)last);
  *number = self->last_item + 1;
  return TRUE;
}

static gboolean
insert_item (HikaeStore *self,
             guint number,
             guint64 size,
             const HikaeDigest *sha256,
             const HikaeDigest *sha512,
             GBytes *record,
             GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "item-insert", error);

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, number);
  hikae_statement_bind_int (statement, 2, (gint64)size);
  hikae_statement_bind_bytes (statement, 3, sha256->bytes, HIKAE_SHA256_SIZE);
  hikae_statement_bind_bytes (statement, 4, sha512->bytes, HIKAE_SHA512_SIZE);
  hikae_statement_bind_gbytes (statement, 5, record);
  return hikae_statement_run (statement, error);
}

static gboolean
append_kept (HikaeStore *self, HikaeItem *item, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *record = hikae_store_hash_hex (hikae_item_get_record (item));
  g_autoptr (HikaeEvent) event = NULL;

  json_object_set_int_member (body, "item", hikae_item_get_number (item));
  json_object_set_string_member (
      body, "kind", hikae_item_kind_get_name (hikae_item_get_kind (item)));
  json_object_set_string_member (body, "path", hikae_item_get_path (item));
  json_object_set_int_member (body, "size", (gint64)hikae_item_get_size (item));
  json_object_set_string_member (body, "sha256", hikae_item_get_sha256 (item));
  json_object_set_string_member (body, "sha512", hikae_item_get_sha512 (item));
  json_object_set_string_member (body, "record_sha256", record);
  event = hikae_store_append_event (self, "item.kept", body, error);
  return event != NULL;
}

/* Before a change: it could take the table in memory back with it. */
static gboolean
prepare_same (HikaeStore *self, GError **error)
{
  g_autoptr (HikaeStatement) statement = NULL;

  if (!self->compared && !hikae_db_run_script (self->db, "same.sql", error))
    return FALSE;
  self->compared = TRUE;
  statement = hikae_statement_new (self->db, "same-fill", error);
  return statement != NULL && hikae_statement_run (statement, error);
}

static gboolean
find_same (HikaeStore *self,
           guint number,
           const HikaeDigest *sha256,
           guint *same,
           GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "same-find", error);
  HikaeStep step = HIKAE_STEP_FAILED;

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_bytes (statement, 1, sha256->bytes, HIKAE_SHA256_SIZE);
  hikae_statement_bind_int (statement, 2, number);
  step = hikae_statement_step (statement, error);
  if (step == HIKAE_STEP_ROW)
    *same = (guint)hikae_statement_get_int (statement, 0);
  return step != HIKAE_STEP_FAILED;
}

gboolean
hikae_store_find_same (HikaeStore *self, guint number, guint *same, GError **error)
{
  g_autoptr (HikaeStatement) statement = NULL;

  g_assert (hikae_store_is_owner (self));
  *same = 0;
  if (!prepare_same (self, error))
    return FALSE;
  statement = hikae_statement_new (self->db, "same-other", error);
  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, number);
  if (hikae_statement_step (statement, error) != HIKAE_STEP_ROW)
    return FALSE;
  *same = (guint)hikae_statement_get_int (statement, 0);
  return TRUE;
}

/* Whether the draft may be kept beside @same, the item with its bytes. */
static gboolean
check_same (HikaeDraft *draft, guint same, GError **error)
{
  if (same == 0 || !hikae_draft_get_once (draft))
    return TRUE;
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_EXISTS,
               "this very file is already kept as item %u",
               same);
  return FALSE;
}

static HikaeItem *
keep_in_change (HikaeStore *self,
                HikaeDraft *draft,
                HikaeProgress *progress,
                GCancellable *cancellable,
                guint *same,
                GError **error)
{
  g_autoptr (HikaeItem) item = NULL;
  g_autoptr (GBytes) record = NULL;
  HikaeDigest sha256 = {0};
  HikaeDigest sha512 = {0};
  guint64 size = 0;
  guint number = 0;

  if (!next_number (self, &number, error) ||
      !hikae_store_write_payload (
          self, number, draft, progress, cancellable, &size, &sha256, &sha512, error) ||
      !find_same (self, number, &sha256, same, error) ||
      !check_same (draft, *same, error))
    return NULL;
  record = hikae_draft_format_record (draft, number, size, &sha256, &sha512);
  item = hikae_item_new (record, 0, FALSE, error);
  if (item == NULL ||
      !insert_item (self, number, size, &sha256, &sha512, record, error) ||
      !append_kept (self, item, error))
    return NULL;
  return g_steal_pointer (&item);
}

HikaeItem *
hikae_store_keep (HikaeStore *self,
                  HikaeDraft *draft,
                  HikaeProgress *progress,
                  GCancellable *cancellable,
                  guint *same,
                  GError **error)
{
  g_autoptr (HikaeItem) item = NULL;
  guint found = 0;

  g_assert (hikae_store_is_owner (self));
  if (same != NULL)
    *same = 0;
  if (!check_draft (self, draft, error) || !prepare_same (self, error) ||
      !hikae_store_begin (self, error))
    return NULL;
  item = keep_in_change (self, draft, progress, cancellable, &found, error);
  if (same != NULL)
    *same = found;
  if (item == NULL) {
    hikae_store_rollback (self);
    return NULL;
  }
  return hikae_store_commit (self, error) ? g_steal_pointer (&item) : NULL;
}

static gboolean
delete_in_change (HikaeStore *self, guint number, const char *reason, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "item-set-deleted", error);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (HikaeEvent) event = NULL;

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, number);
  if (!hikae_statement_run (statement, error) ||
      !hikae_store_remove_payload (self, number, error))
    return FALSE;
  json_object_set_int_member (body, "item", number);
  json_object_set_string_member (body, "reason", reason);
  event = hikae_store_append_event (self, "item.deleted", body, error);
  return event != NULL;
}

HikaeItem *
hikae_store_delete_item (HikaeStore *self,
                         guint number,
                         const char *reason,
                         GError **error)
{
  g_autoptr (HikaeItem) item = hikae_store_get_item (self, number, error);

  if (item == NULL || !hikae_store_check_text (reason, "the reason", error))
    return NULL;
  if (hikae_item_get_deleted (item)) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_NOT_FOUND,
                 "the payload of item %u was deleted before",
                 number);
    return NULL;
  }
  if (!hikae_store_begin (self, error))
    return NULL;
  if (!delete_in_change (self, number, reason, error)) {
    hikae_store_rollback (self);
    return NULL;
  }
  if (!hikae_store_commit (self, error))
    return NULL;
  return hikae_item_new (
      hikae_item_get_record (item), hikae_item_get_seal (item), TRUE, error);
}
