/* hikae-case-rescue.c: a damaged case into a new one
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The damaged file is opened for reading only. When a crash left a journal beside it,
 * pages of two times may lie in the file: then a working copy of both, as encrypted as
 * they are, is made beside the new case, and SQLite goes back in that. */
#include "config.h"

#include "hikae-case-private.h"
#include "hikae-error.h"
#include "hikae-file.h"

typedef struct {
  HikaeCommand *command;
  GCancellable *cancellable;
  HikaeCaseFile *old; /* (owned) */
  char *working_copy; /* (owned) (nullable) */
  char *unfinished;   /* (owned): the new case until it has its name */
} Rescue;

static gboolean
read_page (gpointer data, guint32 number, guint8 *page)
{
  return hikae_case_file_read_page (data, number, page, NULL);
}

/* An opening that fails is no failure here: the pages are read one by one anyway. */
static void
play_back (HikaeCaseFile *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeStore) store = NULL;
  sqlite3 *db = NULL;

  if (hikae_case_file_connect (file, &db, &error))
    store = hikae_store_open (db, &error);
}

static gboolean
open_old (Rescue *self, GError **error)
{
  HikaeCommand *command = self->command;

  self->old = hikae_case_file_unlock_for_reading (command->path, command->secret, error);
  if (self->old == NULL)
    return FALSE;
  if (!hikae_case_file_has_journal (self->old))
    return TRUE;
  self->working_copy = hikae_file_make_temporary_name (command->text);
  if (!hikae_case_file_copy_raw (self->old, self->working_copy, self->cancellable, error))
    return FALSE;
  g_clear_pointer (&self->old, hikae_case_file_free);
  self->old = hikae_case_file_unlock (self->working_copy, command->secret, error);
  if (self->old == NULL)
    return FALSE;
  play_back (self->old);
  return TRUE;
}

static HikaeRescueReport *
fill_new (Rescue *self, GError **error)
{
  HikaeCommand *command = self->command;
  g_autoptr (HikaeCaseFile) file = NULL;
  HikaeBtreeSource source = {.read = read_page, .data = self->old};
  sqlite3 *db = NULL;

  source.page_size = hikae_case_file_get_page_size (self->old);
  source.usable = source.page_size - HIKAE_CASE_FILE_RESERVED;
  if (!hikae_case_file_count_pages (self->old, &source.pages, error))
    return NULL;
  file = hikae_case_file_create (
      self->unfinished, command->new_secret, command->cost, &command->words, error);
  if (file == NULL || !hikae_case_file_connect (file, &db, error))
    return NULL;
  return hikae_store_rescue (db, &source, command->progress, self->cancellable, error);
}

static gboolean
run_rescue (HikaeCommand *command,
            HikaeCaseWorker *worker,
            GCancellable *cancellable,
            GError **error)
{
  Rescue self = {.command = command, .cancellable = cancellable};
  g_autoptr (HikaeRescueReport) report = NULL;

  if (g_file_test (command->text, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK)) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_EXISTS,
                         "something with the new name is already there");
    return FALSE;
  }
  self.unfinished = hikae_file_make_temporary_name (command->text);
  if (open_old (&self, error))
    report = fill_new (&self, error);
  g_clear_pointer (&self.old, hikae_case_file_free);
  if (report != NULL && hikae_file_rename_new (self.unfinished, command->text, error)) {
    command->result = g_steal_pointer (&report);
    command->free_result = (GDestroyNotify)hikae_rescue_report_free;
  }
  hikae_case_file_discard (self.unfinished);
  if (self.working_copy != NULL)
    hikae_case_file_discard (self.working_copy);
  g_free (self.unfinished);
  g_free (self.working_copy);
  return command->result != NULL;
}

void
hikae_case_rescue_async (const char *path,
                         HikaeSecret *secret,
                         const char *new_path,
                         HikaeSecret *passphrase,
                         HikaeKdfCost cost,
                         HikaeProgress *progress,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_rescue);
  g_autoptr (HikaeCaseWorker) worker = hikae_case_worker_new ();

  command->path = g_strdup (path);
  command->text = g_strdup (new_path);
  command->secret = hikae_secret_ref (secret);
  command->new_secret = hikae_secret_ref (passphrase);
  command->cost = cost;
  command->progress = progress != NULL ? hikae_progress_ref (progress) : NULL;
  hikae_command_send (
      command, NULL, worker, hikae_case_rescue_async, cancellable, callback, user_data);
}

HikaeRescueReport *
hikae_case_rescue_finish (GAsyncResult *result,
                          HikaeSecret **recovery_code,
                          GError **error)
{
  HikaeRescueReport *report =
      hikae_command_finish (result, hikae_case_rescue_async, error);

  if (report != NULL && recovery_code != NULL) {
    HikaeCommand *command = g_task_get_task_data (G_TASK (result));

    *recovery_code = g_steal_pointer (&command->words);
  }
  return report;
}
