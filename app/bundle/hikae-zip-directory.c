/* hikae-zip-directory.c: the central directory of an untrusted ZIP
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The directory must end where the end record begins and every entry must lie before it,
 * without touching another one. Archives with anything in front, behind or between are
 * refused rather than guessed at: two programs could read them differently. A comment
 * behind the end is let through when no program can take a part of it for an end. */
#include "config.h"

#include "hikae-zip-directory.h"

#include "hikae-bundle-plan.h"
#include "hikae-error.h"
#include "hikae-reader.h"

#include <string.h>
#include <sys/stat.h>

#define END_SIZE 22
#define END_SIGNATURE 0x06054b50u
#define LOCATOR64_SIZE 20
#define END64_SIZE 56
#define LOCAL_SIZE 30
#define DOS_FOLDER 0x10u
/* Encrypted, two of deflate, descriptor, UTF-8; not patches, hidden headers or others. */
#define KNOWN_FLAGS 0x080fu
/* What helps when the files in it may be right and only the wrapping is not. */
#define PACK_AGAIN "; unpack it, and pack the folder again as an ordinary ZIP file"
/* More than this many bytes out of one in is not evidence but a bomb. */
#define MAX_RATIO 200
#define FREE_EXPANSION (G_GUINT64_CONSTANT (1) << 30)

typedef struct {
  guint64 count;
  guint64 start;
  guint64 end; /* of the directory, where the end records begin */
  gsize comment;
} Range;

void
hikae_bundle_entry_free (HikaeBundleEntry *entry)
{
  g_free (entry->path);
  g_free (entry);
}

static gboolean
reject (GError **error, const char *why)
{
  g_set_error (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "reading the archive: %s", why);
  return FALSE;
}

static guint64
read_u64 (HikaeReader *reader)
{
  guint64 low = hikae_reader_read_u32le (reader);
  guint64 high = hikae_reader_read_u32le (reader);

  return high << 32 | low;
}

/* @range: (inout): what the small record says; the values that fit there must be the same
 * in the large one. */
static gboolean
read_end64 (const guint8 *tail,
            gsize at,
            guint64 base,
            guint32 small_size,
            Range *range,
            GError **error)
{
  HikaeReader reader = {0};
  const Range small = *range;
  guint64 record = 0;
  guint64 size = 0;

  if (at < LOCATOR64_SIZE + END64_SIZE)
    return reject (error, "its end record is cut off");
  hikae_reader_init (&reader, tail + at - LOCATOR64_SIZE, LOCATOR64_SIZE);
  if (hikae_reader_read_u32le (&reader) != 0x07064b50u ||
      hikae_reader_read_u32le (&reader) != 0)
    return reject (error, "its large end record is missing");
  record = read_u64 (&reader);
  if (record != base + at - LOCATOR64_SIZE - END64_SIZE)
    return reject (error, "its large end record is not where it says");
  hikae_reader_init (&reader, tail + (record - base), END64_SIZE);
  if (hikae_reader_read_u32le (&reader) != 0x06064b50u || read_u64 (&reader) != 44 ||
      !hikae_reader_skip (&reader, 4) || read_u64 (&reader) != 0)
    return reject (error, "its large end record is damaged");
  range->count = read_u64 (&reader);
  if (read_u64 (&reader) != range->count)
    return reject (error, "it is one of several parts, which belong together" PACK_AGAIN);
  size = read_u64 (&reader);
  range->start = read_u64 (&reader);
  range->end = record;
  if ((small.count != G_MAXUINT16 && small.count != range->count) ||
      (small.start != G_MAXUINT32 && small.start != range->start) ||
      (small_size != G_MAXUINT32 && small_size != size))
    return reject (error, "its two end records disagree");
  return (range->start <= record && size == record - range->start) ||
         reject (error, "its directory has a false size");
}

/* Where the end record stands whose comment ends where the archive does. */
static gboolean
find_end (const guint8 *tail, gsize size, gsize *found, GError **error)
{
  const gsize lowest = size > END_SIZE + 65535 ? size - END_SIZE - 65535 : 0;
  gboolean seen = FALSE;

  for (gsize at = size - END_SIZE;; at--) {
    HikaeReader reader = {0};

    hikae_reader_init (&reader, tail + at, size - at);
    if (hikae_reader_read_u32le (&reader) == END_SIGNATURE) {
      seen = TRUE;
      hikae_reader_skip (&reader, END_SIZE - 6);
      *found = at;
      if (hikae_reader_read_u16le (&reader) == hikae_reader_get_left (&reader))
        return TRUE;
    }
    if (at == lowest)
      break;
  }
  return reject (error,
                 seen ? "something was put behind its end" PACK_AGAIN
                      : "it is not a ZIP archive, or it did not arrive whole");
}

