/* hikae-zip-stream.c: a ZIP file written forwards, stored, of any size
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-zip-stream.h"

#include "hikae-error.h"
#include "hikae-hasher.h"

#include <string.h>
#include <zlib.h>

#define VERSION_ZIP64 45
#define FLAG_SIZES_FOLLOW 0x0008
/* 1980-01-01, 00:00: the times that matter stand in the records, with their zone. */
#define DOS_DATE 0x0021

typedef struct {
  char *name;
  guint64 offset;
  guint64 size;
  guint32 crc;
} Entry;

struct _HikaeZipStream {
  GOutputStream *sink;
  GPtrArray *entries; /* (element-type Entry) */
  Entry *current;     /* (nullable) (unowned) */
  HikaeHasher *hasher;
  guint64 offset;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  g_free (entry);
}

HikaeZipStream *
hikae_zip_stream_new (GOutputStream *sink)
{
  HikaeZipStream *self = g_new0 (HikaeZipStream, 1);

  self->sink = g_object_ref (sink);
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  return self;
}

void
hikae_zip_stream_free (HikaeZipStream *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->sink);
  g_ptr_array_unref (self->entries);
  g_clear_pointer (&self->hasher, hikae_hasher_free);
  g_free (self);
}

static void
put (GByteArray *out, guint64 value, guint size)
{
  for (guint i = 0; i < size; i++) {
    guint8 byte = (guint8)(value >> (8 * i));

    g_byte_array_append (out, &byte, 1);
  }
}

static gboolean
emit (HikaeZipStream *self, const void *bytes, gsize size, GError **error)
{
  GError *io_error = NULL;

  if (!g_output_stream_write_all (self->sink, bytes, size, NULL, NULL, &io_error)) {
    hikae_error_take_from_io (error, io_error, "writing the archive");
    return FALSE;
  }
  self->offset += size;
  return TRUE;
}

/* Local and central headers share this middle part. */
static void
put_common (GByteArray *out, const Entry *entry, guint32 crc)
{
  put (out, VERSION_ZIP64, 2);
  put (out, FLAG_SIZES_FOLLOW, 2);
  put (out, 0, 2);
  put (out, 0, 2);
  put (out, DOS_DATE, 2);
  put (out, crc, 4);
  put (out, G_MAXUINT32, 4);
  put (out, G_MAXUINT32, 4);
  put (out, strlen (entry->name), 2);
}

gboolean
hikae_zip_stream_begin (HikaeZipStream *self, const char *name, GError **error)
{
  g_autoptr (GByteArray) head = g_byte_array_new ();
  Entry *entry = g_new0 (Entry, 1);

  g_assert (self->current == NULL);
  entry->name = g_strdup (name);
  entry->offset = self->offset;
  entry->crc = (guint32)crc32 (0, NULL, 0);
  g_ptr_array_add (self->entries, entry);
  self->current = entry;
  self->hasher = hikae_hasher_new (HIKAE_DIGEST_SHA256, HIKAE_DIGEST_NONE);
  put (head, 0x04034b50, 4);
  put_common (head, entry, 0);
  put (head, 20, 2);
  g_byte_array_append (head, (const guint8 *)name, (guint)strlen (name));
  put (head, 1, 2);
  put (head, 16, 2);
  put (head, 0, 8);
  put (head, 0, 8);
  return emit (self, head->data, head->len, error);
}

gboolean
hikae_zip_stream_write (HikaeZipStream *self,
                        const void *bytes,
                        gsize size,
                        GError **error)
{
  g_assert (self->current != NULL);
  if (size == 0)
    return TRUE;
  self->current->crc = (guint32)crc32_z (self->current->crc, bytes, size);
  self->current->size += size;
  hikae_hasher_update (self->hasher, bytes, size);
  return emit (self, bytes, size, error);
}

gboolean
hikae_zip_stream_end (HikaeZipStream *self,
                      HikaeDigest *sha256,
                      guint64 *size,
                      GError **error)
{
  g_autoptr (GByteArray) tail = g_byte_array_new ();
  Entry *entry = g_steal_pointer (&self->current);
  HikaeDigest digest = hikae_hasher_finish (self->hasher, HIKAE_DIGEST_SHA256);

  g_clear_pointer (&self->hasher, hikae_hasher_free);
  if (sha256 != NULL)
    *sha256 = digest;
  if (size != NULL)
    *size = entry->size;
  put (tail, 0x08074b50, 4);
  put (tail, entry->crc, 4);
  put (tail, entry->size, 8);
  put (tail, entry->size, 8);
  return emit (self, tail->data, tail->len, error);
}

static void
put_central (GByteArray *out, const Entry *entry)
{
  put (out, 0x02014b50, 4);
  put (out, VERSION_ZIP64, 2);
  put_common (out, entry, entry->crc);
  put (out, 28, 2);
  put (out, 0, 2);
  put (out, 0, 2);
  put (out, 0, 2);
  put (out, 0, 4);
  put (out, G_MAXUINT32, 4);
  g_byte_array_append (out, (const guint8 *)entry->name, (guint)strlen (entry->name));
  put (out, 1, 2);
  put (out, 24, 2);
  put (out, entry->size, 8);
  put (out, entry->size, 8);
  put (out, entry->offset, 8);
}

gboolean
hikae_zip_stream_finish (HikaeZipStream *self, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint64 count = self->entries->len;
  guint64 start = self->offset;
  guint64 size = 0;

  g_assert (self->current == NULL);
  for (guint i = 0; i < self->entries->len; i++)
    put_central (out, self->entries->pdata[i]);
  size = out->len;
  put (out, 0x06064b50, 4);
  put (out, 44, 8);
  put (out, VERSION_ZIP64, 2);
  put (out, VERSION_ZIP64, 2);
  put (out, 0, 4);
  put (out, 0, 4);
  put (out, count, 8);
  put (out, count, 8);
  put (out, size, 8);
  put (out, start, 8);
  put (out, 0x07064b50, 4);
  put (out, 0, 4);
  put (out, start + size, 8);
  put (out, 1, 4);
  put (out, 0x06054b50, 4);
  put (out, 0, 2);
  put (out, 0, 2);
  put (out, count, 2);
  put (out, count, 2);
  put (out, size, 4);
  put (out, MIN (start, G_MAXUINT32), 4);
  put (out, 0, 2);
  return emit (self, out->data, out->len, error);
}

guint64
hikae_zip_stream_get_entry_size (HikaeZipStream *self)
{
  return self->current != NULL ? self->current->size : 0;
}
