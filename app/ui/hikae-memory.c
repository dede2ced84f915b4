/* hikae-memory.c: our memory kept from other programs of the same user
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-memory.h"

#include <sys/prctl.h>
#include <sys/resource.h>

/* None of these is fatal when it fails: the program is then no worse off than others. */

void
hikae_memory_forbid_core (void)
{
  const struct rlimit none = {0, 0};

  (void)setrlimit (RLIMIT_CORE, &none);
}

void
hikae_memory_close (void)
{
  (void)prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void
hikae_memory_open (void)
{
  (void)prctl (PR_SET_DUMPABLE, 1, 0, 0, 0);
}
