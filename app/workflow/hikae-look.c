/* hikae-look.c: what an item's content says of itself, small pictures, changed copies
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-look.h"

#include "hikae-derive-private.h"
#include "hikae-error.h"
#include "hikae-media-container.h"
#include "hikae-payload-memory-private.h"

#include <unistd.h>

typedef struct {
  GInputStream *payload;
  HikaeItem *item;
  char *what; /* kind of a preview, steps of a change */
  guint side;
  JsonObject *facts; /* of a change */
} Look;

static void
look_free (Look *look)
{
  g_clear_object (&look->payload);
  g_clear_object (&look->item);
  g_free (look->what);
  g_clear_pointer (&look->facts, json_object_unref);
  g_free (look);
}

gboolean
hikae_look_is_media (HikaeItem *item)
{
  const char *type = hikae_item_get_media_type (item);

  return type != NULL &&
         (g_str_has_prefix (type, "image/") || g_str_has_prefix (type, "video/"));
}

/* (transfer full) (nullable): NULL after the task has failed. */
static Look *
begin (GTask *task, HikaeCase *open_case, guint number)
{
  HikaeItem *item = hikae_case_find_item (open_case, number);
  Look *look = NULL;

  if (hikae_case_get_minor (open_case)) {
    g_task_return_new_error (task,
                             HIKAE_ERROR,
                             HIKAE_ERROR_DENIED,
                             "in this case pictures are neither shown nor changed");
    return NULL;
  }
  if (item == NULL || hikae_item_get_deleted (item)) {
    g_task_return_new_error (task,
                             HIKAE_ERROR,
                             HIKAE_ERROR_NOT_FOUND,
                             item == NULL ? "there is no item %u in this case"
                                          : "the payload of item %u was deleted",
                             number);
    return NULL;
  }
  look = g_new0 (Look, 1);
  look->item = g_object_ref (item);
  look->payload = hikae_case_open_payload (open_case, number);
  g_task_set_task_data (task, look, (GDestroyNotify)look_free);
  return look;
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Look *look = data;
  GError *error = NULL;
  int fd =
      hikae_payload_to_memory (look->payload, HIKAE_MEDIA_FILM_MAX, cancellable, &error);
  JsonObject *report = fd >= 0 ? hikae_media_inspect (fd, cancellable, &error) : NULL;

  if (fd >= 0)
    close (fd);
  if (report == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, report, (GDestroyNotify)json_object_unref);
}

void
hikae_look_async (HikaeCase *open_case,
                  guint number,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (open_case, cancellable, callback, user_data);

  g_task_set_source_tag (task, hikae_look_async);
  if (begin (task, open_case, number) != NULL)
    g_task_run_in_thread (task, look_thread);
}

JsonObject *
hikae_look_finish (HikaeCase *open_case, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, open_case), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
preview_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Look *look = data;
  GError *error = NULL;
  int fd =
      hikae_payload_to_memory (look->payload, HIKAE_MEDIA_FILM_MAX, cancellable, &error);
  HikaeMediaPreview *preview =
      fd >= 0 ? hikae_media_make_preview (fd, look->what, look->side, cancellable, &error)
              : NULL;

  if (fd >= 0)
    close (fd);
  if (preview == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, preview, (GDestroyNotify)hikae_media_preview_free);
}

void
hikae_preview_async (HikaeCase *open_case,
                     guint number,
                     const char *kind,
                     guint side,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (open_case, cancellable, callback, user_data);
  Look *look = NULL;

  g_task_set_source_tag (task, hikae_preview_async);
  look = begin (task, open_case, number);
  if (look == NULL)
    return;
  look->what = g_strdup (kind);
  look->side = side;
  g_task_run_in_thread (task, preview_thread);
}

HikaeMediaPreview *
hikae_preview_finish (HikaeCase *open_case, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, open_case), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
change_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Look *look = data;
  GError *error = NULL;
  int fd =
      hikae_payload_to_memory (look->payload, HIKAE_MEDIA_FILM_MAX, cancellable, &error);
  GBytes *png =
      fd >= 0
          ? hikae_media_make_change (fd, look->what, &look->facts, cancellable, &error)
          : NULL;

  if (fd >= 0)
    close (fd);
  if (png == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, png, (GDestroyNotify)g_bytes_unref);
}

/* The copy's record says what it was made from, and how. */
static HikaeDraft *
make_draft (const Look *look, GBytes *png)
{
  const guint number = hikae_item_get_number (look->item);
  g_autofree char *name = g_strdup_printf ("%06u-changed.png", number);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (png);
  HikaeDraft *draft = hikae_draft_new (HIKAE_ITEM_DERIVED, name, "image/png", stream);
  JsonObject *facts = hikae_draft_get_facts (draft);

  hikae_draft_set_expected_size (draft, g_bytes_get_size (png));
  hikae_draft_set_derived_from (draft, number);
  json_object_set_string_member (facts, "method", "change");
  json_object_set_string_member (facts, "steps", look->what);
  json_object_set_string_member (
      facts, "original_sha256", hikae_item_get_sha256 (look->item));
  json_object_set_int_member (
      facts, "width", hikae_json_get_int (look->facts, "width", 0));
  json_object_set_int_member (
      facts, "height", hikae_json_get_int (look->facts, "height", 0));
  return draft;
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  g_autoptr (GBytes) png = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (HikaeDraft) draft = NULL;

  if (png == NULL) {
    g_task_return_error (task, error);
    return;
  }
  draft = make_draft (g_task_get_task_data (G_TASK (result)), png);
  hikae_derive_keep (task, draft);
}

void
hikae_change_async (HikaeCase *open_case,
                    guint number,
                    const char *steps,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (open_case, cancellable, callback, user_data);
  g_autoptr (GTask) inner =
      g_task_new (open_case, cancellable, changed_cb, g_object_ref (task));
  Look *look = NULL;

  g_task_set_source_tag (task, hikae_change_async);
  look = begin (inner, open_case, number);
  if (look == NULL)
    return;
  look->what = g_strdup (steps);
  g_task_run_in_thread (inner, change_thread);
}

HikaeItem *
hikae_change_finish (HikaeCase *open_case, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, open_case), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
