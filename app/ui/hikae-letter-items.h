/* hikae-letter-items.h: which items a letter is about
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-row-group.h"
#include "hikae-session.h"

G_BEGIN_DECLS

/**
 * HikaeLetterItems:
 *
 * A row with a check button for each item of the case, what is chosen first and fifty
 * at a time; more than that can be searched by number or words. A long case is looked
 * through in idle time; @changed is called at its end.
 * Main context.
 */
typedef struct _HikaeLetterItems HikaeLetterItems;
typedef void (*HikaeLetterItemsFunc) (gpointer data);

/* @group: (transfer none): outlives it. @changed: after the person chose otherwise. */
HikaeLetterItems *hikae_letter_items_new (HikaeRowGroup *group,
                                          HikaeLetterItemsFunc changed,
                                          gpointer data);
void hikae_letter_items_free (HikaeLetterItems *self);
/* Lists the items of the open case of @session, with those chosen that are at @recipient,
 * or, of a draft, the @wanted ones (nullable). */
void hikae_letter_items_show (HikaeLetterItems *self,
                              HikaeSession *session,
                              const char *basis,
                              const char *recipient,
                              JsonArray *wanted);
void hikae_letter_items_clear (HikaeLetterItems *self);
guint hikae_letter_items_get_count (HikaeLetterItems *self);
/* (transfer full) (element-type HikaeItem): the chosen ones that are still there. */
GPtrArray *hikae_letter_items_list (HikaeLetterItems *self,
                                    HikaeCase *open_case) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
