/* hikae-case.c: the open case: its life, its lists
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-case-private.h"
#include "hikae-error.h"

#include <glib/gstdio.h>

G_DEFINE_FINAL_TYPE (HikaeCase, hikae_case, G_TYPE_OBJECT)

gboolean
hikae_case_is_here (HikaeCase *self)
{
  GMainContext *context = g_main_context_get_thread_default ();

  return g_thread_self () == self->thread &&
         self->context == (context != NULL ? context : g_main_context_default ());
}

gboolean
hikae_case_probe (const char *path, GError **error)
{
  return hikae_case_file_probe (path, error);
}

static GListStore *
fill_list (GType type, GPtrArray *objects)
{
  GListStore *list = g_list_store_new (type);

  g_list_store_splice (list, 0, 0, objects->pdata, objects->len);
  return list;
}

static GObject *
make_item (const HikaeStoreRow *row)
{
  g_autoptr (GBytes) record = hikae_store_row_dup_text (row);

  return G_OBJECT (
      hikae_item_new_unread (record, (guint)row->key, row->seal, row->deleted));
}

static GObject *
make_event (const HikaeStoreRow *row)
{
  g_autoptr (GBytes) line = hikae_store_row_dup_text (row);

  return G_OBJECT (hikae_event_new_unread (line, row->key));
}

HikaeCase *
hikae_case_new (HikaeCommand *command)
{
  HikaeCase *self = g_object_new (HIKAE_TYPE_CASE, NULL);

  self->worker = hikae_case_worker_ref (command->worker);
  self->path = g_strdup (command->path);
  self->title = g_steal_pointer (&command->loaded.title);
  self->minor = command->loaded.minor;
  self->damaged = command->loaded.damaged;
  self->read_only = command->loaded.read_only;
  self->by_code = command->loaded.by_code;
  self->recovery_waits = command->loaded.recovery_waits;
  self->backup_folder = g_steal_pointer (&command->loaded.backup_folder);
  self->items = hikae_row_list_new (
      HIKAE_TYPE_ITEM, make_item, g_steal_pointer (&command->loaded.items));
  self->events = hikae_row_list_new (
      HIKAE_TYPE_EVENT, make_event, g_steal_pointer (&command->loaded.events));
  for (guint i = 0; i < command->loaded.seals->len; i++)
    hikae_seal_loader_attach (self->worker, command->loaded.seals->pdata[i]);
  self->seals = fill_list (HIKAE_TYPE_SEAL, command->loaded.seals);
  self->stamps = fill_list (HIKAE_TYPE_STAMP, command->loaded.stamps);
  self->older_stamps = g_steal_pointer (&command->loaded.older_stamps);
  self->revocations = fill_list (HIKAE_TYPE_REVOCATION, command->loaded.revocations);
  self->renewals = fill_list (HIKAE_TYPE_RENEWAL, command->loaded.renewals);
  self->requests = fill_list (HIKAE_TYPE_REQUEST, command->loaded.requests);
  return self;
}

static void
apply_open (HikaeCommand *command, HikaeCase *unused)
{
  command->result = hikae_case_new (command);
  command->free_result = g_object_unref;
}

/* Loads every list; the worker takes the file and the store when all went well. */
static gboolean
load_case (HikaeCommand *command,
           HikaeCaseWorker *worker,
           HikaeCaseFile **file,
           HikaeStore **store,
           GError **error)
{
  g_autoptr (GPtrArray) attempts = NULL;

  command->loaded.items = hikae_store_load_items (*store, error);
  if (command->loaded.items == NULL)
    return FALSE;
  command->loaded.events = hikae_store_load_events (*store, error);
  if (command->loaded.events == NULL)
    return FALSE;
  command->loaded.seals = hikae_store_load_seals (*store, error);
  if (command->loaded.seals == NULL)
    return FALSE;
  attempts = hikae_store_load_stamps (*store, error);
  if (attempts == NULL)
    return FALSE;
  command->loaded.older_stamps = g_ptr_array_new_with_free_func (g_object_unref);
  command->loaded.stamps =
      hikae_case_choose_stamps (attempts, command->loaded.older_stamps);
  command->loaded.revocations = hikae_store_load_revocations (*store, error);
  if (command->loaded.revocations == NULL)
    return FALSE;
  command->loaded.renewals = hikae_store_load_renewals (*store, error);
  if (command->loaded.renewals == NULL)
    return FALSE;
  command->loaded.requests = hikae_store_load_requests (*store, error);
  if (command->loaded.requests == NULL)
    return FALSE;
  command->loaded.title = g_strdup (hikae_store_get_title (*store));
  command->loaded.minor = hikae_store_get_minor (*store);
  command->loaded.damaged = hikae_store_get_damaged (*store);
  command->loaded.read_only = hikae_case_file_get_read_only (*file);
  command->loaded.by_code = hikae_case_file_get_opened_by (*file) == HIKAE_SLOT_RECOVERY;
  /* Only who may make a new code is asked. */
  command->loaded.recovery_waits =
      hikae_case_file_get_opened_by (*file) == HIKAE_SLOT_PASSPHRASE &&
      hikae_case_file_get_has_recovery (*file) && hikae_store_get_recovery_waits (*store);
  command->loaded.backup_folder = hikae_store_get_backup_folder (*store);
  hikae_case_worker_take (worker, g_steal_pointer (file), g_steal_pointer (store));
  return TRUE;
}

