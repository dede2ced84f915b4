/* hikae-zip-writer.c: a ZIP of stored entries, written front to back
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-zip-writer.h"

#include "hikae-error.h"

#include <string.h>
#include <zlib.h>

#define LOCAL_SIGNATURE 0x04034b50u
#define DESCRIPTOR_SIGNATURE 0x08074b50u
#define CENTRAL_SIGNATURE 0x02014b50u
#define END64_SIGNATURE 0x06064b50u
#define LOCATOR64_SIGNATURE 0x07064b50u
#define END_SIGNATURE 0x06054b50u
#define FLAG_DESCRIPTOR 0x0008u
#define VERSION_PLAIN 20
#define VERSION_ZIP64 45
#define MADE_BY_UNIX (3u << 8)
#define MODE_FILE_0644 (0100644u << 16)
#define MAX_NAME 255
/* A sink may keep a copy of what it is given. */
#define PIECE ((gsize)1024 * 1024)

typedef struct {
  char *name;
  guint64 offset;
  guint64 size;
  guint32 crc;
  guint16 flags;
} Entry;

struct _HikaeZipWriter {
  HikaeZipSink sink;
  gpointer data;
  guint16 dos_time;
  guint16 dos_date;
  guint64 offset;
  guint64 appended; /* of the open entry */
  guint32 crc;      /* of what was appended */
  gboolean is_open;
  GArray *entries; /* (element-type Entry) (owned) */
};

static void
clear_entry (gpointer entry)
{
  g_free (((Entry *)entry)->name);
}

/* The two seconds of DOS time; its calendar runs from 1980 to 2107. */
static void
set_time (HikaeZipWriter *self, gint64 time)
{
  gint64 seconds = CLAMP (time / G_USEC_PER_SEC,
                          G_GINT64_CONSTANT (315532800),
                          G_GINT64_CONSTANT (4354819198));
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (seconds);

  self->dos_time =
      (guint16)(g_date_time_get_hour (when) << 11 | g_date_time_get_minute (when) << 5 |
                g_date_time_get_second (when) / 2);
  self->dos_date =
      (guint16)((g_date_time_get_year (when) - 1980) << 9 |
                g_date_time_get_month (when) << 5 | g_date_time_get_day_of_month (when));
}

HikaeZipWriter *
hikae_zip_writer_new (gint64 time, HikaeZipSink sink, gpointer data)
{
  HikaeZipWriter *self = g_new0 (HikaeZipWriter, 1);

  set_time (self, time);
  self->sink = sink;
  self->data = data;
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, clear_entry);
  return self;
}

void
hikae_zip_writer_free (HikaeZipWriter *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->entries);
  g_free (self);
}

static void
put_u16 (GByteArray *out, guint16 value)
{
  guint16 little = GUINT16_TO_LE (value);

  g_byte_array_append (out, (const guint8 *)&little, sizeof little);
}

static void
put_u32 (GByteArray *out, guint32 value)
{
  guint32 little = GUINT32_TO_LE (value);

  g_byte_array_append (out, (const guint8 *)&little, sizeof little);
}

static void
put_u64 (GByteArray *out, guint64 value)
{
  guint64 little = GUINT64_TO_LE (value);

  g_byte_array_append (out, (const guint8 *)&little, sizeof little);
}

static gboolean
emit (HikaeZipWriter *self, const void *bytes, gsize size, GError **error)
{
  if (!self->sink (bytes, size, self->data, error))
    return FALSE;
  self->offset += size;
  return TRUE;
}

static gboolean
emit_array (HikaeZipWriter *self, GByteArray *array, GError **error)
{
  return emit (self, array->data, array->len, error);
}

static gboolean
is_large (guint64 value)
{
  return value >= G_MAXUINT32;
}

static guint32
cap_u32 (guint64 value)
{
  return is_large (value) ? G_MAXUINT32 : (guint32)value;
}

static gboolean
emit_local_header (HikaeZipWriter *self, const Entry *entry, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize length = strlen (entry->name);
  gboolean large = is_large (entry->size);

  put_u32 (out, LOCAL_SIGNATURE);
  put_u16 (out, large ? VERSION_ZIP64 : VERSION_PLAIN);
  put_u16 (out, entry->flags);
  put_u16 (out, 0);
  put_u16 (out, self->dos_time);
  put_u16 (out, self->dos_date);
  put_u32 (out, entry->crc);
  put_u32 (out, cap_u32 (entry->size));
  put_u32 (out, cap_u32 (entry->size));
  put_u16 (out, (guint16)length);
  put_u16 (out, large ? 20 : 0);
  g_byte_array_append (out, (const guint8 *)entry->name, (guint)length);
  if (large) {
    put_u16 (out, 1);
    put_u16 (out, 16);
    put_u64 (out, entry->size);
    put_u64 (out, entry->size);
  }
  return emit_array (self, out, error);
}

static gboolean
begin (HikaeZipWriter *self,
       const char *name,
       guint64 size,
       guint32 crc,
       guint16 flags,
       GError **error)
{
  Entry entry = {NULL, self->offset, size, crc, flags};

  g_assert (!self->is_open);
  if (strlen (name) > MAX_NAME || !g_str_is_ascii (name)) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "writing the archive: a name is not plain or too long");
    return FALSE;
  }
  entry.name = g_strdup (name);
  g_array_append_val (self->entries, entry);
  self->is_open = TRUE;
  self->appended = 0;
  self->crc = 0;
  return emit_local_header (self, &entry, error);
}

gboolean
hikae_zip_writer_begin (HikaeZipWriter *self,
                        const char *name,
                        guint64 size,
                        GError **error)
{
  return begin (self, name, size, 0, FLAG_DESCRIPTOR, error);
}

