/* hikae-check-words.c: why a bundle is good or not, in the words of the screen
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The check speaks English, for logs and the command line. Here its sentences are known
 * again: whole, with one value in the place of {x}, or in parts with "; " between. */
#include "config.h"

#include "hikae-check-words.h"

#include "hikae-clock.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>
#include <string.h>

/* Between a good verdict and what is still worth knowing of it. */
#define NOTE "; note: "
#define PLACE "{x}"
/* Comes behind the stamp's time, which need not be said twice. */
#define EXISTED "these bytes existed at {x}"

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
    N_ ("the clock of the computer had been set back before entry {x}"),
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
    N_ ("put there by the system of a computer, {x} such files in all: not a part of the "
        "bundle, and left out"),
    N_ ("it has a comment, which nothing vouches for: not a part of the bundle, and not "
        "shown"),
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

/* What the check of a time stamp or of the archive itself says. */
static const char *const details[] = {
    EXISTED,
    N_ ("nothing wrong was found, but something is missing: {x}"),
    N_ ("this proves no time: {x}"),
    N_ ("this is not a time-stamp answer"),
    N_ ("there are bytes after the end"),
    N_ ("the answer is larger than any real one"),
    N_ ("the authority refused the request"),
    N_ ("the answer says granted and holds no token"),
    N_ ("the token is not signed data"),
    N_ ("what is signed is not a time stamp"),
    N_ ("the token does not hold what it signs"),
    N_ ("a time stamp has exactly one signer"),
    N_ ("the token is of an unknown version"),
    N_ ("the time in the token is not written as RFC 3161 demands"),
    N_ ("the token has a critical extension that is not understood"),
    N_ ("the token is about other bytes"),
    N_ ("the query to compare with cannot be read"),
    N_ ("the token lacks the random number of the query, so it may be an old one"),
    N_ ("the token answers another query"),
    N_ ("the token was made under a policy that was not asked for"),
    N_ ("the signed attributes are missing or wrong"),
    N_ ("the token does not name the certificate that signed it"),
    N_ ("the signer's certificate is not for time stamps"),
    N_ ("the signer's certificate is for other things too"),
    N_ ("the purpose in the signer's certificate is not marked critical"),
    N_ ("the signer's key may be used for more than signing"),
    N_ ("the signer is a certification authority"),
    N_ ("the signature does not fit"),
    N_ ("a certificate was not valid at the time in the token"),
    N_ ("the chain of certificates breaks a rule: {x}"),
    N_ ("the chain of certificates breaks a rule"),
    N_ ("a certificate of the chain was revoked"),
    N_ ("a hash function is used that can be forged"),
    N_ ("the signer's key is too short"),
    N_ ("the time in the token is in the future"),
    N_ ("the time in the token is not between asking and answering by this computer's "
        "clock"),
    N_ ("the record uses a hash function that is not known, or changes it within a "
        "chain"),
    N_ ("the record is not about these bytes"),
    N_ ("a renewal does not cover what it should renew"),
    N_ ("a renewal is older than what it renews"),
    N_ ("a renewal came after the certificates before it had ended"),
    N_ ("the container is not built as its rules say"),
    N_ ("a file in the container is not what its manifest says"),
    N_ ("the container holds nothing that could be stamped"),
    N_ ("a file in the container is covered by no time stamp"),
    N_ ("the signer's certificate is not at hand"),
    N_ ("the chain does not lead to a pinned authority"),
    N_ ("there was nothing to compare the token with"),
    N_ ("no fitting revocation list is at hand"),
    N_ ("the container holds no time stamp; signatures are not judged here"),
    N_ ("the authority granted with changes"),
    N_ ("the signer's certificate is named by SHA-1 only"),
    N_ ("a certificate of the chain is signed over a weak hash"),
    N_ ("a certificate of the chain has a short key"),
    N_ ("a certificate was revoked after the stamp, for a reason that leaves it "
        "standing"),
    N_ ("revocation was not checked"),
    N_ ("the token names another authority than its certificate"),
    N_ ("the accuracy in the token is out of range"),
    N_ ("two files in it have the same name"),
    N_ ("its mimetype is not that of an ASiC container"),
    N_ ("an ASiC-S container holds one file, at its root"),
    N_ ("an ASiC-S container holds a time stamp or signatures, not both"),
    N_ ("this is not an evidence record"),
    N_ ("this is a bare token where a whole answer is due"),
    N_ ("the attribute that names the signer's certificate cannot be read"),
    N_ ("the signed data in the token cannot be read"),
    N_ ("the certificate at hand is not the one that the token names"),
    N_ ("the token names a certificate that is not in its chain"),
    N_ ("what the token signs is not a time stamp"),
    N_ ("there are bytes after the signed time stamp"),
    N_ ("it ends too early"),
    N_ ("its parts lie inside each other"),
    N_ ("it cannot be unpacked"),
    N_ ("it unpacks to more than it says"),
    N_ ("something follows its packed bytes"),
    N_ ("its packed bytes end too early"),
    N_ ("it overlaps what follows"),
    N_ ("something unlisted follows it"),
    N_ ("it is encrypted"),
    N_ ("its bytes do not fit its checksum"),
    N_ ("it is not a regular file, or cannot be read"),
    N_ ("its header and the directory disagree"),
    N_ ("its header is missing"),
    N_ ("it is not a ZIP archive, or it did not arrive whole"),
    N_ ("something was put behind its end"),
    N_ ("something stands before or within it"),
    N_ ("something stands before its first entry"),
    N_ ("its comment looks like the end of another one"),
    N_ ("it is one of several parts, which belong together"),
    N_ ("an entry is packed in a way that few can read"),
    N_ ("another program put a passphrase on it"),
    N_ ("an entry of its directory is damaged, a link or a device"),
    N_ ("unpack it, and pack the folder again as an ordinary ZIP file"),
    N_ ("there is no evidence bundle in it"),
    N_ ("if there is another archive in it, take that one out and check it"),
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

/* (transfer full) (nullable): NULL when none of @patterns is @text. */
static char *
translate_by (const char *const *patterns, guint count, const char *text)
{
  for (guint i = 0; i < count; i++) {
    g_autofree char *value = find_value (patterns[i], text);

    if (value != NULL)
      return fill (patterns[i], value);
  }
  return NULL;
}

/* (transfer full). */
static char *
translate_part (const char *part)
{
  char *text = translate_by (reasons, G_N_ELEMENTS (reasons), part);

  if (text == NULL)
    text = translate_by (details, G_N_ELEMENTS (details), part);
  return text != NULL ? text : g_strdup (part);
}

/* (transfer full): "nothing wrong was found, but something is missing: why". */
static char *
translate_detail (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (details); i++) {
    g_autofree char *value = find_value (details[i], text);
    g_autofree char *inner = NULL;

    if (value == NULL)
      continue;
    if (g_str_equal (details[i], EXISTED))
      return g_strdup (_ ("these bytes existed then"));
    inner = translate_by (details, G_N_ELEMENTS (details), value);
    return fill (details[i], inner != NULL ? inner : value);
  }
  return g_strdup (text);
}

