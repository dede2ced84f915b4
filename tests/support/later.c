/* later.c: preloaded into a program: its clock goes on at once when a file says so
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file HIKAE_TEST_LATER holds how many seconds later it is. For what happens after
 * minutes without anybody there. */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

gint64
g_get_monotonic_time (void)
{
  const char *path = getenv ("HIKAE_TEST_LATER");
  struct timespec now = {0};
  FILE *file = path != NULL ? fopen (path, "r") : NULL;
  long later = 0;

  if (file != NULL && fscanf (file, "%ld", &later) != 1)
    later = 0;
  if (file != NULL)
    fclose (file);
  clock_gettime (CLOCK_MONOTONIC, &now);
  return ((gint64)now.tv_sec + later) * G_USEC_PER_SEC + now.tv_nsec / 1000;
}
