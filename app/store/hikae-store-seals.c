/* hikae-store-seals.c: the table of seals
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-hasher.h"
#include "hikae-store-private.h"

#include <string.h>

#define PATH_CHARACTERS                                                                  \
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/"

/* Below, a list lies in its seal's own row and in memory; above, in parts. */
#define PART_BITS 24

gsize hikae_store_seal_part = 256 * 1024;

static gboolean
fail_part (guint number, GError **error)
{
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_DAMAGED,
               "the list of seal %u is not whole",
               number);
  return FALSE;
}

gpointer
hikae_store_make_seal (HikaeStatement *row, gint64 *key, GError **error)
{
  g_autoptr (GBytes) list = NULL;
  g_autoptr (GBytes) head = hikae_statement_dup_bytes (row, 3);
  g_autoptr (GString) tail = NULL;
  g_autoptr (GBytes) tail_bytes = NULL;
  g_autofree char *sha256 = NULL;
  gsize size = 0;
  const guint8 *bytes = hikae_statement_get_bytes (row, 2, &size);
  gint64 created_at = hikae_statement_get_int (row, 1);

  *key = hikae_statement_get_int (row, 0);
  if (*key <= 0 || *key > G_MAXUINT || head == NULL) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_DAMAGED,
                 "seal %" G_GINT64_FORMAT " is not whole",
                 *key);
    return NULL;
  }
  if (size <= hikae_store_seal_part) {
    list = g_bytes_new (bytes, size);
    return hikae_seal_new ((guint)*key, created_at, list, head);
  }
  /* A long list of before there were parts. */
  tail = g_string_new (NULL);
  hikae_seal_take_tail (tail, (const char *)bytes, size);
  tail_bytes = g_string_free_to_bytes (g_steal_pointer (&tail));
  sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, size);
  return hikae_seal_new_apart ((guint)*key, created_at, sha256, size, tail_bytes, head);
}

typedef void (*PartFunc) (const guint8 *bytes, gsize size, gpointer data);

/* In order; there must be one at least and none missing between. */
static gboolean
for_each_part (HikaeStore *self,
               guint number,
               PartFunc take,
               gpointer data,
               GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "seal-part-list", error);
  HikaeStep step = HIKAE_STEP_FAILED;
  gint64 next = (gint64)number << PART_BITS;

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, next);
  hikae_statement_bind_int (statement, 2, ((gint64)number + 1) << PART_BITS);
  for (; (step = hikae_statement_step (statement, error)) == HIKAE_STEP_ROW; next++) {
    gsize size = 0;
    const guint8 *bytes = hikae_statement_get_bytes (statement, 1, &size);

    if (hikae_statement_get_int (statement, 0) != next || size == 0)
      return fail_part (number, error);
    take (bytes, size, data);
  }
  if (step == HIKAE_STEP_DONE && next == (gint64)number << PART_BITS)
    return fail_part (number, error);
  return step == HIKAE_STEP_DONE;
}

static void
append_part (const guint8 *bytes, gsize size, gpointer data)
{
  g_byte_array_append (data, bytes, (guint)size);
}

GBytes *
hikae_store_load_seal_list (HikaeStore *self, guint number, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "seal-get-list", error);
  g_autoptr (GByteArray) whole = NULL;
  HikaeStep step = HIKAE_STEP_FAILED;
  gsize size = 0;

  g_assert (hikae_store_is_owner (self));
  if (statement == NULL)
    return NULL;
  hikae_statement_bind_int (statement, 1, number);
  step = hikae_statement_step (statement, error);
  if (step == HIKAE_STEP_DONE)
    (void)fail_part (number, error);
  if (step != HIKAE_STEP_ROW)
    return NULL;
  (void)hikae_statement_get_bytes (statement, 0, &size);
  if (size > 0)
    return hikae_statement_dup_bytes (statement, 0);
  whole = g_byte_array_new ();
  return for_each_part (self, number, append_part, whole, error)
             ? g_byte_array_free_to_bytes (g_steal_pointer (&whole))
             : NULL;
}

/* What is known of a list in parts without holding it. */
typedef struct {
  HikaeHasher *hasher;
  GString *tail;
  gsize size;
} Digester;

static void
digest_part (const guint8 *bytes, gsize size, gpointer data)
{
  Digester *digester = data;

  hikae_hasher_update (digester->hasher, bytes, size);
  hikae_seal_take_tail (digester->tail, (const char *)bytes, size);
  digester->size += size;
}

/* (transfer full) (nullable): @bare, whose row has no list, with what its parts say. */
static HikaeSeal *
open_parts (HikaeStore *self, HikaeSeal *bare, GError **error)
{
  g_autoptr (HikaeHasher) hasher =
      hikae_hasher_new (HIKAE_DIGEST_SHA256, HIKAE_DIGEST_NONE);
  Digester digester = {hasher, g_string_new (NULL), 0};
  gboolean done =
      for_each_part (self, hikae_seal_get_number (bare), digest_part, &digester, error);
  g_autoptr (GBytes) tail = g_string_free_to_bytes (digester.tail);
  HikaeDigest digest = hikae_hasher_finish (hasher, HIKAE_DIGEST_SHA256);
  g_autofree char *sha256 = hikae_digest_format_hex (&digest);

  return done ? hikae_seal_new_apart (hikae_seal_get_number (bare),
                                      hikae_seal_get_created_at (bare),
                                      sha256,
                                      digester.size,
                                      tail,
                                      hikae_seal_get_head (bare))
              : NULL;
}

