/* hikae-bundle-reader.c: the entries of a bundle, one after the other, whatever holds
 * them
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-reader.h"

#include "hikae-bundle-plan.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-reader.h"
#include "hikae-zip-directory.h"
#include "hikae-zip-lock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define DEPTH_MAX 8
#define BUFFER_SIZE (256 * 1024)
/* Small texts pack well; beyond this size the ratio counts. */
#define RATIO_FROM (16 * 1024 * 1024)
#define LOCAL_SIZE 30

typedef enum {
  HOLDER_ZIP,
  HOLDER_FOLDER,
  HOLDER_LOCKED,
} Holder;

struct _HikaeBundleReader {
  Holder holder;
  int fd;             /* of the ZIP, or of the folder */
  GPtrArray *entries; /* ZIP: of HikaeZipEntry; folder: of names */
  guint at;           /* next entry */
  char *prefix;       /* common top folder with its slash, or "" */
  guint64 total;
  HikaeZipLockReader *locked;
  /* the current entry */
  int file; /* folder only */
  guint64 offset;
  guint64 packed_left;
  guint64 left;
  guint32 expected_crc;
  guint32 crc;
  gboolean crc_known;
  gboolean deflated;
  gboolean descriptor; /* locked: a data descriptor follows */
  gboolean wide;       /* of eight-byte sizes */
  gboolean open;
  z_stream inflater;
  gboolean inflating;
  guint8 *buffer;
};

static gboolean
damage (GError **error, const char *why)
{
  g_set_error_literal (error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, why);
  return FALSE;
}

static void
close_entry (HikaeBundleReader *self)
{
  if (self->inflating)
    inflateEnd (&self->inflater);
  self->inflating = FALSE;
  self->open = FALSE;
  if (self->file >= 0)
    close (self->file);
  self->file = -1;
}

/* Top folder that all names share, as when somebody packed the folder again. */
static char *
find_prefix (GPtrArray *names)
{
  g_autofree char *prefix = NULL;

  for (guint i = 0; i < names->len; i++) {
    const char *name = names->pdata[i];
    const char *slash = strchr (name, '/');

    if (g_str_equal (name, "bagit.txt") || slash == NULL)
      return g_strdup ("");
    if (prefix == NULL)
      prefix = g_strndup (name, (gsize)(slash - name) + 1);
    else if (!g_str_has_prefix (name, prefix))
      return g_strdup ("");
  }
  if (prefix == NULL || g_str_equal (prefix, "data/"))
    return g_strdup ("");
  return g_steal_pointer (&prefix);
}

static gboolean
open_zip (HikaeBundleReader *self, guint64 size, HikaeSecret *passphrase, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  HikaeZipEntry *first = NULL;
  guint64 locked_size = 0;

  self->entries = hikae_zip_directory_read (self->fd, size, error);
  if (self->entries == NULL)
    return FALSE;
  first = self->entries->len == 1 ? self->entries->pdata[0] : NULL;
  if (first != NULL && first->encrypted &&
      g_str_equal (first->name, HIKAE_BUNDLE_CONTENTS)) {
    if (passphrase == NULL) {
      g_set_error_literal (error,
                           HIKAE_ERROR,
                           HIKAE_ERROR_WRONG_SECRET,
                           "the bundle is locked with a passphrase");
      return FALSE;
    }
    self->holder = HOLDER_LOCKED;
    self->locked = hikae_zip_lock_reader_new (self->fd, passphrase, &locked_size, error);
    self->total = locked_size;
    return self->locked != NULL;
  }
  for (guint i = 0; i < self->entries->len; i++) {
    const HikaeZipEntry *entry = self->entries->pdata[i];

    g_ptr_array_add (names, entry->name);
    self->total += entry->size;
  }
  self->prefix = find_prefix (names);
  return TRUE;
}

/* Names of all that is below a folder that is not a folder itself; links are names too,
 * so that they can be refused by name. */
