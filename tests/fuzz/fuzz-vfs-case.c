/* fuzz-vfs-case.c: whole case files, damaged in every way: open, list, verify
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One case is made at the start, quiet and in the middle of a change (with its journal).
 * The first byte chooses; then each eight bytes are one damage: to the bytes on the disk,
 * to the journal, or to a page below its seal, as somebody who has the key could do.
 * Damage to sealed bytes is refused, or what is read is what was written. The bytes lie
 * on a disk in memory; the file of that name in the file system is empty and only locked.
 */
#include "config.h"

#include "hikae-case-file-private.h"
#include "hikae-draft.h"
#include "hikae-fuzz-disk.h"
#include "hikae-fuzz.h"
#include "hikae-item.h"
#include "hikae-store.h"
#include "hikae-vfs-private.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define DAMAGES_MAX 32
#define COST ((HikaeKdfCost){64, 1, 1})

typedef struct {
  guint8 *bytes;
  gsize size;
} Image;

static struct {
  char *folder;
  char *path;
  char *journal_path;
  Image quiet;
  Image hot;
  Image journal;
  HikaeSecret *passphrase;
  HikaeSecret *code;
  HikaePageCipher *cipher;
  guint8 file_id[HIKAE_FILE_ID_SIZE];
  guint32 page_size;
  char *right;
} base;

static void
load (const char *path, Image *image)
{
  if (!g_file_get_contents (path, (char **)&image->bytes, &image->size, NULL))
    g_error ("cannot read %s", path);
}

static void
remove_folder (void)
{
  (void)g_unlink (base.journal_path);
  (void)g_unlink (base.path);
  (void)g_rmdir (base.folder);
}

static void
keep (HikaeStore *store, const char *text)
{
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (text, (gssize)strlen (text), NULL);
  g_autoptr (HikaeDraft) draft =
      hikae_draft_new (HIKAE_ITEM_FILE, "note.txt", "text/plain", stream);
  g_autoptr (HikaeItem) item = hikae_store_keep (store, draft, NULL, NULL, NULL, NULL);

  g_assert_nonnull (item);
}

static void
add_rows (GString *all, HikaeStoreRows *list)
{
  for (guint i = 0; list != NULL && i < list->rows->len; i++) {
    const HikaeStoreRow *row = list->rows->pdata[i];

    g_string_append_len (all, row->text, (gssize)row->size);
  }
}

/* (transfer full) (nullable): all that can be listed, when nothing is wrong with it. */
static char *
read_all (HikaeSecret *secret)
{
  g_autoptr (HikaeCaseFile) file = hikae_case_file_unlock (base.path, secret, NULL);
  g_autoptr (HikaeStore) store = NULL;
  g_autoptr (HikaeStoreRows) items = NULL;
  g_autoptr (HikaeStoreRows) events = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GString) all = g_string_new ("");
  sqlite3 *db = NULL;

  if (file == NULL || !hikae_case_file_connect (file, &db, NULL))
    return NULL;
  store = hikae_store_open (db, NULL);
  if (store == NULL)
    return NULL;
  items = hikae_store_load_items (store, NULL);
  events = hikae_store_load_events (store, NULL);
  findings = hikae_store_check (store, NULL, NULL, NULL);
  add_rows (all, items);
  add_rows (all, events);
  g_clear_pointer (&store, hikae_store_free);
  return findings != NULL && findings->len == 0 && items != NULL && events != NULL
             ? g_string_free (g_steal_pointer (&all), FALSE)
             : NULL;
}

static void
make_base (void)
{
  g_autoptr (HikaeSecret) key = NULL;
  HikaeCaseFile *file = NULL;
  HikaeStore *store = NULL;
  sqlite3 *db = NULL;

  /* In memory where there is such a folder: a disk is slow to sync. */
  base.folder = g_mkdtemp (g_strdup ("/dev/shm/hikae-fuzz-XXXXXX"));
  if (base.folder == NULL)
    base.folder = g_dir_make_tmp ("hikae-fuzz-XXXXXX", NULL);
  base.path = g_build_filename (base.folder, "a.hikae", NULL);
  base.journal_path = g_strconcat (base.path, "-journal", NULL);
  (void)atexit (remove_folder);
  base.passphrase = hikae_secret_new_copy ("x", 1);
  file = hikae_case_file_create (base.path, base.passphrase, COST, &base.code, NULL);
  g_assert_true (hikae_case_file_connect (file, &db, NULL));
  memcpy (base.file_id, file->header.file_id, sizeof base.file_id);
  base.page_size = file->header.page_size;
  key = hikae_vfs_derive_key (file->data_key, base.file_id, HIKAE_VFS_ROLE_DATABASE);
  base.cipher = hikae_page_cipher_new (key);
  store = hikae_store_create (db, base.file_id, "Summer", FALSE, NULL);
  g_assert_nonnull (store);
  keep (store, "one");
  keep (store, "two");
  load (base.path, &base.quiet);
  (void)sqlite3_exec (db, "PRAGMA cache_size = 1; BEGIN", NULL, NULL, NULL);
  (void)sqlite3_exec (db, "DELETE FROM item", NULL, NULL, NULL);
  (void)sqlite3_exec (db, "CREATE TABLE t (a)", NULL, NULL, NULL);
  (void)sqlite3_exec (
      db, "INSERT INTO t VALUES (hex (zeroblob (50000)))", NULL, NULL, NULL);
  load (base.path, &base.hot);
  load (base.journal_path, &base.journal);
  (void)sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  hikae_store_free (store);
  hikae_case_file_free (file);
  base.right = read_all (base.code);
  g_assert_nonnull (base.right);
}