/* Others look for the end from the back and take the first one that they find. */
static gboolean
hides_an_end (const guint8 *bytes, gsize size)
{
  static const guint8 mark[] = {'P', 'K', 5, 6};

  return memmem (bytes, size, mark, sizeof mark) != NULL;
}

static gboolean
read_end (const guint8 *tail, gsize tail_size, guint64 base, Range *range, GError **error)
{
  HikaeReader reader = {0};
  gboolean one_part = FALSE;
  guint16 total = 0;
  guint64 size = 0;
  gsize at = 0;

  if (!find_end (tail, tail_size, &at, error))
    return FALSE;
  hikae_reader_init (&reader, tail + at + 4, tail_size - at - 4);
  one_part = hikae_reader_read_u32le (&reader) == 0;
  total = hikae_reader_read_u16le (&reader);
  one_part = hikae_reader_read_u16le (&reader) == total && one_part;
  size = hikae_reader_read_u32le (&reader);
  range->start = hikae_reader_read_u32le (&reader);
  range->count = total;
  range->end = base + at;
  range->comment = tail_size - at - END_SIZE;
  if (!one_part)
    return reject (error, "it is one of several parts, which belong together" PACK_AGAIN);
  if (range->comment > 0 && hides_an_end (tail + at + 1, tail_size - at - 1))
    return reject (error, "its comment looks like the end of another one" PACK_AGAIN);
  if (total == G_MAXUINT16 || size == G_MAXUINT32 || range->start == G_MAXUINT32)
    return read_end64 (tail, at, base, (guint32)size, range, error);
  return (range->start <= range->end && size == range->end - range->start) ||
         reject (error, "something stands before or within it" PACK_AGAIN);
}

/* The Zip64 field holds exactly the values that did not fit, in this order. */
static gboolean
read_large (HikaeReader *field, HikaeBundleEntry *entry)
{
  if (entry->size == G_MAXUINT32)
    entry->size = read_u64 (field);
  if (entry->stored_size == G_MAXUINT32)
    entry->stored_size = read_u64 (field);
  if (entry->offset == G_MAXUINT32)
    entry->offset = read_u64 (field);
  return !field->failed;
}

static gboolean
is_too_large (const HikaeBundleEntry *entry)
{
  return entry->size == G_MAXUINT32 || entry->stored_size == G_MAXUINT32 ||
         entry->offset == G_MAXUINT32;
}

/* Some write the field without need; then it may say again what stands there already. */
static gboolean
repeats (HikaeReader *field, const HikaeBundleEntry *entry)
{
  const guint64 values[] = {entry->size, entry->stored_size, entry->offset};

  for (guint i = 0; i < G_N_ELEMENTS (values) && hikae_reader_get_left (field) >= 8; i++)
    if (read_u64 (field) != values[i])
      return FALSE;
  return hikae_reader_get_left (field) == 0;
}

static gboolean
read_extra (HikaeReader *extra, HikaeBundleEntry *entry)
{
  gboolean large = is_too_large (entry);

  while (hikae_reader_get_left (extra) >= 4) {
    guint16 id = hikae_reader_read_u16le (extra);
    guint16 size = hikae_reader_read_u16le (extra);
    HikaeReader field = {0};

    /* 0x7075 gives the entry another name for some readers. */
    if (!hikae_reader_sub (extra, size, &field) || id == 0x7075)
      return FALSE;
    if (id != HIKAE_ZIP_EXTRA_LARGE)
      continue;
    if (large ? !read_large (&field, entry) : !repeats (&field, entry))
      return FALSE;
    large = FALSE;
  }
  return hikae_reader_get_left (extra) == 0 && !large;
}

/* Links and devices, whichever system the entry claims to come from; and a folder only by
 * its attributes, or only by its name, which readers take differently. */
static gboolean
is_odd_file (const char *name, gsize size, guint32 attributes)
{
  mode_t mode = (mode_t)(attributes >> 16);
  gboolean folder = name[size - 1] == '/';

  if ((mode & S_IFMT) != 0)
    return folder ? !S_ISDIR (mode) : !S_ISREG (mode);
  return !folder && (attributes & DOS_FOLDER) != 0;
}

