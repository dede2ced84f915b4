/* hikae-store-rescue-mend.c: what other rows still know of a row that was lost
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A seal carries the log's line that was its head. The log's item.kept line knows kind,
 * size, path and digests of an item; a payload without either still has its bytes. */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-hasher.h"
#include "hikae-store-rescue-private.h"

#include <string.h>

static gboolean
run_ints (HikaeRescue *self,
          const char *name,
          gint64 first,
          gint64 second,
          GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->store->db, name, error);

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, first);
  if (second != 0)
    hikae_statement_bind_int (statement, 2, second);
  return hikae_statement_run (statement, error);
}

/* ---- events out of seals ---- */

static gboolean
put_head_back (HikaeRescue *self, HikaeSeal *seal, GError **error)
{
  g_autoptr (HikaeEvent) head = hikae_event_new (hikae_seal_get_head (seal), NULL);
  g_autoptr (HikaeStatement) statement = NULL;

  if (head == NULL)
    return TRUE;
  statement = hikae_statement_new (self->store->db, "rescue-event", error);
  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, (gint64)hikae_event_get_seq (head));
  hikae_statement_bind_gbytes (statement, 2, hikae_event_get_line (head));
  return hikae_statement_run (statement, error);
}

/* ---- records out of events ---- */

static gboolean
has_item (HikaeRescue *self, guint number, gboolean *has, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->store->db, "item-get", error);
  HikaeStep step = HIKAE_STEP_FAILED;

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, number);
  step = hikae_statement_step (statement, error);
  *has = step == HIKAE_STEP_ROW;
  return step != HIKAE_STEP_FAILED;
}

/* (transfer full): a record that says of itself, by @said, that it was made anew;
 * @digest_texts: SHA-256 and SHA-512. */
static GBytes *
format_record (guint number,
               const char *kind,
               const char *path,
               gint64 size,
               gint64 time,
               const char *const digest_texts[2],
               const char *said)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) record = json_object_new ();
  JsonObject *digests = json_object_new ();
  JsonObject *facts = json_object_new ();
  g_autofree char *when = hikae_clock_format_utc (time);
  g_autofree char *zone = hikae_clock_format_zone (time);
  char *text = NULL;

  json_object_set_string_member (record, "schema", "hikae-item/1");
  json_object_set_int_member (record, "number", number);
  json_object_set_string_member (record, "kind", kind);
  json_object_set_string_member (record, "name", path + strlen ("items/"));
  json_object_set_string_member (record, "media_type", "application/octet-stream");
  json_object_set_int_member (record, "size", size);
  json_object_set_string_member (record, "path", path);
  json_object_set_string_member (record, "captured_at", when);
  json_object_set_string_member (record, "zone", zone);
  json_object_set_string_member (record, "clock", "system");
  json_object_set_string_member (record, "program", "hikae " HIKAE_VERSION);
  json_object_set_string_member (digests, "sha256", digest_texts[0]);
  json_object_set_string_member (digests, "sha512", digest_texts[1]);
  json_object_set_object_member (record, "digests", digests);
  json_object_set_string_member (facts, "rescued", said);
  json_object_set_object_member (record, "facts", facts);
  json_node_set_object (node, record);
  text = hikae_json_format_canonical (node);
  return g_bytes_new_take (text, strlen (text));
}

static gboolean
insert_record (HikaeRescue *self, guint number, GBytes *record, GError **error)
{
  g_autoptr (HikaeItem) item = hikae_item_new (record, 0, FALSE, NULL);
  g_autoptr (HikaeStatement) statement = NULL;
  HikaeDigest sha256 = {0};
  HikaeDigest sha512 = {0};

  /* What the log says may itself be nonsense. */
  if (item == NULL ||
      !hikae_digest_parse_hex (
          &sha256, HIKAE_DIGEST_SHA256, hikae_item_get_sha256 (item)) ||
      !hikae_digest_parse_hex (
          &sha512, HIKAE_DIGEST_SHA512, hikae_item_get_sha512 (item)))
    return TRUE;
  statement = hikae_statement_new (self->store->db, "item-insert", error);
  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, number);
  hikae_statement_bind_int (statement, 2, (gint64)hikae_item_get_size (item));
  hikae_statement_bind_bytes (statement, 3, sha256.bytes, HIKAE_SHA256_SIZE);
  hikae_statement_bind_bytes (statement, 4, sha512.bytes, HIKAE_SHA512_SIZE);
  hikae_statement_bind_gbytes (statement, 5, record);
  g_hash_table_add (self->rebuilt, GUINT_TO_POINTER (number));
  return hikae_statement_run (statement, error);
}

