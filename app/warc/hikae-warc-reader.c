/* hikae-warc-reader.c: what a web archive of anybody holds, message body by message body
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-warc-reader.h"

#include "hikae-error.h"

#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#define BUFFER_SIZE (64 * 1024)
/* zlib or gzip, told apart by the data. */
#define ANY_WRAPPER (32 + MAX_WBITS)

typedef enum {
  BODY_PLAIN,
  BODY_CHUNK_SIZE, /* the line before a chunk is next */
  BODY_CHUNK,
  BODY_DONE,
} Framing;

struct _HikaeWarcReader {
  HikaeWarcBytes *bytes;
  gsize start; /* of what was read and not used */
  gsize end;
  guint records;
  guint64 left; /* bytes of the record's block */
  char *address;
  gboolean chunked;
  gboolean packed;
  Framing framing;
  guint64 chunk; /* bytes left of the chunk */
  z_stream inflater;
  gsize packed_start;
  gsize packed_end;
  guint8 buffer[BUFFER_SIZE];
  guint8 packed_bytes[BUFFER_SIZE];
};

static gboolean
fail (GError **error, HikaeError code, const char *what)
{
  g_set_error (error, HIKAE_ERROR, code, "reading the web archive: %s", what);
  return FALSE;
}

HikaeWarcReader *
hikae_warc_reader_new (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  HikaeWarcBytes *bytes = hikae_warc_bytes_new (stream, cancellable, error);
  HikaeWarcReader *self = NULL;

  if (bytes == NULL)
    return NULL;
  self = g_malloc (sizeof *self);
  memset (self, 0, G_STRUCT_OFFSET (HikaeWarcReader, buffer));
  self->bytes = bytes;
  self->framing = BODY_DONE;
  if (inflateInit2 (&self->inflater, ANY_WRAPPER) == Z_OK)
    return self;
  (void)fail (error, HIKAE_ERROR_FAILED, "there is no memory");
  hikae_warc_reader_free (self);
  return NULL;
}

void
hikae_warc_reader_free (HikaeWarcReader *self)
{
  if (self == NULL)
    return;
  inflateEnd (&self->inflater);
  hikae_warc_bytes_free (self->bytes);
  g_free (self->address);
  g_free (self);
}

/* More in the buffer, behind what is there. FALSE with @error, or without one at the end
 * of the archive or when there is no room. */
static gboolean
fill (HikaeWarcReader *self, GError **error)
{
  gssize got = 0;

  if (self->start > 0) {
    memmove (self->buffer, self->buffer + self->start, self->end - self->start);
    self->end -= self->start;
    self->start = 0;
  }
  if (self->end == sizeof self->buffer)
    return FALSE;
  got = hikae_warc_bytes_read (
      self->bytes, self->buffer + self->end, sizeof self->buffer - self->end, error);
  if (got > 0)
    self->end += (gsize)got;
  return got > 0;
}

/* (transfer full) (nullable): the next line without its end, out of @limit bytes (which
 * go down with it). NULL: there is none, with or without @error. */
static char *
read_line (HikaeWarcReader *self, guint64 *limit, GError **error)
{
  for (;;) {
    const gsize have = (gsize)MIN (self->end - self->start, *limit);
    const guint8 *line = self->buffer + self->start;
    const guint8 *end = memchr (line, '\n', have);
    gsize size = 0;

    if (end == NULL) {
      if (have == *limit || !fill (self, error))
        return NULL;
      continue;
    }
    size = (gsize)(end - line);
    self->start += size + 1;
    *limit -= size + 1;
    if (size > 0 && line[size - 1] == '\r')
      size--;
    return g_utf8_make_valid ((const char *)line, (gssize)size);
  }
}

/* (nullable): what stands behind "name:", without blanks; into @line. */
static const char *
get_value (char *line, const char *name)
{
  const gsize size = strlen (name);

  return g_ascii_strncasecmp (line, name, size) == 0 && line[size] == ':'
             ? g_strstrip (line + size + 1)
             : NULL;
}

