/* hikae-reader.h: bounds-checked cursor over untrusted bytes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HikaeReader:
 *
 * A cursor over bytes that came from outside. Every read checks the bounds; the first
 * failed read sets @failed and every later read fails too, so that a parser may read a
 * whole structure and ask once. Lives on the stack; borrows the bytes.
 */
typedef struct {
  const guint8 *bytes;
  gsize size;
  gsize offset;
  gboolean failed;
} HikaeReader;

void hikae_reader_init (HikaeReader *self, const void *bytes, gsize size);
gsize hikae_reader_get_left (const HikaeReader *self);
/* (transfer none) (nullable): @count bytes at the cursor, then moves on. */
const guint8 *hikae_reader_read (HikaeReader *self, gsize count);
gboolean hikae_reader_skip (HikaeReader *self, gsize count);
gboolean hikae_reader_seek (HikaeReader *self, gsize offset);
guint8 hikae_reader_read_u8 (HikaeReader *self);
guint16 hikae_reader_read_u16be (HikaeReader *self);
guint32 hikae_reader_read_u32be (HikaeReader *self);
guint64 hikae_reader_read_u64be (HikaeReader *self);
guint16 hikae_reader_read_u16le (HikaeReader *self);
guint32 hikae_reader_read_u32le (HikaeReader *self);
/* A reader over the next @count bytes; moves @self past them. */
gboolean hikae_reader_sub (HikaeReader *self, gsize count, HikaeReader *sub);

G_END_DECLS
