/* hikae-db.c: one SQLite connection: transactions, statements by name, errors
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-db.h"

#include "hikae-data.h"
#include "hikae-error.h"
#include "hikae-sqlite-error.h"

#include <string.h>

#define NAME_MARK "-- name: "

struct _HikaeDb {
  sqlite3 *handle;
  GHashTable *texts;      /* (owned): name to SQL text */
  GHashTable *statements; /* (owned): name to prepared statement */
};

void
hikae_db_set_error (HikaeDb *self, GError **error, const char *what)
{
  hikae_sqlite_set_error (
      error, self->handle, sqlite3_extended_errcode (self->handle), what);
}

static gboolean
execute (HikaeDb *self, const char *sql, const char *what, GError **error)
{
  if (sqlite3_exec (self->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  hikae_db_set_error (self, error, what);
  return FALSE;
}

/* (transfer full): a file of data/sql. It is compiled in, so its absence is a bug. */
static char *
load_text (const char *name)
{
  g_autofree char *path = g_strconcat ("sql/", name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = hikae_data_load (path, &error);
  gsize size = 0;
  const char *text = NULL;

  if (bytes == NULL)
    g_error ("%s", error->message);
  text = g_bytes_get_data (bytes, &size);
  return g_strndup (text, size);
}

static void
load_queries (HikaeDb *self)
{
  g_autofree char *text = load_text ("queries.sql");
  g_auto (GStrv) parts = NULL;

  parts = g_strsplit (text, NAME_MARK, -1);
  for (guint i = 1; parts[0] != NULL && parts[i] != NULL; i++) {
    char *end = strchr (parts[i], '\n');

    g_assert (end != NULL);
    g_hash_table_insert (
        self->texts, g_strndup (parts[i], end - parts[i]), g_strdup (end + 1));
  }
}

HikaeDb *
hikae_db_new (sqlite3 *handle)
{
  HikaeDb *self = g_new0 (HikaeDb, 1);

  self->handle = handle;
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->statements = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify)sqlite3_finalize);
  load_queries (self);
  return self;
}

void
hikae_db_free (HikaeDb *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->statements);
  g_hash_table_unref (self->texts);
  if (sqlite3_close (self->handle) != SQLITE_OK)
    g_error ("the database has statements in use while it is closed");
  g_free (self);
}

gboolean
hikae_db_begin (HikaeDb *self, GError **error)
{
  if (sqlite3_db_readonly (self->handle, "main") == 1) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_DENIED,
                         "the case lies where nothing can be written; nothing can be "
                         "added to it there");
    return FALSE;
  }
  return execute (self, "BEGIN IMMEDIATE", "beginning a change", error);
}

gboolean
hikae_db_commit (HikaeDb *self, GError **error)
{
  return execute (self, "COMMIT", "writing a change", error);
}

void
hikae_db_rollback (HikaeDb *self)
{
  /* After some errors SQLite has already gone back by itself. When going back fails (the
   * disk died), the journal stays and the next opening goes back instead. */
  if (!sqlite3_get_autocommit (self->handle))
    (void)sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
}

gboolean
hikae_db_run_text (HikaeDb *self, const char *sql, GError **error)
{
  return execute (self, sql, "bringing the database up to date", error);
}

gboolean
hikae_db_run_script (HikaeDb *self, const char *name, GError **error)
{
  g_autofree char *text = load_text (name);

  return hikae_db_run_text (self, text, error);
}

/* For pragmas, which cannot have parameters and are not worth a cache. */
static gboolean
query_pragma (HikaeDb *self, const char *sql, GPtrArray *lines, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (self->handle, sql, -1, &statement, NULL);

  if (code == SQLITE_OK)
    while ((code = sqlite3_step (statement)) == SQLITE_ROW)
      g_ptr_array_add (lines,
                       g_strdup ((const char *)sqlite3_column_text (statement, 0)));
  if (code != SQLITE_DONE)
    hikae_db_set_error (self, error, "reading the database's state");
  sqlite3_finalize (statement);
  return code == SQLITE_DONE;
}

gboolean
hikae_db_get_version (HikaeDb *self, guint *version, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  if (!query_pragma (self, "PRAGMA user_version", lines, error))
    return FALSE;
  g_assert (lines->len == 1);
  *version = (guint)g_ascii_strtoull (g_ptr_array_index (lines, 0), NULL, 10);
  return TRUE;
}

gboolean
hikae_db_set_version (HikaeDb *self, guint version, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA user_version=%u", version);

  return execute (self, sql, "bringing the database up to date", error);
}

GPtrArray *
hikae_db_check_structure (HikaeDb *self, guint max, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *sql = g_strdup_printf ("PRAGMA integrity_check(%u)", max);

  if (!query_pragma (self, sql, lines, error))
    return NULL;
  return g_steal_pointer (&lines);
}

sqlite3_stmt *
hikae_db_find_statement (HikaeDb *self, const char *name, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, name);
  const char *text = NULL;

  if (statement != NULL)
    return statement;
  text = g_hash_table_lookup (self->texts, name);
  if (text == NULL)
    g_error ("queries.sql has no statement called %s", name);
  if (sqlite3_prepare_v3 (
          self->handle, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
      SQLITE_OK) {
    g_autofree char *what = g_strdup_printf ("preparing %s", name);

    hikae_db_set_error (self, error, what);
    return NULL;
  }
  g_hash_table_insert (self->statements, g_strdup (name), statement);
  return statement;
}

GList *
hikae_db_list_statements (HikaeDb *self)
{
  return g_hash_table_get_keys (self->texts);
}
