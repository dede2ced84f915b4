/* hikae-store-rescue-rows.c: rows out of the pages of a damaged case
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A damaged inner page of a table hides whole leaves from SQLite; so every page is looked
 * at by itself. A leaf does not say which table it belongs to: the number and kinds of
 * its columns do. Rows that were deleted are not met again: secure_delete wiped them. Nor
 * can a payload pass for a leaf: it lies in overflow pages, which begin with the number
 * of the next one, and no file is so long that this reads as a leaf's mark. */
#include "config.h"

#include "hikae-error.h"
#include "hikae-hasher.h"
#include "hikae-secret.h"
#include "hikae-store-rescue-private.h"

#include <string.h>

typedef enum {
  ROW_NONE,
  ROW_ITEM,
  ROW_CHUNK,
  ROW_EVENT,
  ROW_SEAL,
  ROW_SEAL_PART,
  ROW_STAMP,
  ROW_REVOCATION,
  ROW_RENEWAL,
  ROW_REQUEST,
  ROW_META,
} RowKind;

/* One letter a column: n NULL (where the key stands), i integer, t text, b blob, T text
 * or NULL, B blob or NULL. */
static const struct {
  HikaeBtreeKind page;
  const char *columns;
  RowKind row;
  const char *insert;
} shapes[] = {
    {HIKAE_BTREE_TABLE_LEAF, "niiibbb", ROW_ITEM, "rescue-item"},
    {HIKAE_BTREE_TABLE_LEAF, "nbb", ROW_CHUNK, "rescue-chunk"},
    {HIKAE_BTREE_TABLE_LEAF, "nb", ROW_EVENT, "rescue-event"},
    {HIKAE_BTREE_TABLE_LEAF, "nibb", ROW_SEAL, "rescue-seal"},
    {HIKAE_BTREE_TABLE_LEAF, "nib", ROW_SEAL_PART, "rescue-seal-part"},
    {HIKAE_BTREE_TABLE_LEAF, "nitTtBBiiTBBiTTT", ROW_STAMP, "rescue-stamp"},
    {HIKAE_BTREE_TABLE_LEAF, "nttiibb", ROW_REVOCATION, "rescue-revocation"},
    {HIKAE_BTREE_TABLE_LEAF, "nittiibbb", ROW_RENEWAL, "rescue-renewal"},
    {HIKAE_BTREE_TABLE_LEAF, "ntib", ROW_REQUEST, "rescue-request"},
    {HIKAE_BTREE_INDEX_LEAF, "tt", ROW_META, "rescue-meta"},
};

static gboolean
fits (const HikaeBtreeValue *value, char letter)
{
  switch (letter) {
  case 'n':
    return value->type == HIKAE_BTREE_NULL;
  case 'i':
    return value->type == HIKAE_BTREE_INT;
  case 't':
    return value->type == HIKAE_BTREE_TEXT;
  case 'b':
    return value->type == HIKAE_BTREE_BLOB;
  case 'T':
    return value->type == HIKAE_BTREE_NULL || value->type == HIKAE_BTREE_TEXT;
  default:
    return value->type == HIKAE_BTREE_NULL || value->type == HIKAE_BTREE_BLOB;
  }
}

/* The place in @shapes, or -1. */
static int
find_shape (HikaeBtreeKind page, const HikaeBtreeValue *values, guint count)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++) {
    gboolean same = shapes[i].page == page && strlen (shapes[i].columns) == count;

    for (guint j = 0; same && j < count; j++)
      same = fits (&values[j], shapes[i].columns[j]);
    if (same)
      return (int)i;
  }
  return -1;
}

static GBytes *
dup_value (const HikaeBtreeValue *value)
{
  return g_bytes_new (value->bytes, value->size);
}

static gboolean
is_digest_of (const HikaeBtreeValue *sha256, const HikaeBtreeValue *bytes)
{
  HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, bytes->bytes, bytes->size);

  return sha256->size == HIKAE_SHA256_SIZE &&
         hikae_bytes_equal (sha256->bytes, digest.bytes, HIKAE_SHA256_SIZE);
}

