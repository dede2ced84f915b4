/* hikae-web-picture.c: the page's picture, whole or in tiles
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Four ways, told in the record as "picture_mode":
 *
 * - "whole": the engine draws the document at once. It stops at 2^31 bytes, and its
 *   process ends, so larger pages are never asked for.
 * - "tall-view": the page scrolls inside itself; the view is made as tall as what is in
 *   there, then "whole". Sizes that follow the view's height differ from the screen.
 * - "tiles": the page is scrolled by views, each is drawn, packed and
 *   forgotten.
 * - "view": the site forbids scripts in the page: what is on the screen, and no more.
 * What sticks to the screen is put where it stands in the page first.
 *
 * One piece is packed by a pool thread while the next one is drawn. Nothing leaves before
 * all of it is there: how tall the picture is stands at its head, and a page may stop
 * letting itself be drawn, or be longer than there is time for. */
#include "config.h"

#include "hikae-error.h"
#include "hikae-json.h"
#include "hikae-web-picture-private.h"

/* Bytes of one picture in memory. */
#define WHOLE_MAX (G_GINT64_CONSTANT (512) * 1024 * 1024)
#define TALL_MAX 60000
#define TALL_ROUNDS 4
#define SCRIPT_SECONDS 20
#define SNAPSHOT_SECONDS 90
#define SETTLE_MS 400

typedef HikaeWebTaking Taking;

static void
taking_free (gpointer data)
{
  Taking *self = data;

  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_object (&self->page);
  g_clear_pointer (&self->facts, json_object_unref);
  g_clear_object (&self->sink);
  g_clear_pointer (&self->png, hikae_web_png_free);
  g_clear_object (&self->next);
  g_clear_object (&self->current);
  g_clear_object (&self->budget.enough);
  g_clear_error (&self->error);
  g_free (self->said);
  g_free (self);
}

static void
fail (GTask *task, HikaeError code, const char *message)
{
  hikae_web_picture_stop (task, g_error_new_literal (HIKAE_ERROR, (int)code, message));
}

static void
set_int (Taking *self, const char *name, gint64 value)
{
  json_object_set_int_member (self->facts, name, value);
}

/* What has been drawn to its end only waits to be packed, which takes no time: it is
 * whole, and nothing is left to be stopped. */
static void
enough_cb (GCancellable *enough, gpointer data)
{
  g_autoptr (GTask) task = g_object_ref (data);
  Taking *self = g_task_get_task_data (task);

  if (!self->drawn_all || (self->next == NULL && !self->is_last))
    hikae_web_picture_end (task, HIKAE_WEB_CUT_STOPPED);
}

static gboolean
late_cb (gpointer data)
{
  GTask *task = data;
  Taking *self = g_task_get_task_data (task);

  self->watch = 0;
  fail (task, HIKAE_ERROR_FAILED, "the page does not let itself be drawn");
  return G_SOURCE_REMOVE;
}

static void
drawn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Taking *self = g_task_get_task_data (task);
  g_autoptr (GdkTexture) texture =
      webkit_web_view_get_snapshot_finish (WEBKIT_WEB_VIEW (source), result, NULL);

  if (self->over)
    return;
  g_clear_handle_id (&self->watch, g_source_remove);
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    hikae_web_picture_stop (
        task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped"));
    return;
  }
  if (texture == NULL) {
    fail (task, HIKAE_ERROR_FAILED, "the page's picture could not be taken");
    return;
  }
  if (!self->tiled) {
    self->width = (guint)gdk_texture_get_width (texture);
    self->rows_max = (guint)gdk_texture_get_height (texture);
    self->drawn_all = TRUE;
  }
  self->next = g_steal_pointer (&texture);
  if (!self->packing)
    hikae_web_picture_add (task);
}

void
hikae_web_picture_draw (GTask *task, WebKitSnapshotRegion region)
{
  Taking *self = g_task_get_task_data (task);

  self->watch = g_timeout_add_seconds (SNAPSHOT_SECONDS, late_cb, task);
  webkit_web_view_get_snapshot (self->page->view,
                                region,
                                WEBKIT_SNAPSHOT_OPTIONS_NONE,
                                NULL,
                                drawn_cb,
                                g_object_ref (task));
}

