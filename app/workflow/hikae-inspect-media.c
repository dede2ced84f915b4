/* hikae-inspect-media.c: what one file says of its own origin
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-inspect.h"
#include "hikae-workflow.h"

const char *
hikae_workflow_get_language (void)
{
  const char *const *names = g_get_language_names ();

  return g_str_has_prefix (names[0], "ja") ? "ja" : "en";
}

JsonObject *
hikae_inspect_media (int fd, GError **error)
{
  return hikae_media_inspect (fd, NULL, error);
}
