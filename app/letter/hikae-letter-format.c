/* hikae-letter-format.c: a finished letter as a file of the form that was chosen
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-letter-private.h"

#include <string.h>

gboolean
hikae_letter_format_parse (const char *file_name, HikaeLetterFormat *format)
{
  static const struct {
    const char *ending;
    HikaeLetterFormat format;
  } endings[] = {
      {".pdf", HIKAE_LETTER_PDF},
      {".odt", HIKAE_LETTER_ODT},
      {".txt", HIKAE_LETTER_TEXT},
      {".eml", HIKAE_LETTER_EML},
  };
  g_autofree char *lower = g_ascii_strdown (file_name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    if (!g_str_has_suffix (lower, endings[i].ending))
      continue;
    *format = endings[i].format;
    return TRUE;
  }
  return FALSE;
}

GBytes *
hikae_letter_render (const HikaeLetter *self, HikaeLetterFormat format, GError **error)
{
  char *text = NULL;

  if (!hikae_letter_check_complete (self, error))
    return NULL;
  switch (format) {
  case HIKAE_LETTER_PDF:
    return hikae_letter_render_pdf (self, error);
  case HIKAE_LETTER_ODT:
    return hikae_letter_render_odt (self, error);
  case HIKAE_LETTER_EML:
    return hikae_letter_render_eml (self, error);
  case HIKAE_LETTER_TEXT:
  default:
    text = hikae_letter_format_text (self);
    return g_bytes_new_take (text, strlen (text));
  }
}
