/* hikae-media-box.c: the next box of an ISO base media file
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-container-private.h"

gboolean
hikae_media_next_box (HikaeReader *reader, HikaeMediaBox *box)
{
  guint64 size = 0;

  if (reader->failed || hikae_reader_get_left (reader) < 8)
    return FALSE;
  box->offset = reader->offset;
  box->head = 8;
  size = hikae_reader_read_u32be (reader);
  box->type = hikae_reader_read (reader, 4);
  if (size == 1) {
    size = hikae_reader_read_u64be (reader);
    box->head = 16;
  } else if (size == 0) {
    size = reader->size - box->offset;
  }
  if (!reader->failed &&
      (size < box->head || size - box->head > hikae_reader_get_left (reader)))
    reader->failed = TRUE;
  if (reader->failed)
    return FALSE;
  box->size = (gsize)size - box->head;
  box->data = hikae_reader_read (reader, box->size);
  return box->data != NULL;
}
