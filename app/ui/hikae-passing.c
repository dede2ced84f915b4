/* hikae-passing.c: lines that pass over the window
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-passing.h"

#include "hikae-text.h"

/* Of the overlay: (owned): its last toast with a button. */
#define OFFER "hikae-offer"
#define SAY_SECONDS 5
/* Longer than a word that only passes: there is something to press. Whoever needs more
 * time finds it in the menu too, for as long as it can be done. */
#define OFFER_SECONDS 12

static AdwToast *
toast_new (const char *text, guint seconds)
{
  g_autofree char *markup = hikae_text_for_markup (text, 0);
  AdwToast *toast = adw_toast_new (markup);

  adw_toast_set_timeout (toast, seconds);
  return toast;
}

void
hikae_passing_say (AdwToastOverlay *overlay, const char *text)
{
  adw_toast_overlay_add_toast (overlay, toast_new (text, SAY_SECONDS));
}

/* Not with a high priority: libadwaita 1.2 ends the program when it is the turn of a line
 * that was put back while that is still fading. */
void
hikae_passing_offer (AdwToastOverlay *overlay,
                     const char *text,
                     const char *button,
                     const char *action)
{
  AdwToast *before = g_object_get_data (G_OBJECT (overlay), OFFER);
  AdwToast *toast = toast_new (text, OFFER_SECONDS);

  /* Its button would do what this one's does. */
  if (before != NULL)
    adw_toast_dismiss (before);
  g_object_set_data_full (
      G_OBJECT (overlay), OFFER, g_object_ref (toast), g_object_unref);
  adw_toast_set_button_label (toast, button);
  adw_toast_set_action_name (toast, action);
  adw_toast_overlay_add_toast (overlay, toast);
}

void
hikae_passing_withdraw (AdwToastOverlay *overlay, const char *action)
{
  AdwToast *offer = g_object_get_data (G_OBJECT (overlay), OFFER);

  if (offer == NULL || g_strcmp0 (adw_toast_get_action_name (offer), action) != 0)
    return;
  adw_toast_dismiss (offer);
  g_object_set_data (G_OBJECT (overlay), OFFER, NULL);
}
