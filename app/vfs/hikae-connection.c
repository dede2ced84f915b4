/* hikae-connection.c: an SQLite connection set up for a case, every setting read back
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-case-file-private.h"
#include "hikae-error.h"
#include "hikae-sqlite-error.h"

/* What is set, and what must come back when it is read. An unknown pragma, or one that a
 * distribution compiled out, is silent in SQLite: only reading back shows it. */
static const struct {
  const char *set;
  const char *ask;
  const char *answer;
} settings[] = {
    /* Nothing of the case may reach the disk but through us. */
    {"PRAGMA temp_store = MEMORY", "PRAGMA temp_store", "2"},
    {"PRAGMA mmap_size = 0", "PRAGMA mmap_size", "0"},
    {"PRAGMA locking_mode = EXCLUSIVE", "PRAGMA locking_mode", "exclusive"},
    {"PRAGMA trusted_schema = OFF", "PRAGMA trusted_schema", "0"},
    {"PRAGMA cell_size_check = ON", "PRAGMA cell_size_check", "1"},
    {"PRAGMA foreign_keys = ON", "PRAGMA foreign_keys", "1"},
    /* 32 MiB: a page that is met again need not be unsealed again. */
    {"PRAGMA cache_size = -32768", "PRAGMA cache_size", "-32768"},
    /* From here on SQLite reads the file, and plays back a journal that a crash left. */
    {"PRAGMA journal_mode = TRUNCATE", "PRAGMA journal_mode", "truncate"},
    {"PRAGMA synchronous = FULL", "PRAGMA synchronous", "2"},
    {"PRAGMA secure_delete = ON", "PRAGMA secure_delete", "1"},
};

static const struct {
  int id;
  int value;
} limits[] = {
    {SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024},
    {SQLITE_LIMIT_SQL_LENGTH, 1024 * 1024},
    {SQLITE_LIMIT_EXPR_DEPTH, 200},
    {SQLITE_LIMIT_COMPOUND_SELECT, 50},
    {SQLITE_LIMIT_FUNCTION_ARG, 32},
    /* VACUUM attaches its temporary database; the VFS refuses every other file. */
    {SQLITE_LIMIT_ATTACHED, 1},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 10000},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 20},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
};

/* Runs @sql; when @answer is given its first column of the first row must equal it. */
static gboolean
run_pragma (sqlite3 *db, const char *sql, const char *answer, GError **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean matches = answer == NULL;
  int status = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);

  while (status == SQLITE_OK || status == SQLITE_ROW) {
    status = sqlite3_step (statement);
    if (status == SQLITE_ROW && answer != NULL)
      matches = g_strcmp0 ((const char *)sqlite3_column_text (statement, 0), answer) == 0;
  }
  if (status != SQLITE_DONE)
    status = sqlite3_extended_errcode (db);
  (void)sqlite3_finalize (statement);
  if (status != SQLITE_DONE) {
    hikae_sqlite_set_error (error, db, status, "opening the database");
    return FALSE;
  }
  if (!matches)
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_UNSUPPORTED,
                 "opening the database: this SQLite did not take \"%s\"",
                 sql);
  return matches;
}

static gboolean
set_up (sqlite3 *db, GError **error)
{
  static const int off[] = {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION,
                            SQLITE_DBCONFIG_DQS_DML,
                            SQLITE_DBCONFIG_DQS_DDL,
                            SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER,
                            SQLITE_DBCONFIG_WRITABLE_SCHEMA};
  int reserved = HIKAE_PAGE_TRAILER_SIZE;

  (void)sqlite3_extended_result_codes (db, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    (void)sqlite3_limit (db, limits[i].id, limits[i].value);
  for (gsize i = 0; i < G_N_ELEMENTS (off); i++)
    (void)sqlite3_db_config (db, off[i], 0, NULL);
  (void)sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  (void)sqlite3_file_control (db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if (!run_pragma (db, settings[i].set, NULL, error) ||
        !run_pragma (db, settings[i].ask, settings[i].answer, error))
      return FALSE;
  return TRUE;
}

/* A journal that cannot be read is passed over, which is right after a power cut at its
 * birth. Had it been damaged later, pages of two times would stand side by side. */
static gboolean
settle_doubt (HikaeCaseFile *self, sqlite3 *db, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (hikae_vfs_lacks_journal (self->vfs)) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_DAMAGED,
                         "opening the database: a change was cut off half-way and the "
                         "journal that undoes it is missing or damaged; put it back "
                         "beside the case, or rescue what is whole");
    return FALSE;
  }
  if (!hikae_vfs_is_doubtful (self->vfs) ||
      run_pragma (db, "PRAGMA integrity_check(1)", "ok", &problem))
    return TRUE;
  if (g_error_matches (problem, HIKAE_ERROR, HIKAE_ERROR_UNSUPPORTED))
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_DAMAGED,
                         "opening the database: its journal was damaged and its parts "
                         "do not fit together");
  else
    g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

gboolean
hikae_case_file_connect (HikaeCaseFile *self, sqlite3 **db, GError **error)
{
  sqlite3 *opened = NULL;
  int status = SQLITE_OK;

  g_return_val_if_fail (db != NULL, FALSE);
  status =
      sqlite3_open_v2 (self->path,
                       &opened,
                       SQLITE_OPEN_NOMUTEX | (self->read_only ? SQLITE_OPEN_READONLY
                                                              : SQLITE_OPEN_READWRITE),
                       hikae_vfs_get_name (self->vfs));
  if (status != SQLITE_OK) {
    hikae_sqlite_set_error (error, opened, status, "opening the database");
    (void)sqlite3_close (opened);
    return FALSE;
  }
  /* The schema version makes SQLite read page 1 and play back a journal, so that a
   * damaged case says so now. */
  if (!set_up (opened, error) ||
      !run_pragma (opened, "PRAGMA schema_version", NULL, error) ||
      !settle_doubt (self, opened, error)) {
    (void)sqlite3_close (opened);
    return FALSE;
  }
  *db = opened;
  return TRUE;
}
