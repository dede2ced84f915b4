/* hikae-media-serve.h: the whole life of a helper process
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HikaeMediaHelper:
 * @prepare: (nullable): loads what is loaded lazily, while there still is a file system
 * @films: whether files up to %HIKAE_MEDIA_FILM_MAX are taken
 * @threads: whether the decoders need threads of this process (never processes)
 *
 * Standard input is the file, standard output gets the answer: one line of JSON, and for
 * a picture that was asked for its bytes behind the line break.
 */
typedef struct {
  void (*prepare) (void);
  gboolean films;
  gboolean threads;
} HikaeMediaHelper;

/* Sets the limits, prepares, shuts the door by seccomp and answers what @argv asks:
 *   report                  everything the file says of itself
 *   preview KIND SIDE       a smaller picture, see hikae_media_preview()
 *   change STEPS            a changed picture as PNG, see hikae_media_change()
 *   attempt WHAT            for tests: tries what must not work ("open", "socket",
 *                           "execve", "fork", "ptrace", "memory", "cpu", "sleep"), and
 *                           says whether it did
 * Returns the exit code. */
int hikae_media_serve (const HikaeMediaHelper *helper, int argc, char **argv);

G_END_DECLS
