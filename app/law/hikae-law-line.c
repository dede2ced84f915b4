/* hikae-law-line.c: the line of a pack that an error message speaks of
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * json-glib keeps no positions. The text has been parsed before, so its grammar is known
 * to be good; this walks it along the path with which every message begins. */
#include "config.h"

#include "hikae-law-schema-private.h"

#include <string.h>

typedef struct {
  const char *at;
  const char *end;
  guint line;
} Walk;

static void
skip_space (Walk *walk)
{
  while (walk->at < walk->end && strchr (" \t\r\n,:", *walk->at) != NULL) {
    walk->line += *walk->at == '\n';
    walk->at++;
  }
}

/* From the opening quote to behind the closing one. */
static void
skip_string (Walk *walk)
{
  walk->at++;
  while (walk->at < walk->end && *walk->at != '"')
    walk->at += *walk->at == '\\' ? 2 : 1;
  walk->at++;
}

/* Behind one value of any kind. */
static void
skip_value (Walk *walk)
{
  guint depth = 0;

  do {
    skip_space (walk);
    if (walk->at >= walk->end)
      return;
    if (*walk->at == '"') {
      skip_string (walk);
      continue;
    }
    if (strchr ("{[", *walk->at) != NULL) {
      depth++;
    } else if (strchr ("}]", *walk->at) != NULL) {
      depth--;
    } else {
      walk->at += strcspn (walk->at, ",:]} \t\r\n");
      continue;
    }
    walk->at++;
  } while (depth > 0);
}

/* To the value of the member of the object at the cursor; FALSE when it has none. */
static gboolean
enter_member (Walk *walk, const char *name, gsize size)
{
  Walk inside = *walk;

  if (inside.at >= inside.end || *inside.at != '{')
    return FALSE;
  inside.at++;
  for (;;) {
    const char *start = NULL;

    skip_space (&inside);
    if (inside.at >= inside.end || *inside.at != '"')
      return FALSE;
    start = inside.at + 1;
    skip_string (&inside);
    skip_space (&inside);
    if ((gsize)(inside.at - start) > size && strncmp (start, name, size) == 0 &&
        start[size] == '"') {
      *walk = inside;
      return TRUE;
    }
    skip_value (&inside);
  }
}

static gboolean
enter_entry (Walk *walk, guint64 index)
{
  Walk inside = *walk;

  if (inside.at >= inside.end || *inside.at != '[')
    return FALSE;
  inside.at++;
  for (;;) {
    skip_space (&inside);
    if (inside.at >= inside.end || *inside.at == ']')
      return FALSE;
    if (index-- == 0) {
      *walk = inside;
      return TRUE;
    }
    skip_value (&inside);
  }
}

/* One step of "legal_bases[3] (us.x).clocks[0].value: why". */
static gboolean
follow (Walk *walk, const char **path)
{
  const char *at = *path;
  gboolean ok = FALSE;

  at += strspn (at, ".: ");
  if (*at == '(') {
    at += strcspn (at, ")");
    *path = *at != '\0' ? at + 1 : at;
    return TRUE;
  }
  if (*at == '[') {
    char *end = NULL;

    ok = g_ascii_isdigit (at[1]) &&
         enter_entry (walk, g_ascii_strtoull (at + 1, &end, 10));
    *path = ok && *end == ']' ? end + 1 : at;
    return ok;
  }
  gsize size = strcspn (at, ".:[ (");

  ok = size > 0 && enter_member (walk, at, size);
  *path = at + size;
  return ok;
}

guint
hikae_law_find_line (const char *text, gsize length, const char *message)
{
  Walk walk = {text, text + length, 1};

  skip_space (&walk);
  while (*message != '\0' && follow (&walk, &message))
    continue;
  return walk.line;
}
