/* hikae-extract-item.c: one payload, byte for byte, into a new file
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-workflow.h"

typedef struct {
  GInputStream *payload;
  char *path;
  HikaeProgress *progress;
} Extraction;

#define COPY_SIZE (1024 * 1024)

static void
extraction_free (Extraction *extraction)
{
  g_clear_object (&extraction->payload);
  g_free (extraction->path);
  g_clear_pointer (&extraction->progress, hikae_progress_unref);
  g_free (extraction);
}

static gboolean
copy_payload (Extraction *extraction,
              HikaeNewFile *file,
              GCancellable *cancellable,
              GError **error)
{
  g_autofree guint8 *buffer = g_malloc (COPY_SIZE);
  g_autoptr (GError) failure = NULL;

  for (;;) {
    gssize got = g_input_stream_read (
        extraction->payload, buffer, COPY_SIZE, cancellable, &failure);

    if (got < 0) {
      hikae_error_take_from_io (error, g_steal_pointer (&failure), "reading the payload");
      return FALSE;
    }
    if (got == 0)
      return TRUE;
    if (!hikae_new_file_write (file, buffer, (gsize)got, error))
      return FALSE;
    hikae_progress_add (extraction->progress, (guint64)got);
  }
}

static void
extract_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Extraction *extraction = data;
  GError *error = NULL;
  g_autoptr (HikaeNewFile) file = hikae_new_file_create (extraction->path, FALSE, &error);

  if (file == NULL || !copy_payload (extraction, file, cancellable, &error) ||
      !hikae_new_file_commit (file, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* Takes @task. */
static void
start (GTask *task,
       guint number,
       const char *path,
       HikaeProgress *progress,
       gboolean damaged)
{
  g_autoptr (GTask) owned = task;
  HikaeCase *open_case = g_task_get_source_object (task);
  HikaeItem *item = hikae_case_find_item (open_case, number);
  Extraction *extraction = NULL;

  if (item == NULL || hikae_item_get_deleted (item)) {
    g_task_return_new_error (task,
                             HIKAE_ERROR,
                             HIKAE_ERROR_NOT_FOUND,
                             item == NULL ? "there is no item %u in this case"
                                          : "the payload of item %u was deleted",
                             number);
    return;
  }
  hikae_progress_set_total (progress, hikae_item_get_size (item));
  extraction = g_new0 (Extraction, 1);
  extraction->payload = damaged ? hikae_case_open_damaged_payload (open_case, number)
                                : hikae_case_open_payload (open_case, number);
  extraction->path = g_strdup (path);
  extraction->progress = progress != NULL ? hikae_progress_ref (progress) : NULL;
  g_task_set_task_data (task, extraction, (GDestroyNotify)extraction_free);
  g_task_run_in_thread (task, extract_thread);
}

void
hikae_extract_item_async (HikaeCase *open_case,
                          guint number,
                          const char *path,
                          HikaeProgress *progress,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (open_case, cancellable, callback, user_data);

  g_task_set_source_tag (task, hikae_extract_item_async);
  start (task, number, path, progress, FALSE);
}

gboolean
hikae_extract_item_finish (HikaeCase *open_case, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, open_case), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
hikae_extract_damaged_item_async (HikaeCase *open_case,
                                  guint number,
                                  const char *path,
                                  HikaeProgress *progress,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (open_case, cancellable, callback, user_data);

  g_task_set_source_tag (task, hikae_extract_damaged_item_async);
  start (task, number, path, progress, TRUE);
}

gboolean
hikae_extract_damaged_item_finish (HikaeCase *open_case,
                                   GAsyncResult *result,
                                   gboolean *is_whole,
                                   GError **error)
{
  Extraction *extraction = NULL;

  g_return_val_if_fail (g_task_is_valid (result, open_case), FALSE);
  extraction = g_task_get_task_data (G_TASK (result));
  *is_whole = extraction != NULL && hikae_case_payload_is_whole (extraction->payload);
  return g_task_propagate_boolean (G_TASK (result), error);
}
