/* hikae-workflow.h: one use case per function, over an open case; no widgets, no printing
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-authority.h"
#include "hikae-bundle.h"
#include "hikae-capture.h"
#include "hikae-case.h"
#include "hikae-letter.h"

G_BEGIN_DECLS

/* All asynchronous functions: main context; strong references are held until done. */

/* Seconds that one seal waits for one authority, retries and pauses included. */
#define HIKAE_STAMP_PATIENCE 60

/**
 * HikaeStampChoice:
 * @authorities: (nullable) (element-type HikaeAuthority): NULL: the shipped default set
 * @proxy: (nullable)
 * @patience: seconds one authority is waited for, 0: %HIKAE_STAMP_PATIENCE
 */
typedef struct {
  GPtrArray *authorities;
  const char *proxy;
  guint patience;
} HikaeStampChoice;

/**
 * HikaeStampRun:
 * @sealed: a new seal list was made in this run
 * @renewed: seal lists whose stamps near their end and that the new list covers
 * @pending: seals that do not yet have two valid stamps
 * @stamps: (element-type HikaeStamp): the attempts of this run, in order
 * @lists: revocation lists that were fetched and kept
 * @lists_missing: those that were due and could not be had; asked for in the next run
 * @revoked: (element-type utf8): English sentences: stamps that a list undoes
 */
typedef struct {
  gboolean sealed;
  guint renewed;
  guint pending;
  GPtrArray *stamps;
  guint lists;
  guint lists_missing;
  GPtrArray *revoked;
} HikaeStampRun;

/* Seals what is not sealed and renews what nears its end, then asks every authority for
 * each seal that lacks its valid stamp, in parallel, with retries, then fetches what the
 * authorities say about revoked certificates. An unreachable authority leaves a queued
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

/* Composes, and keeps the request in the case when complete. */
void hikae_write_letter_async (HikaeCase *open_case,
                               const char *basis,
                               const char *recipient,
                               const char *lang,
                               JsonObject *answers,
                               GPtrArray *items,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
HikaeRequest *hikae_write_letter_finish (HikaeCase *open_case,
                                         GAsyncResult *result,
                                         HikaeLetter **letter,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeExportChoice:
 * @items: (nullable) (element-type guint): numbers; NULL: all that are not deleted
 * @lang: "en" or "ja"
 */
typedef struct {
  GArray *items;
  const char *lang;
  gboolean text_only;
  gboolean with_letters;
  HikaeSecret *passphrase;
} HikaeExportChoice;

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

/* (transfer full): what the file behind @fd says of its origin, as `hikae-cli media`
 * prints it (DESIGN §9). Blocking: for the command line and pool threads. Errors as
 * hikae_media_inspect(). */
JsonObject *hikae_inspect_media (int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeStampRun, hikae_stamp_run_free)

G_END_DECLS
