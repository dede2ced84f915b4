/* hikae-vfs-header.c: the two header copies, as bytes and as a struct
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All numbers are big-endian. A field that is not described is zero and is refused when
 * it is not: there is exactly one way to write a header. */
#include "config.h"

#include "hikae-vfs-header.h"

#include "hikae-error.h"
#include "hikae-hasher.h"
#include "hikae-reader.h"
#include "hikae-vfs-private.h"

#include <string.h>

#define MAGIC "Hikae case file\n"
#define MAGIC_SIZE 16
#define SLOTS_OFFSET 128
#define CHECKSUM_OFFSET (HIKAE_HEADER_SIZE - 2 * HIKAE_SHA256_SIZE)
#define MAC_OFFSET (HIKAE_HEADER_SIZE - HIKAE_SHA256_SIZE)

G_STATIC_ASSERT (SLOTS_OFFSET + HIKAE_SLOT_COUNT * HIKAE_VFS_SLOT_SIZE <=
                 CHECKSUM_OFFSET);
G_STATIC_ASSERT (sizeof MAGIC - 1 == MAGIC_SIZE);

static gboolean
refuse (GError **error, HikaeError code, const char *message)
{
  g_set_error_literal (error, HIKAE_ERROR, code, message);
  return FALSE;
}

static gboolean
is_page_size (guint32 size)
{
  return size >= HIKAE_PAGE_SIZE_MIN && size <= HIKAE_PAGE_SIZE_MAX &&
         (size & (size - 1)) == 0;
}

static void
copy_field (HikaeReader *reader, guint8 *field, gsize size)
{
  const guint8 *bytes = hikae_reader_read (reader, size);

  if (bytes != NULL)
    memcpy (field, bytes, size);
}

static gboolean
check_envelope (HikaeReader *reader, const guint8 *bytes, GError **error)
{
  const guint8 *magic = hikae_reader_read (reader, MAGIC_SIZE);
  guint32 version = hikae_reader_read_u32be (reader);
  guint32 suite = hikae_reader_read_u32be (reader);
  HikaeDigest digest = {HIKAE_DIGEST_NONE, {0}};

  if (memcmp (magic, MAGIC, MAGIC_SIZE) != 0)
    return refuse (error, HIKAE_ERROR_REJECTED, "this is not a case file");
  digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, bytes, CHECKSUM_OFFSET);
  /* A newer version may keep its checksum elsewhere; but one flipped bit in the version
   * must be called damage, not a newer program. So ask the checksum first. */
  if (!hikae_bytes_equal (digest.bytes, bytes + CHECKSUM_OFFSET, HIKAE_SHA256_SIZE))
    return refuse (error, HIKAE_ERROR_DAMAGED, "the header of the case file is damaged");
  if (version != HIKAE_HEADER_VERSION || suite != HIKAE_HEADER_SUITE)
    return refuse (
        error, HIKAE_ERROR_TOO_NEW, "the case file was made by a newer version");
  return TRUE;
}

gboolean
hikae_vfs_header_parse (HikaeVfsHeader *self, const guint8 *bytes, GError **error)
{
  HikaeReader reader;
  gboolean fits = TRUE;
  guint used = 0;

  memset (self, 0, sizeof *self);
  hikae_reader_init (&reader, bytes, HIKAE_HEADER_SIZE);
  if (!check_envelope (&reader, bytes, error))
    return FALSE;
  self->sequence = hikae_reader_read_u64be (&reader);
  copy_field (&reader, self->file_id, sizeof self->file_id);
  copy_field (&reader, self->session, sizeof self->session);
  self->page_size = hikae_reader_read_u32be (&reader);
  fits = hikae_reader_read_u32be (&reader) == HIKAE_PAGE_TRAILER_SIZE;
  self->created_at = (gint64)hikae_reader_read_u64be (&reader);
  fits = hikae_vfs_skip_zeros (&reader, SLOTS_OFFSET - reader.offset) && fits &&
         is_page_size (self->page_size);
  for (guint i = 0; fits && i < HIKAE_SLOT_COUNT; i++) {
    fits = hikae_vfs_slot_parse (&self->slots[i], &reader);
    used += self->slots[i].kind != 0;
  }
  fits = fits && used > 0 && !reader.failed &&
         hikae_vfs_skip_zeros (&reader, CHECKSUM_OFFSET - reader.offset);
  if (!fits)
    return refuse (
        error, HIKAE_ERROR_DAMAGED, "the header of the case file breaks the format");
  return TRUE;
}

