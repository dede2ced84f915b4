/* hikae-media-jumbf.c: superboxes of a C2PA manifest store
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-jumbf-private.h"
#include "hikae-reader.h"

#include <string.h>

typedef struct {
  const guint8 *type;
  const guint8 *data;
  gsize size;
} Box;

static gboolean
read_box (HikaeReader *reader, Box *box)
{
  gsize start = reader->offset;
  guint64 size = 0;
  gsize head = 8;

  if (hikae_reader_get_left (reader) < 8)
    return FALSE;
  size = hikae_reader_read_u32be (reader);
  box->type = hikae_reader_read (reader, 4);
  if (size == 1) {
    size = hikae_reader_read_u64be (reader);
    head = 16;
  } else if (size == 0) {
    size = reader->size - start;
  }
  if (reader->failed || size < head || size > reader->size - start)
    return FALSE;
  box->size = (gsize)size - head;
  box->data = hikae_reader_read (reader, box->size);
  return box->data != NULL;
}

static gboolean
read_description (const Box *description, HikaeJumbf *box)
{
  const guint8 *label = description->data + 17;
  const guint8 *nul = NULL;

  if (description->size < 17 || memcmp (description->type, "jumd", 4) != 0)
    return FALSE;
  memcpy (box->type, description->data, 4);
  box->type[4] = '\0';
  /* Bit 2 of the toggles: a label follows. */
  if ((description->data[16] & 2) == 0) {
    box->label = g_strdup ("");
    return TRUE;
  }
  nul = memchr (label, 0, MIN (description->size - 17, 1024));
  if (nul == NULL)
    return FALSE;
  box->label = g_utf8_make_valid ((const char *)label, nul - label);
  return TRUE;
}

gboolean
hikae_jumbf_next (const guint8 *bytes, gsize size, gsize *at, HikaeJumbf *box)
{
  HikaeReader reader;
  HikaeReader inner;
  Box outer;
  Box description;
  gsize start = 0;

  memset (box, 0, sizeof *box);
  hikae_reader_init (&reader, bytes, size);
  (void)hikae_reader_seek (&reader, *at);
  while (read_box (&reader, &outer)) {
    start = *at;
    *at = reader.offset;
    if (memcmp (outer.type, "jumb", 4) != 0)
      continue;
    hikae_reader_init (&inner, outer.data, outer.size);
    if (!read_box (&inner, &description) || !read_description (&description, box))
      return FALSE;
    box->hashed = outer.data;
    box->hashed_size = outer.size;
    box->whole = bytes + start;
    box->whole_size = reader.offset - start;
    box->content = outer.data + inner.offset;
    box->content_size = outer.size - inner.offset;
    return TRUE;
  }
  return FALSE;
}

void
hikae_jumbf_clear (HikaeJumbf *box)
{
  g_clear_pointer (&box->label, g_free);
}

const guint8 *
hikae_jumbf_find_content (const HikaeJumbf *box, const char *type, gsize *size)
{
  HikaeReader reader;
  Box inner;

  *size = 0;
  hikae_reader_init (&reader, box->content, box->content_size);
  while (read_box (&reader, &inner)) {
    if (memcmp (inner.type, type, 4) != 0)
      continue;
    *size = inner.size;
    return inner.data;
  }
  return NULL;
}
