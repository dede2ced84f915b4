/* hikae-print.h: pages to the system's print dialog, with no file of ours in between
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Draws page @page, from 0; the context's unit is the point. */
typedef void (*HikaePrintDraw) (GtkPrintContext *context, int page, gpointer data);
/* @error: NULL when it was printed; %HIKAE_ERROR_UNSUPPORTED when a preview was asked
 * for, which there is not, as it would be a file in the open; %HIKAE_ERROR_NO_SPACE when
 * the disk did not take all of a PDF, of which nothing is left then. */
typedef void (*HikaePrintDone) (const GError *error, gpointer data);

/**
 * HikaePrint:
 * @pages: how many
 * @whole_paper: the origin is the paper's corner, not that of what a printer can reach
 * @name: where "Print to File" begins, without ending; it never reaches a print queue
 * @path: (nullable): writes a PDF there instead, without a dialog
 * @done: not called when the person cancelled
 * @free_data: (nullable): of @data, after all the others
 */
typedef struct {
  guint pages;
  gboolean whole_paper;
  const char *name;
  const char *path;
  HikaePrintDraw draw;
  HikaePrintDone done;
  gpointer data;
  GDestroyNotify free_data;
} HikaePrint;

/* Main context. Returns at once where the dialog allows it. */
void hikae_print_run (const HikaePrint *print, GtkWindow *parent);
/* Closes the dialogs and lets go of what was to be printed: a page that is drawn later
 * stays empty, and nobody is told. For a case that is locked. Main context. */
void hikae_print_forget (void);

/* In a @done: says how it went; @success: when the pages are handed over. */
void hikae_print_tell (HikaeSession *session, const GError *error, const char *success);

G_END_DECLS
