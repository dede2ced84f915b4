/* hikae-letter-print.c: a letter of the case on paper
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-letter-print.h"

#include "hikae-letter-paper.h"
#include "hikae-print.h"

#include <glib/gi18n.h>

typedef struct {
  HikaeSession *session; /* (owned) */
  GPtrArray *pages;      /* (owned) (element-type cairo_surface_t) */
} Printing;

static void
printing_free (gpointer data)
{
  Printing *printing = data;

  g_clear_object (&printing->session);
  g_clear_pointer (&printing->pages, g_ptr_array_unref);
  g_free (printing);
}

/* Other paper than A4 gets the page as large as fits. */
static void
draw (GtkPrintContext *context, int page, gpointer data)
{
  const Printing *printing = data;
  cairo_t *cairo = gtk_print_context_get_cairo_context (context);
  const double scale =
      MIN (1,
           MIN (gtk_print_context_get_width (context) / HIKAE_LETTER_PAPER_WIDTH,
                gtk_print_context_get_height (context) / HIKAE_LETTER_PAPER_HEIGHT));

  if ((guint)page >= printing->pages->len)
    return;
  cairo_scale (cairo, scale, scale);
  cairo_set_source_surface (cairo, g_ptr_array_index (printing->pages, page), 0, 0);
  cairo_paint (cairo);
}

static void
done (const GError *error, gpointer data)
{
  hikae_print_tell (((const Printing *)data)->session,
                    error,
                    _ ("The pages are handed to the printer."));
}

void
hikae_letter_print (HikaeSession *session, HikaeLetter *letter, GtkWindow *parent)
{
  g_autoptr (HikaeLetter) owned = letter;
  g_autoptr (GError) error = NULL;
  GPtrArray *pages = hikae_letter_draw_pages (owned, &error);
  Printing *printing = NULL;

  if (pages == NULL) {
    hikae_session_fail (session, error);
    return;
  }
  printing = g_new0 (Printing, 1);
  printing->session = g_object_ref (session);
  printing->pages = pages;
  const HikaePrint print = {
      .pages = pages->len,
      .whole_paper = TRUE,
      .name = _ ("Letter"),
      .draw = draw,
      .done = done,
      .data = printing,
      .free_data = printing_free,
  };
  hikae_print_run (&print, parent);
}
