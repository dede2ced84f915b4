/* hikae-cli-backup.c: backup: a verified copy of the whole case
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"
#include "hikae-text.h"
#include "hikae-workflow.h"

int
hikae_cli_backup (HikaeCli *cli, int argc, char **argv)
{
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *path = NULL;
  g_autofree char *shown = NULL;
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  if (!hikae_cli_parse (cli, argc, argv, NULL, "CASE FOLDER|FILE", 2, 2, &rest))
    return HIKAE_EXIT_USAGE;
  open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  cancellable = hikae_cli_begin_work (cli, &progress);
  hikae_back_up_case_async (
      open_case, rest[1], progress, cancellable, hikae_cli_ready_cb, &result);
  path = hikae_back_up_case_finish (open_case, hikae_cli_wait (&result), &error);
  if (path == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  shown = hikae_text_for_display (path, 300);
  hikae_cli_say (cli,
                 "The backup is written and was read back: %s. It opens with the same "
                 "passphrase.",
                 shown);
  if (cli->json) {
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "backup", shown);
    hikae_cli_print_json (object);
  }
  return HIKAE_EXIT_DONE;
}
