/* hikae-recovery-sheet.c: the recovery sheet on paper or as PDF
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-recovery-sheet.h"

#include "hikae-text.h"

#include <glib/gi18n.h>

typedef struct {
  HikaeSecret *code; /* (owned) */
  char *title;       /* (owned) */
  HikaePrintDone done;
  gpointer data;
} Sheet;

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;

  g_clear_pointer (&sheet->code, hikae_secret_unref);
  g_clear_pointer (&sheet->title, g_free);
  g_free (sheet);
}

static double
draw_text (GtkPrintContext *context, double y, const char *font, const char *text)
{
  cairo_t *cairo = gtk_print_context_get_cairo_context (context);
  g_autoptr (PangoLayout) layout = gtk_print_context_create_pango_layout (context);
  PangoFontDescription *description = pango_font_description_from_string (font);
  int height = 0;

  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_layout_set_width (layout,
                          (int)(gtk_print_context_get_width (context) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  cairo_move_to (cairo, 0, y);
  pango_cairo_show_layout (cairo, layout);
  pango_layout_get_pixel_size (layout, NULL, &height);
  return y + height;
}

static void
draw_page (GtkPrintContext *context, int page, gpointer data)
{
  Sheet *sheet = data;
  double y = 0;

  y = draw_text (context, y, "Sans Bold 18", _ ("Recovery sheet")) + 12;
  y = draw_text (context, y, "Sans 11", sheet->title) + 24;
  y = draw_text (
          context,
          y,
          "Sans 11",
          _ ("This code opens the case when the passphrase is forgotten. In Hikae, "
             "choose “Open a case” and type it instead of the passphrase. Spaces, "
             "hyphens and capitals do not matter.")) +
      24;
  y = draw_text (context,
                 y,
                 "Monospace 16",
                 (const char *)hikae_secret_get_bytes (sheet->code)) +
      24;
  (void)draw_text (context,
                   y,
                   "Sans 11",
                   _ ("Keep this sheet where nobody else looks. Whoever has it and the "
                      "file can read the case."));
}

static void
done (const GError *error, gpointer data)
{
  Sheet *sheet = data;

  sheet->done (error, sheet->data);
}

void
hikae_recovery_sheet_print (GtkWindow *parent,
                            HikaeSecret *code,
                            const char *title,
                            const char *path,
                            HikaePrintDone told,
                            gpointer data)
{
  Sheet *sheet = g_new0 (Sheet, 1);
  const HikaePrint print = {
      .pages = 1,
      .name = _ ("Recovery sheet"),
      .path = path,
      .draw = draw_page,
      .done = done,
      .data = sheet,
      .free_data = sheet_free,
  };

  sheet->code = hikae_secret_ref (code);
  sheet->title = hikae_text_for_display (title, 200);
  sheet->done = told;
  sheet->data = data;
  hikae_print_run (&print, parent);
}
