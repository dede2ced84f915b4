/* hikae-outlook-words.c: until when a stamp holds, in words
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-outlook-words.h"

#include "hikae-wording.h"

#include <glib/gi18n.h>

/* @format: a translated sentence with one %s. */
static char *
fill_sentence (const char *format, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);

  return g_strjoinv (value, parts);
}

/* With a space between, which Japanese does not have. */
static void
append_text (GString *text, const char *sentence)
{
  if (text->len > 0 && !g_str_has_suffix (text->str, "。"))
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
}

static void
append_sentence (GString *text, const char *format, gint64 time_us)
{
  g_autofree char *day = hikae_wording_day (time_us);
  g_autofree char *sentence = fill_sentence (format, day);

  append_text (text, sentence);
}

static void
append_life (GString *text, const HikaeStampOutlook *outlook, gint64 now)
{
  if (outlook->renewed_at != 0)
    append_sentence (text, _ ("Renewed on %s."), outlook->renewed_at);
  if (outlook->ends > now)
    append_sentence (text, _ ("Holds until %s."), outlook->ends);
  else if (outlook->renewed_at != 0)
    append_sentence (text,
                     _ ("The renewal ended on %s without another one, so it is easier "
                        "to dispute."),
                     outlook->ends);
  else
    append_sentence (text,
                     _ ("Its certificates or their algorithms ended on %s without a "
                        "renewal, so it is easier to dispute."),
                     outlook->ends);
  if (outlook->renewed_by != 0 && outlook->renewed_at == 0)
    append_text (text, _ ("A renewal waits for its stamp: get outside time again."));
  else if (now >= outlook->due)
    append_text (text, _ ("Renewal is due: get outside time again."));
  else
    append_sentence (text, _ ("Renewal is due from %s."), outlook->due);
}

char *
hikae_wording_outlook (const HikaeStampOutlook *outlook, gint64 now)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (outlook->ends == 0)
    return g_strdup (_ ("Until when it holds cannot be told."));
  append_life (text, outlook, now);
  if (outlook->lists_due != 0 && now >= outlook->lists_due)
    append_text (text,
                 _ ("The list of revoked certificates is due: get outside "
                    "time again."));
  else if (outlook->lists_due != 0)
    append_sentence (
        text, _ ("The list of revoked certificates is due from %s."), outlook->lists_due);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
