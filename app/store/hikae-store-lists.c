/* hikae-store-lists.c: the rows of a table, a page at a time, around what is damaged
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-store-private.h"

/* Keys in a row that are tried when the rows of a damaged page cannot be read. */
#ifdef HIKAE_FUZZING
#define SKIP_MAX 50 /* cases of a fuzzer have fewer keys */
#else
#define SKIP_MAX 2000
#endif

gboolean
hikae_store_step_on (gint64 *last, gint64 key, GError **error)
{
  if (key > *last) {
    *last = key;
    return TRUE;
  }
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_DAMAGED,
               "record %" G_GINT64_FORMAT " stands behind record %" G_GINT64_FORMAT,
               key,
               *last);
  return FALSE;
}

gboolean
hikae_store_take_page (HikaeStore *self,
                       const char *name,
                       HikaeStoreTakeFunc take,
                       gpointer data,
                       gint64 *after,
                       gboolean *more,
                       GError **error)
{
  g_autoptr (HikaeStatement) statement = hikae_statement_new (self->db, name, error);
  HikaeStep step = HIKAE_STEP_FAILED;
  guint rows = 0;

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, *after);
  hikae_statement_bind_int (statement, 2, HIKAE_STORE_PAGE);
  while ((step = hikae_statement_step (statement, error)) == HIKAE_STEP_ROW) {
    if (!take (data, statement, after, error))
      return FALSE;
    rows++;
  }
  *more = rows == HIKAE_STORE_PAGE;
  return step == HIKAE_STEP_DONE;
}

typedef struct {
  const char *name;
  HikaeStoreRowFunc make;
  GPtrArray *list;
} Objects;

static gboolean
take_object (gpointer data, HikaeStatement *row, gint64 *after, GError **error)
{
  const Objects *objects = data;
  gint64 key = 0;
  g_autoptr (GObject) object = objects->make (row, &key, error);

  if (object == NULL) {
    *after = MAX (*after, key);
    return FALSE;
  }
  if (!hikae_store_step_on (after, key, error))
    return FALSE;
  g_ptr_array_add (objects->list, g_steal_pointer (&object));
  return TRUE;
}

gboolean
hikae_store_load_page (HikaeStore *self,
                       const char *name,
                       HikaeStoreRowFunc make,
                       GPtrArray *list,
                       gint64 *after,
                       gboolean *more,
                       GError **error)
{
  Objects objects = {name, make, list};

  return hikae_store_take_page (self, name, take_object, &objects, after, more, error);
}

GPtrArray *
hikae_store_load_list (HikaeStore *self,
                       const char *name,
                       HikaeStoreRowFunc make,
                       GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean more = TRUE;
  gint64 after = 0;

  g_assert (hikae_store_is_owner (self));
  while (more)
    if (!hikae_store_load_page (self, name, make, list, &after, &more, error))
      return NULL;
  return g_steal_pointer (&list);
}

gboolean
hikae_store_go_around (HikaeStore *self,
                       HikaeStoreLoadFunc load,
                       gpointer data,
                       GError **error)
{
  gboolean more = TRUE;
  gint64 after = 0;

  g_assert (hikae_store_is_owner (self));
  for (guint skipped = 0; more && skipped < SKIP_MAX;) {
    g_autoptr (GError) inner = NULL;
    gint64 before = after;

    if (load (self, data, &after, &more, &inner))
      continue;
    if (!g_error_matches (inner, HIKAE_ERROR, HIKAE_ERROR_DAMAGED)) {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }
    self->damaged = TRUE;
    more = TRUE;
    /* Past what was read up to the damage; and where nothing was, past one key. */
    skipped = after > before ? 0 : skipped + 1;
    after += after > before ? 0 : 1;
  }
  return TRUE;
}

static gboolean
load_objects (HikaeStore *self,
              gpointer data,
              gint64 *after,
              gboolean *more,
              GError **error)
{
  const Objects *objects = data;

  return hikae_store_take_page (
      self, objects->name, take_object, data, after, more, error);
}

GPtrArray *
hikae_store_load_readable (HikaeStore *self,
                           const char *name,
                           HikaeStoreRowFunc make,
                           GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  Objects objects = {name, make, list};

  if (!hikae_store_go_around (self, load_objects, &objects, error))
    return NULL;
  return g_steal_pointer (&list);
}
