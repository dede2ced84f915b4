/* later.c: preloaded into a program: its clock goes on at once when a file says so
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file HIKAE_TEST_LATER holds how many seconds later it is. For what happens after
 * minutes without anybody there. On SIGUSR2 the program writes into the file
 * HIKAE_TEST_DUMPABLE whether the kernel lets others of the same user look into it: the
 * owner of its files in /proc says the same, but not to root. */
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

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

static void
tell_cb (int number)
{
  const char *path = getenv ("HIKAE_TEST_DUMPABLE");
  const char text = (char)('0' + prctl (PR_GET_DUMPABLE, 0, 0, 0, 0));
  const int fd = path != NULL ? open (path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;

  if (fd >= 0) {
    (void)!write (fd, &text, 1);
    close (fd);
  }
}

__attribute__ ((constructor)) static void
set_up (void)
{
  if (getenv ("HIKAE_TEST_DUMPABLE") != NULL)
    signal (SIGUSR2, tell_cb);
}
