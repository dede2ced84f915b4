/* hikae-random.c: random bytes, or abort
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-random.h"

#include <errno.h>
#include <sys/random.h>

void
hikae_random_fill (void *bytes, gsize size)
{
  guint8 *at = bytes;

  while (size > 0) {
    gssize got = getrandom (at, size, 0);

    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      g_error ("the system gave no random bytes: %s", g_strerror (errno));
    at += got;
    size -= (gsize)got;
  }
}
