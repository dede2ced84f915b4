/* hikae-web-picture.c: the page's picture, whole or in tiles, streamed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Four ways, told in the record as "picture_mode":
 *
 * - "whole": the engine draws the document at once. It stops at 2^31 bytes, and its
 *   process ends, so larger pages are never asked for.
 * - "tall-view": the page scrolls inside itself; the view is made as tall as what is in
 *   there, then "whole". Sizes that follow the view's height differ from the screen.
 * - "tiles": the page is scrolled by views, each is drawn and written, and forgotten.
 * - "view": no script may run in the page: what is on the screen, and no more.
 * What sticks to the screen is put where it stands in the page first.
 *
 * One piece is written by a pool thread while the next one is drawn. */
#include "config.h"

#include "hikae-error.h"
#include "hikae-json.h"
#include "hikae-web-page-private.h"
#include "hikae-web-png.h"

/* Bytes of one picture in memory. */
#define WHOLE_MAX (G_GINT64_CONSTANT (512) * 1024 * 1024)
#define ROWS_MAX 1000000
/* CSS pixels of a view, and device pixels the engine can draw side by side. */
#define WIDTH_MAX 16384
#define WIDTH_MAX_DRAWN 32000
#define TALL_MAX 60000
#define TALL_ROUNDS 4
#define SCRIPT_SECONDS 20
#define SNAPSHOT_SECONDS 90
#define SETTLE_MS 400

typedef struct {
  HikaeWebPage *page; /* (owned) */
  JsonObject *facts;  /* (owned) */
  GOutputStream *sink;
  HikaeWebPictureBegin begin;
  gpointer begin_data;
  gint64 bytes_max;
  HikaeWebPng *png; /* (nullable) */
  guint rounds;
  guint watch;
  gboolean over; /* nothing more is drawn; the task's answer waits for the writing */
  GError *error; /* (nullable): the answer */
  char *said;    /* (nullable): the facts as they stand in front of the picture */
  guint width;   /* of the picture */
  guint height;

  gboolean tiled;
  gint64 wanted;      /* row of the page, in CSS pixels, that comes next */
  gint64 page_height; /* in CSS pixels */
  gint64 view_height;
  guint ratio;      /* percent */
  GdkTexture *next; /* (nullable): drawn, waits for its turn */
  guint next_first;
  gboolean writing;
  gboolean drawn_all;
  GdkTexture *current; /* (nullable): being written */
  guint current_first;
  gboolean is_last;
} Taking;

static void measure (GTask *task);
static void draw_tile (GTask *task);

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
  g_clear_error (&self->error);
  g_free (self->said);
  g_free (self);
}

static void
answer (GTask *task)
{
  Taking *self = g_task_get_task_data (task);

  if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else
    g_task_return_boolean (task, TRUE);
}

/* Takes @error. Drawing and writing go on side by side: the first answer counts, and is
 * given when the thread no longer writes, because others write to the same pipe then. */
static void
stop (GTask *task, GError *error)
{
  Taking *self = g_task_get_task_data (task);

  if (self->over) {
    g_error_free (error);
    return;
  }
  self->over = TRUE;
  self->error = error;
  g_clear_handle_id (&self->watch, g_source_remove);
  if (!self->writing)
    answer (task);
}

static void
fail (GTask *task, HikaeError code, const char *message)
{
  stop (task, g_error_new_literal (HIKAE_ERROR, (int)code, message));
}

static gint64
get_int (Taking *self, const char *name)
{
  return hikae_json_get_int (self->facts, name, 0);
}

static void
set_int (Taking *self, const char *name, gint64 value)
{
  json_object_set_int_member (self->facts, name, value);
}

static void write_next (GTask *task);

static gboolean
begin_picture (Taking *self, GError **error)
{
  if (!self->begin (self->begin_data, self->said, error))
    return FALSE;
  self->png = hikae_web_png_new (self->sink, self->width, self->height, error);
  return self->png != NULL;
}

