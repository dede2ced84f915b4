/* hikae-warc-bytes.c: the unpacked bytes of the WARC files in a stream
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A ZIP is read by its local heads (APPNOTE 4.3.7), one entry behind the other. An entry
 * that does not say its size (4.3.9, and ours do not) can only be read when its content
 * says where it ends: gzip members and deflated data do. At the first other one reading
 * ends; writers put the archive before its indexes. */
#include "config.h"

#include "hikae-warc-bytes.h"

#include "hikae-error.h"
#include "hikae-warc-input-private.h"

#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#define LOCAL_SIZE 30
#define NAME_MAX_SIZE 4096
#define GZIP_WINDOW (MAX_WBITS + 16)
#define UNKNOWN G_MAXUINT64

typedef enum {
  PACKING_NONE,
  PACKING_GZIP,
  PACKING_DEFLATE,
} Packing;

struct _HikaeWarcBytes {
  gboolean zip;
  gboolean ended;
  gboolean open;  /* a file is being read */
  gboolean named; /* its size follows in a data descriptor */
  Packing packing;
  guint64 left; /* packed bytes of it, or UNKNOWN */
  guint64 total;
  gboolean member; /* inside a gzip member or deflated data */
  z_stream inflater;
  HikaeWarcInput input; /* last: only its bytes are not cleared */
};

static gboolean
fail (GError **error, HikaeError code, const char *what)
{
  g_set_error (error, HIKAE_ERROR, code, "reading the web archive: %s", what);
  return FALSE;
}

static gboolean
begins_with (const HikaeWarcBytes *self, const char *magic, gsize size)
{
  return self->input.end - self->input.start >= size &&
         memcmp (self->input.buffer + self->input.start, magic, size) == 0;
}

static guint64
get_number (const guint8 *bytes, guint size)
{
  guint64 number = 0;

  for (guint i = 0; i < size; i++)
    number |= (guint64)bytes[i] << (8 * i);
  return number;
}

/* Passes over packed bytes. */
static gboolean
skip (HikaeWarcBytes *self, guint64 size, GError **error)
{
  while (size > 0) {
    gsize now = 0;

    if (!hikae_warc_input_fill (&self->input, 1, error))
      return FALSE;
    now = (gsize)MIN (size, self->input.end - self->input.start);
    if (now == 0)
      return fail (error, HIKAE_ERROR_DAMAGED, "it ends too early");
    self->input.start += now;
    size -= now;
  }
  return TRUE;
}

static gboolean
begin (HikaeWarcBytes *self, Packing packing, guint64 left, GError **error)
{
  self->open = TRUE;
  self->packing = packing;
  self->left = left;
  self->member = packing != PACKING_NONE;
  if (self->member &&
      inflateReset2 (&self->inflater,
                     packing == PACKING_GZIP ? GZIP_WINDOW : -MAX_WBITS) != Z_OK)
    return fail (error, HIKAE_ERROR_FAILED, "it cannot be unpacked");
  return TRUE;
}

HikaeWarcBytes *
hikae_warc_bytes_new (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (HikaeWarcBytes) self = g_malloc (sizeof *self);

  /* All but the buffer's bytes. */
  memset (self, 0, G_STRUCT_OFFSET (HikaeWarcBytes, input.buffer));
  self->input.stream = g_object_ref (stream);
  g_set_object (&self->input.cancellable, cancellable);
  if (inflateInit2 (&self->inflater, GZIP_WINDOW) != Z_OK) {
    (void)fail (error, HIKAE_ERROR_FAILED, "there is no memory");
    return NULL;
  }
  if (!hikae_warc_input_fill (&self->input, 5, error))
    return NULL;
  if (begins_with (self, "PK\3\4", 4))
    self->zip = TRUE;
  else if (begins_with (self, "\x1f\x8b", 2)
               ? !begin (self, PACKING_GZIP, UNKNOWN, error)
               : begins_with (self, "WARC/", 5) &&
                     !begin (self, PACKING_NONE, UNKNOWN, error))
    return NULL;
  if (self->zip || self->open)
    return g_steal_pointer (&self);
  (void)fail (error, HIKAE_ERROR_UNSUPPORTED, "it is none");
  return NULL;
}

