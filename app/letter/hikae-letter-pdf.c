/* hikae-letter-pdf.c: a letter on A4
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a program reads out of the page must be what stands there: no ligatures, no
 * hyphens of ours at line ends, no link tags (cairo 1.16 writes a damaged table of
 * objects with them), dates from the letter so that the same letter gives the same bytes.
 */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-letter-paper.h"
#include "hikae-letter-private.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

/* Points; A4. */
#define PAGE_WIDTH HIKAE_LETTER_PAPER_WIDTH
#define PAGE_HEIGHT HIKAE_LETTER_PAPER_HEIGHT
#define MARGIN 62.0
#define TOP 62.0
#define BOTTOM (PAGE_HEIGHT - 68.0)
#define TEXT_WIDTH (PAGE_WIDTH - 2 * MARGIN)
#define LABEL_WIDTH 128.0
#define CELL_PAD 6.0
#define SECTION_KEPT 200.0
#define SECTION_BEGINNING 70.0
#define CLOSING_KEPT 3 /* lines such as address, signature and date */
#define FONTS "Noto Sans CJK JP, Noto Sans, DejaVu Sans, Sans"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_t, cairo_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_surface_t, cairo_surface_destroy)

typedef struct {
  cairo_t *cairo;    /* (owned) */
  GPtrArray *papers; /* (unowned) (nullable): each page is to be a surface of its own */
  const char *lang;
  double y;
  guint page;
  guint pages;       /* 0 while they are being counted */
  gboolean in_place; /* an address goes on over the page's end */
} Sheet;

/* Readers of PDF take a hyphen at a line's end for one of the typesetter and drop it; an
 * address would lose a letter. So no line may end after one. */
static void
keep_hyphens (PangoAttrList *attributes, const char *text)
{
  for (const char *at = strchr (text, '-'); at != NULL; at = strchr (at + 1, '-')) {
    PangoAttribute *together = pango_attr_allow_breaks_new (FALSE);
    gsize after = 1 + strspn (at + 1, " -");

    if (at[after] == '\0' || at[after] == '\n') {
      pango_attribute_destroy (together);
      continue;
    }
    together->start_index = (guint)(at - text);
    together->end_index = (guint)(g_utf8_next_char (at + after) - text);
    pango_attr_list_insert (attributes, together);
  }
}

static PangoLayout *
make_layout (Sheet *self, const char *text, double size, gboolean bold, double width)
{
  PangoLayout *layout = pango_cairo_create_layout (self->cairo);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (FONTS);
  PangoAttrList *attributes = pango_attr_list_new ();
  PangoContext *context = pango_layout_get_context (layout);
  cairo_font_options_t *options = cairo_font_options_create ();

  /* Paper has no pixels to which letters would have to be moved. */
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (context, FALSE);
  pango_context_set_language (context, pango_language_from_string (self->lang));
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  if (bold)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, font);
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  pango_attr_list_insert (
      attributes, pango_attr_font_features_new ("liga=0, clig=0, dlig=0, calt=0"));
  pango_attr_list_insert (
      attributes, pango_attr_language_new (pango_language_from_string (self->lang)));
  keep_hyphens (attributes, text);
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (layout, (int)(width * PANGO_SCALE));
  pango_layout_set_spacing (layout, (int)(size * 0.28 * PANGO_SCALE));
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static double
get_height (PangoLayout *layout)
{
  int height = 0;

  pango_layout_get_size (layout, NULL, &height);
  return (double)height / PANGO_SCALE;
}

/* In the midst of an address the number is drawn as a shape: text there would stand
 * between the two halves for whoever copies the address out. */
static void
draw_page_number (Sheet *self)
{
  g_autofree char *text = g_strdup_printf ("%u / %u", self->page, self->pages);
  g_autoptr (PangoLayout) layout = make_layout (self, text, 8.5, FALSE, TEXT_WIDTH);

  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  cairo_move_to (self->cairo, MARGIN, PAGE_HEIGHT - 44.0);
  if (self->in_place) {
    pango_cairo_layout_path (self->cairo, layout);
    cairo_fill (self->cairo);
  } else {
    pango_cairo_show_layout (self->cairo, layout);
  }
}

