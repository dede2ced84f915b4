/* hikae-share-page.c: a web page's archive without what signs her in, as an own item
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-plan.h"
#include "hikae-derive-private.h"
#include "hikae-error.h"
#include "hikae-wacz-strip.h"

#define COPY_MAX (G_GUINT64_CONSTANT (16) * 1024 * 1024 * 1024)

static gboolean
strip (GInputStream *payload,
       GOutputStream *sink,
       gpointer data,
       GCancellable *cancellable,
       GError **error)
{
  HikaeWaczStripped *stripped = data;

  return hikae_wacz_strip (payload, sink, stripped, cancellable, error);
}

static HikaeDraft *
describe (GInputStream *payload, gpointer data)
{
  const HikaeWaczStripped *stripped = data;
  HikaeDraft *draft = hikae_draft_new (
      HIKAE_ITEM_DERIVED, "page-without-cookies.wacz", "application/wacz", payload);
  JsonObject *facts = hikae_draft_get_facts (draft);

  json_object_set_string_member (facts, "method", "without-credentials");
  json_object_set_int_member (facts, "header_credentials", 0);
  json_object_set_int_member (facts, "fields_left_out", stripped->fields);
  json_object_set_int_member (facts, "bodies_left_out", stripped->bodies);
  json_object_set_int_member (facts, "sockets_left_out", stripped->sockets);
  return draft;
}

void
hikae_share_page_async (HikaeCase *open_case,
                        guint number,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (open_case, cancellable, callback, user_data);

  g_task_set_source_tag (task, hikae_share_page_async);
  hikae_derive_run (task,
                    &(HikaeDerive){.number = number,
                                   .max = COPY_MAX,
                                   .copy = strip,
                                   .describe = describe,
                                   .data = g_new0 (HikaeWaczStripped, 1),
                                   .free_data = g_free});
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
