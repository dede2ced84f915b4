/* hikae-stamp-start.c: asks for outside time, from whichever page
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-stamp-start.h"

#include "hikae-settings.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

gboolean
hikae_stamp_start (HikaeSession *session, GAsyncReadyCallback callback, GObject *page)
{
  HikaeCase *open_case = hikae_session_get_case (session);
  GPtrArray *authorities = hikae_session_get_authorities (session, NULL);
  g_autofree char *proxy = hikae_settings_dup_proxy ();
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  if (open_case == NULL || authorities == NULL ||
      !hikae_session_begin_work (
          session, _ ("Asking for outside time…"), &progress, &cancellable))
    return FALSE;
  hikae_stamp_case_async (open_case,
                          &(HikaeStampChoice){
                              .authorities = authorities,
                              .proxy = *proxy != '\0' ? proxy : NULL,
                          },
                          progress,
                          cancellable,
                          callback,
                          g_object_ref (page));
  return TRUE;
}
