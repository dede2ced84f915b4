/* hikae-web-picture-tiles.c: a page too large to be drawn at once, by views
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-json.h"
#include "hikae-web-picture-private.h"

#define ROWS_MAX 1000000
/* Device pixels the engine can draw side by side. */
#define WIDTH_MAX_DRAWN 32000
#define SCRIPT_SECONDS 20

typedef HikaeWebTaking Taking;

static void
fail (GTask *task, const char *message)
{
  hikae_web_picture_stop (task,
                          g_error_new_literal (HIKAE_ERROR, HIKAE_ERROR_FAILED, message));
}

static void
set_int (Taking *self, const char *name, gint64 value)
{
  json_object_set_int_member (self->facts, name, value);
}

static void
scrolled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Taking *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonObject) at = hikae_web_script_object_finish (result, &error);
  gint64 actual = 0;
  gint64 skip = 0;

  if (at == NULL)
    hikae_web_picture_stop (task, error);
  if (at == NULL || self->over)
    return;
  actual = hikae_json_get_int (at, "y", -1);
  self->height_seen = MAX (self->height_seen, hikae_json_get_int (at, "height", 0));
  skip = self->wanted - actual;
  if (actual < 0 || skip < 0 || skip >= self->view_height) {
    fail (task, "the page moved while its picture was taken");
    return;
  }
  self->next_first = (guint)(skip * self->ratio / 100);
  self->wanted = actual + self->view_height;
  self->drawn_all = self->wanted >= self->page_height;
  hikae_web_picture_draw (task, WEBKIT_SNAPSHOT_REGION_VISIBLE);
}

void
hikae_web_picture_draw_tile (GTask *task)
{
  Taking *self = g_task_get_task_data (task);
  GVariantDict arguments = G_VARIANT_DICT_INIT (NULL);

  if (self->wanted > 0 &&
      g_get_monotonic_time () - self->began > self->budget.seconds * G_USEC_PER_SEC) {
    g_variant_dict_clear (&arguments);
    hikae_web_picture_end (task, HIKAE_WEB_CUT_TIME);
    return;
  }
  g_variant_dict_insert (&arguments, "x", "i", 0);
  g_variant_dict_insert (&arguments, "y", "i", (gint32)self->wanted);
  hikae_web_script_async (self->page,
                          "tile.js",
                          g_variant_dict_end (&arguments),
                          SCRIPT_SECONDS,
                          g_task_get_cancellable (task),
                          scrolled_cb,
                          g_object_ref (task));
}

static void
tiles_measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Taking *self = g_task_get_task_data (task);
  gint64 width = 0;
  gint64 height = 0;
  g_autoptr (JsonObject) size =
      hikae_web_picture_measure_finish (task, result, &width, &height);

  if (size == NULL)
    return;
  set_int (self, "picture_cut_right", width > hikae_json_get_int (size, "view_width", 0));
  self->page_height = MIN (height, ROWS_MAX);
  self->height_seen = height;
  self->view_height = hikae_json_get_int (size, "view_height", 0);
  self->width = (guint)(hikae_json_get_int (size, "view_width", 0) * self->ratio / 100);
  if (self->view_height <= 0 || self->width == 0 || self->page_height <= 0) {
    fail (task, "the page's picture could not be taken");
    return;
  }
  self->rows_max = (guint)MAX (self->page_height * self->ratio / 100, 1);
  if (height > ROWS_MAX)
    self->why = HIKAE_WEB_CUT_ROWS;
  hikae_web_picture_draw_tile (task);
}

static void
stilled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Taking *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *count = hikae_web_script_finish (result, &error);

  if (count == NULL)
    hikae_web_picture_stop (task, error);
  if (count == NULL || self->over)
    return;
  set_int (self, "made_static", (gint64)g_ascii_strtoull (count, NULL, 10));
  hikae_web_picture_measure (task, tiles_measured_cb);
}

void
hikae_web_picture_begin_tiles (GTask *task)
{
  Taking *self = g_task_get_task_data (task);

  self->tiled = TRUE;
  json_object_set_string_member (self->facts, "picture_mode", "tiles");
  gtk_widget_set_size_request (
      GTK_WIDGET (self->page->view),
      (int)CLAMP (hikae_json_get_int (self->facts, "page_width", 0),
                  HIKAE_WEB_WIDTH,
                  MIN (HIKAE_WEB_WIDTH_MAX, WIDTH_MAX_DRAWN * 100 / self->ratio)),
      HIKAE_WEB_HEIGHT);
  hikae_web_script_async (self->page,
                          "still.js",
                          NULL,
                          SCRIPT_SECONDS,
                          g_task_get_cancellable (task),
                          stilled_cb,
                          g_object_ref (task));
}
