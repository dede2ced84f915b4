/* hikae-store-rows.c: long lists, read fast and looked at later
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-store-private.h"

#include <string.h>

/* Above malloc's threshold for a mapping of its own: the arena of a thread grows a page
 * at a time, with a system call each. */
#define BLOCK (1024 * 1024)
#define ALIGNMENT 16

typedef struct {
  const char *name;
  int text;
  gsize max;
  gboolean item;
  HikaeStoreRows *rows;
} Load;

void
hikae_store_rows_free (HikaeStoreRows *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->blocks);
  g_free (self);
}

GBytes *
hikae_store_row_dup_text (const HikaeStoreRow *row)
{
  const char *block = g_bytes_get_data (row->block, NULL);

  return g_bytes_new_from_bytes (row->block, (gsize)(row->text - block), row->size);
}

/* (transfer none): a row with room for a text of @size. */
static HikaeStoreRow *
allocate (HikaeStoreRows *self, gsize size)
{
  gsize rounded = (sizeof (HikaeStoreRow) + size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  GBytes *block = NULL;
  guint8 *bytes = NULL;

  g_assert (rounded <= BLOCK);
  if (rounded > self->left) {
    g_ptr_array_add (self->blocks, g_bytes_new_take (g_malloc (BLOCK), BLOCK));
    self->left = BLOCK;
  }
  block = g_ptr_array_index (self->blocks, self->blocks->len - 1);
  /* Nobody else has seen this part of it yet. */
  bytes = (guint8 *)g_bytes_get_data (block, NULL) + BLOCK - self->left;
  self->left -= rounded;
  *(HikaeStoreRow *)(void *)bytes = (HikaeStoreRow){.block = block, .size = size};
  return (HikaeStoreRow *)(void *)bytes;
}

static gboolean
take_row (gpointer data, HikaeStatement *statement, gint64 *after, GError **error)
{
  const Load *load = data;
  const gint64 key = hikae_statement_get_int (statement, 0);
  gsize size = 0;
  const guint8 *bytes = hikae_statement_get_bytes (statement, load->text, &size);
  HikaeStoreRow *row = NULL;

  if (!hikae_store_step_on (after, key, error))
    return FALSE;
  if (size < 2 || size > load->max || bytes[0] != '{' || bytes[size - 1] != '}') {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_DAMAGED,
                 "record %" G_GINT64_FORMAT " is not what was kept",
                 key);
    return FALSE;
  }
  row = allocate (load->rows, size);
  row->key = (guint64)key;
  if (load->item) {
    row->seal = (guint)hikae_statement_get_int (statement, 1);
    row->deleted = hikae_statement_get_int (statement, 2) != 0;
  }
  memcpy (row->text, bytes, size);
  g_ptr_array_add (load->rows->rows, row);
  return TRUE;
}

static gboolean
load_page (HikaeStore *self, gpointer data, gint64 *after, gboolean *more, GError **error)
{
  const Load *load = data;

  return hikae_store_take_page (self, load->name, take_row, data, after, more, error);
}

HikaeStoreRows *
hikae_store_load_rows (HikaeStore *self,
                       const char *name,
                       int text,
                       gsize max,
                       gboolean item,
                       GError **error)
{
  g_autoptr (HikaeStoreRows) rows = g_new0 (HikaeStoreRows, 1);
  Load load = {name, text, max, item, rows};

  rows->rows = g_ptr_array_new ();
  rows->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  if (!hikae_store_go_around (self, load_page, &load, error))
    return NULL;
  return g_steal_pointer (&rows);
}
