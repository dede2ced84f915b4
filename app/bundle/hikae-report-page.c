/* hikae-report-page.c: text flowing over the pages of a PDF
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-report-page.h"

#include "hikae-bundle-text.h"
#include "hikae-clock.h"
#include "hikae-error.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

#define PAGE_WIDTH 595.28
#define PAGE_HEIGHT 841.89
#define MARGIN 56.0
#define FOOT 36.0
/* Labels stand in a column of their own, so that a page can be skimmed. */
#define LABEL_WIDTH 132.0
#define LABEL_GAP 10.0
/* Of lines whose height is remembered: bytes of one, and how many. */
#define MAX_SHAPE 200
#define MAX_SHAPES 10000

struct _HikaeReportPage {
  GByteArray *bytes; /* (nullable): NULL while the pages are counted */
  cairo_surface_t *surface;
  cairo_t *cairo;
  PangoContext *context;
  PangoAttrList *attributes;
  PangoFontDescription *fonts[HIKAE_REPORT_MONO + 1]; /* made when first asked for */
  double y;
  double left; /* where the text column begins */
  int group;   /* of the outline: under which exhibits stand, or the root */
  int section; /* the latest heading's outline */
  guint page;
  guint pages;
  const char *page_of;
  GHashTable *heights; /* while pages are counted: shape of a line → its height */
};

static const struct {
  const char *font;
  double before;
  double after;
  gboolean outline;
} styles[] = {
    [HIKAE_REPORT_TITLE] = {"Noto Sans CJK JP Bold 22", 0, 14, TRUE},
    [HIKAE_REPORT_HEADING] = {"Noto Sans CJK JP Bold 15", 14, 6, TRUE},
    [HIKAE_REPORT_SUBHEADING] = {"Noto Sans CJK JP Bold 11.5", 10, 3, TRUE},
    [HIKAE_REPORT_TEXT] = {"Noto Sans CJK JP 10", 0, 4, FALSE},
    [HIKAE_REPORT_LABEL] = {"Noto Sans CJK JP Bold 8.5", 3, 0, FALSE},
    [HIKAE_REPORT_MONO] = {"Noto Sans Mono CJK JP 7.8", 0, 3, FALSE},
};

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  if (closure != NULL)
    g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

HikaeReportPage *
hikae_report_page_new (const char *title,
                       const char *lang,
                       gint64 time,
                       guint pages,
                       const char *page_of)
{
  HikaeReportPage *self = g_new0 (HikaeReportPage, 1);
  /* Whole seconds; without them cairo writes its own idea of now. */
  g_autofree char *date = hikae_clock_format_utc (time - time % G_USEC_PER_SEC);

  /* Without their number yet the pages are only counted. */
  self->bytes = pages > 0 ? g_byte_array_new () : NULL;
  self->surface = cairo_pdf_surface_create_for_stream (
      write_cb, self->bytes, PAGE_WIDTH, PAGE_HEIGHT);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (
      self->surface, CAIRO_PDF_METADATA_CREATOR, "hikae " HIKAE_VERSION);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_MOD_DATE, date);
  self->cairo = cairo_create (self->surface);
  self->context = pango_cairo_create_context (self->cairo);
  pango_context_set_language (self->context, pango_language_from_string (lang));
  self->attributes = pango_attr_list_new ();
  pango_attr_list_insert (self->attributes, pango_attr_insert_hyphens_new (FALSE));
  self->y = MARGIN;
  self->left = MARGIN;
  self->group = self->section = CAIRO_PDF_OUTLINE_ROOT;
  self->page = 1;
  self->pages = pages;
  self->page_of = page_of;
  self->heights = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
hikae_report_page_free (HikaeReportPage *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (self->fonts); i++)
    g_clear_pointer (&self->fonts[i], pango_font_description_free);
  g_hash_table_unref (self->heights);
  pango_attr_list_unref (self->attributes);
  g_object_unref (self->context);
  cairo_destroy (self->cairo);
  cairo_surface_destroy (self->surface);
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_free (self);
}

static gboolean
is_counting (const HikaeReportPage *self)
{
  return self->bytes == NULL;
}

