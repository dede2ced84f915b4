/* hikae-data.c: data compiled into the program, by name
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-data.h"

#include "hikae-core-resources.h"
#include "hikae-error.h"

#include <stdlib.h>

#define PREFIX "/io/github/hikae/Hikae/core/"

GBytes *
hikae_data_load (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (PREFIX, name, NULL);
  /* Asked of our own resource: in a static library nothing else would link it in. */
  GBytes *bytes = g_resource_lookup_data (
      hikae_core_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  if (bytes == NULL)
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_NOT_FOUND,
                 "the program lacks its data file %s",
                 name);
  return bytes;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *)a, *(char *const *)b);
}

char **
hikae_data_list (const char *folder)
{
  g_autofree char *path = g_strconcat (PREFIX, folder, NULL);
  char **names = g_resource_enumerate_children (
      hikae_core_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  if (names == NULL)
    return g_new0 (char *, 1);
  qsort (names, g_strv_length (names), sizeof *names, compare_names);
  return names;
}
