/* hikae-web-picture-private.h: one picture being taken
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-web-page-private.h"
#include "hikae-web-png.h"

G_BEGIN_DECLS

/**
 * HikaeWebTaking:
 * @over: nothing more is drawn; the end waits for the thread that packs
 * @link: to "enough" of the budget, 0 when nobody listens to it
 * @error: (nullable): why nothing more is drawn, when it failed
 * @why: (nullable): why the picture ends before the page, one of the words below
 * @said: (nullable): the facts as they stand in front of the picture
 * @width: of the picture, in pixels of the device; so is @rows_max
 * @wanted: row of the page that comes next, in CSS pixels; so are the two heights
 * @height_seen: the greatest height the page has had meanwhile
 * @ratio: pixels of the device for a hundred of CSS
 * @next: (nullable): drawn, waits for its turn; from its row @next_first on
 * @current: (nullable): being packed
 *
 * The data of the task. Main context; what the packing thread reads is not changed while
 * @packing.
 */
typedef struct {
  HikaeWebPage *page; /* (owned) */
  JsonObject *facts;  /* (owned) */
  GOutputStream *sink;
  HikaeWebPictureBegin begin;
  gpointer begin_data;
  HikaeWebPictureBudget budget;
  gint64 began;
  HikaeWebPng *png; /* (nullable) */
  guint rounds;
  guint watch;
  gulong link;
  gboolean over;
  GError *error;
  const char *why;
  char *said;
  guint width;
  guint rows_max;

  gboolean tiled;
  gint64 wanted;
  gint64 page_height;
  gint64 height_seen;
  gint64 view_height;
  guint ratio;
  GdkTexture *next;
  guint next_first;
  gboolean packing;
  gboolean drawn_all; /* the tile being drawn, or waiting, is the last one */
  GdkTexture *current;
  guint current_first;
  gboolean is_last;
} HikaeWebTaking;

/* The words of "picture_cut_why". */
#define HIKAE_WEB_CUT_ROWS "rows"
#define HIKAE_WEB_CUT_TIME "time"
#define HIKAE_WEB_CUT_SIZE "size"
#define HIKAE_WEB_CUT_STOPPED "stopped"
#define HIKAE_WEB_CUT_GREW "grew"
#define HIKAE_WEB_CUT_FAILED "failed"

/* hikae-web-picture.c: draws what @region says, whole or as the next tile. */
void hikae_web_picture_draw (GTask *task, WebKitSnapshotRegion region);

/* The page's size: @callback gets what hikae_web_picture_measure_finish() reads. */
void hikae_web_picture_measure (GTask *task, GAsyncReadyCallback callback);
/* (transfer full) (nullable): all of it, with page_width, page_height and view_height
 * noted in the facts; NULL when nothing more is to be drawn. @width, @height: (out):
 * of the page, in CSS pixels. */
JsonObject *hikae_web_picture_measure_finish (GTask *task,
                                              GAsyncResult *result,
                                              gint64 *width,
                                              gint64 *height) G_GNUC_WARN_UNUSED_RESULT;

/* hikae-web-picture-tiles.c */
void hikae_web_picture_begin_tiles (GTask *task);
void hikae_web_picture_draw_tile (GTask *task);

/* hikae-web-picture-pack.c: what has been drawn goes to the thread, and the next tile is
 * drawn meanwhile. */
void hikae_web_picture_add (GTask *task);
/* Takes @error: nothing more can be drawn. What has been packed by then is kept as a
 * picture that ends there; without a row of it, and when the person stopped it, @error is
 * the answer. */
void hikae_web_picture_stop (GTask *task, GError *error);
/* Nothing more is to be drawn, because of @why: the picture ends with what there is. */
void hikae_web_picture_end (GTask *task, const char *why);

G_END_DECLS
