/* hikae-bundle-source.c: the files of a bundle, from a ZIP or a folder, as hostile input
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-source.h"

#include "hikae-bundle-plan.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-zip-directory.h"
#include "hikae-zip-local.h"
#include "hikae-zip-lock.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define CHUNK (512 * 1024)
#define MAX_DEPTH 8

struct _HikaeBundleSource {
  char *folder; /* (nullable): NULL for a ZIP */
  int fd;
  HikaeZipLockReader *lock; /* (nullable) */
  guint64 size;
  guint64 at; /* in @lock */
  GPtrArray *entries;
  gsize comment; /* of the archive, or of the one that it is locked in */
};

typedef struct {
  HikaeBundleSink sink;
  gpointer data;
  guint64 size;
  uLong crc;
} Output;

void
hikae_bundle_source_free (HikaeBundleSource *self)
{
  if (self == NULL)
    return;
  hikae_zip_lock_reader_free (self->lock);
  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_free (self->folder);
  g_free (self);
}

GPtrArray *
hikae_bundle_source_get_entries (HikaeBundleSource *self)
{
  return self->entries;
}

gboolean
hikae_bundle_source_has_comment (HikaeBundleSource *self)
{
  return self->comment > 0;
}

static gboolean
damaged (GError **error, const char *why)
{
  g_set_error_literal (error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, why);
  return FALSE;
}

/* One read, whichever way the archive is reached; 0 at its end. */
static gssize
read_some (HikaeBundleSource *self,
           guint64 offset,
           void *bytes,
           gsize size,
           GError **error)
{
  gssize got = 0;

  if (self->lock != NULL) {
    got = hikae_zip_lock_reader_read (self->lock, bytes, size, error);
    self->at += got > 0 ? (guint64)got : 0;
    return got;
  }
  do
    got = pread (self->fd, bytes, size, (off_t)offset);
  while (got < 0 && errno == EINTR);
  if (got < 0)
    hikae_error_set_from_errno (error, errno, "reading the bundle");
  return got;
}

static gboolean
read_exactly (HikaeBundleSource *self,
              guint64 offset,
              void *bytes,
              gsize size,
              GError **error)
{
  guint8 *at = bytes;

  while (size > 0) {
    gssize got = read_some (self, offset, at, size, error);

    if (got < 0)
      return FALSE;
    if (got == 0)
      return damaged (error, "it ends too early");
    at += got;
    offset += (guint64)got;
    size -= (gsize)got;
  }
  return TRUE;
}

/* A locked archive can only be read onwards. */
static gboolean
seek (HikaeBundleSource *self, guint64 offset, GError **error)
{
  g_autofree guint8 *waste = NULL;

  if (self->lock == NULL)
    return TRUE;
  if (offset < self->at)
    return damaged (error, "its parts lie inside each other");
  waste = g_malloc (CHUNK);
  while (self->at < offset)
    if (!read_exactly (self, self->at, waste, MIN (CHUNK, offset - self->at), error))
      return FALSE;
  return TRUE;
}

static void
put_out (Output *output, const guint8 *bytes, gsize size)
{
  output->crc = crc32_z (output->crc, bytes, size);
  output->size += size;
  output->sink (bytes, size, output->data);
}

static gboolean
inflate_chunk (z_stream *stream,
               const HikaeBundleEntry *entry,
               Output *output,
               gboolean *ended,
               GError **error)
{
  g_autofree guint8 *plain = g_malloc (CHUNK);

  while (stream->avail_in > 0 && !*ended) {
    int state = Z_OK;

    stream->next_out = plain;
    stream->avail_out = CHUNK;
    state = inflate (stream, Z_NO_FLUSH);
    if (state != Z_OK && state != Z_STREAM_END)
      return damaged (error, "it cannot be unpacked");
    if (CHUNK - stream->avail_out > entry->size - output->size)
      return damaged (error, "it unpacks to more than it says");
    put_out (output, plain, CHUNK - stream->avail_out);
    *ended = state == Z_STREAM_END;
  }
  return stream->avail_in == 0 || damaged (error, "something follows its packed bytes");
}

/* Goes over the stored bytes; whatever is wrong with them, the next entry stays readable.
 */
static gboolean
copy_entry (HikaeBundleSource *self,
            guint64 offset,
            const HikaeBundleEntry *entry,
            z_stream *stream,
            Output *output,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  guint64 left = entry->stored_size;
  gboolean ended = FALSE;

  while (left > 0) {
    gsize size = (gsize)MIN (left, CHUNK);

    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !read_exactly (self, offset, chunk, size, error))
      return FALSE;
    offset += size;
    left -= size;
    if (stream == NULL) {
      put_out (output, chunk, size);
      continue;
    }
    stream->next_in = chunk;
    stream->avail_in = (uInt)size;
    if (!inflate_chunk (stream, entry, output, &ended, error))
      return FALSE;
  }
  if (stream != NULL && !ended)
    return damaged (error, "its packed bytes end too early");
  return TRUE;
}

