/* hikae-letter-file.c: a letter of the case as a file: PDF, ODT, text, e-mail
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-letter-file.h"

#include "hikae-error.h"
#include "hikae-file.h"

typedef struct {
  HikaeSession *session; /* (owned) */
  HikaeLetter *letter;   /* (owned) */
  char *path;            /* (owned) */
  const char *said;
} Writing;

static void
writing_free (Writing *writing)
{
  g_clear_object (&writing->session);
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

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Writing *writing = g_task_get_task_data (G_TASK (result));
  /* Let go of here: the task itself may end in its thread. */
  g_autoptr (HikaeSession) session = g_steal_pointer (&writing->session);
  g_autoptr (GError) error = NULL;
  const gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (hikae_session_get_case (session) == NULL)
    return;
  if (done)
    hikae_session_say (session, writing->said);
  else
    hikae_session_fail (session, error);
}

void
hikae_letter_file_save (HikaeSession *session,
                        HikaeLetter *letter,
                        const char *path,
                        const char *said)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, written_cb, NULL);
  Writing *writing = g_new0 (Writing, 1);

  writing->session = g_object_ref (session);
  writing->letter = letter;
  writing->path = g_strdup (path);
  writing->said = said;
  g_task_set_task_data (task, writing, (GDestroyNotify)writing_free);
  g_task_run_in_thread (task, write_thread);
}
