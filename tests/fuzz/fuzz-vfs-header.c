/* fuzz-vfs-header.c: any bytes as the header of a case file
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The checksum would stop every mutation at the door, so it is put right first, as a
 * hostile writer would. What is accepted must be written back the same. */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-hasher.h"
#include "hikae-vfs-header.h"

#include <string.h>

#define CHECKSUM_OFFSET (HIKAE_HEADER_SIZE - 2 * HIKAE_SHA256_SIZE)

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  guint8 bytes[HIKAE_HEADER_SIZE] = {0};
  guint8 again[HIKAE_HEADER_SIZE] = {0};
  HikaeVfsHeader header = {0};
  g_autoptr (HikaeSecret) key = hikae_secret_new (HIKAE_PAGE_KEY_SIZE);
  HikaeDigest digest = {HIKAE_DIGEST_NONE, {0}};

  if (hikae_vfs_header_choose (&header, data, size, NULL, NULL))
    g_assert_cmpuint (header.page_size, <=, HIKAE_PAGE_SIZE_MAX);
  if (size > 0)
    memcpy (bytes, data, MIN (size, sizeof bytes));
  digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, bytes, CHECKSUM_OFFSET);
  memcpy (bytes + CHECKSUM_OFFSET, digest.bytes, HIKAE_SHA256_SIZE);
  if (!hikae_vfs_header_parse (&header, bytes, NULL))
    return 0;
  hikae_vfs_header_format (&header, key, again);
  g_assert_cmpmem (bytes, CHECKSUM_OFFSET, again, CHECKSUM_OFFSET);
  return 0;
}
