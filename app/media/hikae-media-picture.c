/* hikae-media-picture.c: smaller and changed pictures; only inside the helper process
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-picture.h"

#include "hikae-error.h"
#include "hikae-media-pixels.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#define FIELDS 8

typedef struct {
  int x;
  int y;
  int width;
  int height;
} Area;

static void
free_pixels_cb (guchar *rgba, gpointer pixels)
{
  hikae_media_pixels_free (pixels);
}

static void
free_bytes_cb (guchar *rgba, gpointer unused)
{
  g_free (rgba);
}

/* Grey becomes red, green and blue: pixbufs know nothing else. */
static GdkPixbuf *
spread_grey (HikaeMediaPixels *pixels)
{
  const int width = (int)pixels->width;
  const int height = (int)pixels->height;
  guint8 *rgb = g_malloc ((gsize)width * (gsize)height * 3);
  guint8 *out = rgb;

  for (int row = 0; row < height; row++)
    for (int column = 0; column < width; column++, out += 3)
      memset (out, pixels->rgba[(gsize)row * pixels->stride + (gsize)column], 3);
  hikae_media_pixels_free (pixels);
  return gdk_pixbuf_new_from_data (
      rgb, GDK_COLORSPACE_RGB, FALSE, 8, width, height, width * 3, free_bytes_cb, NULL);
}

/* Decoded, turned as it is meant to be seen. */
static GdkPixbuf *
decode (HikaeMediaFormat format, const guint8 *bytes, gsize size, GError **error)
{
  HikaeMediaPixels *pixels = hikae_media_pixels_decode (format, bytes, size, error);
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  if (pixels == NULL)
    return NULL;
  if (pixels->channels < 3)
    return spread_grey (pixels);
  if (format == HIKAE_MEDIA_JPEG || format == HIKAE_MEDIA_PNG) {
    pixbuf = gdk_pixbuf_apply_embedded_orientation (pixels->owner);
    hikae_media_pixels_free (pixels);
    return g_steal_pointer (&pixbuf);
  }
  return gdk_pixbuf_new_from_data (pixels->rgba,
                                   GDK_COLORSPACE_RGB,
                                   pixels->channels == 4,
                                   8,
                                   (int)pixels->width,
                                   (int)pixels->height,
                                   (int)pixels->stride,
                                   free_pixels_cb,
                                   pixels);
}

/* In memory of its own, over white where it was transparent: what was hidden behind
 * transparency must not come along. */
static GdkPixbuf *
flatten (GdkPixbuf *pixbuf)
{
  const int width = gdk_pixbuf_get_width (pixbuf);
  const int height = gdk_pixbuf_get_height (pixbuf);
  GdkPixbuf *flat = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);

  if (flat == NULL)
    return NULL;
  gdk_pixbuf_fill (flat, 0xffffffff);
  gdk_pixbuf_composite (
      pixbuf, flat, 0, 0, width, height, 0, 0, 1, 1, GDK_INTERP_NEAREST, 255);
  return flat;
}

static guint8
get_grey (const guint8 *rgb)
{
  return (guint8)((299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2] + 500) / 1000);
}

static void
measure_area (GdkPixbuf *pixbuf, const Area *area, guint8 mean[3])
{
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  const gsize stride = (gsize)gdk_pixbuf_get_rowstride (pixbuf);
  guint64 sums[3] = {0, 0, 0};
  const guint64 count = (guint64)area->width * (guint64)area->height;

  for (int row = 0; row < area->height; row++) {
    const guint8 *in = pixels + (gsize)(area->y + row) * stride + (gsize)area->x * 3;

    for (int column = 0; column < area->width; column++, in += 3)
      for (int channel = 0; channel < 3; channel++)
        sums[channel] += in[channel];
  }
  for (int channel = 0; channel < 3; channel++)
    mean[channel] = (guint8)(sums[channel] / MAX (count, 1));
}

/* The part of @whole that is field @column, @row among @columns × @rows. */
static Area
get_field (const Area *whole, int columns, int rows, int column, int row)
{
  Area field = {whole->x + whole->width * column / columns,
                whole->y + whole->height * row / rows,
                0,
                0};

  field.width = whole->x + whole->width * (column + 1) / columns - field.x;
  field.height = whole->y + whole->height * (row + 1) / rows - field.y;
  return field;
}

static void
paint (GdkPixbuf *pixbuf, const Area *area, const guint8 colour[3])
{
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  const gsize stride = (gsize)gdk_pixbuf_get_rowstride (pixbuf);

  for (int row = 0; row < area->height; row++) {
    guint8 *out = pixels + (gsize)(area->y + row) * stride + (gsize)area->x * 3;

    for (int column = 0; column < area->width; column++, out += 3)
      memcpy (out, colour, 3);
  }
}