static PangoLayout *
new_layout (HikaeReportPage *self, HikaeReportStyle style, const char *text)
{
  PangoLayout *layout = pango_layout_new (self->context);

  if (self->fonts[style] == NULL)
    self->fonts[style] = pango_font_description_from_string (styles[style].font);
  pango_layout_set_attributes (layout, self->attributes);
  pango_layout_set_font_description (layout, self->fonts[style]);
  pango_layout_set_width (layout,
                          (int)((PAGE_WIDTH - MARGIN - self->left) * PANGO_SCALE));
  pango_layout_set_wrap (
      layout, style == HIKAE_REPORT_MONO ? PANGO_WRAP_CHAR : PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static void
draw_foot (HikaeReportPage *self)
{
  g_autofree char *page = g_strdup_printf ("%u", self->page);
  g_autofree char *pages = g_strdup_printf ("%u", self->pages);
  g_autofree char *text =
      hikae_bundle_fill (self->page_of, "page", page, "pages", pages, NULL);
  g_autoptr (PangoLayout) layout = NULL;

  if (is_counting (self))
    return;
  layout = new_layout (self, HIKAE_REPORT_LABEL, text);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  cairo_move_to (self->cairo, MARGIN, PAGE_HEIGHT - FOOT);
  pango_cairo_show_layout (self->cairo, layout);
}

void
hikae_report_page_break (HikaeReportPage *self)
{
  if (self->y <= MARGIN)
    return;
  draw_foot (self);
  if (!is_counting (self))
    cairo_show_page (self->cairo);
  self->page++;
  self->y = MARGIN;
}

static void
reserve (HikaeReportPage *self, double height)
{
  if (self->y + height > PAGE_HEIGHT - MARGIN)
    hikae_report_page_break (self);
}

static int
add_outline (HikaeReportPage *self, int parent, const char *text)
{
  g_autofree char *link =
      g_strdup_printf ("page=%u pos=[0 %d]", self->page, (int)self->y);

  /* Pages that are only counted are not there: cairo 1.18 takes no outline of them. */
  if (is_counting (self))
    return CAIRO_PDF_OUTLINE_ROOT;
  return cairo_pdf_surface_add_outline (self->surface, parent, text, link, 0);
}

void
hikae_report_page_begin_group (HikaeReportPage *self, const char *text)
{
  self->group = add_outline (self, CAIRO_PDF_OUTLINE_ROOT, text);
}

void
hikae_report_page_end_group (HikaeReportPage *self)
{
  self->group = CAIRO_PDF_OUTLINE_ROOT;
}

/* (transfer full) (nullable): what lines of the same shape have in common: lines of the
 * log differ in their numbers, and a line of hexadecimal digits is like any other. */
static char *
make_shape (const HikaeReportPage *self, HikaeReportStyle style, const char *text)
{
  const gsize length = strlen (text);
  const gboolean is_hex = length == 64 && strspn (text, "0123456789abcdef") == length;
  char *shape = NULL;

  if (!is_counting (self) || length > MAX_SHAPE)
    return NULL;
  shape = g_strdup_printf ("%d %d %s", (int)style, (int)self->left, text);
  for (char *at = shape + strlen (shape) - length; *at != '\0'; at++)
    if (is_hex || g_ascii_isdigit (*at))
      *at = '0';
  return shape;
}

/* Room for the line whose height is known already; FALSE when none is. */
static gboolean
skip_line (HikaeReportPage *self, const char *shape)
{
  const double *height =
      shape != NULL ? g_hash_table_lookup (self->heights, shape) : NULL;

  if (height == NULL)
    return FALSE;
  reserve (self, *height);
  self->y += *height;
  return TRUE;
}

/* @shape: (nullable) (transfer full) */
static void
remember_line (HikaeReportPage *self, char *shape, double height)
{
  if (shape != NULL && g_hash_table_size (self->heights) < MAX_SHAPES)
    g_hash_table_insert (self->heights, shape, g_memdup2 (&height, sizeof height));
  else
    g_free (shape);
}

/* Returns the height of the only line, 0 of several. */
static double
draw_lines (HikaeReportPage *self, PangoLayout *layout)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  double height = 0;

  do {
    PangoRectangle area = {0};
    int base = 0;

    pango_layout_iter_get_line_extents (iter, NULL, &area);
    height = (double)area.height / PANGO_SCALE;
    reserve (self, height);
    base = pango_layout_iter_get_baseline (iter) - area.y;
    cairo_move_to (self->cairo,
                   self->left + (double)area.x / PANGO_SCALE,
                   self->y + (double)base / PANGO_SCALE);
    if (!is_counting (self))
      pango_cairo_show_layout_line (self->cairo,
                                    pango_layout_iter_get_line_readonly (iter));
    self->y += height;
  } while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
  return pango_layout_get_line_count (layout) == 1 ? height : 0;
}

static void
add (HikaeReportPage *self, HikaeReportStyle style, const char *text, const char *mark)
{
  g_autofree char *shape = make_shape (self, style, text);

  if (self->y > MARGIN)
    self->y += styles[style].before;
  /* A heading stays with the first lines under it. */
  if (styles[style].outline || style == HIKAE_REPORT_LABEL)
    reserve (self, styles[style].outline ? 80 : 30);
  if (style == HIKAE_REPORT_SUBHEADING)
    add_outline (self, self->section, mark);
  else if (styles[style].outline)
    self->section = add_outline (self, self->group, mark);
  if (!skip_line (self, shape)) {
    g_autoptr (PangoLayout) layout = new_layout (self, style, text);
    const double height = draw_lines (self, layout);

    if (height > 0)
      remember_line (self, g_steal_pointer (&shape), height);
  }
  self->y += styles[style].after;
}

void
hikae_report_page_add (HikaeReportPage *self, HikaeReportStyle style, const char *text)
{
  add (self, style, text, text);
}

void
hikae_report_page_add_heading (HikaeReportPage *self, const char *text, const char *mark)
{
  add (self, HIKAE_REPORT_HEADING, text, mark);
}

/* The label in its column; the height that it takes. */
static double
draw_label (HikaeReportPage *self, const char *label)
{
  g_autofree char *shape = make_shape (self, HIKAE_REPORT_LABEL, label);
  const double *known = shape != NULL ? g_hash_table_lookup (self->heights, shape) : NULL;
  g_autoptr (PangoLayout) layout = NULL;
  double taken = 0;
  int height = 0;

  if (known != NULL)
    return *known;
  layout = new_layout (self, HIKAE_REPORT_LABEL, label);
  pango_layout_set_width (layout, (int)(LABEL_WIDTH * PANGO_SCALE));
  pango_layout_get_size (layout, NULL, &height);
  cairo_move_to (self->cairo, MARGIN, self->y + 1.5);
  if (!is_counting (self))
    pango_cairo_show_layout (self->cairo, layout);
  taken = (double)height / PANGO_SCALE + 2;
  remember_line (self, g_steal_pointer (&shape), taken);
  return taken;
}

void
hikae_report_page_add_field (HikaeReportPage *self,
                             const char *label,
                             HikaeReportStyle style,
                             const char *text)
{
  guint page = 0;
  double end = 0;

  if (text == NULL || *text == '\0')
    return;
  reserve (self, 30);
  page = self->page;
  end = self->y + draw_label (self, label);
  self->left = MARGIN + LABEL_WIDTH + LABEL_GAP;
  add (self, style, text, text);
  self->left = MARGIN;
  /* A long label over a short text. */
  if (self->page == page)
    self->y = MAX (self->y, end);
}

/* (transfer full): the pixels as cairo has them. */
static cairo_surface_t *
make_surface (const HikaeBundlePicture *picture)
{
  const guint8 *from = g_bytes_get_data (picture->pixels, NULL);
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int)picture->width, (int)picture->height);
  guint8 *rows = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  for (guint y = 0; rows != NULL && y < picture->height; y++) {
    guint32 *row = (guint32 *)(void *)(rows + (gsize)y * (gsize)stride);

    for (guint x = 0; x < picture->width; x++, from += picture->channels) {
      guint32 red = from[0];
      guint32 green = picture->channels == 3 ? from[1] : red;
      guint32 blue = picture->channels == 3 ? from[2] : red;

      row[x] = red << 16 | green << 8 | blue;
    }
  }
  cairo_surface_mark_dirty (surface);
  return surface;
}

