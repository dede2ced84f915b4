/* hikae-page.h: a page of the window: has a title, knows where back leads, gets the
 * session
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_PAGE (hikae_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (HikaePage, hikae_page, HIKAE, PAGE, AdwBin)

/**
 * HikaePage:
 *
 * Properties: "title", "back" (name of the page that Back leads to; none at the root).
 *
 * @enter: the page comes to the screen. @argument: (nullable): what it is about.
 * @leave: it goes; everything typed or shown is forgotten when @locking.
 */
struct _HikaePageClass {
  AdwBinClass parent_class;

  void (*set_up) (HikaePage *self, HikaeSession *session);
  void (*enter) (HikaePage *self, const char *argument);
  void (*leave) (HikaePage *self, gboolean locking);
};

void hikae_page_set_session (HikaePage *self, HikaeSession *session);
/* (transfer none). */
HikaeSession *hikae_page_get_session (HikaePage *self);
/* (transfer none) (nullable): shortcut for the session's. */
HikaeCase *hikae_page_get_case (HikaePage *self);
const char *hikae_page_get_title (HikaePage *self);
const char *hikae_page_get_back (HikaePage *self);
void hikae_page_enter (HikaePage *self, const char *argument);
void hikae_page_leave (HikaePage *self, gboolean locking);

/**
 * hikae_page_lead_to:
 * @answer: a widget that has just been filled and made visible
 *
 * Moves the focus into @answer once it is laid out: the page scrolls to where the focus
 * is, and a screen reader reads it. Nothing when it has left the screen by then. Main
 * context.
 */
void hikae_page_lead_to (GtkWidget *answer);
/**
 * hikae_page_forget_focus:
 * @holder: a widget that has not the focus in it
 *
 * What had the focus in @holder is forgotten. GTK looks on from there when Tab comes
 * back, and finds nothing where that is not on the screen any more. Main context.
 */
void hikae_page_forget_focus (GtkWidget *holder);

G_END_DECLS
