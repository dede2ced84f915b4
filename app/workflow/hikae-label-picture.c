/* hikae-label-picture.c: a page's picture once more, with address and time above it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-derive-private.h"
#include "hikae-label.h"

#define COPY_MAX (G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024)

typedef struct {
  HikaeItem *item;
  guint height;
} Labelling;

static void
labelling_free (gpointer data)
{
  Labelling *self = data;

  g_object_unref (self->item);
  g_free (self);
}

static gboolean
copy (GInputStream *payload,
      GOutputStream *sink,
      gpointer data,
      GCancellable *cancellable,
      GError **error)
{
  Labelling *self = data;

  return hikae_label_copy (self->item, payload, sink, &self->height, cancellable, error);
}

static HikaeDraft *
describe (GInputStream *payload, gpointer data)
{
  static const char *const claims[] = {"url", "final_url", "title"};
  const Labelling *self = data;
  HikaeDraft *draft =
      hikae_draft_new (HIKAE_ITEM_DERIVED, "page-labelled.png", "image/png", payload);
  JsonObject *facts = hikae_draft_get_facts (draft);

  for (guint i = 0; i < G_N_ELEMENTS (claims); i++)
    hikae_draft_set_claim (
        draft, claims[i], hikae_item_get_claim (self->item, claims[i]));
  json_object_set_string_member (facts, "method", HIKAE_LABEL_METHOD);
  json_object_set_string_member (
      facts, "original_sha256", hikae_item_get_sha256 (self->item));
  json_object_set_int_member (facts, "label_height", self->height);
  return draft;
}

void
hikae_label_picture_async (HikaeCase *open_case,
                           HikaeItem *item,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (open_case, cancellable, callback, user_data);
  Labelling *self = g_new0 (Labelling, 1);

  g_task_set_source_tag (task, hikae_label_picture_async);
  self->item = g_object_ref (item);
  hikae_derive_run (task,
                    &(HikaeDerive){.number = hikae_item_get_number (item),
                                   .max = COPY_MAX,
                                   .copy = copy,
                                   .describe = describe,
                                   .data = self,
                                   .free_data = labelling_free});
}

HikaeItem *
hikae_label_picture_finish (HikaeCase *open_case, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, open_case), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
