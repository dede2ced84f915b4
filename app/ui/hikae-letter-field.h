/* hikae-letter-field.h: one thing a letter needs, as a row to fill in
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-letter.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Called when the person changed something. */
typedef void (*HikaeLetterFieldFunc) (gpointer data);

/* (transfer floating) (nullable): a row for the answer that fills @element, with its
 * label, what to write (@hint, nullable: hikae_letter_dup_hint()) and whether it may stay
 * empty, showing what @answers has and writing into them as the person types; NULL when
 * nothing is to be typed (addresses, date). @answers and @data must outlive the row. */
GtkWidget *hikae_letter_field_new (const HikaeLetterElement *element,
                                   const char *hint,
                                   JsonObject *answers,
                                   HikaeLetterFieldFunc changed,
                                   gpointer data);

G_END_DECLS
