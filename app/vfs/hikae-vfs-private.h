/* hikae-vfs-private.h: what the files of this folder share
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-reader.h"
#include "hikae-vfs-header.h"
#include "hikae-vfs.h"

G_BEGIN_DECLS

#define HIKAE_VFS_SLOT_SIZE 256

/* Writing into a field of fixed size; beyond it is a bug. */
typedef struct {
  guint8 *bytes;
  gsize offset;
  gsize size;
} HikaeVfsWriter;

void hikae_vfs_write (HikaeVfsWriter *self, const void *bytes, gsize size);
void hikae_vfs_write_number (HikaeVfsWriter *self, guint64 value, guint width);
gboolean hikae_vfs_skip_zeros (HikaeReader *reader, gsize count);
gboolean hikae_vfs_slot_parse (HikaeVfsSlot *slot, HikaeReader *reader);
void hikae_vfs_slot_format (const HikaeVfsSlot *slot, HikaeVfsWriter *writer);

/* A role has a key of its own and stands in front of everything sealed with it. */
typedef enum {
  HIKAE_VFS_ROLE_DATABASE,
  HIKAE_VFS_ROLE_JOURNAL,
  HIKAE_VFS_ROLE_WAL,
  HIKAE_VFS_ROLE_TEMPORARY, /* a random key that dies with the file */
  HIKAE_VFS_ROLE_NOTE,
  HIKAE_VFS_ROLE_HEADER,
} HikaeVfsRole;

/* (transfer full): the key of @role. */
HikaeSecret *hikae_vfs_derive_key (const HikaeSecret *data_key,
                                   const guint8 *file_id,
                                   HikaeVfsRole role) G_GNUC_WARN_UNUSED_RESULT;

/* Plain bytes in one block of a sealed record file, and the sector we tell SQLite: a
 * block is rewritten whole, so nothing that was synced may share one with what is
 * written later (invariant 9). */
#define HIKAE_VFS_BLOCK 16384

typedef struct _HikaeVfsRecord HikaeVfsRecord;

/* One sector each, in the header region behind the header copies. */
#define HIKAE_VFS_NOTE_SIZE 512
#define HIKAE_VFS_NOTE_OFFSET(kind) ((gint64)(kind)*HIKAE_HEADER_STRIDE + 16384)
/* A number no case reaches, so that one more never wraps. */
#define HIKAE_VFS_NOTE_MAX (G_GUINT64_CONSTANT (1) << 62)

typedef enum {
  HIKAE_VFS_NOTE_BEGUN,
  HIKAE_VFS_NOTE_FINISHED,
  HIKAE_VFS_NOTES,
} HikaeVfsNoteKind;

typedef struct {
  guint64 number; /* of a journal; 0 when not known */
  gboolean is_known;
} HikaeVfsNote;

struct _HikaeVfs {
  sqlite3_vfs vfs; /* first: SQLite hands it back to us */
  sqlite3_vfs *base;
  char *name;
  char *path;
  sqlite3_file *file; /* (unowned): the case file keeps it open longer */
  gboolean read_only;
  gboolean in_use;
  guint32 page_size;
  gint64 first_page; /* where page 1 stands: behind the header */
  guint8 file_id[HIKAE_FILE_ID_SIZE];
  guint8 session[HIKAE_FILE_ID_SIZE];
  gboolean session_begun;
  /* A journal lay there that we could not read and passed over: right after a power cut
   * at its birth, wrong after damage. */
  gboolean is_doubtful;
  gboolean has_notes;
  HikaeVfsNote notes[HIKAE_VFS_NOTES];
  HikaeVfsBeginSession begin_session;
  gpointer begin_session_data;
  HikaeSecret *keys[HIKAE_VFS_ROLE_HEADER];
  HikaeVfsRecord *journal; /* (nullable) (unowned): the open rollback journal or WAL */
};

/* The bytes of a note, and back: FALSE when it is not that note of that case. */
void hikae_vfs_note_format (HikaeVfsNoteKind kind,
                            guint64 number,
                            const guint8 *file_id,
                            const HikaeSecret *key,
                            guint8 bytes[HIKAE_VFS_NOTE_SIZE]);
gboolean hikae_vfs_note_parse (HikaeVfsNoteKind kind,
                               const guint8 bytes[HIKAE_VFS_NOTE_SIZE],
                               const guint8 *file_id,
                               const HikaeSecret *key,
                               guint64 *number) G_GNUC_WARN_UNUSED_RESULT;
/* Results are SQLite's codes. Without notes (SQLite's own tests) all of these agree. */
int hikae_vfs_notes_load (HikaeVfs *self);
/* Before a page is written under journal @number, and when all are out. */
int hikae_vfs_notes_begin (HikaeVfs *self, guint64 number);
int hikae_vfs_notes_finish (HikaeVfs *self);
guint64 hikae_vfs_notes_get_next (const HikaeVfs *self);
/* Whether a journal of that number may be played back now. */
gboolean hikae_vfs_notes_fit (const HikaeVfs *self, guint64 number);
/* Whether pages of two times stand side by side unless a journal is played back. */
gboolean hikae_vfs_notes_expect_journal (const HikaeVfs *self);
/* Whether a note cannot be read: torn by a power cut, or damaged. */
gboolean hikae_vfs_notes_are_doubtful (const HikaeVfs *self);

/* Places the method table of the database or of a record file. @file has room. */
int hikae_vfs_database_open (HikaeVfs *vfs, sqlite3_file *file, int *out_flags);
int hikae_vfs_record_open (HikaeVfs *vfs,
                           HikaeVfsRole role,
                           const char *name,
                           sqlite3_file *file,
                           int flags,
                           int *out_flags);
/* Hands what is buffered to the system, unsynced. */
int hikae_vfs_record_flush (HikaeVfsRecord *self);
/* The journal's number, or 0 for a file that has none (yet). */
guint64 hikae_vfs_record_get_number (HikaeVfsRecord *self);
/* Looks again at a file that another handle may have changed. A case has one opener and
 * never needs it; SQLite's own tests share a WAL between connections. */
int hikae_vfs_record_refresh (HikaeVfsRecord *self);
gsize hikae_vfs_database_get_struct_size (void);
gsize hikae_vfs_record_get_struct_size (void);

G_END_DECLS
