/* hikae-change-request.c: where a request stands now, and the item that proves it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-workflow.h"

typedef struct {
  guint number;
  guint item; /* 0: none */
  HikaeRequestState state;
  HikaeRequest *request; /* (owned) (nullable): once it was changed */
} Change;

static void
change_free (Change *change)
{
  g_clear_object (&change->request);
  g_free (change);
}

static void
linked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (HikaeEvent) event =
      hikae_case_add_event_finish (HIKAE_CASE (source), result, &error);

  if (event == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&change->request), g_object_unref);
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Change *change = g_task_get_task_data (task);
  g_autoptr (JsonObject) body = NULL;
  GError *error = NULL;

  change->request =
      hikae_case_change_request_finish (HIKAE_CASE (source), result, &error);
  if (change->request == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (change->item == 0) {
    g_task_return_pointer (task, g_steal_pointer (&change->request), g_object_unref);
    return;
  }
  body = json_object_new ();
  json_object_set_int_member (body, "request", change->number);
  json_object_set_int_member (body, "item", change->item);
  json_object_set_string_member (
      body, "state", hikae_request_state_get_name (change->state));
  hikae_case_add_event_async (HIKAE_CASE (source),
                              "request.proved",
                              body,
                              g_task_get_cancellable (task),
                              linked_cb,
                              g_object_ref (task));
}

void
hikae_change_request_async (HikaeCase *open_case,
                            guint number,
                            HikaeRequestState state,
                            const char *note,
                            guint item,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (open_case, cancellable, callback, user_data);
  Change *change = g_new0 (Change, 1);

  g_task_set_source_tag (task, hikae_change_request_async);
  change->number = number;
  change->item = item;
  change->state = state;
  g_task_set_task_data (task, change, (GDestroyNotify)change_free);
  if (item != 0 && hikae_case_find_item (open_case, item) == NULL) {
    g_task_return_new_error (task,
                             HIKAE_ERROR,
                             HIKAE_ERROR_NOT_FOUND,
                             "there is no item %u in this case",
                             item);
    return;
  }
  hikae_case_change_request_async (
      open_case, number, state, note, cancellable, changed_cb, g_steal_pointer (&task));
}

HikaeRequest *
hikae_change_request_finish (HikaeCase *open_case, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, open_case), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
