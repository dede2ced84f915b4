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
  HikaeRecoverySheetFunc done;
  gpointer data;
} Sheet;

static void
sheet_free (Sheet *sheet)
{
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
draw_page_cb (GtkPrintOperation *operation,
              GtkPrintContext *context,
              int page,
              gpointer user_data)
{
  Sheet *sheet = user_data;
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
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, gpointer user_data)
{
  Sheet *sheet = user_data;
  g_autoptr (GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    gtk_print_operation_get_error (operation, &error);
  if (result != GTK_PRINT_OPERATION_RESULT_CANCEL)
    sheet->done (error, sheet->data);
}

void
hikae_recovery_sheet_print (GtkWindow *parent,
                            HikaeSecret *code,
                            const char *title,
                            const char *path,
                            HikaeRecoverySheetFunc done,
                            gpointer data)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  Sheet *sheet = g_new0 (Sheet, 1);

  sheet->code = hikae_secret_ref (code);
  sheet->title = hikae_text_for_display (title, 200);
  sheet->done = done;
  sheet->data = data;
  g_object_set_data_full (
      G_OBJECT (operation), "sheet", sheet, (GDestroyNotify)sheet_free);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), sheet);
  g_signal_connect (operation, "done", G_CALLBACK (done_cb), sheet);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  /* The name shows up in print queues. */
  gtk_print_operation_set_job_name (operation, _ ("Document"));
  gtk_print_operation_set_allow_async (operation, TRUE);
  if (path != NULL)
    gtk_print_operation_set_export_filename (operation, path);
  (void)gtk_print_operation_run (operation,
                                 path != NULL ? GTK_PRINT_OPERATION_ACTION_EXPORT
                                              : GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                                 parent,
                                 NULL);
}
