/* hikae-workflow.h: one use case per function, over an open case; no widgets, no printing
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-authority.h"
#include "hikae-bundle.h"
#include "hikae-capture-web.h"
#include "hikae-capture.h"
#include "hikae-case.h"
#include "hikae-letter.h"
#include "hikae-tsa-verifier.h"

G_BEGIN_DECLS

/* All asynchronous functions: main context; strong references are held until done. */

/* Keeps every part that @capture (transfer full) hands over, in its order, and last a
 * labelled copy of the picture (hikae_label_picture_async()). @items: (out)
 * (transfer full) (element-type HikaeItem): those that are in the case now, also when
 * FALSE is returned for a later one. Errors: those of hikae_capture_web_next() and of
 * hikae_case_keep_finish(). */
void hikae_keep_capture_async (HikaeCase *open_case,
                               HikaeCaptureWeb *capture,
                               HikaeProgress *progress,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean hikae_keep_capture_finish (HikaeCase *open_case,
                                    GAsyncResult *result,
                                    GPtrArray **items,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

#define HIKAE_LABEL_METHOD "label"
/* Keeps a copy of @item, the picture of a page, with a strip above it (hikae-label.h), as
 * a derived item that names the original by number and digest. Errors:
 * hikae_label_copy(), and those of the case. */
void hikae_label_picture_async (HikaeCase *open_case,
                                HikaeItem *item,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
HikaeItem *hikae_label_picture_finish (HikaeCase *open_case,
                                       GAsyncResult *result,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Asks whether the address of item @number still serves what was kept, and keeps the
 * answer as an event "recheck.done". Never follows more than five redirects, never sends
 * cookies, takes at most 64 MiB; in a case of a minor it asks only for the head and takes
 * no body at all. @proxy: (nullable): as #HikaeHttpRequest.
 *
 * Result (transfer full): the event's body: "item"; "url"; "answer": "gone" (404, 410,
 * 451), "elsewhere" (it leads to a front page, whatever that means), "same" (the same
 * bytes, or a picture with the same PDQ), "changed", "answers" (something is there, and
 * it cannot be told whether it is the same), "login", "unreachable"; "status";
 * "final_url"; "compared": "digest", "pdq", "title" (an equal one proves nothing) or
 * "nothing"; "sha256" and "pdq_distance" when there is one; "through_proxy"; "reason":
 * why nothing was reached or compared: "redirects" (too many, or without an end), "local"
 * (a public address led into this computer or its own network; nothing was sent there),
 * "too-large" (over 64 MiB), or the name of a #HikaeError. Unreachable is an answer too.
 * %HIKAE_ERROR_NOT_FOUND (no such item), _REJECTED (it has no web address). */
void hikae_recheck_async (HikaeCase *open_case,
                          guint number,
                          const char *proxy,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
/* Whether @url is of a kind that can be asked again: http or https. */
gboolean hikae_recheck_takes (const char *url);
JsonObject *hikae_recheck_finish (HikaeCase *open_case,
                                  GAsyncResult *result,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Seconds that one seal waits for one authority, retries and pauses included. */
#define HIKAE_STAMP_PATIENCE 60

/**
 * HikaeStampChoice:
 * @authorities: (nullable) (element-type HikaeAuthority): NULL: the shipped default set
 * @proxy: (nullable)
 * @patience: seconds one authority is waited for, 0: %HIKAE_STAMP_PATIENCE
 * @log_too: seal the head of the custody log although no item is new
 */
typedef struct {
  GPtrArray *authorities;
  const char *proxy;
  guint patience;
  gboolean log_too;
} HikaeStampChoice;

/**
 * HikaeStampRun:
 * @sealed: a new seal list was made in this run
 * @renewed: seal lists whose stamps near their end and that the new list covers
 * @pending: seals that do not yet have two valid stamps
 * @stamps: (element-type HikaeStamp): the attempts of this run, in order
 * @lists: revocation lists that were fetched and kept
 * @lists_missing: those that were due and could not be had; asked for in the next run
 * @records: evidence records that were due and got another time stamp
 * @records_missing: those that were due and could not be renewed; they stay due
 * @revoked: (element-type utf8): English sentences: stamps that a list undoes
 */
typedef struct {
  gboolean sealed;
  guint renewed;
  guint pending;
  GPtrArray *stamps;
  guint lists;
  guint lists_missing;
  guint records;
  guint records_missing;
  GPtrArray *revoked;
} HikaeStampRun;

/* Seals what is not sealed and renews what nears its end, then asks every authority for
 * each seal that lacks its valid stamp, in parallel, with retries, then fetches what the
 * authorities say about revoked certificates, then renews the evidence records that are
 * due. An unreachable authority leaves a queued
 * stamp; an authority still silent when two others have answered is not waited for. */
void hikae_stamp_case_async (HikaeCase *open_case,
                             const HikaeStampChoice *choice,
                             HikaeProgress *progress,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
HikaeStampRun *hikae_stamp_case_finish (HikaeCase *open_case,
                                        GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_stamp_run_free (HikaeStampRun *run);
/* Asks @authority once, for the time of 32 random bytes, which it could know from
 * nobody's case. @proxy (nullable) and @patience as in #HikaeStampChoice. */
void hikae_check_authority_async (const HikaeAuthority *authority,
                                  const char *proxy,
                                  guint patience,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* (transfer full): what its answer is worth. %HIKAE_ERROR_OFFLINE: there was none. */
HikaeTsaVerdict *hikae_check_authority_finish (GAsyncResult *result,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeLetterChoice:
 * @pack: (nullable): as the person saw it; %NULL: the one in use is read
 * @basis: id of the legal basis
 * @recipient: id of the recipient
 * @lang: language of the letter
 * @answers: values of the pack's fields
 * @items: (element-type HikaeItem) (nullable): what it is about
 * @as_draft: keep it also when something is missing
 * @continues: number of the draft that it takes the place of; 0: none
 */
typedef struct {
  HikaeLawPack *pack;
  const char *basis;
  const char *recipient;
  const char *lang;
  JsonObject *answers;
  GPtrArray *items;
  gboolean as_draft;
  guint continues;
} HikaeLetterChoice;

/* Composes, and keeps the request in the case: ready when complete; when not, as a draft
 * if @as_draft, else %HIKAE_ERROR_REJECTED naming what is missing. The draft that it
 * continues is closed with a note, unless it was sent or changed meanwhile.
 * %HIKAE_ERROR_NOT_FOUND: there is no such draft; _DENIED: minor mode. */
void hikae_write_letter_async (HikaeCase *open_case,
                               const HikaeLetterChoice *choice,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
HikaeRequest *hikae_write_letter_finish (HikaeCase *open_case,
                                         GAsyncResult *result,
                                         HikaeLetter **letter,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Changes where a request stands. @note: (nullable). @item: what proves it (a picture of
 * the confirmation, the answer as a file), linked by a "request.proved" event; 0: none.
 * %HIKAE_ERROR_NOT_FOUND: no such request or item; _REJECTED: the letter is a draft. */
void hikae_change_request_async (HikaeCase *open_case,
                                 guint number,
                                 HikaeRequestState state,
                                 const char *note,
                                 guint item,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
HikaeRequest *hikae_change_request_finish (HikaeCase *open_case,
                                           GAsyncResult *result,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeExportChoice:
 * @items: (nullable) (element-type guint): numbers; NULL: all that are not deleted
 * @lang: "en" or "ja"
 * @redacted: of originals only the record, and what was made from them instead
 * @private_fields: what may stand in letters and pages; nothing of it by default
 */
typedef struct {
  GArray *items;
  const char *lang;
  gboolean text_only;
  gboolean redacted;
  HikaeBundlePictures pictures;
  HikaeBundlePrivate private_fields;
  gboolean with_letters;
  HikaeSecret *passphrase;
} HikaeExportChoice;

/* Keeps a copy of web page @number without header credentials (Cookie, Set-Cookie,
 * Authorization and their like) and without what was sent, as a derived item, which a
 * bundle may hold; tokens inside addresses and page text stay. %HIKAE_ERROR_UNSUPPORTED
 * when another program wrote the archive. */
void hikae_share_page_async (HikaeCase *open_case,
                             guint number,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
HikaeItem *hikae_share_page_finish (HikaeCase *open_case,
                                    GAsyncResult *result,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (element-type HikaeItem): the pages among @numbers (nullable)
 * (element-type guint), NULL meaning every item, that may hold cookies and have no such
 * copy. */
GPtrArray *hikae_share_page_list_due (HikaeCase *open_case,
                                      const GArray *numbers) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): what the bundle will hold and what not, a sentence a line, in @lang:
 * shown before anything is written. %HIKAE_ERROR_NOT_FOUND for an item that is not there.
 */
char **hikae_export_describe (HikaeCase *open_case,
                              const HikaeExportChoice *choice,
                              const char *lang,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the bundle and the bundle.exported event. */
void hikae_export_bundle_async (HikaeCase *open_case,
                                const HikaeExportChoice *choice,
                                const char *path,
                                HikaeProgress *progress,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean hikae_export_bundle_finish (HikaeCase *open_case,
                                     GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* hikae_bundle_verify() in a pool thread. */
void hikae_verify_bundle_async (const char *path,
                                HikaeSecret *passphrase,
                                GBytes *anchors,
                                HikaeProgress *progress,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
HikaeBundleReport *hikae_verify_bundle_finish (GAsyncResult *result,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* hikae_case_check_async() and every stamp again. (transfer full) (element-type
 * HikaeFinding): empty when all is well. */
void hikae_verify_case_async (HikaeCase *open_case,
                              GBytes *anchors,
                              HikaeProgress *progress,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GPtrArray *hikae_verify_case_finish (HikaeCase *open_case,
                                     GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeContactsQuery:
 * @url: an address as people paste it
 * @lang: language of names
 * @headers: (nullable): a recorded response head; tells a delivery network. Without it
 *   the newest page that the case holds from that host is read for it
 * @proxy: (nullable): "socks5h://…" or "http://…"; fails closed
 * @rdap: (nullable): a server to ask instead of the registries' own
 * @ask: the person agreed that registries are asked over the network
 * @again: also when the case holds an earlier answer
 */
typedef struct {
  const char *url;
  const char *lang;
  const char *headers;
  const char *proxy;
  const char *rdap;
  gboolean ask;
  gboolean again;
} HikaeContactsQuery;

/* To whom a request about an address can go. A known platform is told from the pack
 * alone; for any other site registrar and network are asked by RDAP, only with @ask.
 * @open_case: (nullable): keeps the answer as a "contacts.found" event and gives it again
 * later. Result:
 * {"host","shown","domain","recipient","recipient_name","channels","cdn",
 * "registrar","network","fallback","asked","asked_at","cached","problems"}; what is
 * not known is left out. "cdn" holds {"name","by","recipient","channels","item"}: the
 * last is the recorded page that told it. With a proxy the name is not resolved here, as
 * that would go around the proxy, and the network is not asked. %HIKAE_ERROR_REJECTED: no
 * address; _DENIED: minor mode. */
void hikae_find_contacts_async (HikaeCase *open_case,
                                const HikaeLawPack *pack,
                                const HikaeContactsQuery *query,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
JsonObject *hikae_find_contacts_finish (GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): payload of one item into a new file. Original bytes, mode 0600. */
void hikae_extract_item_async (HikaeCase *open_case,
                               guint number,
                               const char *path,
                               HikaeProgress *progress,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean hikae_extract_item_finish (HikaeCase *open_case,
                                    GAsyncResult *result,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same of a payload that may be damaged: what cannot be read is written as zeros.
 * @is_whole: (out): whether nothing was, and the digest is that of the record. */
void hikae_extract_damaged_item_async (HikaeCase *open_case,
                                       guint number,
                                       const char *path,
                                       HikaeProgress *progress,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean hikae_extract_damaged_item_finish (HikaeCase *open_case,
                                            GAsyncResult *result,
                                            gboolean *is_whole,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "en" or "ja": the language that data is said in, by the locale. */
const char *hikae_workflow_get_language (void);

/* A verified copy of the whole case, hikae_case_back_up_async(). @place: a new file, or a
 * folder, where the copy gets the case's name with date and time. Result (transfer full):
 * the copy's path. */
void hikae_back_up_case_async (HikaeCase *open_case,
                               const char *place,
                               HikaeProgress *progress,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
char *hikae_back_up_case_finish (HikaeCase *open_case,
                                 GAsyncResult *result,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeBackupState:
 * @last: when the newest backup was made, microseconds UTC; 0: never
 * @since: when the first work was done that no backup has; 0: there is none
 * @due: @since is more than a week ago
 *
 * From the custody log. Work is whatever is logged but a backup or a hand-over.
 */
typedef struct {
  gint64 last;
  gint64 since;
  gboolean due;
} HikaeBackupState;

/* @now: microseconds UTC. */
HikaeBackupState hikae_backup_look (HikaeCase *open_case, gint64 now);

/* (transfer full): what the file behind @fd says of its origin, as `hikae-cli media`
 * prints it (DESIGN §9). Blocking: for the command line and pool threads. Errors as
 * hikae_media_inspect(). */
JsonObject *hikae_inspect_media (int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeStampRun, hikae_stamp_run_free)

G_END_DECLS