static gboolean
skip_block (HikaeWarcReader *self, GError **error)
{
  while (self->left > 0) {
    const gsize now = (gsize)MIN (self->left, self->end - self->start);
    g_autoptr (GError) failure = NULL;

    self->start += now;
    self->left -= now;
    if (self->left == 0 || fill (self, &failure))
      continue;
    if (failure == NULL)
      return fail (error, HIKAE_ERROR_DAMAGED, "it ends too early");
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  return TRUE;
}

typedef struct {
  gboolean http;     /* the block is an HTTP message */
  gboolean resource; /* the block is the body itself */
  gboolean sized;
} Record;

static void
read_field (HikaeWarcReader *self, Record *record, char *line)
{
  const char *value = NULL;

  if ((value = get_value (line, "WARC-Type")) != NULL) {
    record->http = g_ascii_strcasecmp (value, "response") == 0;
    record->resource = g_ascii_strcasecmp (value, "resource") == 0;
  } else if ((value = get_value (line, "WARC-Target-URI")) != NULL) {
    g_free (self->address);
    self->address = g_strdup (value);
  } else if ((value = get_value (line, "Content-Length")) != NULL) {
    record->sized = g_ascii_string_to_unsigned (
        value, 10, 0, HIKAE_WARC_BYTES_MAX, &self->left, NULL);
  }
}

/* The head of the next record. FALSE without @error: there is none. */
static gboolean
read_head (HikaeWarcReader *self, Record *record, GError **error)
{
  guint64 limit = HIKAE_WARC_HEAD_MAX;
  g_autoptr (GError) failure = NULL;
  g_autofree char *version = NULL;

  *record = (Record){FALSE, FALSE, FALSE};
  /* Empty lines end the record before. */
  do {
    g_free (version);
    version = read_line (self, &limit, &failure);
  } while (version != NULL && *version == '\0');
  if (version == NULL && failure == NULL && self->start == self->end)
    return FALSE;
  if (failure == NULL && version != NULL && !g_str_has_prefix (version, "WARC/"))
    return fail (error, HIKAE_ERROR_DAMAGED, "a record does not begin as one");
  while (failure == NULL && version != NULL) {
    g_autofree char *line = read_line (self, &limit, &failure);

    if (line == NULL)
      break;
    if (*line != '\0') {
      read_field (self, record, line);
      continue;
    }
    return record->sized ? TRUE
                         : fail (error, HIKAE_ERROR_DAMAGED, "a record has no length");
  }
  if (failure == NULL)
    return fail (error, HIKAE_ERROR_DAMAGED, "a record has no end of its head");
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* The head of the message in the block. FALSE without @error: nobody can read it. */
static gboolean
read_message_head (HikaeWarcReader *self, GError **error)
{
  guint64 limit = MIN (self->left, HIKAE_WARC_HEAD_MAX);
  const guint64 before = limit;
  gboolean known = FALSE;
  gboolean ended = FALSE;
  gboolean first = TRUE;
  char *line = NULL;

  while (!ended && (line = read_line (self, &limit, error)) != NULL) {
    const char *value = NULL;

    if (first)
      known = g_str_has_prefix (line, "HTTP/");
    else if ((value = get_value (line, "Transfer-Encoding")) != NULL)
      self->chunked = g_ascii_strcasecmp (value, "chunked") == 0;
    else if ((value = get_value (line, "Content-Encoding")) != NULL && *value != '\0' &&
             g_ascii_strcasecmp (value, "identity") != 0) {
      self->packed = TRUE;
    }
    ended = *line == '\0';
    first = FALSE;
    g_free (line);
  }
  self->left -= before - limit;
  return ended && known;
}

/* Some programs take the chunks apart and keep the field that announces them. */
static gboolean
looks_chunked (HikaeWarcReader *self, GError **error)
{
  const gsize wanted = (gsize)MIN (self->left, 16);

  while (self->end - self->start < wanted)
    if (!fill (self, error))
      return FALSE;
  for (gsize i = 0; i < wanted; i++) {
    const guint8 byte = self->buffer[self->start + i];

    if (!g_ascii_isxdigit ((char)byte))
      return i > 0 && (byte == '\r' || byte == '\n' || byte == ';' || byte == ' ');
  }
  return FALSE;
}

gboolean
hikae_warc_reader_next (HikaeWarcReader *self, GError **error)
{
  for (;;) {
    g_autoptr (GError) failure = NULL;
    Record record;

    if (!skip_block (self, error) || !read_head (self, &record, error))
      return FALSE;
    if (++self->records > HIKAE_WARC_RECORDS_MAX)
      return fail (error, HIKAE_ERROR_REJECTED, "it has more records than the limit");
    self->chunked = FALSE;
    self->packed = FALSE;
    if (record.resource || (record.http && read_message_head (self, &failure))) {
      self->chunked = self->chunked && looks_chunked (self, &failure);
      self->framing = self->chunked ? BODY_CHUNK_SIZE : BODY_PLAIN;
      self->packed_start = 0;
      self->packed_end = 0;
      if (inflateReset2 (&self->inflater, ANY_WRAPPER) != Z_OK)
        return fail (error, HIKAE_ERROR_FAILED, "it cannot be unpacked");
      if (failure == NULL)
        return TRUE;
    }
    if (failure != NULL) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  }
}

const char *
hikae_warc_reader_get_address (HikaeWarcReader *self)
{
  return self->address != NULL ? self->address : "";
}

/* The line before a chunk; its end, and a line of nothing behind the chunk before. */
static gboolean
open_chunk (HikaeWarcReader *self, GError **error)
{
  guint64 limit = MIN (self->left, 4096);
  const guint64 before = limit;
  g_autoptr (GError) failure = NULL;
  char *end = NULL;
  char *line = NULL;

  do {
    g_free (line);
    line = read_line (self, &limit, &failure);
  } while (line != NULL && *line == '\0');
  self->left -= before - limit;
  self->chunk = line != NULL ? g_ascii_strtoull (line, &end, 16) : 0;
  self->framing =
      line == NULL || end == line || self->chunk == 0 ? BODY_DONE : BODY_CHUNK;
  g_free (line);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Bytes of the block without its chunks. */
static gssize
read_framed (HikaeWarcReader *self, guint8 *bytes, gsize size, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gsize now = 0;

  if (self->framing == BODY_CHUNK_SIZE && !open_chunk (self, error))
    return -1;
  if (self->framing == BODY_DONE || self->left == 0)
    return 0;
  if (self->start == self->end && !fill (self, &failure)) {
    if (failure == NULL) {
      (void)fail (error, HIKAE_ERROR_DAMAGED, "it ends too early");
      return -1;
    }
    g_propagate_error (error, g_steal_pointer (&failure));
    return -1;
  }
  now = (gsize)MIN (MIN (size, self->left), self->end - self->start);
  if (self->framing == BODY_CHUNK)
    now = (gsize)MIN (now, self->chunk);
  memcpy (bytes, self->buffer + self->start, now);
  self->start += now;
  self->left -= now;
  if (self->framing == BODY_CHUNK) {
    self->chunk -= now;
    if (self->chunk == 0)
      self->framing = BODY_CHUNK_SIZE;
  }
  return (gssize)now;
}

/* More of the packed body. FALSE: there is none, or @error. */
static gboolean
fill_packed (HikaeWarcReader *self, gssize *got, GError **error)
{
  if (self->packed_start < self->packed_end)
    return TRUE;
  *got = read_framed (self, self->packed_bytes, sizeof self->packed_bytes, error);
  self->packed_start = 0;
  self->packed_end = (gsize)MAX (*got, 0);
  return *got > 0;
}

/* Whether what begins here can be gzip (RFC 1952) or zlib (RFC 1950) data: the field that
 * announces it also stands over bodies that were unpacked before they were kept. */
static gboolean
looks_packed (const guint8 *bytes, gsize size)
{
  return size >= 2 && ((bytes[0] == 0x1f && bytes[1] == 0x8b) ||
                       ((bytes[0] & 15) == 8 && (bytes[0] << 8 | bytes[1]) % 31 == 0));
}

/* What was taken for packed and is not. */
static gssize
read_rest (HikaeWarcReader *self, guint8 *bytes, gsize size, GError **error)
{
  const gsize now = MIN (size, self->packed_end - self->packed_start);

  if (now == 0)
    return read_framed (self, bytes, size, error);
  memcpy (bytes, self->packed_bytes + self->packed_start, now);
  self->packed_start += now;
  return (gssize)now;
}

gssize
hikae_warc_reader_read (HikaeWarcReader *self, void *bytes, gsize size, GError **error)
{
  int result = Z_OK;
  gssize got = 0;

  if (self->packed && self->packed_end == 0) {
    if (!fill_packed (self, &got, error))
      return got;
    self->packed = looks_packed (self->packed_bytes, self->packed_end);
  }
  if (!self->packed)
    return read_rest (self, bytes, size, error);
  self->inflater.next_out = bytes;
  self->inflater.avail_out = (guint)MIN (size, BUFFER_SIZE);
  size = self->inflater.avail_out;
  while (result == Z_OK && self->inflater.avail_out == size) {
    if (!fill_packed (self, &got, error))
      return got;
    self->inflater.next_in = self->packed_bytes + self->packed_start;
    self->inflater.avail_in = (guint)(self->packed_end - self->packed_start);
    result = inflate (&self->inflater, Z_NO_FLUSH);
    self->packed_start = self->packed_end - self->inflater.avail_in;
  }
  if (result != Z_OK) {
    self->framing = BODY_DONE;
    self->packed_start = self->packed_end;
  }
  return (gssize)(size - self->inflater.avail_out);
}
