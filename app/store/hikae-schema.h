/* hikae-schema.h: the database's version and the way from an older one
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-db.h"

G_BEGIN_DECLS

/* The version this program writes: the number of files data/sql/NNNN-*.sql. */
#define HIKAE_SCHEMA_VERSION 4
/* Tests only: SQL of a version after ours, so that the way there is walked. */
extern const char *hikae_schema_next_sql;
/* The version that is written now: ours, or that of the tests. */
guint hikae_schema_get_newest (void);

/* Brings an older or empty database to %HIKAE_SCHEMA_VERSION inside the transaction that
 * is open; a newer one is refused with %HIKAE_ERROR_TOO_NEW and not touched. */
gboolean hikae_schema_upgrade (HikaeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* As the first half: %HIKAE_ERROR_TOO_NEW, or whether an upgrade is needed. */
gboolean
hikae_schema_look (HikaeDb *db, guint *version, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the tables, indexes and triggers are those that our scripts make, and no
 * others: who knows the key of a case could add a trigger that changes what is kept
 * later, or put a view without an end in the place of a table. %HIKAE_ERROR_DAMAGED. */
gboolean hikae_schema_compare (HikaeDb *db,
                               guint version,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
