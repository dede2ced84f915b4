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

static void
say_mark (HikaeCli *cli, JsonObject *mark)
{
  g_autofree char *value =
      hikae_text_for_display (hikae_json_get_string (mark, "value"), 120);

  hikae_cli_say (cli,
                 "%s (%s, %s %s): %s",
                 hikae_json_get_string (mark, "generator"),
                 hikae_json_get_string (mark, "strength"),
                 hikae_json_get_string (mark, "carrier"),
                 hikae_json_get_string (mark, "key"),
                 value);
}

static void
say_report (HikaeCli *cli, JsonObject *report)
{
  JsonArray *marks = hikae_json_get_array (report, "marks");
  JsonObject *c2pa = hikae_json_get_object (report, "c2pa");
  guint count = marks != NULL ? json_array_get_length (marks) : 0;

  for (guint i = 0; i < count; i++) {
    JsonNode *node = json_array_get_element (marks, i);

    if (JSON_NODE_HOLDS_OBJECT (node))
      say_mark (cli, json_node_get_object (node));
  }
  if (count == 0)
    hikae_cli_say (cli, "No mark found; that does not mean it is real.");
  if (hikae_json_get_boolean (c2pa, "present", FALSE))
    hikae_cli_say (cli,
                   "Content credentials: stated signer %s; signature %s; this file since "
                   "then: %s.",
                   hikae_json_get_string (c2pa, "signer"),
                   hikae_json_get_string (c2pa, "signature"),
                   hikae_json_get_string (c2pa, "data_hash"));
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
