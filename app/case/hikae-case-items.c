/* hikae-case-items.c: commands about items
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-case-private.h"
#include "hikae-payload-stream.h"

#include <string.h>

#define RESCUED "case.rescued"

static void
set_item (HikaeCommand *command, HikaeItem *item)
{
  command->items = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (command->items, item);
}

static gboolean
run_keep (HikaeCommand *command,
          HikaeCaseWorker *worker,
          GCancellable *cancellable,
          GError **error)
{
  HikaeItem *item = hikae_store_keep (hikae_case_worker_get_store (worker),
                                      HIKAE_DRAFT (command->object),
                                      command->progress,
                                      cancellable,
                                      &command->number,
                                      error);

  if (item == NULL)
    return FALSE;
  set_item (command, item);
  command->result = g_object_ref (item);
  command->free_result = g_object_unref;
  return TRUE;
}

void
hikae_case_keep_async (HikaeCase *self,
                       HikaeDraft *draft,
                       HikaeProgress *progress,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_keep);

  command->object = g_object_ref (G_OBJECT (draft));
  command->progress = progress != NULL ? hikae_progress_ref (progress) : NULL;
  hikae_command_send (
      command, self, NULL, hikae_case_keep_async, cancellable, callback, user_data);
}

HikaeItem *
hikae_case_keep_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish (result, hikae_case_keep_async, error);
}

guint
hikae_case_keep_get_same (GAsyncResult *result)
{
  const HikaeCommand *command = g_task_get_task_data (G_TASK (result));

  return command->number;
}

static gboolean
run_find_same (HikaeCommand *command,
               HikaeCaseWorker *worker,
               GCancellable *cancellable,
               GError **error)
{
  return hikae_store_find_same (
      hikae_case_worker_get_store (worker), command->number, &command->number, error);
}

void
hikae_case_find_same_async (HikaeCase *self,
                            guint number,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_find_same);

  command->number = number;
  hikae_command_send (
      command, self, NULL, hikae_case_find_same_async, cancellable, callback, user_data);
}

gboolean
hikae_case_find_same_finish (HikaeCase *self,
                             GAsyncResult *result,
                             guint *same,
                             GError **error)
{
  const HikaeCommand *command = g_task_get_task_data (G_TASK (result));
  const gboolean done =
      hikae_command_finish_plain (result, hikae_case_find_same_async, error);

  *same = done ? command->number : 0;
  return done;
}

static gboolean
run_delete (HikaeCommand *command,
            HikaeCaseWorker *worker,
            GCancellable *cancellable,
            GError **error)
{
  HikaeItem *item = hikae_store_delete_item (
      hikae_case_worker_get_store (worker), command->number, command->text, error);

  if (item == NULL)
    return FALSE;
  set_item (command, item);
  return TRUE;
}

void
hikae_case_delete_item_async (HikaeCase *self,
                              guint number,
                              const char *reason,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_delete);

  command->number = number;
  command->text = g_strdup (reason != NULL ? reason : "");
  hikae_command_send (command,
                      self,
                      NULL,
                      hikae_case_delete_item_async,
                      cancellable,
                      callback,
                      user_data);
}

gboolean
hikae_case_delete_item_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish_plain (result, hikae_case_delete_item_async, error);
}

GInputStream *
hikae_case_open_payload (HikaeCase *self, guint number)
{
  g_assert (hikae_case_is_here (self));
  return hikae_payload_stream_new (
      self->worker, number, hikae_case_find_item (self, number));
}

GInputStream *
hikae_case_open_payload_unhashed (HikaeCase *self, guint number)
{
  GInputStream *stream = NULL;

  g_assert (hikae_case_is_here (self));
  stream = hikae_case_open_payload (self, number);
  hikae_payload_stream_leave_unhashed (HIKAE_PAYLOAD_STREAM (stream));
  return stream;
}

GInputStream *
hikae_case_open_damaged_payload (HikaeCase *self, guint number)
{
  GInputStream *stream = hikae_case_open_payload (self, number);

  hikae_payload_stream_go_around (HIKAE_PAYLOAD_STREAM (stream));
  return stream;
}

gboolean
hikae_case_payload_is_whole (GInputStream *stream)
{
  return hikae_payload_stream_is_whole (HIKAE_PAYLOAD_STREAM (stream));
}

static void
add_holes (GPtrArray *holes, HikaeEvent *event, guint number)
{
  JsonArray *texts = hikae_json_get_array (hikae_event_get_body (event), "holes");
  g_autofree char *start = g_strdup_printf ("%u:", number);

  for (guint i = 0; texts != NULL && i < json_array_get_length (texts); i++) {
    JsonNode *node = json_array_get_element (texts, i);
    const char *text = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

    if (text != NULL && g_str_has_prefix (text, start))
      g_ptr_array_add (holes, g_strdup (text + strlen (start)));
  }
}

/* Of a long log only the lines that may be of a rescue are read, and what was looked
 * through once is not again: the log only grows. */
static void
note_rescues (HikaeCase *self)
{
  const guint count = g_list_model_get_n_items (hikae_case_get_events (self));

  while (self->looked_through < count) {
    const guint place =
        hikae_case_find_event (self, RESCUED, self->looked_through, count);

    if (place != G_MAXUINT)
      g_array_append_val (self->rescues, place);
    self->looked_through = MIN (place, count - 1) + 1;
  }
}

GPtrArray *
hikae_case_find_holes (HikaeCase *self, guint number)
{
  GPtrArray *holes = g_ptr_array_new_with_free_func (g_free);
  GListModel *events = hikae_case_get_events (self);

  note_rescues (self);
  for (guint i = 0; i < self->rescues->len; i++) {
    g_autoptr (HikaeEvent) event =
        g_list_model_get_item (events, g_array_index (self->rescues, guint, i));

    if (g_str_equal (hikae_event_get_kind (event), RESCUED))
      add_holes (holes, event, number);
  }
  return holes;
}
