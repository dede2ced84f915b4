/* hikae-cli-media.c: media: what one file says of its own origin; no case needed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-text.h"
#include "hikae-workflow.h"

#include <unistd.h>

/* Where it was read, for somebody who wants to look for themselves. */
static void
say_mark (HikaeCli *cli, JsonObject *mark)
{
  g_autofree char *value =
      hikae_text_for_display (hikae_json_get_string (mark, "value"), 120);
  g_autofree char *key = hikae_text_for_display (hikae_json_get_string (mark, "key"), 60);

  hikae_cli_say (cli,
                 "  %s (%s, %s %s%s): %s",
                 hikae_json_get_string (mark, "generator"),
                 hikae_json_get_string (mark, "strength"),
                 hikae_json_get_string (mark, "carrier"),
                 key,
                 hikae_json_get_boolean (mark, "behind", FALSE) ? ", behind the end" : "",
                 value);
}

static void
say_each (HikaeCli *cli, JsonArray *array, void (*say_one) (HikaeCli *, JsonObject *))
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);

    if (JSON_NODE_HOLDS_OBJECT (node))
      say_one (cli, json_node_get_object (node));
  }
}

static void
say_finding (HikaeCli *cli, JsonObject *finding)
{
  const char *sentence = hikae_json_get_string (finding, hikae_workflow_get_language ());

  hikae_cli_say (cli, "%s", sentence != NULL ? sentence : "");
}

static void
say_report (HikaeCli *cli, JsonObject *report)
{
  JsonObject *pdq = hikae_json_get_object (report, "pdq");

  say_each (cli, hikae_json_get_array (report, "findings"), say_finding);
  say_each (cli, hikae_json_get_array (report, "marks"), say_mark);
  if (pdq != NULL)
    hikae_cli_say (cli,
                   "PDQ %s, quality %d",
                   hikae_json_get_string (pdq, "hash"),
                   (int)hikae_json_get_int (pdq, "quality", 0));
}

int
hikae_cli_media (HikaeCli *cli, int argc, char **argv)
{
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) report = NULL;
  int fd = -1;

  if (!hikae_cli_parse (cli, argc, argv, NULL, "FILE", 1, 1, &rest))
    return HIKAE_EXIT_USAGE;
  fd = hikae_file_open_regular (rest[0], NULL, &error);
  if (fd >= 0) {
    report = hikae_inspect_media (fd, &error);
    close (fd);
  }
  if (report == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  if (hikae_json_get_string (report, "error") != NULL) {
    g_set_error_literal (&error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         hikae_json_get_string (report, "error"));
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  }
  say_report (cli, report);
  /* The report is JSON for programs in any case. */
  if (cli->json)
    hikae_cli_print_json (json_object_ref (report));
  return HIKAE_EXIT_DONE;
}
