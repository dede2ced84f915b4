/* hikae-neutral.c: a neutral name and icon in the person's desktop
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GNOME, like other desktops, takes the name and the icon of a window from the desktop
 * entry that has the application's id. The entry with the same id in the person's own
 * folder hides the one of the system; the id, and with it the window, stays what it is.
 */
#include "config.h"

#include "hikae-neutral.h"

#include "hikae-error.h"
#include "hikae-sandbox.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define ENTRY HIKAE_APP_ID ".desktop"
#define NEUTRAL_ICON HIKAE_APP_ID ".neutral"
/* Marks the entry as ours, which we may take away again. */
#define MARK "X-Hikae-Neutral"

static char *
dup_own_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "applications", ENTRY, NULL);
}

static gboolean
is_ours (const char *path)
{
  g_autoptr (GKeyFile) entry = g_key_file_new ();

  return g_key_file_load_from_file (entry, path, G_KEY_FILE_NONE, NULL) &&
         g_key_file_get_boolean (entry, G_KEY_FILE_DESKTOP_GROUP, MARK, NULL);
}

/* (transfer full) (nullable): the entry as it was installed. */
static GKeyFile *
load_installed (void)
{
  const char *const *folders = g_get_system_data_dirs ();

  for (gsize i = 0; folders[i] != NULL; i++) {
    g_autoptr (GKeyFile) entry = g_key_file_new ();
    g_autofree char *path = g_build_filename (folders[i], "applications", ENTRY, NULL);

    if (g_key_file_load_from_file (entry, path, G_KEY_FILE_KEEP_TRANSLATIONS, NULL))
      return g_steal_pointer (&entry);
  }
  return NULL;
}

HikaeNeutralState
hikae_neutral_get_state (void)
{
  g_autofree char *sandbox = hikae_sandbox_dup_folder ();
  g_autofree char *path = dup_own_path ();
  g_autoptr (GKeyFile) installed = NULL;

  if (sandbox != NULL)
    return HIKAE_NEUTRAL_IN_SANDBOX;
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return is_ours (path) ? HIKAE_NEUTRAL_ON : HIKAE_NEUTRAL_OTHER;
  installed = load_installed ();
  return installed != NULL ? HIKAE_NEUTRAL_OFF : HIKAE_NEUTRAL_NOT_INSTALLED;
}

/* What would tell of the program goes, in every language; how to start it stays. */
static void
make_neutral (GKeyFile *entry)
{
  static const char *const telling[] = {
      "Name", "GenericName", "Comment", "Keywords", "X-GNOME-FullName"};
  g_auto (GStrv) keys = g_key_file_get_keys (entry, G_KEY_FILE_DESKTOP_GROUP, NULL, NULL);

  for (gsize i = 0; keys != NULL && keys[i] != NULL; i++) {
    g_autofree char *plain = g_strndup (keys[i], strcspn (keys[i], "["));

    for (gsize k = 0; k < G_N_ELEMENTS (telling); k++)
      if (g_str_equal (plain, telling[k]))
        (void)g_key_file_remove_key (entry, G_KEY_FILE_DESKTOP_GROUP, keys[i], NULL);
  }
  /* Translators: the neutral name of the program on a shared computer; it should be one
   * that nobody looks at twice. */
  g_key_file_set_string (
      entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_NAME, _ ("Notebook"));
  g_key_file_set_string (
      entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_ICON, NEUTRAL_ICON);
  g_key_file_set_boolean (entry, G_KEY_FILE_DESKTOP_GROUP, MARK, TRUE);
}

static gboolean
fail (const char *doing, const char *why, GError **error)
{
  g_set_error (error, HIKAE_ERROR, HIKAE_ERROR_FAILED, "%s: %s", doing, why);
  return FALSE;
}

static gboolean
write_entry (const char *path, GError **error)
{
  g_autoptr (GKeyFile) entry = load_installed ();
  g_autoptr (GError) inner = NULL;
  g_autofree char *folder = g_path_get_dirname (path);

  if (entry == NULL) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_UNSUPPORTED,
                         "the system has no desktop entry of this program");
    return FALSE;
  }
  make_neutral (entry);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail ("making the folder of the entry", g_strerror (errno), error);
  if (!g_key_file_save_to_file (entry, path, &inner))
    return fail ("writing the entry", inner->message, error);
  return TRUE;
}

gboolean
hikae_neutral_set (gboolean on, GError **error)
{
  g_autofree char *path = dup_own_path ();

  switch (hikae_neutral_get_state ()) {
  case HIKAE_NEUTRAL_OFF:
    return on ? write_entry (path, error) : TRUE;
  case HIKAE_NEUTRAL_ON:
    if (!on && g_remove (path) != 0)
      return fail ("removing the entry", g_strerror (errno), error);
    return TRUE;
  case HIKAE_NEUTRAL_OTHER:
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_EXISTS, "there is an entry that is not ours");
    return FALSE;
  case HIKAE_NEUTRAL_NOT_INSTALLED:
  case HIKAE_NEUTRAL_IN_SANDBOX:
  default:
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_UNSUPPORTED,
                         "the desktop's entries are out of reach");
    return FALSE;
  }
}

/* The name does not change under an open window, which the desktop knows by now. */
static gboolean
was_on (void)
{
  static int known = -1;

  if (known < 0)
    known = hikae_neutral_get_state () == HIKAE_NEUTRAL_ON;
  return known == 1;
}

const char *
hikae_neutral_get_name (void)
{
  return was_on () ? _ ("Notebook") : "Hikae";
}

const char *
hikae_neutral_get_icon (void)
{
  return was_on () ? NEUTRAL_ICON : HIKAE_APP_ID;
}