void
hikae_warc_bytes_free (HikaeWarcBytes *self)
{
  if (self == NULL)
    return;
  inflateEnd (&self->inflater);
  g_object_unref (self->input.stream);
  g_clear_object (&self->input.cancellable);
  g_free (self);
}

/* The 64-bit packed size of an extra field (APPNOTE 4.5.3), where there is one. */
static guint64
find_wide_size (const guint8 *extra, gsize size, gboolean wide_unpacked)
{
  gsize at = 0;

  while (size - at >= 4) {
    const gsize length = (gsize)get_number (extra + at + 2, 2);
    const gsize place = wide_unpacked ? 8 : 0;

    if (length > size - at - 4)
      return UNKNOWN;
    if (get_number (extra + at, 2) == 1)
      return length >= place + 8 ? get_number (extra + at + 4 + place, 8) : UNKNOWN;
    at += 4 + length;
  }
  return UNKNOWN;
}

/* Whether an entry of a ZIP is a WARC file that can be read from here. */
static Packing
choose_packing (guint method, const char *name, gsize size, gboolean *wanted)
{
  const gboolean packed = size >= 8 && memcmp (name + size - 8, ".warc.gz", 8) == 0;
  const gboolean plain = size >= 5 && memcmp (name + size - 5, ".warc", 5) == 0;

  *wanted = (method == 0 && (packed || plain)) || (method == 8 && plain);
  return method == 8 ? PACKING_DEFLATE : packed ? PACKING_GZIP : PACKING_NONE;
}

/* A data descriptor, with or without its signature, of 32 or 64 bits a size. */
static gboolean
skip_descriptor (HikaeWarcBytes *self, GError **error)
{
  if (!hikae_warc_input_fill (&self->input, 28, error))
    return FALSE;
  if (begins_with (self, "PK\7\10", 4) && !skip (self, 4, error))
    return FALSE;
  for (gsize size = 12; size <= 20; size += 8)
    if (self->input.end - self->input.start >= size + 2 &&
        memcmp (self->input.buffer + self->input.start + size, "PK", 2) == 0)
      return skip (self, size, error);
  self->ended = TRUE;
  return TRUE;
}

/* The next entry of the ZIP: opened when it is a WARC file, else passed over. */
static gboolean
open_entry (HikaeWarcBytes *self, GError **error)
{
  const guint8 *head = NULL;
  guint flags = 0;
  gsize name_size = 0;
  gsize extra_size = 0;
  guint64 packed = 0;
  Packing packing = PACKING_NONE;
  gboolean wanted = FALSE;
  gboolean unknown = FALSE;

  if (!hikae_warc_input_fill (&self->input, LOCAL_SIZE, error))
    return FALSE;
  self->ended = self->input.end - self->input.start < LOCAL_SIZE ||
                !begins_with (self, "PK\3\4", 4);
  if (self->ended)
    return TRUE;
  name_size = (gsize)get_number (self->input.buffer + self->input.start + 26, 2);
  extra_size = (gsize)get_number (self->input.buffer + self->input.start + 28, 2);
  if (name_size > NAME_MAX_SIZE || extra_size > NAME_MAX_SIZE)
    return fail (error, HIKAE_ERROR_REJECTED, "a name in it is too long");
  if (!hikae_warc_input_fill (&self->input, LOCAL_SIZE + name_size + extra_size, error))
    return FALSE;
  if (self->input.end - self->input.start < LOCAL_SIZE + name_size + extra_size)
    return fail (error, HIKAE_ERROR_DAMAGED, "it ends too early");
  head = self->input.buffer + self->input.start;
  flags = (guint)get_number (head + 6, 2);
  packed = get_number (head + 18, 4);
  if (packed == G_MAXUINT32)
    packed = find_wide_size (head + LOCAL_SIZE + name_size,
                             extra_size,
                             get_number (head + 22, 4) == G_MAXUINT32);
  unknown = (flags & 8) != 0 || packed == UNKNOWN;
  packing = choose_packing ((guint)get_number (head + 8, 2),
                            (const char *)head + LOCAL_SIZE,
                            name_size,
                            &wanted);
  wanted = wanted && (flags & 1) == 0 && !(unknown && packing == PACKING_NONE);
  self->input.start += LOCAL_SIZE + name_size + extra_size;
  self->named = (flags & 8) != 0;
  if (wanted)
    return begin (self, packing, unknown ? UNKNOWN : packed, error);
  self->ended = unknown;
  return unknown || skip (self, packed, error);
}

