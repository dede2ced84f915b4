/* hikae-statement.h: one named statement: bind, step, read columns
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-db.h"

G_BEGIN_DECLS

typedef enum {
  HIKAE_STEP_FAILED,
  HIKAE_STEP_ROW,
  HIKAE_STEP_DONE,
} HikaeStep;

/**
 * HikaeStatement:
 *
 * The use of one cached statement: from its name to the end of the scope, where it is
 * reset and its values are let go. Bound bytes and texts are borrowed and must outlive
 * the use. The first failed bind is remembered and reported by the next step.
 */
typedef struct _HikaeStatement HikaeStatement;

HikaeStatement *hikae_statement_new (HikaeDb *db,
                                     const char *name,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_statement_free (HikaeStatement *self);

/* @index counts from 1. NULL binds NULL. */
void hikae_statement_bind_int (HikaeStatement *self, int index, gint64 value);
void hikae_statement_bind_text (HikaeStatement *self, int index, const char *text);
/* @bytes: (not nullable): copied; need not be terminated. */
void hikae_statement_bind_text_copy (HikaeStatement *self,
                                     int index,
                                     const void *bytes,
                                     gsize size);
void hikae_statement_bind_bytes (HikaeStatement *self,
                                 int index,
                                 const void *bytes,
                                 gsize size);
void hikae_statement_bind_gbytes (HikaeStatement *self, int index, GBytes *bytes);

/* Tests only: how many million of SQLite's operations one step may take. */
extern guint hikae_statement_max_rounds;

/* %HIKAE_ERROR_DAMAGED, among others: when the tables lead nowhere, without an end. */
HikaeStep hikae_statement_step (HikaeStatement *self,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Steps a statement that gives no rows. */
gboolean hikae_statement_run (HikaeStatement *self,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Makes it ready for other values. */
void hikae_statement_reset (HikaeStatement *self);

/* @column counts from 0. Borrowed values live until the next step. */
gint64 hikae_statement_get_int (HikaeStatement *self, int column);
const char *hikae_statement_get_text (HikaeStatement *self, int column);
const guint8 *hikae_statement_get_bytes (HikaeStatement *self, int column, gsize *size);
/* (transfer full): a copy of what the schema calls NOT NULL. Where a damaged row has
 * nothing all the same it is of no bytes, which no reader of records takes. */
GBytes *hikae_statement_dup_record (HikaeStatement *self,
                                    int column) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): a copy; NULL for an SQL NULL. */
GBytes *hikae_statement_dup_bytes (HikaeStatement *self,
                                   int column) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeStatement, hikae_statement_free)

G_END_DECLS