void
hikae_report_page_add_picture (HikaeReportPage *self,
                               const char *label,
                               const HikaeBundlePicture *picture,
                               double width,
                               double height)
{
  double scale = MIN (width / picture->width, height / picture->height);
  cairo_surface_t *surface = make_surface (picture);

  reserve (self, MAX (scale * picture->height, 40) + 6);
  draw_label (self, label);
  cairo_save (self->cairo);
  cairo_translate (self->cairo, MARGIN + LABEL_WIDTH + LABEL_GAP, self->y + 3);
  cairo_rectangle (self->cairo, 0, 0, scale * picture->width, scale * picture->height);
  cairo_clip (self->cairo);
  cairo_scale (self->cairo, scale, scale);
  cairo_set_source_surface (self->cairo, surface, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (self->cairo), CAIRO_EXTEND_PAD);
  cairo_pattern_set_filter (cairo_get_source (self->cairo), CAIRO_FILTER_GOOD);
  cairo_paint (self->cairo);
  cairo_restore (self->cairo);
  cairo_surface_destroy (surface);
  self->y += MAX (scale * picture->height, 40) + 8;
}

GBytes *
hikae_report_page_finish (HikaeReportPage *self, guint *pages, GError **error)
{
  cairo_status_t status = CAIRO_STATUS_SUCCESS;

  draw_foot (self);
  *pages = self->page;
  cairo_show_page (self->cairo);
  cairo_surface_finish (self->surface);
  status = cairo_surface_status (self->surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_FAILED,
                 "drawing the pages: %s",
                 cairo_status_to_string (status));
    return NULL;
  }
  return self->bytes != NULL ? g_byte_array_free_to_bytes (g_steal_pointer (&self->bytes))
                             : g_bytes_new (NULL, 0);
}