/* (transfer full): what the check of a time stamp said. Its codes, in brackets at the
 * end, are for experts and stay. */
static char *
translate_verdict (const char *said)
{
  const char *bracket = strrchr (said, '(');
  const gsize codes = bracket != NULL && bracket > said && bracket[-1] == ' '
                          ? strspn (bracket + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ ")
                          : 0;
  const gboolean coded = codes > 0 && g_str_equal (bracket + 1 + codes, ")");
  g_autofree char *text =
      coded ? g_strndup (said, (gsize)(bracket - 1 - said)) : g_strdup (said);
  char *note = strstr (text, NOTE);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (note != NULL) {
    *note = '\0';
    second = translate_detail (note + strlen (NOTE));
  }
  first = translate_detail (text);
  return g_strconcat (first,
                      second != NULL ? C_ ("parts of a finding", "; ") : "",
                      second != NULL ? second : "",
                      coded ? " " : "",
                      coded ? bracket : "",
                      NULL);
}

/* (transfer full): @utc, "2026-04-01 09:30:00 UTC", as the rest of the window shows
 * times, and as it is, for whoever compares it. */
static char *
show_time (const char *utc)
{
  g_autofree char *day = NULL;
  g_autofree char *iso = NULL;
  g_autofree char *local = NULL;
  gint64 time_us = 0;

  if (strlen (utc) != strlen ("2026-04-01 09:30:00 UTC") ||
      !g_str_has_suffix (utc, " UTC"))
    return g_strdup (utc);
  day = g_strndup (utc, strlen ("2026-04-01"));
  iso = g_strdup_printf ("%sT%.8sZ", day, utc + strlen ("2026-04-01 "));
  if (!hikae_clock_parse (iso, &time_us))
    return g_strdup (utc);
  local = hikae_wording_time (time_us);
  /* Translators: a date and time of here, and the same to the second in UTC. */
  return g_strdup_printf (_ ("%1$s, exactly %2$s"), local, utc);
}

/* (transfer full) (nullable): the time, and what the check said; NULL when @reason does
 * not begin with @start. */
static char *
take_time (const char *reason, const char *start, const char **said)
{
  const char *colon = strstr (reason, ": ");
  g_autofree char *utc = NULL;

  if (!g_str_has_prefix (reason, start) || colon == NULL)
    return NULL;
  *said = colon + 2;
  utc = g_strndup (reason + strlen (start), (gsize)(colon - reason) - strlen (start));
  return show_time (utc);
}

/* (transfer full) (nullable): a time stamp's time, and what the check of it said. */
static char *
translate_stamp (const char *reason)
{
  const char *said = NULL;
  g_autofree char *stamp = take_time (reason, "time stamp of ", &said);
  g_autofree char *record =
      stamp == NULL ? take_time (reason, "evidence record of ", &said) : NULL;

  g_autofree char *verdict = said != NULL ? translate_verdict (said) : NULL;

  /* Translators: the first %s is a time, the second what the check of the stamp said,
   * with codes that an expert knows. */
  if (stamp != NULL)
    return g_strdup_printf (_ ("Time stamp of %s: %s"), stamp, verdict);
  /* Translators: likewise, of a record of a stamp and its renewals (RFC 4998). */
  if (record != NULL)
    return g_strdup_printf (_ ("Evidence record of %s: %s"), record, verdict);
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
hikae_check_words_refusal (const char *message)
{
  static const char prefix[] = "reading the archive: ";
  const char *reason =
      g_str_has_prefix (message, prefix) ? message + strlen (prefix) : message;
  g_auto (GStrv) parts = g_strsplit (reason, "; ", -1);
  g_autofree char *words = NULL;

  for (guint i = 0; parts[i] != NULL; i++) {
    g_autofree char *part = parts[i];

    parts[i] = translate_by (details, G_N_ELEMENTS (details), part);
    if (parts[i] == NULL) {
      parts[i] = g_steal_pointer (&part);
      return NULL;
    }
  }
  words = g_strjoinv (C_ ("parts of a finding", "; "), parts);
  return g_strdup_printf (_ ("What is wrong: %s."), words);
}

char *
hikae_check_words_subject (const char *subject)
{
  if (g_str_equal (subject, "bundle"))
    return g_strdup (_ ("The bundle"));
  if (g_str_equal (subject, "archive"))
    return g_strdup (_ ("The archive around it"));
  if (g_str_has_prefix (subject, "item "))
    return g_strdup_printf (_ ("Item %s"), subject + strlen ("item "));
  return g_strdup (subject);
}
