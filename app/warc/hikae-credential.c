/* hikae-credential.c: which header fields sign a person in
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-credential.h"

#include <string.h>

gboolean
hikae_is_credential_field (const char *line, gsize size)
{
  static const char *const parts[] = {"cookie",
                                      "auth",
                                      "token",
                                      "session",
                                      "csrf",
                                      "xsrf",
                                      "api-key",
                                      "api_key",
                                      "apikey",
                                      "access-key",
                                      "secret",
                                      "passw",
                                      "jwt"};
  /* A site asks with these; they are the same for everybody. */
  static const char *const questions[] = {"www-authenticate", "proxy-authenticate"};
  const char *colon = memchr (line, ':', size);
  g_autofree char *name =
      colon != NULL ? g_strstrip (g_ascii_strdown (line, colon - line)) : NULL;

  if (name == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    if (g_str_equal (name, questions[i]))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strstr (name, parts[i]) != NULL)
      return TRUE;
  return FALSE;
}
