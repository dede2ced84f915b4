/* hikae-store-seals.c: the table of seals
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-store-private.h"

#include <string.h>

#define PATH_CHARACTERS                                                                  \
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/"

gpointer
hikae_store_make_seal (HikaeStatement *row, gint64 *key, GError **error)
{
  g_autoptr (GBytes) list = hikae_statement_dup_bytes (row, 2);
  g_autoptr (GBytes) head = hikae_statement_dup_bytes (row, 3);

  *key = hikae_statement_get_int (row, 0);
  if (*key > 0 && *key <= G_MAXUINT && list != NULL && head != NULL)
    return hikae_seal_new ((guint)*key, hikae_statement_get_int (row, 1), list, head);
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_DAMAGED,
               "seal %" G_GINT64_FORMAT " is not whole",
               *key);
  return NULL;
}

GPtrArray *
hikae_store_load_seals (HikaeStore *self, GError **error)
{
  return hikae_store_load_readable (self, "seal-list", hikae_store_make_seal, error);
}

/* A list while it is written. Its own text is all of it that grows with the case: items
 * are read a page at a time and forgotten. */
typedef struct {
  GString *text;
  guint items;
  gint64 last;
} List;

static void
clear_list (List *list)
{
  if (list->text != NULL)
    g_string_free (list->text, TRUE);
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
    g_autoptr (HikaeItem) item = hikae_store_make_item (statement, &list->last, error);

    if (item == NULL)
      return FALSE;
    append_item (list, item);
    rows++;
  }
  *more = rows == HIKAE_STORE_PAGE;
  return step == HIKAE_STEP_DONE;
}

/* The list as hikae-seal.h says; its last line comes with its number. */
static gboolean
begin_list (HikaeStore *self, GPtrArray *renewed, List *list, GError **error)
{
  gboolean more = TRUE;

  while (more)
    if (!append_page (self, list, &more, error))
      return FALSE;
  for (guint i = 0; renewed != NULL && i < renewed->len; i++)
    g_string_append_printf (list->text, "%s\n", (const char *)renewed->pdata[i]);
  return TRUE;
}

static gboolean
insert_seal (HikaeStore *self, HikaeSeal *seal, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "seal-insert", error);

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, hikae_seal_get_number (seal));
  hikae_statement_bind_int (statement, 2, hikae_seal_get_created_at (seal));
  hikae_statement_bind_gbytes (statement, 3, hikae_seal_get_list (seal));
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
  g_autofree char *list = hikae_store_hash_hex (hikae_seal_get_list (seal));
  g_autoptr (HikaeEvent) event = NULL;

  json_object_set_int_member (body, "seal", hikae_seal_get_number (seal));
  json_object_set_int_member (body, "items", n_items);
  if (n_renewed > 0)
    json_object_set_int_member (body, "renewed", n_renewed);
  json_object_set_int_member (body, "head_seq", (gint64)head_seq);
  json_object_set_string_member (body, "list_sha256", list);
  event = hikae_store_append_event (self, "seal.created", body, error);
  return event != NULL;
}

static HikaeSeal *
seal_in_change (HikaeStore *self, List *list, guint n_renewed, GError **error)
{
  g_autoptr (HikaeSeal) seal = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *head = hikae_digest_format_hex (hikae_event_get_hash (self->head));
  guint64 head_seq = hikae_event_get_seq (self->head);
  gint64 last = 0;

  if (!hikae_store_query_int (self, "seal-last", &last, error))
    return NULL;
  g_string_append_printf (
      list->text, "%s  seals/seal-%04u.head.json\n", head, (guint)last + 1);
  bytes = g_string_free_to_bytes (g_steal_pointer (&list->text));
  seal = hikae_seal_new (
      (guint)last + 1, hikae_clock_get_now (), bytes, hikae_event_get_line (self->head));
  if (!insert_seal (self, seal, error) ||
      !mark_items (self, hikae_seal_get_number (seal), error) ||
      !append_created (self, seal, list->items, n_renewed, head_seq, error))
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
  g_auto (List) list = {g_string_new (NULL), 0, 0};
  g_autoptr (HikaeSeal) made = NULL;
  guint n_renewed = renewed != NULL ? renewed->len : 0;

  g_assert (hikae_store_is_owner (self));
  *seal = NULL;
  *last_item = 0;
  if (!check_renewed (renewed, error) || !begin_list (self, renewed, &list, error))
    return FALSE;
  if (list.items == 0 && !even_without_items && n_renewed == 0)
    return TRUE;
  if (!hikae_store_begin (self, error))
    return FALSE;
  made = seal_in_change (self, &list, n_renewed, error);
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
