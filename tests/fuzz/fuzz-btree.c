/* fuzz-btree.c: any bytes as the pages of a damaged database
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small pages, so that a few hundred bytes are several pages: cells, chains over pages
 * that may bite their tail, records. */
#include "config.h"

#include "hikae-btree.h"
#include "hikae-fuzz.h"

#include <string.h>

#define PAGE 1024
#define RESERVED 40

typedef struct {
  const uint8_t *bytes;
  size_t size;
} Input;

static gboolean
read_page (gpointer data, guint32 number, guint8 *page)
{
  const Input *input = data;
  size_t offset = (size_t)(number - 1) * PAGE;

  if (number == 0 || offset >= input->size)
    return FALSE;
  memset (page, 0, PAGE);
  memcpy (page, input->bytes + offset, MIN (input->size - offset, PAGE));
  return TRUE;
}

static void
read_record (GBytes *record)
{
  HikaeBtreeValue values[HIKAE_BTREE_COLUMNS_MAX];
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (record, &size);
  guint count = hikae_btree_parse_record (bytes, size, values);
  guint8 sum = 0;
  volatile guint8 kept = 0;

  for (guint i = 0; i < count; i++)
    for (gsize j = 0; values[i].bytes != NULL && j < values[i].size; j++)
      sum ^= values[i].bytes[j];
  /* So that the reading is not left out. */
  kept = sum;
  (void)kept;
}

/* A whole record is the same without holes; every hole lies in the record, in order. */
static void
go_around (const HikaeBtreeSource *source,
           const HikaeBtreeCell *cell,
           guint8 *scratch,
           GBytes *record)
{
  g_autofree guint8 *taken = g_malloc0 ((gsize)source->pages + 1);
  g_autoptr (GArray) holes = g_array_new (FALSE, FALSE, sizeof (HikaeBtreeHole));
  g_autoptr (GBytes) around =
      hikae_btree_assemble_around (source, cell, scratch, taken, holes);
  gsize end = 0;

  if (around == NULL)
    return;
  g_assert_true (record == NULL ? holes->len > 0 : g_bytes_equal (record, around));
  g_assert_true (record == NULL || holes->len == 0);
  for (guint i = 0; i < holes->len; i++) {
    const HikaeBtreeHole *hole = &g_array_index (holes, HikaeBtreeHole, i);

    g_assert_cmpuint (hole->offset, >=, end);
    g_assert_cmpuint (hole->size, >, 0);
    end = hole->offset + hole->size;
  }
  g_assert_cmpuint (end, <=, cell->size);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  Input input = {data, size};
  HikaeBtreeSource source = {.read = read_page,
                             .data = &input,
                             .page_size = PAGE,
                             .usable = PAGE - RESERVED,
                             .pages = (guint32)((size + PAGE - 1) / PAGE)};
  guint8 page[PAGE] = {0};
  guint8 scratch[PAGE] = {0};
  guint cells = 0;

  for (guint32 number = 1; number <= source.pages; number++) {
    if (!read_page (&input, number, page) ||
        hikae_btree_look (&source, number, page, &cells) == HIKAE_BTREE_OTHER)
      continue;
    for (guint i = 0; i < cells; i++) {
      HikaeBtreeCell cell = {0};
      HikaeBtreeValue values[HIKAE_BTREE_COLUMNS_MAX];
      g_autoptr (GBytes) record = NULL;

      if (!hikae_btree_get_cell (&source, number, page, i, &cell))
        continue;
      (void)hikae_btree_parse_record (cell.local, cell.local_size, values);
      record = hikae_btree_assemble (&source, &cell, scratch);
      if (record != NULL)
        read_record (record);
      go_around (&source, &cell, scratch, record);
    }
  }
  return 0;
}
