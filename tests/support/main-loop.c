/* main-loop.c: preloaded into a GTK program: how long each turn of its main loop takes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A turn is what the main thread does between two waits of the main context; what is
 * done after a question to the display server in the midst of one is part of it. Each
 * turn of 5 ms and more becomes a line of the file HIKAE_TEST_LOOP: milliseconds of its
 * own, milliseconds on the clock. Its own time is the clock's less the time for which the
 * thread was ready and the machine busy with others (the second number of schedstat):
 * work and waiting for a disk count, a loaded machine does not, nor does waiting for the
 * display server.
 *
 * With HIKAE_TEST_FRAME the program ends with its first frame, after a line with the
 * processor's milliseconds and the clock's since HIKAE_TEST_START (seconds of the
 * monotonic clock). */
#include <dlfcn.h>
#include <fcntl.h>
#include <gtk/gtk.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define SHORTEST 5.0

typedef struct {
  double wall;  /* milliseconds */
  double delay; /* milliseconds ready and not running */
} Moment;

static int schedstat = -1;
static FILE *out;
static Moment began;
static unsigned int frames;
static double asked; /* milliseconds of this turn spent waiting for the display server */
static gboolean is_between;

static double
read_clock (clockid_t clock)
{
  struct timespec time = {0};

  clock_gettime (clock, &time);
  return (double)time.tv_sec * 1000 + (double)time.tv_nsec / 1e6;
}

static Moment
look (void)
{
  char text[128] = {0};
  unsigned long long run = 0;
  unsigned long long delay = 0;
  Moment moment = {read_clock (CLOCK_MONOTONIC), 0};

  if (schedstat >= 0 && pread (schedstat, text, sizeof text - 1, 0) > 0 &&
      sscanf (text, "%llu %llu", &run, &delay) == 2)
    moment.delay = (double)delay / 1e6;
  return moment;
}

/* Of the X11 library, while a turn goes on; the main context's own polls come here too.
 */
int
poll (struct pollfd *fds, nfds_t count, int timeout)
{
  static int (*real) (struct pollfd *, nfds_t, int);
  const gboolean asks = out != NULL && !is_between && gettid () == getpid ();
  Moment before = {0};
  int status = 0;

  if (real == NULL)
    real = dlsym (RTLD_NEXT, "poll");
  if (asks)
    before = look ();
  status = real (fds, count, timeout);
  if (asks) {
    const Moment now = look ();

    asked += now.wall - before.wall - (now.delay - before.delay);
  }
  return status;
}

static int
watched_poll (GPollFD *fds, guint count, int timeout)
{
  int status = 0;

  if (began.wall > 0) {
    const Moment now = look ();
    const double wall = now.wall - began.wall;

    if (wall >= SHORTEST || frames > 0) {
      fprintf (
          out, "%.1f %.1f %u\n", wall - (now.delay - began.delay) - asked, wall, frames);
      fflush (out);
    }
    frames = 0;
    asked = 0;
  }
  is_between = TRUE;
  status = g_poll (fds, count, timeout);
  is_between = FALSE;
  began = look ();
  return status;
}

__attribute__ ((constructor)) static void
set_up (void)
{
  const char *path = getenv ("HIKAE_TEST_LOOP");

  if (path == NULL)
    return;
  out = fopen (path, "a");
  schedstat = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  /* Helper processes are not watched. */
  unsetenv ("LD_PRELOAD");
  if (out != NULL)
    g_main_context_set_poll_func (NULL, watched_poll);
}

static void
painted_cb (GdkFrameClock *clock, gpointer user_data)
{
  const char *start = getenv ("HIKAE_TEST_START");

  printf ("%.1f %.1f\n",
          read_clock (CLOCK_PROCESS_CPUTIME_ID),
          read_clock (CLOCK_MONOTONIC) -
              1000 * g_ascii_strtod (start != NULL ? start : "0", NULL));
  fflush (stdout);
  _exit (0);
}

static void
counted_cb (GdkFrameClock *clock, gpointer user_data)
{
  frames++;
}

static void
watch_frames (GtkWindow *window, GCallback callback)
{
  GdkFrameClock *clock =
      gdk_surface_get_frame_clock (gtk_native_get_surface (GTK_NATIVE (window)));

  /* Presented again, it is watched already. */
  (void)g_signal_handlers_disconnect_by_func (clock, callback, NULL);
  g_signal_connect (clock, "after-paint", callback, NULL);
}

void
gtk_window_present (GtkWindow *window)
{
  void (*real) (GtkWindow *) = dlsym (RTLD_NEXT, "gtk_window_present");

  real (window);
  if (getenv ("HIKAE_TEST_FRAME") != NULL)
    watch_frames (window, G_CALLBACK (painted_cb));
  else if (out != NULL)
    watch_frames (window, G_CALLBACK (counted_cb));
}