GPtrArray *
hikae_store_load_seals (HikaeStore *self, GError **error)
{
  g_autoptr (GPtrArray) list =
      hikae_store_load_readable (self, "seal-list", hikae_store_make_seal, error);
  g_autoptr (GPtrArray) opened = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; list != NULL && i < list->len; i++) {
    HikaeSeal *seal = list->pdata[i];
    g_autoptr (GError) inner = NULL;
    HikaeSeal *whole = hikae_seal_get_size (seal) > 0 ? g_object_ref (seal)
                                                      : open_parts (self, seal, &inner);

    if (whole != NULL) {
      g_ptr_array_add (opened, whole);
    } else if (g_error_matches (inner, HIKAE_ERROR, HIKAE_ERROR_DAMAGED)) {
      self->damaged = TRUE;
    } else {
      g_propagate_error (error, g_steal_pointer (&inner));
      return NULL;
    }
  }
  return list != NULL ? g_steal_pointer (&opened) : NULL;
}

/* A list while it is written: of it only the part at hand is in memory, and of the items
 * a page at a time. */
typedef struct {
  GString *text;
  HikaeHasher *hasher;
  gsize size;
  guint parts; /* already in the table */
  guint items;
  gint64 last;
} List;

static void
clear_list (List *list)
{
  if (list->text != NULL)
    g_string_free (list->text, TRUE);
  g_clear_pointer (&list->hasher, hikae_hasher_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (List, clear_list)

static void
append_item (List *list, HikaeItem *item)
{
  g_autofree char *record = hikae_store_hash_hex (hikae_item_get_record (item));

  g_string_append_printf (list->text,
                          "%s  %s\n%s  meta/%06u.json\n",
                          hikae_item_get_sha256 (item),
                          hikae_item_get_path (item),
                          record,
                          hikae_item_get_number (item));
  list->items++;
}

static gboolean
append_page (HikaeStore *self, List *list, gboolean *more, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "item-list-unsealed", error);
  HikaeStep step = HIKAE_STEP_FAILED;
  guint rows = 0;

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, list->last);
  hikae_statement_bind_int (statement, 2, HIKAE_STORE_PAGE);
  while ((step = hikae_statement_step (statement, error)) == HIKAE_STEP_ROW) {
    gint64 key = 0;
    g_autoptr (HikaeItem) item = hikae_store_make_item (statement, &key, error);

    if (item == NULL || !hikae_store_step_on (&list->last, key, error))
      return FALSE;
    append_item (list, item);
    rows++;
  }
  *more = rows == HIKAE_STORE_PAGE;
  return step == HIKAE_STEP_DONE;
}

/* The text at hand becomes the next part. */
static gboolean
put_part (HikaeStore *self, List *list, guint number, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "seal-part-insert", error);

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (
      statement, 1, ((gint64)number << PART_BITS) + (gint64)list->parts);
  hikae_statement_bind_int (statement, 2, number);
  hikae_statement_bind_bytes (statement, 3, list->text->str, list->text->len);
  if (!hikae_statement_run (statement, error))
    return FALSE;
  hikae_hasher_update (list->hasher, list->text->str, list->text->len);
  list->size += list->text->len;
  list->parts++;
  g_string_truncate (list->text, 0);
  return TRUE;
}

/* The rest of the items; then @list has the text that is in no part. */
static gboolean
write_items (HikaeStore *self, List *list, guint number, gboolean more, GError **error)
{
  for (;;) {
    if (list->text->len >= hikae_store_seal_part && !put_part (self, list, number, error))
      return FALSE;
    if (!more)
      return TRUE;
    if (!append_page (self, list, &more, error))
      return FALSE;
  }
}

static gboolean
insert_seal (HikaeStore *self, HikaeSeal *seal, GBytes *list, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "seal-insert", error);

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, hikae_seal_get_number (seal));
  hikae_statement_bind_int (statement, 2, hikae_seal_get_created_at (seal));
  hikae_statement_bind_gbytes (statement, 3, list);
  hikae_statement_bind_gbytes (statement, 4, hikae_seal_get_head (seal));
  return hikae_statement_run (statement, error);
}

static gboolean
mark_items (HikaeStore *self, guint number, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "item-set-seal", error);

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, number);
  return hikae_statement_run (statement, error);
}

