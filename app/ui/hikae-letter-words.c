/* hikae-letter-words.c: words about letters: their languages, why there is none
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-letter-words.h"

#include "hikae-clock.h"
#include "hikae-law-fit.h"
#include "hikae-session.h"
#include "hikae-text.h"

#include <glib/gi18n.h>

#define SHOWN_ANSWER 100

const char *
hikae_letter_words_name_language (const char *code)
{
  static const char *const names[][2] = {
      {"en", N_ ("English")},
      {"ja", N_ ("Japanese")},
      {"de", N_ ("German")},
      {"fr", N_ ("French")},
      {"ko", N_ ("Korean")},
      {"pt", N_ ("Portuguese")},
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i][0], code))
      return _ (names[i][1]);
  return code;
}

char *
hikae_letter_words_dup_refusal (const HikaeLawPack *pack,
                                const char *basis_id,
                                const char *recipient_id,
                                JsonObject *answers)
{
  const char *lang = hikae_session_get_language ();
  JsonObject *basis = pack != NULL ? hikae_law_pack_find_basis (pack, basis_id) : NULL;
  JsonObject *recipient =
      pack != NULL ? hikae_law_pack_find_recipient (pack, recipient_id) : NULL;
  g_auto (HikaeLawPerson) person = {NULL};
  char *why = NULL;

  if (basis == NULL || recipient == NULL ||
      !hikae_law_person_read (&person, pack, answers, lang, hikae_clock_get_now (), NULL))
    return NULL;
  why = hikae_law_pack_dup_refusal (pack, basis, &person, FALSE);
  return why != NULL
             ? why
             : hikae_law_pack_dup_recipient_refusal (pack, basis, recipient, lang);
}

char *
hikae_letter_words_dup_fault (const HikaeLetterElement *element)
{
  g_autofree char *shown = hikae_text_for_display (element->value, SHOWN_ANSWER);

  /* Translators: %s is what was typed. */
  return g_strdup_printf (_ ("“%s” is not an e-mail address"), shown);
}

void
hikae_letter_words_show_notice (GtkLabel *label, const HikaeLetter *letter)
{
  g_autofree char *notice =
      letter != NULL ? hikae_letter_dup_notice (letter, hikae_session_get_language ())
                     : NULL;

  gtk_label_set_text (label, notice != NULL ? notice : "");
  gtk_widget_set_visible (GTK_WIDGET (label), notice != NULL);
}