static gboolean
fill_new_file (HikaeCommand *command,
               HikaeCaseWorker *worker,
               HikaeCaseFile **file,
               GError **error)
{
  g_autoptr (HikaeStore) store = NULL;
  g_autoptr (GPtrArray) listed = NULL;
  sqlite3 *db = NULL;

  if (!hikae_case_file_connect (*file, &db, error))
    return FALSE;
  store = hikae_store_create (
      db, hikae_case_file_get_id (*file), command->text, command->choice != 0, error);
  if (store == NULL)
    return FALSE;
  /* The first event comes with the lists. */
  listed = hikae_store_take_events (store);
  return load_case (command, worker, file, &store, error);
}

static gboolean
run_create (HikaeCommand *command,
            HikaeCaseWorker *worker,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (HikaeCaseFile) file = hikae_case_file_create (
      command->path, command->secret, command->cost, &command->words, error);

  if (file == NULL)
    return FALSE;
  if (fill_new_file (command, worker, &file, error))
    return TRUE;
  /* A file this command made and could not fill is not a case; nobody has seen it. */
  (void)g_unlink (command->path);
  return FALSE;
}

/* Whoever opens a case with its code has it. Where that cannot be written, as on a
 * read-only disk, the next opening with a passphrase says it is open still, and no more
 * is lost: no reason to keep the case shut. */
static void
note_code_in_use (HikaeCaseFile *file, HikaeStore *store)
{
  gboolean noted = FALSE;

  if (hikae_case_file_get_opened_by (file) != HIKAE_SLOT_RECOVERY ||
      !hikae_store_get_recovery_waits (store) || hikae_case_file_get_read_only (file) ||
      hikae_store_get_damaged (store))
    return;
  noted = hikae_store_note_recovery (store, TRUE, NULL);
  (void)noted;
}

static gboolean
run_open (HikaeCommand *command,
          HikaeCaseWorker *worker,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (HikaeCaseFile) file =
      hikae_case_file_unlock (command->path, command->secret, error);
  g_autoptr (HikaeStore) store = NULL;
  sqlite3 *db = NULL;

  if (file == NULL || !hikae_case_file_connect (file, &db, error))
    return FALSE;
  store = hikae_store_open_with (db, hikae_case_copy_before_upgrade, file, error);
  if (store == NULL)
    return FALSE;
  note_code_in_use (file, store);
  return load_case (command, worker, &file, &store, error);
}

void
hikae_case_create_async (const char *path,
                         const char *title,
                         gboolean minor,
                         HikaeSecret *passphrase,
                         HikaeKdfCost cost,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_create);
  g_autoptr (HikaeCaseWorker) worker = hikae_case_worker_new ();

  command->apply = apply_open;
  command->path = g_strdup (path);
  command->text = g_strdup (title != NULL ? title : "");
  command->choice = minor != FALSE;
  command->secret = hikae_secret_ref (passphrase);
  command->cost = cost;
  hikae_command_send (
      command, NULL, worker, hikae_case_create_async, cancellable, callback, user_data);
}

HikaeCase *
hikae_case_create_finish (GAsyncResult *result,
                          HikaeSecret **recovery_code,
                          GError **error)
{
  HikaeCase *self = hikae_command_finish (result, hikae_case_create_async, error);

  if (self != NULL && recovery_code != NULL) {
    HikaeCommand *command = g_task_get_task_data (G_TASK (result));

    *recovery_code = g_steal_pointer (&command->words);
  }
  return self;
}

void
hikae_case_open_async (const char *path,
                       HikaeSecret *secret,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_open);
  g_autoptr (HikaeCaseWorker) worker = hikae_case_worker_new ();

  command->apply = apply_open;
  command->path = g_strdup (path);
  command->secret = hikae_secret_ref (secret);
  hikae_command_send (
      command, NULL, worker, hikae_case_open_async, cancellable, callback, user_data);
}

HikaeCase *
hikae_case_open_finish (GAsyncResult *result, GError **error)
{
  return hikae_command_finish (result, hikae_case_open_async, error);
}

