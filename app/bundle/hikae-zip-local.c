/* hikae-zip-local.c: what stands before and behind the bytes of an untrusted ZIP entry
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Some readers believe the directory, others the local headers. A bundle that would be
 * two things to two readers is refused. */
#include "config.h"

#include "hikae-zip-local.h"

#include "hikae-reader.h"
#include "hikae-zip-directory.h"

#include <string.h>

#define LOCAL_SIGNATURE 0x04034b50u
#define DESCRIPTOR_SIGNATURE 0x08074b50u
#define EXTRA_OTHER_NAME 0x7075u

static const char disagree[] = "its header and the directory disagree";

static guint64
read_u64 (HikaeReader *reader)
{
  guint64 low = hikae_reader_read_u32le (reader);
  guint64 high = hikae_reader_read_u32le (reader);

  return high << 32 | low;
}

static gboolean
has_descriptor (const HikaeBundleEntry *entry)
{
  return (entry->flags & HIKAE_ZIP_FLAG_DESCRIPTOR) != 0;
}

const char *
hikae_zip_local_read_head (const guint8 *header,
                           const HikaeBundleEntry *entry,
                           guint16 *name_size,
                           guint16 *extra_size)
{
  HikaeReader reader = {0};
  guint16 flags = 0;
  guint16 method = 0;

  hikae_reader_init (&reader, header, HIKAE_ZIP_LOCAL_SIZE);
  if (hikae_reader_read_u32le (&reader) != LOCAL_SIGNATURE)
    return "its header is missing";
  hikae_reader_skip (&reader, 2);
  flags = hikae_reader_read_u16le (&reader);
  method = hikae_reader_read_u16le (&reader);
  hikae_reader_skip (&reader, 16);
  *name_size = hikae_reader_read_u16le (&reader);
  *extra_size = hikae_reader_read_u16le (&reader);
  if (flags != entry->flags || method != entry->method ||
      *name_size != strlen (entry->path))
    return disagree;
  return NULL;
}

/* Sizes that did not fit stand in the large field, the plain one first. */
static gboolean
read_large (HikaeReader *extra, guint64 *size, guint64 *stored)
{
  while (hikae_reader_get_left (extra) >= 4) {
    guint16 id = hikae_reader_read_u16le (extra);
    guint16 length = hikae_reader_read_u16le (extra);
    HikaeReader field = {0};

    if (!hikae_reader_sub (extra, length, &field) || id == EXTRA_OTHER_NAME)
      return FALSE;
    if (id != HIKAE_ZIP_EXTRA_LARGE)
      continue;
    if (*size == G_MAXUINT32)
      *size = read_u64 (&field);
    if (*stored == G_MAXUINT32)
      *stored = read_u64 (&field);
    if (field.failed)
      return FALSE;
  }
  return TRUE;
}

const char *
hikae_zip_local_read_rest (const guint8 *header,
                           const guint8 *rest,
                           guint16 name_size,
                           guint16 extra_size,
                           const HikaeBundleEntry *entry)
{
  HikaeReader reader = {0};
  HikaeReader extra = {0};
  guint32 crc = 0;
  guint64 stored = 0;
  guint64 size = 0;

  hikae_reader_init (&reader, header, HIKAE_ZIP_LOCAL_SIZE);
  hikae_reader_skip (&reader, 14);
  crc = hikae_reader_read_u32le (&reader);
  stored = hikae_reader_read_u32le (&reader);
  size = hikae_reader_read_u32le (&reader);
  hikae_reader_init (&extra, rest + name_size, extra_size);
  if (memcmp (rest, entry->path, name_size) != 0 || !read_large (&extra, &size, &stored))
    return disagree;
  /* With a descriptor these may still be unknown, but never something else. */
  if (has_descriptor (entry))
    return (crc == 0 || crc == entry->crc) && (size == 0 || size == entry->size) &&
                   (stored == 0 || stored == entry->stored_size)
               ? NULL
               : disagree;
  return crc == entry->crc && size == entry->size && stored == entry->stored_size
             ? NULL
             : disagree;
}

const char *
hikae_zip_local_read_descriptor (const guint8 *bytes,
                                 gsize size,
                                 const HikaeBundleEntry *entry)
{
  HikaeReader reader = {0};
  gboolean marked = size == 16 || size == 24;
  gboolean large = size >= 20;
  guint64 stored = 0;
  guint64 plain = 0;

  if (!has_descriptor (entry))
    return size == 0 ? NULL : "something unlisted follows it";
  if (size != 12 && size != 16 && size != 20 && size != 24)
    return "something unlisted follows it";
  hikae_reader_init (&reader, bytes, size);
  if (marked && hikae_reader_read_u32le (&reader) != DESCRIPTOR_SIGNATURE)
    return disagree;
  if (hikae_reader_read_u32le (&reader) != entry->crc)
    return disagree;
  stored = large ? read_u64 (&reader) : hikae_reader_read_u32le (&reader);
  plain = large ? read_u64 (&reader) : hikae_reader_read_u32le (&reader);
  return stored == entry->stored_size && plain == entry->size ? NULL : disagree;
}
