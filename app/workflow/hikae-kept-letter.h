/* hikae-kept-letter.h: a letter that the case keeps: again, and what follows it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case.h"
#include "hikae-letter.h"

G_BEGIN_DECLS

/* (transfer full) (nullable) */
HikaeRequest *hikae_kept_letter_dup_request (HikaeCase *open_case,
                                             guint number) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (element-type HikaeItem): those of @request that are still there. */
GPtrArray *hikae_kept_letter_list_items (HikaeCase *open_case,
                                         HikaeRequest *request) G_GNUC_WARN_UNUSED_RESULT;
/* Whether item @number is one of those that @request is about. */
gboolean hikae_kept_letter_is_about (HikaeRequest *request, guint number);
/* (transfer full): the letter of @request as it was written: from its own answers, day
 * and law pack entries; @pack serves for what the record does not hold.
 * %HIKAE_ERROR_DAMAGED: the record has no answers; else as hikae_letter_compose(). */
HikaeLetter *hikae_kept_letter_compose (HikaeCase *open_case,
                                        HikaeRequest *request,
                                        const HikaeLawPack *pack,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Sets the members that @answers lacks of what the newest letter of the case says about
 * the person and what is shown: country, age, names, where to reach her. What is signed,
 * declared or told stays hers to say again in each letter. */
void hikae_kept_letter_recall (HikaeCase *open_case, JsonObject *answers);
/* What became of @request, for the letter that follows it. */
HikaeLetterPast hikae_kept_letter_look (HikaeCase *open_case, HikaeRequest *request);
/* (transfer full): hikae_letter_compose_sheet() for the way @id on from @request. */
HikaeLetter *hikae_kept_letter_compose_sheet (HikaeCase *open_case,
                                              HikaeRequest *request,
                                              const HikaeLawPack *pack,
                                              const char *id,
                                              const char *lang,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeRecheckAdvice:
 * @state: what the answers of re-checks speak for: gone, or back
 * @item: the one asked about last
 * @asked_at: when, microseconds UTC
 *
 * A proposal, never a step: a site may answer others otherwise.
 */
typedef struct {
  HikaeRequestState state;
  guint item;
  gint64 asked_at;
} HikaeRecheckAdvice;

/* Whether the re-checks since the last step of @request speak for another one: gone, when
 * it was sent and every address of its items that was asked about is gone; back, when it
 * was gone and one of them serves the same again. */
gboolean hikae_kept_letter_advise (HikaeCase *open_case,
                                   HikaeRequest *request,
                                   HikaeRecheckAdvice *advice);

G_END_DECLS
