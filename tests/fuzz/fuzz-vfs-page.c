/* fuzz-vfs-page.c: any bytes as a sealed page, and as a write note
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first byte says where a bit is flipped, the second what is changed in the place the
 * page is bound to; the rest is the page. Nothing but the sealed page in its own place
 * may open. The same bytes are a note, as they are and with its MAC put right. */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-kdf.h"
#include "hikae-vfs-private.h"

#include <string.h>

#define PAGE 512

static HikaeSecret *
get_key (void)
{
  static HikaeSecret *key = NULL;

  if (key == NULL) {
    key = hikae_secret_new (HIKAE_PAGE_KEY_SIZE);
    memset (hikae_secret_get_writable (key), 7, HIKAE_PAGE_KEY_SIZE);
  }
  return key;
}

static void
try_page (const uint8_t *data, guint8 flip, guint8 move)
{
  static HikaePageCipher *cipher = NULL;
  guint8 id[HIKAE_FILE_ID_SIZE] = {1};
  guint8 plain[PAGE] = {0};
  guint8 sealed[PAGE] = {0};
  guint8 back[PAGE] = {0};
  guint32 number = move % 2 != 0 ? 2 : 1;

  if (cipher == NULL)
    cipher = hikae_page_cipher_new (get_key ());
  memcpy (plain, data, PAGE - HIKAE_PAGE_TRAILER_SIZE);
  g_assert_false (hikae_vfs_unseal_page (cipher, id, 1, data, PAGE, back));
  hikae_vfs_seal_page (cipher, id, 1, plain, PAGE, sealed);
  if (flip != 0)
    sealed[(flip * 2 + move) % PAGE] ^= (guint8)(1 << flip % 8);
  id[0] ^= (guint8)(move >> 1);
  if (hikae_vfs_unseal_page (cipher, id, number, sealed, PAGE, back)) {
    g_assert_true (flip == 0 && move == 0);
    g_assert_cmpmem (plain, PAGE, back, PAGE);
  } else {
    g_assert_true (flip != 0 || move != 0);
  }
}

static void
try_note (const uint8_t *data)
{
  const guint8 id[HIKAE_FILE_ID_SIZE] = {1};
  guint8 bytes[HIKAE_VFS_NOTE_SIZE] = {0};
  guint64 number = 0;
  guint64 again = 0;

  g_assert_false (
      hikae_vfs_note_parse (HIKAE_VFS_NOTE_BEGUN, data, id, get_key (), &number));
  hikae_vfs_note_format (HIKAE_VFS_NOTE_BEGUN, number, id, get_key (), bytes);
  g_assert_true (
      hikae_vfs_note_parse (HIKAE_VFS_NOTE_BEGUN, bytes, id, get_key (), &again) ==
      (number < HIKAE_VFS_NOTE_MAX));
  g_assert_cmpuint (number, ==, again);
  /* One note is never taken for the other. */
  g_assert_false (
      hikae_vfs_note_parse (HIKAE_VFS_NOTE_FINISHED, bytes, id, get_key (), &again));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  guint8 bytes[PAGE] = {0};

  if (size < 2)
    return 0;
  memcpy (bytes, data + 2, MIN (size - 2, PAGE));
  try_page (bytes, data[0], data[1]);
  try_note (bytes);
  return 0;
}
