/* hikae-share-page.c: a web page's archive without what signs her in, as an own item
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-plan.h"
#include "hikae-derive-private.h"
#include "hikae-error.h"
#include "hikae-export-private.h"
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

/* (transfer full): numbers of the items that have a copy without what signs her in. */
static GHashTable *
find_copied (HikaeCase *open_case)
{
  GHashTable *copied = g_hash_table_new (NULL, NULL);

  for (guint i = hikae_case_find_record (open_case, "\"without-credentials\"", 0);
       i != G_MAXUINT;
       i = hikae_case_find_record (open_case, "\"without-credentials\"", i + 1)) {
    const HikaeItemGlance glance = hikae_case_glance (open_case, i);
    g_autoptr (HikaeItem) item = hikae_case_dup_item (open_case, glance.number);
    const char *method = hikae_json_get_string (
        hikae_json_get_object (hikae_item_get_record_object (item), "facts"), "method");

    if (!glance.deleted && g_strcmp0 (method, "without-credentials") == 0)
      g_hash_table_add (copied, GUINT_TO_POINTER (hikae_item_get_derived_from (item)));
  }
  return copied;
}

GPtrArray *
hikae_share_page_list_due (HikaeCase *open_case, const GArray *numbers)
{
  g_autoptr (GHashTable) copied = find_copied (open_case);
  g_autoptr (GHashTable) wanted = hikae_export_make_set (numbers);
  GPtrArray *due = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = hikae_case_find_record (open_case, "\"web-page\"", 0); i != G_MAXUINT;
       i = hikae_case_find_record (open_case, "\"web-page\"", i + 1)) {
    const HikaeItemGlance glance = hikae_case_glance (open_case, i);
    gpointer number = GUINT_TO_POINTER (glance.number);
    g_autoptr (HikaeItem) item = NULL;

    if (glance.deleted || g_hash_table_contains (copied, number) ||
        (wanted != NULL && !g_hash_table_contains (wanted, number)))
      continue;
    item = hikae_case_dup_item (open_case, glance.number);
    if (hikae_bundle_may_hold_cookies (item))
      g_ptr_array_add (due, g_steal_pointer (&item));
  }
  return due;
}