static void
blur (GdkPixbuf *pixbuf, const Area *area)
{
  const int columns = MIN (FIELDS, area->width);
  const int rows = MIN (FIELDS, area->height);

  for (int row = 0; row < rows; row++) {
    for (int column = 0; column < columns; column++) {
      Area field = get_field (area, columns, rows, column, row);
      guint8 mean[3];

      measure_area (pixbuf, &field, mean);
      paint (pixbuf, &field, mean);
    }
  }
}

static void
drain_colour (GdkPixbuf *pixbuf)
{
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  const gsize stride = (gsize)gdk_pixbuf_get_rowstride (pixbuf);

  for (int row = 0; row < gdk_pixbuf_get_height (pixbuf); row++) {
    guint8 *at = pixels + (gsize)row * stride;

    for (int column = 0; column < gdk_pixbuf_get_width (pixbuf); column++, at += 3)
      memset (at, get_grey (at), 3);
  }
}

/* Rows without gaps; one channel of three when @grey. */
static GBytes *
pack (GdkPixbuf *pixbuf, gboolean grey)
{
  const int width = gdk_pixbuf_get_width (pixbuf);
  const int height = gdk_pixbuf_get_height (pixbuf);
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  const gsize stride = (gsize)gdk_pixbuf_get_rowstride (pixbuf);
  const gsize size = (gsize)width * (gsize)height * (grey ? 1 : 3);
  guint8 *bytes = g_malloc (size);
  guint8 *out = bytes;

  for (int row = 0; row < height; row++) {
    const guint8 *in = pixels + (gsize)row * stride;

    if (!grey) {
      memcpy (out, in, (gsize)width * 3);
      out += (gsize)width * 3;
      continue;
    }
    for (int column = 0; column < width; column++, in += 3)
      *out++ = get_grey (in);
  }
  return g_bytes_new_take (bytes, size);
}

static GdkPixbuf *
make_outline (GdkPixbuf *pixbuf)
{
  const Area whole = {
      0, 0, gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_height (pixbuf)};
  const int longest = MAX (whole.width, whole.height);
  const int columns = CLAMP (FIELDS * whole.width / longest, 1, whole.width);
  const int rows = CLAMP (FIELDS * whole.height / longest, 1, whole.height);
  GdkPixbuf *outline = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, columns, rows);

  for (int row = 0; outline != NULL && row < rows; row++) {
    for (int column = 0; column < columns; column++) {
      Area field = get_field (&whole, columns, rows, column, row);
      Area one = {column, row, 1, 1};
      guint8 mean[3];

      measure_area (pixbuf, &field, mean);
      paint (outline, &one, mean);
    }
  }
  return outline;
}

static GdkPixbuf *
shrink (GdkPixbuf *pixbuf, guint side)
{
  const int width = gdk_pixbuf_get_width (pixbuf);
  const int height = gdk_pixbuf_get_height (pixbuf);
  const int longest = MAX (width, height);

  if (longest <= (int)side)
    return g_object_ref (pixbuf);
  return gdk_pixbuf_scale_simple (pixbuf,
                                  MAX (1, (int)((gint64)width * side / longest)),
                                  MAX (1, (int)((gint64)height * side / longest)),
                                  GDK_INTERP_BILINEAR);
}

static void
set_no_memory (GError **error)
{
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_REJECTED,
                       "the picture needs more memory than the limit");
}

GBytes *
hikae_media_preview (HikaeMediaFormat format,
                     const guint8 *bytes,
                     gsize size,
                     const char *kind,
                     guint side,
                     JsonObject **facts,
                     GError **error)
{
  const gboolean outline = g_str_equal (kind, "outline");
  const gboolean grey = outline || g_str_equal (kind, "grey");
  g_autoptr (GdkPixbuf) picture = NULL;
  g_autoptr (GdkPixbuf) smaller = NULL;
  g_autoptr (GdkPixbuf) flat = NULL;

  if ((!grey && !g_str_equal (kind, "full")) || side == 0 ||
      side > HIKAE_MEDIA_PREVIEW_SIDE_MAX) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "there is no such preview");
    return NULL;
  }
  picture = decode (format, bytes, size, error);
  if (picture == NULL)
    return NULL;
  *facts = json_object_new ();
  json_object_set_int_member (*facts, "source_width", gdk_pixbuf_get_width (picture));
  json_object_set_int_member (*facts, "source_height", gdk_pixbuf_get_height (picture));
  smaller = shrink (picture, outline ? 64 * FIELDS : side);
  g_clear_object (&picture);
  flat = smaller != NULL ? flatten (smaller) : NULL;
  if (flat != NULL && outline) {
    g_autoptr (GdkPixbuf) fine = g_steal_pointer (&flat);

    flat = make_outline (fine);
  }
  if (flat == NULL) {
    g_clear_pointer (facts, json_object_unref);
    set_no_memory (error);
    return NULL;
  }
  json_object_set_int_member (*facts, "width", gdk_pixbuf_get_width (flat));
  json_object_set_int_member (*facts, "height", gdk_pixbuf_get_height (flat));
  json_object_set_int_member (*facts, "channels", grey ? 1 : 3);
  return pack (flat, grey);
}

