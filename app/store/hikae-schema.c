/* hikae-schema.c: the database's version and the way from an older one
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-schema.h"

#include "hikae-error.h"
#include "hikae-statement.h"

#include <sqlite3.h>

static const char *const scripts[] = {
    "0001-first.sql",
    "0002-revocation.sql",
    "0003-prints.sql",
    "0004-renewals.sql",
};

G_STATIC_ASSERT (G_N_ELEMENTS (scripts) == HIKAE_SCHEMA_VERSION);

const char *hikae_schema_next_sql = NULL;

guint
hikae_schema_get_newest (void)
{
  return HIKAE_SCHEMA_VERSION + (hikae_schema_next_sql != NULL);
}

gboolean
hikae_schema_look (HikaeDb *db, guint *version, GError **error)
{
  if (!hikae_db_get_version (db, version, error))
    return FALSE;
  if (*version <= hikae_schema_get_newest ())
    return TRUE;
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_TOO_NEW,
               "the case has database version %u, this program knows up to %u",
               *version,
               hikae_schema_get_newest ());
  return FALSE;
}

/* One step up. */
static gboolean
run_script (HikaeDb *db, guint version, GError **error)
{
  return version < HIKAE_SCHEMA_VERSION
             ? hikae_db_run_script (db, scripts[version], error)
             : hikae_db_run_text (db, hikae_schema_next_sql, error);
}

gboolean
hikae_schema_upgrade (HikaeDb *db, GError **error)
{
  guint version = 0;

  if (!hikae_schema_look (db, &version, error))
    return FALSE;
  for (; version < hikae_schema_get_newest (); version++) {
    if (!run_script (db, version, error) ||
        !hikae_db_set_version (db, version + 1, error)) {
      g_prefix_error (error, "version %u: ", version + 1);
      return FALSE;
    }
  }
  return TRUE;
}

/* (transfer full) (nullable): all that the database is made of, a line each. */
static char *
describe (HikaeDb *db, GError **error)
{
  g_autoptr (HikaeStatement) row = hikae_statement_new (db, "schema-list", error);
  g_autoptr (GString) text = g_string_new (NULL);
  HikaeStep step = HIKAE_STEP_FAILED;

  if (row == NULL)
    return NULL;
  while ((step = hikae_statement_step (row, error)) == HIKAE_STEP_ROW) {
    const char *line = hikae_statement_get_text (row, 0);

    g_string_append (text, line != NULL ? line : "?");
    g_string_append_c (text, '\n');
  }
  return step == HIKAE_STEP_DONE ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* (transfer full): what our scripts make of an empty database, up to @version. */
static char *
describe_ours (guint version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeDb) db = NULL;
  sqlite3 *handle = NULL;
  char *text = NULL;

  if (sqlite3_open (":memory:", &handle) != SQLITE_OK)
    g_error ("no memory for the tables of an empty case");
  db = hikae_db_new (handle);
  for (guint i = 0; i < version; i++)
    if (!run_script (db, i, &error))
      g_error ("our own tables: %s", error->message);
  text = describe (db, &error);
  if (text == NULL)
    g_error ("our own tables: %s", error->message);
  return text;
}

static const char *
find_ours (guint version)
{
  static GMutex mutex;
  static char *known[HIKAE_SCHEMA_VERSION + 1]; /* for the life of the program */
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  if (known[version] == NULL)
    known[version] = describe_ours (version);
  return known[version];
}

gboolean
hikae_schema_compare (HikaeDb *db, guint version, GError **error)
{
  g_autofree char *found = NULL;

  /* Version 0 has no tables, and a version of the tests no fixed ones. */
  if (version == 0 || version > HIKAE_SCHEMA_VERSION)
    return TRUE;
  found = describe (db, error);
  if (found == NULL)
    return FALSE;
  if (g_str_equal (found, find_ours (version)))
    return TRUE;
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_DAMAGED,
                       "the case holds tables or rules that this program did not make");
  return FALSE;
}
