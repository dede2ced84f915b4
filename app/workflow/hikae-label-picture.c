/* hikae-label-picture.c: a page's picture once more, with address and time above it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The copy waits in an encrypted, nameless file: the case cannot read one item and write
 * another at the same time. */
#include "config.h"

#include "hikae-label.h"
#include "hikae-spool.h"
#include "hikae-workflow.h"

#define COPY_MAX (G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024)

typedef struct {
  HikaeItem *item;
  GInputStream *payload;
  HikaeSpool *spool;
  GArray *parts;
  guint height;
} Labelling;

static void
labelling_free (Labelling *self)
{
  g_clear_object (&self->item);
  g_clear_object (&self->payload);
  g_clear_pointer (&self->spool, hikae_spool_unref);
  g_clear_pointer (&self->parts, g_array_unref);
  g_free (self);
}

static void
label_thread (GTask *work, gpointer source, gpointer data, GCancellable *cancellable)
{
  Labelling *self = data;
  GError *error = NULL;
  g_autoptr (GOutputStream) sink = NULL;

  self->spool = hikae_spool_new (COPY_MAX, &error);
  if (self->spool != NULL) {
    sink = hikae_spool_sink_new (self->spool, self->parts);
    if (hikae_label_copy (
            self->item, self->payload, sink, &self->height, cancellable, &error)) {
      g_task_return_boolean (work, TRUE);
      return;
    }
  }
  g_task_return_error (work, error);
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

static void
labelled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static const char *const claims[] = {"url", "final_url", "title"};
  g_autoptr (GTask) task = user_data;
  Labelling *self = g_task_get_task_data (G_TASK (result));
  g_autoptr (GInputStream) payload = NULL;
  g_autoptr (HikaeDraft) draft = NULL;
  JsonObject *facts = NULL;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_task_return_error (task, error);
    return;
  }
  payload = hikae_spool_open (self->spool, self->parts);
  draft = hikae_draft_new (HIKAE_ITEM_DERIVED, "page-labelled.png", "image/png", payload);
  hikae_draft_set_derived_from (draft, hikae_item_get_number (self->item));
  for (guint i = 0; i < G_N_ELEMENTS (claims); i++)
    hikae_draft_set_claim (
        draft, claims[i], hikae_item_get_claim (self->item, claims[i]));
  facts = hikae_draft_get_facts (draft);
  json_object_set_string_member (facts, "method", HIKAE_LABEL_METHOD);
  json_object_set_string_member (
      facts, "original_sha256", hikae_item_get_sha256 (self->item));
  json_object_set_int_member (facts, "label_height", self->height);
  hikae_case_keep_async (g_task_get_source_object (task),
                         draft,
                         NULL,
                         g_task_get_cancellable (task),
                         kept_cb,
                         g_object_ref (task));
}

void
hikae_label_picture_async (HikaeCase *open_case,
                           HikaeItem *item,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (open_case, cancellable, callback, user_data);
  g_autoptr (GTask) work =
      g_task_new (NULL, cancellable, labelled_cb, g_object_ref (task));
  Labelling *self = g_new0 (Labelling, 1);

  g_task_set_source_tag (task, hikae_label_picture_async);
  self->item = g_object_ref (item);
  self->payload = hikae_case_open_payload (open_case, hikae_item_get_number (item));
  self->parts = g_array_new (FALSE, FALSE, sizeof (HikaeSpoolPart));
  g_task_set_task_data (work, self, (GDestroyNotify)labelling_free);
  g_task_run_in_thread (work, label_thread);
}

HikaeItem *
hikae_label_picture_finish (HikaeCase *open_case, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, open_case), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