static void
take_paper (Sheet *self)
{
  const cairo_rectangle_t whole = {0, 0, PAGE_WIDTH, PAGE_HEIGHT};
  cairo_surface_t *paper =
      cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &whole);

  g_ptr_array_add (self->papers, paper);
  g_clear_pointer (&self->cairo, cairo_destroy);
  self->cairo = cairo_create (paper);
}

static void
end_page (Sheet *self)
{
  draw_page_number (self);
  if (self->papers == NULL)
    cairo_show_page (self->cairo);
}

static void
begin_next_page (Sheet *self)
{
  end_page (self);
  if (self->papers != NULL)
    take_paper (self);
  self->page++;
  self->y = TOP;
}

/* How many of the lines from @first fit between @y and the bottom; never leaves one line
 * alone on either side when there is a choice. */
static int
count_fitting (PangoLayout *layout, int first, double room, gboolean at_top)
{
  int total = pango_layout_get_line_count (layout);
  double used = 0;
  int fit = 0;

  for (int i = first; i < total; i++) {
    PangoRectangle logical = {0, 0, 0, 0};

    pango_layout_line_get_extents (
        pango_layout_get_line_readonly (layout, i), NULL, &logical);
    used += (double)(logical.height + pango_layout_get_spacing (layout)) / PANGO_SCALE;
    if (used > room + 3.0)
      break;
    fit++;
  }
  if (first + fit >= total)
    return fit;
  if (total - first - fit == 1 && fit > 2)
    fit--;
  if (fit == 1 && first == 0 && !at_top)
    fit = 0;
  return at_top ? MAX (fit, 1) : fit;
}

/* Draws @count lines and returns their height. Right-to-left lines stand right. */
static double
draw_lines (Sheet *self, PangoLayout *layout, int first, int count, double x, double y)
{
  double used = 0;

  for (int i = first; i < first + count; i++) {
    PangoLayoutLine *line = pango_layout_get_line_readonly (layout, i);
    double width = (double)pango_layout_get_width (layout) / PANGO_SCALE;
    PangoAlignment alignment = pango_layout_get_alignment (layout);
    PangoRectangle logical = {0, 0, 0, 0};
    double left = x;

    pango_layout_line_get_extents (line, NULL, &logical);
    if ((alignment == PANGO_ALIGN_RIGHT) !=
        (pango_layout_line_get_resolved_direction (line) == PANGO_DIRECTION_RTL))
      left = x + width - (double)logical.width / PANGO_SCALE;
    else if (alignment == PANGO_ALIGN_CENTER)
      left = x + (width - (double)logical.width / PANGO_SCALE) / 2;
    cairo_move_to (self->cairo, left, y + used - (double)logical.y / PANGO_SCALE);
    pango_cairo_show_layout_line (self->cairo, line);
    used += (double)(logical.height + pango_layout_get_spacing (layout)) / PANGO_SCALE;
  }
  return used;
}

static void
flow_layout (Sheet *self, PangoLayout *layout, double x, gboolean keep)
{
  int total = pango_layout_get_line_count (layout);
  int first = 0;

  if (keep && self->y + get_height (layout) > BOTTOM && self->y > TOP &&
      get_height (layout) < BOTTOM - TOP)
    begin_next_page (self);
  while (first < total) {
    int fit = count_fitting (layout, first, BOTTOM - self->y, self->y <= TOP);

    if (fit > 0)
      self->y += draw_lines (self, layout, first, fit, x, self->y);
    first += fit;
    if (first < total) {
      self->in_place = keep && first > 0;
      begin_next_page (self);
      self->in_place = FALSE;
    }
  }
}

static void
draw_cell_frame (Sheet *self, double y, double height)
{
  cairo_set_line_width (self->cairo, 0.6);
  cairo_rectangle (self->cairo, MARGIN, y, TEXT_WIDTH, height);
  cairo_move_to (self->cairo, MARGIN + LABEL_WIDTH, y);
  cairo_rel_line_to (self->cairo, 0, height);
  cairo_stroke (self->cairo);
}