/* Whether a row says what its table may hold; one that does not would make the whole new
 * case unreadable. */
static gboolean
is_sound (RowKind row, gint64 key, const HikaeBtreeValue *values)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (HikaeItem) item = NULL;
  g_autoptr (HikaeEvent) event = NULL;
  g_autoptr (HikaeRequest) request = NULL;
  g_autofree char *text = NULL;
  HikaeRequestState state = HIKAE_REQUEST_DRAFTED;
  HikaeStampState stamp = HIKAE_STAMP_QUEUED;

  switch (row) {
  case ROW_ITEM:
    bytes = dup_value (&values[6]);
    item = hikae_item_new (bytes, 0, FALSE, NULL);
    return item != NULL && hikae_item_get_number (item) == key;
  case ROW_EVENT:
    bytes = dup_value (&values[1]);
    event = hikae_event_new (bytes, NULL);
    return event != NULL && hikae_event_get_seq (event) == (guint64)key;
  case ROW_CHUNK: {
    HikaeDigest digest =
        hikae_hash_bytes (HIKAE_DIGEST_SHA256, values[2].bytes, values[2].size);

    return values[1].size == HIKAE_SHA256_SIZE && values[2].size > 0 &&
           values[2].size <= HIKAE_STORE_CHUNK_SIZE && key >> 24 > 0 &&
           hikae_bytes_equal (values[1].bytes, digest.bytes, HIKAE_SHA256_SIZE);
  }
  case ROW_REQUEST:
    bytes = dup_value (&values[3]);
    text = g_strndup ((const char *)values[1].bytes, values[1].size);
    if (key < 1 || key > G_MAXUINT || !hikae_request_state_parse (text, &state))
      return FALSE;
    request = hikae_request_new ((guint)key, state, values[2].number, bytes, NULL);
    return request != NULL;
  case ROW_STAMP:
    text = g_strndup ((const char *)values[4].bytes, values[4].size);
    return values[1].number > 0 && values[1].number <= G_MAXUINT &&
           hikae_stamp_state_parse (text, &stamp);
  case ROW_REVOCATION:
    return is_digest_of (&values[5], &values[6]);
  case ROW_RENEWAL:
    return values[1].number > 0 && values[1].number <= G_MAXUINT &&
           is_digest_of (&values[7], &values[8]);
  case ROW_SEAL_PART:
    return values[1].number > 0 && values[1].number <= G_MAXUINT &&
           key >> 24 == values[1].number && values[2].size > 0;
  case ROW_SEAL:
    return key > 0 && key <= G_MAXUINT;
  default:
    return TRUE;
  }
}

static gboolean
is_text (const HikaeBtreeValue *value)
{
  return value->type != HIKAE_BTREE_TEXT ||
         g_utf8_validate ((const char *)value->bytes, (gssize)value->size, NULL);
}

static void
bind_value (HikaeStatement *statement, int index, const HikaeBtreeValue *value)
{
  switch (value->type) {
  case HIKAE_BTREE_INT:
    hikae_statement_bind_int (statement, index, value->number);
    break;
  case HIKAE_BTREE_TEXT:
    hikae_statement_bind_text_copy (statement, index, value->bytes, value->size);
    break;
  case HIKAE_BTREE_BLOB:
    hikae_statement_bind_bytes (statement, index, value->bytes, value->size);
    break;
  default:
    hikae_statement_bind_gbytes (statement, index, NULL);
  }
}

/* FALSE only when the new case cannot be written. */
static gboolean
insert_row (HikaeRescue *self,
            const char *name,
            gboolean has_key,
            gint64 key,
            const HikaeBtreeValue *values,
            guint count,
            GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->store->db, name, error);
  GError *inner = NULL;

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < count; i++)
    if (has_key && i == 0)
      hikae_statement_bind_int (statement, 1, key);
    else
      bind_value (statement, (int)i + 1, &values[i]);
  if (hikae_statement_run (statement, &inner))
    return TRUE;
  if (!g_error_matches (inner, HIKAE_ERROR, HIKAE_ERROR_REJECTED)) {
    g_propagate_error (error, inner);
    return FALSE;
  }
  /* A constraint: of a stamp, that its seal list is there. */
  g_error_free (inner);
  if (g_str_equal (name, "rescue-stamp"))
    self->report->stamps_left_out++;
  return TRUE;
}

