/* hikae-store.h: what a case holds, in tables; synchronous, one thread
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-btree.h"
#include "hikae-draft.h"
#include "hikae-event.h"
#include "hikae-finding.h"
#include "hikae-item-query.h"
#include "hikae-progress.h"
#include "hikae-renewal.h"
#include "hikae-request.h"
#include "hikae-rescue-report.h"
#include "hikae-revocation.h"
#include "hikae-seal.h"
#include "hikae-stamp.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct sqlite3 sqlite3;

/* A payload is kept in rows of this many bytes; only the last may be shorter. */
#define HIKAE_STORE_CHUNK_SIZE (1024 * 1024)
/* Longest title of a case, reason of a deletion, note of a request: bytes of UTF-8. */
#define HIKAE_STORE_TEXT_MAX (64 * 1024)
/* In a case of a minor a payload is text of at most this many bytes. */
#define HIKAE_STORE_MINOR_MAX (1024 * 1024)
/* Findings of one check; the rest are counted in one last finding. */
#define HIKAE_STORE_FINDINGS_MAX 1000

/**
 * HikaeStore:
 *
 * The tables of one case over an open connection. Every function runs in the thread that
 * opened the store (asserted) and either does all it says, in one transaction that holds
 * its event too, or nothing.
 */
typedef struct _HikaeStore HikaeStore;

