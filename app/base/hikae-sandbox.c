/* hikae-sandbox.c: what a Flatpak's sandbox does to files: which ones stay, which are
 * lent
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-sandbox.h"

#include <gio/gunixmounts.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

/* In the manifest: --filesystem=xdg-documents/Hikae:create. */
#define FOLDER_IN_DOCUMENTS "Hikae"
#define PORTAL_TYPE "fuse.portal"

/* WebKit's sandbox, run by root, leaves an empty file of that name on the real system. */
static gboolean
is_inside (void)
{
  struct stat facts = {0};

  return stat ("/.flatpak-info", &facts) == 0 && facts.st_size > 0;
}

gboolean
hikae_sandbox_lends (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  struct statfs facts = {0};
  GUnixMountEntry *mount = NULL;
  gboolean lent = FALSE;

  /* Asked first, since it is cheap: reading all mounts is not. */
  if (statfs (folder, &facts) != 0 || facts.f_type != FUSE_SUPER_MAGIC)
    return FALSE;
  mount = g_unix_mount_for (folder, NULL);
  if (mount != NULL)
    lent = g_str_equal (g_unix_mount_get_fs_type (mount), PORTAL_TYPE);
  g_clear_pointer (&mount, g_unix_mount_free);
  return lent;
}

gboolean
hikae_sandbox_forgets (const char *folder)
{
  struct statfs facts = {0};

  return is_inside () && statfs (folder, &facts) == 0 && facts.f_type == TMPFS_MAGIC;
}

char *
hikae_sandbox_dup_folder (void)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  g_autofree char *own = NULL;

  if (!is_inside ())
    return NULL;
  if (documents != NULL)
    own = g_build_filename (documents, FOLDER_IN_DOCUMENTS, NULL);
  if (own != NULL && g_file_test (own, G_FILE_TEST_IS_DIR) &&
      !hikae_sandbox_forgets (own))
    return g_steal_pointer (&own);
  return g_strdup (g_get_user_data_dir ());
}
