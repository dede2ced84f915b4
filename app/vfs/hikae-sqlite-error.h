/* hikae-sqlite-error.h: the only translator of SQLite's result codes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* Sets @error from @status (extended codes are understood). @db: (nullable): asked for
 * the system's errno behind an I/O error. @what: lower-case phrase. The message is
 * SQLite's fixed text for the code, never its message for the statement, which may quote
 * data. */
void hikae_sqlite_set_error (GError **error, sqlite3 *db, int status, const char *what);

G_END_DECLS
