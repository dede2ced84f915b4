/* hikae-letter-words.h: words about letters: their languages, why there is none
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-law-pack.h"

G_BEGIN_DECLS

/* (transfer none): "German" of "de", translated. */
const char *hikae_letter_words_name_language (const char *code);
/* (transfer full) (nullable): why the answers lead to no such letter, in the language of
 * the screen. @pack: (nullable). */
char *hikae_letter_words_dup_refusal (const HikaeLawPack *pack,
                                      const char *basis_id,
                                      const char *recipient_id,
                                      JsonObject *answers);

G_END_DECLS
