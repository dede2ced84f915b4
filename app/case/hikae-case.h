/* hikae-case.h: the open case: commands in, live lists out
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-draft.h"
#include "hikae-event.h"
#include "hikae-finding.h"
#include "hikae-item-query.h"
#include "hikae-key-slot.h"
#include "hikae-progress.h"
#include "hikae-renewal.h"
#include "hikae-request.h"
#include "hikae-rescue-report.h"
#include "hikae-revocation.h"
#include "hikae-seal.h"
#include "hikae-secret.h"
#include "hikae-stamp.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_CASE (hikae_case_get_type ())
G_DECLARE_FINAL_TYPE (HikaeCase, hikae_case, HIKAE, CASE, GObject)

/**
 * HikaeCase:
 *
 * The open case as the rest of the program sees it. One worker thread owns the file, the
 * keys and SQLite; the methods here may be called only in the main context that opened
 * the case (asserted), send a command to it and come back through a #GTask. Commands run
 * in the order they were sent; closing is a command like any other. The lists are
 * #GListModels and change only in the main context.
 *
 * Every *_finish() returns the errors of the store; %HIKAE_ERROR_INTERRUPTED when the
 * case was closed before the command ran.
 */

/* Whether @path begins as a case file does; no secret needed. %HIKAE_ERROR_NOT_FOUND,
 * _REJECTED, _TOO_NEW, _DENIED. */
