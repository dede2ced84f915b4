/* hikae-warc-member.c: one WARC record as one gzip member
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-warc-member.h"

#define ZLIB_CONST
#include <zlib.h>

#define OUT_SIZE (64 * 1024)
#define GZIP_WINDOW (MAX_WBITS + 16)
#define LEVEL 4
#define MEMORY 8

struct _HikaeWarcMember {
  HikaeZipStream *zip;
  gboolean open; /* the deflater has its memory */
  gboolean compress;
  z_stream deflater;
  guint8 out[OUT_SIZE];
};

HikaeWarcMember *
hikae_warc_member_new (HikaeZipStream *zip)
{
  HikaeWarcMember *self = g_malloc (sizeof *self);

  self->zip = zip;
  self->open = FALSE;
  self->deflater = (z_stream){0};
  return self;
}

void
hikae_warc_member_free (HikaeWarcMember *self)
{
  if (self == NULL)
    return;
  if (self->open)
    deflateEnd (&self->deflater);
  g_free (self);
}

/* Its memory is a quarter of a megabyte, and a page has a thousand records. */
void
hikae_warc_member_begin (HikaeWarcMember *self, gboolean compress)
{
  int result = Z_OK;

  if (self->open && self->compress != compress) {
    deflateEnd (&self->deflater);
    self->open = FALSE;
  }
  if (self->open)
    result = deflateReset (&self->deflater);
  else
    result = deflateInit2 (&self->deflater,
                           compress ? LEVEL : Z_NO_COMPRESSION,
                           Z_DEFLATED,
                           GZIP_WINDOW,
                           MEMORY,
                           Z_DEFAULT_STRATEGY);
  /* Fails only for want of memory, which aborts everywhere else too. */
  g_assert (result == Z_OK);
  self->open = TRUE;
  self->compress = compress;
}

static gboolean
run (HikaeWarcMember *self, int flush, GError **error)
{
  int result = Z_OK;

  do {
    self->deflater.next_out = self->out;
    self->deflater.avail_out = OUT_SIZE;
    result = deflate (&self->deflater, flush);
    g_assert (result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR);
    if (!hikae_zip_stream_write (
            self->zip, self->out, OUT_SIZE - self->deflater.avail_out, error))
      return FALSE;
  } while (flush == Z_FINISH ? result != Z_STREAM_END : self->deflater.avail_out == 0);
  return TRUE;
}

gboolean
hikae_warc_member_write (HikaeWarcMember *self,
                         const void *bytes,
                         gsize size,
                         GError **error)
{
  const guint8 *at = bytes;

  while (size > 0) {
    guint part = (guint)MIN (size, 1U << 30);

    self->deflater.next_in = at;
    self->deflater.avail_in = part;
    if (!run (self, Z_NO_FLUSH, error))
      return FALSE;
    at += part;
    size -= part;
  }
  return TRUE;
}

gboolean
hikae_warc_member_end (HikaeWarcMember *self, GError **error)
{
  self->deflater.next_in = NULL;
  self->deflater.avail_in = 0;
  return run (self, Z_FINISH, error);
}
