/* hikae-case-records.c: commands about seals, stamps, requests, the log, the check
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-case-private.h"
#include "hikae-error.h"

#include <string.h>

static void
set_result (HikaeCommand *command, gpointer object)
{
  command->result = object;
  command->free_result = g_object_unref;
}

static gboolean
run_seal (HikaeCommand *command,
          HikaeCaseWorker *worker,
          GCancellable *cancellable,
          GError **error)
{
  HikaeSeal *seal = NULL;

  if (!hikae_store_seal (hikae_case_worker_get_store (worker),
                         command->choice != 0,
                         command->lines,
                         &seal,
                         &command->number,
                         error))
    return FALSE;
  set_result (command, seal);
  return TRUE;
}

static void
apply_seal (HikaeCommand *command, HikaeCase *self)
{
  if (command->result == NULL)
    return;
  hikae_row_list_seal (
      self->items, hikae_seal_get_number (command->result), command->number);
  hikae_seal_loader_attach (self->worker, command->result);
  g_list_store_append (self->seals, command->result);
}

void
hikae_case_seal_async (HikaeCase *self,
                       gboolean log_too,
                       GPtrArray *lines,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_seal);

  command->apply = apply_seal;
  command->choice = log_too;
  command->lines = lines != NULL ? g_ptr_array_ref (lines) : NULL;
  hikae_command_send (
      command, self, NULL, hikae_case_seal_async, cancellable, callback, user_data);
}

HikaeSeal *
hikae_case_seal_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish (result, hikae_case_seal_async, error);
}

static gboolean
run_add_stamp (HikaeCommand *command,
               HikaeCaseWorker *worker,
               GCancellable *cancellable,
               GError **error)
{
  return hikae_store_add_stamp (
      hikae_case_worker_get_store (worker), HIKAE_STAMP (command->object), error);
}

static void
apply_add_stamp (HikaeCommand *command, HikaeCase *self)
{
  hikae_case_apply_stamp (self, HIKAE_STAMP (command->object));
}

void
hikae_case_add_stamp_async (HikaeCase *self,
                            HikaeStamp *stamp,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_add_stamp);

  command->apply = apply_add_stamp;
  command->object = g_object_ref (G_OBJECT (stamp));
  hikae_command_send (
      command, self, NULL, hikae_case_add_stamp_async, cancellable, callback, user_data);
}

gboolean
hikae_case_add_stamp_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish_plain (result, hikae_case_add_stamp_async, error);
}

static gboolean
run_add_revocation (HikaeCommand *command,
                    HikaeCaseWorker *worker,
                    GCancellable *cancellable,
                    GError **error)
{
  return hikae_store_add_revocation (
      hikae_case_worker_get_store (worker), HIKAE_REVOCATION (command->object), error);
}

static void
apply_add_revocation (HikaeCommand *command, HikaeCase *self)
{
  g_list_store_append (self->revocations, command->object);
}

void
hikae_case_add_revocation_async (HikaeCase *self,
                                 HikaeRevocation *revocation,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_add_revocation);

  command->apply = apply_add_revocation;
  command->object = g_object_ref (G_OBJECT (revocation));
  hikae_command_send (command,
                      self,
                      NULL,
                      hikae_case_add_revocation_async,
                      cancellable,
                      callback,
                      user_data);
}

gboolean
hikae_case_add_revocation_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish_plain (result, hikae_case_add_revocation_async, error);
}

static gboolean
run_add_renewal (HikaeCommand *command,
                 HikaeCaseWorker *worker,
                 GCancellable *cancellable,
                 GError **error)
{
  return hikae_store_add_renewal (
      hikae_case_worker_get_store (worker), HIKAE_RENEWAL (command->object), error);
}

static void
apply_add_renewal (HikaeCommand *command, HikaeCase *self)
{
  g_list_store_append (self->renewals, command->object);
}

void
hikae_case_add_renewal_async (HikaeCase *self,
                              HikaeRenewal *renewal,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_add_renewal);

  command->apply = apply_add_renewal;
  command->object = g_object_ref (G_OBJECT (renewal));
  hikae_command_send (command,
                      self,
                      NULL,
                      hikae_case_add_renewal_async,
                      cancellable,
                      callback,
                      user_data);
}

gboolean
hikae_case_add_renewal_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish_plain (result, hikae_case_add_renewal_async, error);
}

static gboolean
run_load_prints (HikaeCommand *command,
                 HikaeCaseWorker *worker,
                 GCancellable *cancellable,
                 GError **error)
{
  command->result = hikae_store_load_prints (
      hikae_case_worker_get_store (worker), command->number, error);
  command->free_result = (GDestroyNotify)g_hash_table_unref;
  return command->result != NULL;
}

void
hikae_case_load_prints_async (HikaeCase *self,
                              guint form,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_load_prints);

  command->number = form;
  hikae_command_send (command,
                      self,
                      NULL,
                      hikae_case_load_prints_async,
                      cancellable,
                      callback,
                      user_data);
}

GHashTable *
hikae_case_load_prints_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish (result, hikae_case_load_prints_async, error);
}

static gboolean
run_add_prints (HikaeCommand *command,
                HikaeCaseWorker *worker,
                GCancellable *cancellable,
                GError **error)
{
  return hikae_store_add_prints (
      hikae_case_worker_get_store (worker), command->prints, command->number, error);
}

void
hikae_case_add_prints_async (HikaeCase *self,
                             GHashTable *prints,
                             guint form,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_add_prints);

  command->prints = g_hash_table_ref (prints);
  command->number = form;
  hikae_command_send (
      command, self, NULL, hikae_case_add_prints_async, cancellable, callback, user_data);
}

gboolean
hikae_case_add_prints_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish_plain (result, hikae_case_add_prints_async, error);
}

static gboolean
run_add_request (HikaeCommand *command,
                 HikaeCaseWorker *worker,
                 GCancellable *cancellable,
                 GError **error)
{
  set_result (command,
              hikae_store_add_request (hikae_case_worker_get_store (worker),
                                       command->bytes,
                                       (HikaeRequestState)command->choice,
                                       error));
  return command->result != NULL;
}

static void
apply_request (HikaeCommand *command, HikaeCase *self)
{
  GListModel *list = G_LIST_MODEL (self->requests);
  guint number = hikae_request_get_number (command->result);
  guint count = g_list_model_get_n_items (list);
  gpointer added[] = {command->result};

  for (guint i = 0; i < count; i++) {
    g_autoptr (HikaeRequest) old = g_list_model_get_item (list, i);

    if (hikae_request_get_number (old) == number) {
      g_list_store_splice (self->requests, i, 1, added, 1);
      return;
    }
  }
  g_list_store_append (self->requests, command->result);
}

void
hikae_case_add_request_async (HikaeCase *self,
                              GBytes *record,
                              HikaeRequestState state,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_add_request);

  command->apply = apply_request;
  command->bytes = g_bytes_ref (record);
  command->choice = (int)state;
  hikae_command_send (command,
                      self,
                      NULL,
                      hikae_case_add_request_async,
                      cancellable,
                      callback,
                      user_data);
}

HikaeRequest *
hikae_case_add_request_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish (result, hikae_case_add_request_async, error);
}

static gboolean
run_change_request (HikaeCommand *command,
                    HikaeCaseWorker *worker,
                    GCancellable *cancellable,
                    GError **error)
{
  set_result (command,
              hikae_store_change_request (hikae_case_worker_get_store (worker),
                                          command->number,
                                          (HikaeRequestState)command->choice,
                                          command->text,
                                          error));
  return command->result != NULL;
}

void
hikae_case_change_request_async (HikaeCase *self,
                                 guint number,
                                 HikaeRequestState state,
                                 const char *note,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_change_request);

  command->apply = apply_request;
  command->number = number;
  command->choice = (int)state;
  command->text = g_strdup (note);
  hikae_command_send (command,
                      self,
                      NULL,
                      hikae_case_change_request_async,
                      cancellable,
                      callback,
                      user_data);
}

HikaeRequest *
hikae_case_change_request_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish (result, hikae_case_change_request_async, error);
}

static gboolean
run_add_event (HikaeCommand *command,
               HikaeCaseWorker *worker,
               GCancellable *cancellable,
               GError **error)
{
  gsize size = 0;
  const char *text = g_bytes_get_data (command->bytes, &size);
  g_autoptr (JsonNode) node =
      hikae_json_parse (text, (gssize)size, HIKAE_EVENT_LINE_MAX, error);

  if (node == NULL) {
    g_prefix_error_literal (error, "the event's body: ");
    return FALSE;
  }
  set_result (command,
              hikae_store_add_event (hikae_case_worker_get_store (worker),
                                     command->text,
                                     json_node_get_object (node),
                                     error));
  return command->result != NULL;
}

/* (transfer full): the body as text, so that the caller may go on with its object. */
static GBytes *
format_body (JsonObject *body)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  char *text = NULL;

  if (body != NULL)
    json_node_set_object (node, body);
  else
    json_node_take_object (node, json_object_new ());
  text = hikae_json_format_canonical (node);
  return g_bytes_new_take (text, strlen (text));
}

void
hikae_case_add_event_async (HikaeCase *self,
                            const char *kind,
                            JsonObject *body,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_add_event);

  command->text = g_strdup (kind);
  command->bytes = format_body (body);
  hikae_command_send (
      command, self, NULL, hikae_case_add_event_async, cancellable, callback, user_data);
}

HikaeEvent *
hikae_case_add_event_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish (result, hikae_case_add_event_async, error);
}

static gboolean
run_check (HikaeCommand *command,
           HikaeCaseWorker *worker,
           GCancellable *cancellable,
           GError **error)
{
  command->result = hikae_store_check (
      hikae_case_worker_get_store (worker), command->progress, cancellable, error);
  command->free_result = (GDestroyNotify)g_ptr_array_unref;
  return command->result != NULL;
}

void
hikae_case_check_async (HikaeCase *self,
                        HikaeProgress *progress,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_check);

  command->progress = progress != NULL ? hikae_progress_ref (progress) : NULL;
  hikae_command_send (
      command, self, NULL, hikae_case_check_async, cancellable, callback, user_data);
}

GPtrArray *
hikae_case_check_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish (result, hikae_case_check_async, error);
}
