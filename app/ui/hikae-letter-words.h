/* hikae-letter-words.h: words about letters: their languages, why there is none
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-law-pack.h"
#include "hikae-letter.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (transfer none): "German" of "de", translated. */
const char *hikae_letter_words_name_language (const char *code);
/* (transfer full) (nullable): why the answers lead to no such letter, in the language of
 * the screen. @pack: (nullable). */
char *hikae_letter_words_dup_refusal (const HikaeLawPack *pack,
                                      const char *basis_id,
                                      const char *recipient_id,
                                      JsonObject *answers);

/* (transfer full): what is wrong with the value of an element that is faulty. */
char *hikae_letter_words_dup_fault (const HikaeLetterElement *element)
    G_GNUC_WARN_UNUSED_RESULT;
/* What should be known before @letter is sent (hikae_letter_dup_notice()), or nothing:
 * then @label is not shown. @letter: (nullable). */
void hikae_letter_words_show_notice (GtkLabel *label, const HikaeLetter *letter);

G_END_DECLS