/* The facts belong to the main context: their text was made there. */
static void
write_thread (GTask *job, gpointer source, gpointer data, GCancellable *cancellable)
{
  Taking *self = data;
  GError *error = NULL;

  if ((self->png != NULL || begin_picture (self, &error)) &&
      hikae_web_png_add (self->png, self->current, self->current_first, &error) &&
      (!self->is_last || hikae_web_png_finish (self->png, &error)))
    g_task_return_boolean (job, TRUE);
  else
    g_task_return_error (job, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Taking *self = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_object (&self->current);
  self->writing = FALSE;
  (void)g_task_propagate_boolean (G_TASK (result), &error);
  if (self->over) {
    g_clear_error (&error);
    answer (task);
  } else if (error != NULL) {
    stop (task, error);
  } else if (self->next != NULL) {
    write_next (task);
  } else if (self->is_last) {
    self->over = TRUE;
    answer (task);
  }
}

static void
fix_facts (Taking *self)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, self->facts);
  self->said = hikae_json_format_canonical (node);
  self->width = (guint)get_int (self, "picture_width");
  self->height = (guint)get_int (self, "picture_height");
}

/* What has been drawn goes to the thread; the next tile is drawn meanwhile. */
static void
write_next (GTask *task)
{
  Taking *self = g_task_get_task_data (task);
  g_autoptr (GTask) job = NULL;

  if (self->said == NULL)
    fix_facts (self);
  self->current = g_steal_pointer (&self->next);
  self->current_first = self->next_first;
  self->writing = TRUE;
  self->is_last = self->drawn_all;
  job = g_task_new (NULL, NULL, written_cb, g_object_ref (task));
  g_task_set_task_data (job, self, NULL);
  g_task_run_in_thread (job, write_thread);
  if (!self->drawn_all)
    draw_tile (task);
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
    stop (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped"));
    return;
  }
  if (texture == NULL) {
    fail (task, HIKAE_ERROR_FAILED, "the page's picture could not be taken");
    return;
  }
  if (!self->tiled) {
    set_int (self, "picture_width", gdk_texture_get_width (texture));
    set_int (self, "picture_height", gdk_texture_get_height (texture));
    self->drawn_all = TRUE;
  }
  self->next = g_steal_pointer (&texture);
  if (!self->writing)
    write_next (task);
}

static void
draw (GTask *task, WebKitSnapshotRegion region)
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

static void
scrolled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Taking *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonObject) at = hikae_web_script_object_finish (result, &error);
  gint64 actual = 0;
  gint64 skip = 0;

  if (at == NULL) {
    stop (task, error);
    return;
  }
  actual = hikae_json_get_int (at, "y", -1);
  skip = self->wanted - actual;
  if (actual < 0 || skip < 0 || skip >= self->view_height) {
    fail (task, HIKAE_ERROR_FAILED, "the page moved while its picture was taken");
    return;
  }
  self->next_first = (guint)(skip * self->ratio / 100);
  self->wanted = actual + self->view_height;
  self->drawn_all = self->wanted >= self->page_height;
  draw (task, WEBKIT_SNAPSHOT_REGION_VISIBLE);
}

static void
draw_tile (GTask *task)
{
  Taking *self = g_task_get_task_data (task);
  GVariantDict arguments = G_VARIANT_DICT_INIT (NULL);

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
  GError *error = NULL;
  g_autoptr (JsonObject) size = hikae_web_script_object_finish (result, &error);
  gint64 width = 0;
  gint64 height = 0;

  if (size == NULL) {
    stop (task, error);
    return;
  }
  height = hikae_json_get_int (size, "height", 0);
  width = hikae_json_get_int (size, "width", 0);
  set_int (self, "picture_cut", height > ROWS_MAX);
  set_int (self, "picture_cut_right", width > hikae_json_get_int (size, "view_width", 0));
  set_int (self, "page_width", width);
  set_int (self, "page_height", height);
  self->page_height = MIN (height, ROWS_MAX);
  self->view_height = hikae_json_get_int (size, "view_height", 0);
  set_int (self, "view_height", self->view_height);
  set_int (self,
           "picture_width",
           hikae_json_get_int (size, "view_width", 0) * self->ratio / 100);
  set_int (self, "picture_height", self->page_height * self->ratio / 100);
  if (self->view_height <= 0 || get_int (self, "picture_width") <= 0 ||
      self->page_height <= 0) {
    fail (task, HIKAE_ERROR_FAILED, "the page's picture could not be taken");
    return;
  }
  draw_tile (task);
}

