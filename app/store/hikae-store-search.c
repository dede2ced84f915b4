/* hikae-store-search.c: which items match; over a table in memory
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-store-private.h"

#include <string.h>

/* Longest text that is looked for; also SQLite's own bound is far above it. */
#define NEEDLE_MAX 4096

/* (transfer full): as it is compared: without case, width and such. */
static char *
fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autofree char *normal = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);

  return g_utf8_casefold (normal, -1);
}

/* (transfer full): the claims of @names, a line each. */
static char *
fold_claims (HikaeItem *item, const char *const *names, gsize count)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (gsize i = 0; i < count; i++) {
    const char *claim = hikae_item_get_claim (item, names[i]);

    if (claim == NULL || *claim == '\0')
      continue;
    if (all->len > 0)
      g_string_append_c (all, '\n');
    g_string_append (all, claim);
  }
  return fold (all->str);
}

static gboolean
index_item (HikaeStore *self, HikaeItem *item, GError **error)
{
  static const char *const addresses[] = {"url", "final_url"};
  static const char *const accounts[] = {"account", "account_id"};
  static const char *const texts[] = {
      "title", "name", "url", "final_url", "account", "account_id", "posted_at", "note"};
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "search-insert", error);
  g_autofree char *address = fold_claims (item, addresses, G_N_ELEMENTS (addresses));
  g_autofree char *account = fold_claims (item, accounts, G_N_ELEMENTS (accounts));
  g_autofree char *text = fold_claims (item, texts, G_N_ELEMENTS (texts));
  g_autofree char *site = hikae_item_dup_site (item);

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, hikae_item_get_number (item));
  hikae_statement_bind_text (
      statement, 2, hikae_item_kind_get_name (hikae_item_get_kind (item)));
  hikae_statement_bind_text (statement, 3, address);
  hikae_statement_bind_text (statement, 4, account);
  hikae_statement_bind_text (statement, 5, text);
  hikae_statement_bind_text (statement, 6, site);
  return hikae_statement_run (statement, error);
}

/* One page of items behind @after; those that cannot be read are gone around. */
static gboolean
index_page (HikaeStore *self,
            gpointer data,
            gint64 *after,
            gboolean *more,
            GError **error)
{
  GCancellable *cancellable = data;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 known = 0;
  gboolean loaded = FALSE;

  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !hikae_store_query_int (self, "search-last", &known, error))
    return FALSE;
  *after = MAX (*after, known);
  loaded = hikae_store_load_page (
      self, "item-list", hikae_store_make_item, items, after, more, error);
  for (guint i = 0; i < items->len; i++)
    if (!index_item (self, g_ptr_array_index (items, i), loaded ? error : NULL))
      return FALSE;
  return loaded;
}

/* Each item once: its record never changes. */
static gboolean
index_new (HikaeStore *self, GCancellable *cancellable, GError **error)
{
  if (!self->searched && !hikae_db_run_script (self->db, "search.sql", error))
    return FALSE;
  self->searched = TRUE;
  return hikae_store_go_around (self, index_page, cancellable, error);
}

/* (transfer full) (nullable): NULL when nothing is asked for. */
static char *
make_needle (const char *text)
{
  if (text == NULL || *text == '\0' || strlen (text) > NEEDLE_MAX)
    return NULL;
  return fold (text);
}

static GArray *
run_query (HikaeStore *self, const HikaeItemQuery *query, GError **error)
{
  g_autoptr (HikaeStatement) statement = hikae_statement_new (self->db, "search", error);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (HikaeStoreFound));
  g_autofree char *set_of = NULL;
  guint set = 0;
  g_autofree char *address = make_needle (query->address);
  g_autofree char *account = make_needle (query->account);
  g_autofree char *text = make_needle (query->text);
  HikaeStep step = HIKAE_STEP_FAILED;

  if (statement == NULL)
    return NULL;
  hikae_statement_bind_int (
      statement, 1, query->before != 0 ? query->before : G_MAXINT64);
  hikae_statement_bind_text (
      statement, 2, query->any_kind ? NULL : hikae_item_kind_get_name (query->kind));
  hikae_statement_bind_text (statement, 3, address);
  hikae_statement_bind_text (statement, 4, account);
  hikae_statement_bind_text (statement, 5, text);
  hikae_statement_bind_int (statement, 6, query->limit != 0 ? (gint64)query->limit : -1);
  hikae_statement_bind_int (statement, 7, query->standing);
  hikae_statement_bind_int (statement, 8, query->order);
  while ((step = hikae_statement_step (statement, error)) == HIKAE_STEP_ROW) {
    const char *place = hikae_statement_get_text (statement, 1);

    set += all->len > 0 && g_strcmp0 (place, set_of) != 0;
    g_free (set_of);
    set_of = g_strdup (place);
    const HikaeStoreFound found = {(guint)hikae_statement_get_int (statement, 0), set};
    g_array_append_val (all, found);
  }
  return step == HIKAE_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

GArray *
hikae_store_search (HikaeStore *self,
                    const HikaeItemQuery *query,
                    GCancellable *cancellable,
                    GError **error)
{
  g_assert (hikae_store_is_owner (self));
  return index_new (self, cancellable, error) ? run_query (self, query, error) : NULL;
}
