/* hikae-schema.c: the database's version and the way from an older one
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-schema.h"

#include "hikae-error.h"

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