static void
stilled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Taking *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *count = hikae_web_script_finish (result, &error);

  if (count == NULL) {
    stop (task, error);
    return;
  }
  set_int (self, "made_static", (gint64)g_ascii_strtoull (count, NULL, 10));
  hikae_web_script_async (self->page,
                          "measure.js",
                          NULL,
                          SCRIPT_SECONDS,
                          g_task_get_cancellable (task),
                          tiles_measured_cb,
                          g_object_ref (task));
}

static void
begin_tiles (GTask *task)
{
  Taking *self = g_task_get_task_data (task);

  self->tiled = TRUE;
  json_object_set_string_member (self->facts, "picture_mode", "tiles");
  gtk_widget_set_size_request (
      GTK_WIDGET (self->page->view),
      (int)CLAMP (get_int (self, "page_width"),
                  HIKAE_WEB_WIDTH,
                  MIN (WIDTH_MAX, WIDTH_MAX_DRAWN * 100 / self->ratio)),
      HIKAE_WEB_HEIGHT);
  hikae_web_script_async (self->page,
                          "still.js",
                          NULL,
                          SCRIPT_SECONDS,
                          g_task_get_cancellable (task),
                          stilled_cb,
                          g_object_ref (task));
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Taking *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonObject) size = hikae_web_script_object_finish (result, &error);
  gint64 width = 0;
  gint64 height = 0;

  if (size == NULL) {
    stop (task, error);
    return;
  }
  width = hikae_json_get_int (size, "width", 0);
  height = hikae_json_get_int (size, "height", 0);
  self->ratio =
      (guint)CLAMP (hikae_json_get_int (size, "pixel_ratio_percent", 100), 10, 1000);
  set_int (self, "page_width", width);
  set_int (self, "page_height", height);
  set_int (self, "pixel_ratio_percent", self->ratio);
  set_int (self, "view_width", hikae_json_get_int (size, "view_width", 0));
  set_int (self, "view_height", hikae_json_get_int (size, "view_height", 0));
  if (width <= 0 || height <= 0) {
    fail (task, HIKAE_ERROR_FAILED, "the page's picture could not be taken");
    return;
  }
  /* Each factor is bounded before it multiplies. */
  if (height > G_MAXINT32 || width > WIDTH_MAX ||
      width * height * 4 / 100 * self->ratio / 100 * self->ratio > self->bytes_max)
    begin_tiles (task);
  else
    draw (task, WEBKIT_SNAPSHOT_REGION_FULL_DOCUMENT);
}

static void
measure (GTask *task)
{
  Taking *self = g_task_get_task_data (task);

  hikae_web_script_async (self->page,
                          "measure.js",
                          NULL,
                          SCRIPT_SECONDS,
                          g_task_get_cancellable (task),
                          measured_cb,
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

  if (seen == NULL) {
    stop (task, error);
    return;
  }
  set_int (self, "inner_missing", more);
  if (more > 0 && self->rounds < TALL_ROUNDS)
    make_taller (task, more);
  else
    measure (task);
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
                         gint64 bytes_max,
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
  taking->bytes_max = bytes_max > 0 ? MIN (bytes_max, WHOLE_MAX) : WHOLE_MAX;
  g_task_set_task_data (task, taking, taking_free);
  json_object_set_string_member (facts, "picture_mode", self->mute ? "view" : "whole");
  if (self->mute)
    draw (task, WEBKIT_SNAPSHOT_REGION_VISIBLE);
  else if (more > 0)
    make_taller (task, more);
  else
    measure (task);
}

gboolean
hikae_web_picture_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