/* @handle: (transfer full): closed even on failure. @case_id: 16 bytes. */
HikaeStore *hikae_store_create (sqlite3 *handle,
                                const guint8 *case_id,
                                const char *title,
                                gboolean minor,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @handle: (transfer full): closed even on failure. %HIKAE_ERROR_TOO_NEW, _DAMAGED. */
HikaeStore *hikae_store_open (sqlite3 *handle, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Called before a case of an older version is brought up to date, with nothing changed
 * yet; when it fails, nothing is. */
typedef gboolean (*HikaeStoreBeforeUpgrade) (guint version,
                                             gpointer data,
                                             GError **error);
/* As hikae_store_open(). @before: (scope call). */
HikaeStore *hikae_store_open_with (sqlite3 *handle,
                                   HikaeStoreBeforeUpgrade before,
                                   gpointer data,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_store_free (HikaeStore *self);
gboolean hikae_store_is_owner (HikaeStore *self);
const char *hikae_store_get_title (HikaeStore *self);
gboolean hikae_store_get_minor (HikaeStore *self);
/* Whether some row could not be read while the lists were loaded: they hold the others,
 * and every change is refused with %HIKAE_ERROR_DAMAGED. */
gboolean hikae_store_get_damaged (HikaeStore *self);
/* (transfer full) (element-type HikaeEvent): what was appended since the last call. */
GPtrArray *hikae_store_take_events (HikaeStore *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeStoreRow:
 * @key: an item's number or an event's seq
 * @size: of @text
 * @block: (not owned): of HikaeStoreRows, in which the row lies
 * @text: the record or the line, not read yet; no terminator
 */
typedef struct {
  GBytes *block;
  guint64 key;
  guint seal;
  gboolean deleted;
  gsize size;
  char text[];
} HikaeStoreRow;

/**
 * HikaeStoreRows:
 * @rows: (owned) (element-type HikaeStoreRow): in order; they lie in @blocks
 * @blocks: (owned) (element-type GBytes)
 * @left: bytes free in the last block
 *
 * A list that may be long, most of which is never looked at: a row is no allocation of
 * its own.
 */
typedef struct {
  GPtrArray *rows;
  GPtrArray *blocks;
  gsize left;
} HikaeStoreRows;

void hikae_store_rows_free (HikaeStoreRows *self);
/* (transfer full): the text of a row, not copied; may be kept when the rows are gone. */
GBytes *hikae_store_row_dup_text (const HikaeStoreRow *row) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): everything that can be read, in order. */
HikaeStoreRows *hikae_store_load_items (HikaeStore *self,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
HikaeStoreRows *hikae_store_load_events (HikaeStore *self,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *hikae_store_load_seals (HikaeStore *self,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Tests only: bytes above which a seal list is written in parts. */
extern gsize hikae_store_seal_part;
/* (transfer full): the list of one seal, whole. */
GBytes *hikae_store_load_seal_list (HikaeStore *self,
                                    guint number,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *hikae_store_load_stamps (HikaeStore *self,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *hikae_store_load_revocations (HikaeStore *self,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *hikae_store_load_renewals (HikaeStore *self,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *hikae_store_load_requests (HikaeStore *self,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Items and payloads. */
/* @same: (out) (nullable): the first item that has the very bytes of this one and is not
 * deleted, 0 when there is none; a second collection is kept all the same, unless
 * hikae_draft_set_once(): then %HIKAE_ERROR_EXISTS, and @same says which. */
HikaeItem *hikae_store_keep (HikaeStore *self,
                             HikaeDraft *draft,
                             HikaeProgress *progress,
                             GCancellable *cancellable,
                             guint *same,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @same: (out): the first other item that has the very bytes of item @number and is not
 * deleted; 0 when there is none. */
gboolean hikae_store_find_same (HikaeStore *self,
                                guint number,
                                guint *same,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
HikaeItem *hikae_store_get_item (HikaeStore *self,
                                 guint number,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): the item as it is now, deleted. */
HikaeItem *hikae_store_delete_item (HikaeStore *self,
                                    guint number,
                                    const char *reason,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): one chunk as its pages, each sealed, give it; for who compares the
 * digest of the whole payload at its end. @index from 0. */
GBytes *hikae_store_get_chunk (HikaeStore *self,
                               guint number,
                               guint64 index,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): one chunk whose digest was right. @index from 0. */
GBytes *hikae_store_read_chunk (HikaeStore *self,
                                guint number,
                                guint64 index,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeStoreFound:
 * @number: of an item that matches
 * @set: counts from 0 and grows where a new site or account begins; 0 in other orders
 */
typedef struct {
  guint number;
  guint set;
} HikaeStoreFound;

/* (transfer full) (element-type HikaeStoreFound): the items that match, in the order
 * asked for, deleted ones included. The first call reads every record. */
GArray *hikae_store_search (HikaeStore *self,
                            const HikaeItemQuery *query,
                            GCancellable *cancellable,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Seals and stamps. @even_without_items: seal the log's head alone. @renewed: (nullable)
 * (element-type utf8): lines of what a renewal covers besides, see #HikaeSeal; with them
 * a list is made in any case. @seal: (out) (transfer full) (nullable); @last_item: (out):
 * the highest number it covers, 0: it covers every item up to there that none before
 * does. Neither the items nor a long list are in memory as a whole. */
gboolean hikae_store_seal (HikaeStore *self,
                           gboolean even_without_items,
                           GPtrArray *renewed,
                           HikaeSeal **seal,
                           guint *last_item,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_store_add_stamp (HikaeStore *self,
                                HikaeStamp *stamp,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean hikae_store_add_revocation (HikaeStore *self,
                                     HikaeRevocation *revocation,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_store_add_renewal (HikaeStore *self,
                                  HikaeRenewal *renewal,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Fingerprints: (element-type guint GBytes) by number of the item; what the bytes are is
 * the caller's affair, @form says which kind it knows. Derived, so the log has no event
 * of them; they go when their item is deleted. (transfer full) */
GHashTable *hikae_store_load_prints (HikaeStore *self,
                                     guint form,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_store_add_prints (HikaeStore *self,
                                 GHashTable *prints,
                                 guint form,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Requests. */
HikaeRequest *hikae_store_add_request (HikaeStore *self,
                                       GBytes *record,
                                       HikaeRequestState state,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
HikaeRequest *hikae_store_change_request (HikaeStore *self,
                                          guint number,
                                          HikaeRequestState state,
                                          const char *note,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A copy of the case was made and verified: the case.backed-up event, and @folder as the
 * place for the next one, which stays in the case and is in no bundle. */
gboolean hikae_store_note_backup (HikaeStore *self,
                                  const char *folder,
                                  const HikaeDigest *sha256,
                                  guint64 size,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): where the last backup went. */
char *hikae_store_get_backup_folder (HikaeStore *self) G_GNUC_WARN_UNUSED_RESULT;

/* Whether somebody has said that they have the recovery code that opens the case now: the
 * person by typing its end, or a program that wrote it out. A store that is created
 * or rescued begins without; so must every new code, and before it is made: a code that
 * a crash took must not pass for one that she has. */
gboolean hikae_store_note_recovery (HikaeStore *self,
                                    gboolean confirmed,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether nobody has. FALSE of a case from before this was noted. */
gboolean hikae_store_get_recovery_waits (HikaeStore *self);

/* The custody log. @kind: [a-z.]{1,64}. */
HikaeEvent *hikae_store_add_event (HikaeStore *self,
                                   const char *kind,
                                   JsonObject *body,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* An event whose other half happens outside the database: begins, appends, and leaves the
 * transaction open for hikae_store_end_change(). */
gboolean hikae_store_begin_change (HikaeStore *self,
                                   const char *kind,
                                   JsonObject *body,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_store_end_change (HikaeStore *self,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Goes back instead. */
void hikae_store_abandon_change (HikaeStore *self);

/* (transfer full) (element-type HikaeFinding): reads every byte. NULL only when it was
 * cancelled: what cannot be read is a finding. */
GPtrArray *hikae_store_check (HikaeStore *self,
                              HikaeProgress *progress,
                              GCancellable *cancellable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): everything that can be read in the pages of @source, a damaged case,
 * into the empty database of @handle, which is closed at the end ((transfer full): closed
 * even on failure). Rows keep their numbers; what is known of a lost one from elsewhere
 * takes its place; a case.rescued event says so. Then the new case is checked.
 * %HIKAE_ERROR_DAMAGED: there was nothing to save. */
HikaeRescueReport *hikae_store_rescue (sqlite3 *handle,
                                       const HikaeBtreeSource *source,
                                       HikaeProgress *progress,
                                       GCancellable *cancellable,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeStoreRows, hikae_store_rows_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeStore, hikae_store_free)

G_END_DECLS
