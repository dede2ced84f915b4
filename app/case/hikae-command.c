/* hikae-command.c: one command on its way to the case thread and back
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The trap of this pattern: a task holds a reference to the case, and whoever drops the
 * task last may be the one who destroys the case. So the case thread never drops a task.
 * It puts it into a source of the caller's context, which owns it from then on; there the
 * lists are changed, the callback runs and the task is dropped. (g_main_context_invoke()
 * would not do: when nobody runs that context at the moment, it calls at once, here.) */
#include "config.h"

#include "hikae-case-private.h"
#include "hikae-error.h"

HikaeCommand *
hikae_command_new (HikaeCommandRun run)
{
  HikaeCommand *self = g_new0 (HikaeCommand, 1);

  self->run = run;
  return self;
}

static void
command_free (HikaeCommand *self)
{
  g_clear_object (&self->object);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_free (self->text);
  g_free (self->path);
  g_free (self->account);
  g_clear_pointer (&self->progress, hikae_progress_unref);
  g_clear_pointer (&self->secret, hikae_secret_unref);
  g_clear_pointer (&self->new_secret, hikae_secret_unref);
  if (self->result != NULL)
    self->free_result (self->result);
  g_clear_pointer (&self->words, hikae_secret_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->loaded.items, hikae_store_rows_free);
  g_clear_pointer (&self->loaded.events, hikae_store_rows_free);
  g_clear_pointer (&self->loaded.seals, g_ptr_array_unref);
  g_clear_pointer (&self->loaded.stamps, g_ptr_array_unref);
  g_clear_pointer (&self->loaded.older_stamps, g_ptr_array_unref);
  g_clear_pointer (&self->prints, g_hash_table_unref);
  g_clear_pointer (&self->loaded.revocations, g_ptr_array_unref);
  g_clear_pointer (&self->loaded.renewals, g_ptr_array_unref);
  g_clear_pointer (&self->loaded.requests, g_ptr_array_unref);
  g_free (self->loaded.title);
  g_free (self->loaded.backup_folder);
  g_clear_error (&self->error);
  hikae_case_worker_unref (self->worker);
  g_free (self);
}

static gboolean
deliver_cb (gpointer user_data)
{
  GTask *task = user_data;
  HikaeCommand *command = g_task_get_task_data (task);
  HikaeCase *open_case = g_task_get_source_object (task);

  /* What was committed is shown even when a later step failed. */
  if (open_case != NULL && command->events != NULL)
    hikae_case_apply_events (open_case, command->events);
  if (open_case != NULL && command->items != NULL)
    hikae_case_apply_items (open_case, command->items);
  if (command->error == NULL && command->apply != NULL)
    command->apply (command, open_case);
  if (command->error != NULL)
    g_task_return_error (task, g_steal_pointer (&command->error));
  else
    g_task_return_pointer (
        task, g_steal_pointer (&command->result), command->free_result);
  return G_SOURCE_REMOVE;
}

/* On the case thread; hands the only reference to @task over. */
static void
deliver (GTask *task)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_static_name (source, "hikae-case-deliver");
  g_source_set_callback (source, deliver_cb, task, g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

static void
run_message (HikaeCaseWorker *worker, gpointer data)
{
  GTask *task = data;
  HikaeCommand *command = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  gboolean opens = g_task_get_source_object (task) == NULL;

  if (!opens && !command->even_if_closed && hikae_case_worker_get_store (worker) == NULL)
    g_set_error_literal (
        &command->error, HIKAE_ERROR, HIKAE_ERROR_INTERRUPTED, "the case is closed");
  else if (!g_cancellable_set_error_if_cancelled (cancellable, &command->error) &&
           !command->run (command, worker, cancellable, &command->error))
    g_assert (command->error != NULL);
  if (hikae_case_worker_get_store (worker) != NULL)
    command->events = hikae_store_take_events (hikae_case_worker_get_store (worker));
  deliver (task);
  if (hikae_case_worker_pause != NULL)
    hikae_case_worker_pause ();
}

void
hikae_command_send (HikaeCommand *command,
                    HikaeCase *self,
                    HikaeCaseWorker *worker,
                    gpointer tag,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_assert (self == NULL || hikae_case_is_here (self));
  g_task_set_source_tag (task, tag);
  /* A change that was committed is reported as such even when it was cancelled while the
   * answer was on its way. */
  g_task_set_check_cancellable (task, FALSE);
  command->worker = hikae_case_worker_ref (self != NULL ? self->worker : worker);
  worker = command->worker;
  g_task_set_task_data (task, command, (GDestroyNotify)command_free);
  hikae_case_worker_send (worker, run_message, task);
}

gpointer
hikae_command_finish (GAsyncResult *result, gpointer tag, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
hikae_command_finish_plain (GAsyncResult *result, gpointer tag, GError **error)
{
  g_autoptr (GError) inner = NULL;

  if (hikae_command_finish (result, tag, &inner) != NULL)
    g_assert_not_reached ();
  if (inner == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}
