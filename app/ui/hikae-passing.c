/* hikae-passing.c: lines that pass over the window
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-passing.h"

#include "hikae-text.h"

#define SAY_SECONDS 5
/* Longer than a word that only passes: there is something to press. Whoever needs more
 * time finds it in the menu too, for as long as it can be done. */
#define OFFER_SECONDS 12
/* A line stays while the pointer or the focus is on it, and the focus falls on it when
 * what had it goes. After so long it makes room for the next one. */
#define HELD_SECONDS 15

/**
 * Lines:
 * @toasts: (element-type AdwToast) (not owned): in their order; the first is on the
 * screen
 * @offer: (nullable): (owned): the last one with a button
 * @timer: until the first one has been there for %HELD_SECONDS
 * @held: it has
 *
 * All have the same priority: with a high one, libadwaita 1.2 ends the program when it is
 * the turn of a line that was put back while that is still fading.
 */
typedef struct {
  GPtrArray *toasts;
  AdwToast *offer;
  guint timer;
  gboolean held;
} Lines;

static void
lines_free (gpointer data)
{
  Lines *self = data;

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->offer);
  g_ptr_array_unref (self->toasts);
  g_free (self);
}

static Lines *
get_lines (AdwToastOverlay *overlay)
{
  Lines *self = g_object_get_data (G_OBJECT (overlay), "hikae-lines");

  if (self == NULL) {
    self = g_new0 (Lines, 1);
    self->toasts = g_ptr_array_new ();
    g_object_set_data_full (G_OBJECT (overlay), "hikae-lines", self, lines_free);
  }
  return self;
}

static void
make_room (Lines *self)
{
  if (self->held && self->toasts->len > 1)
    adw_toast_dismiss (self->toasts->pdata[0]);
}

static gboolean
held_cb (gpointer data)
{
  Lines *self = data;

  self->timer = 0;
  self->held = TRUE;
  make_room (self);
  return G_SOURCE_REMOVE;
}

/* The first is another one. */
static void
begin_first (Lines *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->held = FALSE;
  if (self->toasts->len > 0)
    self->timer = g_timeout_add_seconds (HELD_SECONDS, held_cb, self);
}

static void
gone_cb (AdwToast *toast, Lines *self)
{
  const gboolean was_first = self->toasts->len > 0 && self->toasts->pdata[0] == toast;

  g_ptr_array_remove (self->toasts, toast);
  if (was_first)
    begin_first (self);
}

/* (transfer none): it is among the lines. */
static AdwToast *
add (AdwToastOverlay *overlay, Lines *self, const char *text, guint seconds)
{
  g_autofree char *markup = hikae_text_for_markup (text, 0);
  AdwToast *toast = adw_toast_new (markup);

  adw_toast_set_timeout (toast, seconds);
  g_ptr_array_add (self->toasts, toast);
  if (self->toasts->len == 1)
    begin_first (self);
  g_signal_connect (toast, "dismissed", G_CALLBACK (gone_cb), self);
  adw_toast_overlay_add_toast (overlay, toast);
  make_room (self);
  return toast;
}

void
hikae_passing_say (AdwToastOverlay *overlay, const char *text)
{
  (void)add (overlay, get_lines (overlay), text, SAY_SECONDS);
}

void
hikae_passing_offer (AdwToastOverlay *overlay,
                     const char *text,
                     const char *button,
                     const char *action)
{
  Lines *self = get_lines (overlay);
  AdwToast *toast = NULL;

  /* Its button would do what this one's does. */
  if (self->offer != NULL)
    adw_toast_dismiss (self->offer);
  toast = add (overlay, self, text, OFFER_SECONDS);
  adw_toast_set_button_label (toast, button);
  adw_toast_set_action_name (toast, action);
  g_set_object (&self->offer, toast);
}

void
hikae_passing_withdraw (AdwToastOverlay *overlay, const char *action)
{
  Lines *self = get_lines (overlay);

  if (self->offer == NULL ||
      g_strcmp0 (adw_toast_get_action_name (self->offer), action) != 0)
    return;
  adw_toast_dismiss (self->offer);
  g_clear_object (&self->offer);
}