static gboolean
read_area (JsonObject *step, GdkPixbuf *pixbuf, Area *area, GError **error)
{
  const gint64 width = gdk_pixbuf_get_width (pixbuf);
  const gint64 height = gdk_pixbuf_get_height (pixbuf);
  const gint64 x = hikae_json_get_int (step, "x", -1);
  const gint64 y = hikae_json_get_int (step, "y", -1);
  const gint64 w = hikae_json_get_int (step, "width", -1);
  const gint64 h = hikae_json_get_int (step, "height", -1);

  if (x < 0 || y < 0 || w <= 0 || h <= 0 || x >= width || y >= height || w > width - x ||
      h > height - y) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_REJECTED,
                 "an area lies outside the picture, which has %d × %d pixels",
                 (int)width,
                 (int)height);
    return FALSE;
  }
  *area = (Area){(int)x, (int)y, (int)w, (int)h};
  return TRUE;
}

/* One step; a crop is only noted in @crop, so that all areas are of the whole picture. */
static gboolean
take_step (GdkPixbuf *pixbuf, JsonObject *step, Area *crop, GError **error)
{
  static const guint8 black[3] = {0, 0, 0};
  const char *what = hikae_json_get_string (step, "do");
  Area area = {0, 0, 0, 0};

  if (g_strcmp0 (what, "grey") == 0) {
    drain_colour (pixbuf);
    return TRUE;
  }
  if (g_strcmp0 (what, "box") != 0 && g_strcmp0 (what, "blur") != 0 &&
      g_strcmp0 (what, "crop") != 0) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "there is no such change of a picture");
    return FALSE;
  }
  if (!read_area (step, pixbuf, &area, error))
    return FALSE;
  if (what[0] == 'c')
    *crop = area;
  else if (g_str_equal (what, "box"))
    paint (pixbuf, &area, black);
  else
    blur (pixbuf, &area);
  return TRUE;
}

static GBytes *
write_png (GdkPixbuf *pixbuf, GError **error)
{
  char *bytes = NULL;
  gsize size = 0;

  if (gdk_pixbuf_save_to_buffer (
          pixbuf, &bytes, &size, "png", NULL, "compression", "3", NULL))
    return g_bytes_new_take (bytes, size);
  set_no_memory (error);
  return NULL;
}

GBytes *
hikae_media_change (HikaeMediaFormat format,
                    const guint8 *bytes,
                    gsize size,
                    JsonArray *steps,
                    JsonObject **facts,
                    GError **error)
{
  g_autoptr (GdkPixbuf) picture = decode (format, bytes, size, error);
  g_autoptr (GdkPixbuf) flat = NULL;
  g_autoptr (GdkPixbuf) part = NULL;
  Area crop = {0, 0, 0, 0};

  if (picture == NULL)
    return NULL;
  flat = flatten (picture);
  g_clear_object (&picture);
  if (flat == NULL || json_array_get_length (steps) > HIKAE_MEDIA_STEPS_MAX) {
    set_no_memory (error);
    return NULL;
  }
  for (guint i = 0; i < json_array_get_length (steps); i++) {
    JsonNode *node = json_array_get_element (steps, i);
    JsonObject *step = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

    if (!take_step (flat, step, &crop, error))
      return NULL;
  }
  part = crop.width > 0
             ? gdk_pixbuf_new_subpixbuf (flat, crop.x, crop.y, crop.width, crop.height)
             : g_object_ref (flat);
  *facts = json_object_new ();
  json_object_set_int_member (*facts, "width", gdk_pixbuf_get_width (part));
  json_object_set_int_member (*facts, "height", gdk_pixbuf_get_height (part));
  return write_png (part, error);
}
