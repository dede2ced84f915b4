/* hikae-zip-directory.c: the central directory of a hostile ZIP
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-zip-directory.h"

#include "hikae-bundle-reader.h"
#include "hikae-error.h"
#include "hikae-reader.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define END_SIGNATURE 0x06054b50u
#define END_SIZE 22
#define LOCATOR_SIGNATURE 0x07064b50u
#define LOCATOR_SIZE 20
#define END64_SIGNATURE 0x06064b50u
#define END64_SIZE 56
#define ENTRY_SIGNATURE 0x02014b50u
#define LOCAL_SIGNATURE 0x04034b50u
#define LOCAL_SIZE 30
#define ZIP64_EXTRA 0x0001
#define COMMENT_MAX 65535
/* Of a directory; a million entries of ours are a tenth of it. */
#define DIRECTORY_MAX (1024u * 1024 * 1024)

typedef struct {
  guint64 entries;
  guint64 size;
  guint64 offset;
  guint64 end; /* where the directory must end */
} Place;

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the ZIP file lies: %s", why);
  return FALSE;
}

static gboolean
read_at (int fd, guint64 offset, void *bytes, gsize size, GError **error)
{
  guint8 *at = bytes;

  while (size > 0) {
    gssize got = pread (fd, at, size, (off_t)offset);

    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0) {
      hikae_error_set_from_errno (error, errno, "reading the ZIP file");
      return FALSE;
    }
    if (got == 0)
      return refuse (error, "it ends too early");
    at += got;
    offset += (guint64)got;
    size -= (gsize)got;
  }
  return TRUE;
}

static guint64
read_u64le (HikaeReader *reader)
{
  guint64 low = hikae_reader_read_u32le (reader);

  return low | (guint64)hikae_reader_read_u32le (reader) << 32;
}

static void
entry_free (gpointer data)
{
  HikaeZipEntry *entry = data;

  g_free (entry->name);
  g_free (entry);
}

/* The end record of Zip64 stands right before its locator. */
static gboolean
read_end64 (int fd, guint64 locator_at, Place *place, GError **error)
{
  guint8 locator[LOCATOR_SIZE];
  guint8 end[END64_SIZE];
  HikaeReader reader;
  guint64 at = 0;

  if (!read_at (fd, locator_at, locator, sizeof locator, error))
    return FALSE;
  hikae_reader_init (&reader, locator, sizeof locator);
  (void)hikae_reader_skip (&reader, 8);
  at = read_u64le (&reader);
  if (at > locator_at || locator_at - at != END64_SIZE)
    return refuse (error, "its Zip64 record is not where it must be");
  if (!read_at (fd, at, end, sizeof end, error))
    return FALSE;
  hikae_reader_init (&reader, end, sizeof end);
  if (hikae_reader_read_u32le (&reader) != END64_SIGNATURE)
    return refuse (error, "its Zip64 record is missing");
  (void)hikae_reader_skip (&reader, 20);
  place->entries = read_u64le (&reader);
  if (read_u64le (&reader) != place->entries)
    return refuse (error, "it has more than one part");
  place->size = read_u64le (&reader);
  place->offset = read_u64le (&reader);
  place->end = at;
  return TRUE;
}

/* The record counts only when its comment ends exactly with the file, so that there is
 * one way to read the file. */
static gboolean
find_end (int fd, guint64 file_size, guint64 *at, guint8 *record, GError **error)
{
  gsize tail = (gsize)MIN (file_size, END_SIZE + COMMENT_MAX);
  g_autofree guint8 *bytes = g_malloc (tail);
  gboolean found = FALSE;

  if (file_size < END_SIZE || !read_at (fd, file_size - tail, bytes, tail, error))
    return file_size < END_SIZE ? refuse (error, "it ends too early") : FALSE;
  for (gsize i = 0; i + END_SIZE <= tail; i++) {
    gsize comment = (gsize)(bytes[i + 20] | bytes[i + 21] << 8);

    if (memcmp (bytes + i, "PK\x05\x06", 4) != 0 || i + END_SIZE + comment != tail)
      continue;
    if (found)
      return refuse (error, "it has two ends");
    found = TRUE;
    *at = file_size - tail + i;
    memcpy (record, bytes + i, END_SIZE);
  }
  return found || refuse (error, "its directory is missing");
}

static gboolean
find_directory (int fd, guint64 file_size, Place *place, GError **error)
{
  guint8 record[END_SIZE];
  guint8 signature[4];
  HikaeReader reader;
  guint64 at = 0;

  if (!find_end (fd, file_size, &at, record, error))
    return FALSE;
  hikae_reader_init (&reader, record, sizeof record);
  (void)hikae_reader_skip (&reader, 8);
  place->entries = hikae_reader_read_u16le (&reader);
  if (hikae_reader_read_u16le (&reader) != place->entries)
    return refuse (error, "it has more than one part");
  place->size = hikae_reader_read_u32le (&reader);
  place->offset = hikae_reader_read_u32le (&reader);
  place->end = at;
  if (at >= LOCATOR_SIZE &&
      read_at (fd, at - LOCATOR_SIZE, signature, sizeof signature, NULL) &&
      memcmp (signature, "PK\x06\x07", 4) == 0 &&
      !read_end64 (fd, at - LOCATOR_SIZE, place, error))
    return FALSE;
  if (place->size > DIRECTORY_MAX || place->entries > HIKAE_BUNDLE_ENTRIES_MAX ||
      place->offset > place->end || place->size != place->end - place->offset)
    return refuse (error, "its directory is not where it must be");
  return TRUE;
}

