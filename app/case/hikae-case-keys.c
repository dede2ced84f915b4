/* hikae-case-keys.c: commands about key slots
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slots live in the file's header, their events in the database. The event is written
 * first and its transaction held open while the header changes: a change that fails goes
 * back with its event. */
#include "config.h"

#include "hikae-case-private.h"

static gboolean
begin_change (HikaeCaseWorker *worker,
              const char *change,
              const char *name,
              gint64 value,
              GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();

  json_object_set_string_member (body, "change", change);
  if (name != NULL)
    json_object_set_int_member (body, name, value);
  return hikae_store_begin_change (
      hikae_case_worker_get_store (worker), "key.changed", body, error);
}

/* When the header could not be changed, its error stays. */
static gboolean
end_change (HikaeCaseWorker *worker, gboolean changed, GError **error)
{
  HikaeStore *store = hikae_case_worker_get_store (worker);

  if (!changed) {
    hikae_store_abandon_change (store);
    return FALSE;
  }
  if (hikae_store_end_change (store, error))
    return TRUE;
  g_prefix_error_literal (error, "the key was changed, but the log does not say so: ");
  return FALSE;
}

static gboolean
run_list (HikaeCommand *command,
          HikaeCaseWorker *worker,
          GCancellable *cancellable,
          GError **error)
{
  command->result = hikae_case_file_list_slots (hikae_case_worker_get_file (worker));
  command->free_result = (GDestroyNotify)g_array_unref;
  return TRUE;
}

void
hikae_case_list_slots_async (HikaeCase *self,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  hikae_command_send (hikae_command_new (run_list),
                      self,
                      NULL,
                      hikae_case_list_slots_async,
                      NULL,
                      callback,
                      user_data);
}

GArray *
hikae_case_list_slots_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish (result, hikae_case_list_slots_async, error);
}

static gboolean
run_check_owner (HikaeCommand *command,
                 HikaeCaseWorker *worker,
                 GCancellable *cancellable,
                 GError **error)
{
  return hikae_case_file_check_owner (
      hikae_case_worker_get_file (worker), command->secret, error);
}

void
hikae_case_check_owner_async (HikaeCase *self,
                              HikaeSecret *secret,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_check_owner);

  command->secret = hikae_secret_ref (secret);
  hikae_command_send (command,
                      self,
                      NULL,
                      hikae_case_check_owner_async,
                      cancellable,
                      callback,
                      user_data);
}

gboolean
hikae_case_check_owner_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish_plain (result, hikae_case_check_owner_async, error);
}

static gboolean
run_add (HikaeCommand *command,
         HikaeCaseWorker *worker,
         GCancellable *cancellable,
         GError **error)
{
  gboolean added = FALSE;

  if (!begin_change (worker, "added", "kind", command->choice, error))
    return FALSE;
  added = hikae_case_file_add_slot (hikae_case_worker_get_file (worker),
                                    (HikaeSlotKind)command->choice,
                                    command->text,
                                    command->secret,
                                    command->cost,
                                    &command->number,
                                    error);
  return end_change (worker, added, error);
}

void
hikae_case_add_slot_async (HikaeCase *self,
                           HikaeSlotKind kind,
                           const char *label,
                           HikaeSecret *passphrase,
                           HikaeKdfCost cost,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_add);

  command->choice = (int)kind;
  command->text = g_strdup (label);
  command->secret = hikae_secret_ref (passphrase);
  command->cost = cost;
  hikae_command_send (
      command, self, NULL, hikae_case_add_slot_async, NULL, callback, user_data);
}

gboolean
hikae_case_add_slot_finish (HikaeCase *self,
                            GAsyncResult *result,
                            guint *index,
                            GError **error)
{
  if (!hikae_command_finish_plain (result, hikae_case_add_slot_async, error))
    return FALSE;
  if (index != NULL)
    *index = ((HikaeCommand *)g_task_get_task_data (G_TASK (result)))->number;
  return TRUE;
}