/* A row of a form; a long value goes on in a cell on the next page. */
static void
draw_row (Sheet *self, const HikaeBlock *block)
{
  g_autoptr (PangoLayout) label =
      make_layout (self, block->label, 9.5, FALSE, LABEL_WIDTH - 2 * CELL_PAD);
  g_autoptr (PangoLayout) value =
      make_layout (self, block->text, 10, FALSE, TEXT_WIDTH - LABEL_WIDTH - 2 * CELL_PAD);
  double label_height = get_height (label) + 2 * CELL_PAD;
  double whole = MAX (label_height, get_height (value) + 2 * CELL_PAD);
  int total = pango_layout_get_line_count (value);
  int first = 0;

  if (self->y + MIN (whole, 220.0) > BOTTOM && self->y > TOP)
    begin_next_page (self);
  while (first < total) {
    double room = BOTTOM - self->y - 2 * CELL_PAD;
    int fit = count_fitting (value, first, room, self->y <= TOP);
    double height = 2 * CELL_PAD;

    if (first == 0)
      (void)draw_lines (self,
                        label,
                        0,
                        pango_layout_get_line_count (label),
                        MARGIN + CELL_PAD,
                        self->y + CELL_PAD);
    height += draw_lines (
        self, value, first, fit, MARGIN + LABEL_WIDTH + CELL_PAD, self->y + CELL_PAD);
    if (first == 0)
      height = MAX (height, label_height);
    draw_cell_frame (self, self->y, height);
    self->y += height;
    first += fit;
    if (first < total) {
      self->in_place = TRUE;
      begin_next_page (self);
      self->in_place = FALSE;
    }
  }
}

static void
draw_bullet (Sheet *self, const HikaeBlock *block)
{
  g_autoptr (PangoLayout) layout =
      make_layout (self, block->text, 10.5, FALSE, TEXT_WIDTH - 14.0);
  g_autoptr (PangoLayout) dot =
      make_layout (self, g_str_equal (self->lang, "ja") ? "・" : "•", 10.5, FALSE, 14.0);
  double height = get_height (layout);

  if (self->y + MIN (height, 40.0) > BOTTOM && self->y > TOP)
    begin_next_page (self);
  (void)draw_lines (self, dot, 0, 1, MARGIN, self->y);
  flow_layout (self, layout, MARGIN + 14.0, FALSE);
  self->y += 2.0;
}

/* Room for a section that is short enough to stay on one page, such as the signature:
 * its whole height; for a longer one its beginning. */
static double
measure_section (Sheet *self, const GPtrArray *blocks, guint first)
{
  double height = 24.0;

  for (guint i = first; i < blocks->len && height < SECTION_KEPT; i++) {
    const HikaeBlock *block = g_ptr_array_index (blocks, i);
    g_autoptr (PangoLayout) layout = NULL;

    if (block->kind == HIKAE_BLOCK_HEADING || block->kind == HIKAE_BLOCK_ROW)
      break;
    layout = make_layout (self, block->text, 10.5, FALSE, TEXT_WIDTH - 14.0);
    height += block->kind == HIKAE_BLOCK_GAP ? 7.0 : get_height (layout) + 3.0;
  }
  return height < SECTION_KEPT ? height : SECTION_BEGINNING;
}

static void
draw_heading (Sheet *self, const HikaeBlock *block, double room)
{
  g_autoptr (PangoLayout) layout =
      make_layout (self, block->text, 11.5, TRUE, TEXT_WIDTH);

  if (self->y + room > BOTTOM)
    begin_next_page (self);
  self->y += self->y > TOP ? 6.0 : 0.0;
  flow_layout (self, layout, MARGIN, FALSE);
  self->y += 2.0;
}

