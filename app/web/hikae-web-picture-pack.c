/* hikae-web-picture-pack.c: what has been drawn becomes a picture, whole or cut
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-json.h"
#include "hikae-web-picture-private.h"

typedef HikaeWebTaking Taking;

static void
send_thread (GTask *job, gpointer source, gpointer data, GCancellable *cancellable)
{
  Taking *self = data;
  GError *error = NULL;

  if (self->begin (self->begin_data, self->said, &error) &&
      hikae_web_png_write (self->png, self->sink, &error))
    g_task_return_boolean (job, TRUE);
  else
    g_task_return_error (job, error);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Where the picture ends, and why it is not where the page does. The rest of the facts
 * was written down as it became known. */
static void
note_size (Taking *self)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *facts = self->facts;
  const gint64 height = hikae_web_png_get_height (self->png);

  if (self->why == NULL && self->tiled && self->height_seen > self->page_height)
    self->why = HIKAE_WEB_CUT_GREW;
  json_object_set_int_member (facts, "picture_width", self->width);
  json_object_set_int_member (facts, "picture_height", height);
  json_object_set_int_member (facts, "picture_cut", self->why != NULL);
  if (self->why != NULL) {
    json_object_set_string_member (facts, "picture_cut_why", self->why);
    json_object_set_int_member (facts, "picture_cut_at", height * 100 / self->ratio);
  }
  if (self->height_seen > hikae_json_get_int (facts, "page_height", 0))
    json_object_set_int_member (facts, "page_height_later", self->height_seen);
  if (self->error != NULL)
    json_object_set_string_member (facts, "picture_cut_error", self->error->message);
  json_node_set_object (node, facts);
  self->said = hikae_json_format_canonical (node);
}

/* Nothing is drawn or packed any more. */
static void
settle (GTask *task)
{
  Taking *self = g_task_get_task_data (task);
  g_autoptr (GTask) job = NULL;

  if (self->png != NULL && hikae_web_png_get_height (self->png) > 0 &&
      !hikae_error_is_cancelled (self->error)) {
    note_size (self);
    job = g_task_new (NULL, NULL, sent_cb, g_object_ref (task));
    g_task_set_task_data (job, self, NULL);
    g_task_run_in_thread (job, send_thread);
    return;
  }
  if (self->error == NULL && g_strcmp0 (self->why, HIKAE_WEB_CUT_STOPPED) == 0) {
    json_object_set_string_member (self->facts, "picture_failed_why", self->why);
    g_set_error_literal (&self->error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_INTERRUPTED,
                         "it was stopped before any of it was drawn");
  }
  if (self->error == NULL)
    g_set_error_literal (&self->error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_FAILED,
                         "the page's picture could not be taken");
  g_task_return_error (task, g_steal_pointer (&self->error));
}

/* Drawing and packing go on side by side: what ends it first counts. */
static void
end (GTask *task, const char *why, GError *error)
{
  Taking *self = g_task_get_task_data (task);

  if (self->over) {
    g_clear_error (&error);
    return;
  }
  self->over = TRUE;
  self->error = error;
  if (why != NULL)
    self->why = why;
  if (self->link != 0)
    g_signal_handler_disconnect (self->budget.enough, self->link);
  self->link = 0;
  g_clear_handle_id (&self->watch, g_source_remove);
  if (!self->packing)
    settle (task);
}

void
hikae_web_picture_stop (GTask *task, GError *error)
{
  end (task, HIKAE_WEB_CUT_FAILED, error);
}

void
hikae_web_picture_end (GTask *task, const char *why)
{
  end (task, why, NULL);
}

static void
pack_thread (GTask *job, gpointer source, gpointer data, GCancellable *cancellable)
{
  Taking *self = data;
  GError *error = NULL;

  if (self->png == NULL)
    self->png =
        hikae_web_png_new (self->width, self->rows_max, (gsize)self->budget.file_bytes);
  if (hikae_web_png_add (self->png, self->current, self->current_first, &error))
    g_task_return_boolean (job, TRUE);
  else
    g_task_return_error (job, error);
}

static void
packed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Taking *self = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_object (&self->current);
  self->packing = FALSE;
  (void)g_task_propagate_boolean (G_TASK (result), &error);
  if (self->over) {
    g_clear_error (&error);
    settle (task);
  } else if (error != NULL) {
    hikae_web_picture_stop (task, error);
  } else if (hikae_web_png_is_cut (self->png)) {
    hikae_web_picture_end (task, HIKAE_WEB_CUT_SIZE);
  } else if (self->next != NULL) {
    hikae_web_picture_add (task);
  } else if (self->is_last) {
    hikae_web_picture_end (task, NULL);
  }
}

void
hikae_web_picture_add (GTask *task)
{
  Taking *self = g_task_get_task_data (task);
  g_autoptr (GTask) job = g_task_new (NULL, NULL, packed_cb, g_object_ref (task));

  self->current = g_steal_pointer (&self->next);
  self->current_first = self->next_first;
  self->packing = TRUE;
  self->is_last = self->drawn_all;
  g_task_set_task_data (job, self, NULL);
  g_task_run_in_thread (job, pack_thread);
  if (!self->drawn_all)
    hikae_web_picture_draw_tile (task);
}