static gboolean
rebuild_from_event (HikaeRescue *self, guint number, HikaeEvent *event, GError **error)
{
  JsonObject *body = hikae_event_get_body (event);
  const char *kind = hikae_json_get_string (body, "kind");
  const char *path = hikae_json_get_string (body, "path");
  const char *sha256 = hikae_json_get_string (body, "sha256");
  const char *sha512 = hikae_json_get_string (body, "sha512");
  g_autoptr (GBytes) record = NULL;

  if (kind == NULL || path == NULL || !g_str_has_prefix (path, "items/") ||
      sha256 == NULL || sha512 == NULL)
    return TRUE;
  record = format_record (number,
                          kind,
                          path,
                          hikae_json_get_int (body, "size", -1),
                          hikae_event_get_time (event),
                          (const char *const[]){sha256, sha512},
                          "the record was lost and made anew from the custody log");
  return insert_record (self, number, record, error);
}

static gboolean
learn_from_event (HikaeRescue *self, HikaeEvent *event, GError **error)
{
  const char *kind = hikae_event_get_kind (event);
  gint64 number = hikae_json_get_int (hikae_event_get_body (event), "item", 0);
  gboolean has = FALSE;

  if (number < 1 || number > HIKAE_ITEM_NUMBER_MAX)
    return TRUE;
  self->last_number = MAX (self->last_number, (guint)number);
  if (g_str_equal (kind, "item.kept")) {
    if (!has_item (self, (guint)number, &has, error))
      return FALSE;
    return has || rebuild_from_event (self, (guint)number, event, error);
  }
  if (g_str_equal (kind, "item.deleted") &&
      g_hash_table_contains (self->rebuilt, GUINT_TO_POINTER ((guint)number)))
    return run_ints (self, "item-set-deleted", number, 0, error);
  return TRUE;
}

/* A page of the log at a time: it may be long. */
static gboolean
learn_from_log (HikaeRescue *self, GError **error)
{
  gint64 after = 0;
  gboolean more = TRUE;

  while (more) {
    g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func (g_object_unref);

    if (!hikae_store_load_page (self->store,
                                "event-list",
                                hikae_store_make_event,
                                events,
                                &after,
                                &more,
                                error))
      return FALSE;
    for (guint i = 0; i < events->len; i++)
      if (!learn_from_event (self, g_ptr_array_index (events, i), error))
        return FALSE;
  }
  return TRUE;
}

/* ---- payloads that nothing speaks of ---- */

#define FROM_BYTES                                                                       \
  "the record was lost and made anew from the bytes alone: captured_at is the time of "  \
  "the rescue, when it was kept is not known; size and digests are those of the bytes "  \
  "that were found"

/* The chunks from the first on, without a gap. FALSE when there is none. All but the last
 * are full: @ends, whether it was found. */
static gboolean
hash_chunks (HikaeRescue *self,
             guint number,
             guint64 *size,
             gboolean *ends,
             HikaeDigest *sha256,
             HikaeDigest *sha512)
{
  g_autoptr (HikaeHasher) hasher =
      hikae_hasher_new (HIKAE_DIGEST_SHA256, HIKAE_DIGEST_SHA512, HIKAE_DIGEST_NONE);
  gsize last = HIKAE_STORE_CHUNK_SIZE;

  *size = 0;
  for (guint64 index = 0; last == HIKAE_STORE_CHUNK_SIZE; index++) {
    g_autoptr (GBytes) bytes = hikae_store_read_chunk (self->store, number, index, NULL);

    if (bytes == NULL)
      break;
    last = g_bytes_get_size (bytes);
    hikae_hasher_update (hasher, g_bytes_get_data (bytes, NULL), last);
    *size += last;
  }
  *ends = last < HIKAE_STORE_CHUNK_SIZE;
  *sha256 = hikae_hasher_finish (hasher, HIKAE_DIGEST_SHA256);
  *sha512 = hikae_hasher_finish (hasher, HIKAE_DIGEST_SHA512);
  return *size > 0;
}

