/* hikae-memory.h: our memory kept from other programs of the same user
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* No core file, ever. Once, first thing in main(). */
void hikae_memory_forbid_core (void);
/* No ptrace and no /proc/PID/mem for other programs of the same user. Not before the
 * toolkit has started: the desktop's portal looks at /proc/PID/root to learn who asks,
 * and refuses a process whose folder it cannot open. */
void hikae_memory_close (void);
/* For the time of one portal request, for the same reason. */
void hikae_memory_open (void);

G_END_DECLS