static gboolean
run_remove (HikaeCommand *command,
            HikaeCaseWorker *worker,
            GCancellable *cancellable,
            GError **error)
{
  gboolean removed = FALSE;

  if (!begin_change (worker, "removed", "slot", command->number, error))
    return FALSE;
  removed = hikae_case_file_remove_slot (
      hikae_case_worker_get_file (worker), command->number, error);
  command->choice =
      hikae_case_file_get_has_recovery (hikae_case_worker_get_file (worker));
  return end_change (worker, removed, error);
}

static void
apply_remove (HikaeCommand *command, HikaeCase *self)
{
  if (command->choice == 0)
    self->recovery_waits = FALSE;
}

void
hikae_case_remove_slot_async (HikaeCase *self,
                              guint index,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_remove);

  command->apply = apply_remove;
  command->number = index;
  hikae_command_send (
      command, self, NULL, hikae_case_remove_slot_async, NULL, callback, user_data);
}

gboolean
hikae_case_remove_slot_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish_plain (result, hikae_case_remove_slot_async, error);
}

static gboolean
run_change (HikaeCommand *command,
            HikaeCaseWorker *worker,
            GCancellable *cancellable,
            GError **error)
{
  gboolean changed = FALSE;

  if (!begin_change (worker, "changed", "slot", command->number, error))
    return FALSE;
  changed = hikae_case_file_change_slot (hikae_case_worker_get_file (worker),
                                         command->number,
                                         command->secret,
                                         command->cost,
                                         error);
  return end_change (worker, changed, error);
}

void
hikae_case_change_slot_async (HikaeCase *self,
                              guint index,
                              HikaeSecret *passphrase,
                              HikaeKdfCost cost,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_change);

  command->number = index;
  command->secret = hikae_secret_ref (passphrase);
  command->cost = cost;
  hikae_command_send (
      command, self, NULL, hikae_case_change_slot_async, NULL, callback, user_data);
}

gboolean
hikae_case_change_slot_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  if (!hikae_command_finish_plain (result, hikae_case_change_slot_async, error))
    return FALSE;
  self->by_code = FALSE;
  return TRUE;
}

static gboolean
run_renew (HikaeCommand *command,
           HikaeCaseWorker *worker,
           GCancellable *cancellable,
           GError **error)
{
  HikaeStore *store = hikae_case_worker_get_store (worker);
  const gboolean waited = hikae_store_get_recovery_waits (store);
  gboolean begun = FALSE;
  gboolean as_before = FALSE;

  /* For itself, and first: however this ends, no new code that she has not seen passes
   * for one that she has. */
  if (!hikae_store_note_recovery (store, FALSE, error))
    return FALSE;
  begun = begin_change (worker, "recovery-renewed", NULL, 0, error);
  if (begun)
    command->result =
        hikae_case_file_renew_recovery (hikae_case_worker_get_file (worker), error);
  command->free_result = (GDestroyNotify)hikae_secret_unref;
  if (command->result != NULL)
    return end_change (worker, TRUE, error);
  if (begun)
    hikae_store_abandon_change (store);
  /* The old code is as good as before. */
  as_before = hikae_store_note_recovery (store, !waited, NULL);
  (void)as_before;
  return FALSE;
}

static void
apply_renew (HikaeCommand *command, HikaeCase *self)
{
  self->recovery_waits = TRUE;
}

void
hikae_case_renew_recovery_async (HikaeCase *self,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_renew);

  command->apply = apply_renew;
  hikae_command_send (
      command, self, NULL, hikae_case_renew_recovery_async, NULL, callback, user_data);
}

HikaeSecret *
hikae_case_renew_recovery_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish (result, hikae_case_renew_recovery_async, error);
}

static gboolean
run_confirm (HikaeCommand *command,
             HikaeCaseWorker *worker,
             GCancellable *cancellable,
             GError **error)
{
  return hikae_store_note_recovery (hikae_case_worker_get_store (worker), TRUE, error);
}

static void
apply_confirm (HikaeCommand *command, HikaeCase *self)
{
  self->recovery_waits = FALSE;
}

void
hikae_case_confirm_recovery_async (HikaeCase *self,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_confirm);

  command->apply = apply_confirm;
  hikae_command_send (
      command, self, NULL, hikae_case_confirm_recovery_async, NULL, callback, user_data);
}

gboolean
hikae_case_confirm_recovery_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish_plain (result, hikae_case_confirm_recovery_async, error);
}
