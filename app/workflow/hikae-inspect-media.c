/* hikae-inspect-media.c: what one file says of its own origin
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-inspect.h"
#include "hikae-workflow.h"

JsonObject *
hikae_inspect_media (int fd, GError **error)
{
  return hikae_media_inspect (fd, NULL, error);
}
