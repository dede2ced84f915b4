/* hikae-check-words.c: why a bundle is good or not, in the words of the screen
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The check speaks English, for logs and the command line. Here its sentences are known
 * again: whole, with one value in the place of {x}, or in parts with "; " between. */
#include "config.h"

#include "hikae-check-words.h"

#include <glib/gi18n.h>
#include <string.h>

#define PLACE "{x}"

static const char *const reasons[] = {
    N_ ("payload and record are unchanged"),
    N_ ("the record is unchanged"),
    N_ ("its payload is not included"),
    N_ ("not sealed: no outside time"),
    N_ ("seal list {x} has a valid time stamp"),
    N_ ("seal list {x}, no time stamp"),
    N_ ("whether the time stamp of seal list {x} is genuine cannot be told"),
    N_ ("all {x} files of data/ are as the manifests say"),
    N_ ("{x} entries, an unbroken chain"),
    N_ ("a seal list of {x} lines"),
    N_ ("what is here of it fits"),
    N_ ("it lists a file that is not its own"),
    N_ ("it is listed, but missing"),
    N_ ("it is not what the manifest says: changed"),
    N_ ("it is not what {x} says: changed"),
    N_ ("it is missing"),
    N_ ("its count of files and bytes does not fit"),
    N_ ("it was changed"),
    N_ ("it is not listed in both manifests: added"),
    N_ ("it does not belong here: added"),
    N_ ("it does not belong here: its name is not one that a bundle has"),
    N_ ("it does not belong here: a bundle has no such file"),
    N_ ("it is there twice"),
    N_ ("its name collides with another one, or is a folder and a file"),
    N_ ("it lies outside of the bundle's folder"),
    N_ ("the custody log is missing"),
    N_ ("the custody log is empty"),
    N_ ("line {x} cannot be read as an entry"),
    N_ ("line {x} does not follow the line before it"),
    N_ ("the log's line that it sealed is missing"),
    N_ ("the custody log does not hold this line"),
    N_ ("its seal list is missing"),
    N_ ("it cannot be read"),
    N_ ("the custody log names it, it is missing, and nothing says that it was left out: "
        "removed"),
    N_ ("the custody log does not name it: added or changed"),
    N_ ("the custody log does not name it: added"),
    N_ ("the custody log names another list, or it is missing: changed"),
    N_ ("the custody log names a time stamp of it that is missing: removed"),
    N_ ("its record is not the one in the custody log: changed"),
    N_ ("it belongs to no seal list"),
    N_ ("it is not the token of the full reply beside it"),
    N_ ("it is not made of the seal list and the token beside it"),
    N_ ("it does not begin with the token beside it"),
    N_ ("the list of time-stamp authorities cannot be read, so that no stamp can be told "
        "to "
        "be genuine: {x}"),
    N_ ("its payload is missing, and nothing says that it was left out: removed"),
    N_ ("its payload is not what its record says"),
    N_ ("its record has another number"),
    N_ ("its record was changed"),
    N_ ("its payload was changed or is missing"),
    N_ ("its seal list names only half of it"),
    N_ ("its record cannot be read"),
    N_ ("another record names the same payload"),
    N_ ("no record names it"),
};

/* (transfer full) (nullable): what stands in @text where @pattern has its place. */
static char *
find_value (const char *pattern, const char *text)
{
  const char *place = strstr (pattern, PLACE);
  const gsize before = place != NULL ? (gsize)(place - pattern) : strlen (pattern);
  const char *after = place != NULL ? place + strlen (PLACE) : "";
  const gsize length = strlen (text);

  if (place == NULL)
    return g_str_equal (pattern, text) ? g_strdup ("") : NULL;
  if (length <= before + strlen (after) || strncmp (pattern, text, before) != 0 ||
      !g_str_has_suffix (text, after))
    return NULL;
  return g_strndup (text + before, length - before - strlen (after));
}

/* (transfer full): @pattern translated, with @value in its place. */
static char *
fill (const char *pattern, const char *value)
{
  const char *translated = _ (pattern);
  const char *place = strstr (translated, PLACE);

  if (place == NULL)
    return g_strdup (translated);
  return g_strdup_printf (
      "%.*s%s%s", (int)(place - translated), translated, value, place + strlen (PLACE));
}

/* (transfer full). */
static char *
translate_part (const char *part)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
    g_autofree char *value = find_value (reasons[i], part);

    if (value != NULL)
      return fill (reasons[i], value);
  }
  return g_strdup (part);
}

/* (transfer full) (nullable): the time, and what the check said; NULL when @reason does
 * not begin with @start. */
static char *
take_time (const char *reason, const char *start, const char **said)
{
  const char *colon = strstr (reason, ": ");

  if (!g_str_has_prefix (reason, start) || colon == NULL)
    return NULL;
  *said = colon + 2;
  return g_strndup (reason + strlen (start), (gsize)(colon - reason) - strlen (start));
}

/* (transfer full) (nullable): a time stamp's time, and what the check of it said. */
static char *
translate_stamp (const char *reason)
{
  const char *said = NULL;
  g_autofree char *stamp = take_time (reason, "time stamp of ", &said);
  g_autofree char *record =
      stamp == NULL ? take_time (reason, "evidence record of ", &said) : NULL;

  /* Translators: the first %s is a time, the second what the check of the stamp said, in
   * English, with codes that an expert knows. */
  if (stamp != NULL)
    return g_strdup_printf (_ ("Time stamp of %s: %s"), stamp, said);
  /* Translators: likewise, of a record of a stamp and its renewals (RFC 4998). */
  if (record != NULL)
    return g_strdup_printf (_ ("Evidence record of %s: %s"), record, said);
  return NULL;
}

char *
hikae_check_words_reason (const char *reason)
{
  char *stamp = translate_stamp (reason);
  g_auto (GStrv) parts = NULL;

  if (stamp != NULL)
    return stamp;
  parts = g_strsplit (reason, "; ", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    g_autofree char *part = parts[i];

    parts[i] = translate_part (part);
  }
  /* Translators: between two parts of a sentence. */
  return g_strjoinv (C_ ("parts of a finding", "; "), parts);
}

char *
hikae_check_words_subject (const char *subject)
{
  if (g_str_equal (subject, "bundle"))
    return g_strdup (_ ("The bundle"));
  if (g_str_has_prefix (subject, "item "))
    return g_strdup_printf (_ ("Item %s"), subject + strlen ("item "));
  return g_strdup (subject);
}
