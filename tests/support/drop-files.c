/* drop-files.c: drags files over a window of another program and drops them there
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * usage: drop-files WINDOW X Y URI...
 *
 * The source's side of the XDND protocol, version 5
 * (https://freedesktop.org/wiki/Specifications/XDND/), as a file manager speaks it:
 * enter, position until the target says that it would take them, drop, the list of
 * addresses when it is asked for, finished. X and Y are on the screen. Ends with 0 when
 * the target says that it took them, 1 when it did not want them. */
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <glib.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE_SECONDS 30

typedef struct {
  Display *display;
  Window source;
  Window target;
  int x;
  int y;
  char *list; /* text/uri-list */
  gboolean dropped;
} Drag;

static Atom
get_atom (Drag *drag, const char *name)
{
  return XInternAtom (drag->display, name, False);
}

static void
send (Drag *drag, const char *name, long one, long two, long three, long four)
{
  XClientMessageEvent message = {
      .type = ClientMessage,
      .window = drag->target,
      .message_type = get_atom (drag, name),
      .format = 32,
      .data.l = {(long)drag->source, one, two, three, four},
  };

  XSendEvent (drag->display, drag->target, False, NoEventMask, (XEvent *)&message);
  XFlush (drag->display);
}

static void
send_position (Drag *drag)
{
  send (drag,
        "XdndPosition",
        0,
        (long)drag->x << 16 | drag->y,
        CurrentTime,
        (long)get_atom (drag, "XdndActionCopy"));
}

static void
answer (Drag *drag, const XSelectionRequestEvent *request)
{
  XSelectionEvent reply = {
      .type = SelectionNotify,
      .requestor = request->requestor,
      .selection = request->selection,
      .target = request->target,
      .time = request->time,
      .property = None,
  };

  if (request->target == get_atom (drag, "text/uri-list")) {
    reply.property = request->property;
    XChangeProperty (drag->display,
                     request->requestor,
                     request->property,
                     request->target,
                     8,
                     PropModeReplace,
                     (unsigned char *)drag->list,
                     (int)strlen (drag->list));
  }
  XSendEvent (drag->display, request->requestor, False, NoEventMask, (XEvent *)&reply);
  XFlush (drag->display);
}

/* -1: goes on; else the exit code. */
static int
handle (Drag *drag, XEvent *event)
{
  if (event->type == SelectionRequest)
    answer (drag, &event->xselectionrequest);
  if (event->type != ClientMessage)
    return -1;
  if (event->xclient.message_type == get_atom (drag, "XdndFinished"))
    return (event->xclient.data.l[1] & 1) != 0 ? 0 : 1;
  if (event->xclient.message_type == get_atom (drag, "XdndStatus") && !drag->dropped &&
      (event->xclient.data.l[1] & 1) != 0) {
    drag->dropped = TRUE;
    send (drag, "XdndDrop", 0, CurrentTime, 0, 0);
  }
  return -1;
}

static int
run (Drag *drag)
{
  const gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;
  struct pollfd wait = {.fd = ConnectionNumber (drag->display), .events = POLLIN};

  XSetSelectionOwner (
      drag->display, get_atom (drag, "XdndSelection"), drag->source, CurrentTime);
  send (drag, "XdndEnter", 5L << 24, (long)get_atom (drag, "text/uri-list"), 0, 0);
  while (g_get_monotonic_time () < end) {
    while (XPending (drag->display) > 0) {
      XEvent event = {0};
      int code = 0;

      XNextEvent (drag->display, &event);
      code = handle (drag, &event);
      if (code >= 0)
        return code;
    }
    /* The pointer moves on. */
    if (!drag->dropped) {
      drag->x ^= 1;
      send_position (drag);
    }
    (void)poll (&wait, 1, 200);
  }
  fprintf (stderr, "drop-files: no answer\n");
  return 1;
}

int
main (int argc, char **argv)
{
  Drag drag = {0};
  g_autoptr (GString) list = g_string_new (NULL);

  if (argc < 5)
    return 2;
  drag.display = XOpenDisplay (NULL);
  if (drag.display == NULL)
    return 2;
  drag.target = strtoul (argv[1], NULL, 0);
  drag.x = (int)strtol (argv[2], NULL, 10);
  drag.y = (int)strtol (argv[3], NULL, 10);
  for (int i = 4; i < argc; i++)
    g_string_append_printf (list, "%s\r\n", argv[i]);
  drag.list = list->str;
  drag.source = XCreateSimpleWindow (
      drag.display, DefaultRootWindow (drag.display), -10, -10, 1, 1, 0, 0, 0);
  const int code = run (&drag);

  XCloseDisplay (drag.display);
  return code;
}
