/* hikae-print.c: pages to the system's print dialog, with no file of ours in between
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-print.h"

#include "hikae-error.h"
#include "hikae-file.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

/* Bytes of a PDF written without the dialog, and in how many of them its end stands. */
#define EXPORTED_MAX (64 * 1024 * 1024)
#define END_WITHIN 64

typedef struct {
  HikaePrint print; /* its strings are not kept */
  char *path;       /* (nullable) */
  gboolean previewed;
  gboolean forgotten;
} Job;

static GPtrArray *jobs; /* (element-type Job) (nullable): that have not ended */

static void
forget (gpointer data, gpointer user_data)
{
  Job *job = data;

  if (!job->forgotten && job->print.free_data != NULL)
    job->print.free_data (job->print.data);
  job->print.data = NULL;
  job->forgotten = TRUE;
}

static void
job_free (gpointer data)
{
  (void)g_ptr_array_remove_fast (jobs, data);
  forget (data, NULL);
  g_free (((Job *)data)->path);
  g_free (data);
}

/* GTK's own dialog; one of a portal is not ours to close. */
static void
close_dialogs (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *link = windows; link != NULL; link = link->next)
    if (g_str_equal (G_OBJECT_TYPE_NAME (link->data), "GtkPrintUnixDialog"))
      gtk_window_close (GTK_WINDOW (link->data));
}

void
hikae_print_forget (void)
{
  if (jobs == NULL || jobs->len == 0)
    return;
  g_ptr_array_foreach (jobs, forget, NULL);
  close_dialogs ();
}

static void
draw_page_cb (GtkPrintOperation *operation,
              GtkPrintContext *context,
              int page,
              gpointer user_data)
{
  const Job *job = user_data;

  if (!job->forgotten)
    job->print.draw (context, page, job->print.data);
}

static void
ready_cb (GtkPrintOperationPreview *preview)
{
  gtk_print_operation_preview_end_preview (preview);
}

/* GTK would write the pages into a temporary file in the open and start another program
 * with it. */
static gboolean
preview_cb (GtkPrintOperation *operation,
            GtkPrintOperationPreview *preview,
            GtkPrintContext *context,
            GtkWindow *parent,
            gpointer user_data)
{
  Job *job = user_data;
  cairo_surface_t *nowhere =
      cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cairo = cairo_create (nowhere);

  job->previewed = TRUE;
  gtk_print_context_set_cairo_context (context, cairo, 72, 72);
  cairo_destroy (cairo);
  cairo_surface_destroy (nowhere);
  g_signal_connect (preview, "ready", G_CALLBACK (ready_cb), NULL);
  return TRUE;
}

/* GTK does not look whether the disk took all of a PDF, and calls half of one a success.
 * What ends as such a file must (ISO 32000-1, 7.5.5) is whole, for the end is written
 * last. Half a file is taken away: a recovery sheet of which one cannot read the code
 * would be found out when it is needed. */
static gboolean
check_written (const char *path, GError **error)
{
  static const char end[] = "%%EOF";
  g_autoptr (GBytes) bytes = hikae_file_load (path, EXPORTED_MAX, error);
  gsize size = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  const gsize tail = MIN (size, END_WITHIN);

  if (bytes == NULL)
    return FALSE;
  if (tail > 0 && memmem (text + size - tail, tail, end, strlen (end)) != NULL)
    return TRUE;
  (void)g_unlink (path);
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_NO_SPACE,
                       "writing the pages: not all of them could be written");
  return FALSE;
}

static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, gpointer user_data)
{
  const Job *job = user_data;
  g_autoptr (GError) error = NULL;

  if (job->previewed)
    g_set_error_literal (&error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_UNSUPPORTED,
                         "a preview would leave the pages in a file");
  else if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    gtk_print_operation_get_error (operation, &error);
  else if (job->path != NULL && result == GTK_PRINT_OPERATION_RESULT_APPLY &&
           !check_written (job->path, &error))
    g_debug ("half a file was taken away: %s", error->message);
  if (!job->forgotten && result != GTK_PRINT_OPERATION_RESULT_CANCEL)
    job->print.done (error, job->print.data);
}

/* Where "Print to File" of the dialog begins; GTK would take the working folder. */
static void
set_place (GtkPrintOperation *operation, const char *name)
{
  g_autoptr (GtkPrintSettings) settings = gtk_print_settings_new ();

  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_DIR, g_get_home_dir ());
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_BASENAME, name);
  gtk_print_operation_set_print_settings (operation, settings);
}

void
hikae_print_run (const HikaePrint *print, GtkWindow *parent)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  Job *job = g_new0 (Job, 1);

  if (jobs == NULL)
    jobs = g_ptr_array_new ();
  g_ptr_array_add (jobs, job);
  job->print = *print;
  job->path = g_strdup (print->path);
  g_object_set_data_full (G_OBJECT (operation), "job", job, job_free);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), job);
  g_signal_connect (operation, "done", G_CALLBACK (done_cb), job);
  g_signal_connect (operation, "preview", G_CALLBACK (preview_cb), job);
  gtk_print_operation_set_n_pages (operation, (int)print->pages);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_use_full_page (operation, print->whole_paper);
  /* The name shows up in print queues. */
  gtk_print_operation_set_job_name (operation, _ ("Document"));
  gtk_print_operation_set_allow_async (operation, TRUE);
  set_place (operation, print->name);
  if (print->path != NULL)
    gtk_print_operation_set_export_filename (operation, print->path);
  (void)gtk_print_operation_run (operation,
                                 print->path != NULL
                                     ? GTK_PRINT_OPERATION_ACTION_EXPORT
                                     : GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                                 parent,
                                 NULL);
}

void
hikae_print_tell (HikaeSession *session, const GError *error, const char *success)
{
  g_return_if_fail (HIKAE_IS_SESSION (session));

  if (g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_UNSUPPORTED))
    hikae_session_say (session,
                       _ ("There is no preview: it would leave the page in a file."));
  else if (error != NULL)
    hikae_session_fail (session, error);
  else
    hikae_session_say (session, success);
}
