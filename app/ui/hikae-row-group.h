/* hikae-row-group.h: a preferences group whose rows are made from data
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_ROW_GROUP (hikae_row_group_get_type ())
G_DECLARE_FINAL_TYPE (HikaeRowGroup,
                      hikae_row_group,
                      HIKAE,
                      ROW_GROUP,
                      AdwPreferencesGroup)

/**
 * HikaeRowGroup:
 *
 * Rows that come and go with the data. Markup is off in all of them: what is passed here
 * may be foreign text and is made safe to show before it reaches a label.
 */
void hikae_row_group_clear (HikaeRowGroup *self);
/* The focus to the first row with this title; FALSE when there is none. */
gboolean hikae_row_group_focus (HikaeRowGroup *self, const char *title);
guint hikae_row_group_get_count (HikaeRowGroup *self);
/* @subtitle: (nullable). Each returns (transfer none) the row, for more suffixes. */
AdwActionRow *hikae_row_group_add_text (HikaeRowGroup *self,
                                        const char *icon,
                                        const char *title,
                                        const char *subtitle);
/* The row at @place, one that was added with an icon, says something else now; where the
 * rows end it is a new one. So a list that is shown again keeps its rows and the page its
 * place. */
void hikae_row_group_show_text (HikaeRowGroup *self,
                                guint place,
                                const char *icon,
                                const char *title,
                                const char *subtitle);
/* The rows from @count on go. */
void hikae_row_group_shrink (HikaeRowGroup *self, guint count);
/* With a Copy button that names what it copies to a screen reader. */
AdwActionRow *hikae_row_group_add_copyable (HikaeRowGroup *self,
                                            const char *title,
                                            const char *value,
                                            gboolean monospace);
/* Likewise, where one title comes more than once: the button's name says whose it is too.
 * @owner: may be foreign text. */
AdwActionRow *hikae_row_group_add_copyable_of (HikaeRowGroup *self,
                                               const char *owner,
                                               const char *title,
                                               const char *value);
/* A row to press: activates @action with @target (nullable string). */
AdwActionRow *hikae_row_group_add_link (HikaeRowGroup *self,
                                        const char *icon,
                                        const char *title,
                                        const char *subtitle,
                                        const char *action,
                                        const char *target);
/* Text that is broken inside a word gets a hyphen from Pango; a digest, an address or a
 * path must not. For every label below @widget. */
void hikae_row_group_forbid_hyphens (GtkWidget *widget);
/* Any other row; cleared with the rest. */
void hikae_row_group_add_row (HikaeRowGroup *self, GtkWidget *row);
/* Takes @row, which was added, out again. */
void hikae_row_group_drop_row (HikaeRowGroup *self, GtkWidget *row);

G_END_DECLS
