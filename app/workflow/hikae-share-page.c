/* hikae-share-page.c: a web page's archive without what signs her in, as an own item
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The copy waits in an encrypted, nameless file: the case cannot read one item and write
 * another at the same time. */
#include "config.h"

#include "hikae-bundle-plan.h"
#include "hikae-error.h"
#include "hikae-spool.h"
#include "hikae-wacz-strip.h"
#include "hikae-workflow.h"

#define COPY_MAX (G_GUINT64_CONSTANT (16) * 1024 * 1024 * 1024)

typedef struct {
  guint number;
  GInputStream *payload;
  HikaeSpool *spool;
  GArray *parts;
  HikaeWaczStripped stripped;
} Share;

static void
share_free (Share *self)
{
  g_clear_object (&self->payload);
  g_clear_pointer (&self->spool, hikae_spool_unref);
  g_clear_pointer (&self->parts, g_array_unref);
  g_free (self);
}

static void
strip_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Share *self = data;
  GError *error = NULL;
  g_autoptr (GOutputStream) sink = NULL;

  self->spool = hikae_spool_new (COPY_MAX, &error);
  if (self->spool != NULL) {
    sink = hikae_spool_sink_new (self->spool, self->parts);
    if (hikae_wacz_strip (self->payload, sink, &self->stripped, cancellable, &error)) {
      g_task_return_boolean (task, TRUE);
      return;
    }
  }
  g_task_return_error (task, error);
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
stripped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HikaeCase *open_case = g_task_get_source_object (task);
  Share *self = g_task_get_task_data (G_TASK (result));
  g_autoptr (GInputStream) payload = NULL;
  g_autoptr (HikaeDraft) draft = NULL;
  JsonObject *facts = NULL;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_task_return_error (task, error);
    return;
  }
  payload = hikae_spool_open (self->spool, self->parts);
  draft = hikae_draft_new (
      HIKAE_ITEM_DERIVED, "page-without-cookies.wacz", "application/wacz", payload);
  hikae_draft_set_derived_from (draft, self->number);
  facts = hikae_draft_get_facts (draft);
  json_object_set_string_member (facts, "method", "without-credentials");
  json_object_set_int_member (facts, "header_credentials", 0);
  json_object_set_int_member (facts, "fields_left_out", self->stripped.fields);
  json_object_set_int_member (facts, "bodies_left_out", self->stripped.bodies);
  json_object_set_int_member (facts, "sockets_left_out", self->stripped.sockets);
  hikae_case_keep_async (open_case,
                         draft,
                         NULL,
                         g_task_get_cancellable (task),
                         kept_cb,
                         g_object_ref (task));
}

void
hikae_share_page_async (HikaeCase *open_case,
                        guint number,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (open_case, cancellable, callback, user_data);
  g_autoptr (GTask) work =
      g_task_new (NULL, cancellable, stripped_cb, g_object_ref (task));
  Share *self = g_new0 (Share, 1);

  g_task_set_source_tag (task, hikae_share_page_async);
  self->number = number;
  self->payload = hikae_case_open_payload (open_case, number);
  self->parts = g_array_new (FALSE, FALSE, sizeof (HikaeSpoolPart));
  g_task_set_task_data (work, self, (GDestroyNotify)share_free);
  g_task_run_in_thread (work, strip_thread);
}

HikaeItem *
hikae_share_page_finish (HikaeCase *open_case, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, open_case), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
hikae_share_page_is_due (HikaeCase *open_case, HikaeItem *item)
{
  GListModel *items = hikae_case_get_items (open_case);

  if (hikae_item_get_deleted (item) || !hikae_bundle_may_hold_cookies (item))
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (items); i++) {
    g_autoptr (HikaeItem) other = g_list_model_get_item (items, i);
    const char *method = hikae_json_get_string (
        hikae_json_get_object (hikae_item_get_record_object (other), "facts"), "method");

    if (hikae_item_get_derived_from (other) == hikae_item_get_number (item) &&
        g_strcmp0 (method, "without-credentials") == 0 && !hikae_item_get_deleted (other))
      return FALSE;
  }
  return TRUE;
}
