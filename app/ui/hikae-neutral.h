/* hikae-neutral.h: a neutral name and icon in the person's desktop
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HIKAE_NEUTRAL_OFF,
  HIKAE_NEUTRAL_ON,
  HIKAE_NEUTRAL_NOT_INSTALLED, /* there is no entry of the system's to begin with */
  HIKAE_NEUTRAL_IN_SANDBOX,    /* a Flatpak cannot write the person's entries */
  HIKAE_NEUTRAL_OTHER,         /* the person has an entry that is not of our making */
} HikaeNeutralState;

/**
 * hikae_neutral_get_state:
 *
 * Whether the desktop of this person shows the program under its neutral name. What it
 * shows comes from the desktop entry, and one in the person's own data folder goes before
 * the system's (XDG Base Directory and Desktop Entry Specification); so the choice is
 * that file and nothing else, and is known before anything is unlocked. Main context.
 */
HikaeNeutralState hikae_neutral_get_state (void);

/**
 * hikae_neutral_set:
 * @on: whether to show the neutral name
 *
 * Writes the person's entry, or takes it away. An entry of somebody else's is never
 * touched. The desktop follows at once or at the next start.
 *
 * Returns: %FALSE with @error: %HIKAE_ERROR_UNSUPPORTED where it is not possible,
 *   %HIKAE_ERROR_EXISTS for an entry that is not ours, %HIKAE_ERROR_FAILED when the file
 *   could not be written or removed.
 */
gboolean hikae_neutral_set (gboolean on, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What the window is called in the desktop's lists, as it was when the program started.
 */
const char *hikae_neutral_get_name (void);
/* The name of the icon that goes with it. */
const char *hikae_neutral_get_icon (void);

G_END_DECLS