gboolean
hikae_zip_writer_begin_known (HikaeZipWriter *self,
                              const char *name,
                              guint64 size,
                              guint32 crc,
                              GError **error)
{
  return begin (self, name, size, crc, 0, error);
}

static Entry *
get_open_entry (HikaeZipWriter *self)
{
  g_assert (self->is_open);
  return &g_array_index (self->entries, Entry, self->entries->len - 1);
}

gboolean
hikae_zip_writer_append (HikaeZipWriter *self,
                         const void *bytes,
                         gsize size,
                         GError **error)
{
  Entry *entry = get_open_entry (self);

  if (size > entry->size - self->appended) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, "it has more bytes than were recorded");
    return FALSE;
  }
  self->crc = (guint32)crc32_z (self->crc, bytes, size);
  self->appended += size;
  return emit (self, bytes, size, error);
}

gboolean
hikae_zip_writer_end (HikaeZipWriter *self, GError **error)
{
  Entry *entry = get_open_entry (self);
  g_autoptr (GByteArray) out = g_byte_array_new ();

  if (self->appended != entry->size) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, "it has fewer bytes than were recorded");
    return FALSE;
  }
  self->is_open = FALSE;
  if ((entry->flags & FLAG_DESCRIPTOR) == 0) {
    if (entry->crc == self->crc)
      return TRUE;
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, "it has other bytes than were measured");
    return FALSE;
  }
  entry->crc = self->crc;
  put_u32 (out, DESCRIPTOR_SIGNATURE);
  put_u32 (out, entry->crc);
  if (is_large (entry->size)) {
    put_u64 (out, entry->size);
    put_u64 (out, entry->size);
  } else {
    put_u32 (out, (guint32)entry->size);
    put_u32 (out, (guint32)entry->size);
  }
  return emit_array (self, out, error);
}

gboolean
hikae_zip_writer_add (HikaeZipWriter *self,
                      const char *name,
                      GBytes *bytes,
                      GError **error)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint32 crc = size > 0 ? (guint32)crc32_z (0, data, size) : 0;

  if (!begin (self, name, size, crc, 0, error))
    return FALSE;
  self->is_open = FALSE;
  for (gsize at = 0; at < size; at += PIECE)
    if (!emit (self, data + at, MIN (PIECE, size - at), error))
      return FALSE;
  return TRUE;
}

static void
put_central_entry (HikaeZipWriter *self, const Entry *entry, GByteArray *out)
{
  g_autoptr (GByteArray) extra = g_byte_array_new ();
  gboolean large = is_large (entry->size);

  if (large) {
    put_u64 (extra, entry->size);
    put_u64 (extra, entry->size);
  }
  if (is_large (entry->offset))
    put_u64 (extra, entry->offset);
  put_u32 (out, CENTRAL_SIGNATURE);
  put_u16 (out, MADE_BY_UNIX | VERSION_ZIP64);
  put_u16 (out, extra->len > 0 ? VERSION_ZIP64 : VERSION_PLAIN);
  put_u16 (out, entry->flags);
  put_u16 (out, 0);
  put_u16 (out, self->dos_time);
  put_u16 (out, self->dos_date);
  put_u32 (out, entry->crc);
  put_u32 (out, cap_u32 (entry->size));
  put_u32 (out, cap_u32 (entry->size));
  put_u16 (out, (guint16)strlen (entry->name));
  put_u16 (out, extra->len > 0 ? (guint16)(extra->len + 4) : 0);
  put_u16 (out, 0);
  put_u16 (out, 0);
  put_u16 (out, 0);
  put_u32 (out, MODE_FILE_0644);
  put_u32 (out, cap_u32 (entry->offset));
  g_byte_array_append (out, (const guint8 *)entry->name, (guint)strlen (entry->name));
  if (extra->len > 0) {
    put_u16 (out, 1);
    put_u16 (out, (guint16)extra->len);
    g_byte_array_append (out, extra->data, extra->len);
  }
}

static void
put_end64 (HikaeZipWriter *self, guint64 start, guint64 end, GByteArray *out)
{
  put_u32 (out, END64_SIGNATURE);
  put_u64 (out, 44);
  put_u16 (out, MADE_BY_UNIX | VERSION_ZIP64);
  put_u16 (out, VERSION_ZIP64);
  put_u32 (out, 0);
  put_u32 (out, 0);
  put_u64 (out, self->entries->len);
  put_u64 (out, self->entries->len);
  put_u64 (out, end - start);
  put_u64 (out, start);
  put_u32 (out, LOCATOR64_SIGNATURE);
  put_u32 (out, 0);
  put_u64 (out, end);
  put_u32 (out, 1);
}

gboolean
hikae_zip_writer_finish (HikaeZipWriter *self, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint64 start = self->offset;
  guint64 end = 0;
  guint16 count = (guint16)MIN (self->entries->len, G_MAXUINT16);

  g_assert (!self->is_open);
  for (guint i = 0; i < self->entries->len; i++) {
    put_central_entry (self, &g_array_index (self->entries, Entry, i), out);
    if (out->len < 65536)
      continue;
    if (!emit_array (self, out, error))
      return FALSE;
    g_byte_array_set_size (out, 0);
  }
  end = self->offset + out->len;
  if (count == G_MAXUINT16 || is_large (start) || is_large (end - start))
    put_end64 (self, start, end, out);
  put_u32 (out, END_SIGNATURE);
  put_u16 (out, 0);
  put_u16 (out, 0);
  put_u16 (out, count);
  put_u16 (out, count);
  put_u32 (out, cap_u32 (end - start));
  put_u32 (out, cap_u32 (start));
  put_u16 (out, 0);
  return emit_array (self, out, error);
}
