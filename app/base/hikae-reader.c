/* hikae-reader.c: bounds-checked cursor over untrusted bytes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-reader.h"

void
hikae_reader_init (HikaeReader *self, const void *bytes, gsize size)
{
  self->bytes = bytes;
  self->size = size;
  self->offset = 0;
  self->failed = FALSE;
}

gsize
hikae_reader_get_left (const HikaeReader *self)
{
  return self->failed ? 0 : self->size - self->offset;
}

const guint8 *
hikae_reader_read (HikaeReader *self, gsize count)
{
  const guint8 *at = NULL;

  if (self->failed || count > self->size - self->offset) {
    self->failed = TRUE;
    return NULL;
  }
  at = self->bytes + self->offset;
  self->offset += count;
  return at;
}

gboolean
hikae_reader_skip (HikaeReader *self, gsize count)
{
  if (self->failed || count > self->size - self->offset) {
    self->failed = TRUE;
    return FALSE;
  }
  self->offset += count;
  return TRUE;
}

gboolean
hikae_reader_seek (HikaeReader *self, gsize offset)
{
  if (self->failed || offset > self->size) {
    self->failed = TRUE;
    return FALSE;
  }
  self->offset = offset;
  return TRUE;
}

static guint64
read_be (HikaeReader *self, gsize count)
{
  const guint8 *at = hikae_reader_read (self, count);
  guint64 value = 0;

  for (gsize i = 0; at != NULL && i < count; i++)
    value = value << 8 | at[i];
  return value;
}

static guint64
read_le (HikaeReader *self, gsize count)
{
  const guint8 *at = hikae_reader_read (self, count);
  guint64 value = 0;

  for (gsize i = count; at != NULL && i > 0; i--)
    value = value << 8 | at[i - 1];
  return value;
}

guint8
hikae_reader_read_u8 (HikaeReader *self)
{
  return (guint8)read_be (self, 1);
}

guint16
hikae_reader_read_u16be (HikaeReader *self)
{
  return (guint16)read_be (self, 2);
}

guint32
hikae_reader_read_u32be (HikaeReader *self)
{
  return (guint32)read_be (self, 4);
}

guint64
hikae_reader_read_u64be (HikaeReader *self)
{
  return read_be (self, 8);
}

guint16
hikae_reader_read_u16le (HikaeReader *self)
{
  return (guint16)read_le (self, 2);
}

guint32
hikae_reader_read_u32le (HikaeReader *self)
{
  return (guint32)read_le (self, 4);
}

gboolean
hikae_reader_sub (HikaeReader *self, gsize count, HikaeReader *sub)
{
  const guint8 *at = hikae_reader_read (self, count);

  hikae_reader_init (sub, at, at != NULL ? count : 0);
  sub->failed = at == NULL;
  return at != NULL;
}
