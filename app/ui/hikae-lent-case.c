/* hikae-lent-case.c: why a case cannot be where the sandbox hands over single files
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-lent-case.h"

#include "hikae-dialogs.h"
#include "hikae-sandbox.h"

#include <glib/gi18n.h>

void
hikae_lent_case_explain (GtkWindow *parent,
                         const char *agree,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autofree char *folder = hikae_sandbox_dup_folder ();
  g_autofree char *body = NULL;

  if (folder == NULL)
    folder = g_strdup (_ ("a folder of this computer"));
  body = g_strdup_printf (
      /* Translators: %s is a folder. */
      _ ("This copy of Hikae may use single files that you choose, and one folder of its "
         "own:\n%s\nOnly in that folder can it keep a case whole when the power goes. In "
         "your file manager, move the case there, and with it the file of the same name "
         "that ends in -⁠journal, if there is one. Then open it from there. "
         "Nothing was changed."),
      folder);
  hikae_dialogs_ask_async (
      parent, _ ("A case lies in Hikae’s own folder"), body, agree, callback, user_data);
}
