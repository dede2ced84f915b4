/* test-print-space.c: pages that are written as a PDF where there is no space for them
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bound on the size of files takes the place of a full disk: the same writes fail. */
#include "config.h"

#include "hikae-error.h"
#include "hikae-print.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#define BOUND (64 * 1024)

typedef struct {
  gboolean ended;
  GError *error;
} Told;

/* Of the session only its type is used here. */
void
hikae_session_say (HikaeSession *self, const char *text)
{
}

void
hikae_session_fail (HikaeSession *self, const GError *error)
{
}

GType
hikae_session_get_type (void)
{
  return G_TYPE_OBJECT;
}

static void
draw_page (GtkPrintContext *context, int page, gpointer data)
{
  cairo_t *cairo = gtk_print_context_get_cairo_context (context);

  /* What packs badly. */
  for (guint i = 0; i < 3000; i++) {
    cairo_move_to (cairo, (i * 7919u) % 500, (i * 104729u) % 700);
    cairo_line_to (cairo, (i * 15485863u) % 500, (i * 32452843u) % 700);
    cairo_stroke (cairo);
  }
}

static void
done (const GError *error, gpointer data)
{
  Told *told = data;

  told->error = error != NULL ? g_error_copy (error) : NULL;
  told->ended = TRUE;
}

static GError *
write_pages (const char *path)
{
  Told told = {0};
  const HikaePrint print = {.pages = 20,
                            .name = "Sheet",
                            .path = path,
                            .draw = draw_page,
                            .done = done,
                            .data = &told};

  hikae_print_run (&print, NULL);
  while (!told.ended)
    g_main_context_iteration (NULL, TRUE);
  return told.error;
}

static void
set_bound (rlim_t bound)
{
  struct rlimit limit = {bound, RLIM_INFINITY};

  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
test_space (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hikae-print-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "sheet.pdf", NULL);
  g_autoptr (GError) whole = write_pages (path);
  g_autoptr (GError) half = NULL;

  g_assert_no_error (whole);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  set_bound (BOUND);
  half = write_pages (path);
  set_bound (RLIM_INFINITY);
  g_assert_error (half, HIKAE_ERROR, HIKAE_ERROR_NO_SPACE);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);
  if (!gtk_init_check ())
    return EXIT_FAILURE;
  g_test_add_func ("/print/space", test_space);
  return g_test_run ();
}
