/* hikae-cli-new.c: new: create a case and show its recovery code once
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"

int
hikae_cli_new (HikaeCli *cli, int argc, char **argv)
{
  g_autofree char *title = NULL;
  gboolean minor = FALSE;
  const GOptionEntry entries[] = {
      {"title", 0, 0, G_OPTION_ARG_STRING, &title, "A neutral name", "TITLE"},
      {"minor",
       0,
       0,
       G_OPTION_ARG_NONE,
       &minor,
       "The person shown is, or might be, under 18: no media is ever kept",
       NULL},
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeSecret) passphrase = NULL;
  g_autoptr (HikaeSecret) code = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeCase) open_case = NULL;

  if (!hikae_cli_parse (cli, argc, argv, entries, "CASE", 1, 1, &rest))
    return HIKAE_EXIT_USAGE;
  passphrase = hikae_cli_read_passphrase (
      cli, cli->passphrase_file, "New passphrase", TRUE, &error);
  if (passphrase == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_case_create_async (rest[0],
                           title != NULL ? title : "",
                           minor,
                           passphrase,
                           HIKAE_KDF_COST_MEASURE,
                           NULL,
                           hikae_cli_ready_cb,
                           &result);
  open_case = hikae_case_create_finish (hikae_cli_wait (&result), &code, &error);
  if (open_case == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  cli->open_case = g_object_ref (open_case);
  return hikae_cli_show_recovery (
      cli,
      rest[0],
      "The case is ready. Write this recovery code on paper and keep it apart from\n"
      "the computer. It opens the case when the passphrase is lost, and is not shown\n"
      "again",
      code);
}
