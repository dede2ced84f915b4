/* hikae-foreign-words.c: words of libadwaita's that it shows in English only
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The library's own text is translated into few languages, and into Japanese in part. */
#include "config.h"

#include "hikae-foreign-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

const char *
hikae_foreign_words_find (const char *text)
{
  static const char *const words[] = {
      N_ ("Show Text"),
      N_ ("Hide Text"),
      N_ ("About"),
      N_ ("Details"),
      N_ ("Credits"),
      N_ ("Legal"),
      N_ ("Translated by"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (text, words[i]) == 0 && !g_str_equal (_ (words[i]), words[i]))
      return _ (words[i]);
  return NULL;
}

static void
translate (GtkWidget *widget)
{
  const char *word = NULL;

  if (GTK_IS_LABEL (widget) &&
      (word = hikae_foreign_words_find (gtk_label_get_text (GTK_LABEL (widget)))) != NULL)
    gtk_label_set_text (GTK_LABEL (widget), word);
  if (ADW_IS_WINDOW_TITLE (widget) &&
      (word = hikae_foreign_words_find (
           adw_window_title_get_title (ADW_WINDOW_TITLE (widget)))) != NULL)
    adw_window_title_set_title (ADW_WINDOW_TITLE (widget), word);
  if (ADW_IS_PREFERENCES_ROW (widget) &&
      (word = hikae_foreign_words_find (
           adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)))) != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), word);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    translate (child);
}

void
hikae_foreign_words_translate (GtkWindow *window)
{
  const char *word = hikae_foreign_words_find (gtk_window_get_title (window));

  if (word != NULL)
    gtk_window_set_title (window, word);
  translate (GTK_WIDGET (window));
}
