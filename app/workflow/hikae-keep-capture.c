/* hikae-keep-capture.c: what a web capture hands over becomes items, linked to each other
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was kept stays kept when a later part fails: half of the evidence is better than
 * none, and the error says that it is half. */
#include "config.h"

#include "hikae-workflow.h"

typedef struct {
  HikaeCaptureWeb *capture; /* (owned) */
  HikaeProgress *progress;  /* (owned) (nullable) */
  GPtrArray *items;         /* (owned) (element-type HikaeItem) */
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  hikae_capture_web_free (run->capture);
  g_clear_pointer (&run->progress, hikae_progress_unref);
  g_ptr_array_unref (run->items);
  g_free (run);
}

static void ask_next (GTask *task);

static void
labelled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  HikaeItem *item = hikae_label_picture_finish (HIKAE_CASE (source), result, &error);

  if (item == NULL) {
    g_prefix_error (&error, "labelling the picture: ");
    g_task_return_error (task, error);
    return;
  }
  g_ptr_array_add (run->items, item);
  g_task_return_boolean (task, TRUE);
}

/* All parts are in the case: the picture gets a copy that says where it is from. */
static void
label (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  for (guint i = 0; i < run->items->len; i++) {
    HikaeItem *item = run->items->pdata[i];

    if (hikae_item_get_kind (item) == HIKAE_ITEM_SCREENSHOT) {
      hikae_label_picture_async (g_task_get_source_object (task),
                                 item,
                                 g_task_get_cancellable (task),
                                 labelled_cb,
                                 g_object_ref (task));
      return;
    }
  }
  g_task_return_boolean (task, TRUE);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  HikaeItem *item = hikae_case_keep_finish (HIKAE_CASE (source), result, &error);

  if (item == NULL) {
    g_task_return_error (task, error);
    return;
  }
  hikae_capture_web_set_kept (run->capture, hikae_item_get_number (item));
  g_ptr_array_add (run->items, item);
  ask_next (task);
}

static void
came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (HikaeDraft) draft = g_task_propagate_pointer (G_TASK (result), &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (draft == NULL)
    label (task);
  else
    hikae_case_keep_async (g_task_get_source_object (task),
                           draft,
                           run->progress,
                           g_task_get_cancellable (task),
                           kept_cb,
                           g_object_ref (task));
}

static void
wait_thread (GTask *job, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  HikaeDraft *draft = hikae_capture_web_next (data, &error);

  if (error != NULL)
    g_task_return_error (job, error);
  else
    g_task_return_pointer (job, draft, g_object_unref);
}

static void
ask_next (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  g_autoptr (GTask) job = g_task_new (NULL, NULL, came_cb, g_object_ref (task));

  g_task_set_task_data (job, run->capture, NULL);
  g_task_run_in_thread (job, wait_thread);
}

void
hikae_keep_capture_async (HikaeCase *open_case,
                          HikaeCaptureWeb *capture,
                          HikaeProgress *progress,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (open_case, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  /* What has been kept is told, cancelled or not. */
  g_task_set_check_cancellable (task, FALSE);
  run->capture = capture;
  run->progress = progress != NULL ? hikae_progress_ref (progress) : NULL;
  run->items = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, run, run_free);
  ask_next (task);
}

gboolean
hikae_keep_capture_finish (HikaeCase *open_case,
                           GAsyncResult *result,
                           GPtrArray **items,
                           GError **error)
{
  Run *run = g_task_get_task_data (G_TASK (result));

  *items = g_ptr_array_ref (run->items);
  return g_task_propagate_boolean (G_TASK (result), error);
}
