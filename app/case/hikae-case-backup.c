/* hikae-case-backup.c: the whole case in a second place
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-case-private.h"
#include "hikae-error.h"
#include "hikae-file.h"

#include <string.h>

#define CASE_SUFFIX ".hikae"

static gboolean
copy_to (HikaeCaseFile *file,
         const char *path,
         HikaeProgress *progress,
         GCancellable *cancellable,
         HikaeDigest *sha256,
         guint64 *size,
         GError **error)
{
  g_autoptr (HikaeNewFile) copy = hikae_new_file_create (path, FALSE, error);

  return copy != NULL &&
         hikae_case_file_copy (file, copy, progress, cancellable, sha256, size, error) &&
         hikae_new_file_commit (copy, error);
}

static gboolean
run_back_up (HikaeCommand *command,
             HikaeCaseWorker *worker,
             GCancellable *cancellable,
             GError **error)
{
  HikaeCaseFile *file = hikae_case_worker_get_file (worker);
  HikaeDigest sha256 = {0};
  guint64 size = 0;

  if (!copy_to (
          file, command->path, command->progress, cancellable, &sha256, &size, error))
    return FALSE;
  if (hikae_case_file_get_read_only (file))
    return TRUE;
  command->text = g_path_get_dirname (command->path);
  if (hikae_store_note_backup (
          hikae_case_worker_get_store (worker), command->text, &sha256, size, error))
    return TRUE;
  g_prefix_error_literal (error, "the backup was made, but the log does not say so: ");
  return FALSE;
}

static void
apply_back_up (HikaeCommand *command, HikaeCase *self)
{
  if (command->text == NULL)
    return;
  g_free (self->backup_folder);
  self->backup_folder = g_utf8_make_valid (command->text, -1);
}

void
hikae_case_back_up_async (HikaeCase *self,
                          const char *path,
                          HikaeProgress *progress,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_back_up);

  command->apply = apply_back_up;
  command->path = g_canonicalize_filename (path, NULL);
  command->progress = progress != NULL ? hikae_progress_ref (progress) : NULL;
  hikae_command_send (
      command, self, NULL, hikae_case_back_up_async, cancellable, callback, user_data);
}

gboolean
hikae_case_back_up_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish_plain (result, hikae_case_back_up_async, error);
}

/* "NAME-before-update-20260401-093000.hikae" beside NAME.hikae. */
static char *
make_path_before_upgrade (const char *path)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *when = g_date_time_format (now, "%Y%m%d-%H%M%S");
  gsize length = strlen (path);

  if (g_str_has_suffix (path, CASE_SUFFIX))
    length -= strlen (CASE_SUFFIX);
  return g_strdup_printf ("%.*s-before-update-%s" CASE_SUFFIX, (int)length, path, when);
}

gboolean
hikae_case_copy_before_upgrade (guint version, gpointer file, GError **error)
{
  g_autofree char *path = make_path_before_upgrade (hikae_case_file_get_path (file));
  HikaeDigest sha256 = {0};
  guint64 size = 0;

  if (hikae_case_file_get_read_only (file)) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_DENIED,
                 "the case is of version %u and must be brought up to date first, but "
                 "lies where nothing can be written: copy it elsewhere and open that",
                 version);
    return FALSE;
  }
  if (copy_to (file, path, NULL, NULL, &sha256, &size, error))
    return TRUE;
  g_prefix_error_literal (error, "making a copy before the case is brought up to date: ");
  return FALSE;
}