JsonObject *
hikae_web_picture_measure_finish (GTask *task,
                                  GAsyncResult *result,
                                  gint64 *width,
                                  gint64 *height)
{
  Taking *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonObject) size = hikae_web_script_object_finish (result, &error);

  if (size == NULL)
    hikae_web_picture_stop (task, error);
  if (size == NULL || self->over)
    return NULL;
  *width = hikae_json_get_int (size, "width", 0);
  *height = hikae_json_get_int (size, "height", 0);
  set_int (self, "page_width", *width);
  set_int (self, "page_height", *height);
  set_int (self, "view_height", hikae_json_get_int (size, "view_height", 0));
  return g_steal_pointer (&size);
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Taking *self = g_task_get_task_data (task);
  gint64 width = 0;
  gint64 height = 0;
  g_autoptr (JsonObject) size =
      hikae_web_picture_measure_finish (task, result, &width, &height);

  if (size == NULL)
    return;
  self->ratio =
      (guint)CLAMP (hikae_json_get_int (size, "pixel_ratio_percent", 100), 10, 1000);
  set_int (self, "pixel_ratio_percent", self->ratio);
  set_int (self, "view_width", hikae_json_get_int (size, "view_width", 0));
  if (width <= 0 || height <= 0) {
    fail (task, HIKAE_ERROR_FAILED, "the page's picture could not be taken");
    return;
  }
  /* Each factor is bounded before it multiplies. */
  if (height > G_MAXINT32 || width > HIKAE_WEB_WIDTH_MAX ||
      width * height * 4 / 100 * self->ratio / 100 * self->ratio >
          self->budget.whole_bytes)
    hikae_web_picture_begin_tiles (task);
  else
    hikae_web_picture_draw (task, WEBKIT_SNAPSHOT_REGION_FULL_DOCUMENT);
}

void
hikae_web_picture_measure (GTask *task, GAsyncReadyCallback callback)
{
  Taking *self = g_task_get_task_data (task);

  hikae_web_script_async (self->page,
                          "measure.js",
                          NULL,
                          SCRIPT_SECONDS,
                          g_task_get_cancellable (task),
                          callback,
                          g_object_ref (task));
}

static void make_taller (GTask *task, gint64 more);

static void
looked_inside_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Taking *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonObject) seen = hikae_web_script_object_finish (result, &error);
  gint64 more = seen != NULL ? hikae_json_get_int (seen, "inner_more", 0) : 0;

  if (seen == NULL)
    hikae_web_picture_stop (task, error);
  if (seen == NULL || self->over)
    return;
  set_int (self, "inner_missing", more);
  if (more > 0 && self->rounds < TALL_ROUNDS)
    make_taller (task, more);
  else
    hikae_web_picture_measure (task, measured_cb);
}

static gboolean
taller_cb (gpointer data)
{
  GTask *task = data;
  Taking *self = g_task_get_task_data (task);
  GVariantDict arguments = G_VARIANT_DICT_INIT (NULL);

  self->watch = 0;
  g_variant_dict_insert (&arguments, "limit", "i", HIKAE_WEB_SCROLL_STEPS);
  g_variant_dict_insert (&arguments, "seconds", "i", 10);
  hikae_web_script_async (self->page,
                          "scroll.js",
                          g_variant_dict_end (&arguments),
                          SCRIPT_SECONDS,
                          g_task_get_cancellable (task),
                          looked_inside_cb,
                          g_object_ref (task));
  return G_SOURCE_REMOVE;
}

static void
make_taller (GTask *task, gint64 more)
{
  Taking *self = g_task_get_task_data (task);
  GtkWidget *view = GTK_WIDGET (self->page->view);
  int height = 0;

  gtk_widget_get_size_request (view, NULL, &height);
  self->rounds++;
  json_object_set_string_member (self->facts, "picture_mode", "tall-view");
  gtk_widget_set_size_request (view, HIKAE_WEB_WIDTH, (int)MIN (height + more, TALL_MAX));
  if (height + more > TALL_MAX)
    self->rounds = TALL_ROUNDS;
  self->watch = g_timeout_add_full (
      G_PRIORITY_DEFAULT, SETTLE_MS, taller_cb, g_object_ref (task), g_object_unref);
}

void
hikae_web_picture_async (HikaeWebPage *self,
                         JsonObject *facts,
                         const HikaeWebPictureBudget *budget,
                         GOutputStream *sink,
                         HikaeWebPictureBegin begin,
                         gpointer data,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Taking *taking = g_new0 (Taking, 1);
  gint64 more = hikae_json_get_int (facts, "inner_more", 0);

  taking->page = g_object_ref (self);
  taking->facts = json_object_ref (facts);
  taking->sink = g_object_ref (sink);
  taking->begin = begin;
  taking->begin_data = data;
  taking->budget = *budget;
  if (budget->whole_bytes <= 0 || budget->whole_bytes > WHOLE_MAX)
    taking->budget.whole_bytes = WHOLE_MAX;
  if (budget->seconds == 0)
    taking->budget.seconds = HIKAE_WEB_PICTURE_SECONDS;
  if (budget->file_bytes <= 0)
    taking->budget.file_bytes = HIKAE_WEB_PICTURE_BYTES;
  taking->began = g_get_monotonic_time ();
  taking->ratio = 100;
  g_task_set_task_data (task, taking, taking_free);
  /* Borrowed: what is drawn, asked or packed holds the task until it is over. */
  if (budget->enough != NULL) {
    g_object_ref (budget->enough);
    taking->link =
        g_signal_connect (budget->enough, "cancelled", G_CALLBACK (enough_cb), task);
  }
  json_object_set_string_member (facts, "picture_mode", self->mute ? "view" : "whole");
  if (self->mute)
    hikae_web_picture_draw (task, WEBKIT_SNAPSHOT_REGION_VISIBLE);
  else if (more > 0)
    make_taller (task, more);
  else
    hikae_web_picture_measure (task, measured_cb);
}

gboolean
hikae_web_picture_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
