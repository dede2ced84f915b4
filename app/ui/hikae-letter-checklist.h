/* hikae-letter-checklist.h: what a letter has and what it still needs
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-letter.h"
#include "hikae-row-group.h"

G_BEGIN_DECLS

/* Whether @element is asked of her at all, after what she said of herself. */
gboolean hikae_letter_checklist_concerns (const HikaeLetterElement *element,
                                          JsonObject *answers);
/* @elements: (element-type HikaeLetterElement). Shows some of them more in @group, from
 * @next on, which is moved; TRUE: that was the last. */
gboolean hikae_letter_checklist_show_more (HikaeRowGroup *group,
                                           GPtrArray *elements,
                                           JsonObject *answers,
                                           guint *next);
/* How much is still needed, in @label. @elements: (nullable): none without a letter. */
void hikae_letter_checklist_count (GtkLabel *label, GPtrArray *elements);

G_END_DECLS