/* What stands before the data must say the same as the directory. */
static gboolean
read_local_header (HikaeBundleSource *self,
                   const HikaeBundleEntry *entry,
                   guint64 *start,
                   GError **error)
{
  guint8 header[HIKAE_ZIP_LOCAL_SIZE] = {0};
  guint16 name_size = 0;
  guint16 extra_size = 0;
  g_autofree guint8 *rest = NULL;
  const char *wrong = NULL;

  if (!seek (self, entry->offset, error) ||
      !read_exactly (self, entry->offset, header, sizeof header, error))
    return FALSE;
  wrong = hikae_zip_local_read_head (header, entry, &name_size, &extra_size);
  if (wrong != NULL)
    return damaged (error, wrong);
  *start = entry->offset + HIKAE_ZIP_LOCAL_SIZE + name_size + extra_size;
  if (*start > entry->limit || entry->stored_size > entry->limit - *start)
    return damaged (error, "it overlaps what follows");
  rest = g_malloc0 ((gsize)name_size + extra_size + 1);
  if (!read_exactly (self,
                     entry->offset + HIKAE_ZIP_LOCAL_SIZE,
                     rest,
                     (gsize)name_size + extra_size,
                     error))
    return FALSE;
  wrong = hikae_zip_local_read_rest (header, rest, name_size, extra_size, entry);
  return wrong == NULL || damaged (error, wrong);
}

/* Up to where the next entry begins there may be a data descriptor and nothing else. */
static gboolean
read_descriptor (HikaeBundleSource *self,
                 const HikaeBundleEntry *entry,
                 guint64 end,
                 GError **error)
{
  guint8 bytes[HIKAE_ZIP_DESCRIPTOR_MAX] = {0};
  guint64 size = entry->limit - end;
  const char *wrong = NULL;

  if (size > sizeof bytes)
    return damaged (error, "something unlisted follows it");
  if (!read_exactly (self, end, bytes, (gsize)size, error))
    return FALSE;
  wrong = hikae_zip_local_read_descriptor (bytes, (gsize)size, entry);
  return wrong == NULL || damaged (error, wrong);
}

static gboolean
read_zip_entry (HikaeBundleSource *self,
                const HikaeBundleEntry *entry,
                Output *output,
                GCancellable *cancellable,
                GError **error)
{
  z_stream stream = {0};
  gboolean deflated = entry->method == HIKAE_ZIP_DEFLATED;
  guint64 start = 0;
  gboolean done = FALSE;

  if ((entry->flags & HIKAE_ZIP_FLAG_ENCRYPTED) != 0)
    return damaged (error, "it is encrypted");
  if (!read_local_header (self, entry, &start, error))
    return FALSE;
  if (deflated && inflateInit2 (&stream, -MAX_WBITS) != Z_OK)
    g_error ("the compression library does not start");
  done = copy_entry (
      self, start, entry, deflated ? &stream : NULL, output, cancellable, error);
  if (deflated)
    inflateEnd (&stream);
  if (!done)
    return FALSE;
  if (output->size != entry->size || output->crc != entry->crc)
    return damaged (error, "its bytes do not fit its checksum");
  return read_descriptor (self, entry, start + entry->stored_size, error);
}

static gboolean
read_folder_entry (HikaeBundleSource *self,
                   const HikaeBundleEntry *entry,
                   Output *output,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, entry->path, NULL);
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  g_autoptr (GError) inner = NULL;
  gssize got = 1;

  self->fd = hikae_file_open_regular (path, NULL, &inner);
  if (self->fd < 0)
    return damaged (error, "it is not a regular file, or cannot be read");
  while (got > 0 && !g_cancellable_is_cancelled (cancellable)) {
    got = read_some (self, output->size, chunk, CHUNK, error);
    if (got > 0)
      put_out (output, chunk, (gsize)got);
  }
  close (self->fd);
  self->fd = -1;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  return got == 0;
}

gboolean
hikae_bundle_source_read (HikaeBundleSource *self,
                          const HikaeBundleEntry *entry,
                          HikaeBundleSink sink,
                          gpointer data,
                          GCancellable *cancellable,
                          GError **error)
{
  Output output = {sink, data, 0, 0};

  return self->folder != NULL
             ? read_folder_entry (self, entry, &output, cancellable, error)
             : read_zip_entry (self, entry, &output, cancellable, error);
}