static void
change_plain (Image *image, guint32 number, gsize place, guint16 value)
{
  guint32 pages = (guint32)((image->size - HIKAE_HEADER_REGION) / base.page_size);
  g_autofree guint8 *page = g_malloc (base.page_size);
  guint8 *sealed = NULL;

  number = number % pages + 1;
  sealed = image->bytes + HIKAE_HEADER_REGION + (gsize)(number - 1) * base.page_size;
  if (!hikae_vfs_unseal_page (
          base.cipher, base.file_id, number, sealed, base.page_size, page))
    return;
  place %= base.page_size - HIKAE_PAGE_TRAILER_SIZE - 1;
  page[place] = (guint8)(value >> 8);
  if (value & 1)
    page[place + 1] = (guint8)value;
  hikae_vfs_seal_page (base.cipher, base.file_id, number, page, base.page_size, sealed);
}

static void
swap_pages (Image *image, guint32 from, guint32 to)
{
  guint32 pages = (guint32)((image->size - HIKAE_HEADER_REGION) / base.page_size);
  guint8 *first = image->bytes + HIKAE_HEADER_REGION;

  memcpy (first + (gsize)(to % pages) * base.page_size,
          first + (gsize)(from % pages) * base.page_size,
          base.page_size);
}

/* Returns whether the damage went below a seal. */
static gboolean
damage (Image *image, Image *journal, const uint8_t *data)
{
  gsize place = (gsize)data[1] << 24 | (gsize)data[2] << 16 | data[3] << 8 | data[4];
  guint16 value = (guint16)(data[5] << 8 | data[6]);

  if (image->size < HIKAE_HEADER_REGION + base.page_size)
    return FALSE;
  switch (data[0] % 8) {
  case 0:
  case 1:
    change_plain (image, data[7], place, value);
    return TRUE;
  case 2:
    image->bytes[place % image->size] ^= (guint8)value;
    return FALSE;
  case 3: /* header and notes, where it is crowded */
    image->bytes[place % 512 + data[7] % 4 * 16384] ^= (guint8)value;
    return FALSE;
  case 4:
    swap_pages (image, value, data[7]);
    return FALSE;
  case 5:
    image->size = place % image->size;
    return FALSE;
  case 6:
    if (journal->size > 0)
      journal->bytes[place % journal->size] ^= (guint8)value;
    return FALSE;
  default:
    journal->size = value == 0 ? 0 : MIN (journal->size, place % 100000);
    return FALSE;
  }
}

/* From now on the files lie in memory. */
static void
begin (void)
{
  /* A page that SQLite holds is an allocation of its own, so that the tools see its end;
   * its small change is not, half of the time would go into it. */
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_PAGECACHE, NULL, 0, 0), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_LOOKASIDE, 512, 400), ==, SQLITE_OK);
  make_base ();
  hikae_vfs_set_base_name (hikae_fuzz_disk_get ()->zName);
  g_assert_cmpint (truncate (base.path, 0), ==, 0);
}

/* Puts @image on the disk and makes @copy mean what lies there. */
static void
put (HikaeFuzzDiskPlace place, const Image *image, Image *copy)
{
  hikae_fuzz_disk_set (place, image->bytes, image->size);
  copy->bytes = hikae_fuzz_disk_get_file (place)->bytes;
  copy->size = image->size;
}

/* Cuts the file to the size that the damage left. */
static void
cut (HikaeFuzzDiskPlace place, const Image *copy)
{
  HikaeFuzzDiskFile *file = hikae_fuzz_disk_get_file (place);

  memset (file->bytes + copy->size, 0, file->size - copy->size);
  file->size = copy->size;
  file->is_there = place == HIKAE_FUZZ_DISK_DATABASE || copy->size > 0;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const Image nothing = {NULL, 0};
  g_autofree char *found = NULL;
  Image image = {0};
  Image journal = {0};
  gboolean below = FALSE;

  if (base.folder == NULL)
    begin ();
  if (size < 1)
    return 0;
  put (HIKAE_FUZZ_DISK_DATABASE, data[0] & 1 ? &base.hot : &base.quiet, &image);
  put (HIKAE_FUZZ_DISK_JOURNAL, data[0] & 3 ? &base.journal : &nothing, &journal);
  for (size_t at = 1; at + 8 <= size && at < 8 * DAMAGES_MAX; at += 8)
    below = damage (&image, &journal, data + at) || below;
  cut (HIKAE_FUZZ_DISK_DATABASE, &image);
  cut (HIKAE_FUZZ_DISK_JOURNAL, &journal);
  found = read_all (data[0] & 4 ? base.passphrase : base.code);
  g_assert_true (below || found == NULL || g_str_equal (found, base.right));
  return 0;
}
