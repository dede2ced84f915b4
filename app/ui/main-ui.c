/* main-ui.c: start of the window program: memory kept out of core files, then the
 * application
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-application.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* No core file and no ptrace by other programs of the same user: the address space holds
 * passphrases and keys. A failure is not fatal; the program is no worse off than others.
 */
static void
keep_memory_private (void)
{
  const struct rlimit none = {0, 0};

  (void)prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
  (void)setrlimit (RLIMIT_CORE, &none);
}

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
  keep_memory_private ();
  set_up_language ();
  g_set_application_name ("Hikae");

  g_autoptr (HikaeApplication) application = hikae_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
