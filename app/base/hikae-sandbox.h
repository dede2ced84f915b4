/* hikae-sandbox.h: what a Flatpak's sandbox does to files: which ones stay, which are
 * lent
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * hikae_sandbox_lends:
 * @path: an absolute path; nothing need be there yet
 *
 * Whether the desktop's document portal hands this file over. Such a file can be read and
 * written, but knows no locks and not O_NOFOLLOW, and what is made beside it gets another
 * name outside: nothing for a case, whose journal must be found again after a crash.
 * Any thread.
 */
gboolean hikae_sandbox_lends (const char *path);

/**
 * hikae_sandbox_forgets:
 * @folder: an absolute path of a folder
 *
 * Whether a file written there would be gone when the program ends: inside the sandbox
 * the home folder and all else that was not granted is a memory disk. Outside always
 * %FALSE. Any thread.
 */
gboolean hikae_sandbox_forgets (const char *folder);

/**
 * hikae_sandbox_dup_folder:
 *
 * Returns: (transfer full) (nullable): the folder where cases lie when we run in the
 *   sandbox: the one of our own in the person's documents (`flatpak/README.md`), or the
 *   data folder of the sandbox where there is none; %NULL outside. Any thread.
 */
char *hikae_sandbox_dup_folder (void);

G_END_DECLS
