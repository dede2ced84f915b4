/* hikae-btree.h: rows out of single database pages, when SQLite cannot find its way
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SQLite's file format, sections 1.6 (b-tree pages), 1.7 (overflow) and 2.1 (records):
 * https://www.sqlite.org/fileformat2.html. Only leaves are read. Nothing here trusts a
 * number that the page holds. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As many columns as our widest table has, and some to spare. */
#define HIKAE_BTREE_COLUMNS_MAX 32
/* Longest row: what SQLITE_LIMIT_LENGTH allows a case. */
#define HIKAE_BTREE_ROW_MAX (64 * 1024 * 1024)

/* Fills @page (of the source's page size); FALSE when it is damaged or missing. */
typedef gboolean (*HikaeBtreeRead) (gpointer data, guint32 number, guint8 *page);

typedef struct {
  HikaeBtreeRead read;
  gpointer data;
  guint32 page_size; /* 512 to 65536 */
  guint32 usable;    /* without the reserved bytes */
  guint32 pages;
} HikaeBtreeSource;

typedef enum {
  HIKAE_BTREE_OTHER,
  HIKAE_BTREE_TABLE_LEAF,
  HIKAE_BTREE_INDEX_LEAF,
} HikaeBtreeKind;

/* One row as it lies in a leaf; borrows the page. */
typedef struct {
  gint64 rowid; /* 0 in an index leaf */
  guint64 size;
  const guint8 *local;
  gsize local_size;
  guint32 overflow; /* 0: all is local */
} HikaeBtreeCell;

typedef enum {
  HIKAE_BTREE_NULL,
  HIKAE_BTREE_INT,
  HIKAE_BTREE_REAL,
  HIKAE_BTREE_TEXT,
  HIKAE_BTREE_BLOB,
} HikaeBtreeType;

/* One column; @bytes borrows the record. */
typedef struct {
  HikaeBtreeType type;
  gint64 number;
  const guint8 *bytes;
  gsize size;
} HikaeBtreeValue;

/* What page @number is, and of a leaf how many cells it says it has. */
HikaeBtreeKind hikae_btree_look (const HikaeBtreeSource *source,
                                 guint32 number,
                                 const guint8 *page,
                                 guint *cells);
/* FALSE when cell @index is not a cell. */
gboolean hikae_btree_get_cell (const HikaeBtreeSource *source,
                               guint32 number,
                               const guint8 *page,
                               guint index,
                               HikaeBtreeCell *cell);
/* (transfer full) (nullable): the whole record; NULL when a page of its chain cannot be
 * read or the chain is not as long as the record. @scratch: one page. */
GBytes *hikae_btree_assemble (const HikaeBtreeSource *source,
                              const HikaeBtreeCell *cell,
                              guint8 *scratch) G_GNUC_WARN_UNUSED_RESULT;
/* A part of a record that could not be read, and reads as zeros. */
typedef struct {
  gsize offset;
  gsize size;
} HikaeBtreeHole;

/* (transfer full) (nullable): the record around pages of its chain that cannot be read;
 * adds what is missing to @holes, in order. A damaged page no longer says which one comes
 * after it. SQLite lays a chain's pages side by side where it can, so the next of the
 * file that is not in @taken (a byte for each page number) is tried, and believed when
 * the chain then ends where the record does; otherwise all from there on is a hole. NULL
 * only without memory. @scratch: one page. */
GBytes *hikae_btree_assemble_around (const HikaeBtreeSource *source,
                                     const HikaeBtreeCell *cell,
                                     guint8 *scratch,
                                     const guint8 *taken,
                                     GArray *holes) G_GNUC_WARN_UNUSED_RESULT;
/* The columns of @record, at most %HIKAE_BTREE_COLUMNS_MAX; 0 when it is not a record.
 * The @size may be less than the record's, to look at its first columns: those that are
 * not wholly there have no @bytes. */
guint hikae_btree_parse_record (const guint8 *record,
                                gsize size,
                                HikaeBtreeValue values[HIKAE_BTREE_COLUMNS_MAX]);

G_END_DECLS