static gboolean
name_payload (HikaeRescue *self, guint number, GError **error)
{
  HikaeDigest sha256 = {0};
  HikaeDigest sha512 = {0};
  guint64 size = 0;
  gboolean ends = FALSE;
  g_autofree char *path = g_strdup_printf ("items/%06u", number);
  g_autofree char *hex256 = NULL;
  g_autofree char *hex512 = NULL;
  g_autoptr (GBytes) record = NULL;

  self->last_number = MAX (self->last_number, number);
  if (!hash_chunks (self, number, &size, &ends, &sha256, &sha512))
    return TRUE;
  hex256 = hikae_digest_format_hex (&sha256);
  hex512 = hikae_digest_format_hex (&sha512);
  if (!ends)
    g_hash_table_add (self->endless, GUINT_TO_POINTER (number));
  record = format_record (number,
                          "file",
                          path,
                          (gint64)size,
                          hikae_clock_get_now (),
                          (const char *const[]){hex256, hex512},
                          ends ? FROM_BYTES : FROM_BYTES "; the end may be missing");
  return insert_record (self, number, record, error);
}

/* One number after the other, because naming one changes what is asked for. */
static gboolean
name_payloads (HikaeRescue *self, GError **error)
{
  gint64 after = 0;

  for (;;) {
    HikaeStatement *statement =
        hikae_statement_new (self->store->db, "rescue-nameless", error);
    HikaeStep step = HIKAE_STEP_FAILED;

    if (statement == NULL)
      return FALSE;
    hikae_statement_bind_int (statement, 1, after);
    step = hikae_statement_step (statement, error);
    if (step == HIKAE_STEP_ROW)
      after = hikae_statement_get_int (statement, 0);
    hikae_statement_free (statement);
    if (step != HIKAE_STEP_ROW)
      return step == HIKAE_STEP_DONE;
    if (after > HIKAE_ITEM_NUMBER_MAX)
      return TRUE;
    if (g_cancellable_set_error_if_cancelled (self->cancellable, error) ||
        !name_payload (self, (guint)after, error))
      return FALSE;
  }
}

/* ---- seals ---- */

/* A seal list still says which rebuilt items it covered. */
static gboolean
learn_from_seal (HikaeRescue *self, HikaeSeal *seal, GError **error)
{
  gsize size = 0;
  g_autoptr (GError) inner = NULL;
  g_autoptr (GBytes) list =
      hikae_store_load_seal_list (self->store, hikae_seal_get_number (seal), &inner);
  const char *bytes = list != NULL ? g_bytes_get_data (list, &size) : "";
  g_autofree char *text = g_strndup (bytes, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  if (inner != NULL && !g_error_matches (inner, HIKAE_ERROR, HIKAE_ERROR_DAMAGED)) {
    g_propagate_error (error, g_steal_pointer (&inner));
    return FALSE;
  }
  for (guint i = 0; lines[i] != NULL; i++) {
    const char *path = strstr (lines[i], "  meta/");
    guint64 number =
        path != NULL ? g_ascii_strtoull (path + strlen ("  meta/"), NULL, 10) : 0;

    if (number < 1 || number > HIKAE_ITEM_NUMBER_MAX)
      continue;
    self->last_number = MAX (self->last_number, (guint)number);
    if (g_hash_table_contains (self->rebuilt, GUINT_TO_POINTER ((guint)number)) &&
        !run_ints (self,
                   "rescue-item-set-seal",
                   (gint64)number,
                   hikae_seal_get_number (seal),
                   error))
      return FALSE;
  }
  return TRUE;
}

typedef gboolean (*SealFunc) (HikaeRescue *self, HikaeSeal *seal, GError **error);

static gboolean
for_each_seal (HikaeRescue *self, SealFunc visit, GError **error)
{
  g_autoptr (GPtrArray) seals =
      hikae_store_load_list (self->store, "seal-list", hikae_store_make_seal, error);

  if (seals == NULL)
    return FALSE;
  for (guint i = 0; i < seals->len; i++)
    if (!visit (self, g_ptr_array_index (seals, i), error))
      return FALSE;
  return TRUE;
}

gboolean
hikae_rescue_mend (HikaeRescue *self, GError **error)
{
  return for_each_seal (self, put_head_back, error) && learn_from_log (self, error) &&
         name_payloads (self, error) && for_each_seal (self, learn_from_seal, error);
}