gboolean hikae_case_probe (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Creating and opening. @passphrase is referenced until done. */
void hikae_case_create_async (const char *path,
                              const char *title,
                              gboolean minor,
                              HikaeSecret *passphrase,
                              HikaeKdfCost cost,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* @recovery_code: (out) (transfer full): the words, shown once, not kept. */
HikaeCase *hikae_case_create_finish (GAsyncResult *result,
                                     HikaeSecret **recovery_code,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_case_open_async (const char *path,
                            HikaeSecret *secret,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
HikaeCase *hikae_case_open_finish (GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Everything that can be read of the damaged case @path into a new case @new_path
 * (%HIKAE_ERROR_EXISTS), which appears whole or not at all; @path, and a journal beside
 * it, are only read. @secret opens the old case, @passphrase will open the new one.
 * Result: (transfer full); @recovery_code: (out) (transfer full): of the new case.
 * %HIKAE_ERROR_DAMAGED when there was nothing to save. */
void hikae_case_rescue_async (const char *path,
                              HikaeSecret *secret,
                              const char *new_path,
                              HikaeSecret *passphrase,
                              HikaeKdfCost cost,
                              HikaeProgress *progress,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
HikaeRescueReport *hikae_case_rescue_finish (GAsyncResult *result,
                                             HikaeSecret **recovery_code,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Locks: after it the keys are wiped and every later command fails. */
void hikae_case_close_async (HikaeCase *self,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean hikae_case_close_finish (HikaeCase *self, GAsyncResult *result, GError **error);

const char *hikae_case_get_path (HikaeCase *self);
const char *hikae_case_get_title (HikaeCase *self);
/* Minor mode: no media is kept, shown or exported. */
gboolean hikae_case_get_minor (HikaeCase *self);
/* Whether some record could not be read when the case was opened. The lists hold the
 * others, hikae_case_check_async() names what is wrong, and every change is refused with
 * %HIKAE_ERROR_DAMAGED. */
gboolean hikae_case_get_damaged (HikaeCase *self);
/* Whether the recovery code opened it, and the passphrase was not changed since: then it
 * may be forgotten. */
gboolean hikae_case_get_by_code (HikaeCase *self);
/* Whether nothing can be added, because the file, its folder or its disk is read-only. */
gboolean hikae_case_get_read_only (HikaeCase *self);
/* Whether a recovery code was made and nobody has said that they have it
 * (hikae_case_confirm_recovery_async()), nor opened the case with it. FALSE of a case
 * from before this was noted, and when a helper's passphrase opened it. */
gboolean hikae_case_get_recovery_waits (HikaeCase *self);
/* (nullable): the folder of the last backup. */
const char *hikae_case_get_backup_folder (HikaeCase *self);
/* (transfer none): of #HikaeItem, by number; deleted ones included. */
GListModel *hikae_case_get_items (HikaeCase *self);
/* (transfer none): of #HikaeEvent, by seq. */
GListModel *hikae_case_get_events (HikaeCase *self);
/* (transfer none): of #HikaeSeal, by number. */
GListModel *hikae_case_get_seals (HikaeCase *self);
/* (transfer none): of #HikaeStamp, all seals, newest attempt per (seal, authority). */
GListModel *hikae_case_get_stamps (HikaeCase *self);
/* (transfer none) (element-type HikaeStamp): tokens that came, besides those of the list:
 * of the same seal and authority, before a better one or after. The log names them. */
GPtrArray *hikae_case_get_older_stamps (HikaeCase *self);
/* (transfer none): of #HikaeRevocation, as fetched. */
GListModel *hikae_case_get_revocations (HikaeCase *self);
/* (transfer none): of #HikaeRenewal, in the order made. */
GListModel *hikae_case_get_renewals (HikaeCase *self);
/* (transfer none): of #HikaeRequest, by number. */
GListModel *hikae_case_get_requests (HikaeCase *self);
/* (transfer none) (nullable). */
HikaeItem *hikae_case_find_item (HikaeCase *self, guint number);
/* (transfer full) (nullable): the same, but of an item at which nobody has looked yet the
 * lists keep nothing, not even what is read of it: for going through a long case. The
 * text is shared, not copied, and may be kept when the case is gone. */
HikaeItem *hikae_case_dup_item (HikaeCase *self, guint number) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (element-type HikaeItem), (element-type HikaeEvent): all of them as
 * they are now, likewise. */
GPtrArray *hikae_case_dup_items (HikaeCase *self) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *hikae_case_dup_events (HikaeCase *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeItemGlance:
 * @seal: number of the seal list that covers it, 0 while unsealed
 *
 * What is known of an item without making its object.
 */
typedef struct {
  guint number;
  guint seal;
  gboolean deleted;
} HikaeItemGlance;

/* @position: in hikae_case_get_items(). For counting a long case; main context. */
HikaeItemGlance hikae_case_glance (HikaeCase *self, guint position);

/* Position in hikae_case_get_events(), from @from on and before @until (%G_MAXUINT: to
 * the end), of the next event in whose line @text stands (see hikae_event_mentions());
 * %G_MAXUINT when there is none. For long logs: makes no object and reads no line, some
 * ten thousand in a millisecond. Main context. */
guint hikae_case_find_event (HikaeCase *self, const char *text, guint from, guint until);
/* (transfer full) (element-type HikaeEvent): all those in whose line @text or @other
 * (nullable) stands, in the order of the log; as quick as the above. Main context. */
GPtrArray *hikae_case_find_events (HikaeCase *self,
                                   const char *text,
                                   const char *other) G_GNUC_WARN_UNUSED_RESULT;
/* The same over the records of hikae_case_get_items(): a member's name in its quotes. */
guint hikae_case_find_record (HikaeCase *self, const char *text, guint from);

/* Which items match, in the order asked for, deleted ones included. Result (transfer
 * full): a #GListModel of #HikaeItem that knows the numbers at once and each item when it
 * is looked at; it does not follow later changes. The first search of an open case reads
 * every record (in the case thread, never the caller's), later ones do not. */
void hikae_case_search_async (HikaeCase *self,
                              const HikaeItemQuery *query,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GListModel *hikae_case_search_finish (HikaeCase *self,
                                      GAsyncResult *result,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Of such a result, without making an object: the place of the item's site or account
 * among those found, from 0 (0 in an order that has none). */
guint hikae_case_search_get_set (GListModel *found, guint position);
/* Likewise: the number of the item. */
guint hikae_case_search_get_number (GListModel *found, guint position);

/* Streams the draft into the case, hashing on the way. On failure or cancel nothing of
 * it is left. A case in minor mode refuses kinds that can hold media
 * (%HIKAE_ERROR_DENIED). */
void hikae_case_keep_async (HikaeCase *self,
                            HikaeDraft *draft,
                            HikaeProgress *progress,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
HikaeItem *hikae_case_keep_finish (HikaeCase *self,
                                   GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Of such a result: the first item with the very bytes of this one that is not deleted, 0
 * when there is none. It is kept all the same, unless hikae_draft_set_once(): then this
 * is why the finish function gave %HIKAE_ERROR_EXISTS. */
guint hikae_case_keep_get_same (GAsyncResult *result);
/* @same: (out): the first other item with the very bytes of item @number that is not
 * deleted, 0 when there is none. */
void hikae_case_find_same_async (HikaeCase *self,
                                 guint number,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean hikae_case_find_same_finish (HikaeCase *self,
                                      GAsyncResult *result,
                                      guint *same,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Removes the payload; the record and an item.deleted event stay. @reason: for the log.
 */
void hikae_case_delete_item_async (HikaeCase *self,
                                   guint number,
                                   const char *reason,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean hikae_case_delete_item_finish (HikaeCase *self,
                                        GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): a stream of the payload that may be read from any thread (blocking;
 * each read asks the case thread for one chunk, whose pages are authenticated). At the
 * end of the payload it compares the whole SHA-256 and fails with %HIKAE_ERROR_DAMAGED.
 */
GInputStream *hikae_case_open_payload (HikaeCase *self,
                                       guint number) G_GNUC_WARN_UNUSED_RESULT;
/* As hikae_case_open_payload(), for who compares the digests of the whole himself: the
 * pages are authenticated, the end is not compared. */
GInputStream *hikae_case_open_payload_unhashed (HikaeCase *self,
                                                guint number) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): the same of a payload that may be damaged: what cannot be read reads
 * as zeros. Never to be shown as what was kept unless hikae_case_payload_is_whole(). */
GInputStream *hikae_case_open_damaged_payload (HikaeCase *self,
                                               guint number) G_GNUC_WARN_UNUSED_RESULT;
/* @stream: one of the above that was read to its end. */
gboolean hikae_case_payload_is_whole (GInputStream *stream);
/* (transfer full) (element-type utf8): where a rescue left zeros in that payload,
 * "OFFSET+SIZE", as the log names them; what is missing as a whole is not among them. */
GPtrArray *hikae_case_find_holes (HikaeCase *self,
                                  guint number) G_GNUC_WARN_UNUSED_RESULT;

/* Makes a seal list of every item not yet sealed, of @lines and of the log's head.
 * @log_too: make it also when there is nothing but the head, so that what happened since
 * can be stamped. @lines: (nullable) (element-type utf8): what a renewal covers besides,
 * see #HikaeSeal. Result (transfer full) (nullable): NULL without error when nothing is
 * new. */
void hikae_case_seal_async (HikaeCase *self,
                            gboolean log_too,
                            GPtrArray *lines,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
HikaeSeal *hikae_case_seal_finish (HikaeCase *self,
                                   GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Keeps one attempt (of any state) and its event. */
void hikae_case_add_stamp_async (HikaeCase *self,
                                 HikaeStamp *stamp,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean hikae_case_add_stamp_finish (HikaeCase *self,
                                      GAsyncResult *result,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Fingerprints kept with the case, (element-type guint GBytes) by number of the item, of
 * one @form; they are derived, so the log says nothing of them. */
void hikae_case_load_prints_async (HikaeCase *self,
                                   guint form,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GHashTable *hikae_case_load_prints_finish (HikaeCase *self,
                                           GAsyncResult *result,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_case_add_prints_async (HikaeCase *self,
                                  GHashTable *prints,
                                  guint form,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean hikae_case_add_prints_finish (HikaeCase *self,
                                       GAsyncResult *result,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Keeps what an authority said about revoked certificates, and its event. */
void hikae_case_add_revocation_async (HikaeCase *self,
                                      HikaeRevocation *revocation,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean hikae_case_add_revocation_finish (HikaeCase *self,
                                           GAsyncResult *result,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Keeps a stage of an evidence record, and its event. */
void hikae_case_add_renewal_async (HikaeCase *self,
                                   HikaeRenewal *renewal,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean hikae_case_add_renewal_finish (HikaeCase *self,
                                        GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @record: see #HikaeRequest. */
void hikae_case_add_request_async (HikaeCase *self,
                                   GBytes *record,
                                   HikaeRequestState state,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
HikaeRequest *hikae_case_add_request_finish (HikaeCase *self,
                                             GAsyncResult *result,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @note: how, proof, answer; goes into the request.changed event. */
void hikae_case_change_request_async (HikaeCase *self,
                                      guint number,
                                      HikaeRequestState state,
                                      const char *note,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
HikaeRequest *hikae_case_change_request_finish (HikaeCase *self,
                                                GAsyncResult *result,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Any other event ("bundle.exported", "recheck.done"…). */
void hikae_case_add_event_async (HikaeCase *self,
                                 const char *kind,
                                 JsonObject *body,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
HikaeEvent *hikae_case_add_event_finish (HikaeCase *self,
                                         GAsyncResult *result,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A copy of the whole case, byte for byte, as the new file @path (%HIKAE_ERROR_EXISTS):
 * each page is checked on the way, the copy is read back from its disk and compared, and
 * only then it gets its name. Then the case.backed-up event, unless the case is
 * read-only. %HIKAE_ERROR_DAMAGED: the case itself is damaged, so there is nothing to
 * copy that would serve as a backup. On failure or cancel nothing is left. */
void hikae_case_back_up_async (HikaeCase *self,
                               const char *path,
                               HikaeProgress *progress,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean hikae_case_back_up_finish (HikaeCase *self,
                                    GAsyncResult *result,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads every byte and checks: pages, chunk and whole digests against the records, the
 * event chain, seal lists against records. Time stamps are checked by the workflow.
 * Result (transfer container) (element-type HikaeFinding): empty when all is well. */
void hikae_case_check_async (HikaeCase *self,
                             HikaeProgress *progress,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GPtrArray *hikae_case_check_finish (HikaeCase *self,
                                    GAsyncResult *result,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Key slots; see hikae-case-file.h. */
void hikae_case_list_slots_async (HikaeCase *self,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GArray *hikae_case_list_slots_finish (HikaeCase *self,
                                      GAsyncResult *result,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* %HIKAE_ERROR_WRONG_SECRET when @secret is neither passphrase nor recovery code. */
void hikae_case_check_owner_async (HikaeCase *self,
                                   HikaeSecret *secret,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean hikae_case_check_owner_finish (HikaeCase *self,
                                        GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_case_add_slot_async (HikaeCase *self,
                                HikaeSlotKind kind,
                                const char *label,
                                HikaeSecret *passphrase,
                                HikaeKdfCost cost,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean hikae_case_add_slot_finish (HikaeCase *self,
                                     GAsyncResult *result,
                                     guint *index,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_case_remove_slot_async (HikaeCase *self,
                                   guint index,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean hikae_case_remove_slot_finish (HikaeCase *self,
                                        GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_case_change_slot_async (HikaeCase *self,
                                   guint index,
                                   HikaeSecret *passphrase,
                                   HikaeKdfCost cost,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean hikae_case_change_slot_finish (HikaeCase *self,
                                        GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* From then on nobody has confirmed the new code. */
void hikae_case_renew_recovery_async (HikaeCase *self,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
HikaeSecret *hikae_case_renew_recovery_finish (HikaeCase *self,
                                               GAsyncResult *result,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* She has said that she has the code; hikae_case_get_recovery_waits(). */
void hikae_case_confirm_recovery_async (HikaeCase *self,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean hikae_case_confirm_recovery_finish (HikaeCase *self,
                                             GAsyncResult *result,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