static gboolean
run_close (HikaeCommand *command,
           HikaeCaseWorker *worker,
           GCancellable *cancellable,
           GError **error)
{
  hikae_case_worker_close (worker);
  return TRUE;
}

void
hikae_case_close_async (HikaeCase *self, GAsyncReadyCallback callback, gpointer user_data)
{
  HikaeCommand *command = hikae_command_new (run_close);

  command->even_if_closed = TRUE;
  hikae_command_send (
      command, self, NULL, hikae_case_close_async, NULL, callback, user_data);
}

gboolean
hikae_case_close_finish (HikaeCase *self, GAsyncResult *result, GError **error)
{
  return hikae_command_finish_plain (result, hikae_case_close_async, error);
}

const char *
hikae_case_get_path (HikaeCase *self)
{
  g_assert (hikae_case_is_here (self));
  return self->path;
}

const char *
hikae_case_get_title (HikaeCase *self)
{
  g_assert (hikae_case_is_here (self));
  return self->title;
}

gboolean
hikae_case_get_minor (HikaeCase *self)
{
  g_assert (hikae_case_is_here (self));
  return self->minor;
}

gboolean
hikae_case_get_damaged (HikaeCase *self)
{
  g_assert (hikae_case_is_here (self));
  return self->damaged;
}

gboolean
hikae_case_get_by_code (HikaeCase *self)
{
  g_assert (hikae_case_is_here (self));
  return self->by_code;
}

gboolean
hikae_case_get_read_only (HikaeCase *self)
{
  g_assert (hikae_case_is_here (self));
  return self->read_only;
}

gboolean
hikae_case_get_recovery_waits (HikaeCase *self)
{
  g_assert (hikae_case_is_here (self));
  return self->recovery_waits;
}

const char *
hikae_case_get_backup_folder (HikaeCase *self)
{
  g_assert (hikae_case_is_here (self));
  return self->backup_folder;
}

GListModel *
hikae_case_get_items (HikaeCase *self)
{
  g_assert (hikae_case_is_here (self));
  return G_LIST_MODEL (self->items);
}

GListModel *
hikae_case_get_events (HikaeCase *self)
{
  g_assert (hikae_case_is_here (self));
  return G_LIST_MODEL (self->events);
}

GListModel *
hikae_case_get_seals (HikaeCase *self)
{
  g_assert (hikae_case_is_here (self));
  return G_LIST_MODEL (self->seals);
}

GListModel *
hikae_case_get_stamps (HikaeCase *self)
{
  g_assert (hikae_case_is_here (self));
  return G_LIST_MODEL (self->stamps);
}

GPtrArray *
hikae_case_get_older_stamps (HikaeCase *self)
{
  g_assert (hikae_case_is_here (self));
  return self->older_stamps;
}

GListModel *
hikae_case_get_revocations (HikaeCase *self)
{
  g_assert (hikae_case_is_here (self));
  return G_LIST_MODEL (self->revocations);
}

GListModel *
hikae_case_get_renewals (HikaeCase *self)
{
  g_assert (hikae_case_is_here (self));
  return G_LIST_MODEL (self->renewals);
}

GListModel *
hikae_case_get_requests (HikaeCase *self)
{
  g_assert (hikae_case_is_here (self));
  return G_LIST_MODEL (self->requests);
}

static void
close_message (HikaeCaseWorker *worker, gpointer data)
{
  hikae_case_worker_close (worker);
}

static void
hikae_case_finalize (GObject *object)
{
  HikaeCase *self = HIKAE_CASE (object);

  /* A payload stream may hold the worker longer; the keys do not wait for it. */
  hikae_case_worker_send (self->worker, close_message, NULL);
  hikae_case_worker_unref (self->worker);
  g_main_context_unref (self->context);
  g_free (self->path);
  g_free (self->title);
  g_free (self->backup_folder);
  g_clear_object (&self->items);
  g_clear_object (&self->events);
  g_array_unref (self->rescues);
  g_clear_object (&self->seals);
  g_clear_object (&self->stamps);
  g_clear_pointer (&self->older_stamps, g_ptr_array_unref);
  g_clear_object (&self->revocations);
  g_clear_object (&self->renewals);
  g_clear_object (&self->requests);
  G_OBJECT_CLASS (hikae_case_parent_class)->finalize (object);
}

static void
hikae_case_class_init (HikaeCaseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_case_finalize;
}

static void
hikae_case_init (HikaeCase *self)
{
  self->rescues = g_array_new (FALSE, FALSE, sizeof (guint));
  self->thread = g_thread_self ();
  self->context = g_main_context_ref_thread_default ();
}
