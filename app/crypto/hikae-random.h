/* hikae-random.h: random bytes, or abort
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Fills @bytes from the system's generator. There is no failure to handle: a system
 * without randomness must not make keys, so the process ends. Any thread. */
void hikae_random_fill (void *bytes, gsize size);

G_END_DECLS
