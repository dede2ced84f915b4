/* hikae-vfs-note.c: two notes that say whether pages are being written just now
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A transaction writes pages in place, with their old bytes in the journal. Whoever takes
 * the journal away in between leaves pages of two times side by side, each authentic. So
 * every journal has a number; before the first page goes out under it, note 0 ("begun")
 * gets that number, and when all pages are out, before they are synced, note 1
 * ("finished") gets it too. When the numbers differ, the journal of the higher one must
 * be there (invariant 14).
 *
 * The notes cost no sync of their own. By then the journal is synced, so a note that is
 * lost or torn in a power cut always finds it; and the sync of the pages covers both. */
#include "config.h"

#include "hikae-vfs-private.h"

#include <string.h>

#define MAGIC "Hikae write note"
#define MAGIC_SIZE 16
#define MAC_OFFSET (MAGIC_SIZE + 4 + 8 + HIKAE_FILE_ID_SIZE)

G_STATIC_ASSERT (sizeof MAGIC - 1 == MAGIC_SIZE);

void
hikae_vfs_note_format (HikaeVfsNoteKind kind,
                       guint64 number,
                       const guint8 *file_id,
                       const HikaeSecret *key,
                       guint8 bytes[HIKAE_VFS_NOTE_SIZE])
{
  HikaeVfsWriter writer = {bytes, 0, HIKAE_VFS_NOTE_SIZE};

  memset (bytes, 0, HIKAE_VFS_NOTE_SIZE);
  hikae_vfs_write (&writer, MAGIC, MAGIC_SIZE);
  hikae_vfs_write_number (&writer, kind, 4);
  hikae_vfs_write_number (&writer, number, 8);
  hikae_vfs_write (&writer, file_id, HIKAE_FILE_ID_SIZE);
  hikae_hmac_sha256 (key, bytes, MAC_OFFSET, bytes + MAC_OFFSET);
}

gboolean
hikae_vfs_note_parse (HikaeVfsNoteKind kind,
                      const guint8 bytes[HIKAE_VFS_NOTE_SIZE],
                      const guint8 *file_id,
                      const HikaeSecret *key,
                      guint64 *number)
{
  guint8 expected[HIKAE_VFS_NOTE_SIZE] = {0};
  HikaeReader reader;

  hikae_reader_init (&reader, bytes, HIKAE_VFS_NOTE_SIZE);
  (void)hikae_reader_skip (&reader, MAGIC_SIZE + 4);
  *number = hikae_reader_read_u64be (&reader);
  /* There is exactly one way to write it. */
  hikae_vfs_note_format (kind, *number, file_id, key, expected);
  return *number < HIKAE_VFS_NOTE_MAX &&
         hikae_bytes_equal (bytes, expected, HIKAE_VFS_NOTE_SIZE);
}

int
hikae_vfs_notes_load (HikaeVfs *self)
{
  for (guint kind = 0; kind < HIKAE_VFS_NOTES; kind++) {
    guint8 bytes[HIKAE_VFS_NOTE_SIZE] = {0};
    HikaeVfsNote *note = &self->notes[kind];
    int status = self->file->pMethods->xRead (
        self->file, bytes, sizeof bytes, HIKAE_VFS_NOTE_OFFSET (kind));

    if (status != SQLITE_OK && status != SQLITE_IOERR_SHORT_READ)
      return status;
    note->is_known = hikae_vfs_note_parse (
        kind, bytes, self->file_id, self->keys[HIKAE_VFS_ROLE_NOTE], &note->number);
    if (!note->is_known)
      note->number = 0;
  }
  self->has_notes = TRUE;
  return SQLITE_OK;
}

static guint64
get_newest (const HikaeVfs *self)
{
  return MAX (self->notes[HIKAE_VFS_NOTE_BEGUN].number,
              self->notes[HIKAE_VFS_NOTE_FINISHED].number);
}

static gboolean
are_known (const HikaeVfs *self)
{
  return self->notes[HIKAE_VFS_NOTE_BEGUN].is_known &&
         self->notes[HIKAE_VFS_NOTE_FINISHED].is_known;
}

gboolean
hikae_vfs_notes_expect_journal (const HikaeVfs *self)
{
  return self->has_notes && are_known (self) &&
         self->notes[HIKAE_VFS_NOTE_BEGUN].number !=
             self->notes[HIKAE_VFS_NOTE_FINISHED].number;
}

gboolean
hikae_vfs_notes_are_doubtful (const HikaeVfs *self)
{
  return self->has_notes && !are_known (self);
}

/* A journal of an earlier number would bring back pages of an earlier time. The next
 * number is one whose begun note the power cut took, or that wrote no page at all. */
gboolean
hikae_vfs_notes_fit (const HikaeVfs *self, guint64 number)
{
  guint64 newest = get_newest (self);

  if (!self->has_notes)
    return TRUE;
  if (hikae_vfs_notes_expect_journal (self))
    return number == newest;
  return number == newest || number == newest + 1 ||
         (!are_known (self) && number > newest);
}

guint64
hikae_vfs_notes_get_next (const HikaeVfs *self)
{
  return get_newest (self) + 1;
}

static int
write_note (HikaeVfs *self, HikaeVfsNoteKind kind, guint64 number)
{
  guint8 bytes[HIKAE_VFS_NOTE_SIZE] = {0};
  HikaeVfsNote *note = &self->notes[kind];
  int status = SQLITE_OK;

  if (note->is_known && note->number == number)
    return SQLITE_OK;
  hikae_vfs_note_format (
      kind, number, self->file_id, self->keys[HIKAE_VFS_ROLE_NOTE], bytes);
  /* Until the write came back nobody knows what stands there. */
  note->is_known = FALSE;
  status = self->file->pMethods->xWrite (
      self->file, bytes, sizeof bytes, HIKAE_VFS_NOTE_OFFSET (kind));
  if (status != SQLITE_OK)
    return status;
  note->number = number;
  note->is_known = TRUE;
  return SQLITE_OK;
}

int
hikae_vfs_notes_begin (HikaeVfs *self, guint64 number)
{
  int status = SQLITE_OK;

  if (!self->has_notes || number == 0)
    return SQLITE_OK;
  /* Written again under the same journal: after a sync that failed, for one. */
  if (self->notes[HIKAE_VFS_NOTE_FINISHED].number >= number)
    status = write_note (self, HIKAE_VFS_NOTE_FINISHED, number - 1);
  return status == SQLITE_OK ? write_note (self, HIKAE_VFS_NOTE_BEGUN, number) : status;
}

int
hikae_vfs_notes_finish (HikaeVfs *self)
{
  int status = SQLITE_OK;
  guint64 newest = get_newest (self);

  if (!self->has_notes)
    return SQLITE_OK;
  status = write_note (self, HIKAE_VFS_NOTE_BEGUN, newest);
  return status == SQLITE_OK ? write_note (self, HIKAE_VFS_NOTE_FINISHED, newest)
                             : status;
}
