/* hikae-request-rows.h: what the page of one letter lists
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case.h"
#include "hikae-letter.h"
#include "hikae-row-group.h"

G_BEGIN_DECLS

/* Each fills an emptied group and hides it when there is nothing. */

/* The law it stands on, where it stands since when, what it belongs to, and the clocks
 * that run. @pack: (nullable). */
void hikae_request_rows_show_state (HikaeRowGroup *group,
                                    HikaeCase *open_case,
                                    HikaeRequest *request,
                                    const HikaeLawPack *pack);
/* Added to a group: the text to copy, print, and files ("page.print", "page.save"). */
void hikae_request_rows_add_ways (HikaeRowGroup *group, HikaeRequest *request);
/* The way in: its address, where to click, and how sure the address is. */
void hikae_request_rows_show_channel (HikaeRowGroup *group,
                                      HikaeRequest *request,
                                      const HikaeLawPack *pack);
/* Field by field what the letter says, for forms that are filled in by hand: some of
 * @elements (element-type HikaeLetterElement) more, from @next on, which is moved. TRUE:
 * that was the last. */
gboolean
hikae_request_rows_show_form (HikaeRowGroup *group, GPtrArray *elements, guint *next);
/* Added to a group: the letter before it, and what a re-check speaks for ("page.step").
 */
void hikae_request_rows_add_links (HikaeRowGroup *group,
                                   HikaeCase *open_case,
                                   HikaeRequest *request);
/* Ways that follow, each with its letter where there is one ("page.next"), else with its
 * sheet ("page.sheet"). */
void hikae_request_rows_show_next (HikaeRowGroup *group,
                                   HikaeRequest *request,
                                   const HikaeLawPack *pack);
/* What happened to it so far, the newest first. */
void hikae_request_rows_show_history (HikaeRowGroup *group,
                                      HikaeCase *open_case,
                                      HikaeRequest *request);

G_END_DECLS
