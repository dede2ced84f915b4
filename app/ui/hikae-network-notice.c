/* hikae-network-notice.c: says when the network is back and something waits for it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-network-notice.h"

#include "hikae-queue.h"

#include <glib/gi18n.h>

static gboolean
waits_for_network (HikaeSession *session, HikaeCase *open_case)
{
  g_autoptr (GPtrArray) entries =
      hikae_queue_list (open_case, hikae_session_get_authorities (session, NULL));

  for (guint i = 0; i < entries->len; i++)
    if (((const HikaeQueueEntry *)g_ptr_array_index (entries, i))->tried != 0)
      return TRUE;
  return FALSE;
}

/* Nothing is sent by itself: the person is told, and decides. */
static void
network_changed_cb (HikaeWindow *window, gboolean available)
{
  HikaeSession *session = hikae_window_get_session (window);
  HikaeCase *open_case = hikae_session_get_case (session);

  if (!available || open_case == NULL ||
      g_strcmp0 (hikae_window_get_page (window), "queue") == 0 ||
      hikae_session_get_work (session) != NULL || !waits_for_network (session, open_case))
    return;
  hikae_session_offer (session,
                       _ ("The network is back, and something waits for it."),
                       _ ("Show"),
                       "win.queue");
}

void
hikae_network_notice_watch (HikaeWindow *window)
{
  g_return_if_fail (HIKAE_IS_WINDOW (window));

  g_signal_connect_object (g_network_monitor_get_default (),
                           "network-changed",
                           G_CALLBACK (network_changed_cb),
                           window,
                           G_CONNECT_SWAPPED);
}