static gboolean
list_folder (int parent,
             const char *name,
             const char *prefix,
             guint depth,
             GPtrArray *names,
             GError **error)
{
  int fd = openat (parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;
  gboolean ok = TRUE;
  struct dirent *next = NULL;

  if (dir == NULL) {
    hikae_error_set_from_errno (error, errno, "opening the folder");
    return FALSE;
  }
  while (ok && (next = readdir (dir)) != NULL) {
    g_autofree char *path = g_strconcat (prefix, next->d_name, NULL);
    struct stat facts = {0};

    if (g_str_equal (next->d_name, ".") || g_str_equal (next->d_name, ".."))
      continue;
    if (names->len >= HIKAE_BUNDLE_ENTRIES_MAX || depth > DEPTH_MAX) {
      g_set_error_literal (error,
                           HIKAE_ERROR,
                           HIKAE_ERROR_REJECTED,
                           "too many files or folders within folders for a bundle");
      ok = FALSE;
    } else if (fstatat (dirfd (dir), next->d_name, &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
               S_ISDIR (facts.st_mode)) {
      g_autofree char *below = g_strconcat (path, "/", NULL);

      ok = list_folder (dirfd (dir), next->d_name, below, depth + 1, names, error);
    } else {
      g_ptr_array_add (names, g_steal_pointer (&path));
    }
  }
  closedir (dir);
  return ok;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

static gboolean
open_folder (HikaeBundleReader *self, const char *path, GError **error)
{
  self->holder = HOLDER_FOLDER;
  self->entries = g_ptr_array_new_with_free_func (g_free);
  if (!list_folder (AT_FDCWD, path, "", 0, self->entries, error))
    return FALSE;
  g_ptr_array_sort (self->entries, compare_names);
  self->prefix = find_prefix (self->entries);
  return TRUE;
}

HikaeBundleReader *
hikae_bundle_reader_open (const char *path, HikaeSecret *passphrase, GError **error)
{
  g_autoptr (HikaeBundleReader) self = g_new0 (HikaeBundleReader, 1);
  struct stat facts = {0};
  guint64 size = 0;

  self->file = -1;
  self->prefix = g_strdup ("");
  self->buffer = g_malloc (BUFFER_SIZE);
  self->fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->fd >= 0 && fstat (self->fd, &facts) == 0) {
    g_clear_pointer (&self->prefix, g_free);
    return open_folder (self, path, error) ? g_steal_pointer (&self) : NULL;
  }
  self->fd = hikae_file_open_regular (path, &size, error);
  if (self->fd < 0)
    return NULL;
  g_clear_pointer (&self->prefix, g_free);
  if (!open_zip (self, size, passphrase, error))
    return NULL;
  if (self->prefix == NULL)
    self->prefix = g_strdup ("");
  return g_steal_pointer (&self);
}

void
hikae_bundle_reader_free (HikaeBundleReader *self)
{
  if (self == NULL)
    return;
  close_entry (self);
  g_clear_pointer (&self->locked, hikae_zip_lock_reader_free);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->prefix);
  g_free (self->buffer);
  g_free (self);
}

guint64
hikae_bundle_reader_get_total (HikaeBundleReader *self)
{
  return self->total;
}

static char *
judge_form (const HikaeZipEntry *entry)
{
  if (entry->link)
    return g_strdup ("it is a link or a device, not a file");
  if (entry->encrypted)
    return g_strdup ("it is encrypted");
  if (entry->method != 0 && entry->method != 8)
    return g_strdup ("it is packed in a way that is not read here");
  if (entry->method == 0 && entry->size != entry->packed_size)
    return g_strdup ("its two sizes differ");
  if (entry->size > RATIO_FROM &&
      entry->size / HIKAE_BUNDLE_RATIO_MAX > entry->packed_size)
    return g_strdup ("it would unpack to far more than it is");
  return NULL;
}

static gboolean
start_zip_entry (HikaeBundleReader *self, const HikaeZipEntry *entry, GError **error)
{
  self->offset = entry->offset;
  self->packed_left = entry->packed_size;
  self->left = entry->size;
  self->expected_crc = entry->crc;
  self->crc = 0;
  self->crc_known = TRUE;
  self->deflated = entry->method == 8;
  self->open = TRUE;
  if (!self->deflated)
    return TRUE;
  memset (&self->inflater, 0, sizeof self->inflater);
  self->inflating = inflateInit2 (&self->inflater, -MAX_WBITS) == Z_OK;
  return self->inflating || damage (error, "it cannot be unpacked");
}

static gboolean
next_zip (HikaeBundleReader *self,
          char **name,
          guint64 *size,
          char **trouble,
          GError **error)
{
  for (; self->at < self->entries->len; self->at++) {
    const HikaeZipEntry *entry = self->entries->pdata[self->at];
    gboolean below = g_str_has_prefix (entry->name, self->prefix);

    /* Folders have entries of their own when somebody packed the bundle again. */
    if (entry->size == 0 && g_str_has_suffix (entry->name, "/"))
      continue;
    self->at++;
    *name = g_strdup (below ? entry->name + strlen (self->prefix) : entry->name);
    *size = entry->size;
    *trouble = judge_form (entry);
    return *trouble != NULL || start_zip_entry (self, entry, error);
  }
  return FALSE;
}

static gboolean
next_folder (HikaeBundleReader *self, char **name, guint64 *size, char **trouble)
{
  const char *path = NULL;
  struct stat facts = {0};

  if (self->at == self->entries->len)
    return FALSE;
  path = self->entries->pdata[self->at++];
  *name = g_strdup (path + strlen (self->prefix));
  self->file = openat (self->fd, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (self->file < 0 || fstat (self->file, &facts) != 0 || !S_ISREG (facts.st_mode)) {
    *trouble = g_strdup ("it is a link, a device or cannot be opened");
    return TRUE;
  }
  *size = (guint64)facts.st_size;
  self->left = *size;
  self->crc_known = FALSE;
  self->open = TRUE;
  return TRUE;
}

/* All of @size bytes of the plain text in the locked entry. */
static gboolean
read_locked (HikaeBundleReader *self, guint8 *bytes, gsize size, GError **error)
{
  while (size > 0) {
    gssize got = hikae_zip_lock_reader_read (self->locked, bytes, size, error);

    if (got < 0)
      return FALSE;
    if (got == 0)
      return damage (error, "the locked archive ends too early");
    bytes += got;
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

static gboolean
read_local_sizes (HikaeBundleReader *self,
                  HikaeReader *extra,
                  guint32 packed,
                  guint32 size)
{
  guint64 packed_size = packed;

  self->left = size;
  self->wide = FALSE;
  while (hikae_reader_get_left (extra) >= 4) {
    guint16 id = hikae_reader_read_u16le (extra);
    HikaeReader field;

    if (!hikae_reader_sub (extra, hikae_reader_read_u16le (extra), &field))
      return FALSE;
    if (id != 1)
      continue;
    self->wide = TRUE;
    if (size == G_MAXUINT32)
      self->left = read_u64le (&field);
    if (packed == G_MAXUINT32)
      packed_size = read_u64le (&field);
    if (field.failed)
      return FALSE;
  }
  return packed_size == self->left;
}

/* The writer puts sizes into the local headers, so the inner archive is read from front
 * to back; its directory at the end is covered by the entry's own authentication. */
static gboolean
next_locked (HikaeBundleReader *self, char **name, guint64 *size, GError **error)
{
  guint8 head[LOCAL_SIZE];
  HikaeReader reader;
  guint16 flags = 0;
  guint32 packed = 0;
  gsize name_size = 0;
  gsize extra_size = 0;

  if (!read_locked (self, head, 4, error))
    return FALSE;
  if (memcmp (head, "PK\x03\x04", 4) != 0) {
    /* The rest is read to its end, because only there the whole is authenticated. */
    while (hikae_zip_lock_reader_read (self->locked, self->buffer, BUFFER_SIZE, error) >
           0)
      continue;
    return FALSE;
  }
  if (++self->at > HIKAE_BUNDLE_ENTRIES_MAX)
    return damage (error, "the locked archive has too many files");
  if (!read_locked (self, head + 4, LOCAL_SIZE - 4, error))
    return FALSE;
  hikae_reader_init (&reader, head, sizeof head);
  (void)hikae_reader_skip (&reader, 6);
  flags = hikae_reader_read_u16le (&reader);
  if (hikae_reader_read_u16le (&reader) != 0)
    return damage (error, "the locked archive is not one of this program");
  (void)hikae_reader_skip (&reader, 4);
  self->expected_crc = hikae_reader_read_u32le (&reader);
  packed = hikae_reader_read_u32le (&reader);
  *size = hikae_reader_read_u32le (&reader);
  name_size = hikae_reader_read_u16le (&reader);
  extra_size = hikae_reader_read_u16le (&reader);
  if (name_size + extra_size > BUFFER_SIZE ||
      !read_locked (self, self->buffer, name_size + extra_size, error))
    return damage (error, "the locked archive is not one of this program");
  hikae_reader_init (&reader, self->buffer + name_size, extra_size);
  if (!read_local_sizes (self, &reader, packed, (guint32)*size))
    return damage (error, "the locked archive is not one of this program");
  *name = g_strndup ((const char *)self->buffer, name_size);
  *size = self->left;
  self->descriptor = (flags & 8) != 0;
  self->crc_known = !self->descriptor;
  self->crc = 0;
  self->open = TRUE;
  return TRUE;
}

static gboolean
skip_descriptor (HikaeBundleReader *self, GError **error)
{
  guint8 descriptor[24];

  self->open = FALSE;
  return !self->descriptor ||
         (read_locked (self, descriptor, self->wide ? 24 : 16, error) &&
          (memcmp (descriptor, "PK\x07\x08", 4) == 0 ||
           damage (error, "the locked archive is not one of this program")));
}

static gboolean
drain (HikaeBundleReader *self, GError **error)
{
  guint8 rest[4096];
  gssize got = 0;

  while (self->open &&
         (got = hikae_bundle_reader_read (self, rest, sizeof rest, error)) > 0)
    continue;
  return got >= 0;
}

gboolean
hikae_bundle_reader_next (HikaeBundleReader *self,
                          char **name,
                          guint64 *size,
                          char **trouble,
                          GError **error)
{
  *name = NULL;
  *size = 0;
  *trouble = NULL;
  if (self->holder == HOLDER_LOCKED && !drain (self, error))
    return FALSE;
  close_entry (self);
  switch (self->holder) {
  case HOLDER_FOLDER:
    return next_folder (self, name, size, trouble);
  case HOLDER_LOCKED:
    return next_locked (self, name, size, error);
  case HOLDER_ZIP:
  default:
    return next_zip (self, name, size, trouble, error);
  }
}

static gssize
read_packed (HikaeBundleReader *self, void *bytes, gsize size, GError **error)
{
  gssize got = 0;

  do
    got =
        self->holder == HOLDER_FOLDER
            ? read (self->file, bytes, size)
            : pread (self->fd, bytes, MIN (size, self->packed_left), (off_t)self->offset);
  while (got < 0 && errno == EINTR);
  if (got < 0)
    hikae_error_set_from_errno (error, errno, "reading the bundle");
  else if (self->holder == HOLDER_ZIP) {
    self->offset += (guint64)got;
    self->packed_left -= (guint64)got;
  }
  return got;
}

static gssize
read_deflated (HikaeBundleReader *self, void *bytes, gsize size, GError **error)
{
  int result = Z_OK;

  self->inflater.next_out = bytes;
  self->inflater.avail_out = (uInt)MIN (size, G_MAXINT);
  while (self->inflater.avail_out > 0 && result != Z_STREAM_END) {
    if (self->inflater.avail_in == 0) {
      gssize got = self->packed_left > 0
                       ? read_packed (self, self->buffer, BUFFER_SIZE, error)
                       : 0;

      if (got < 0)
        return -1;
      self->inflater.next_in = self->buffer;
      self->inflater.avail_in = (uInt)got;
    }
    result = inflate (&self->inflater, Z_NO_FLUSH);
    if (result == Z_BUF_ERROR && self->packed_left == 0)
      break;
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
      damage (error, "it cannot be unpacked");
      return -1;
    }
  }
  return (gssize)(size - self->inflater.avail_out);
}

static gssize
finish_entry (HikaeBundleReader *self, GError **error)
{
  if (self->holder == HOLDER_LOCKED && !skip_descriptor (self, error))
    return -1;
  self->open = FALSE;
  if (self->crc_known && self->crc != self->expected_crc) {
    damage (error, "its check sum in the ZIP file does not fit");
    return -1;
  }
  return 0;
}

gssize
hikae_bundle_reader_read (HikaeBundleReader *self,
                          void *bytes,
                          gsize size,
                          GError **error)
{
  gsize wanted = (gsize)MIN ((guint64)size, self->left);
  gssize got = 0;

  if (!self->open)
    return 0;
  if (self->left == 0)
    return finish_entry (self, error);
  if (self->holder == HOLDER_LOCKED)
    got = hikae_zip_lock_reader_read (self->locked, bytes, wanted, error);
  else if (self->deflated && self->holder == HOLDER_ZIP)
    got = read_deflated (self, bytes, wanted, error);
  else
    got = read_packed (self, bytes, wanted, error);
  if (got == 0)
    damage (error, "it is shorter than its table says");
  if (got <= 0)
    return -1;
  self->left -= (guint64)got;
  if (self->crc_known)
    self->crc = (guint32)crc32 (self->crc, bytes, (uInt)got);
  return got;
}
