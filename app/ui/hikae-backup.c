/* hikae-backup.c: a copy of the case in a second place
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-backup.h"

#include "hikae-dialogs.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

static void
backed_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeSession) session = HIKAE_SESSION (user_data);
  HikaeCase *open_case = HIKAE_CASE (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = hikae_back_up_case_finish (open_case, result, &error);

  hikae_session_end_work (session);
  if (path != NULL)
    hikae_session_say (session, _ ("The backup is made and was checked."));
  else
    hikae_session_fail (session, error);
}

static void
back_up_to (HikaeSession *session, const char *place)
{
  HikaeCase *open_case = hikae_session_get_case (session);
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  if (open_case == NULL || !hikae_session_begin_work (
                               session, _ ("Making a backup…"), &progress, &cancellable))
    return;
  hikae_back_up_case_async (
      open_case, place, progress, cancellable, backed_up_cb, g_object_ref (session));
}

static void
place_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeSession) session = HIKAE_SESSION (user_data);
  g_autofree char *path = hikae_dialogs_save_finish (result, NULL);

  if (path != NULL)
    back_up_to (session, path);
}

void
hikae_backup_start (HikaeSession *session, GtkWindow *parent)
{
  HikaeCase *open_case = hikae_session_get_case (session);

  if (open_case == NULL)
    return;
  const char *folder = hikae_case_get_backup_folder (open_case);

  if (folder != NULL && g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    back_up_to (session, folder);
    return;
  }
  g_autofree char *base = g_path_get_basename (hikae_case_get_path (open_case));
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *when = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *stem = g_str_has_suffix (base, ".hikae")
                              ? g_strndup (base, strlen (base) - strlen (".hikae"))
                              : g_strdup (base);
  g_autofree char *name = g_strdup_printf ("%s-%s.hikae", stem, when);
  g_autofree char *path = g_build_filename (g_get_home_dir (), name, NULL);

  hikae_dialogs_save_async (parent,
                            _ ("Choose a second place for the case"),
                            path,
                            place_chosen_cb,
                            g_object_ref (session));
}
