/* hikae-test.c: what the tests share
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test.h"

#include <glib/gstdio.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

char *
hikae_test_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("hikae-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_DIR) &&
      !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  (void)g_remove (path);
}

void
hikae_test_remove_folder (char *folder)
{
  remove_tree (folder);
  g_free (folder);
}

char *
hikae_test_corpus_path (const char *relative)
{
  const char *root = g_getenv ("HIKAE_TEST_CORPUS");
  g_autofree char *path =
      root != NULL && *root != '\0' ? g_build_filename (root, relative, NULL) : NULL;

  if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_test_skip ("corpus not present");
  return NULL;
}

gboolean
hikae_test_folder_contains (const char *folder, const void *needle, gsize needle_size)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *bytes = NULL;
    gsize size = 0;

    if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
      if (hikae_test_folder_contains (path, needle, needle_size))
        return TRUE;
    } else if (g_file_get_contents (path, &bytes, &size, NULL) &&
               memmem (bytes, size, needle, needle_size) != NULL) {
      return TRUE;
    }
  }
  return FALSE;
}

void
hikae_test_set_rights (gboolean on)
{
  const guint32 rights = 1U << CAP_DAC_OVERRIDE | 1U << CAP_DAC_READ_SEARCH;
  struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {{0}};

  g_assert_cmpint (syscall (SYS_capget, &head, sets), ==, 0);
  if (on)
    sets[0].effective |= sets[0].permitted & rights;
  else
    sets[0].effective &= ~rights;
  g_assert_cmpint (syscall (SYS_capset, &head, sets), ==, 0);
}
