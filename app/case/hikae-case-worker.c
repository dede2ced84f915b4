/* hikae-case-worker.c: the one thread that owns an open case
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-case-worker-private.h"

typedef struct {
  HikaeCaseMessage handle; /* NULL: end */
  gpointer data;
} Message;

struct _HikaeCaseWorker {
  gatomicrefcount senders;
  GAsyncQueue *queue; /* (owned) */
  GThread *thread;    /* (unowned): compared, never joined */
  HikaeCaseFile *file;
  HikaeStore *store;
};

void (*hikae_case_worker_pause) (void) = NULL;

static gpointer
worker_thread (gpointer user_data)
{
  HikaeCaseWorker *self = user_data;
  g_autofree Message *message = g_async_queue_pop (self->queue);

  while (message->handle != NULL) {
    message->handle (self, message->data);
    g_free (message);
    message = g_async_queue_pop (self->queue);
  }
  /* The last sender is gone: what is left is the thread's alone. */
  hikae_case_worker_close (self);
  g_async_queue_unref (self->queue);
  g_free (self);
  return NULL;
}

HikaeCaseWorker *
hikae_case_worker_new (void)
{
  HikaeCaseWorker *self = g_new0 (HikaeCaseWorker, 1);
  GThread *thread = NULL;

  g_atomic_ref_count_init (&self->senders);
  self->queue = g_async_queue_new ();
  /* The thread writes @thread only through here: it pops its first message, which is sent
   * after this function returned. */
  thread = g_thread_new ("hikae-case", worker_thread, self);
  self->thread = thread;
  g_thread_unref (thread);
  return self;
}

HikaeCaseWorker *
hikae_case_worker_ref (HikaeCaseWorker *self)
{
  g_atomic_ref_count_inc (&self->senders);
  return self;
}

void
hikae_case_worker_send (HikaeCaseWorker *self, HikaeCaseMessage handle, gpointer data)
{
  Message *message = g_new0 (Message, 1);

  message->handle = handle;
  message->data = data;
  g_async_queue_push (self->queue, message);
}

void
hikae_case_worker_unref (HikaeCaseWorker *self)
{
  if (self != NULL && g_atomic_ref_count_dec (&self->senders))
    hikae_case_worker_send (self, NULL, NULL);
}

gboolean
hikae_case_worker_is_here (HikaeCaseWorker *self)
{
  return self->thread == g_thread_self ();
}

void
hikae_case_worker_take (HikaeCaseWorker *self, HikaeCaseFile *file, HikaeStore *store)
{
  g_assert (hikae_case_worker_is_here (self));
  g_assert (self->store == NULL && self->file == NULL);
  self->file = file;
  self->store = store;
}

HikaeStore *
hikae_case_worker_get_store (HikaeCaseWorker *self)
{
  g_assert (hikae_case_worker_is_here (self));
  return self->store;
}

HikaeCaseFile *
hikae_case_worker_get_file (HikaeCaseWorker *self)
{
  g_assert (hikae_case_worker_is_here (self));
  return self->file;
}

void
hikae_case_worker_close (HikaeCaseWorker *self)
{
  g_clear_pointer (&self->store, hikae_store_free);
  g_clear_pointer (&self->file, hikae_case_file_free);
}
