/* hikae-letter-file.c: a letter of the case as a file: PDF, ODT, text, e-mail
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-letter-file.h"

#include "hikae-error.h"
#include "hikae-file.h"

typedef struct {
  HikaeLetter *letter; /* (owned) */
  char *path;          /* (owned) */
} Writing;

static void
writing_free (Writing *writing)
{
  g_clear_pointer (&writing->letter, hikae_letter_free);
  g_clear_pointer (&writing->path, g_free);
  g_free (writing);
}

static gboolean
write_whole (const Writing *writing, GError **error)
{
  HikaeLetterFormat format = HIKAE_LETTER_PDF;

  if (!hikae_letter_format_parse (writing->path, &format)) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "no format has that ending");
    return FALSE;
  }
  g_autoptr (GBytes) bytes = hikae_letter_render (writing->letter, format, error);
  if (bytes == NULL)
    return FALSE;
  g_autoptr (HikaeNewFile) file = hikae_new_file_create (writing->path, FALSE, error);

  return file != NULL &&
         hikae_new_file_write (
             file, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error) &&
         hikae_new_file_commit (file, error);
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (write_whole (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
hikae_letter_file_write_async (HikaeLetter *letter,
                               const char *path,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Writing *writing = g_new0 (Writing, 1);

  writing->letter = letter;
  writing->path = g_strdup (path);
  g_task_set_task_data (task, writing, (GDestroyNotify)writing_free);
  g_task_run_in_thread (task, write_thread);
}

gboolean
hikae_letter_file_write_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
