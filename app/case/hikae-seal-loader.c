/* hikae-seal-loader.c: a long seal list out of its case, when somebody asks for it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As with payloads: the one who asks waits, the worker reads. A seal that outlives its
 * case is answered that the case is closed. */
#include "config.h"

#include "hikae-case-private.h"
#include "hikae-error.h"

typedef struct {
  GMutex mutex;
  GCond done_cond;
  guint number;
  gboolean done;
  GBytes *list;
  GError *error;
} Request;

static void
answer (HikaeCaseWorker *worker, Request *request)
{
  HikaeStore *store = hikae_case_worker_get_store (worker);

  if (store != NULL)
    request->list = hikae_store_load_seal_list (store, request->number, &request->error);
  else
    g_set_error_literal (
        &request->error, HIKAE_ERROR, HIKAE_ERROR_INTERRUPTED, "the case is closed");
}

static void
answer_message (HikaeCaseWorker *worker, gpointer data)
{
  Request *request = data;

  answer (worker, request);
  g_mutex_lock (&request->mutex);
  request->done = TRUE;
  g_cond_signal (&request->done_cond);
  g_mutex_unlock (&request->mutex);
}

static GBytes *
load (guint number, gpointer data, GError **error)
{
  HikaeCaseWorker *worker = data;
  Request request = {.number = number};

  g_mutex_init (&request.mutex);
  g_cond_init (&request.done_cond);
  if (hikae_case_worker_is_here (worker)) {
    answer (worker, &request);
  } else {
    hikae_case_worker_send (worker, answer_message, &request);
    g_mutex_lock (&request.mutex);
    while (!request.done)
      g_cond_wait (&request.done_cond, &request.mutex);
    g_mutex_unlock (&request.mutex);
  }
  g_mutex_clear (&request.mutex);
  g_cond_clear (&request.done_cond);
  if (request.list == NULL)
    g_propagate_error (error, request.error);
  return request.list;
}

void
hikae_seal_loader_attach (HikaeCaseWorker *worker, HikaeSeal *seal)
{
  hikae_seal_set_loader (seal,
                         load,
                         hikae_case_worker_ref (worker),
                         (GDestroyNotify)hikae_case_worker_unref);
}
