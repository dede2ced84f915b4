/* hikae-media-words.c: findings said in sentences
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-words.h"

#include "hikae-data.h"
#include "hikae-error.h"
#include "hikae-media-container.h"
#include "hikae-text.h"

#include <string.h>

#define WORDS "media/words.json"
#define WORDS_MAX (1024 * 1024)
#define NAME_MAX_CHARS 80

typedef struct {
  JsonObject *sentences;
  JsonArray *findings;
} Speech;

/* @value stands in for "{name}", "{signer}" or "{date}". */
static char *
fill (const char *sentence, const char *value)
{
  const char *open = strchr (sentence, '{');
  const char *close = open != NULL ? strchr (open, '}') : NULL;
  g_autofree char *safe = NULL;

  if (close == NULL || value == NULL)
    return g_strdup (sentence);
  safe = hikae_text_for_display (value, NAME_MAX_CHARS);
  return g_strdup_printf ("%.*s%s%s", (int)(open - sentence), sentence, safe, close + 1);
}

static gboolean
is_said (JsonArray *findings, const char *english)
{
  for (guint i = 0; i < json_array_get_length (findings); i++)
    if (g_strcmp0 (
            hikae_json_get_string (json_array_get_object_element (findings, i), "en"),
            english) == 0)
      return TRUE;
  return FALSE;
}

static void
say (Speech *speech, const char *key, const char *strength, const char *value)
{
  static const char *const languages[] = {"en", "ja"};
  JsonObject *words = hikae_json_get_object (speech->sentences, key);
  g_autoptr (JsonObject) finding = NULL;

  if (words == NULL)
    return;
  finding = json_object_new ();
  json_object_set_string_member (finding, "strength", strength);
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++) {
    const char *sentence = hikae_json_get_string (words, languages[i]);
    g_autofree char *filled = sentence != NULL ? fill (sentence, value) : g_strdup ("");

    json_object_set_string_member (finding, languages[i], filled);
  }
  if (!is_said (speech->findings, hikae_json_get_string (finding, "en")))
    json_array_add_object_element (speech->findings, g_steal_pointer (&finding));
}

/* Those that say something of credentials are no mark of a generator. */
static gboolean
is_mark (JsonObject *mark)
{
  const char *says = hikae_json_get_string (mark, "says");

  return g_strcmp0 (says, "removed") != 0 && g_strcmp0 (says, "elsewhere") != 0;
}

static guint
say_marks (Speech *speech, JsonArray *marks, const char *strength)
{
  guint count = 0;

  for (guint i = 0; marks != NULL && i < json_array_get_length (marks); i++) {
    JsonObject *mark = json_array_get_object_element (marks, i);
    const char *says = hikae_json_get_string (mark, "says");
    g_autofree char *key =
        g_strdup_printf ("%s.%s", says != NULL ? says : "mark", strength);
    g_autofree char *plain = g_strdup_printf ("mark.%s", strength);

    if (g_strcmp0 (hikae_json_get_string (mark, "strength"), strength) != 0)
      continue;
    count += is_mark (mark);
    say (speech,
         hikae_json_get_object (speech->sentences, key) != NULL ? key : plain,
         strength,
         hikae_json_get_string (mark, "generator"));
  }
  return count;
}

static gboolean
is_any_behind (JsonArray *marks)
{
  for (guint i = 0; marks != NULL && i < json_array_get_length (marks); i++)
    if (hikae_json_get_boolean (
            json_array_get_object_element (marks, i), "behind", FALSE))
      return TRUE;
  return FALSE;
}

/* "c2pa.WHAT.VALUE" for a member's value. */
static void
say_fact (Speech *speech, JsonObject *c2pa, const char *member, const char *what)
{
  const char *value = hikae_json_get_string (c2pa, member);
  g_autofree char *key =
      value != NULL ? g_strdup_printf ("c2pa.%s.%s", what, value) : NULL;

  if (key != NULL)
    say (speech, key, "fact", NULL);
}

static void
say_seal (Speech *speech, JsonObject *c2pa)
{
  const char *signer = hikae_json_get_string (c2pa, "signer");
  const char *ends = hikae_json_get_string (c2pa, "certificate_ends");
  const char *list = hikae_json_get_string (c2pa, "list_date");
  const gint64 left_out = hikae_json_get_int (c2pa, "data_hash_left_out", 0);
  g_autofree char *bytes = g_strdup_printf ("%" G_GINT64_FORMAT, left_out);
  g_autofree char *day = ends != NULL ? g_strndup (ends, 10) : NULL;

  if (!hikae_json_get_boolean (c2pa, "present", FALSE))
    return;
  say (speech, signer != NULL ? "c2pa.present" : "c2pa.nameless", "fact", signer);
  say_fact (speech, c2pa, "signature", "signature");
  say_fact (speech, c2pa, "assertion_hashes", "assertions");
  say_fact (speech, c2pa, "data_hash", "data");
  if (left_out > 0)
    say (speech, "c2pa.left-out", "fact", bytes);
  if (signer == NULL)
    return;
  say (speech,
       hikae_json_get_boolean (c2pa, "on_list", FALSE) ? "c2pa.listed" : "c2pa.unlisted",
       "fact",
       list);
  if (hikae_json_get_boolean (c2pa, "certificate_expired", FALSE))
    say (speech, "c2pa.expired", "fact", day);
}

/* Only then was it read part by part, and does finding nothing say anything at all. */
static gboolean
is_known_kind (JsonObject *report)
{
  return g_strcmp0 (hikae_json_get_string (report, "format"),
                    hikae_media_format_get_name (HIKAE_MEDIA_UNKNOWN)) != 0;
}

JsonArray *
hikae_media_say_findings (JsonObject *report, GError **error)
{
  static const char *const strengths[] = {"signed", "marker", "text"};
  g_autoptr (GBytes) bytes = hikae_data_load (WORDS, error);
  g_autoptr (JsonNode) node = bytes != NULL
                                  ? hikae_json_parse (g_bytes_get_data (bytes, NULL),
                                                      (gssize)g_bytes_get_size (bytes),
                                                      WORDS_MAX,
                                                      error)
                                  : NULL;
  JsonArray *marks = hikae_json_get_array (report, "marks");
  Speech speech = {NULL, NULL};
  guint count = 0;

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    speech.sentences = hikae_json_get_object (json_node_get_object (node), "sentences");
  if (speech.sentences == NULL) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, "the words of findings are broken");
    return NULL;
  }
  speech.findings = json_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (strengths); i++)
    count += say_marks (&speech, marks, strengths[i]);
  if (is_any_behind (marks))
    say (&speech, "behind", "note", NULL);
  if (count == 0)
    say (&speech, is_known_kind (report) ? "none" : "unread", "note", NULL);
  say_seal (&speech, hikae_json_get_object (report, "c2pa"));
  if (hikae_json_get_string (report, "complaint") != NULL)
    say (&speech, "incomplete", "note", NULL);
  say (&speech, "pixels", "note", NULL);
  return speech.findings;
}
