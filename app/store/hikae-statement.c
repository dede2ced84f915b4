/* hikae-statement.c: one named statement: bind, step, read columns
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-statement.h"

#include "hikae-error.h"

#include <sqlite3.h>

struct _HikaeStatement {
  HikaeDb *db;             /* (unowned): outlives every use */
  sqlite3_stmt *statement; /* (unowned): the cache's */
  char *what;
  guint bind_failed : 1;
};

HikaeStatement *
hikae_statement_new (HikaeDb *db, const char *name, GError **error)
{
  sqlite3_stmt *statement = hikae_db_find_statement (db, name, error);
  HikaeStatement *self = NULL;

  if (statement == NULL)
    return NULL;
  /* Two uses at once would share one cursor. */
  g_assert (!sqlite3_stmt_busy (statement));
  self = g_new0 (HikaeStatement, 1);
  self->db = db;
  self->statement = statement;
  self->what = g_strdup (name);
  return self;
}

void
hikae_statement_free (HikaeStatement *self)
{
  if (self == NULL)
    return;
  hikae_statement_reset (self);
  g_free (self->what);
  g_free (self);
}

void
hikae_statement_reset (HikaeStatement *self)
{
  /* Its result repeats the error of the last step, which was reported there. */
  (void)sqlite3_reset (self->statement);
  (void)sqlite3_clear_bindings (self->statement);
  self->bind_failed = FALSE;
}

static void
note_bind (HikaeStatement *self, int code)
{
  g_assert (code != SQLITE_RANGE && code != SQLITE_MISUSE);
  if (code != SQLITE_OK)
    self->bind_failed = TRUE;
}

void
hikae_statement_bind_int (HikaeStatement *self, int index, gint64 value)
{
  note_bind (self, sqlite3_bind_int64 (self->statement, index, value));
}

void
hikae_statement_bind_text (HikaeStatement *self, int index, const char *text)
{
  note_bind (self, sqlite3_bind_text (self->statement, index, text, -1, SQLITE_STATIC));
}

void
hikae_statement_bind_text_copy (HikaeStatement *self,
                                int index,
                                const void *bytes,
                                gsize size)
{
  note_bind (self,
             sqlite3_bind_text64 (
                 self->statement, index, bytes, size, SQLITE_TRANSIENT, SQLITE_UTF8));
}

void
hikae_statement_bind_bytes (HikaeStatement *self,
                            int index,
                            const void *bytes,
                            gsize size)
{
  /* A NULL pointer would bind NULL, but an empty payload is not absent. */
  if (size == 0)
    note_bind (self, sqlite3_bind_zeroblob (self->statement, index, 0));
  else
    note_bind (self,
               sqlite3_bind_blob64 (self->statement, index, bytes, size, SQLITE_STATIC));
}

void
hikae_statement_bind_gbytes (HikaeStatement *self, int index, GBytes *bytes)
{
  gsize size = 0;
  const void *data = NULL;

  if (bytes == NULL) {
    note_bind (self, sqlite3_bind_null (self->statement, index));
    return;
  }
  data = g_bytes_get_data (bytes, &size);
  hikae_statement_bind_bytes (self, index, data, size);
}

/* In a forged case the pages of a table can lead through each other so that a walk has no
 * end in a lifetime. Ten thousand million operations are a hundred times what a case of
 * ten million items needs for one row. */
#define OPERATIONS 1000000

guint hikae_statement_max_rounds = 10000;

static int
count_round (void *rounds)
{
  return ++*(guint *)rounds > hikae_statement_max_rounds;
}

HikaeStep
hikae_statement_step (HikaeStatement *self, GError **error)
{
  sqlite3 *handle = sqlite3_db_handle (self->statement);
  guint rounds = 0;
  int code = SQLITE_ERROR;

  if (!self->bind_failed) {
    sqlite3_progress_handler (handle, OPERATIONS, count_round, &rounds);
    code = sqlite3_step (self->statement);
    sqlite3_progress_handler (handle, 0, NULL, NULL);
  }
  if (code == SQLITE_ROW)
    return HIKAE_STEP_ROW;
  if (code == SQLITE_DONE)
    return HIKAE_STEP_DONE;
  if (code == SQLITE_INTERRUPT && rounds > hikae_statement_max_rounds) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_DAMAGED,
                 "%s: the tables of the case lead round in a circle",
                 self->what);
    return HIKAE_STEP_FAILED;
  }
  hikae_db_set_error (self->db, error, self->what);
  return HIKAE_STEP_FAILED;
}

gboolean
hikae_statement_run (HikaeStatement *self, GError **error)
{
  HikaeStep step = hikae_statement_step (self, error);

  g_assert (step != HIKAE_STEP_ROW);
  return step == HIKAE_STEP_DONE;
}

gint64
hikae_statement_get_int (HikaeStatement *self, int column)
{
  return sqlite3_column_int64 (self->statement, column);
}

const char *
hikae_statement_get_text (HikaeStatement *self, int column)
{
  return (const char *)sqlite3_column_text (self->statement, column);
}

const guint8 *
hikae_statement_get_bytes (HikaeStatement *self, int column, gsize *size)
{
  const guint8 *bytes = sqlite3_column_blob (self->statement, column);

  *size = (gsize)sqlite3_column_bytes (self->statement, column);
  return bytes;
}

GBytes *
hikae_statement_dup_record (HikaeStatement *self, int column)
{
  gsize size = 0;
  const guint8 *bytes = hikae_statement_get_bytes (self, column, &size);

  return g_bytes_new (bytes, size);
}

GBytes *
hikae_statement_dup_bytes (HikaeStatement *self, int column)
{
  gsize size = 0;
  const guint8 *bytes = NULL;

  if (sqlite3_column_type (self->statement, column) == SQLITE_NULL)
    return NULL;
  bytes = hikae_statement_get_bytes (self, column, &size);
  return g_bytes_new (bytes, size);
}
