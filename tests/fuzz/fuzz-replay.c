/* fuzz-replay.c: runs a fuzz target over every file of the folders it is given
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-fuzz.h"

#include <glib.h>
#include <string.h>

static guint count = 0;

/* The file itself, and cut short at 64 places. */
static void
replay (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &bytes, &size, NULL))
    g_error ("cannot read %s", path);
  for (guint i = 0; i <= 64; i++) {
    gsize part = size * i / 64;
    /* Its own allocation, so that a read past the end is seen by the tools. */
    g_autofree guint8 *copy = part > 0 ? g_memdup2 (bytes, part) : NULL;

    (void)LLVMFuzzerTestOneInput (copy, part);
  }
  g_print ("ok %u - %s\n", ++count, path);
}

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++) {
    g_autoptr (GDir) dir = g_dir_open (argv[i], 0, NULL);
    const char *name = NULL;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
      g_autofree char *path = g_build_filename (argv[i], name, NULL);

      replay (path);
    }
  }
  g_print ("1..%u\n", count);
  return count > 0 ? 0 : 1;
}
