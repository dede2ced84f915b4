/* hikae-db.c: one SQLite connection: transactions, statements by name, errors
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-db.h"

#include "hikae-error.h"

#include <errno.h>
#include <gio/gio.h>
#include <sqlite3.h>
#include <string.h>

#define RESOURCE_FOLDER "/io/github/hikae/Hikae/core/sql/"
#define NAME_MARK "-- name: "

/* Generated from data/core.gresource.xml; naming it links the data in. */
GResource *hikae_core_get_resource (void);

struct _HikaeDb {
  sqlite3 *handle;
  GHashTable *texts;      /* (owned): name to SQL text */
  GHashTable *statements; /* (owned): name to prepared statement */
};

static HikaeError
code_from_sqlite (int code, int saved_errno)
{
  switch (code & 0xff) {
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return HIKAE_ERROR_DAMAGED;
  case SQLITE_FULL:
    return HIKAE_ERROR_NO_SPACE;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return HIKAE_ERROR_LOCKED;
  case SQLITE_TOOBIG:
    return HIKAE_ERROR_REJECTED;
  case SQLITE_READONLY:
  case SQLITE_PERM:
  case SQLITE_AUTH:
    return HIKAE_ERROR_DENIED;
  case SQLITE_CANTOPEN:
    return HIKAE_ERROR_NOT_FOUND;
  case SQLITE_INTERRUPT:
    return HIKAE_ERROR_INTERRUPTED;
  case SQLITE_IOERR:
    /* SQLite says "disk I/O error" for a file-size limit or a quota as well. */
    if (saved_errno == ENOSPC || saved_errno == EDQUOT || saved_errno == EFBIG)
      return HIKAE_ERROR_NO_SPACE;
    if (code == SQLITE_IOERR_DATA || code == SQLITE_IOERR_CORRUPTFS)
      return HIKAE_ERROR_DAMAGED;
    return HIKAE_ERROR_FAILED;
  default:
    return HIKAE_ERROR_FAILED;
  }
}

void
hikae_db_set_error (HikaeDb *self, GError **error, const char *what)
{
  int code = sqlite3_extended_errcode (self->handle);
  int saved_errno = sqlite3_system_errno (self->handle);

  /* Not sqlite3_errmsg(): it may quote values. The code's own text never does. */
  g_set_error (error,
               HIKAE_ERROR,
               code_from_sqlite (code, saved_errno),
               "%s: %s (%d)",
               what,
               sqlite3_errstr (code),
               code);
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
  g_autofree char *path = g_strconcat (RESOURCE_FOLDER, name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (
      hikae_core_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize size = 0;
  const char *text = NULL;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &size);
  return g_strndup (text, size);
}

static void
load_queries (HikaeDb *self)
{
  g_autofree char *text = load_text ("queries.sql");
  g_auto (GStrv) parts = NULL;

  g_assert (text != NULL);
  parts = g_strsplit (text, NAME_MARK, -1);
  for (guint i = 1; parts[0] != NULL && parts[i] != NULL; i++) {
    char *end = strchr (parts[i], '\n');

    g_assert (end != NULL);
    g_hash_table_insert (
        self->texts, g_strndup (parts[i], end - parts[i]), g_strdup (end + 1));
  }
}

static void
set_limits (HikaeDb *self)
{
  /* A chunk is 1 MiB, a letter or a seal list at most some MiB; what is larger is wrong.
   */
  sqlite3_limit (self->handle, SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024);
  sqlite3_limit (self->handle, SQLITE_LIMIT_SQL_LENGTH, 64 * 1024);
  sqlite3_limit (self->handle, SQLITE_LIMIT_COLUMN, 64);
  sqlite3_limit (self->handle, SQLITE_LIMIT_EXPR_DEPTH, 32);
  sqlite3_limit (self->handle, SQLITE_LIMIT_COMPOUND_SELECT, 4);
  sqlite3_limit (self->handle, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit (self->handle, SQLITE_LIMIT_VARIABLE_NUMBER, 32);
  sqlite3_limit (self->handle, SQLITE_LIMIT_TRIGGER_DEPTH, 4);
  sqlite3_limit (self->handle, SQLITE_LIMIT_WORKER_THREADS, 0);
}

HikaeDb *
hikae_db_new (sqlite3 *handle, GError **error)
{
  g_autoptr (HikaeDb) self = g_new0 (HikaeDb, 1);

  self->handle = handle;
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->statements = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify)sqlite3_finalize);
  sqlite3_extended_result_codes (handle, 1);
  set_limits (self);
  load_queries (self);
  /* The file may come from anybody: no function or view in its schema is trusted. */
  if (!execute (self,
                "PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=ON; "
                "PRAGMA cell_size_check=ON;",
                "opening the database",
                error))
    return NULL;
  return g_steal_pointer (&self);
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

sqlite3 *
hikae_db_get_handle (HikaeDb *self)
{
  return self->handle;
}

gboolean
hikae_db_begin (HikaeDb *self, GError **error)
{
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
hikae_db_run_script (HikaeDb *self, const char *name, GError **error)
{
  g_autofree char *text = load_text (name);

  g_assert (text != NULL);
  return execute (self, text, "bringing the database up to date", error);
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
