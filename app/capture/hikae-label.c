/* hikae-label.c: a strip that says where a page's picture is from and when it was taken
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-label.h"

#include "hikae-clock.h"
#include "hikae-data.h"
#include "hikae-json.h"
#include "hikae-png-join.h"
#include "hikae-text.h"

#include <pango/pangocairo.h>
#include <string.h>

/* In pixels. */
#define MARGIN 16
#define LETTER 15
#define SPACING 6
#define RULE 2
/* Of a surface of cairo's. */
#define SIDE_MAX 32000

typedef struct {
  GKeyFile *words;
  HikaeItem *item;
  guint height;
} Label;

static GKeyFile *
load_words (GError **error)
{
  g_autoptr (GKeyFile) words = g_key_file_new ();
  g_autoptr (GBytes) bytes = hikae_data_load ("web/label.ini", error);

  if (bytes == NULL ||
      !g_key_file_load_from_bytes (words, bytes, G_KEY_FILE_KEEP_TRANSLATIONS, error))
    return NULL;
  return g_steal_pointer (&words);
}

static char *
dup_word (Label *self, const char *key)
{
  char *word = g_key_file_get_locale_string (self->words, "words", key, NULL, NULL);

  return word != NULL ? word : g_strdup (key);
}

/* "key: value" on a line of its own; foreign text is made visible, not obeyed. */
static void
add_line (Label *self, GString *text, PangoAttrList *marks, const char *key, char *value)
{
  g_autofree char *word = dup_word (self, key);
  g_autofree char *owned = value;
  g_autofree char *safe = NULL;
  PangoAttribute *bold = NULL;

  if (value == NULL || *value == '\0')
    return;
  safe = hikae_text_for_display (value, strlen (value) + 1);
  bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);
  bold->start_index = (guint)text->len + (text->len > 0 ? 1 : 0);
  bold->end_index = bold->start_index + (guint)strlen (word);
  pango_attr_list_insert (marks, bold);
  g_string_append_printf (text, "%s%s  %s", text->len > 0 ? "\n" : "", word, safe);
}

/* By the zone of the record: the copy may be made elsewhere. */
static char *
format_local (HikaeItem *item)
{
  const gint64 time = hikae_item_get_captured_at (item);
  const char *name = hikae_json_get_string (hikae_item_get_record_object (item), "zone");
  g_autofree char *id =
      name != NULL ? g_strndup (name, strcspn (name, " ")) : g_strdup ("UTC");
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (id);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local =
      utc != NULL && zone != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autofree char *clock =
      local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M:%S") : NULL;

  return clock != NULL ? g_strconcat (clock, "  ", name, NULL) : NULL;
}

static char *
format_original (Label *self)
{
  JsonObject *facts =
      hikae_json_get_object (hikae_item_get_record_object (self->item), "facts");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *pattern = dup_word (self, "original_text");
  const struct {
    const char *mark;
    gint64 number;
  } numbers[] = {
      {"{number}", hikae_item_get_number (self->item)},
      {"{width}", facts != NULL ? hikae_json_get_int (facts, "picture_width", 0) : 0},
      {"{height}", facts != NULL ? hikae_json_get_int (facts, "picture_height", 0) : 0}};

  g_string_append (text, pattern);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, numbers[i].number);

    g_string_replace (text, numbers[i].mark, number, 0);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static PangoLayout *
make_layout (Label *self, PangoContext *context, guint width)
{
  const char *asked = hikae_item_get_claim (self->item, "url");
  const char *ended = hikae_item_get_claim (self->item, "final_url");
  const gint64 time = hikae_item_get_captured_at (self->item);
  PangoLayout *layout = pango_layout_new (context);
  PangoFontDescription *font = pango_font_description_from_string ("Sans");
  PangoAttrList *marks = pango_attr_list_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  add_line (self, text, marks, "asked", g_strdup (asked != NULL ? asked : ended));
  if (g_strcmp0 (asked, ended) != 0 && asked != NULL)
    add_line (self, text, marks, "ended", g_strdup (ended));
  add_line (self, text, marks, "taken", hikae_clock_format_utc (time));
  add_line (self, text, marks, "local", format_local (self->item));
  add_line (self, text, marks, "original", format_original (self));
  add_line (self, text, marks, "digest", g_strdup (hikae_item_get_sha256 (self->item)));
  pango_font_description_set_absolute_size (font, LETTER * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, text->str, (int)text->len);
  pango_layout_set_attributes (layout, marks);
  pango_attr_list_unref (marks);
  /* An address is cut anywhere rather than lost. */
  pango_layout_set_width (layout,
                          (int)(MAX (width, 3 * MARGIN) - 2 * MARGIN) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_CHAR);
  pango_layout_set_spacing (layout, SPACING * PANGO_SCALE);
  pango_layout_set_auto_dir (layout, FALSE);
  return layout;
}

static void
copy_rows (cairo_surface_t *surface, guint8 *to, guint width, guint height)
{
  const guint8 *pixels = NULL;

  cairo_surface_flush (surface);
  pixels = cairo_image_surface_get_data (surface);
  for (guint y = 0; y < height; y++) {
    const guint8 *row =
        pixels + (gsize)y * (gsize)cairo_image_surface_get_stride (surface);

    for (guint x = 0; x < width; x++) {
      guint32 pixel = 0;

      memcpy (&pixel, row + (gsize)x * 4, sizeof pixel);
      *to++ = (guint8)(pixel >> 16);
      *to++ = (guint8)(pixel >> 8);
      *to++ = (guint8)pixel;
    }
  }
}

static GBytes *
draw_rows (gpointer data, guint width, guint *height)
{
  Label *self = data;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1, 1);
  cairo_t *cairo = cairo_create (surface);
  PangoContext *context = pango_cairo_create_context (cairo);
  PangoLayout *layout = make_layout (self, context, width);
  guint8 *rows = NULL;
  int text_height = 0;

  cairo_destroy (cairo);
  cairo_surface_destroy (surface);
  pango_layout_get_pixel_size (layout, NULL, &text_height);
  *height =
      (guint)CLAMP (text_height, 1, SIDE_MAX - 2 * MARGIN - RULE) + 2 * MARGIN + RULE;
  self->height = *height;
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)width, (int)*height);
  cairo = cairo_create (surface);
  cairo_set_source_rgb (cairo, 1, 1, 1);
  cairo_rectangle (cairo, 0, 0, width, *height - RULE);
  cairo_fill (cairo);
  cairo_set_source_rgb (cairo, 0, 0, 0);
  cairo_move_to (cairo, MARGIN, MARGIN);
  pango_cairo_show_layout (cairo, layout);
  cairo_rectangle (cairo, 0, *height - RULE, width, RULE);
  cairo_fill (cairo);
  cairo_destroy (cairo);
  g_object_unref (layout);
  g_object_unref (context);
  rows = g_malloc0 ((gsize)width * *height * 3);
  /* A surface that could not be made stays black: the copy says nothing then, and the
   * original is what it is. */
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    copy_rows (surface, rows, width, *height);
  cairo_surface_destroy (surface);
  return g_bytes_new_take (rows, (gsize)width * *height * 3);
}

gboolean
hikae_label_copy (HikaeItem *item,
                  GInputStream *png,
                  GOutputStream *sink,
                  guint *height,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GKeyFile) words = load_words (error);
  Label label = {words, item, 0};
  gboolean ok = FALSE;

  if (words == NULL)
    return FALSE;
  ok = hikae_png_join (png, draw_rows, &label, sink, cancellable, error);
  *height = label.height;
  return ok;
}