static void
draw_block (Sheet *self, const HikaeBlock *block)
{
  g_autoptr (PangoLayout) layout = NULL;

  switch (block->kind) {
  case HIKAE_BLOCK_GAP:
    self->y += self->y > TOP ? 7.0 : 0.0;
    return;
  case HIKAE_BLOCK_ROW:
    draw_row (self, block);
    return;
  case HIKAE_BLOCK_BULLET:
    draw_bullet (self, block);
    return;
  case HIKAE_BLOCK_TITLE:
    layout = make_layout (self, block->text, 15, TRUE, TEXT_WIDTH);
    pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
    break;
  case HIKAE_BLOCK_CENTER:
    layout = make_layout (self, block->text, 10.5, FALSE, TEXT_WIDTH);
    pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
    break;
  case HIKAE_BLOCK_RIGHT:
    layout = make_layout (self, block->text, 10.5, FALSE, TEXT_WIDTH);
    pango_layout_set_alignment (layout, PANGO_ALIGN_RIGHT);
    break;
  case HIKAE_BLOCK_SMALL:
    layout = make_layout (self, block->text, 8.5, FALSE, TEXT_WIDTH - 14.0);
    flow_layout (self, layout, MARGIN + 14.0, FALSE);
    return;
  case HIKAE_BLOCK_PLACE:
  case HIKAE_BLOCK_TEXT:
  default:
    layout = make_layout (self, block->text, 10.5, FALSE, TEXT_WIDTH);
    break;
  }
  flow_layout (self, layout, MARGIN, block->kind == HIKAE_BLOCK_PLACE);
}

static cairo_status_t
append_bytes (void *data, const unsigned char *bytes, unsigned int size)
{
  g_byte_array_append (data, bytes, size);
  return CAIRO_STATUS_SUCCESS;
}

/* Where the lines begin that end the letter: a date alone on a page signs nothing. */
static guint
find_closing (const GPtrArray *blocks)
{
  guint closing = blocks->len;
  guint kept = 0;

  for (guint i = blocks->len; i > 0 && kept < CLOSING_KEPT; i--) {
    const HikaeBlock *block = g_ptr_array_index (blocks, i - 1);

    if (block->kind == HIKAE_BLOCK_GAP)
      continue;
    if (block->kind != HIKAE_BLOCK_TEXT && block->kind != HIKAE_BLOCK_RIGHT)
      break;
    kept++;
    closing = i - 1;
  }
  return closing;
}

/* @surface: (nullable): all pages go there, else each to one of its own in @papers.
 * @pages: in: the total, 0 when it is not known yet; returns how many there are. */
static guint
draw_all (const HikaeLetter *letter,
          cairo_surface_t *surface,
          GPtrArray *papers,
          guint pages)
{
  Sheet sheet = {NULL, papers, letter->lang, TOP, 1, pages, FALSE};
  const guint closing = find_closing (letter->blocks);

  if (surface != NULL)
    sheet.cairo = cairo_create (surface);
  else
    take_paper (&sheet);
  for (guint i = 0; i < letter->blocks->len; i++) {
    const HikaeBlock *block = g_ptr_array_index (letter->blocks, i);

    if (i == closing && sheet.y > TOP &&
        sheet.y + measure_section (&sheet, letter->blocks, i) > BOTTOM)
      begin_next_page (&sheet);
    if (block->kind == HIKAE_BLOCK_HEADING)
      draw_heading (&sheet, block, measure_section (&sheet, letter->blocks, i + 1));
    else
      draw_block (&sheet, block);
  }
  end_page (&sheet);
  cairo_destroy (sheet.cairo);
  return sheet.page;
}

static guint
count_pages (const HikaeLetter *self)
{
  g_autoptr (cairo_surface_t) trial =
      cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);

  return draw_all (self, trial, NULL, 0);
}

GPtrArray *
hikae_letter_draw_pages (const HikaeLetter *self, GError **error)
{
  GPtrArray *papers = NULL;

  if (!hikae_letter_check_complete (self, error))
    return NULL;
  papers = g_ptr_array_new_with_free_func ((GDestroyNotify)cairo_surface_destroy);
  (void)draw_all (self, NULL, papers, count_pages (self));
  return papers;
}

GBytes *
hikae_letter_render_pdf (const HikaeLetter *self, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *when =
      hikae_clock_format_utc (self->now / G_USEC_PER_SEC * G_USEC_PER_SEC);
  g_autoptr (cairo_surface_t) surface =
      cairo_pdf_surface_create_for_stream (append_bytes, bytes, PAGE_WIDTH, PAGE_HEIGHT);
  const guint pages = count_pages (self);

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, self->subject);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Hikae");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, when);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_MOD_DATE, when);
  (void)draw_all (self, surface, NULL, pages);
  cairo_surface_finish (surface);
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_FAILED,
                 "writing the PDF: %s",
                 cairo_status_to_string (cairo_surface_status (surface)));
    return NULL;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
