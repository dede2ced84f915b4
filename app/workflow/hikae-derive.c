/* hikae-derive.c: an item made out of another one, kept beside it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-derive-private.h"
#include "hikae-spool.h"

typedef struct {
  HikaeDerive how;
  GInputStream *payload;
  HikaeSpool *spool; /* (nullable) */
  GArray *parts;
} Work;

static void
work_free (Work *self)
{
  self->how.free_data (self->how.data);
  g_object_unref (self->payload);
  g_clear_pointer (&self->spool, hikae_spool_unref);
  g_array_unref (self->parts);
  g_free (self);
}

static void
copy_thread (GTask *inner, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *self = data;
  GError *error = NULL;
  g_autoptr (GOutputStream) sink = NULL;

  self->spool = hikae_spool_new (self->how.max, &error);
  if (self->spool != NULL) {
    sink = hikae_spool_sink_new (self->spool, self->parts);
    if (self->how.copy (self->payload, sink, self->how.data, cancellable, &error)) {
      g_task_return_boolean (inner, TRUE);
      return;
    }
  }
  g_task_return_error (inner, error);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  HikaeItem *item = hikae_case_keep_finish (HIKAE_CASE (source), result, &error);

  if (item == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, item, g_object_unref);
}

void
hikae_derive_keep (GTask *task, HikaeDraft *draft)
{
  hikae_case_keep_async (g_task_get_source_object (task),
                         draft,
                         NULL,
                         g_task_get_cancellable (task),
                         kept_cb,
                         g_object_ref (task));
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Work *self = g_task_get_task_data (G_TASK (result));
  g_autoptr (GInputStream) payload = NULL;
  g_autoptr (HikaeDraft) draft = NULL;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_task_return_error (task, error);
    return;
  }
  payload = hikae_spool_open (self->spool, self->parts);
  draft = self->how.describe (payload, self->how.data);
  hikae_draft_set_derived_from (draft, self->how.number);
  hikae_derive_keep (task, draft);
}

void
hikae_derive_run (GTask *task, const HikaeDerive *how)
{
  g_autoptr (GTask) inner =
      g_task_new (NULL, g_task_get_cancellable (task), copied_cb, g_object_ref (task));
  Work *self = g_new0 (Work, 1);

  self->how = *how;
  self->payload = hikae_case_open_payload (g_task_get_source_object (task), how->number);
  self->parts = g_array_new (FALSE, FALSE, sizeof (HikaeSpoolPart));
  g_task_set_task_data (inner, self, (GDestroyNotify)work_free);
  g_task_run_in_thread (inner, copy_thread);
}
