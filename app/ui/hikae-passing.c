/* hikae-passing.c: lines that pass over the window
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-passing.h"

#include "hikae-text.h"

/* Of the overlay: (owned): its last toast with a button. */
#define OFFER "hikae-offer"
/* Of the overlay: (element-type AdwToast) (not owned): the others that have not gone. */
#define SAID "hikae-said"
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

static GPtrArray *
get_said (AdwToastOverlay *overlay)
{
  GPtrArray *said = g_object_get_data (G_OBJECT (overlay), SAID);

  if (said == NULL) {
    said = g_ptr_array_new ();
    g_object_set_data_full (
        G_OBJECT (overlay), SAID, said, (GDestroyNotify)g_ptr_array_unref);
  }
  return said;
}

static void
gone_cb (AdwToast *toast, GPtrArray *said)
{
  g_ptr_array_remove (said, toast);
}

static void
unref_said (gpointer data, GClosure *closure)
{
  g_ptr_array_unref (data);
}

void
hikae_passing_say (AdwToastOverlay *overlay, const char *text)
{
  AdwToast *toast = toast_new (text, SAY_SECONDS);
  GPtrArray *said = get_said (overlay);

  g_ptr_array_add (said, toast);
  g_signal_connect_data (
      toast, "dismissed", G_CALLBACK (gone_cb), g_ptr_array_ref (said), unref_said, 0);
  adw_toast_overlay_add_toast (overlay, toast);
}

/* What can be undone now must not wait behind what was said before; and the button of an
 * offer before would do what this one's does. So all of that goes. A high priority would
 * put it back into the queue, and libadwaita 1.2 ends the program when it is its turn
 * again while it is still fading. */
static void
clear (AdwToastOverlay *overlay)
{
  AdwToast *offer = g_object_get_data (G_OBJECT (overlay), OFFER);
  GPtrArray *said = get_said (overlay);

  if (offer != NULL)
    adw_toast_dismiss (offer);
  for (guint i = said->len; i > 0; i--)
    adw_toast_dismiss (said->pdata[i - 1]);
}

void
hikae_passing_offer (AdwToastOverlay *overlay,
                     const char *text,
                     const char *button,
                     const char *action)
{
  AdwToast *toast = toast_new (text, OFFER_SECONDS);

  clear (overlay);
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
