/* hikae-db.h: one SQLite connection: transactions, statements by name, errors
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;

/**
 * HikaeDb:
 *
 * A connection with its prepared statements, which are found by their names in
 * `data/sql/queries.sql`, prepared once and kept. One thread.
 */
typedef struct _HikaeDb HikaeDb;

/* @handle: (transfer full): from hikae_case_file_connect(), which has set its pragmas and
 * limits; closed by hikae_db_free(). */
HikaeDb *hikae_db_new (sqlite3 *handle) G_GNUC_WARN_UNUSED_RESULT;
void hikae_db_free (HikaeDb *self);

/* The handle's last error. @what: lower-case phrase without evidence text.
 */
void hikae_db_set_error (HikaeDb *self, GError **error, const char *what);

/* One write transaction at a time, taken at once (no read that becomes a write). */
gboolean hikae_db_begin (HikaeDb *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_db_commit (HikaeDb *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Cannot fail in a way that matters: what was not committed is never seen again. */
void hikae_db_rollback (HikaeDb *self);

/* Runs a whole script from `data/sql` inside the transaction that is open. */
gboolean hikae_db_run_script (HikaeDb *self,
                              const char *name,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* As above, with the text itself. */
gboolean hikae_db_run_text (HikaeDb *self,
                            const char *sql,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_db_get_version (HikaeDb *self,
                               guint *version,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_db_set_version (HikaeDb *self,
                               guint version,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): SQLite's own look at its structure: "ok" alone, or up to @max lines.
 */
GPtrArray *hikae_db_check_structure (HikaeDb *self,
                                     guint max,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For hikae-statement.c: (transfer none): the cached statement called @name. */
sqlite3_stmt *hikae_db_find_statement (HikaeDb *self,
                                       const char *name,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer container): every name in queries.sql, for the test that prepares them all.
 */
GList *hikae_db_list_statements (HikaeDb *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeDb, hikae_db_free)

G_END_DECLS