static gboolean
take_record (HikaeRescue *self,
             HikaeBtreeKind page,
             const HikaeBtreeCell *cell,
             GBytes *record,
             GError **error)
{
  HikaeBtreeValue values[HIKAE_BTREE_COLUMNS_MAX];
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (record, &size);
  guint count = hikae_btree_parse_record (bytes, size, values);
  int shape = find_shape (page, values, count);

  if (shape < 0)
    return TRUE;
  for (guint i = 0; i < count; i++)
    if ((values[i].size > 0 && values[i].bytes == NULL) || !is_text (&values[i]))
      return TRUE;
  if (!is_sound (shapes[shape].row, cell->rowid, values))
    return TRUE;
  if (shapes[shape].row == ROW_ITEM)
    self->last_number = MAX (self->last_number, (guint)cell->rowid);
  return insert_row (self,
                     shapes[shape].insert,
                     page == HIKAE_BTREE_TABLE_LEAF,
                     cell->rowid,
                     values,
                     count,
                     error);
}

/* What a row is can be seen in its beginning, before its overflow pages are read. */
static RowKind
look_at (HikaeBtreeKind page, const HikaeBtreeCell *cell)
{
  HikaeBtreeValue values[HIKAE_BTREE_COLUMNS_MAX];
  guint count = hikae_btree_parse_record (cell->local, cell->local_size, values);
  int shape = find_shape (page, values, count);

  return shape < 0 ? ROW_NONE : shapes[shape].row;
}

static gboolean
read_and_note (gpointer data, guint32 number, guint8 *page)
{
  HikaeRescue *self = data;

  g_array_append_val (self->seen, number);
  return self->source->read (self->source->data, number, page);
}

/* (transfer full) (nullable): the record; its overflow pages are no other row's then. */
static GBytes *
assemble (HikaeRescue *self, const HikaeBtreeCell *cell)
{
  HikaeBtreeSource source = *self->source;
  GBytes *record = NULL;

  source.read = read_and_note;
  source.data = self;
  g_array_set_size (self->seen, 0);
  record = hikae_btree_assemble (&source, cell, self->scratch);
  for (guint i = 0; record != NULL && i < self->seen->len; i++)
    self->taken[g_array_index (self->seen, guint32, i)] = 1;
  return record;
}

/* @stamps: only those, else all but those. */
static gboolean
read_leaf (HikaeRescue *self,
           guint32 number,
           HikaeBtreeKind kind,
           guint cells,
           gboolean stamps,
           GError **error)
{
  gboolean stamps_seen = FALSE;

  for (guint i = 0; i < cells; i++) {
    HikaeBtreeCell cell = {0};
    g_autoptr (GBytes) record = NULL;
    RowKind row = ROW_NONE;

    if (!hikae_btree_get_cell (self->source, number, self->page, i, &cell))
      continue;
    row = look_at (kind, &cell);
    stamps_seen = stamps_seen || row == ROW_STAMP;
    if (row == ROW_NONE || stamps != (row == ROW_STAMP))
      continue;
    record = assemble (self, &cell);
    if (record == NULL && row == ROW_CHUNK) {
      HikaeRescueRow broken = {number, i};

      g_array_append_val (self->broken, broken);
    }
    if (record != NULL && !take_record (self, kind, &cell, record, error))
      return FALSE;
  }
  if (stamps_seen && !stamps)
    g_array_append_val (self->stamp_pages, number);
  return TRUE;
}

static gboolean
read_page (HikaeRescue *self, guint32 number, gboolean stamps, GError **error)
{
  HikaeBtreeKind kind = HIKAE_BTREE_OTHER;
  guint cells = 0;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (!self->source->read (self->source->data, number, self->page)) {
    self->report->bad_pages += !stamps;
    return TRUE;
  }
  kind = hikae_btree_look (self->source, number, self->page, &cells);
  /* An overflow page begins with the number of another, which is never that large. */
  if (number == 1 || self->page[0] != 0)
    self->taken[number] = 1;
  return kind == HIKAE_BTREE_OTHER ||
         read_leaf (self, number, kind, cells, stamps, error);
}