static gboolean
read_zip64_extra (HikaeReader *extra, HikaeZipEntry *entry)
{
  HikaeReader field;

  while (hikae_reader_get_left (extra) >= 4) {
    guint16 id = hikae_reader_read_u16le (extra);
    guint16 size = hikae_reader_read_u16le (extra);

    if (!hikae_reader_sub (extra, size, &field))
      return FALSE;
    if (id != ZIP64_EXTRA)
      continue;
    if (entry->size == G_MAXUINT32)
      entry->size = read_u64le (&field);
    if (entry->packed_size == G_MAXUINT32)
      entry->packed_size = read_u64le (&field);
    if (entry->offset == G_MAXUINT32)
      entry->offset = read_u64le (&field);
    return !field.failed;
  }
  return TRUE;
}

static HikaeZipEntry *
read_entry (HikaeReader *reader)
{
  HikaeZipEntry *entry = g_new0 (HikaeZipEntry, 1);
  gboolean fits = hikae_reader_read_u32le (reader) == ENTRY_SIGNATURE;
  guint8 system = 0;
  guint16 flags = 0;
  guint16 name_size = 0;
  guint16 extra_size = 0;
  guint16 comment_size = 0;
  guint32 attributes = 0;
  const guint8 *name = NULL;
  HikaeReader extra;

  (void)hikae_reader_skip (reader, 1);
  system = hikae_reader_read_u8 (reader);
  (void)hikae_reader_skip (reader, 2);
  flags = hikae_reader_read_u16le (reader);
  entry->method = hikae_reader_read_u16le (reader);
  (void)hikae_reader_skip (reader, 4);
  entry->crc = hikae_reader_read_u32le (reader);
  entry->packed_size = hikae_reader_read_u32le (reader);
  entry->size = hikae_reader_read_u32le (reader);
  name_size = hikae_reader_read_u16le (reader);
  extra_size = hikae_reader_read_u16le (reader);
  comment_size = hikae_reader_read_u16le (reader);
  (void)hikae_reader_skip (reader, 4);
  attributes = hikae_reader_read_u32le (reader);
  entry->offset = hikae_reader_read_u32le (reader);
  name = hikae_reader_read (reader, name_size);
  fits = fits && name != NULL && memchr (name, 0, name_size) == NULL && name_size > 0;
  if (fits)
    entry->name = g_strndup ((const char *)name, name_size);
  fits = hikae_reader_sub (reader, extra_size, &extra) && fits &&
         read_zip64_extra (&extra, entry);
  (void)hikae_reader_skip (reader, comment_size);
  entry->encrypted = (flags & 1) != 0;
  /* Made on Unix: the upper half holds the file's mode. */
  entry->link = system == 3 && attributes >> 16 != 0 && !S_ISREG (attributes >> 16) &&
                !S_ISDIR (attributes >> 16);
  if (fits && !reader->failed)
    return entry;
  entry_free (entry);
  return NULL;
}

static int
compare_offsets (gconstpointer a, gconstpointer b)
{
  guint64 x = (*(HikaeZipEntry *const *)a)->offset;
  guint64 y = (*(HikaeZipEntry *const *)b)->offset;

  return (x > y) - (x < y);
}

/* Finds the data behind each local header, in order of place, and checks that nothing
 * overlaps the entry before it or the directory. */
static gboolean
locate_data (int fd, GPtrArray *entries, const Place *place, GError **error)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  guint64 free_from = 0;

  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (sorted, entries->pdata[i]);
  g_ptr_array_sort (sorted, compare_offsets);
  for (guint i = 0; i < sorted->len; i++) {
    HikaeZipEntry *entry = sorted->pdata[i];
    guint8 local[LOCAL_SIZE];
    g_autofree char *name = NULL;
    gsize name_size = 0;
    guint64 head = 0;

    if (entry->offset < free_from || entry->offset > place->offset ||
        place->offset - entry->offset < LOCAL_SIZE)
      return refuse (error, "entries overlap");
    if (!read_at (fd, entry->offset, local, sizeof local, error))
      return FALSE;
    name_size = (gsize)(local[26] | local[27] << 8);
    name = g_malloc0 (name_size + 1);
    head = LOCAL_SIZE + name_size + (gsize)(local[28] | local[29] << 8);
    if (memcmp (local, "PK\x03\x04", 4) != 0 || name_size != strlen (entry->name) ||
        place->offset - entry->offset < head ||
        place->offset - entry->offset - head < entry->packed_size)
      return refuse (error, "an entry is not what the directory says");
    if (!read_at (fd, entry->offset + LOCAL_SIZE, name, name_size, error))
      return FALSE;
    if (memcmp (name, entry->name, name_size) != 0)
      return refuse (error, "an entry has two names");
    entry->offset += head;
    free_from = entry->offset + entry->packed_size;
  }
  return TRUE;
}

GPtrArray *
hikae_zip_directory_read (int fd, guint64 file_size, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);
  g_autofree guint8 *bytes = NULL;
  Place place = {0};
  HikaeReader reader;

  if (!find_directory (fd, file_size, &place, error))
    return NULL;
  bytes = g_malloc (place.size + 1);
  if (!read_at (fd, place.offset, bytes, (gsize)place.size, error))
    return NULL;
  hikae_reader_init (&reader, bytes, (gsize)place.size);
  for (guint64 i = 0; i < place.entries; i++) {
    HikaeZipEntry *entry = read_entry (&reader);

    if (entry == NULL) {
      refuse (error, "its directory is broken");
      return NULL;
    }
    g_ptr_array_add (entries, entry);
  }
  if (hikae_reader_get_left (&reader) != 0) {
    refuse (error, "its directory holds more than it counts");
    return NULL;
  }
  return locate_data (fd, entries, &place, error) ? g_steal_pointer (&entries) : NULL;
}
