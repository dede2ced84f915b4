/* hikae-module.c: the part of the program that shows web pages, loaded when it is needed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-module.h"

#include "hikae-error.h"

#include <gmodule.h>

#define MODULE_NAME "libhikae-browser.so"

/* (transfer full): beside this program while it is not installed yet, else where it was
 * installed to; never where a variable or the working folder says. */
static char *
find_module (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  char *beside = NULL;

#ifdef HIKAE_BUILD_ROOT
  if (folder != NULL && g_str_has_prefix (folder, HIKAE_BUILD_ROOT))
    return g_build_filename (folder, MODULE_NAME, NULL);
#endif
  if (folder != NULL) {
    beside = g_build_filename (folder, "..", "lib", "hikae", MODULE_NAME, NULL);
    if (g_file_test (beside, G_FILE_TEST_EXISTS))
      return beside;
    g_free (beside);
  }
  return g_build_filename (HIKAE_MODULEDIR, MODULE_NAME, NULL);
}

GType
hikae_module_find_browser_page (GError **error)
{
  static GType (*get_type) (void);
  g_autofree char *path = get_type == NULL ? find_module () : NULL;
  GModule *module = NULL;

  if (get_type != NULL)
    return get_type ();
  module = g_module_open (path, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
  if (module == NULL ||
      !g_module_symbol (module, "hikae_browser_page_get_type", (gpointer *)&get_type)) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_UNSUPPORTED,
                 "loading what shows web pages: %s",
                 g_module_error ());
    return G_TYPE_INVALID;
  }
  g_module_make_resident (module);
  return get_type ();
}
