/* hikae-cli-bases.c: bases: which legal bases fit, and why
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"
#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-text.h"
#include "hikae-workflow.h"

#include <string.h>

#define MARK "\xef\xbb\xbf" /* of byte order */
/* Largest file of answers. */
#define ANSWERS_MAX (1024 * 1024)

JsonNode *
hikae_cli_load_answers (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = hikae_file_load (path, ANSWERS_MAX, error);
  gsize size = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  /* Editors of Windows begin a file with it. */
  const gsize mark = size >= strlen (MARK) && memcmp (text, MARK, strlen (MARK)) == 0
                         ? strlen (MARK)
                         : 0;
  g_autoptr (JsonNode) node = NULL;

  if (bytes != NULL)
    node = hikae_json_parse (
        text != NULL ? text + mark : "", (gssize)(size - mark), ANSWERS_MAX, error);
  if (node == NULL) {
    g_prefix_error_literal (error, "the answers: ");
    return NULL;
  }
  if (JSON_NODE_HOLDS_OBJECT (node))
    return g_steal_pointer (&node);
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_REJECTED,
                       "the answers: they must be one JSON object");
  return NULL;
}

static void
say_member (HikaeCli *cli, JsonObject *entry, const char *title, const char *member)
{
  const char *text = hikae_json_get_string (entry, member);
  g_autofree char *shown = hikae_text_for_display (text != NULL ? text : "", 0);

  if (*shown != '\0')
    hikae_cli_say (cli, "  %s: %s", title, shown);
}

/* (transfer full): a name of the law pack as words: "business_day": "business day". */
static char *
dup_plain (const char *name)
{
  return g_strdelimit (g_strdup (name != NULL ? name : ""), "_", ' ');
}

/* (transfer full): "48 hours", or the law's own words. */
static char *
dup_length (JsonObject *clock)
{
  const gint64 value = hikae_json_get_int (clock, "value", 0);
  const char *wording = hikae_json_get_string (clock, "wording");
  g_autofree char *unit = dup_plain (hikae_json_get_string (clock, "unit"));

  if (*unit == '\0')
    return g_strdup (wording != NULL ? wording : "");
  return g_strdup_printf (
      "%" G_GINT64_FORMAT " %s%s", value, unit, value != 1 ? "s" : "");
}

static void
say_clocks (HikaeCli *cli, JsonArray *clocks, const char *indent)
{
  for (guint i = 0; clocks != NULL && i < json_array_get_length (clocks); i++) {
    JsonObject *clock = json_array_get_object_element (clocks, i);
    const char *what = hikae_json_get_string (clock, "what");
    g_autofree char *length = dup_length (clock);
    g_autofree char *starts = dup_plain (hikae_json_get_string (clock, "starts"));

    hikae_cli_say (cli,
                   "%s%s (%s, %s, from %s)",
                   indent,
                   what != NULL ? what : hikae_json_get_string (clock, "id"),
                   length,
                   hikae_json_get_string (clock, "nature"),
                   starts);
  }
}

static void
say_offer (HikaeCli *cli, JsonObject *offer)
{
  hikae_cli_say (cli,
                 "offered: %s to %s: %s",
                 hikae_json_get_string (offer, "basis"),
                 hikae_json_get_string (offer, "recipient"),
                 hikae_json_get_string (offer, "name"));
  say_member (cli, offer, "Why it fits", "why");
  say_member (cli, offer, "What it cannot do", "cannot");
  say_member (cli, offer, "Who will read what you write", "who_sees");
  say_clocks (cli, hikae_json_get_array (offer, "clocks"), "  Time limit: ");
}

static void
say_short (HikaeCli *cli, JsonObject *reply, const char *group)
{
  JsonArray *array = hikae_json_get_array (reply, group);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonObject *entry = json_array_get_object_element (array, i);
    const char *id = hikae_json_get_string (entry, "basis");
    const char *why = hikae_json_get_string (entry, "why");
    g_autofree char *where =
        hikae_text_for_display (hikae_json_get_string (entry, "where"), 200);

    if (id == NULL)
      id = hikae_json_get_string (entry, "id");
    hikae_cli_say (cli,
                   "%s: %s — %s%s",
                   group,
                   id != NULL ? id : where,
                   why != NULL ? why : hikae_json_get_string (entry, "name"),
                   hikae_json_get_boolean (entry, "verify_yourself", FALSE)
                       ? " (not verified: check it yourself)"
                       : "");
  }
}

static void
say_reply (HikaeCli *cli, JsonObject *reply)
{
  JsonArray *offered = hikae_json_get_array (reply, "offered");
  JsonArray *warnings = hikae_json_get_array (reply, "warnings");

  for (guint i = 0; offered != NULL && i < json_array_get_length (offered); i++)
    say_offer (cli, json_array_get_object_element (offered, i));
  say_short (cli, reply, "refused");
  say_short (cli, reply, "support");
  say_clocks (cli, hikae_json_get_array (reply, "own_clocks"), "your own time limit: ");
  say_short (cli, reply, "problems");
  for (guint i = 0; warnings != NULL && i < json_array_get_length (warnings); i++)
    hikae_cli_say (cli, "note: %s", json_array_get_string_element (warnings, i));
}

int
hikae_cli_bases (HikaeCli *cli, int argc, char **argv)
{
  g_autofree char *answers_path = NULL;
  g_autofree char *lang = NULL;
  const GOptionEntry entries[] = {
      {"answers", 0, 0, G_OPTION_ARG_FILENAME, &answers_path, "JSON answers", "FILE"},
      {"lang", 0, 0, G_OPTION_ARG_STRING, &lang, "en or ja", "LANG"},
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = NULL;
  g_autoptr (HikaeLawPack) pack = NULL;
  g_autoptr (JsonNode) answers = NULL;
  g_autoptr (JsonNode) reply = NULL;

  if (!hikae_cli_parse (cli, argc, argv, entries, "CASE --answers FILE", 1, 1, &rest))
    return HIKAE_EXIT_USAGE;
  if (answers_path == NULL)
    return hikae_cli_usage (cli, "bases needs --answers FILE");
  answers = hikae_cli_load_answers (answers_path, &error);
  if (answers != NULL)
    open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case != NULL)
    pack = hikae_law_pack_load_used (&error);
  if (pack == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  /* What the case knows overrides what the answers say. */
  if (hikae_case_get_minor (open_case))
    json_object_set_string_member (json_node_get_object (answers), "adult", "no");
  reply = hikae_law_pack_evaluate (pack,
                                   json_node_get_object (answers),
                                   lang != NULL ? lang : "en",
                                   hikae_clock_get_now (),
                                   &error);
  if (reply == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  say_reply (cli, json_node_get_object (reply));
  if (cli->json)
    hikae_cli_print_json (json_node_dup_object (reply));
  return HIKAE_EXIT_DONE;
}