/* What is left of the open file, and what stands behind it. */
static gboolean
close_entry (HikaeWarcBytes *self, GError **error)
{
  self->open = FALSE;
  if (!self->zip) {
    self->ended = TRUE;
    return TRUE;
  }
  if (self->left != UNKNOWN && !skip (self, self->left, error))
    return FALSE;
  return self->named ? skip_descriptor (self, error) : TRUE;
}

static void
take (HikaeWarcBytes *self, gsize size)
{
  self->input.start += size;
  if (self->left != UNKNOWN)
    self->left -= size;
}

/* At the end of a gzip member: whether another one follows. */
static gboolean
open_member (HikaeWarcBytes *self, GError **error)
{
  if (self->packing != PACKING_GZIP || self->left == 0)
    return TRUE;
  if (!hikae_warc_input_fill (&self->input, 2, error))
    return FALSE;
  self->member = begins_with (self, "\x1f\x8b", 2);
  if (self->member && inflateReset2 (&self->inflater, GZIP_WINDOW) != Z_OK)
    return fail (error, HIKAE_ERROR_FAILED, "it cannot be unpacked");
  return TRUE;
}

static gssize
read_packed (HikaeWarcBytes *self, guint8 *bytes, gsize size, GError **error)
{
  int result = Z_OK;
  gsize before = 0;

  if (!self->member)
    return 0;
  if (!hikae_warc_input_fill (&self->input, 1, error))
    return -1;
  before = (gsize)MIN (self->left, self->input.end - self->input.start);
  self->inflater.next_in = self->input.buffer + self->input.start;
  self->inflater.avail_in = (guint)before;
  self->inflater.next_out = bytes;
  self->inflater.avail_out = (guint)MIN (size, HIKAE_WARC_INPUT_SIZE);
  size = self->inflater.avail_out;
  result = before > 0 ? inflate (&self->inflater, Z_NO_FLUSH) : Z_DATA_ERROR;
  take (self, before - self->inflater.avail_in);
  if (result != Z_OK && result != Z_STREAM_END) {
    (void)fail (error, HIKAE_ERROR_DAMAGED, "a part of it cannot be unpacked");
    return -1;
  }
  if (result == Z_STREAM_END) {
    self->member = FALSE;
    if (!open_member (self, error))
      return -1;
  }
  return (gssize)(size - self->inflater.avail_out);
}

static gssize
read_plain (HikaeWarcBytes *self, guint8 *bytes, gsize size, GError **error)
{
  gsize now = 0;

  if (self->left == 0)
    return 0;
  if (!hikae_warc_input_fill (&self->input, 1, error))
    return -1;
  now = (gsize)MIN (MIN (size, self->left), self->input.end - self->input.start);
  if (now == 0 && self->left != UNKNOWN) {
    (void)fail (error, HIKAE_ERROR_DAMAGED, "it ends too early");
    return -1;
  }
  memcpy (bytes, self->input.buffer + self->input.start, now);
  take (self, now);
  return (gssize)now;
}

gssize
hikae_warc_bytes_read (HikaeWarcBytes *self, void *bytes, gsize size, GError **error)
{
  while (!self->ended) {
    gssize got = 0;

    if (!self->open) {
      if (!open_entry (self, error))
        return -1;
      continue;
    }
    do
      got = self->packing == PACKING_NONE ? read_plain (self, bytes, size, error)
                                          : read_packed (self, bytes, size, error);
    while (got == 0 && self->member);
    if (got < 0)
      return -1;
    self->total += (guint64)got;
    if (self->total > HIKAE_WARC_BYTES_MAX) {
      (void)fail (error, HIKAE_ERROR_REJECTED, "it is larger than the limit");
      return -1;
    }
    if (got > 0)
      return got;
    if (!close_entry (self, error))
      return -1;
  }
  return 0;
}