gboolean
hikae_rescue_read_pages (HikaeRescue *self, GError **error)
{
  for (guint32 number = 1; number <= self->source->pages; number++) {
    if (!read_page (self, number, FALSE, error))
      return FALSE;
    hikae_progress_add (self->progress, self->source->page_size);
  }
  for (guint i = 0; i < self->stamp_pages->len; i++)
    if (!read_page (self, g_array_index (self->stamp_pages, guint32, i), TRUE, error))
      return FALSE;
  return TRUE;
}

/* ---- chunks with holes ---- */

static gboolean
has_chunk (HikaeRescue *self, gint64 key, gboolean *has, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->store->db, "rescue-chunk-ids", error);
  HikaeStep step = HIKAE_STEP_FAILED;

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_int (statement, 1, key);
  hikae_statement_bind_int (statement, 2, key + 1);
  step = hikae_statement_step (statement, error);
  *has = step == HIKAE_STEP_ROW;
  return step != HIKAE_STEP_FAILED;
}

/* From places in the record to places in the chunk, which begins at @start. */
static void
keep_holes (HikaeRescue *self, gint64 key, gsize start, GArray *holes)
{
  gint64 *copy = g_memdup2 (&key, sizeof key);

  for (guint i = 0; i < holes->len; i++)
    g_array_index (holes, HikaeBtreeHole, i).offset -= start;
  g_hash_table_insert (self->holes, copy, g_array_ref (holes));
}

static gboolean
take_broken (HikaeRescue *self,
             const HikaeBtreeCell *cell,
             GBytes *record,
             GArray *holes,
             GError **error)
{
  HikaeBtreeValue values[HIKAE_BTREE_COLUMNS_MAX];
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (record, &size);
  guint count = hikae_btree_parse_record (bytes, size, values);
  int shape = find_shape (HIKAE_BTREE_TABLE_LEAF, values, count);
  gboolean has = FALSE;
  gsize start = 0;

  if (shape < 0 || shapes[shape].row != ROW_CHUNK || values[2].bytes == NULL ||
      values[1].size != HIKAE_SHA256_SIZE || values[2].size == 0 ||
      values[2].size > HIKAE_STORE_CHUNK_SIZE || cell->rowid >> 24 < 1)
    return TRUE;
  start = (gsize)(values[2].bytes - bytes);
  /* Its own digest must be there, and some of its bytes. */
  if (holes->len == 0 || g_array_index (holes, HikaeBtreeHole, 0).offset < start)
    return TRUE;
  if (!has_chunk (self, cell->rowid, &has, error))
    return FALSE;
  if (has)
    return TRUE;
  /* Where the hole was all zeros nothing is missing. */
  if (!is_sound (ROW_CHUNK, cell->rowid, values))
    keep_holes (self, cell->rowid, start, holes);
  return insert_row (self, shapes[shape].insert, TRUE, cell->rowid, values, count, error);
}

gboolean
hikae_rescue_read_broken (HikaeRescue *self, GError **error)
{
  for (guint i = 0; i < self->broken->len; i++) {
    const HikaeRescueRow *row = &g_array_index (self->broken, HikaeRescueRow, i);
    g_autoptr (GArray) holes = g_array_new (FALSE, FALSE, sizeof (HikaeBtreeHole));
    g_autoptr (GBytes) record = NULL;
    HikaeBtreeCell cell = {0};

    if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
      return FALSE;
    if (!self->source->read (self->source->data, row->page, self->page) ||
        !hikae_btree_get_cell (self->source, row->page, self->page, row->cell, &cell))
      continue;
    record = hikae_btree_assemble_around (
        self->source, &cell, self->scratch, self->taken, holes);
    if (record != NULL && !take_broken (self, &cell, record, holes, error))
      return FALSE;
  }
  return TRUE;
}
