/* hikae-browser-words.h: what came of a visit and of a capture, in the words of the
 * screen
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-error-text.h"
#include "hikae-item.h"
#include "hikae-row-group.h"
#include "hikae-web-page.h"

G_BEGIN_DECLS

/* Translated. */
const char *hikae_browser_words_refusal (HikaeWebRefusal what);
const char *hikae_browser_words_stage (HikaeWebStage stage);
/* Why no page is there, and what can be done. */
HikaeErrorText hikae_browser_words_failure (const GError *error);
/* (transfer full): what is wrong with the certificate of @host, made safe to show. */
char *hikae_browser_words_certificate (const char *host, GTlsCertificateFlags faults)
    G_GNUC_WARN_UNUSED_RESULT;
/* Rows for what a capture kept. @items: (element-type HikaeItem), not empty. */
void hikae_browser_words_show_kept (HikaeRowGroup *group, GPtrArray *items);
/* Rows for what did not work or was left at a bound; none when all went well. */
void hikae_browser_words_show_missing (HikaeRowGroup *group,
                                       GPtrArray *items,
                                       const GError *error);

G_END_DECLS
