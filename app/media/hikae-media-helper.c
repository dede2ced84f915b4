/* hikae-media-helper.c: the process in which untrusted pictures are read
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-serve.h"

int
main (int argc, char **argv)
{
  static const HikaeMediaHelper helper = {NULL, FALSE, FALSE};

  return hikae_media_serve (&helper, argc, argv);
}
