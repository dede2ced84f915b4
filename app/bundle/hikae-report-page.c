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

#define PAGE_WIDTH 595.28
#define PAGE_HEIGHT 841.89
#define MARGIN 56.0
#define FOOT 36.0

struct _HikaeReportPage {
  GByteArray *bytes;
  cairo_surface_t *surface;
  cairo_t *cairo;
  PangoLanguage *language;
  double y;
  guint page;
  guint pages;
  const char *page_of;
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
    [HIKAE_REPORT_MONO] = {"Noto Sans Mono CJK JP 8.5", 0, 3, FALSE},
};

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
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

  self->bytes = g_byte_array_new ();
  self->surface = cairo_pdf_surface_create_for_stream (
      write_cb, self->bytes, PAGE_WIDTH, PAGE_HEIGHT);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (
      self->surface, CAIRO_PDF_METADATA_CREATOR, "hikae " HIKAE_VERSION);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_MOD_DATE, date);
  self->cairo = cairo_create (self->surface);
  self->language = pango_language_from_string (lang);
  self->y = MARGIN;
  self->page = 1;
  self->pages = pages;
  self->page_of = page_of;
  return self;
}

void
hikae_report_page_free (HikaeReportPage *self)
{
  if (self == NULL)
    return;
  cairo_destroy (self->cairo);
  cairo_surface_destroy (self->surface);
  g_byte_array_unref (self->bytes);
  g_free (self);
}

static PangoLayout *
new_layout (HikaeReportPage *self, HikaeReportStyle style, const char *text)
{
  PangoLayout *layout = pango_cairo_create_layout (self->cairo);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  PangoFontDescription *font = pango_font_description_from_string (styles[style].font);

  pango_context_set_language (pango_layout_get_context (layout), self->language);
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int)((PAGE_WIDTH - 2 * MARGIN) * PANGO_SCALE));
  pango_layout_set_wrap (
      layout, style == HIKAE_REPORT_MONO ? PANGO_WRAP_CHAR : PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  pango_font_description_free (font);
  return layout;
}

static void
draw_foot (HikaeReportPage *self)
{
  g_autofree char *page = g_strdup_printf ("%u", self->page);
  g_autofree char *pages = g_strdup_printf ("%u", self->pages);
  g_autofree char *text =
      hikae_bundle_fill (self->page_of, "page", page, "pages", pages, NULL);
  g_autoptr (PangoLayout) layout = new_layout (self, HIKAE_REPORT_LABEL, text);

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

static void
add_outline (HikaeReportPage *self, const char *text)
{
  g_autofree char *link =
      g_strdup_printf ("page=%u pos=[0 %d]", self->page, (int)self->y);

  cairo_pdf_surface_add_outline (
      self->surface, CAIRO_PDF_OUTLINE_ROOT, text, link, CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

static void
draw_lines (HikaeReportPage *self, PangoLayout *layout)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);

  do {
    PangoRectangle area = {0};
    int base = 0;
    double height = 0;

    pango_layout_iter_get_line_extents (iter, NULL, &area);
    height = (double)area.height / PANGO_SCALE;
    reserve (self, height);
    base = pango_layout_iter_get_baseline (iter) - area.y;
    cairo_move_to (self->cairo,
                   MARGIN + (double)area.x / PANGO_SCALE,
                   self->y + (double)base / PANGO_SCALE);
    pango_cairo_show_layout_line (self->cairo,
                                  pango_layout_iter_get_line_readonly (iter));
    self->y += height;
  } while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

void
hikae_report_page_add (HikaeReportPage *self, HikaeReportStyle style, const char *text)
{
  g_autoptr (PangoLayout) layout = new_layout (self, style, text);

  if (self->y > MARGIN)
    self->y += styles[style].before;
  /* A heading stays with the first lines under it. */
  if (styles[style].outline || style == HIKAE_REPORT_LABEL)
    reserve (self, styles[style].outline ? 80 : 30);
  if (styles[style].outline)
    add_outline (self, text);
  draw_lines (self, layout);
  self->y += styles[style].after;
}

void
hikae_report_page_add_field (HikaeReportPage *self,
                             const char *label,
                             HikaeReportStyle style,
                             const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  hikae_report_page_add (self, HIKAE_REPORT_LABEL, label);
  hikae_report_page_add (self, style, text);
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
  return g_bytes_new (self->bytes->data, self->bytes->len);
}
