/* hikae-wacz-heads.c: what a site's answers said of themselves, out of an archive
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-wacz-heads.h"

#include "hikae-wacz-source.h"

#include <string.h>

/* The page itself is among the first; the rest of a large archive is not unpacked. */
#define RECORDS_MAX 400
#define HEAD_MAX (64 * 1024)

/* (transfer full): the value of a field of a record's head; NULL when it has none. */
static char *
dup_field (const char *head, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", 64);
  const gsize size = strlen (name);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], name, size) == 0 && lines[i][size] == ':')
      return g_strstrip (g_strdup (lines[i] + size + 1));
  return NULL;
}

static gboolean
is_answer_of (const char *head, const char *host)
{
  g_autofree char *type = dup_field (head, "WARC-Type");
  g_autofree char *target = dup_field (head, "WARC-Target-URI");
  g_autoptr (GUri) uri =
      target != NULL ? g_uri_parse (target, G_URI_FLAGS_PARSE_RELAXED, NULL) : NULL;

  return g_strcmp0 (type, "response") == 0 && uri != NULL &&
         g_uri_get_host (uri) != NULL &&
         g_ascii_strcasecmp (g_uri_get_host (uri), host) == 0;
}

static char *
read_text (HikaeWaczSource *source, GError **error)
{
  g_autoptr (GBytes) bytes = hikae_wacz_source_read_head (source, HEAD_MAX, error);
  g_autofree char *text = NULL;

  if (bytes == NULL)
    return NULL;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return g_utf8_make_valid (text, -1);
}

char *
hikae_wacz_find_head (GInputStream *stream,
                      const char *host,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (HikaeWaczSource) source = hikae_wacz_source_new (stream, cancellable, error);
  guint64 offset = 0;

  for (guint i = 0; source != NULL && i < RECORDS_MAX; i++) {
    g_autofree char *head = NULL;

    if (!hikae_wacz_source_next (source, &offset, error))
      return NULL;
    head = read_text (source, error);
    if (head == NULL)
      return NULL;
    if (is_answer_of (head, host))
      return read_text (source, error);
  }
  return NULL;
}
