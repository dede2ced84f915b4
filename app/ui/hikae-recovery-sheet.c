/* hikae-recovery-sheet.c: the recovery sheet on paper or as PDF
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-recovery-sheet.h"

#include "hikae-error.h"
#include "hikae-text.h"

#include <glib/gi18n.h>

typedef struct {
  HikaeSecret *code; /* (owned) */
  char *title;       /* (owned) */
  HikaeRecoverySheetFunc done;
  gpointer data;
  gboolean previewed; /* she asked for a preview: there is none */
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
ready_cb (GtkPrintOperationPreview *preview)
{
  gtk_print_operation_preview_end_preview (preview);
}

/* GTK would write the page into a temporary file in the open and start another program
 * with it. */
static gboolean
preview_cb (GtkPrintOperation *operation,
            GtkPrintOperationPreview *preview,
            GtkPrintContext *context,
            GtkWindow *parent,
            gpointer user_data)
{
  Sheet *sheet = user_data;
  cairo_surface_t *nowhere =
      cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cairo = cairo_create (nowhere);

  sheet->previewed = TRUE;
  gtk_print_context_set_cairo_context (context, cairo, 72, 72);
  cairo_destroy (cairo);
  cairo_surface_destroy (nowhere);
  g_signal_connect (preview, "ready", G_CALLBACK (ready_cb), NULL);
  return TRUE;
}

static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, gpointer user_data)
{
  Sheet *sheet = user_data;
  g_autoptr (GError) error = NULL;

  if (sheet->previewed)
    g_set_error_literal (&error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_UNSUPPORTED,
                         "a preview would leave the code in a file");
  else if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    gtk_print_operation_get_error (operation, &error);
  if (result != GTK_PRINT_OPERATION_RESULT_CANCEL)
    sheet->done (error, sheet->data);
}

/* Where "Print to File" of the dialog begins; GTK would take the working folder. */
static void
set_place (GtkPrintOperation *operation)
{
  g_autoptr (GtkPrintSettings) settings = gtk_print_settings_new ();

  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_DIR, g_get_home_dir ());
  gtk_print_settings_set (
      settings, GTK_PRINT_SETTINGS_OUTPUT_BASENAME, _ ("Recovery sheet"));
  gtk_print_operation_set_print_settings (operation, settings);
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
  g_signal_connect (operation, "preview", G_CALLBACK (preview_cb), sheet);
  set_place (operation);
  if (path != NULL)
    gtk_print_operation_set_export_filename (operation, path);
  (void)gtk_print_operation_run (operation,
                                 path != NULL ? GTK_PRINT_OPERATION_ACTION_EXPORT
                                              : GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                                 parent,
                                 NULL);
}