static gboolean
list_folder (HikaeBundleSource *self, const char *relative, guint depth, GError **error)
{
  g_autofree char *folder = g_build_filename (self->folder, relative, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  if (dir == NULL || depth > MAX_DEPTH || self->entries->len > HIKAE_BUNDLE_MAX_FILES) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "a folder of it cannot be read, or there are too many files");
    return FALSE;
  }
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path =
        *relative != '\0' ? g_strconcat (relative, "/", name, NULL) : g_strdup (name);
    g_autofree char *full = g_build_filename (self->folder, path, NULL);
    struct stat facts = {0};
    HikaeBundleEntry *entry = NULL;

    /* lstat(): a link is an entry that will not open, never a way out of the folder. */
    if (lstat (full, &facts) == 0 && S_ISDIR (facts.st_mode)) {
      if (!list_folder (self, path, depth + 1, error))
        return FALSE;
      continue;
    }
    entry = g_new0 (HikaeBundleEntry, 1);
    entry->path = g_steal_pointer (&path);
    entry->size = (guint64)facts.st_size;
    g_ptr_array_add (self->entries, entry);
  }
  return TRUE;
}

static gboolean
is_locked (GPtrArray *entries)
{
  const HikaeBundleEntry *entry = entries->len == 1 ? entries->pdata[0] : NULL;

  return entry != NULL && g_str_equal (entry->path, HIKAE_BUNDLE_CONTENTS) &&
         (entry->flags & HIKAE_ZIP_FLAG_ENCRYPTED) != 0;
}

static gboolean
is_locked_by_others (GPtrArray *entries)
{
  guint files = 0;

  for (guint i = 0; i < entries->len; i++) {
    const HikaeBundleEntry *entry = entries->pdata[i];

    if (g_str_has_suffix (entry->path, "/"))
      continue;
    if ((entry->flags & HIKAE_ZIP_FLAG_ENCRYPTED) == 0)
      return FALSE;
    files++;
  }
  return files > 0;
}

/* Reads the locked archive to its end, which authenticates it, and keeps its last bytes.
 */
static GByteArray *
read_locked_tail (HikaeBundleSource *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) tail = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  gssize got = 1;

  while (got > 0) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
    got = read_some (self, 0, chunk, CHUNK, error);
    if (got > 0)
      g_byte_array_append (tail, chunk, (guint)got);
    if (tail->len > 2 * HIKAE_ZIP_TAIL_MAX)
      g_byte_array_remove_range (tail, 0, tail->len - HIKAE_ZIP_TAIL_MAX);
  }
  return got == 0 ? g_steal_pointer (&tail) : NULL;
}

static GPtrArray *
open_locked (HikaeBundleSource *self,
             HikaeSecret *passphrase,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GByteArray) tail = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  guint64 claimed = 0;
  gsize comment = 0;

  if (passphrase == NULL) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_WRONG_SECRET, "the bundle needs its passphrase");
    return NULL;
  }
  self->lock = hikae_zip_lock_reader_new (self->fd, passphrase, &claimed, error);
  if (self->lock == NULL)
    return NULL;
  tail = read_locked_tail (self, cancellable, error);
  if (tail == NULL)
    return NULL;
  self->size = self->at;
  self->at = 0;
  hikae_zip_lock_reader_free (self->lock);
  self->lock = hikae_zip_lock_reader_new (self->fd, passphrase, &claimed, error);
  if (self->lock != NULL)
    entries =
        hikae_zip_directory_parse (tail->data, tail->len, self->size, &comment, error);
  self->comment += comment;
  return g_steal_pointer (&entries);
}

static gboolean
open_zip (HikaeBundleSource *self,
          const char *path,
          HikaeSecret *passphrase,
          GCancellable *cancellable,
          GError **error)
{
  gsize tail_size = 0;
  g_autofree guint8 *tail = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  self->fd = hikae_file_open_regular (path, &self->size, error);
  if (self->fd < 0)
    return FALSE;
  tail_size = (gsize)MIN (self->size, HIKAE_ZIP_TAIL_MAX);
  tail = g_malloc (tail_size + 1);
  if (!read_exactly (self, self->size - tail_size, tail, tail_size, error))
    return FALSE;
  entries =
      hikae_zip_directory_parse (tail, tail_size, self->size, &self->comment, error);
  if (entries != NULL && is_locked (entries))
    self->entries = open_locked (self, passphrase, cancellable, error);
  else if (entries != NULL && is_locked_by_others (entries))
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "reading the archive: another program put a passphrase on it; "
                         "unpack it, and pack the folder again as an ordinary ZIP file");
  else
    self->entries = g_steal_pointer (&entries);
  return self->entries != NULL;
}

HikaeBundleSource *
hikae_bundle_source_open (const char *path,
                          HikaeSecret *passphrase,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (HikaeBundleSource) self = g_new0 (HikaeBundleSource, 1);

  self->fd = -1;
  if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
    self->folder = g_strdup (path);
    self->entries =
        g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_bundle_entry_free);
    return list_folder (self, "", 0, error) ? g_steal_pointer (&self) : NULL;
  }
  return open_zip (self, path, passphrase, cancellable, error) ? g_steal_pointer (&self)
                                                               : NULL;
}