void
hikae_vfs_header_format (const HikaeVfsHeader *self,
                         const HikaeSecret *key,
                         guint8 *bytes)
{
  HikaeVfsWriter writer = {bytes, 0, HIKAE_HEADER_SIZE};
  HikaeDigest digest = {HIKAE_DIGEST_NONE, {0}};

  memset (bytes, 0, HIKAE_HEADER_SIZE);
  hikae_vfs_write (&writer, MAGIC, MAGIC_SIZE);
  hikae_vfs_write_number (&writer, HIKAE_HEADER_VERSION, 4);
  hikae_vfs_write_number (&writer, HIKAE_HEADER_SUITE, 4);
  hikae_vfs_write_number (&writer, self->sequence, 8);
  hikae_vfs_write (&writer, self->file_id, sizeof self->file_id);
  hikae_vfs_write (&writer, self->session, sizeof self->session);
  hikae_vfs_write_number (&writer, self->page_size, 4);
  hikae_vfs_write_number (&writer, HIKAE_PAGE_TRAILER_SIZE, 4);
  hikae_vfs_write_number (&writer, (guint64)self->created_at, 8);
  writer.offset = SLOTS_OFFSET;
  for (guint i = 0; i < HIKAE_SLOT_COUNT; i++)
    hikae_vfs_slot_format (&self->slots[i], &writer);
  digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, bytes, CHECKSUM_OFFSET);
  memcpy (bytes + CHECKSUM_OFFSET, digest.bytes, HIKAE_SHA256_SIZE);
  hikae_hmac_sha256 (key, bytes, MAC_OFFSET, bytes + MAC_OFFSET);
}

gboolean
hikae_vfs_header_is_authentic (const guint8 *bytes, const HikaeSecret *key)
{
  guint8 mac[HIKAE_SHA256_SIZE] = {0};

  hikae_hmac_sha256 (key, bytes, MAC_OFFSET, mac);
  return hikae_bytes_equal (mac, bytes + MAC_OFFSET, sizeof mac);
}

gboolean
hikae_vfs_header_choose (HikaeVfsHeader *self,
                         const guint8 *region,
                         gsize region_size,
                         guint *which,
                         GError **error)
{
  g_autoptr (GError) first = NULL;
  gboolean found = FALSE;
  gboolean begins = region_size >= MAGIC_SIZE && memcmp (region, MAGIC, MAGIC_SIZE) == 0;

  for (guint i = 0; i < HIKAE_HEADER_COPIES; i++) {
    g_autoptr (GError) problem = NULL;
    HikaeVfsHeader copy = {0};

    if (region_size < (gsize)i * HIKAE_HEADER_STRIDE + HIKAE_HEADER_SIZE)
      g_set_error_literal (&problem,
                           HIKAE_ERROR,
                           begins ? HIKAE_ERROR_DAMAGED : HIKAE_ERROR_REJECTED,
                           "the file is too short to be a case file");
    else if (hikae_vfs_header_parse (
                 &copy, region + (gsize)i * HIKAE_HEADER_STRIDE, &problem) &&
             (!found || copy.sequence > self->sequence)) {
      *self = copy;
      found = TRUE;
      if (which != NULL)
        *which = i;
    }
    /* "Damaged" and "too new" say more than "not a case file". */
    if (problem != NULL && (first == NULL || first->code == HIKAE_ERROR_REJECTED)) {
      g_clear_error (&first);
      first = g_steal_pointer (&problem);
    }
  }
  if (!found)
    g_propagate_error (error, g_steal_pointer (&first));
  return found;
}