static gboolean
append_created (HikaeStore *self,
                HikaeSeal *seal,
                guint n_items,
                guint n_renewed,
                guint64 head_seq,
                GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (HikaeEvent) event = NULL;

  json_object_set_int_member (body, "seal", hikae_seal_get_number (seal));
  json_object_set_int_member (body, "items", n_items);
  if (n_renewed > 0)
    json_object_set_int_member (body, "renewed", n_renewed);
  json_object_set_int_member (body, "head_seq", (gint64)head_seq);
  json_object_set_string_member (body, "list_sha256", hikae_seal_get_sha256 (seal));
  event = hikae_store_append_event (self, "seal.created", body, error);
  return event != NULL;
}

/* (transfer full) (nullable): the seal of a list that is complete; @tail: its lines about
 * no item, which are in the text at hand too. */
static HikaeSeal *
finish_list (HikaeStore *self, List *list, guint number, GBytes *tail, GError **error)
{
  gint64 now = hikae_clock_get_now ();
  GBytes *head = hikae_event_get_line (self->head);
  g_autoptr (HikaeSeal) seal = NULL;
  g_autoptr (GBytes) bytes = NULL;
  HikaeDigest digest = {0};
  g_autofree char *sha256 = NULL;

  if (list->parts == 0) {
    bytes = g_string_free_to_bytes (g_steal_pointer (&list->text));
    seal = hikae_seal_new (number, now, bytes, head);
  } else {
    if (!put_part (self, list, number, error))
      return NULL;
    bytes = g_bytes_new_static ("", 0);
    digest = hikae_hasher_finish (list->hasher, HIKAE_DIGEST_SHA256);
    sha256 = hikae_digest_format_hex (&digest);
    seal = hikae_seal_new_apart (number, now, sha256, list->size, tail, head);
  }
  return insert_seal (self, seal, bytes, error) ? g_steal_pointer (&seal) : NULL;
}

static HikaeSeal *
seal_in_change (HikaeStore *self,
                List *list,
                GPtrArray *renewed,
                gboolean more,
                GError **error)
{
  g_autofree char *head = hikae_digest_format_hex (hikae_event_get_hash (self->head));
  guint64 head_seq = hikae_event_get_seq (self->head);
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GBytes) tail = NULL;
  g_autoptr (HikaeSeal) seal = NULL;
  gint64 last = 0;

  if (!hikae_store_query_int (self, "seal-last", &last, error) ||
      !write_items (self, list, (guint)last + 1, more, error))
    return NULL;
  for (guint i = 0; renewed != NULL && i < renewed->len; i++)
    g_string_append_printf (lines, "%s\n", (const char *)renewed->pdata[i]);
  g_string_append_printf (
      lines, "%s  seals/seal-%04u.head.json\n", head, (guint)last + 1);
  g_string_append_len (list->text, lines->str, (gssize)lines->len);
  tail = g_string_free_to_bytes (g_steal_pointer (&lines));
  seal = finish_list (self, list, (guint)last + 1, tail, error);
  if (seal == NULL || !mark_items (self, hikae_seal_get_number (seal), error) ||
      !append_created (
          self, seal, list->items, renewed != NULL ? renewed->len : 0, head_seq, error))
    return NULL;
  return g_steal_pointer (&seal);
}

/* "64 hex digits, two spaces, a plain path" below seals/ or tsa/: nothing else may come
 * between the lines of a list. */
static gboolean
check_renewed (GPtrArray *renewed, GError **error)
{
  for (guint i = 0; renewed != NULL && i < renewed->len; i++) {
    const char *line = renewed->pdata[i];
    const char *path = strlen (line) > 66 ? line + 66 : "";

    if (strspn (line, "0123456789abcdef") == 64 && line[64] == ' ' && line[65] == ' ' &&
        (g_str_has_prefix (path, "seals/seal-") || g_str_has_prefix (path, "tsa/")) &&
        strspn (path, PATH_CHARACTERS) == strlen (path) && strstr (path, "..") == NULL)
      continue;
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "this is no line of a renewal list");
    return FALSE;
  }
  return TRUE;
}

gboolean
hikae_store_seal (HikaeStore *self,
                  gboolean even_without_items,
                  GPtrArray *renewed,
                  HikaeSeal **seal,
                  guint *last_item,
                  GError **error)
{
  g_auto (List) list = {
      .text = g_string_new (NULL),
      .hasher = hikae_hasher_new (HIKAE_DIGEST_SHA256, HIKAE_DIGEST_NONE),
  };
  g_autoptr (HikaeSeal) made = NULL;
  guint n_renewed = renewed != NULL ? renewed->len : 0;
  gboolean more = FALSE;

  g_assert (hikae_store_is_owner (self));
  *seal = NULL;
  *last_item = 0;
  if (!check_renewed (renewed, error) || !append_page (self, &list, &more, error))
    return FALSE;
  if (list.items == 0 && !even_without_items && n_renewed == 0)
    return TRUE;
  if (!hikae_store_begin (self, error))
    return FALSE;
  made = seal_in_change (self, &list, renewed, more, error);
  if (made == NULL) {
    hikae_store_rollback (self);
    return FALSE;
  }
  if (!hikae_store_commit (self, error))
    return FALSE;
  *seal = g_steal_pointer (&made);
  *last_item = (guint)list.last;
  return TRUE;
}
