/* main-ui.c: start of the window program: memory kept out of core files, then the
 * application
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-application.h"
#include "hikae-memory.h"
#include "hikae-neutral.h"

#include <glib/gi18n.h>
#include <locale.h>

/* Translations of a build that is not installed are found through HIKAE_TRANSLATIONS. */
static void
set_up_language (void)
{
  const char *folder = g_getenv ("HIKAE_TRANSLATIONS");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : HIKAE_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

int
main (int argc, char **argv)
{
  hikae_memory_forbid_core ();
  set_up_language ();
  g_set_application_name (hikae_neutral_get_name ());

  g_autoptr (HikaeApplication) application = hikae_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
