/* hikae-foreign-words.h: words of libadwaita's that it shows in English only
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (transfer none) (nullable): our translation of a word of the library's that it left in
 * English; NULL when it is none, or the screen speaks English. @text: (nullable) */
const char *hikae_foreign_words_find (const char *text);
/* What stands in English in @window, a window of the library's, in the language of the
 * screen. Main context; before it is shown. */
void hikae_foreign_words_translate (GtkWindow *window);

G_END_DECLS