static HikaeBundleEntry *
read_entry (HikaeReader *reader, GError **error)
{
  HikaeBundleEntry *entry = g_new0 (HikaeBundleEntry, 1);
  guint32 signature = hikae_reader_read_u32le (reader);
  guint16 name_size = 0;
  guint16 extra_size = 0;
  guint16 comment_size = 0;
  guint32 attributes = 0;
  const guint8 *name = NULL;
  HikaeReader extra = {0};

  hikae_reader_skip (reader, 4);
  entry->flags = hikae_reader_read_u16le (reader);
  entry->method = hikae_reader_read_u16le (reader);
  hikae_reader_skip (reader, 4);
  entry->crc = hikae_reader_read_u32le (reader);
  entry->stored_size = hikae_reader_read_u32le (reader);
  entry->size = hikae_reader_read_u32le (reader);
  name_size = hikae_reader_read_u16le (reader);
  extra_size = hikae_reader_read_u16le (reader);
  comment_size = hikae_reader_read_u16le (reader);
  hikae_reader_skip (reader, 4);
  attributes = hikae_reader_read_u32le (reader);
  entry->offset = hikae_reader_read_u32le (reader);
  name = hikae_reader_read (reader, name_size);
  if (signature == 0x02014b50u && name != NULL && name_size > 0 &&
      memchr (name, '\0', name_size) == NULL &&
      hikae_reader_sub (reader, extra_size, &extra) && read_extra (&extra, entry) &&
      hikae_reader_skip (reader, comment_size) &&
      !is_odd_file ((const char *)name, name_size, attributes)) {
    entry->path = g_strndup ((const char *)name, name_size);
    return entry;
  }
  hikae_bundle_entry_free (entry);
  (void)reject (error,
                "an entry of its directory is damaged, a link or a device" PACK_AGAIN);
  return NULL;
}

static gboolean
check_entry (const HikaeBundleEntry *entry, GError **error)
{
  if (entry->method == HIKAE_ZIP_STORED && entry->stored_size != entry->size &&
      (entry->flags & HIKAE_ZIP_FLAG_ENCRYPTED) == 0)
    return reject (error, "an entry has two sizes");
  if (entry->method != HIKAE_ZIP_STORED && entry->method != HIKAE_ZIP_DEFLATED &&
      (entry->method != HIKAE_ZIP_AES || (entry->flags & HIKAE_ZIP_FLAG_ENCRYPTED) == 0))
    return reject (error, "an entry is packed in a way that few can read" PACK_AGAIN);
  if ((entry->flags & ~KNOWN_FLAGS) != 0)
    return reject (error, "an entry has marks that are not known");
  return TRUE;
}

static int
compare_offsets (gconstpointer a, gconstpointer b)
{
  const HikaeBundleEntry *first = *(HikaeBundleEntry *const *)a;
  const HikaeBundleEntry *second = *(HikaeBundleEntry *const *)b;

  return first->offset < second->offset ? -1 : first->offset > second->offset;
}

static gboolean
check_layout (GPtrArray *entries, guint64 start, guint64 size, GError **error)
{
  guint64 expansion = 0;

  g_ptr_array_sort (entries, compare_offsets);
  for (guint i = 0; i < entries->len; i++) {
    HikaeBundleEntry *entry = entries->pdata[i];
    const HikaeBundleEntry *next = i + 1 < entries->len ? entries->pdata[i + 1] : NULL;

    g_assert (entry != NULL);
    entry->limit = next != NULL ? next->offset : start;
    if (i == 0 && entry->offset != 0)
      return reject (error, "something stands before its first entry" PACK_AGAIN);
    if (entry->offset > start || entry->limit < entry->offset ||
        entry->limit - entry->offset < LOCAL_SIZE ||
        entry->stored_size > entry->limit - entry->offset - LOCAL_SIZE)
      return reject (error, "entries overlap");
    if (entry->method == HIKAE_ZIP_DEFLATED &&
        (entry->size > G_MAXINT64 || (expansion += entry->size) > G_MAXINT64))
      return reject (error, "an entry has a false size");
  }
  if (expansion > FREE_EXPANSION && expansion / MAX_RATIO > size)
    return reject (error, "it would unpack to far more than it is");
  return TRUE;
}

GPtrArray *
hikae_zip_directory_parse (const guint8 *tail,
                           gsize tail_size,
                           guint64 size,
                           gsize *comment,
                           GError **error)
{
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_bundle_entry_free);
  Range range = {0};
  HikaeReader reader = {0};
  guint64 base = size - tail_size;

  if (tail_size < END_SIZE) {
    (void)reject (error, "it is not a ZIP archive, or it did not arrive whole");
    return NULL;
  }
  if (!read_end (tail, tail_size, base, &range, error))
    return NULL;
  if (range.start < base || range.start > range.end ||
      range.count > HIKAE_BUNDLE_MAX_FILES) {
    (void)reject (error, "it has too many entries");
    return NULL;
  }
  hikae_reader_init (
      &reader, tail + (range.start - base), (gsize)(range.end - range.start));
  for (guint64 i = 0; i < range.count; i++) {
    HikaeBundleEntry *entry = read_entry (&reader, error);

    if (entry == NULL)
      return NULL;
    g_ptr_array_add (entries, entry);
    if (!check_entry (entry, error))
      return NULL;
  }
  if (hikae_reader_get_left (&reader) != 0) {
    (void)reject (error, "its directory holds more than it says");
    return NULL;
  }
  *comment = range.comment;
  return check_layout (entries, range.start, size, error) ? g_steal_pointer (&entries)
                                                          : NULL;
}
