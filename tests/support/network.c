/* network.c: preloaded into a program: on SIGUSR2 its network is there again
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib-unix.h>
#include <stdlib.h>

static gboolean
told_cb (gpointer user_data)
{
  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
  return G_SOURCE_CONTINUE;
}

__attribute__ ((constructor)) static void
set_up (void)
{
  /* Helper processes are left alone. */
  unsetenv ("LD_PRELOAD");
  g_unix_signal_add (SIGUSR2, told_cb, NULL);
}
